"""Squares in two greys, as picture editors show what is transparent. Only for stills: a video has nothing there."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.layers.layer import Look
from studio.render.plan import Canvas

LIGHT, DARK = "#ffffff", "#e6e6ea"
SQUARES = 24
"""On the shorter side."""


class Checkered:
    """Fills the whole canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self._look = Look((0, 0, canvas.width, canvas.height))
        self._side = max(2, min(canvas.width, canvas.height) // SQUARES)

    def look(self, t: float) -> Look:
        return self._look

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        canvas.clear(argb(LIGHT))
        _, _, width, height = self._look.box or (0, 0, 0, 0)
        paint, side = skia.Paint(Color=argb(DARK)), self._side
        for row in range(-(-height // side)):
            for column in range(row % 2, -(-width // side), 2):
                canvas.drawRect(skia.Rect.MakeXYWH(column * side, row * side, side, side), paint)
