"""Pictures and lengths for the editor, straight from the engine, kept by content."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio import storyboard as boards
from studio.actions import addresses, caches, cast, fair, media, pronunciations, standins
from studio.actions.remembered import Remembered
from studio.errors import BadInput, Busy, EngineFailed, unwritable
from studio.models import Team, Video
from studio.providers.child import Ended, Slow, Warm
from studio.render.plan import ENGINE_VERSION, references, scene_plan

HEIGHTS = (64, 100, 160, 240, 360, 480, 640, 800, 900, 1080)
"""Pixels. A picture is drawn in the smallest of these that is large enough: addresses can't fill the disk."""
STILL_LIMIT, RECORDING_LIMIT, SPEECH_LIMIT = 30.0, 60.0, 10.0
"""Seconds the engine may take for a picture, for the length of a recording, and for speech before it has begun."""
STILL_WAIT, CHECK_WAIT = 6.0, 20.0
"""Seconds that one waits for those before: half a dozen small pictures; who pressed Generate."""
HALF: dict[str, Any] = {"scale": 1.35, "offset": {"x": 0.0, "y": -0.04}}
"""Half a body: head to waist, with air above the tallest hair."""
PATIENCE = 4.0
"""Seconds that a page may spend on lengths. What was measured is kept, and the next page goes on from there."""
NOT_YET = "The scenes are still being measured; their lengths come in a moment."

CROWDED = "Other pictures are being drawn; this one comes in a moment."
OTHERS = "Others' scenes are being measured. Try again in a moment."

Words = tuple[tuple[str, float, float], ...]
Length = tuple[float, Words]
NOTHING: Length = (0.0, ())

_stills, _measures = Warm(limit=STILL_LIMIT), Warm()
_line, _speaking = fair.Line(), fair.Line()
"""Whose turn it is at each of the two: a team that has fifty long scripts measured, again and again, would else keep
everybody else from ordering.
"""
_lengths, _pictures = Remembered[Length](), Remembered[None]()


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds and timed words of each scene, in order; 0 seconds and no words for a scene that can't be made yet."""

    durations: tuple[float, ...]
    words: tuple[Words, ...]

    @property
    def seconds(self) -> float:
        return sum(self.durations)


def still(video: Video, *, scene: int, at: float | None = None, seeing: bool = False, height: int = 640) -> Path:
    """A JPEG of one moment of a scene: `at` seconds from its start, to the frame; with `seeing` the frame next to it in
    which nobody blinks. None is its calmest moment (eyes open, lips at rest). As high as `height` or somewhat higher. A
    scene that can't be said yet is shown silent.

    Raises BadInput with the dotted path when what would be seen can't be drawn, Busy when it comes in a moment.
    """
    document = _alone(_drawable(video), scene)
    if any(path.startswith("scenes.0.voice") for path in boards.problems(document)):
        document["scenes"][0]["voice"] = {"type": "silence", "duration": 1.0}
    storyboard = boards.parse(document)
    addresses.show(video.team, {"scenes": document["scenes"]})
    props = cast.gather(video.team, video.account_id, document)
    return moment(storyboard, at=at, seeing=seeing, height=height, props=props, team=video.team_id)


def moment(
    board: boards.Storyboard, *, at: float | None, seeing: bool = False, height: int, props: cast.Props, team: uuid.UUID
) -> Path:
    """`still`, of the first scene of a storyboard that belongs to no video. `team` is who looks."""
    question = {"storyboard": board.plain(), "scene": 0, "at": _on_a_frame(at, board.fps), "height": _size(height)}
    question |= {"seeing": True} if seeing else {}
    return _picture("stills", question, props, team=team)


def _drawable(video: Video) -> dict[str, Any]:
    """The storyboard as the engine can show it: with the team's pronunciations, and stand-ins for a provider's cast."""
    return standins.drawable(video.account, pronunciations.told(video.team_id, video.document()))


def avatar_picture(avatar_id: str, *, height: int = 240, crop: str = "half") -> Path:
    """A JPEG of an embedded presenter: "half" body in 4:5, or only the "face" in a square."""
    return _picture("avatars", _avatar_question(avatar_id, height=height, crop=crop), cast.NO_PROPS)


