"""Bending flat sprites: the head's turn as depth parallax, the jaw. All maps are inverse: for every pixel of the
result, where it comes from. They are computed on a coarse grid and enlarged, because the fields are smooth."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from studio.render.boxes import Box
from studio.render.cast.layer import Layer
from studio.render.cast.places import BAND, STEP, Field, Places, Seen, grid, seen

_NO_MAP = np.empty(0, np.float32)
PIVOT = 56.0
"""Height of the joint about which the head tilts, in head units."""
JAW = 4.2
"""How far the chin sinks at jaw = 1, in head units."""


@dataclass(frozen=True, slots=True)
class Turn:
    """How the head stands against its drawn position. Head units and sines."""

    yaw: float
    """sin(yaw) less the sine at which the sprites were drawn."""
    pitch: float
    roll: float
    """Radians."""
    dx: float
    dy: float
    trail: float


def ease(low: float, high: float, value: Field) -> Field:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    out: Field = t * t * (3 - 2 * t)
    return out


def depth(x: Field, y: Field, centre: float) -> Field:
    """Relief of a head seen from the front: a dome with a nose. `centre` is x of the middle of the face."""
    across, down = (x - centre * 0.6) / 47, (y - 2) / 64
    dome = 30 * np.maximum(0.0, 1 - across * across - down * down)
    beside, below = (x - centre) / 7.5, (y - 15) / 10
    nose = 9 * np.exp(-beside * beside - below * below)
    out: Field = dome + nose + 5 * (1 - ease(52, 80, y))
    return out


def _loose(y: Field) -> Field:
    """0 on the head, 1 at the ends of long hair, which rest on the shoulders."""
    return ease(48, 118, y)


def _tilt(roll: float, loose: Field) -> tuple[Field, Field]:
    """Cosine and sine of the angle by which the head, and less the loose hair, is tilted: to 1e-7 up to 0.15."""
    angle = roll * (1 - 0.8 * loose)
    square = angle * angle
    return 1 - square * (1 / 2 - square / 24), angle * (1 - square * (1 / 6 - square / 120))


def _turned(x: Field, y: Field, z: Field, loose: Field, turn: Turn) -> tuple[Field, Field]:
    """Where the points (x, y) of a relief `z` land."""
    x, y = x + z * turn.yaw + turn.trail * loose, y + z * turn.pitch * (1 - loose) - PIVOT
    (cos, sin), hold = _tilt(turn.roll, loose), 1 - 0.6 * loose
    return cos * x - sin * y + turn.dx * hold, sin * x + cos * y + turn.dy * hold + PIVOT


def _inverse(x: Field, y: Field, turn: Turn, centre: float) -> tuple[Field, Field]:
    """The points that land on (x, y): tilted and turned back about where they land, then two steps of a fixed-point
    search. Exact to 0.03 head units in the turns of ordinary speech."""
    loose = _loose(y)
    (cos, sin), hold = _tilt(turn.roll, loose), 1 - 0.6 * loose
    p, q = x - turn.dx * hold, y - turn.dy * hold - PIVOT
    u, v = cos * p + sin * q - turn.trail * loose, cos * q - sin * p + PIVOT
    z = depth(u, v, centre)
    u, v = u - z * turn.yaw, v - z * turn.pitch * (1 - loose)
    for _ in range(2):
        fx, fy = _turned(u, v, depth(u, v, centre), _loose(v), turn)
        u, v = u + x - fx, v + y - fy
    return u, v


@functools.lru_cache(maxsize=8)
def _relief(box: Box, scale: float, centre: float) -> tuple[Field, Field, Field, Field]:
    """x, y, depth and looseness over the grid of a layer, nowhere beyond it."""
    x, y = grid(*box, scale)
    x, y = np.clip(x, box[0] / scale, box[2] / scale), np.clip(y, box[1] / scale, box[3] / scale)
    return x, y, depth(x, y, centre), _loose(y)


@functools.lru_cache(maxsize=4)
def seen_of(layer: Layer) -> Seen:
    """Where a layer that stays as it is shows anything."""
    return seen(layer.pixels[..., 3])


def bands_of(box: Box) -> int:
    return max(1, math.ceil((box[3] - box[1]) / BAND))


def moved(boxes: Sequence[Box], x: int, y: int) -> tuple[Box, ...]:
    return tuple((left + x, top + y, right + x, bottom + y) for left, top, right, bottom in boxes)


@dataclass(frozen=True, slots=True, eq=False)
class Bent:
    """A layer that was bent, and the boxes, always as many, outside of which nothing of it is seen."""

    layer: Layer
    boxes: tuple[Box, ...]

    def moved(self, x: int) -> Bent:
        """The same further right."""
        return Bent(Layer(self.layer.pixels, self.layer.x + x, self.layer.y), moved(self.boxes, x, 0))


class Bend:
    """A turn worked out for the pixels of one box: such a layer is bent whole or in part, with equal results."""

    def __init__(self, box: Box, turn: Turn, *, scale: float, centre: float, shown: Seen) -> None:
        """`shown` bounds what is ever seen of the layers; `boxes`, as many for every turn, where that lands."""
        self._from, self._scale = box, scale
        fx, fy = self._forth = _turned(*_relief(box, scale, centre), turn)
        self.box = self._around(fx, fy)
        x, y = grid(*self.box, scale)
        u, v = _inverse(x.astype(np.float32), y.astype(np.float32), turn, centre)
        width, height = self.box[2] - self.box[0], self.box[3] - self.box[1]
        self._back = Places(u * scale - box[0], v * scale - box[1], width=width, height=height)
        self._parts = self._back.boxes(shown, bands=bands_of(box))
        self.boxes = moved(self._parts, self.box[0], self.box[1])

    def _around(self, x: Field, y: Field) -> Box:
        s = self._scale
        return math.floor(x.min() * s), math.floor(y.min() * s), math.ceil(x.max() * s), math.ceil(y.max() * s)

    def landing(self, box: Box) -> Box:
        """Where pixels of a part of the layer may be seen afterwards."""
        left, top = (box[0] - self._from[0]) // STEP, (box[1] - self._from[1]) // STEP
        right, bottom = -((self._from[0] - box[2]) // STEP) + 2, -((self._from[1] - box[3]) // STEP) + 2
        cells = slice(max(0, top), max(1, bottom)), slice(max(0, left), max(1, right))
        left, top, right, bottom = self._around(self._forth[0][cells], self._forth[1][cells])
        return max(left, self.box[0]), max(top, self.box[1]), min(right, self.box[2]), min(bottom, self.box[3])

    def bent(self, layer: Layer) -> Layer:
        """The layer, which must fill the box this was made for, as seen after the turn."""
        return Layer(self._back.whole(layer.pixels, self._parts), self.box[0], self.box[1])

    def renew(self, bent: Layer, layer: Layer, box: Box) -> None:
        """Bring `bent` up to date after `layer` changed within `box` alone."""
        left, top, right, bottom = self.landing(box)
        if left < right and top < bottom:
            part = left - bent.x, top - bent.y, right - bent.x, bottom - bent.y
            self._back.part(layer.pixels, part, bent.pixels)


def chin_box(skull: Layer, *, scale: float, half: float) -> Box:
    """The part of the head which an opening jaw may change. `half` is half the face's width, in head units."""
    x0, x1 = max(skull.x, round(-half * scale)), min(skull.box[2], round(half * scale))
    return x0, max(skull.y, round(17 * scale)), x1, skull.box[3] + math.ceil(JAW * scale) + 1


def lower_jaw(skull: Layer, jaw: float, *, scale: float, half: float) -> Layer:
    """The lower face with the chin sunk, to put over the skull: it fills the `chin_box`."""
    x0, y0, x1, y1 = chin_box(skull, scale=scale, half=half)
    rows = np.arange(y0, y1, dtype=np.float64)
    y = rows / scale
    sunk = y + JAW * jaw * (0.4 * ease(17, 32, y) + 0.6 * ease(28, 47, y))
    source = np.interp(y, sunk, y) * scale - skull.y
    columns = np.arange(x0 - skull.x, x1 - skull.x, dtype=np.float32)
    wanted = np.empty((len(rows), len(columns), 2), np.float32)
    wanted[:, :, 0] = columns
    wanted[:, :, 1] = source[:, None]
    places, fractions = cv2.convertMaps(wanted, _NO_MAP, cv2.CV_16SC2)
    chin = cv2.remap(skull.pixels, places, fractions, cv2.INTER_LINEAR)
    return Layer(chin.astype(np.uint8, copy=False), x0, y0)
