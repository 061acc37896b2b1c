"""Burned-in subtitles: a cue on its card, the word being said marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.render import fonts
from studio.render.canvas import skia
from studio.render.layers.layer import NOTHING, Box, Look, argb
from studio.render.layers.lettering import Lettering, directed, visual_order
from studio.render.plan import Canvas
from studio.render.spoken import Word
from studio.render.subtitles import Cue, cues, spaced
from studio.storyboard import Subtitles as Wanted

EARLY = 0.06
"""Seconds by which a cue and its marks come before the sound: the eye expects them then."""
POP = 0.14
WIDEST = 0.88
SIDE, END = 0.06, 0.085
"""Margins in parts of the width and the height."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Colours are #rrggbb; `size` is a part of the canvas's shorter side; lengths below in parts of the text size."""

    size: float
    weight: int
    words: int
    text: str
    waiting: str
    marked: str
    card: str = ""
    card_opacity: float = 1.0
    pill: str = ""
    outline: float = 0.0


PRESETS = {
    "classic": Preset(0.046, 600, 9, "#ffffff", "#ffffff", "#ffd35c", card="#15171f", card_opacity=0.78),
    "bold": Preset(0.066, 700, 4, "#ffffff", "#ffffff", "#ffe14a", outline=0.2),
    "bright": Preset(0.052, 700, 4, "#3a2630", "#9a858a", "#ffffff", card="#fffbf4", card_opacity=0.97, pill="#c9561f"),
}


def _drawable(words: Sequence[Word]) -> list[Word]:
    """The words without characters that no installed font draws: these are reported, never drawn as boxes."""
    if not fonts.missing("".join(word.text for word in words)):
        return list(words)
    kept = [replace(word, text="".join(sign for sign in word.text if not fonts.missing(sign))) for word in words]
    return [word for word in kept if any(sign.isalnum() for sign in word.text)]


