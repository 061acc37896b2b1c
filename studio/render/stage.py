"""The compositor: layers in, pixels out, and only what changed.

The layers that never change (the background) are drawn once. For each moment it finds the layers whose look changed,
and redraws the boxes they touch: background first, then every layer above it that meets the box.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from studio.render.boxes import Box, meet, within
from studio.render.canvas import skia
from studio.render.layers.layer import Layer, Look, difference

GRID = 16
"""Boxes are widened to this grid: few different sizes, and even for 4:2:0 colour."""
WASTE = 2**13
"""Pixels that are sooner drawn than a box of its own is begun."""


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
        """Show the moment `t`. Returns boxes, none over another, around all that changed since the last one
        (everything, the first time)."""
        looks = [layer.look(t) for layer in self._moving]
        changed: list[Box] = [] if self._looks is not None else [(0, 0, *self._size)]
        for before, after in zip(self._looks or looks, looks, strict=True):
            for box in difference(before, after):
                if visible := within(_on_grid(box), *self._size):
                    changed.append(visible)
        changed = apart(changed)
        if changed:
            self._redraw(changed, looks, t)
        self._looks = looks
        return changed

    def _redraw(self, boxes: list[Box], looks: list[Look], t: float) -> None:
        """Every layer once, within all boxes together."""
        canvas, clip = self._canvas, skia.Region()
        clip.setRects([skia.IRect.MakeLTRB(*box) for box in boxes])
        for left, top, right, bottom in boxes:
            self.pixels[top:bottom, left:right] = self._ground[top:bottom, left:right]
        canvas.save()
        canvas.clipRegion(clip, skia.ClipOp.kIntersect)
        for layer, look in zip(self._moving, looks, strict=True):
            if look.box and any(meet(look.box, box) for box in boxes):
                layer.draw(canvas, t)
        canvas.restore()


def _on_grid(box: Box) -> Box:
    left, top, right, bottom = box
    return left // GRID * GRID, top // GRID * GRID, -(-right // GRID) * GRID, -(-bottom // GRID) * GRID


def apart(boxes: Sequence[Box]) -> list[Box]:
    """Boxes around the same pixels, none over another. What is small is drawn for nothing rather than left out."""
    edges = sorted({edge for _, top, _, bottom in boxes for edge in (top, bottom)})
    done, last = list[Box](), list[Box]()
    for top, bottom in pairwise(edges):
        spans = [(box[0], box[2]) for box in boxes if box[1] < bottom and top < box[3]]
        row = [(left, top, right, bottom) for left, right in _spans(spans, bottom - top)]
        longer = _longer(last, row)
        done, last = (done, longer) if longer else (done + last, row)
    return done + last


def _longer(above: list[Box], below: list[Box]) -> list[Box]:
    """Two rows of boxes made one; empty if that would waste too much."""
    if not above or len(above) != len(below):
        return []
    pairs = list(zip(above, below, strict=True))
    both = [(min(a[0], b[0]), a[1], max(a[2], b[2]), b[3]) for a, b in pairs]
    wasted = max(_area(box) - _area(a) - _area(b) for box, (a, b) in zip(both, pairs, strict=True))
    return both if wasted <= WASTE and not any(meet(a, b) for a, b in pairwise(both)) else []


def _spans(spans: list[tuple[int, int]], height: int) -> list[tuple[int, int]]:
    """From left to right, those that meet or nearly do made one."""
    out: list[tuple[int, int]] = []
    for left, right in sorted(spans):
        if out and (left - out[-1][1]) * height <= WASTE:
            out[-1] = out[-1][0], max(out[-1][1], right)
        else:
            out.append((left, right))
    return out


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])
