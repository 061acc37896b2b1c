"""Knitwear and blouse: crew neck, roll-neck, cardigan, V-neck."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.clothes.body import draw_torso
from studio.render.cast.art.clothes.inner import draw_tee
from studio.render.cast.art.curves import C, Points, ellipse, minus, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person

GOLD, GOLD_LIGHT = "#e7c07a", "#fff3cf"


def _weave(ink: Ink, shape: skia.Path, c: Ramp) -> None:
    """Fine vertical ribs, only just seen: the difference between knit and plastic."""
    with ink.clip(shape):
        for i in range(-32, 33):
            x = i * 3.1
            rib = [(x, 84), (x * 1.03, 170), (x * 1.02, 330)]
            ink.line(rib, 0.7, c.deep if i % 2 else c.hi, 0.04, 0.5, e0=0.5, e1=0.7)


def draw_crew(ink: Ink, who: Person) -> None:
    n, c, drop = who.neck_w, who.top_ramp, 79.0
    body = draw_torso(ink, who, c, drop=drop + 3)
    _weave(ink, body, c)
    outer: Points = [
        (-n - 3.2, 60.2, C), (-n - 2.8, 71), (-n * 0.55, drop + 3.2), (0, drop + 6.2), (n * 0.55, drop + 3.2),
        (n + 2.8, 71), (n + 3.2, 60.2, C),
    ]  # fmt: skip
    inner: Points = [
        (n + 1.6, 60, C), (n - 1.8, 68), (n * 0.48, drop - 3.2), (0, drop - 0.8), (-n * 0.48, drop - 3.2),
        (-n + 1.8, 68), (-n - 1.6, 60, C),
    ]  # fmt: skip
    band = spline([*outer, *inner])
    ink.cast(band, body, 1, 2.6, c.deep, opacity=0.5, blur=0.8)
    ink.grad(band, (-n, 60), (n, 80), [(0, mix(c.base, c.hi, 0.5)), (0.5, c.base), (1, c.shade)])
    with ink.clip(band):
        for t in range(-13, 14):
            x = t / 13
            sag = 26 * abs(x) ** 2.2
            ink.line([(x * n * 1.02, 74 - sag), (x * n * 1.25, 88 - sag)], 0.8, c.deep, 0.35)


def draw_turtle(ink: Ink, who: Person) -> None:
    n, c = who.neck_w, who.top_ramp
    body = draw_torso(ink, who, c, drop=72)
    _weave(ink, body, c)
    tube = spline([
        (-n - 2.4, 46), (-n * 0.4, 50.5), (n * 0.4, 50.5), (n + 2.4, 46), (n + 4.4, 56), (n + 8, 68), (n * 0.6, 76),
        (0, 77.5), (-n * 0.6, 76), (-n - 8, 68), (-n - 4.4, 56),
    ])  # fmt: skip
    ink.cast(tube, body, 1.5, 3, c.deep, opacity=0.6, blur=1.2)
    ink.grad(tube, (-n - 4, 56), (n + 6, 60), [(0, mix(c.base, c.hi, 0.5)), (0.45, c.base), (1, c.deep)])
    with ink.clip(tube):
        shade = [(-n - 6, 40), (n + 10, 40), (n + 8, 54), (4, 59), (-n, 53)]
        ink.fill(spline(shade), c.deep, 0.45, 2)
        for t in range(-7, 8):
            x = t / 7
            rib = [(x * n * 1.05, 50 - 3 * x * x), (x * n * 1.2, 62), (x * n * 1.5, 78 - 4 * x * x)]
            ink.line(rib, 1.0, c.deep, 0.35)
        ink.line([(-n - 5, 61), (-2, 68), (n + 6, 60)], 2.4, c.deep, 0.6)
        ink.line([(-n - 5, 59.4), (-4, 66), (n + 4, 58.6)], 1.1, c.hi, 0.5)
    if who.made_up:
        _chain(ink, who, c)


def _chain(ink: Ink, who: Person, c: Ramp) -> None:
    n = who.neck_w
    chain = [(-n - 10, 70), (-14, 96), (0, 105), (14, 96), (n + 10, 70)]
    ink.line([(x + 0.6, y + 1.4) for x, y in chain], 1.2, c.deep, 0.6, 0.5, e0=1, e1=1)
    ink.line(chain, 1.1, GOLD, 1, 0.5, e0=0.9, e1=0.9)
    ink.fill(ellipse(0, 107.5, 3.6, 3.9), GOLD)
    ink.fill(ellipse(-0.9, 106.3, 1.4, 1.4), GOLD_LIGHT, 0.9)


def draw_cardigan(ink: Ink, who: Person) -> None:
    """Open over a T-shirt, with a ribbed band and buttons."""
    n, c = who.neck_w, who.top_ramp
    body = draw_torso(ink, who, c, drop=120)
    _weave(ink, body, c)
    v = spline([(-n - 6, 62, C), (-n - 7, 78), (-16, 130), (-3, 190, C), (3, 190, C), (16, 130), (n + 7, 78),
                (n + 6, 62, C)])  # fmt: skip
    with ink.clip(v):
        draw_tee(ink, who, who.under_ramp)
    ink.line([(0, 188), (1, 250), (0, 350)], 1.6, c.deep, 0.7, 0.4, e0=1, e1=1)
    for k in (1, -1):
        edge: Points = [
            (k * (n + 4), 60, C), (k * (n + 9), 66), (k * (n + 7), 88), (k * 24, 134), (k * 8, 184), (k * 8, 350, C),
            (k * 0.3, 350, C), (k * 0.3, 190), (k * 14, 132), (k * (n - 1), 84),
        ]  # fmt: skip
        band = spline(edge, k=0.3)
        ink.cast(band, body, k * 1.5, 2, c.deep, opacity=0.45, blur=1.2)
        ink.grad(band, (-20, 80), (24, 200), [(0, mix(c.base, c.hi, 0.6)), (1, mix(c.base, c.shade, 0.4))])
        with ink.clip(band):
            for i in range(70):
                y = 62 + i * 4.2
                ink.line([(k * -2, y + 4), (k * 34, y - 3)], 0.7, c.deep, 0.3, 0.5, e0=0.7, e1=0.7)
    for y in (206.0, 238.0, 270.0):
        ink.fill(ellipse(4.2, y, 2.9, 2.9), c.deep, 0.8)
        ink.fill(ellipse(3.8, y - 0.5, 2.4, 2.4), mix(c.hi, "#fff6e6", 0.5))


def draw_vneck(ink: Ink, who: Person) -> None:
    """A draped blouse with a soft fold along the V."""
    n, s, c = who.neck_w, who.skin_ramp, who.top_ramp
    v = spline([(-n - 8, 60, C), (-20, 88), (-1, 124, C), (1, 124, C), (20, 88), (n + 8, 60, C), (0, 50)])
    body = draw_torso(ink, who, c, drop=84, hole=v)
    with ink.clip(v):
        low = spline([(-30, 86, C), (30, 86, C), (30, 140, C), (-30, 140, C)])
        ink.grad(low, (0, 86), (0, 122), [(0, s.shade, 0), (1, s.shade, 0.6)])
        ink.line([(0, 104), (0.6, 114), (0, 122)], 1.4, s.deep, 0.3)
    for k in (1, -1):
        fold = spline([(k * (n + 6), 60, C), (k * (n + 17), 66), (k * 27, 96), (k * -2, 131, C), (k * 18, 92)], k=0.3)
        ink.cast(fold, minus(body, v), 1.4, 3, c.deep, opacity=0.5, blur=1.2)
        ink.grad(fold, (-30, 60), (30, 130), [(0, c.hi), (0.5, mix(c.base, c.hi, 0.3)), (1, c.shade)])
        for i in range(3):
            drape = [(k * (24 + i * 7), 98 + i * 4), (k * (26 + i * 4), 128 + i * 8), (k * (17 + i * 5), 158 + i * 10)]
            ink.line(drape, 2.6, c.shade, 0.42, 0.35)