class Subtitles:
    """Each appearance is drawn once onto a small picture and then only copied."""

    def __init__(self, words: Sequence[Word], wanted: Wanted, *, canvas: Canvas) -> None:
        self._preset = PRESETS[wanted.preset_name]
        self._wanted, self._canvas = wanted, canvas
        size = (
            wanted.font_size * canvas.scale
            if wanted.font_size
            else self._preset.size * min(canvas.width, canvas.height)
        )
        self._letters = Lettering(size=size, weight=self._preset.weight)
        self._cues = cues(_drawable(words), fits=self._fits, most=self._preset.words)
        self._kept: tuple[object, skia.Image] | None = None

    def look(self, t: float) -> Look:
        cue = self._cue(t)
        if cue is None:
            return NOTHING
        step = min(4, int((t + EARLY - cue.start) / POP * 4))
        return Look(self._box(cue), (cue.start, self._said(cue, t), step))

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        look, cue = self.look(t), self._cue(t)
        if cue is None or look.box is None:
            return
        if self._kept is None or self._kept[0] != look.key:
            surface = skia.Surface(look.box[2] - look.box[0], look.box[3] - look.box[1])
            surface.getCanvas().translate(-look.box[0], -look.box[1])
            self._draw_cue(surface.getCanvas(), cue, said=look.key[1], step=look.key[2])  # type: ignore[index]
            self._kept = (look.key, surface.makeImageSnapshot())
        canvas.drawImage(self._kept[1], look.box[0], look.box[1])

    def _fits(self, words: Sequence[Word]) -> bool:
        return self._length(words) <= self._room

    def _length(self, words: Sequence[Word]) -> float:
        return sum(self._widths(words)) + sum(self._gap_after(words, index) for index in range(len(words) - 1))

    @property
    def _room(self) -> float:
        return self._canvas.width * WIDEST - 1.6 * self._letters.size

    def _gap_after(self, words: Sequence[Word], index: int) -> float:
        if index + 1 >= len(words) or not spaced(words[index].text, words[index + 1].text):
            return 0.0
        return self._letters.size * (0.46 if self._preset.pill else 0.3)

    def _widths(self, words: Sequence[Word]) -> list[float]:
        return [self._letters.width(text) for text in directed([word.text for word in words])]

    def _cue(self, t: float) -> Cue | None:
        return next((cue for cue in self._cues if cue.start - EARLY <= t < cue.end - EARLY), None)

    @staticmethod
    def _said(cue: Cue, t: float) -> int:
        """The index of the word being said, or said last."""
        return sum(word.start - EARLY <= t for word in cue.words) - 1

    def _shrink(self, cue: Cue) -> float:
        """A word wider than the screen is made smaller rather than cut."""
        return min(1.0, self._room / max(self._length(cue.words), 1.0))

    def _place(self, cue: Cue) -> tuple[float, float, float]:
        """(left end and height of the baseline, width of the line) in pixels."""
        size, canvas, wanted = self._letters.size, self._canvas, self._wanted
        wide = self._length(cue.words) * self._shrink(cue)
        column, row = (wanted.alignment - 1) % 3, (wanted.alignment - 1) // 3
        side = canvas.width * SIDE + 0.8 * size
        left = (side, (canvas.width - wide) / 2, canvas.width - side - wide)[column]
        tall = canvas.height > canvas.width
        end = canvas.height * (END * 1.5 if tall else END)
        line = (canvas.height - end - 0.4 * size, canvas.height / 2 + 0.35 * size, end + 1.1 * size)[row]
        return left + wanted.position.x * canvas.scale, line - wanted.position.y * canvas.scale, wide

    def _box(self, cue: Cue) -> Box:
        left, line, wide = self._place(cue)
        size = self._letters.size
        return (
            int(left - 1.5 * size),
            int(line - 2.1 * size),
            int(left + wide + 1.5 * size) + 1,
            int(line + 1.7 * size) + 1,
        )

    def _draw_cue(self, canvas: skia.Canvas, cue: Cue, *, said: int, step: int) -> None:
        left, line, wide = self._place(cue)
        size, rise = self._letters.size, 1 - step / 4
        canvas.translate(0, rise * rise * size * 0.5)
        fade = skia.Paint(AntiAlias=True, Alphaf=min(1.0, 0.4 + 0.15 * step))
        canvas.saveLayer(None, fade)
        if self._preset.card:
            self._draw_card(
                canvas, (left - 0.8 * size, line - 1.32 * size, left + wide + 0.8 * size, line + 0.7 * size)
            )
        shrink = self._shrink(cue)
        canvas.translate(left, line)
        canvas.scale(shrink, shrink)
        x = 0.0
        texts = [word.text for word in cue.words]
        widths, order, texts = self._widths(cue.words), visual_order(texts), directed(texts)
        for place, index in enumerate(order):
            self._draw_word(canvas, texts[index], x, widths[index], index=index, said=said)
            neighbours = sorted(order[place : place + 2])
            x += widths[index] + self._gap_after(cue.words, neighbours[0])
        canvas.restore()

    def _draw_card(self, canvas: skia.Canvas, edges: tuple[float, float, float, float]) -> None:
        size = self._letters.size
        card = skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(*edges), size * 0.55, size * 0.55)
        blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.28)
        canvas.drawRRect(card.makeOffset(0, size * 0.14), skia.Paint(Color=argb("#1a1018", 0.28), MaskFilter=blur))
        canvas.drawRRect(card, skia.Paint(AntiAlias=True, Color=argb(self._preset.card, self._preset.card_opacity)))

    def _draw_word(self, canvas: skia.Canvas, text: str, x: float, width: float, *, index: int, said: int) -> None:
        preset, size = self._preset, self._letters.size
        marked = index == said and not self._wanted.disable_highlight
        colour = preset.marked if marked else preset.text
        if index > said and not self._wanted.disable_highlight:
            colour = preset.waiting
        if marked and preset.pill:
            pill = skia.Rect.MakeLTRB(x - 0.2 * size, -1.04 * size, x + width + 0.2 * size, 0.4 * size)
            canvas.drawRRect(skia.RRect.MakeRectXY(pill, size * 0.34, size * 0.34),
                             skia.Paint(AntiAlias=True, Color=argb(preset.pill)))  # fmt: skip
        if preset.outline:
            self._letters.paint(
                canvas, text, (x, 0.05 * size), colour=argb("#120c10", 0.55), stroke=preset.outline * size
            )
            self._letters.paint(canvas, text, (x, 0), colour=argb("#1c1218"), stroke=preset.outline * size)
        self._letters.paint(canvas, text, (x, 0), colour=argb(colour))
