"""Burned-in subtitles: which words stand where and when, the one being said marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from studio.render import fonts
from studio.render.boxes import Box, union
from studio.render.canvas import skia
from studio.render.layers.block import Block, block
from studio.render.layers.cue_card import FILLS, PHASES, STEPS, CueCard, State
from studio.render.layers.layer import NOTHING, Look
from studio.render.plan import Canvas
from studio.render.spoken import Word
from studio.render.subtitles import Cue
from studio.render.typesetting import typesetting
from studio.storyboard import Subtitles as Wanted

EARLY = 0.06
"""Seconds by which a cue and its marks come before the sound: the eye expects them then."""
APPEARS, MARKS = 0.14, 0.14
"""Seconds in which a cue comes in, and in which a mark does."""
_KEPT = 3


class Subtitles:
    """`font_size` and `position` are pixels of the finished video; position moves right and up."""

    def __init__(
        self, words: Sequence[Word], wanted: Wanted, *, canvas: Canvas, until: float = float("inf"), language: str = ""
    ) -> None:
        drawn = _drawable(words)
        self._setting = typesetting(wanted, canvas, drawn, language=language)
        self._canvas, self._until = canvas, until
        self._cues = [page for cue in self._setting.cues(drawn, until=until) for page in self._setting.pages(cue)]
        self._starts = [cue.start - EARLY for cue in self._cues]
        self._blocks: dict[int, Block] = {}
        self._cards: dict[int, CueCard] = {}

    def look(self, t: float) -> Look:
        index = self._index(t)
        if index is None:
            return NOTHING
        card = self._card(index)
        states = self._states(self._cues[index], t)
        parts = tuple((card.word_box(number), state) for number, state in enumerate(states))
        return Look(_outer(card), (index, self._step(index, t)), parts)

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        index = self._index(t)
        if index is not None:
            self._card(index).draw(canvas, self._states(self._cues[index], t), step=self._step(index, t))

    def bounds(self) -> Box | None:
        """Around everything that is ever shown; None when nothing is."""
        around: Box | None = None
        for index in range(len(self._cues)):
            left, top, right, bottom = self._block(index).box
            around = union(around, (int(left), int(top), int(right) + 1, int(bottom) + 1))
        return around

    def warnings(self) -> list[str]:
        """What of the wishes could not be honoured, each as a sentence that begins with its dotted path."""
        setting, found = self._setting, []
        blocks = [self._block(index) for index in range(len(self._cues))]
        if setting.wanted.font_size and setting.size < setting.asked - 0.5:
            found.append(f"subtitles.font_size: Letters of {setting.asked:.0f} pixels are too large for this picture; "
                         f"they were drawn {setting.size:.0f} pixels large.")  # fmt: skip
        tight = next((number for number, each in enumerate(blocks) if each.shrunk < 0.97), None)
        if tight is not None:
            longest = max((word.text for word in self._cues[tight].words), key=len)
            path = "subtitles.font_size" if setting.wanted.font_size else "subtitles"
            found.append(f"{path}: “{longest[:40]}” is too long for a line of this size and was drawn smaller.")
        if any(each.moved for each in blocks):
            found.append("subtitles.position: The subtitles would have left the picture; they were moved back into it.")
        return found

    def _index(self, t: float) -> int | None:
        index = bisect_right(self._starts, t) - 1
        if index < 0:
            return None
        end = self._cues[index].end
        stays = t < end - EARLY or end >= self._until  # to the last frame: between two scenes nothing blinks
        return index if stays else None

    def _step(self, index: int, t: float) -> int:
        """How far the cue has come in: words that follow on each other without a gap don't come in anew."""
        cue = self._cues[index]
        follows = index > 0 and cue.start - self._cues[index - 1].end < EARLY
        if follows and self._setting.preset.highlight != "pop":
            return STEPS
        return min(STEPS, int((t + EARLY - cue.start) / APPEARS * STEPS + 1e-6))

    def _states(self, cue: Cue, t: float) -> tuple[State, ...]:
        words, preset = cue.words, self._setting.preset
        if self._setting.wanted.disable_highlight or preset.highlight == "none":
            return (("text", 0),) * len(words)
        said = max(0, sum(word.start - EARLY <= t for word in words) - 1)
        since = t + EARLY - words[said].start
        if preset.highlight == "fill":
            phase = min(FILLS, max(0, int(since / max(words[said].end - words[said].start, 0.05) * FILLS)))
        elif preset.highlight == "colour":
            phase = 0
        else:
            phase = min(PHASES, max(0, int(since / MARKS * PHASES + 1e-6)))
        later: State = ("hidden", 0) if preset.highlight == "reveal" else ("waiting", 0)
        return (*((("text", 0),) * said), ("marked", phase), *((later,) * (len(words) - said - 1)))

    def _block(self, index: int) -> Block:
        if index not in self._blocks:
            self._blocks[index] = block(self._cues[index], self._setting, self._canvas)
        return self._blocks[index]

    def _card(self, index: int) -> CueCard:
        if index not in self._cards:
            while len(self._cards) >= _KEPT:
                del self._cards[next(iter(self._cards))]
            setting = self._setting
            self._cards[index] = CueCard(self._block(index), setting.preset, language=setting.language,
                                         marking=not setting.wanted.disable_highlight)  # fmt: skip
        return self._cards[index]


def _outer(card: CueCard) -> Box:
    (left, top, right, bottom), reach = card.block.box, card.reach + 0.4 * card.block.size
    return int(left - reach) - 2, int(top - reach) - 2, int(right + reach) + 3, int(bottom + reach) + 3


def _drawable(words: Sequence[Word]) -> list[Word]:
    """The words without characters that no installed font draws: these are reported, never drawn as boxes."""
    if not fonts.lacking("".join(word.text for word in words)):
        return list(words)
    kept = [replace(word, text=_left(word.text)) for word in words]
    return [word for word in kept if any(sign.isalnum() or fonts.scripts.chooses(sign) for sign in word.text)]


def _left(text: str) -> str:
    """What of a text can be drawn; joiners alone, that held emoji together, leave no gap."""
    parts = "".join(sign for sign in text if fonts.drawable(sign)).split()
    return " ".join(part for part in parts if any(map(fonts.scripts.visible, part)))
