"""What the storyboard page shows: one context for the whole page and for every fragment of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from studio import storyboard as boards
from studio.actions import media, previews, renders
from studio.actions.quotes import SceneQuote
from studio.amounts import clock
from studio.errors import Busy, StudioError
from studio.models import Scene, User, Video, Voice
from studio.pages import board_cast, forms
from studio.pages import board_parts as parts
from studio.pages.board_fields import boxes, fields, in_our_words, ratio, setup_fields, size
from studio.render.presets import presets
from studio.storyboard import limits
from studio.storyboard.scene import Emotion
from studio.vocabulary import Provider

STAGE_HEIGHT, THUMB_HEIGHT = 900, 240
REST = 0.25
"""Seconds of silence between words from which the scrub bar shows a rest."""
UNWRITTEN = "voice.input_text"
SWATCHES = ("#f3e6d8", "#f6f6fc", "#ffffff", "#dfe6ea", "#e6ead9", "#f3ddd3", "#2a2523", "#7a2462", "#1f3a4d",
            "#256141")  # fmt: skip
PLACES = (
    (7, _lazy("Top left")), (8, _lazy("Top")), (9, _lazy("Top right")), (4, _lazy("Left")), (5, _lazy("Middle")),
    (6, _lazy("Right")), (1, _lazy("Bottom left")), (2, _lazy("Bottom")), (3, _lazy("Bottom right")),
)  # fmt: skip
"""Where subtitles can stand, as they lie on the screen."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One word (or rest) on the scrub bar, in seconds from the scene's start."""

    text: str
    at: str
    end: str
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A scene in the strip. `state` is one of reused, priced, unpriced, empty, broken."""

    scene: Scene
    number: int
    seconds: float
    words: str
    state: str
    amount: int
    reason: str
    still: str
    current: bool
    count: int

    @property
    def time(self) -> str:
        return clock(self.seconds) if self.seconds or self.state != "unpriced" else "…"

    @property
    def place(self) -> str:
        """Its position from 0; as text, because templates write numbers for people."""
        return str(self.number - 1)

    @property
    def before(self) -> str:
        return str(max(0, self.number - 2))

    @property
    def after(self) -> str:
        return str(min(self.count - 1, self.number))

    @property
    def last(self) -> bool:
        return self.number == self.count


@dataclass(frozen=True, slots=True)
class Price:
    """What Generate would cost. `problem` says why it can't be made, or why it isn't known; `waits`: not yet."""

    seconds: float = 0.0
    amount: int = 0
    available: int = 0
    reused: int = 0
    problem: str = ""
    waits: bool = False
    scenes: tuple[SceneQuote, ...] = ()

    @property
    def time(self) -> str:
        return clock(self.seconds)

    @property
    def reused_words(self) -> str:
        return ngettext("%d scene reused, free", "%d scenes reused, free", self.reused) % self.reused


@dataclass(slots=True)
class Board:
    """Everything about one video and its current scene that the page needs, measured once."""

    video: Video
    scenes: list[Scene]
    current: Scene
    measure: previews.Measure
    price: Price
    problems: Mapping[str, str]
    asked: bool = False
    """Generate was pressed: unwritten scripts are problems now."""

    @property
    def index(self) -> int:
        return next(i for i, scene in enumerate(self.scenes) if scene.pk == self.current.pk)

    @property
    def number(self) -> int:
        return self.index + 1

    def problems_of(self, index: int) -> dict[str, str]:
        """Problems of one scene, by dotted path within it."""
        start = f"scenes.{index}."
        found = {path.removeprefix(start): text for path, text in self.problems.items() if path.startswith(start)}
        if not self.asked and _unwritten(self.scenes[index]):
            found.pop(UNWRITTEN, None)
        document = self.scenes[index].document
        return {path: in_our_words(path, text, document) for path, text in found.items()}


def open_board(
    video: Video, person: User, *, scene: Scene | None = None, asked: bool = False,
    problems: Mapping[str, str] | None = None,
) -> Board:  # fmt: skip
    """The board with `scene` (else the first one) on stage, priced for the one who looks, and further `problems` that
    somebody else found.

    Speaking a long script to measure it takes the engine seconds: `saved_board` does without.
    """
    board = saved_board(video, scene=scene)
    board.asked, board.problems = asked, {**board.problems, **(problems or {})}
    board.measure, board.price = _measure(board, person)
    return board


def saved_board(video: Video, *, scene: Scene | None = None) -> Board:
    """The board as the database has it: no lengths, words or prices yet."""
    scenes = list(video.scenes.order_by("position", "id"))
    current = next((each for each in scenes if scene and each.pk == scene.pk), scenes[0])
    for each in scenes:
        each.video = video
    return Board(video, scenes, current, _unmeasured(len(scenes)), Price(), renders.problems(video))


def context(board: Board, person: User, **more: Any) -> dict[str, Any]:
    """The context of storyboard.html and of all its fragments, for the one who looks."""
    video, document = board.video, board.current.document
    duration, cards = board.measure.durations[board.index], [_card(board, each) for each in range(len(board.scenes))]
    width, height = size(video.setup)
    found: dict[str, Any] = {
        "video": video, "board": board, "cards": cards, "card": cards[board.index],
        "scene": board.current, "f": fields(document, board.problems_of(board.index)), "price": board.price,
        "ratio": ratio(video.setup), "width": str(width), "height": str(height), "mode": forms.mode_of(video.setup),
        "ticks": ticks(board.measure.words[board.index]), "duration": f"{duration:.2f}",
        "at": f"{moment(board.measure, board.index):.2f}", "total": clock(board.measure.seconds),
        "boxes": json.dumps(boxes(width, height)), "finished": parts.watchable(video),
        "stage": still_address(board, board.index, height=STAGE_HEIGHT), "may_edit": True, "measured": True,
    }  # fmt: skip
    return {**found, **_offered(board, document, person), **more}


def _offered(board: Board, document: Mapping[str, Any], person: User) -> dict[str, Any]:
    """What the inspector has to choose from. The cast is asked for where it is shown."""
    video = board.video
    voice = _voice(video, document)
    return {
        "cast": SimpleLazyObject(lambda: board_cast.cast(video, document, person)), "nobody": forms.NOBODY,
        "voices": SimpleLazyObject(lambda: board_cast.voices(video, voice)), "voice": voice, "limits": limits,
        "gaps": parts.gaps_in(document),
        "emotions": get_args(Emotion), "presets": presets(),
        **parts.library(video, document), "swatches": SWATCHES, "shapes": limits.DIMENSIONS, "places": PLACES,
        **parts.makers_of(video, board.problems_of(board.index)),
        "embedded": video.account.provider == Provider.LOCAL, "transparent": video.setup.get("output_format") == "webm",
        "setup": setup_fields(video.setup, board.problems), "sayings": parts.saying_rows(video.setup, board.problems),
        "brand": video.team.brand_color,
    }  # fmt: skip


def ticks(words: Iterable[tuple[str, float, float]]) -> list[Tick]:
    """The scrub bar: words, and the rests between them."""
    found: list[Tick] = []
    before = 0.0
    for text, start, end in words:
        if start - before >= REST and found:
            rest = f"{start - before:.1f} s"
            found.append(Tick(rest, f"{before:.2f}", f"{start:.2f}", rest=True))
        found.append(Tick(text, f"{start:.2f}", f"{end:.2f}"))
        before = end
    return found


def moment(measure: previews.Measure, index: int) -> float:
    """The second of a scene that its pictures show: early, in the middle of a word, so that subtitles are seen."""
    words = measure.words[index]
    if not words:
        return 0.0
    _text, start, end = words[min(2, len(words) - 1)]
    return round((start + end) / 2, 2)


def still_address(board: Board, index: int, *, height: int) -> str:
    """Where the picture of a scene is, without its moment. `v` changes with whatever the picture depends on."""
    scene, video = board.scenes[index], board.video
    place = reverse("still", args=[video.pk, index])
    return f"{place}?{urlencode({'scene': scene.pk, 'height': height, 'v': f'{scene.version}.{video.version}'})}"


def _measure(board: Board, person: User) -> tuple[previews.Measure, Price]:
    """Lengths and words, and the price that follows from them; zeros while the engine can't be asked, or when a scene
    came or went meanwhile. Writing must go on without it.
    """
    video, nothing = board.video, _unmeasured(len(board.scenes))
    try:
        found = previews.measure(video)
    except StudioError as error:
        return nothing, Price(problem=str(error), waits=isinstance(error, Busy))
    price = _price(video, person, found)
    return found if len(found.durations) == len(board.scenes) else nothing, price


def _unmeasured(scenes: int) -> previews.Measure:
    return previews.Measure((0.0,) * scenes, ((),) * scenes)


def _price(video: Video, person: User, measure: previews.Measure) -> Price:
    try:
        quote = renders.quote(video, actor=person, seconds=measure.durations)
    except StudioError as error:
        return Price(problem=str(error))
    return Price(quote.seconds, quote.amount, quote.available, quote.reused, quote.problem, scenes=quote.scenes)


def _card(board: Board, index: int) -> Card:
    scene, seconds = board.scenes[index], board.measure.durations[index]
    wrong = board.problems_of(index)
    quoted = board.price.scenes[index] if index < len(board.price.scenes) else None
    if wrong:
        state = "broken"
    elif _unwritten(scene):
        state = "empty"
    elif quoted is None:
        state = "unpriced"
    else:
        state = "reused" if quoted.reused else "priced"
    return Card(
        scene, index + 1, seconds, first_words(scene.document), state, quoted.amount if quoted else 0,
        next(iter(wrong.values()), ""), still_address(board, index, height=THUMB_HEIGHT),
        scene.pk == board.current.pk, len(board.scenes),
    )  # fmt: skip


def first_words(document: Mapping[str, Any]) -> str:
    """How a scene begins, for its card."""
    voice = media.part(document, "voice")
    kind = voice.get("type")
    if kind == "audio":
        return _("A recording")
    if kind == "silence":
        return _("Nobody speaks")
    said = boards.script.take_apart(media.script(document)[: limits.SCRIPT_MAX])[0]  # more is kept, but never said
    return said if len(said) <= 90 else said[:89].rstrip() + "…"


def _unwritten(scene: Scene) -> bool:
    return media.part(scene.document, "voice").get("type") == "text" and not media.script(scene.document).strip()


def _voice(video: Video, document: Mapping[str, Any]) -> Voice | None:
    chosen = media.part(document, "voice").get("voice_id")
    return video.account.voices.filter(external_id=str(chosen)).first() if chosen else None
