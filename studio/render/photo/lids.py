"""Blinks: skin of the colour about the eye comes down over it, with a crease above and the lashes on its edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo import skin
from studio.render.photo.frame import Frame, Pixels, clipped
from studio.render.photo.rig import Rig
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
ABOVE, BELOW, ASIDE = 0.10, 0.06, 1.3
"""Lashes reach so many units above the upper lid and below the lower one, and so many times as far to the sides."""
AROUND = 0.12
"""Units of skin about those that are looked at."""
INNER, OUTER = 0.54, 0.58
"""How far the corners are from the pupil, in widths of the eye."""
LASHES = (0.022, 0.055)
"""Units: the least and the greatest height of the line of lashes."""
CREASE = 0.045
"""Units above the resting lid where skin folds."""
STEPS = 6


@dataclass(frozen=True, slots=True)
class Lid:
    """One eye: its box (rows, columns) and, per pixel, height, resting edge, shut edge, and place −1…1 from the inner
    corner to the outer one.
    """

    box: tuple[slice, slice]
    y: Float
    rest: Float
    shut: Float
    along: Float
    skin: skin.Skin


class Lids:
    """Both eyes of one photo at one size."""

    def __init__(self, picture: Pixels, frame: Frame, rig: Rig, *, human: bool) -> None:
        """`picture` is premultiplied BGRA; `human`: its lids have a crease."""
        self._human = human
        self._picture, self._unit = picture, frame.unit
        self._lids = [self._lid(frame, rig, side) for side in ("left", "right")]
        self._kept: dict[tuple[int, int], tuple[Pixels, Float]] = {}

    @property
    def boxes(self) -> list[tuple[slice, slice]]:
        """Rows and columns that a blink changes."""
        return [lid.box for lid in self._lids]

    def draw(self, target: Pixels, step: int) -> None:
        """Shut both eyes by `step` of `STEPS` in a picture as large as the whole."""
        if step <= 0:
            return
        for index, lid in enumerate(self._lids):
            if (index, step) not in self._kept:
                self._kept[index, step] = self._drawn(lid, step / STEPS)
            colour, cover = self._kept[index, step]
            part = np.ascontiguousarray(target[lid.box])
            target[lid.box] = cv2.blendLinear(colour, part, cover, 1 - cover)

    def _lid(self, frame: Frame, rig: Rig, side: str) -> Lid:
        height, width = self._picture.shape[:2]
        eye, upper, lower = (frame.to_face(np.array(getattr(rig, name)) * (width, height))[0]
                             for name in (f"{side}_eye", f"{side}_upper_lid", f"{side}_lower_lid"))  # fmt: skip
        up, down = float(upper[1] - eye[1]), float(lower[1] - eye[1])
        wide = rig.eye_width * width / frame.unit
        reach = (OUTER * ASIDE * wide + AROUND, ABOVE + AROUND - up, down + BELOW + AROUND)
        box = _rectangle(frame, eye, reach, self._picture.shape)
        rows, columns = np.mgrid[box].astype(np.float32)
        at = frame.to_face(np.stack([columns, rows], -1).reshape(-1, 2)).reshape(*rows.shape, 2).astype(np.float32)
        x = (at[..., 0] - float(eye[0])) * (-1 if side == "left" else 1)
        y = at[..., 1] - float(eye[1])
        corners = ((-INNER * wide, 0.02), (OUTER * wide, 0.0))
        along, rest, shut = _edges(x, corners, up, down)
        opening = (y > rest) & (y < shut) & (np.abs(along) < 1)
        far = (np.abs(along) < ASIDE) & (y > rest - ABOVE) & (y < np.maximum(shut, 0.8 * down) + BELOW)
        found = skin.about(self._picture[box], opening, far, frame.unit)
        along, rest, shut = _edges(x, _corners(x, y, found.eye, corners), up, down)
        return Lid(box, y, rest, shut, along, found)

    def _drawn(self, lid: Lid, part: float) -> tuple[Pixels, Float]:
        """(colours, their cover) of an eye shut by this part."""
        edge, plate = lid.rest + part * (lid.shut - lid.rest), lid.skin.plate
        within = np.sqrt(np.clip(1 - lid.along**2, 0, 1))
        pixel = max(1.0, 0.7 * lid.skin.soft) / self._unit
        gone = np.clip((edge - lid.y) / pixel + 0.5, 0, 1)
        gone = np.maximum(gone, np.clip(6 * part - 5, 0, 1))  # what is left below a shut lid is no eye
        cover = lid.skin.eye * gone * np.clip((lid.y - lid.rest + ABOVE) / 0.06, 0, 1)
        down = np.clip((lid.y - lid.rest) / np.maximum(edge - lid.rest, 0.02), 0, 1)
        shade = 1 + part * within * (0.03 * np.sin(np.pi * down) * within - 0.12 * down**3)
        if self._human:
            fold = lid.y - lid.rest + CREASE * within
            crease = part * within * np.exp(-((fold / np.where(fold > 0, 0.016, 0.04)) ** 2))
            shade = shade - 0.12 * crease
            cover = np.maximum(cover, np.clip(2 * crease, 0, 1))
        lash = self._lashes(lid, edge, within, part, pixel)[..., None]
        colour = plate * shade[..., None]
        colour += (lid.skin.tone - colour) * lash
        colour[..., 3] = plate[..., 3]
        colour = np.minimum(np.clip(colour, 0, 255), np.clip(plate[..., 3:], 0, 255))
        cover = 1 - (1 - cover) * (1 - lash[..., 0])
        return colour.astype(np.uint8), cover.astype(np.float32)

    @staticmethod
    def _lashes(lid: Lid, edge: Float, within: Float, part: float, pixel: float) -> Float:
        """How much of the lashes' tone shows: a line along the lid's edge, fuller outwards, and what hangs from it."""
        outer = np.clip(0.5 + 0.5 * lid.along, 0, 1)
        thick = np.clip(lid.skin.thick, *LASHES) * (0.5 + 0.5 * within) * (0.7 + 0.3 * outer)
        off = lid.y - edge
        line = np.clip((thick / 2 - np.abs(off)) / pixel + 0.5, 0, 1) * (0.7 + 0.3 * outer)
        hang = 0.35 * part * within * np.exp(-np.maximum(off, 0) / 0.02) * (off > 0)
        ends = np.clip((1.03 - np.abs(lid.along)) / 0.15, 0, 1)
        made: Float = 0.9 * np.maximum(line, hang) * ends
        return made


Corners = tuple[tuple[float, float], tuple[float, float]]
"""The inner and the outer one, from the pupil: x outwards, y down."""


def _edges(x: Float, corners: Corners, up: float, down: float) -> tuple[Float, Float, Float]:
    """(place −1…1 between the corners, the upper lid's edge, and where it is when shut)."""
    inner, outer = corners
    along: Float = np.where(x > 0, x / outer[0], x / -inner[0])
    b = np.minimum(np.abs(along), 1)
    line = np.interp(along, [-1, 1], [inner[1], outer[1]]).astype(np.float32)
    oval = np.float32(np.clip(((down - up) / (outer[0] - inner[0]) - 0.45) / 0.4, 0, 1)) * np.sqrt(1 - b**2)
    rest: Float = line + (up - line) * np.maximum(1 - b**2.2, oval)
    shut: Float = line + (down - line) * np.maximum(1 - b**2.6, oval)
    return along, rest, shut


def _corners(x: Float, y: Float, eye: Float, usual: Corners) -> Corners:
    """Where the eye that was seen ends, or the usual corners where that is far from them."""
    made = []
    for place, sign in zip(usual, (-1, 1), strict=True):
        seen = (eye > 0.5) & (np.abs(y - place[1]) < 0.12) & (sign * x > 0)
        far = float(np.percentile(np.abs(x[seen]), 99)) if seen.any() else abs(place[0])
        far = float(np.clip(far, 0.85 * abs(place[0]), 1.06 * abs(place[0])))
        end = seen & (np.abs(x) > far - 0.04)
        made.append((sign * far, float(np.clip(np.median(y[end]), -0.05, 0.10)) if end.any() else place[1]))
    return made[0], made[1]


def _rectangle(
    frame: Frame, eye: npt.NDArray[np.float64], reach: tuple[float, float, float], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    """Rows and columns about an eye: (to each side, above, below), in units."""
    side, above, below = reach
    corners = frame.to_pixels(eye + np.array([(-side, -above), (side, -above), (-side, below), (side, below)]))
    left, top, right, bottom = clipped(corners, shape)
    return slice(top, bottom), slice(left, right)
