"""A watermark: small words in a corner."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.layers.layer import Look, argb
from studio.render.layers.lettering import Lettering
from studio.render.plan import Canvas


class Label:
    """Stands in the upper right corner, above everything else."""

    def __init__(self, text: str, *, canvas: Canvas) -> None:
        size = 0.026 * min(canvas.width, canvas.height)
        self._text, self._letters = text, Lettering(size=size, weight=700)
        width, margin = self._letters.width(text), 1.4 * size
        right, top = canvas.width - margin, margin
        self._card = skia.Rect.MakeLTRB(right - width - 1.5 * size, top, right, top + 2.1 * size)
        self._look = Look((int(self._card.left()), int(top), int(right) + 1, int(self._card.bottom()) + 1))

    def look(self, t: float) -> Look:
        return self._look

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        size, card = self._letters.size, self._card
        canvas.drawRRect(
            skia.RRect.MakeRectXY(card, size, size), skia.Paint(AntiAlias=True, Color=argb("#15171f", 0.5))
        )
        at = (card.left() + 0.75 * size, card.top() + 1.42 * size)
        self._letters.paint(canvas, self._text, at, colour=argb("#ffffff", 0.92))
