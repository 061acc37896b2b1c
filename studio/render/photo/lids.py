"""Blinks: the skin between an eye's crease and its upper lid is drawn out over the eye, the lashes going with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Frame, Pixels, clipped
from studio.render.photo.rig import Rig
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
LASHES = 0.034
"""Units of the lid's edge that move without stretching."""
FOLD = 0.15
"""Units of skin above the lid that are drawn out."""
BROW = 0.30
"""Units above the pupil where brows may begin."""
ORDINARY = 0.165
"""Height of an adult's open eye."""
STEPS = 6
SHUT = 1.0
"""Where a shut lid ends, on the way from the upper lid to the lower one."""


@dataclass(frozen=True, slots=True)
class Lid:
    """One eye: its box (rows, columns) and, per pixel, height, resting edge, shut edge, top of the skin and cover."""

    box: tuple[slice, slice]
    y: Float
    rest: Float
    shut: Float
    top: Float
    cover: Float
    rows: Float
    columns: Float


class Lids:
    """Both eyes of one photo at one size."""

    def __init__(self, picture: Pixels, frame: Frame, rig: Rig, *, human: bool) -> None:
        """`picture` is premultiplied BGRA; `human`: it has skin about the eyes, not fur."""
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
            skin, cover = self._kept[index, step]
            part = np.ascontiguousarray(target[lid.box])
            target[lid.box] = cv2.blendLinear(skin, part, cover, 1 - cover)

    def _lid(self, frame: Frame, rig: Rig, side: str) -> Lid:
        height, width = self._picture.shape[:2]
        size = (width, height)
        eye, upper, lower = (frame.to_face(np.array(getattr(rig, name)) * size)[0]
                             for name in (f"{side}_eye", f"{side}_upper_lid", f"{side}_lower_lid"))  # fmt: skip
        up, down = float(upper[1] - eye[1]), float(lower[1] - eye[1])
        wide = rig.eye_width * width / frame.unit
        tall = max(0.4, (down - up) / ORDINARY)
        reach = (0.64 * wide + 0.05, 0.34 * tall + 0.02, down + 0.12)
        box = _rectangle(frame, eye, reach, self._picture.shape)
        rows, columns = np.mgrid[box].astype(np.float32)
        at = frame.to_face(np.stack([columns, rows], -1).reshape(-1, 2)).reshape(*rows.shape, 2).astype(np.float32)
        outward = (at[..., 0] - float(eye[0])) * (-1 if side == "left" else 1)
        y = at[..., 1] - float(eye[1])
        outer, inner = 0.58 * wide, 0.54 * wide
        b = np.clip(np.abs(outward) / np.where(outward > 0, outer, inner), 0, 1)
        line = np.interp(outward, [-inner, outer], [0.04 * tall, 0.0]).astype(np.float32)
        oval = np.float32(np.clip(((down - up) / wide - 0.45) / 0.4, 0, 1)) * np.sqrt(1 - b**2)
        rest = line + (up - line) * np.maximum(1 - b**2.2, oval)
        shut = line + (down - line) * np.maximum(1 - b**3, 1.04 * oval)
        ends = np.clip((1 - b) * 8, 0, 1)
        fold = float(np.clip(FOLD * tall, 0.06, max(0.06, BROW + up)))
        return Lid(box, y, rest, shut, rest - fold, ends.astype(np.float32), rows, columns)

    def _drawn(self, lid: Lid, shut: float) -> tuple[Pixels, Float]:
        """(the lid's skin, its cover) for an eye shut by this part."""
        unit = self._unit
        edge = lid.rest + SHUT * shut * (lid.shut - lid.rest)
        stretch = (lid.rest - LASHES - lid.top) / np.maximum(edge - LASHES - lid.top, 1e-3)
        from_y = np.where(lid.y > edge - LASHES, lid.y - (edge - lid.rest),
                          np.where(lid.y > lid.top, lid.top + (lid.y - lid.top) * stretch, lid.y))  # fmt: skip
        rows = (lid.rows + (from_y - lid.y) * unit).astype(np.float32)
        skin = cv2.remap(self._picture, lid.columns, rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        colour = skin.astype(np.float32)
        if self._human:
            self._without_lines(colour, lid, shut)
        even = cv2.GaussianBlur(colour, (0, 0), max(0.6, 0.05 * unit), sigmaY=max(0.6, 0.012 * unit))
        depth = np.clip((lid.y - lid.top - 0.02) / 0.06, 0, 1)
        colour += (even - colour) * (0.55 * shut * depth)[..., None]
        lash = np.exp(-(((lid.y - edge + 0.008) / 0.013) ** 2)) * shut * np.sqrt(lid.cover)
        round_ = 0.06 * shut * np.clip((lid.y - lid.rest) / 0.1, 0, 1)
        over = np.clip((lid.y - lid.rest) / 0.05 + 0.5, 0, 1)
        shade = 1 - 0.42 * lash - round_ - 0.05 * shut * over
        colour[..., :3] *= shade[..., None]
        cover = np.clip((edge - lid.y) * unit / 2.5 + 0.5, 0, 1) * lid.cover * np.clip((lid.y - lid.top) / 0.03, 0, 1)
        return np.clip(colour, 0, 255).astype(np.uint8), cover.astype(np.float32)

    @staticmethod
    def _without_lines(colour: Float, lid: Lid, shut: float) -> None:
        """Take dark lines and shadows of the crease out of a lid that is drawn out: they would become patches."""
        fold = (lid.y > lid.top) & (lid.y < lid.rest - 0.3 * LASHES) & (lid.cover > 0.5)
        if not fold.any():
            return
        tone = np.percentile(colour[fold], 50, axis=0).astype(np.float32)
        share = colour[..., :3].sum(axis=2) / max(1.0, float(tone[:3].sum()))
        dark = np.clip((0.84 - share) / 0.10, 0, 1) * np.clip((lid.y - lid.top) / 0.05, 0, 1)
        colour += (tone - colour) * (min(1.0, 2 * shut) * dark)[..., None].astype(np.float32)


def _rectangle(
    frame: Frame, eye: npt.NDArray[np.float64], reach: tuple[float, float, float], shape: tuple[int, ...]
) -> tuple[slice, slice]:
    """Rows and columns about an eye: (to each side, above, below), in units."""
    side, above, below = reach
    corners = frame.to_pixels(eye + np.array([(-side, -above), (side, -above), (-side, below), (side, below)]))
    left, top, right, bottom = clipped(corners, shape)
    return slice(top, bottom), slice(left, right)
