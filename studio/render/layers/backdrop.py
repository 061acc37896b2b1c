"""A presenter's own backdrop, for portraits in the library."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.performer import Performer
from studio.render.layers.layer import Look


class Backdrop:
    """Fills the canvas with the backdrop that goes with a look."""

    def __init__(self, avatar_id: str, *, width: int, height: int) -> None:
        self._performer = Performer(avatar_id, head_px=max(16.0, height * 0.25))
        self._size = (width, height)

    def look(self, t: float) -> Look:
        return Look((0, 0, *self._size))

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        self._performer.draw_backdrop(canvas, *self._size)
