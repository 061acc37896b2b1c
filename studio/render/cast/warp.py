"""Bending flat sprites: the head's turn as depth parallax, the jaw, the breath. All maps are inverse: for every pixel
of the result, where it comes from. They are computed on a coarse grid and enlarged, because the fields are smooth."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from studio.render.cast.sprites import Layer, Pixels

cv2.setNumThreads(1)  # scenes are drawn side by side, one process each: threads inside would only get in the way
Field = npt.NDArray[np.float64]
Coarse = npt.NDArray[np.float32]
"""Rows × columns × (x, y): for every STEP-th pixel, and one more all round, the place it comes from."""
Box = tuple[int, int, int, int]
_NO_MAP = np.empty(0, np.float32)
STEP = 16
"""Pixels between two points of the coarse grid."""
BAND = 8 * STEP
"""Rows worked on at once."""
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
    dome: Field = 30 * np.maximum(0.0, 1 - ((x - centre * 0.6) / 47) ** 2 - ((y - 2) / 64) ** 2)
    nose: Field = 9 * np.exp(-(((x - centre) / 7.5) ** 2) - ((y - 15) / 10) ** 2)
    return dome + nose + 5 * (1 - ease(52, 80, y))


def _loose(y: Field) -> Field:
    """0 on the head, 1 at the ends of long hair, which rest on the shoulders."""
    return ease(48, 118, y)


def _forward(x: Field, y: Field, turn: Turn, centre: float) -> tuple[Field, Field]:
    z, loose = depth(x, y, centre), _loose(y)
    x, y = x + z * turn.yaw + turn.trail * loose, y + z * turn.pitch * (1 - loose)
    angle = turn.roll * (1 - 0.8 * loose)
    cos, sin = np.cos(angle), np.sin(angle)
    hold = 1 - 0.6 * loose
    return cos * x - sin * (y - PIVOT) + turn.dx * hold, sin * x + cos * (y - PIVOT) + PIVOT + turn.dy * hold


def _inverse(x: Field, y: Field, turn: Turn, centre: float) -> tuple[Field, Field]:
    """Two steps of a fixed-point search for the point that lands on (x, y): exact to 0.02 head units."""
    u, v = x.copy(), y.copy()
    for _ in range(3):
        fx, fy = _forward(u, v, turn, centre)
        u, v = u + x - fx, v + y - fy
    return u, v


def _grid(left: int, top: int, right: int, bottom: int, scale: float) -> tuple[Field, Field]:
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

    def columns(self, cells: Coarse) -> slice:
        """The cells, out of a band, within which anything seen can land."""
        x, y = cells[..., 0], cells[..., 1]
        rows = slice(max(0, math.floor(y.min())), max(0, math.ceil(y.max()) + 1))
        if not len(self.start[rows]):
            return slice(0, 0)
        near = (x.max(axis=0) >= self.start[rows].min() - 1) & (x.min(axis=0) <= self.end[rows].max() + 1)
        hit = np.flatnonzero(near)
        return slice(max(0, int(hit[0]) - 1), int(hit[-1]) + 2) if len(hit) else slice(0, 0)


def seen(opacity: Pixels) -> Seen:
    """Of a picture's opacity."""
    there = opacity > 0
    width, any_there = there.shape[1], there.any(axis=1)
    start = np.where(any_there, there.argmax(axis=1), width)
    return Seen(start, np.where(any_there, width - there[:, ::-1].argmax(axis=1), 0))


@functools.lru_cache(maxsize=4)
def _seen_of(layer: Layer) -> Seen:
    return seen(layer.pixels[..., 3])


