"""A picture behind the presenter."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

from studio.errors import BadInput
from studio.render import media
from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.fit import fitted
from studio.render.layers.layer import Look
from studio.render.plan import Canvas
from studio.storyboard.limits import BACKGROUND_COLOR


@functools.lru_cache(maxsize=3)
def _read(file: Path, changed: int, side: int) -> skia.Image:
    """Kept, because an editor asks for many stills, and scenes share pictures. Raises `BadInput` without a path."""
    pixels = np.ascontiguousarray(np.asarray(media.picture(file, path="", side=side)))
    return skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType)


class Image:
    """Drawn once as part of the still background. What the picture leaves free keeps the default colour."""

    def __init__(self, file: Path, *, fit: str, canvas: Canvas, path: str) -> None:
        side = max(canvas.width, canvas.height) if fit in ("cover", "contain") else media.SIDE_MAX
        try:
            self._image = _read(file, file.stat().st_mtime_ns if file.exists() else 0, side)
        except BadInput as error:
            raise BadInput({path: error.problems[""]}) from None
        size = (self._image.width(), self._image.height())
        place = fitted(fit, size, (canvas.width, canvas.height), scale=canvas.scale)
        self._place = skia.Rect.MakeXYWH(*place)
        self._look = Look((0, 0, canvas.width, canvas.height))

    def look(self, t: float) -> Look:
        return self._look

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        canvas.clear(argb(BACKGROUND_COLOR))
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        if self._place == skia.Rect.MakeXYWH(0, 0, self._image.width(), self._image.height()):
            smooth = skia.SamplingOptions()  # pixel for pixel
        elif self._place.width() >= self._image.width():
            smooth = skia.SamplingOptions(skia.CubicResampler.Mitchell())
        canvas.drawImageRect(self._image, self._place, smooth, None)
