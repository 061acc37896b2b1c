"""The part of a photo that a canvas shows, in the canvas' pixels, made ready to be moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from studio.render.boxes import Box
from studio.render.photo import enhance, matte
from studio.render.photo.frame import Pixels, frame_of
from studio.render.photo.place import Place
from studio.render.photo.rig import NEEDED, Rig
from studio.render.photo.source import Source
from studio.render.photo.vision import cv2

AROUND = 0.4
"""Units of the face about what is visible that are kept, so that a moving head brings no edge into view."""


@dataclass(frozen=True, slots=True)
class View:
    """`pixels` are premultiplied BGRA, `corner` their place on the canvas; `rig` and `person` are of this part."""

    corner: tuple[int, int]
    pixels: Pixels
    rig: Rig
    person: Pixels


def view(photo: Source, at: Place, visible: Box, *, better: bool) -> View:
    """The photo as it is shown in `visible` and a little beyond; `better` enhances it where it is enlarged."""
    height, width = photo.pixels.shape[:2]
    face = frame_of({name: getattr(photo.rig, name) for name in NEEDED}, (width, height))
    most = max(visible[2] - visible[0], visible[3] - visible[1]) // 4
    more = 8 + min(most, int(AROUND * face.unit * at.zoom))
    corners = (at.x, at.y, at.x, at.y)
    wanted = [edge + side * more for edge, side in zip(visible, (-1, -1, 1, 1), strict=True)]
    there = [min(size * at.zoom, max(0.0, edge - corner)) + corner
             for edge, corner, size in zip(wanted, corners, (width, height, width, height), strict=True)]  # fmt: skip
    left, top, right, bottom = (round(edge) for edge in there)
    right, bottom = max(left + 2, right), max(top + 2, bottom)
    part = ((left - at.x) / at.zoom, (top - at.y) / at.zoom, (right - at.x) / at.zoom, (bottom - at.y) / at.zoom)
    pixels = _taken(photo, part, (right - left, bottom - top), zoom=at.zoom if better else 1.0)
    shares = part[0] / width, part[1] / height, part[2] / width, part[3] / height
    return View((left, top), _premultiplied(pixels), photo.rig.within(shares), _of(photo.person, shares))


def _taken(photo: Source, part: tuple[float, ...], size: tuple[int, int], *, zoom: float) -> Pixels:
    """A part of the picture (its pixels, may be fractions) in another size."""
    height, width = photo.pixels.shape[:2]
    left, top = max(0, math.floor(part[0]) - 8), max(0, math.floor(part[1]) - 8)
    right, bottom = min(width, math.ceil(part[2]) + 8), min(height, math.ceil(part[3]) + 8)
    pixels = photo.pixels if photo.cut is None else matte.cut_out(photo.pixels, photo.cut.cover)
    pixels = np.ascontiguousarray(pixels[top:bottom, left:right])
    times = 1.0
    if zoom > 1:
        times = min(enhance.MOST, zoom)
        pixels = enhance.enlarged(pixels, times)
    wide, high = pixels.shape[1], pixels.shape[0]
    box = (max(0.0, (part[0] - left) * times), max(0.0, (part[1] - top) * times),
           min(float(wide), (part[2] - left) * times), min(float(high), (part[3] - top) * times))  # fmt: skip
    return np.array(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0))


def _premultiplied(pixels: Pixels) -> Pixels:
    if pixels[..., 3].min() == 255:
        return pixels
    cover = pixels[..., 3:].astype(np.uint16)
    made = pixels.copy()
    made[..., :3] = (pixels[..., :3] * cover + 127) // 255
    return made


def _of(mask: Pixels, part: tuple[float, float, float, float]) -> Pixels:
    """The part (in 0…1) of a mask of any size, at least a few pixels of it."""
    height, width = mask.shape
    left, top, right, bottom = part[0] * width, part[1] * height, part[2] * width, part[3] * height
    wide, high = max(8, round(right - left)), max(8, round(bottom - top))
    matrix = np.array([[(right - left) / wide, 0, left], [0, (bottom - top) / high, top]])
    made: Pixels = cv2.warpAffine(mask, matrix, (wide, high), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                  borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return made
