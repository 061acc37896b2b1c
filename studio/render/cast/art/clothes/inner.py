"""What shows in the opening of a jacket: T-shirt, shirt."""

from __future__ import annotations

from studio.render.cast.art.curves import C, ellipse, everywhere, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def draw_tee(ink: Ink, who: Person, c: Ramp, *, drop: float = 82.0) -> None:
    n = who.neck_w
    shape = spline([
        (-n - 16, 56), (-n - 1, 68), (-n * 0.5, drop - 2.4), (0, drop + 0.8), (n * 0.5, drop - 2.4), (n + 1, 68),
        (n + 16, 56), (70, 360, C), (-70, 360, C),
    ])  # fmt: skip
    ink.grad(shape, (-30, 80), (34, 200), [(0, c.hi), (0.5, c.base), (1, mix(c.base, c.shade, 0.75))])
    with ink.clip(shape):
        band = [(-n - 3, 66), (-n * 0.55, drop + 1.6), (0, drop + 5), (n * 0.55, drop + 1.6), (n + 3, 66)]
        ink.line(band, 1.0, c.shade, 0.9, 0.5, e0=1, e1=1)
        ink.line([(-16, 104), (-8, 130), (-6, 160)], 4, c.shade, 0.5)
        ink.line([(14, 100), (12, 134), (4, 176)], 5, c.shade, 0.6)


def draw_shirt(ink: Ink, who: Person, c: Ramp) -> None:
    """Open at the collar, buttoned below."""
    n = who.neck_w
    left = [(-n - 12, 58), (-n - 1, 66), (-9, 88), (-2.5, 101), (-2, 360, C), (-70, 360, C)]
    right = [(n + 12, 58), (n + 1, 66), (9, 88), (1.5, 101), (-3, 112), (-3, 360, C), (70, 360, C)]
    for pts in (left, right):
        ink.grad(spline(pts), (-30, 80), (34, 170), [(0, c.hi), (0.5, c.base), (1, c.shade)])
    draw_placket(ink, c, y0=102, y1=280)
    draw_wings(ink, who, c)


def draw_placket(ink: Ink, c: Ramp, *, y0: float, y1: float) -> None:
    """A row of buttons along the middle."""
    ink.line([(-2.2, y0), (-2.6, (y0 + y1) / 2), (-2.2, y1)], 1.1, c.deep, 0.8, 0.4, e0=0.6, e1=0.8)
    ink.line([(3, y0 + 8), (3, (y0 + y1) / 2), (2.4, y1 - 20)], 0.6, c.shade, 0.8)
    y = y0 + 16
    while y < y1 - 24:
        ink.fill(ellipse(0.4, y, 1.5, 1.5), c.deep, 0.7)
        ink.fill(ellipse(0.1, y - 0.3, 1.1, 1.1), c.hi)
        y += 28


def draw_wings(ink: Ink, who: Person, c: Ramp) -> None:
    """The two points of a shirt collar, with their shadow."""
    n = who.neck_w
    for k in (1, -1):
        wing = spline([
            (k * (n + 3), 54, C), (k * (n + 9), 64), (k * (n + 4), 88), (k * 17, 101, C), (k * 9, 93), (k * 3.5, 97, C),
            (k * (n - 5), 77),
        ], k=0.3)  # fmt: skip
        ink.cast(wing, everywhere(), 1.6, 2.6, c.deep, opacity=0.5, blur=1.0)
        tones = [(0.0, c.hi), (0.6, c.base), (1.0, mix(c.base, c.shade, 0.7 if k > 0 else 0.3))]
        ink.grad(wing, (k * 10 - 12, 60), (k * 18 + 8, 98), tones)
        ink.line([(k * 16, 99), (k * (n + 2.4), 86), (k * (n + 6.6), 66)], 0.6, c.shade, 0.9)
