"""How a cue looks: its presets, its measure, its drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.render.canvas import skia
from studio.render.layers.layer import argb
from studio.render.layers.lettering import Lettering, directed, visual_order
from studio.render.subtitles import spaced

STEPS = 4
"""Drawings in which a cue appears."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Colours are #rrggbb; `size` is a part of the canvas's shorter side; `outline` a part of the text's size."""

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


class CueCard:
    """Lines of words in one preset. Lengths are in pixels; `room` is the longest a line may be."""

    def __init__(self, preset: Preset, *, size: float, room: float, highlight: bool) -> None:
        self.size, self._preset, self._room, self._highlight = size, preset, room - 1.6 * size, highlight
        self._letters = Lettering(size=size, weight=preset.weight)

    def fits(self, words: Sequence[str]) -> bool:
        """Whether the words fit into a line."""
        return self._natural(words) <= self._room

    def length(self, words: Sequence[str]) -> float:
        """The length of a line. A word longer than the room is made smaller rather than cut."""
        return min(self._natural(words), self._room)

    def draw(self, canvas: skia.Canvas, words: Sequence[str], at: tuple[float, float], *, said: int, step: int) -> None:
        """The words from the left end of the baseline `at`. Word number `said` is marked; `step` is 0…`STEPS`."""
        size, rise = self.size, 1 - step / STEPS
        natural, length = self._natural(words), self.length(words)
        canvas.translate(at[0], at[1] + rise * rise * size * 0.5)
        canvas.saveLayer(None, skia.Paint(Alphaf=min(1.0, 0.4 + 0.15 * step)))
        if self._preset.card:
            self._draw_card(canvas, skia.Rect.MakeLTRB(-0.8 * size, -1.32 * size, length + 0.8 * size, 0.7 * size))
        canvas.scale(length / max(natural, 1.0), length / max(natural, 1.0))
        texts, widths, order, x = directed(words), self._widths(words), visual_order(words), 0.0
        for place, index in enumerate(order):
            self._draw_word(canvas, texts[index], x, widths[index], index=index, said=said)
            x += widths[index] + self._gap_after(words, min(order[place : place + 2]))
        canvas.restore()

    def _natural(self, words: Sequence[str]) -> float:
        return sum(self._widths(words)) + sum(self._gap_after(words, index) for index in range(len(words) - 1))

    def _widths(self, words: Sequence[str]) -> list[float]:
        return [self._letters.width(text) for text in directed(words)]

    def _gap_after(self, words: Sequence[str], index: int) -> float:
        if index + 1 >= len(words) or not spaced(words[index], words[index + 1]):
            return 0.0
        return self.size * (0.46 if self._preset.pill else 0.3)

    def _draw_card(self, canvas: skia.Canvas, edges: skia.Rect) -> None:
        size = self.size
        card = skia.RRect.MakeRectXY(edges, size * 0.55, size * 0.55)
        blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, size * 0.28)
        canvas.drawRRect(card.makeOffset(0, size * 0.14), skia.Paint(Color=argb("#1a1018", 0.28), MaskFilter=blur))
        canvas.drawRRect(card, skia.Paint(AntiAlias=True, Color=argb(self._preset.card, self._preset.card_opacity)))

    def _draw_word(self, canvas: skia.Canvas, text: str, x: float, width: float, *, index: int, said: int) -> None:
        preset, size = self._preset, self.size
        marked = self._highlight and index == said
        colour = preset.marked if marked else preset.waiting if self._highlight and index > said else preset.text
        if marked and preset.pill:
            pill = skia.Rect.MakeLTRB(x - 0.2 * size, -1.04 * size, x + width + 0.2 * size, 0.4 * size)
            paint = skia.Paint(AntiAlias=True, Color=argb(preset.pill))
            canvas.drawRRect(skia.RRect.MakeRectXY(pill, size * 0.34, size * 0.34), paint)
        if stroke := preset.outline * size:
            self._letters.paint(canvas, text, (x, 0.05 * size), colour=argb("#120c10", 0.55), stroke=stroke)
            self._letters.paint(canvas, text, (x, 0), colour=argb("#1c1218"), stroke=stroke)
        self._letters.paint(canvas, text, (x, 0), colour=argb(colour))
