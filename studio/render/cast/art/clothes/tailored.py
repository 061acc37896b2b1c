"""Jackets: blazer over a T-shirt, suit over a shirt."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.clothes.body import draw_torso
from studio.render.cast.art.clothes.inner import draw_shirt, draw_tee
from studio.render.cast.art.curves import C, Point, ellipse, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def draw_blazer(ink: Ink, who: Person) -> None:
    _jacket(ink, who, draw_tee)


def draw_suit(ink: Ink, who: Person) -> None:
    _jacket(ink, who, draw_shirt)


def _jacket(ink: Ink, who: Person, inner: Callable[[Ink, Person, Ramp], None]) -> None:
    n, c = who.neck_w, who.top_ramp
    body = draw_torso(ink, who, c, drop=128)
    opening: list[Point] = [
        (-n - 5, 62, C), (-n - 8, 76), (-22, 122), (-2, 196, C), (2, 198, C), (22, 122), (n + 8, 76), (n + 5, 62, C),
    ]  # fmt: skip
    v = spline(opening)
    with ink.clip(v):
        inner(ink, who, who.under_ramp)
        tall = spline([(-n - 5, 30, C), *opening, (n + 5, 30, C)])  # so that the blur leaves no line across the neck
        ink.edge(tall, 3, 0, "#2a1420", 0.22, blur=1.0)
        ink.edge(tall, -2.4, 0, "#2a1420", 0.22, blur=1.0)
    ink.line([(0, 197), (3, 240), (1, 340)], 2.4, c.deep, 0.8, 0.3, e0=0.5, e1=2)
    for k in (1, -1):
        _lapel(ink, who, c, body, side=k)
    for y in (212.0, 246.0):
        ink.fill(ellipse(3.6, y, 3.3, 3.3), c.deep)
        ink.fill(ellipse(3.0, y - 0.6, 2.5, 2.5), mix(c.shade, c.hi, 0.3))
        ink.fill(ellipse(2.6, y - 1.0, 0.9, 0.9), c.hi, 0.7)
    ink.fill(spline([(31, 158, C), (52, 155, C), (52.6, 160.4, C), (31.6, 163.4, C)]), c.shade, 0.8)
    ink.line([(31, 158), (42, 156.5), (52, 155)], 0.9, c.hi, 0.5)


def _lapel(ink: Ink, who: Person, c: Ramp, body: skia.Path, *, side: int) -> None:
    n, k = who.neck_w, side
    shape = spline([
        (k * (n + 4), 61, C), (k * (n + 14), 67), (k * (n + 25), 92, C), (k * (n + 17), 97, C), (k * (n + 27), 107, C),
        (k * 32, 140), (k * 14, 178), (k * 1, 199, C), (k * 9, 164), (k * 18, 124), (k * (n + 2), 84),
    ], k=0.3)  # fmt: skip
    ink.cast(shape, body, 2.2 if k < 0 else 1.6, 3.4, c.deep, opacity=0.6, blur=1.6)
    light, dark = (0.75, 0.15) if k < 0 else (0.3, 0.5)
    tones = [(0.0, mix(c.base, c.hi, light)), (1.0, mix(c.base, c.shade, dark))]
    ink.grad(shape, (k * 10 - 20, 70), (k * 20 + 10, 190), tones)
    with ink.clip(shape):
        ink.edge(shape, 1.2, 0, c.hi, 0.5, blur=0.3)
        notch = [(k * (n + 17), 97), (k * (n + 6), 90), (k * (n - 3), 74)]
        ink.line(notch, 1.5, c.deep, 0.7, 0.3, e0=1, e1=0.4)
