"""The head's motion: one smooth field that moves the head, weaker down the neck and gone within a rim about the hair.

The picture behind the head stays where it is: the field ends a fraction of a unit outside the person, and is continuous
everywhere, so there is no edge that could show. Brows and lower lids are moved by the same field.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.cast.pose import Pose
from studio.render.photo.field import Field, Grid, smooth
from studio.render.photo.frame import Frame, Pixels, clipped
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
CALM, LIVELY = 1.0, 1.9
"""How much the head moves in the stable and the expressive style."""
RIM = 0.36
"""Units outside the person within which the motion ends."""
ABOVE, BELOW, BESIDE = 2.75, 1.35, 2.6
"""Units beyond which nothing moves: over the eyes, under the chin, to each side."""


@dataclass(frozen=True, slots=True)
class Move:
    """Shifts in units, `roll` in radians about the neck; `brow` and `squint` in units."""

    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    brow: float = 0.0
    squint: float = 0.0


def move(pose: Pose, *, expressive: bool, happy: bool) -> Move:
    """How a photo's head moves in a presenter's pose. In small steps, so that equal moves draw equal pixels."""
    much = LIVELY if expressive else CALM

    def step(value: float, most: float) -> float:
        return round(min(most, max(-most, much * value)) * 1600) / 1600

    jaw = pose.mouth.jaw
    return Move(
        x=step(0.11 * pose.yaw + 0.0035 * pose.sway, 0.045), y=step(0.20 * (pose.pitch + 0.012) + 0.008 * jaw, 0.04),
        roll=step(0.55 * (pose.roll - 0.028), 0.05), yaw=step(0.17 * pose.yaw, 0.035),
        pitch=step(0.16 * pose.pitch, 0.03),
        brow=step(0.034 * (pose.brow - 0.15), 0.04) + (0.012 if happy else 0.0),
        squint=round((0.030 if happy else 0.0) * 1600) / 1600,
    )  # fmt: skip


class Turn:
    """Moves one photo's head at one size. `box` is the rectangle it changes (left, top, right, bottom)."""

    def __init__(self, frame: Frame, *, chin: float, size: tuple[int, int], person: Pixels) -> None:
        """`size` of the picture in pixels; `person`: a mask of it, of any size."""
        self._frame, self._chin = frame, chin
        self.box = self._reach(size)
        left, top, right, bottom = self.box
        here = Frame((frame.origin[0] - left, frame.origin[1] - top), frame.unit, frame.turn)
        self._grid = Grid((0, 0, right - left, bottom - top), here)
        x, y = self._grid.knots[:, 0], self._grid.knots[:, 1]
        self._x, self._y = x, y
        self._weight = self._weights(x, y, person, size)
        self._depth = (np.exp(-((x / 0.8) ** 2 + ((y - 0.65) / 1.0) ** 2)) * self._weight).astype(np.float32)
        side = np.minimum((x - 0.47) ** 2, (x + 0.47) ** 2)
        self._brow = np.exp(-side / 0.34**2 - ((y + 0.42) / 0.24) ** 2) * (1 - smooth(-0.31, -0.10, y))
        self._lid = np.exp(-np.minimum((x - 0.5) ** 2, (x + 0.5) ** 2) / 0.24**2 - ((y - 0.17) / 0.11) ** 2)

    def map(self, m: Move, *, scale: int) -> Field:
        """For each pixel of the box, where in it (enlarged `scale` times) its content is."""
        x = -(m.x - m.roll * (self._y - self._chin - 0.3)) * self._weight - m.yaw * self._depth
        y = -(m.y + m.roll * self._x) * self._weight - m.pitch * self._depth
        y = y + m.brow * self._brow + m.squint * self._lid
        made: Field = self._grid.enlarged(np.stack([x, y], -1).astype(np.float32)) * np.float32(scale)
        return made

    def _weights(self, x: Float, y: Float, person: Pixels, size: tuple[int, int]) -> Float:
        """How much of the head's motion each knot goes along with."""
        below = 1 - smooth(self._chin - 0.45, self._chin + BELOW - 0.05, y)
        far = np.hypot(x / 1.0, np.minimum(y - 0.1, 0) / 1.06)
        beside = 1 - smooth(1.5, BESIDE - 0.1, far.astype(np.float32))
        scale = person.shape[1] / size[0]
        outside = cv2.distanceTransform((person < 128).astype(np.uint8), cv2.DIST_L2, 5) / (self._frame.unit * scale)
        at = self._frame.to_pixels(np.column_stack([x, y])) * scale
        there = cv2.remap(outside.astype(np.float32), at[:, 0].astype(np.float32), at[:, 1].astype(np.float32),
                          cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0]  # fmt: skip
        rim = 1 - smooth(0.03, RIM, there)
        made: Float = (below * beside * rim * self._inside(x, y, size)).astype(np.float32)
        return made

    def _inside(self, x: Float, y: Float, size: tuple[int, int]) -> Float:
        """0 on the picture's own edges, so that nothing is drawn in from beyond them."""
        at = self._frame.to_pixels(np.column_stack([x, y]))
        edge = np.minimum(np.minimum(at[:, 0], size[0] - 1 - at[:, 0]), np.minimum(at[:, 1], size[1] - 1 - at[:, 1]))
        return smooth(0, 0.3, (edge / self._frame.unit).astype(np.float32))

    def _reach(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        box = [(-BESIDE, -ABOVE), (BESIDE, -ABOVE), (-BESIDE, self._chin + BELOW), (BESIDE, self._chin + BELOW)]
        return clipped(self._frame.to_pixels(box), (size[1], size[0]))
