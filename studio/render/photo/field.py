"""Smooth displacement fields from a few points, by compactly supported radial functions (Wendland's C2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Frame, Points
from studio.render.photo.vision import cv2

REACH = 0.85
"""Units beyond which a point has no influence."""
STEP = 0.05
"""Units between the knots at which a field is solved."""
Field = npt.NDArray[np.float32]
"""Height × width × (x, y): where a pixel's content comes from, or how far away."""


def _bump(r: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    r = np.minimum(r, np.float32(1))
    q = 1 - r
    q *= q
    q *= q
    return q * (4 * r + 1)


class Grid:
    """A rectangle of pixels with a coarse net of knots in it; backward fields are solved there and enlarged."""

    def __init__(self, box: tuple[int, int, int, int], frame: Frame) -> None:
        """`box`: left, top, right, bottom in the frame's pixels."""
        left, top, right, bottom = box
        self.width, self.height = right - left, bottom - top
        pitch = max(2.0, STEP * frame.unit)
        self._across, self._down = int(self.width / pitch) + 2, int(self.height / pitch) + 2
        x = left + (np.arange(self._across) + 0.5) * self.width / self._across - 0.5
        y = top + (np.arange(self._down) + 0.5) * self.height / self._down - 0.5
        self.knots = frame.to_face(np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)).astype(np.float32)
        self._axes, self._unit = frame.axes.T.astype(np.float32), frame.unit
        rows, columns = np.mgrid[: self.height, : self.width].astype(np.float32)
        self.still: Field = np.dstack([columns, rows])

    def solved(self, now: Points, before: Points, fade: npt.NDArray[np.float32]) -> Field:
        """The map that brings what was at `before` to `now` and is smooth between; `fade` (per knot) weakens it."""
        apart = np.linalg.norm(now[:, None] - now[None], axis=2) / REACH
        matrix = _bump(apart.astype(np.float32)).astype(np.float64) + 1e-4 * np.eye(len(now))
        weights = np.linalg.solve(matrix, before - now).astype(np.float32)
        at = (now / REACH).astype(np.float32)
        knots = self.knots / np.float32(REACH)
        far = np.sqrt((knots[:, :1] - at[:, 0]) ** 2 + (knots[:, 1:] - at[:, 1]) ** 2)
        return self.enlarged((_bump(far) @ weights) * fade[:, None])

    def enlarged(self, moves: npt.NDArray[np.float32]) -> Field:
        """The map for displacements (in units) at the knots."""
        pixels = (moves @ self._axes) * np.float32(self._unit)
        coarse = np.ascontiguousarray(pixels.reshape(self._down, self._across, 2), np.float32)
        full = cv2.resize(coarse, (self.width, self.height), interpolation=cv2.INTER_LINEAR)
        made: Field = cv2.add(full, self.still)
        return made


def smooth(low: float, high: float, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """0 up to `low`, 1 from `high` on, eased between."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    eased: npt.NDArray[np.float32] = t * t * (3 - 2 * t)
    return eased
