"""The trunk leans and breathes: row by row it is moved, tilted and widened a little."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from studio.render.boxes import Box
from studio.render.cast.layer import Layer, Pixels
from studio.render.cast.places import Field
from studio.render.cast.warp import Bent, bands_of, ease, moved, seen_of

Height = TypeVar("Height", float, Field)
HIPS = 300.0
"""Height of the joint about which the trunk leans, in head units: below the picture."""
ROWS = 16
"""Rows that are moved as one: what is bent within them is less than a tenth of a pixel."""


def leant(y: Height, angle: float) -> Height:
    """How far right the trunk moves at height y when it leans by `angle` radians."""
    return angle * (HIPS - y)


def breathing(
    body: Layer, breath: float, shift: float, *, scale: float, lean: float = 0.0, floor: float = math.inf
) -> Bent:
    """The body with lifted shoulders and a fuller chest, `shift` pixels (0…1) to the right, `lean` radians off. What is
    below `floor` (pixels from the head's centre) is left out.
    """
    side = 1 + math.ceil(abs(leant(0, lean)) * scale)
    left, top = body.x - side, body.y - math.ceil((1.2 + abs(lean) * 120) * scale)
    bottom = max(body.y + ROWS, math.ceil(min(body.box[3], floor)))
    width, height = body.box[2] + side + 1 - left, bottom - top
    strips, bands = -(-height // ROWS), bands_of((body.x, body.y, body.box[2], bottom))
    edges = [strips * band // bands * ROWS for band in range(bands)] + [height]
    x, y = (left + np.array([0.0, width])) / scale, (top + np.arange(strips + 1)[:, None] * ROWS) / scale
    u, v = _sources(x, y, breath, lean)
    u, v = u * scale - shift - body.x, v * scale - body.y
    boxes = [_within(body, u, v, width, band) for band in pairwise(edges)]
    pixels = _drawn(body.pixels, _matrices(u, v, width), boxes, (height, width))
    return Bent(Layer(pixels, left, top), moved(boxes, left, top))


def _sources(x: Field, y: Field, breath: float, lean: float) -> tuple[Field, Field]:
    """Which points of the trunk as it was drawn are seen at (x, y)."""
    u, v = x - leant(y, lean), y - lean * x
    full = 1 + 0.006 * breath * np.exp(-(((v - 118) / 46) ** 2))
    return u / full, v + 0.95 * breath * (1 - ease(96, 236, v))


def _within(body: Layer, u: Field, v: Field, width: int, band: tuple[int, int]) -> Box:
    """The box that holds what is seen between two rows; without columns if nothing is."""
    rows = slice(band[0] // ROWS, -(-band[1] // ROWS) + 1)
    u, v = u[rows], v[rows]
    start, end = seen_of(body).within(math.floor(v.min()), math.ceil(v.max()) + 1)
    if start >= end:
        return 0, band[0], 0, band[1]
    begin, pitch = u[:, 0], (u[0, 1] - u[0, 0]) / width
    left, right = (start - 2 - begin.max()) / pitch, (end + 2 - begin.min()) / pitch
    return max(0, math.floor(left)), band[0], min(width, math.ceil(right)), band[1]


def _matrices(u: Field, v: Field, width: int) -> npt.NDArray[np.float64]:
    """For every strip what takes its pixels, counted from its upper left one, to where they come from."""
    known = np.stack([u, v], axis=1)
    across = (known[:-1, :, 1] - known[:-1, :, 0] + known[1:, :, 1] - known[1:, :, 0]) / (2 * width)
    middle, down = known.mean(axis=2), (known[1:] - known[:-1]).mean(axis=2) / ROWS
    begin = (middle[:-1] + middle[1:]) / 2 - across * width / 2 - down * ROWS / 2
    return np.stack([across, down, begin], axis=2)


def _drawn(pixels: Pixels, matrices: npt.NDArray[np.float64], boxes: list[Box], size: tuple[int, int]) -> Pixels:
    """Bilinear; worked out only in `boxes`, which lie below one another, transparent beside them."""
    out, flags = np.empty((*size, 4), np.uint8), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for left, top, right, bottom in boxes:
        out[top:bottom, :left] = 0
        out[top:bottom, right:] = 0
        for row in range(top, bottom if left < right else top, ROWS):
            matrix, end = matrices[row // ROWS].copy(), min(bottom, row + ROWS)
            matrix[:, 2] += matrix[:, 0] * left
            cv2.warpAffine(pixels, matrix, (right - left, end - row), dst=out[row:end, left:right], flags=flags)
    return out
