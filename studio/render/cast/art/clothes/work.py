"""Workshop and kitchen: apron, overalls, high-visibility vest."""

from __future__ import annotations

from studio.render.cast.art.clothes.body import big_light, draw_torso, torso_shape
from studio.render.cast.art.clothes.casual import neckline
from studio.render.cast.art.clothes.inner import draw_placket, draw_wings
from studio.render.cast.art.curves import C, Point, both, ellipse, moved, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person

STEEL, STEEL_LIGHT, STEEL_DARK = "#c9ced6", "#f4f7fa", "#8b93a0"


def draw_apron(ink: Ink, who: Person) -> None:
    """A bib apron over a shirt with rolled sleeves; a pen in its pocket."""
    c, u, n = who.top_ramp, who.under_ramp, who.neck_w
    draw_torso(ink, who, u, drop=84, hole=neckline(who, 102))
    draw_placket(ink, u, y0=100, y1=150)
    torso = torso_shape(who)
    for k in (-1, 1):
        strap: list[Point] = [
            (k * (n + 5), 60, C),
            (k * (n + 11), 63, C),
            (k * (n + 9.5), 92),
            (k * 31, 126, C),
            (k * 24, 126, C),
            (k * (n + 3.5), 90),
        ]
        _panel(ink, who, c, strap)
    draw_wings(ink, who, u)
    w = who.waist
    bib: list[Point] = [
        (-33, 122, C),
        (33, 122, C),
        (36, 150),
        (w - 6, 188),
        (w + 3, 204, C),
        (w + 14, 350, C),
        (-w - 14, 350, C),
        (-w - 3, 204, C),
        (-w + 6, 188),
        (-36, 150),
    ]
    shape = both(spline(bib, k=0.24), torso)
    ink.cast(shape, torso, 1.6, 3.4, u.deep, opacity=0.5, blur=1.6)
    ink.grad(shape, *big_light(who, c))
    with ink.clip(shape):
        ink.edge(shape, 1.2, 1.4, c.hi, 0.5, blur=0.5)
        ink.edge(shape, -3, -1, c.shade, 0.6, blur=1.6)
        ink.line([(-33, 126.4), (0, 127), (33, 126.4)], 0.8, c.deep, 0.55, 0.5, e0=0.7, e1=0.7)
        ink.line([(-w + 4, 206), (-10, 212), (w - 4, 206)], 1.6, c.deep, 0.5, 0.5, e0=1, e1=1)
        for x0, x1 in ((-18, -12), (14, 10), (30, 22)):
            ink.line([(x0, 150), (x1, 176), (x1 - 4, 202)], 2.6, c.shade, 0.5, 0.4)
    pocket: list[Point] = [(6, 152, C), (27, 151, C), (27.4, 171), (17, 175), (6.4, 172)]
    _pocket(ink, c, pocket)
    ink.line([(21, 146), (21.4, 158)], 2.2, "#f3e9d8", 1, 0.5, e0=2, e1=2)
    ink.line([(21, 144), (21.1, 148)], 2.0, who.under_ramp.deep, 1, 0.5, e0=1.6, e1=2)


def _panel(ink: Ink, who: Person, c: Ramp, pts: list[Point]) -> None:
    """A piece of cloth lying on the body."""
    shape = spline(pts, k=0.24)
    ink.cast(shape, torso_shape(who), 1.4, 2.4, "#3a1c2c", opacity=0.4, blur=1.0)
    ink.grad(shape, *big_light(who, c))
    with ink.clip(shape):
        ink.edge(shape, 1, 0.6, c.hi, 0.5, blur=0.4)
        ink.edge(shape, -1.2, -0.4, c.deep, 0.45, blur=0.5)


def _pocket(ink: Ink, c: Ramp, pts: list[Point]) -> None:
    shape = spline(pts, k=0.18)
    ink.fill(moved(shape, 0.6, 1.4), c.deep, 0.4, 0.8)
    ink.grad(shape, pts[0], pts[2], [(0, mix(c.base, c.hi, 0.25)), (1, mix(c.base, c.shade, 0.35))])
    ink.line([pts[0][:2], ((pts[0][0] + pts[1][0]) / 2, pts[0][1]), pts[1][:2]], 1.3, c.deep, 0.55, 0.5, e0=1, e1=1)
    ink.edge(shape, 0.8, 0.8, c.hi, 0.4, blur=0.3)