def has_avatar_picture(avatar_id: str, *, height: int, crop: str) -> bool:
    """Whether `avatar_picture` would be there at once."""
    question = _avatar_question(avatar_id, height=height, crop=crop)
    return caches.place("avatars", _picture_name(question, cast.NO_PROPS)).exists()


def _avatar_question(avatar_id: str, *, height: int, crop: str) -> dict[str, Any]:
    face = crop == "face"
    size = {"width": 640, "height": 640 if face else 800}
    character: dict[str, Any] = {"type": "avatar", "avatar_id": avatar_id}
    character |= {"avatar_style": "closeUp"} if face else HALF
    scene = {"character": character, "voice": {"type": "silence", "duration": 1.0}}
    storyboard = boards.parse({"dimension": size, "scenes": [scene]}).plain()
    return {"storyboard": storyboard, "scene": 0, "at": None, "height": min(_size(height), 800), "backdrop": True}


def measure(video: Video) -> Measure:
    """How long each scene will be, from the very speech that will be heard.

    A scene that can't be spoken, or that the engine failed at, counts 0 seconds. Raises Busy when there was no time to
    measure them all: asking again goes on from there.
    """
    return measure_drawable(video.team, _drawable(video))


def measure_drawable(team: Team, document: dict[str, Any], *, strict: bool = False) -> Measure:
    """Like measure, for a storyboard that is no video's yet. When `strict`, EngineFailed for a scene that the engine
    failed at.
    """
    end = time.monotonic() + PATIENCE
    with suppress(BadInput):  # whose scenes count 0 seconds
        addresses.show(team, {"scenes": [{"voice": media.part(s, "voice")} for s in document["scenes"]]})
    files = media.paths(media.found(team, document))
    document, scenes = _sound(document), range(len(document["scenes"]))
    found = [_length_for_page(document, at, files, end=end, team=team.pk, strict=strict) for at in scenes]
    return Measure(tuple(seconds for seconds, _ in found), tuple(words for _, words in found))


def check(storyboard: dict[str, Any], *, paths: dict[str, str], team: uuid.UUID | None = None) -> Measure:
    """Like measure, for a storyboard that must be right: raises BadInput with all that the engine can't honour, by
    dotted path; Busy or EngineFailed when that can't be told now. What was measured before is not spoken again. `team`
    is who asks.
    """
    board = boards.parse(storyboard)
    found, problems = list[Length](), dict[str, str]()
    for index in range(len(board.scenes)):
        try:
            scene_plan(board, index, media=paths)
            found.append(_length(_voice(board, index), paths, wait=CHECK_WAIT, team=team))
        except BadInput as error:
            problems |= {
                path.replace("scenes.0.", f"scenes.{index}.", 1): text for path, text in error.problems.items()
            }
    if problems:
        raise BadInput(problems)
    return Measure(tuple(seconds for seconds, _ in found), tuple(words for _, words in found))


def say(storyboard: dict[str, Any], *, out: Path, team: uuid.UUID | None = None) -> dict[str, Any]:
    """The only scene's voice as an MP3 at `out`; its "duration" in seconds and its "words" are in the answer. `team` is
    who asks; what the studio's own cast says is nobody's.

    Raises BadInput, Busy, or EngineFailed.
    """
    board = boards.parse(storyboard)
    with _speaking.place(team, wait=CHECK_WAIT, otherwise=OTHERS):
        return _measures.ask("say", limit=_limit(board.scenes[0]) + 20, storyboard=board.plain(), out=str(out))


def _length_for_page(
    document: dict[str, Any], index: int, paths: dict[str, str], *, end: float, team: uuid.UUID, strict: bool
) -> Length:  # fmt: skip
    alone = _alone(document, index)
    alone["scenes"][0] = {"voice": (alone["scenes"][0] or {}).get("voice")}
    if boards.problems(alone):
        return NOTHING
    wait = min(Warm.WAIT, end - time.monotonic())
    try:
        return _length(_voice(boards.parse(alone), 0), paths, wait=wait, team=team)
    except (BadInput, EngineFailed, Slow) as error:
        if strict and not isinstance(error, BadInput):
            raise EngineFailed(str(error), permanent=False) from None
        return NOTHING


