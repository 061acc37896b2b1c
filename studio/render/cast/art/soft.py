"""Blurred shapes in a fraction of their pixels: what is soft is drawn small and enlarged, and nobody can tell."""

from __future__ import annotations

import math

import cv2
import numpy as np

from studio.render.canvas import skia
from studio.render.cast.layer import as_canvas, as_image

SIGMA = 2.0
"""Pixels of blur that the small picture has at least: enlarged by straight lines between its pixels it stays smooth."""
REACH = 3
"""Sigmas after which nothing is seen of a blurred edge."""
SMALL = 2**15
"""Pixels that are as soon blurred as they are."""


def fill(canvas: skia.Canvas, path: skia.Path, paint: skia.Paint, blur: float) -> None:
    """Fill `path` with a paint that blurs by `blur` (sigma, in the canvas' units)."""
    pixels = canvas.getTotalMatrix().mapRadius(blur)
    box = _seen(canvas, path, REACH * pixels)
    if pixels < 2 * SIGMA or box.width() * box.height() < SMALL:
        canvas.drawPath(path, paint)
    else:
        _enlarged(canvas, path, paint, box, 2 ** int(math.log2(pixels / SIGMA)))


def _seen(canvas: skia.Canvas, path: skia.Path, blurred: float) -> skia.Rect:
    """The pixels that may change; empty if there are none."""
    box = canvas.getTotalMatrix().mapRect(path.getBounds()).makeOutset(blurred, blurred)
    return box if box.intersect(skia.Rect.Make(canvas.getDeviceClipBounds())) else skia.Rect()


def _enlarged(canvas: skia.Canvas, path: skia.Path, paint: skia.Paint, box: skia.Rect, times: int) -> None:
    left, top = math.floor(box.left() / times) - 1, math.floor(box.top() / times) - 1
    width, height = math.ceil(box.right() / times) + 1 - left, math.ceil(box.bottom() / times) + 1 - top
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = as_canvas(pixels)
    small = surface.getCanvas()
    small.translate(-left, -top)
    small.scale(1 / times, 1 / times)
    small.concat(canvas.getTotalMatrix())
    small.drawPath(path, paint)
    large = np.empty((height * times, width * times, 4), np.uint8)
    cv2.resize(pixels, large.shape[1::-1], dst=large, interpolation=cv2.INTER_LINEAR)
    canvas.save()
    canvas.resetMatrix()
    canvas.drawImage(as_image(large), left * times, top * times)
    canvas.restore()
