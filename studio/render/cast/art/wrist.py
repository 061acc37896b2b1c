"""A hand in its place: its picture is drawn once, somewhat larger, and turned into every place an arm has for it."""

from __future__ import annotations

import functools
import math

import cv2
import numpy as np

from studio.render.canvas import skia
from studio.render.cast.art.curves import limb, spline, union
from studio.render.cast.art.hand import FLAT, HANDS, OPEN, PALM
from studio.render.cast.art.ink import Ink
from studio.render.cast.gesture import Reach, hand_size
from studio.render.cast.layer import Layer, as_canvas
from studio.render.cast.person import Person

LARGER = 1.6
"""Pixels of a hand's own picture for each that is seen: turned, it stays as sharp as if it had been drawn there."""
BOX = (-40, -84, 40, 16)
"""What any hand may touch."""


def _scale(who: Person, reach: Reach) -> float:
    return hand_size(who) * reach.near


def draw_hand(ink: Ink, who: Person, reach: Reach) -> None:
    """The hand of `reach` in its place. KeyError for a hand nobody has drawn."""
    if reach.hand == "none":
        return
    canvas, size = ink.canvas, _scale(who, reach)
    matrix = canvas.getTotalMatrix()
    scale = round(math.hypot(matrix.getScaleX(), matrix.getSkewY()) * hand_size(who) * LARGER, 2)
    matrix.preConcat(_placed(reach, size / scale))
    turned = _turned(_picture(who, reach.hand, scale), matrix)
    canvas.save()
    canvas.resetMatrix()
    turned.blit(canvas)
    canvas.restore()


def _placed(reach: Reach, size: float) -> skia.Matrix:
    matrix = skia.Matrix.Translate(*reach.wrist)
    matrix.preConcat(skia.Matrix.RotateDeg(reach.turn))
    matrix.preConcat(skia.Matrix.Scale(size, size))
    return matrix


def _turned(picture: Layer, matrix: skia.Matrix) -> Layer:
    """Bilinear, as Skia would in five times the time."""
    left, top, right, bottom = matrix.mapRect(skia.Rect.MakeLTRB(*picture.box)).roundOut()
    there = np.array([[matrix.getScaleX(), matrix.getSkewX(), matrix.getTranslateX() - left],
                      [matrix.getSkewY(), matrix.getScaleY(), matrix.getTranslateY() - top]])  # fmt: skip
    there[:, 2] += there[:, :2] @ (picture.x + 0.5, picture.y + 0.5) - 0.5  # OpenCV counts from the middle of a pixel
    pixels = np.empty((bottom - top, right - left, 4), np.uint8)
    cv2.warpAffine(picture.pixels, there, (right - left, bottom - top), dst=pixels)
    return Layer(pixels, left, top)


@functools.lru_cache(maxsize=8)
def _picture(who: Person, hand: str, scale: float) -> Layer:
    """A hand before it is turned, `scale` pixels a unit."""
    left, top, right, bottom = (round(edge * scale) for edge in BOX)
    pixels = np.zeros((bottom - top, right - left, 4), np.uint8)
    surface = as_canvas(pixels)
    canvas = surface.getCanvas()
    canvas.translate(-left, -top)
    canvas.scale(scale, scale)
    HANDS[hand](Ink(canvas), who)
    return Layer(pixels, left, top)


def silhouette(who: Person, reach: Reach) -> skia.Path:
    """The hand's rough outline where it is, for its shadow."""
    if reach.hand == "none":
        return skia.Path()
    shape = skia.Path(_outline(reach.hand))
    shape.transform(_placed(reach, _scale(who, reach)))
    return shape


@functools.cache
def _outline(hand: str) -> skia.Path:
    fingers = {"open": OPEN, "offered": OPEN, "one": OPEN[3:], "two": OPEN[2:], "three": OPEN[1:]}.get(hand, FLAT)
    return union(spline(PALM), *[limb(*finger) for finger in fingers])