def _voice(board: boards.Storyboard, index: int) -> boards.Storyboard:
    """A storyboard of nothing but what gives the scene its length."""
    scene = boards.Scene(voice=board.scenes[index].voice)
    return boards.Storyboard(fps=board.fps, scenes=(scene,), pronunciations=board.pronunciations_in(index))


def _length(board: boards.Storyboard, paths: dict[str, str], *, wait: float, team: uuid.UUID | None) -> Length:
    """Seconds and words of the only scene. The engine is asked once for each content; its refusals are kept, too."""
    names = [name for _, name in references(board.scenes[0])]
    files = {name: paths[name] for name in names if name in paths}
    question: dict[str, Any] = {"storyboard": board.plain(), "media": files}
    key = name_of([question, [_stamp(path) for path in files.values()]])
    if (known := _lengths.get(key)) is not None:
        return known
    if wait <= 0:
        raise Busy(NOT_YET)
    with _speaking.place(team, wait=wait, otherwise=OTHERS):
        if (known := _lengths.get(key)) is None:  # somebody else may have asked while we waited
            with _lengths.remembering(key, BadInput, Slow, EngineFailed):
                answer = _measures.ask("measure", limit=_limit(board.scenes[0]), wait=wait, **question)
            words = tuple((str(w[0]), float(w[1]), float(w[2])) for w in answer["words"][0])
            known = _lengths.keep(key, (float(answer["durations"][0]), words))
    return known


def _limit(scene: boards.Scene) -> float:
    """Seconds the engine may take to measure: it speaks 10,000 characters a second on an idle machine."""
    if isinstance(scene.voice, boards.TextVoice):
        return SPEECH_LIMIT + len(scene.voice.input_text) / 200
    return RECORDING_LIMIT


def _stamp(path: str) -> tuple[int, int] | None:
    """Changes with the file's content."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _sound(document: dict[str, Any]) -> dict[str, Any]:
    """The storyboard without what the video as a whole got wrong. A long list that is wrong takes half a second to look
    through, which is done once and not for every scene.
    """
    silent = {"voice": {"type": "silence", "duration": 1.0}}
    wrong = {path.partition(".")[0] for path in boards.problems({**document, "scenes": [silent]})} - {"scenes"}
    return {name: value for name, value in document.items() if name not in wrong}


def _alone(document: dict[str, Any], scene: int) -> dict[str, Any]:
    """The storyboard with this scene as its only one, and without what the video as a whole got wrong."""
    if not 0 <= scene < len(document["scenes"]):
        raise BadInput({"scenes": "This scene is gone."})
    alone = {**document, "scenes": [dict(document["scenes"][scene] or {})]}
    for path in boards.problems(alone):
        top = path.partition(".")[0]
        if top != "scenes":
            alone.pop(top, None)
    return alone


def _picture(room: str, question: dict[str, Any], props: cast.Props, *, team: Any = None) -> Path:
    """The answer to a still's question, drawn when it never was. What the studio's own cast looks like is nobody's."""
    path = caches.place(room, _picture_name(question, props))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if caches.there(path):
            return path
        _pictures.get(path.stem)
        with _line.place(team, wait=STILL_WAIT, otherwise=CROWDED):
            _pictures.get(path.stem)
            if not path.exists():
                _draw(path, question, props)
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    return path


def _picture_name(question: dict[str, Any], props: cast.Props) -> str:
    return f"{name_of({**question, 'media': props.digests})}.jpg"


def _draw(path: Path, question: dict[str, Any], props: cast.Props) -> None:
    with caches.making(path) as draft, _pictures.remembering(path.stem, Slow, Ended):
        _stills.ask("still", **question, media=props.paths, rigs=props.rigs, out=str(draft))


def name_of(content: Any) -> str:
    """One name for one content, as this version of the engine draws or says it."""
    return hashlib.sha256(json.dumps([ENGINE_VERSION, content], sort_keys=True).encode()).hexdigest()


def _on_a_frame(at: float | None, fps: int) -> float | None:
    """The moment of a frame: two of one frame are one picture."""
    return None if at is None else round(round(min(max(0.0, at), boards.limits.SCENE_MAX) * fps) / fps, 4)


def _size(height: int) -> int:
    return next((size for size in HEIGHTS if size >= height), HEIGHTS[-1])
