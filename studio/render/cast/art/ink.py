"""A canvas with an illustrator's verbs: fills, gradients, glows, cel edges, cast shadows, inked lines."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from studio.render.canvas import skia
from studio.render.cast.art import soft
from studio.render.cast.art.curves import Point, Points, everywhere, moved, taper
from studio.render.cast.layer import argb

Stop = tuple[float, str] | tuple[float, str, float]
"""(position 0…1, "#rrggbb"[, opacity])."""


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@functools.lru_cache(maxsize=1024)
def mix(a: str, b: str, t: float) -> str:
    """A colour between two, t = 0…1."""
    pairs = zip(rgb(a), rgb(b), strict=True)
    return "#" + "".join(f"{max(0, min(255, round(x + (y - x) * t))):02x}" for x, y in pairs)


class Ink:
    """Draws on one canvas in head units. Every verb leaves the canvas' state as it found it."""

    def __init__(self, canvas: skia.Canvas) -> None:
        self.canvas = canvas

    def paint(self, colour: str, opacity: float = 1.0, blur: float = 0.0) -> skia.Paint:
        paint = skia.Paint(AntiAlias=True, Color=argb(colour, opacity))
        if blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        return paint

    def fill(self, path: skia.Path, colour: str, opacity: float = 1.0, blur: float = 0.0) -> None:
        paint = self.paint(colour, opacity, blur)
        if blur:
            soft.fill(self.canvas, path, paint, blur)
        else:
            self.canvas.drawPath(path, paint)

    def grad(self, path: skia.Path, p0: Point, p1: Point, stops: Sequence[Stop], *, blur: float = 0.0) -> None:
        """Fill with a linear gradient from p0 to p1."""
        paint = self.paint("#000000", 1, blur)
        paint.setDither(True)
        colours = [argb(s[1], s[2] if len(s) > 2 else 1.0) for s in stops]
        ends = [skia.Point(p0[0], p0[1]), skia.Point(p1[0], p1[1])]
        paint.setShader(skia.GradientShader.MakeLinear(ends, colours, [s[0] for s in stops]))
        self.canvas.drawPath(path, paint)

    def glow(self, x: float, y: float, r: float, colour: str, opacity: float, *, squash: float = 1.0) -> None:
        """A round spot which fades to nothing: blush, light on the brow, shade in the socket."""
        paint = skia.Paint(Dither=True)
        ramp = [argb(colour, opacity), argb(colour, opacity * 0.55), argb(colour, 0)]
        paint.setShader(skia.GradientShader.MakeRadial((0, 0), r, ramp, [0, 0.5, 1]))
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.scale(1, squash)
        self.canvas.drawRect(skia.Rect.MakeLTRB(-r, -r, r, r), paint)  # sooner than a circle, and clear beyond it
        self.canvas.restore()

    @contextmanager
    def clip(self, path: skia.Path) -> Iterator[None]:
        self.canvas.save()
        self.canvas.clipPath(path, skia.ClipOp.kIntersect, True)
        yield
        self.canvas.restore()

    def edge(
        self, path: skia.Path, dx: float, dy: float, colour: str, opacity: float = 0.5, *, blur: float = 0.0
    ) -> None:
        """Cel shade: what is left of `path` when a copy moved by (dx, dy) is taken out of it."""
        rest = everywhere()
        rest.addPath(moved(path, dx, dy))
        rest.setFillType(skia.PathFillType.kEvenOdd)
        with self.clip(path):
            self.fill(rest, colour, opacity, blur)

    def cast(
        self,
        path: skia.Path,
        onto: skia.Path,
        dx: float,
        dy: float,
        colour: str,
        *,
        opacity: float = 0.5,
        blur: float = 0.0,
    ) -> None:
        """The shadow of `path`, moved by (dx, dy), where it falls on `onto`."""
        with self.clip(onto):
            self.fill(moved(path, dx, dy), colour, opacity, blur)

    def line(
        self,
        pts: Points,
        w: float,
        colour: str,
        opacity: float = 1.0,
        peak: float = 0.5,
        *,
        e0: float = 0.0,
        e1: float = 0.0,
    ) -> None:
        """An inked line, `w` wide at `peak` of its length."""
        self.fill(taper(pts, w, peak, e0, e1), colour, opacity)

    def stroke(self, path: skia.Path, w: float, colour: str, opacity: float = 1.0) -> None:
        """An outline of constant width."""
        paint = self.paint(colour, opacity)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(w)
        self.canvas.drawPath(path, paint)