def draw_overalls(ink: Ink, who: Person) -> None:
    """Denim bib and braces over a T-shirt or jumper."""
    c, u, w, n = who.top_ramp, who.under_ramp, who.waist, who.neck_w
    draw_torso(ink, who, u, drop=84)
    band: list[Point] = [(-n - 2, 66), (-n * 0.5, 83), (0, 87), (n * 0.5, 83), (n + 2, 66)]
    ink.line(band, 1.1, u.deep, 0.6, 0.5, e0=1, e1=1)
    torso = torso_shape(who)
    for k in (-1, 1):
        strap: list[Point] = [(k * (n + 15), 66, C), (k * (n + 25), 70.5, C), (k * 32, 134, C), (k * 22, 134, C)]
        _panel(ink, who, c, strap)
    bib: list[Point] = [
        (-31, 128, C),
        (31, 128, C),
        (34, 160),
        (w - 3, 196),
        (w + 4, 210, C),
        (w + 14, 350, C),
        (-w - 14, 350, C),
        (-w - 4, 210, C),
        (-w + 3, 196),
        (-34, 160),
    ]
    shape = both(spline(bib, k=0.24), torso)
    ink.cast(shape, torso, 1.6, 3.4, "#2a1420", opacity=0.4, blur=1.6)
    ink.grad(shape, *big_light(who, c))
    with ink.clip(shape):
        ink.edge(shape, 1.2, 1.4, c.hi, 0.5, blur=0.5)
        ink.edge(shape, -3, -1, c.shade, 0.6, blur=1.6)
        ink.line([(-60, 208), (0, 212), (60, 208)], 3.2, c.shade, 0.8, 0.5, e0=2.6, e1=2.6)
        for y in (131.0, 206.0, 215.0):
            ink.line(
                [(-60, y), (0, y + (3 if y > 200 else 0.4)), (60, y)],
                0.7,
                mix(c.hi, "#e8b96a", 0.6),
                0.8,
                0.5,
                e0=0.6,
                e1=0.6,
            )
    _pocket(ink, c, [(-19, 146, C), (19, 146, C), (19.6, 176), (0, 182), (-19.6, 176)])
    ink.line([(2, 147), (2, 180)], 0.7, mix(c.hi, "#e8b96a", 0.6), 0.7, 0.5, e0=0.6, e1=0.6)
    for k in (-1, 1):
        x = k * 26.5
        ink.fill(ellipse(x + 0.6, 133, 3.6, 3.6), c.deep, 0.7)
        ink.fill(ellipse(x, 132, 3.4, 3.4), "#d9a64e")
        ink.fill(ellipse(x - 0.8, 131, 1.4, 1.4), "#fff1cf", 0.9)


def draw_vest(ink: Ink, who: Person) -> None:
    """High visibility over a jumper: two braces and a belt of reflecting tape."""
    c, u, n, w = who.top_ramp, who.under_ramp, who.neck_w, who.waist
    draw_torso(ink, who, u, drop=82)
    band: list[Point] = [(-n - 2, 65), (-n * 0.5, 81), (0, 85), (n * 0.5, 81), (n + 2, 65)]
    ink.line(band, 1.2, u.deep, 0.6, 0.5, e0=1, e1=1)
    torso, s = torso_shape(who), who.shoulder
    for k in (-1, 1):
        half: list[Point] = [
            (k * (n + 7), 64, C),
            (k * s * 0.74, 80, C),
            (k * s * 0.7, 104),
            (k * (s - 17), 132),
            (k * (s - 8), 160, C),
            (k * (w + 12), 210),
            (k * (w + 16), 350, C),
            (k * 1.2, 350, C),
            (k * 1.2, 146, C),
            (k * (n - 2), 92),
        ]
        shape = both(spline(half, k=0.25), torso)
        ink.cast(shape, torso, 1.2, 2.4, "#2a1420", opacity=0.45, blur=1.4)
        ink.grad(shape, *big_light(who, c))
        with ink.clip(shape):
            ink.edge(shape, 1.2, 1.2, c.hi, 0.6, blur=0.5)
            ink.edge(shape, -3, -1, c.shade, 0.6, blur=1.6)
            ink.line([(k * (s - 20), 140), (k * (s - 34), 156), (k * (s - 44), 160)], 2.2, c.shade, 0.6, 0.3)
            _tape(ink, [(k * s * 0.52, 66), (k * s * 0.47, 110), (k * s * 0.46, 206)], 7.5)
            _tape(ink, [(k * 90, 205), (k * 30, 209), (0, 210)], 8.5)
            edge = [(k * (n + 5), 62), (k * (n - 2), 92), (k * 1.8, 146), (k * 1.8, 350)]
            ink.line(edge, 3.0, mix(c.deep, "#3a3a40", 0.4), 0.9, 0.5, e0=2.6, e1=2.6)
    ink.line([(0.2, 146), (0.4, 250), (0.4, 350)], 1.3, STEEL_DARK, 1, 0.5, e0=1.2, e1=1.2)


def _tape(ink: Ink, pts: list[Point], width: float) -> None:
    ink.line(pts, width + 1.8, "#6f7580", 0.35, 0.5, e0=width + 1.8, e1=width + 1.8)
    ink.line(pts, width, STEEL, 1, 0.5, e0=width, e1=width)
    ink.line(
        [(x - width * 0.2, y - width * 0.2) for x, y, *_ in pts],
        width * 0.28,
        STEEL_LIGHT,
        0.9,
        0.5,
        e0=width * 0.28,
        e1=width * 0.28,
    )
