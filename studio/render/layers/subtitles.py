"""Burned-in subtitles: which cue stands where and when, the word being said marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.render import fonts
from studio.render.canvas import skia
from studio.render.layers.cue_card import PRESETS, STEPS, CueCard
from studio.render.layers.layer import NOTHING, Look
from studio.render.plan import Canvas
from studio.render.spoken import Word
from studio.render.subtitles import Cue, cues
from studio.storyboard import Subtitles as Wanted

EARLY = 0.06
"""Seconds by which a cue and its marks come before the sound: the eye expects them then."""
POP = 0.14
WIDEST = 0.88
SIDE, END, TALL_END = 0.06, 0.085, 0.128
"""Margins in parts of the width and the height (of canvases higher than wide: phones show controls there)."""


class Subtitles:
    """Each appearance is drawn once onto a small picture and then only copied.

    `font_size` and `position` are pixels of the finished video; position moves right and up.
    """

    def __init__(self, words: Sequence[Word], wanted: Wanted, *, canvas: Canvas) -> None:
        preset = PRESETS[wanted.preset_name]
        asked = (wanted.font_size or 0) * canvas.scale
        self._card = CueCard(
            preset, size=asked or preset.size * min(canvas.width, canvas.height), room=canvas.width * WIDEST,
            highlight=not wanted.disable_highlight,
        )  # fmt: skip
        self._wanted, self._canvas = wanted, canvas
        self._cues = cues(_drawable(words), fits=lambda some: self._card.fits(_texts(some)), most=preset.words)
        self._kept: tuple[Look, skia.Image] | None = None

    def look(self, t: float) -> Look:
        cue = self._cue(t)
        if cue is None:
            return NOTHING
        size, (left, line) = self._card.size, self._place(cue)
        right = left + self._card.length(_texts(cue.words))
        box = int(left - 1.5 * size), int(line - 2.1 * size), int(right + 1.5 * size) + 1, int(line + 1.7 * size) + 1
        return Look(box, (cue.start, *self._moment(cue, t)))

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        look, cue = self.look(t), self._cue(t)
        if cue is None or look.box is None:
            return
        left, top, right, bottom = look.box
        if self._kept is None or self._kept[0] != look:
            surface, (x, line) = skia.Surface(right - left, bottom - top), self._place(cue)
            said, step = self._moment(cue, t)
            self._card.draw(surface.getCanvas(), _texts(cue.words), (x - left, line - top), said=said, step=step)
            self._kept = (look, surface.makeImageSnapshot())
        canvas.drawImage(self._kept[1], left, top)

    def _cue(self, t: float) -> Cue | None:
        return next((cue for cue in self._cues if cue.start - EARLY <= t < cue.end - EARLY), None)

    @staticmethod
    def _moment(cue: Cue, t: float) -> tuple[int, int]:
        """(index of the word being said, or said last; how far the cue has appeared)."""
        said = sum(word.start - EARLY <= t for word in cue.words) - 1
        return said, min(STEPS, int((t + EARLY - cue.start) / POP * STEPS))

    def _place(self, cue: Cue) -> tuple[float, float]:
        """The left end of the baseline, in pixels. Alignment is as on a numeric keypad."""
        size, canvas, wanted = self._card.size, self._canvas, self._wanted
        length = self._card.length(_texts(cue.words))
        row, column = divmod(wanted.alignment - 1, 3)
        side = canvas.width * SIDE + 0.8 * size
        left = (side, (canvas.width - length) / 2, canvas.width - side - length)[column]
        end = canvas.height * (TALL_END if canvas.height > canvas.width else END)
        line = (canvas.height - end - 0.4 * size, canvas.height / 2 + 0.35 * size, end + 1.1 * size)[row]
        return left + wanted.position.x * canvas.scale, line - wanted.position.y * canvas.scale


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def _drawable(words: Sequence[Word]) -> list[Word]:
    """The words without characters that no installed font draws: these are reported, never drawn as boxes."""
    if not fonts.lacking("".join(_texts(words))):
        return list(words)
    kept = [replace(word, text="".join(sign for sign in word.text if fonts.drawable(sign))) for word in words]
    return [word for word in kept if any(sign.isalnum() for sign in word.text)]
