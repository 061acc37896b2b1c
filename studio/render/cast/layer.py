"""Pixels in their place, and how Skia looks at them and at colours."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.canvas import skia

Pixels = npt.NDArray[np.uint8]
"""Height × width × BGRA, colours multiplied by their opacity: what Skia and OpenCV both take without conversion."""
LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Pixels and where their upper left corner lies, in whole pixels from the head's centre."""

    pixels: Pixels
    x: int
    y: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        h, w = self.pixels.shape[:2]
        return self.x, self.y, self.x + w, self.y + h

    @property
    def image(self) -> skia.Image:
        """A view for Skia; the pixels are not copied."""
        return as_image(self.pixels)

    def blit(self, canvas: skia.Canvas) -> None:
        """Draw it in its place."""
        canvas.drawImage(self.image, self.x, self.y, LINEAR)


@functools.lru_cache(maxsize=1024)
def argb(colour: str, opacity: float = 1.0) -> int:
    """Skia's number for a colour (#rrggbb)."""
    return max(0, min(255, round(opacity * 255))) << 24 | int(colour[1:], 16)


def as_image(pixels: Pixels) -> skia.Image:
    """Skia's view of pixels which stay where they are."""
    return skia.Image.fromarray(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType, None, False)


def as_canvas(pixels: Pixels) -> skia.Surface:
    """A surface that draws into `pixels`. Keep it as long as its canvas is used."""
    return skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
