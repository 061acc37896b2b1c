"""Hoodie, shirt, overshirt, polo."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.clothes.body import draw_torso
from studio.render.cast.art.clothes.inner import draw_placket, draw_tee, draw_wings
from studio.render.cast.art.curves import C, Points, ellipse, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def draw_hoodie(ink: Ink, who: Person) -> None:
    n, c = who.neck_w, who.top_ramp
    body = draw_torso(ink, who, c, drop=100)
    gap = spline([(-n - 6, 60, C), (-n - 8, 90), (0, 108, C), (n + 8, 90), (n + 6, 60, C), (0, 60)])
    with ink.clip(gap):
        draw_tee(ink, who, who.under_ramp, drop=76)
    for k in (1, -1):
        _hood(ink, who, c, body, side=k)
    pocket: Points = [(-30, 222, C), (30, 222, C), (46, 266), (48, 350, C), (-48, 350, C), (-46, 266)]
    ink.edge(spline(pocket, k=0.2), 1.6, 1.8, c.deep, 0.4, blur=0.6)
    ink.line([(-30, 222), (0, 223), (30, 222)], 1.2, c.deep, 0.5, 0.5, e0=1, e1=1)
    for k in (-1, 1):
        x = k * 12
        cord = [(x, 100), (x + k * 2, 124), (x + k * 0.5, 146)]
        ink.line([(a + 1.4, b + 1.6) for a, b in cord], 2, c.deep, 0.5, 0.5, e0=2, e1=2)
        ink.line(cord, 2.1, "#f6efe2", 1, 0.5, e0=2, e1=2)
        ink.fill(ellipse(x, 100, 2.2, 2.2), c.deep)
        e = x + k * 0.5
        ink.fill(spline([(e - 1.3, 145, C), (e + 1.3, 145, C), (e + 1.1, 153, C), (e - 1.1, 153, C)]), "#d8cdb9")


def _hood(ink: Ink, who: Person, c: Ramp, body: skia.Path, *, side: int) -> None:
    n, k = who.neck_w, side
    roll = spline([
        (k * (n - 1), 50, C), (k * (n + 12), 53), (k * (n + 23), 65), (k * (n + 21), 80), (k * 18, 97),
        (k * -2, 108, C), (k * 3, 96), (k * (n - 4), 78),
    ], k=0.34)  # fmt: skip
    ink.cast(roll, body, 1.5, 4, c.deep, opacity=0.6, blur=1.8)
    tones = [(0.0, mix(c.base, c.hi, 0.7 if k < 0 else 0.3)), (0.6, c.base), (1.0, c.shade)]
    ink.grad(roll, (k * 20 - 20, 56), (k * 22 + 14, 100), tones)
    with ink.clip(roll):
        ink.line([(k * (n + 8), 56), (k * (n + 9), 76), (k * 8, 98)], 3, c.shade, 0.7)
        ink.line([(k * (n + 17), 62), (k * (n + 13), 82), (k * 14, 96)], 2, c.shade, 0.6)
        ink.edge(roll, k * 1.4, 1.4, c.hi, 0.4, blur=0.4)


def neckline(who: Person, depth: float) -> skia.Path:
    """The open neck above a collar, `depth` deep."""
    n = who.neck_w
    return spline([(-n - 6, 58, C), (-n, 74), (-2, depth, C), (2, depth, C), (n, 74), (n + 6, 58, C), (0, 52)])


def draw_shirt_garment(ink: Ink, who: Person, weave: Callable[[skia.Path], None] | None = None) -> None:
    """A buttoned shirt; `weave` draws a pattern on the cloth before the buttons."""
    c = who.top_ramp
    body = draw_torso(ink, who, c, drop=84, hole=neckline(who, 104))
    if weave:
        weave(body)
    draw_placket(ink, c, y0=102, y1=360)
    pocket: Points = [(22, 148, C), (44, 146.4, C), (45, 170), (34, 176, C), (23, 172)]
    ink.edge(spline(pocket, k=0.15), 1.0, 1.0, c.deep, 0.4, blur=0.4)
    ink.line([(22, 148), (33, 147.2), (44, 146.4)], 1.2, c.shade, 0.9, 0.5, e0=1, e1=1)
    draw_wings(ink, who, c)


def draw_polo(ink: Ink, who: Person) -> None:
    c = who.top_ramp
    draw_torso(ink, who, c, drop=84, hole=neckline(who, 108))
    ink.line([(-6, 106), (-6, 128), (-5.5, 142)], 0.9, c.deep, 0.6, 0.5, e0=0.8, e1=0.8)
    ink.line([(6, 106), (6, 128), (5.5, 142), (-5.5, 142)], 0.9, c.deep, 0.6, 0.5, e0=0.8, e1=0.8)
    for y in (116.0, 131.0):
        ink.fill(ellipse(0.4, y, 1.6, 1.6), c.deep, 0.8)
        ink.fill(ellipse(0, y - 0.4, 1.2, 1.2), mix(c.hi, "#ffffff", 0.4))
    draw_wings(ink, who, c)


def draw_overshirt(ink: Ink, who: Person) -> None:
    """A heavy shirt worn open over a T-shirt."""
    n, c = who.neck_w, who.top_ramp
    body = draw_torso(ink, who, c, drop=128)
    opening: Points = [(-n - 5, 62, C), (-n - 4, 80), (-19, 130), (-22, 230), (-24, 350, C), (20, 350, C), (19, 230),
                       (18, 130), (n + 4, 80), (n + 5, 62, C)]  # fmt: skip
    gap = spline(opening)
    with ink.clip(gap):
        draw_tee(ink, who, who.under_ramp)
        u = who.under_ramp
        ink.line([(-10, 190), (-4, 230), (-8, 270)], 4, u.shade, 0.55)
        ink.line([(10, 180), (8, 226), (2, 268)], 4.5, u.shade, 0.6)
        tall = spline([(-n - 5, 30, C), *opening, (n + 5, 30, C)])
        ink.edge(tall, 4, 0, "#2a1420", 0.28, blur=1.6)
        ink.edge(tall, -3, 0, "#2a1420", 0.28, blur=1.6)
    for k in (-1, 1):
        hem = [(k * 24, 104), (k * 27, 160), (k * 29, 230), (k * 30, 350)]
        ink.line(hem, 0.9, c.deep, 0.5, 0.5, e0=0.8, e1=0.8)
        flap: Points = [(k * 28, 138, C), (k * 51, 135, C), (k * 51, 148), (k * 39, 154, C), (k * 29, 151)]
        shape = spline(flap, k=0.15)
        ink.cast(shape, body, 0.8, 1.8, c.deep, opacity=0.45, blur=0.8)
        ink.grad(shape, (k * 28, 134), (k * 50, 156), [(0, mix(c.base, c.hi, 0.35)), (1, mix(c.base, c.shade, 0.3))])
        ink.fill(ellipse(k * 39, 148.6, 1.6, 1.6), c.deep, 0.8)
    _broad_collar(ink, who, c, body)


def _broad_collar(ink: Ink, who: Person, c: Ramp, body: skia.Path) -> None:
    n = who.neck_w
    for k in (1, -1):
        wing = spline([(k * (n - 1.6), 56, C), (k * (n + 10), 62), (k * (n + 20), 92, C), (k * (n + 1), 104, C),
                       (k * (n - 3.5), 80)], k=0.26)  # fmt: skip
        ink.cast(wing, body, 1.4, 2.8, c.deep, opacity=0.5, blur=1.2)
        tones = [(0.0, mix(c.base, c.hi, 0.65 if k < 0 else 0.3)), (1.0, mix(c.base, c.shade, 0.2 if k < 0 else 0.6))]
        ink.grad(wing, (k * n - 12, 58), (k * n + 20, 104), tones)
        ink.line([(k * (n + 1.6), 101), (k * (n + 17), 91), (k * (n + 10), 65)], 0.6, c.shade, 0.8)
