"""The 2.5D head: flat features with a depth, projected at a presenter's resting turn."""

from __future__ import annotations

import math
from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.curves import Point, Points, spline
from studio.render.cast.person import Person

Place = Callable[[Points], list[Point]]
"""Takes points of a feature's own plane to the canvas."""


def face_depth(x: float, y: float) -> float:
    """Height of the face above the plane of the ears, in head units: an egg 33 deep."""
    return 33 * math.sqrt(max(0.0, 1 - (x / 44) ** 2 - ((y - 4) / 68) ** 2))


def hair_depth(x: float, y: float) -> float:
    """Depth of hair lying on the head; free ends hang in the plane of the ears."""
    return 30 * math.sqrt(max(0.0, 1 - (x / 43) ** 2 - (y / 62) ** 2)) if y <= 46 else 0.0


class Head:
    """Projects head space (x right, y down, z to the viewer) to the plane, turned by `yaw` radians."""

    def __init__(self, yaw: float, *, wide: float = 1.0, long: float = 1.0) -> None:
        self.sin, self.cos = math.sin(yaw), math.cos(yaw) * wide
        self._long = long

    def at(self, x: float, y: float, z: float | None = None) -> tuple[float, float]:
        """Where a point is seen; z=None puts it on the face."""
        return x * self.cos + (face_depth(x, y) if z is None else z) * self.sin, y * self._long

    def pts(self, points: Points, z: float | None = None) -> list[Point]:
        """Many points at one depth (None: on the face); corners stay corners."""
        return [(*self.at(q[0], q[1], z), *q[2:]) for q in points]

    def hair(self, points: Points, z: float | None = None) -> list[Point]:
        """Many points on the hair's surface, or at depth z."""
        return [(*self.at(q[0], q[1], hair_depth(q[0], q[1]) if z is None else z), *q[2:]) for q in points]


def outline(who: Person, head: Head) -> skia.Path:
    """Silhouette of skull and jaw with the mouth shut."""
    dome = 4.5 if who.bald else 0.0
    w, j, c, cy = who.face_w, who.jaw_w, who.chin_w, who.chin_y
    right = [
        (20, -46.5 - dome, 0), (33, -30 - dome * 0.8, 0), (w - 0.4, -10, 2), (w, 3, 4), (max(w - 1.8, j + 1.9), 16, 8),
        (j + 1.2, 30, 12), (j + (c - j) * 0.45, 41.5, 17), (c, cy - 1.6, 23),
    ]  # fmt: skip
    left = [(-x, y, z) for x, y, z in reversed(right)]
    ring = [(0, -50 - dome * 1.5, 0), *right, (0, cy, 25), *left]
    return spline([head.at(*q) for q in ring])
