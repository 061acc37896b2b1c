"""A watermark: small words in a corner that the subtitles leave free."""

from __future__ import annotations

from studio.render.boxes import Box, meet
from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.layers.layer import Look
from studio.render.lettering import Lettering
from studio.render.plan import Canvas

SIZE, MARGIN = 0.028, 1.4
"""Of the letters in parts of the shorter side; to the picture's edges in parts of the letters' size."""
WEIGHT = 700


class Label:
    """Stands above everything else: upper right, or the first corner from there that keeps clear of `around`.

    White letters on a dark pill with a light rim: to be read on any picture. Scales with the canvas.
    """

    def __init__(self, text: str, *, canvas: Canvas, around: Box | None = None) -> None:
        size = SIZE * min(canvas.width, canvas.height)
        self._text, self._letters = text, Lettering(size=size, weight=WEIGHT)
        longest = canvas.width - 2 * MARGIN * size
        wide, high = min(self._letters.width(text) + 1.7 * size, longest), 2.0 * size
        self._squeezed = (wide - 1.7 * size) / max(self._letters.width(text), 1.0)
        corners = _corners(canvas, wide, high, margin=MARGIN * size)
        self._card = next((card for card in corners if around is None or not meet(_box(card), around)), corners[0])
        self._look = Look(_box(self._card))
        self._image = self._drawn(_box(self._card))

    def look(self, t: float) -> Look:
        return self._look

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        left, top, _, _ = _box(self._card)
        canvas.drawImage(self._image, left, top)

    def _drawn(self, box: Box) -> skia.Image:
        """As an image: Skia smooths letters and edges differently when only a part of them is drawn again."""
        surface = skia.Surface(box[2] - box[0], box[3] - box[1])
        canvas = surface.getCanvas()
        canvas.translate(-box[0], -box[1])
        self._draw_pill(canvas)
        size, card = self._letters.size, self._card
        canvas.translate(card.left() + 0.85 * size, card.top() + 1.35 * size)
        canvas.scale(self._squeezed, self._squeezed)
        self._letters.paint(canvas, self._text, (0, 0), colour=argb("#ffffff", 0.95))
        return surface.makeImageSnapshot()

    def _draw_pill(self, canvas: skia.Canvas) -> None:
        size, card = self._letters.size, self._card
        pill = skia.RRect.MakeRectXY(card, card.height() / 2, card.height() / 2)
        canvas.drawRRect(pill, skia.Paint(AntiAlias=True, Color=argb("#0d0f16", 0.66)))
        rim = pill.makeOffset(0, 0)
        rim.inset(size * 0.04, size * 0.04)
        light = skia.Paint(AntiAlias=True, Color=argb("#ffffff", 0.28), Style=skia.Paint.kStroke_Style)
        light.setStrokeWidth(size * 0.08)
        canvas.drawRRect(rim, light)


def _corners(canvas: Canvas, wide: float, high: float, *, margin: float) -> list[skia.Rect]:
    """Upper right, lower right, upper left, lower left."""
    left, right = margin, canvas.width - margin - wide
    top, bottom = margin, canvas.height - margin - high
    return [
        skia.Rect.MakeXYWH(x, y, wide, high) for x, y in ((right, top), (right, bottom), (left, top), (left, bottom))
    ]


def _box(card: skia.Rect) -> Box:
    return int(card.left()) - 1, int(card.top()) - 1, int(card.right()) + 2, int(card.bottom()) + 2
