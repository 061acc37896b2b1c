"""The compositor: layers in, pixels out, and only what changed.

The layers that never change (the background) are drawn once. For each moment it finds the layers whose look changed,
and redraws the boxes they touch: background first, then every layer above it that meets the box.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from studio.render.canvas import skia
from studio.render.layers.layer import Box, Layer, Look, difference, meet, union, within

GRID = 16
"""Boxes are widened to this grid: few different sizes, and even for 4:2:0 colour."""


class Stage:
    """`pixels` (height × width × 4, BGRA, opaque or, if `transparent`, premultiplied) shows the moment last drawn."""

    def __init__(
        self, width: int, height: int, *, still: Sequence[Layer], moving: Sequence[Layer], transparent: bool = False
    ) -> None:
        self.pixels: npt.NDArray[np.uint8] = np.zeros((height, width, 4), np.uint8)
        alpha = skia.kPremul_AlphaType if transparent else skia.kOpaque_AlphaType
        information = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, alpha)
        self._surface = skia.Surface.MakeRasterDirect(information, self.pixels, width * 4)
        self._canvas = self._surface.getCanvas()
        self._size = (width, height)
        self._canvas.clear(skia.ColorTRANSPARENT if transparent else skia.ColorBLACK)
        for layer in still:
            if layer.look(0.0).box:
                layer.draw(self._canvas, 0.0)
        self._ground = self.pixels.copy()
        self._moving = tuple(moving)
        self._looks: list[Look] | None = None

    def draw(self, t: float) -> list[Box]:
        """Show the moment `t`. Returns the boxes that changed since the last one (everything, the first time)."""
        looks = [layer.look(t) for layer in self._moving]
        changed: list[Box] = [(0, 0, *self._size)] if self._looks is None else []
        for before, after in zip(self._looks or looks, looks, strict=True):
            for box in difference(before, after):
                if visible := within(_on_grid(box), *self._size):
                    changed = _added(changed, visible)
        for box in changed:
            self._redraw(box, looks, t)
        self._looks = looks
        return changed

    def _redraw(self, box: Box, looks: list[Look], t: float) -> None:
        canvas = self._canvas
        left, top, right, bottom = box
        self.pixels[top:bottom, left:right] = self._ground[top:bottom, left:right]
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*box), skia.ClipOp.kIntersect, False)
        for layer, look in zip(self._moving, looks, strict=True):
            if look.box and meet(look.box, box):
                layer.draw(canvas, t)
        canvas.restore()


def _on_grid(box: Box) -> Box:
    left, top, right, bottom = box
    return left // GRID * GRID, top // GRID * GRID, -(-right // GRID) * GRID, -(-bottom // GRID) * GRID


def _added(boxes: list[Box], box: Box) -> list[Box]:
    """`boxes` and `box`, with those that meet made one: no pixel is drawn or converted twice."""
    for other in boxes:
        if meet(other, box):
            merged = union(other, box) or box
            return _added([kept for kept in boxes if kept is not other], merged)
    return [*boxes, box]
