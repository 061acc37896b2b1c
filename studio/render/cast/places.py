"""Where every pixel of a bent picture comes from: known at every sixteenth, because the fields are smooth, and fetched
in whole or in part with equal results."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from studio.render.boxes import Box
from studio.render.cast.layer import Pixels

cv2.setNumThreads(1)  # scenes are drawn side by side, one process each: threads inside would only get in the way
Field = npt.NDArray[np.floating[Any]]
Floats = npt.NDArray[np.float32]
STEP = 16
"""Pixels between two points at which a place is known."""
HALF = STEP // 2
BAND = 8 * STEP
"""Rows worked on at once: what the steps hand on stays in the processor's cache."""
_PARTS = (np.arange(STEP, dtype=np.float32) + np.float32(0.5)) / STEP
"""How far the pixels between two points are on their way from one to the next."""
_DOWN = np.column_stack([np.ones(STEP, np.float32), _PARTS])
_ROUNDED = np.float32(3 * 2**15)
"""Added and taken away again it leaves multiples of 1/128."""


def grid(left: int, top: int, right: int, bottom: int, scale: float) -> tuple[Field, Field]:
    """Head units at the centres of STEP × STEP cells covering a rectangle of pixels, with one more cell all round."""
    columns, rows = math.ceil((right - left) / STEP), math.ceil((bottom - top) / STEP)
    x = (left + (np.arange(-1, columns + 1) + 0.5) * STEP - 0.5) / scale
    y = (top + (np.arange(-1, rows + 1) + 0.5) * STEP - 0.5) / scale
    gx, gy = np.meshgrid(x, y)
    return gx, gy


@dataclass(frozen=True, slots=True)
class Seen:
    """Between which columns anything is seen in each row of a picture; `end` is beyond the last. Empty rows: none."""

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]

    def within(self, top: int, bottom: int) -> tuple[int, int]:
        """Between which columns anything is seen in these rows; (0, 0) if nothing is."""
        rows = slice(max(0, top), max(0, bottom))
        start, end = self.start[rows], self.end[rows]
        return (int(start.min()), int(end.max())) if len(start) else (0, 0)


def seen(opacity: Pixels) -> Seen:
    """Of a picture's opacity."""
    there = opacity > 0
    width, any_there = there.shape[1], there.any(axis=1)
    start = np.where(any_there, there.argmax(axis=1), width)
    return Seen(start, np.where(any_there, width - there[:, ::-1].argmax(axis=1), 0))


class Places:
    """For each pixel of a picture of `width` × `height` the place in another one that it comes from.

    `x` and `y` are given on the `grid` of the picture, in pixels of the other one, below 4,096. They are taken to 1/128
    once they stand for every column; what lies between two rows are then sums that fit a float without rounding, and
    OpenCV takes these to 1/32 and counts in whole numbers: a part is exactly a part of the whole.
    """

    def __init__(self, x: Field, y: Field, *, width: int, height: int) -> None:
        self._coarse: Floats = np.stack([x, y]).astype(np.float32)
        self._size = width, height
        self._pairs = np.empty((2, len(x) - 1, 2, width), np.float32)
        for known, pairs in zip(self._coarse, self._pairs, strict=True):
            wide = cv2.resize(known, (x.shape[1] * STEP, len(x)), interpolation=cv2.INTER_LINEAR)
            wide = (wide[:, STEP : STEP + width] + _ROUNDED) - _ROUNDED
            pairs[:, 0] = wide[:-1]
            np.subtract(wide[1:], wide[:-1], out=pairs[:, 1])

    def whole(self, pixels: Pixels, boxes: Sequence[Box]) -> Pixels:
        """All pixels, bilinear; worked out only in `boxes`, which lie below one another, transparent beside them."""
        out, done = np.empty((self._size[1], self._size[0], 4), np.uint8), 0
        for box in boxes:
            left, top, right, bottom = box
            out[done:top] = 0
            out[top:bottom, :left] = 0
            out[top:bottom, right:] = 0
            self.part(pixels, box, out)
            done = bottom
        out[done:] = 0
        return out

    def boxes(self, shown: Seen, *, bands: int) -> list[Box]:
        """In as many bands of rows the box that holds all that is seen; empty if nothing is."""
        height = self._size[1]
        edges = [height * band // bands for band in range(bands + 1)]
        cells = [(top + HALF) // STEP + more for pair in pairwise(edges) for top, more in ((pair[0], 0), (pair[1], 2))]
        cells = [min(cell, self._coarse.shape[1]) for cell in cells]
        cells = cells[:-1] if cells[-1] == self._coarse.shape[1] else cells
        low = np.minimum.reduceat(self._coarse, cells, axis=1)[:, : 2 * bands : 2]
        high = np.maximum.reduceat(self._coarse, cells, axis=1)[:, : 2 * bands : 2]
        rows = zip(low[1].min(axis=1).tolist(), high[1].max(axis=1).tolist(), strict=True)
        start, end = np.array([shown.within(math.floor(top), math.ceil(bottom) + 1) for top, bottom in rows]).T[
            ..., None
        ]
        left, right = np.minimum(low[0, :, 1:], low[0, :, :-1]), np.maximum(high[0, :, 1:], high[0, :, :-1])
        near = (right >= start - 1) & (left <= end + 1) & (start < end)
        first, last = near.argmax(axis=1) * STEP - HALF, (near.shape[1] - near[:, ::-1].argmax(axis=1)) * STEP - HALF
        return [
            (max(0, one), top, min(self._size[0], other), bottom) if some else (0, top, 0, top)
            for one, other, some, (top, bottom) in zip(
                first.tolist(), last.tolist(), near.any(axis=1).tolist(), pairwise(edges), strict=True
            )
        ]

    def part(self, pixels: Pixels, box: Box, out: Pixels) -> None:
        """The part `box` alone, into its place in `out`. What comes from outside of `pixels` is transparent."""
        left, top, right, bottom = box
        if left >= right or top >= bottom:
            return
        first, last = (top + HALF) // STEP, (bottom - 1 + HALF) // STEP + 1
        for cell in range(first, last, BAND // STEP):
            pairs = self._pairs[:, cell : min(last, cell + BAND // STEP), :, left:right]
            x, y = np.matmul(_DOWN, pairs).reshape(2, -1, right - left)
            over = cell * STEP - HALF
            start, end = max(top, over), min(bottom, over + len(x))
            rows = slice(start - over, end - over)
            cv2.remap(pixels, x[rows], y[rows], cv2.INTER_LINEAR, dst=out[start:end, left:right])