def _whole(pixels: Pixels, coarse: Coarse, width: int, height: int, shown: Seen) -> Pixels:
    """All pixels that come, bilinear, from `coarse` places; in each band only where there is something to be seen."""
    out = np.zeros((height, width, 4), np.uint8)
    for y in range(0, height, BAND):
        columns = shown.columns(coarse[y // STEP : (y + BAND) // STEP + 2])
        left, right = max(0, (columns.start - 1) * STEP), min(width, columns.stop * STEP)
        if left < right and columns.stop:
            bottom = min(height, y + BAND)
            _fetch(pixels, coarse, (left, y, right, bottom), out[y:bottom, left:right])
    return out


def _fetch(pixels: Pixels, coarse: Coarse, box: Box, out: Pixels) -> None:
    """Into `out`: the part `box` of the picture whose pixels come, bilinear, from `coarse` places; transparent from
    outside.

    Worked out in bands which stay in the processor's cache. Places are in 1/32 pixels, from which OpenCV fetches with
    whole numbers, and the coarse grid is a power of two: a part is exactly a part of the whole.
    """
    left, top, right, bottom = box
    first, last = left // STEP, -(-right // STEP) + 2
    skipped = left - first * STEP + STEP
    for y in range(top // STEP * STEP, bottom, BAND):
        cells = coarse[y // STEP : (y + BAND) // STEP + 2, first:last]
        fine = cv2.resize(cells, (cells.shape[1] * STEP, cells.shape[0] * STEP), interpolation=cv2.INTER_LINEAR)
        start, end = max(top, y), min(bottom, y + BAND)
        wanted = fine[start - y + STEP : end - y + STEP, skipped : skipped + right - left]
        places, fractions = cv2.convertMaps(wanted, _NO_MAP, cv2.CV_16SC2)
        cv2.remap(pixels, places, fractions, cv2.INTER_LINEAR, dst=out[start - top : end - top])


def _coarse(u: Field, v: Field) -> Coarse:
    return np.dstack([u, v]).astype(np.float32)


class Bend:
    """A turn worked out for the pixels of one box: such a layer is bent whole or in part, with equal results."""

    def __init__(self, box: Box, turn: Turn, *, scale: float, centre: float) -> None:
        self._from, self._scale = box, scale
        gx, gy = _grid(*box, scale)
        gx, gy = np.clip(gx, box[0] / scale, box[2] / scale), np.clip(gy, box[1] / scale, box[3] / scale)
        fx, fy = self._forth = _forward(gx, gy, turn, centre)
        self.box = self._around(fx, fy)
        u, v = _inverse(*_grid(*self.box, scale), turn, centre)
        self._back = _coarse(u * scale - box[0], v * scale - box[1])

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

    def bent(self, layer: Layer, shown: Seen | None = None) -> Layer:
        """The layer, which must fill the box this was made for, as seen after the turn. `shown` bounds what is ever
        seen of a layer that changes."""
        left, top, right, bottom = self.box
        pixels = _whole(layer.pixels, self._back, right - left, bottom - top, shown or _seen_of(layer))
        return Layer(pixels, left, top)

    def renew(self, bent: Layer, layer: Layer, box: Box) -> None:
        """Bring `bent` up to date after `layer` changed within `box` alone."""
        left, top, right, bottom = self.landing(box)
        part = left - bent.x, top - bent.y, right - bent.x, bottom - bent.y
        if left < right and top < bottom:
            _fetch(layer.pixels, self._back, part, bent.pixels[part[1] : part[3], part[0] : part[2]])


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


Height = TypeVar("Height", float, Field)
HIPS = 300.0
"""Height of the joint about which the trunk leans, in head units: below the picture."""


def leant(y: Height, angle: float) -> Height:
    """How far right the trunk moves at height y when it leans by `angle` radians."""
    return angle * (HIPS - y)


def breathing(body: Layer, breath: float, shift: float, *, scale: float, lean: float = 0.0) -> Layer:
    """The body with lifted shoulders and a fuller chest, `shift` pixels (0…1) to the right, `lean` radians off."""
    side = 1 + math.ceil(abs(leant(0, lean)) * scale)
    top = body.y - math.ceil((1.2 + abs(lean) * 120) * scale)
    gx, gy = _grid(body.x - side, top, body.box[2] + side + 1, body.box[3], scale)
    gx, gy = gx - leant(gy, lean), gy - lean * gx
    lift = 0.95 * breath * (1 - ease(96, 236, gy))
    full = 1 + 0.006 * breath * np.exp(-(((gy - 118) / 46) ** 2))
    width, height = body.box[2] - body.x + 2 * side + 1, body.box[3] - top
    wanted = _coarse(gx / full * scale - shift - body.x, (gy + lift) * scale - body.y)
    return Layer(_whole(body.pixels, wanted, width, height, _seen_of(body)), body.x - side, top)
