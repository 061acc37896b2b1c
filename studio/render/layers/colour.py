"""One colour all over."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.layers.layer import Look


class Colour:
    """Fills the whole canvas."""

    def __init__(self, value: str, *, width: int, height: int) -> None:
        self._colour = argb(value)
        self._look = Look((0, 0, width, height))

    def look(self, t: float) -> Look:
        return self._look

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        canvas.clear(self._colour)
