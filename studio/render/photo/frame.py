"""The face's own coordinates: origin between the eyes, unit the distance of the pupils, x along the eyes, y down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo.rig import Point, unit

Points = npt.NDArray[np.float64]
"""Rows of (x, y)."""
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """`origin` and `unit` in pixels, `turn` the cosine and sine of the head's tilt."""

    origin: tuple[float, float]
    unit: float
    turn: tuple[float, float]

    @property
    def axes(self) -> Points:
        """Columns: the face's x and y axis in the picture."""
        c, s = self.turn
        return np.array([[c, -s], [s, c]])

    def to_face(self, pixels: npt.ArrayLike) -> Points:
        """Face coordinates of points of the picture."""
        found: Points = (np.atleast_2d(np.asarray(pixels, np.float64)) - self.origin) @ self.axes / self.unit
        return found

    def to_pixels(self, points: npt.ArrayLike) -> Points:
        """Points of the picture at face coordinates."""
        found: Points = np.atleast_2d(np.asarray(points, np.float64)) @ self.axes.T * self.unit + self.origin
        return found

    def upright(self, size: float, origin: Point) -> Points:
        """The 2×3 matrix from the picture to a crop in which the head is upright and its unit `size` pixels."""
        matrix = self.axes.T * (size / self.unit)
        return np.hstack([matrix, (np.array(origin) - matrix @ self.origin)[:, None]])


def frame_of(points: Mapping[str, Point], size: tuple[int, int]) -> Frame:
    """The frame of a face in a picture of (width, height) pixels, from normalised points."""
    at = {name: np.array(point) * size for name, point in points.items()}
    left, right = at["left_eye"], at["right_eye"]
    across = right - left
    c, s = across / max(1e-6, float(np.hypot(*across)))
    middle = (left + right) / 2
    return Frame((float(middle[0]), float(middle[1])), unit(points, size[0] / size[1]) * size[1], (float(c), float(s)))


def scaled(size: tuple[int, int], share: float) -> tuple[int, int]:
    """(width, height) of a picture made `share` as large, at least one pixel each way."""
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def clipped(pixels: Points, shape: tuple[int, ...], margin: int = 0) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the whole pixels about some points, within a picture and at least two each way."""
    height, width = shape[:2]
    left, top = np.floor(pixels.min(axis=0)).astype(int) - margin
    right, bottom = np.ceil(pixels.max(axis=0)).astype(int) + margin
    left, top = max(0, min(int(left), width - 2)), max(0, min(int(top), height - 2))
    return left, top, min(width, max(left + 2, int(right))), min(height, max(top + 2, int(bottom)))
