"""Plain and patterned everyday clothes: T-shirt, stripes, checks, wrap dress, kurta, waistcoat."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.clothes.body import draw_torso, torso_shape
from studio.render.cast.art.clothes.casual import draw_shirt_garment
from studio.render.cast.art.clothes.inner import draw_shirt
from studio.render.cast.art.clothes.patterns import draw_checks, draw_stripes
from studio.render.cast.art.curves import C, Points, both, ellipse, minus, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def _neck_band(ink: Ink, who: Person, c: Ramp, body: skia.Path, *, drop: float, width: float) -> None:
    n = who.neck_w
    outer: Points = [
        (-n - 3.4, 60.4, C),
        (-n - 2, 70),
        (-n * 0.55, drop + width - 3),
        (0, drop + width),
        (n * 0.55, drop + width - 3),
        (n + 2, 70),
        (n + 3.4, 60.4, C),
    ]
    inner: Points = [
        (n + 1.4, 60, C),
        (n - 1.6, 68),
        (n * 0.48, drop - 3),
        (0, drop),
        (-n * 0.48, drop - 3),
        (-n + 1.6, 68),
        (-n - 1.4, 60, C),
    ]
    band = spline([*outer, *inner])
    ink.cast(band, body, 0.8, 2.0, c.deep, opacity=0.45, blur=0.8)
    ink.grad(band, (-n, 60), (n, 84), [(0, mix(c.base, c.hi, 0.5)), (0.5, c.base), (1, c.shade)])


def draw_tee_garment(ink: Ink, who: Person) -> None:
    c = who.top_ramp
    body = draw_torso(ink, who, c, drop=85)
    _neck_band(ink, who, c, body, drop=82, width=4.4)
    ink.line([(-20, 112), (-13, 142), (-12, 170)], 3.2, c.shade, 0.5)
    ink.line([(18, 108), (15, 140), (8, 176)], 3.4, c.shade, 0.55)


def draw_striped(ink: Ink, who: Person) -> None:
    """A sailor's jersey."""
    c = who.top_ramp
    body = draw_torso(ink, who, c, drop=80)
    with ink.clip(body):
        draw_stripes(ink, who, (0, 92), (0, 280))
    _neck_band(ink, who, c, body, drop=77, width=4.4)


def draw_check(ink: Ink, who: Person) -> None:
    """A checked flannel shirt, sleeves rolled."""

    def weave(body: skia.Path) -> None:
        with ink.clip(body):
            draw_checks(ink, who, (0, 60), (0, 280))

    draw_shirt_garment(ink, who, weave)


def draw_wrap(ink: Ink, who: Person) -> None:
    """A wrap dress: one side crosses over the other and ties at the waist."""
    n, s, c = who.neck_w, who.skin_ramp, who.top_ramp
    v = spline([(-n - 8, 60, C), (-21, 90), (-1, 128, C), (3, 128, C), (21, 90), (n + 8, 60, C), (0, 50)])
    body = draw_torso(ink, who, c, drop=84, hole=v)
    with ink.clip(v):
        low = spline([(-30, 88, C), (30, 88, C), (30, 140, C), (-30, 140, C)])
        ink.grad(low, (0, 88), (0, 124), [(0, s.shade, 0), (1, s.shade, 0.6)])
        ink.line([(0, 106), (0.6, 116), (0, 124)], 1.3, s.deep, 0.28)
    waist, cut = who.waist, minus(body, v)
    over = spline(
        [
            (-n - 7, 60, C),
            (-n - 17, 67),
            (-34, 100),
            (-waist + 4, 204, C),
            (30, 206, C),
            (12, 150),
            (-1, 128),
            (-20, 92),
        ],
        k=0.26,
    )
    panel = both(over, cut)
    ink.cast(panel, cut, 2.0, 2.6, c.deep, opacity=0.45, blur=1.4)
    ink.grad(panel, (-40, 60), (30, 200), [(0, mix(c.base, c.hi, 0.6)), (0.5, c.base), (1, mix(c.base, c.shade, 0.5))])
    for i in range(4):
        drape = [(-30 + i * 7, 104 + i * 6), (-16 + i * 5, 150 + i * 6), (14 + i * 5, 198)]
        ink.line(drape, 2.6, c.shade, 0.5, 0.5)
        ink.line([(x - 1.5, y - 1) for x, y in drape], 1.3, c.hi, 0.3, 0.5)
    ink.line([(-n - 6, 61), (-20, 92), (0, 129), (13, 152)], 1.8, mix(c.base, c.hi, 0.5), 0.9, 0.5, e0=1, e1=0.6)
    belt = both(
        spline([(-80, 200, C), (0, 205), (80, 200, C), (80, 211, C), (0, 216), (-80, 211, C)]), torso_shape(who)
    )
    ink.cast(belt, body, 0, 2.2, c.deep, opacity=0.5, blur=1.2)
    ink.grad(belt, (-waist, 200), (waist, 214), [(0, mix(c.base, c.hi, 0.3)), (0.5, c.shade), (1, c.deep)])
    for end in ([(26, 208), (33, 228), (30, 252)], [(27, 208), (40, 224), (44, 246)]):
        ink.line([(x + 1, y + 1.4) for x, y in end], 5.5, c.deep, 0.4, 0.7, e0=3, e1=5)
        ink.line(end, 5.0, mix(c.base, c.shade, 0.4), 1, 0.7, e0=3, e1=5)
    ink.fill(ellipse(26.5, 209, 5, 6), mix(c.base, c.shade, 0.25))
    ink.glow(25, 206.5, 3.4, c.hi, 0.6)


def draw_kurta(ink: Ink, who: Person) -> None:
    """A long shirt with a stand-up collar and an embroidered placket."""
    n, c, u = who.neck_w, who.top_ramp, who.under_ramp
    body = draw_torso(ink, who, c, drop=76)
    slit = spline([(-3.4, 70, C), (3.4, 70, C), (1.2, 104, C), (-1.2, 104, C)])
    ink.fill(slit, who.skin_ramp.shade)
    placket = spline([(-7, 74, C), (7, 74, C), (6.4, 168), (0, 176, C), (-6.4, 168)], k=0.15)
    with ink.clip(minus(placket, slit)):
        ink.grad(placket, (-7, 80), (8, 170), [(0, mix(c.base, c.hi, 0.35)), (1, mix(c.base, c.shade, 0.3))])
    for k in (-1, 1):
        collar = spline(
            [
                (k * (n + 3.4), 52),
                (k * (n + 5), 62),
                (k * 12, 77.5),
                (k * 2.4, 82, C),
                (k * 2.6, 72, C),
                (k * 10, 69),
                (k * (n - 0.5), 58),
            ],
            k=0.3,
        )
        ink.cast(collar, body, 1, 2.4, c.deep, opacity=0.5, blur=1)
        ink.grad(collar, (-n, 54), (n, 82), [(0, mix(c.base, c.hi, 0.6)), (0.5, c.base), (1, c.shade)])
        ink.line([(k * (n + 2), 56), (k * 11, 73.4), (k * 2.4, 77)], 1.1, u.base, 0.95, 0.5, e0=0.9, e1=0.9)
        ink.line([(k * 5.4, 84), (k * 5.2, 130), (k * 4.6, 168)], 1.1, u.base, 0.95, 0.5, e0=0.9, e1=0.9)
    for i in range(9):
        y = 88 + i * 9.4
        for k in (-1, 1):
            ink.fill(ellipse(k * 9.6, y, 1.1, 1.1), u.base, 0.9)
        if i % 2:
            ink.fill(ellipse(0.3, y + 0.5, 1.7, 1.7), c.deep, 0.7)
            ink.fill(ellipse(0, y, 1.5, 1.5), mix(u.hi, "#fff3cf", 0.4))


def draw_waistcoat(ink: Ink, who: Person) -> None:
    """Shirt sleeves and a waistcoat."""
    n, c, u, s, w = who.neck_w, who.top_ramp, who.under_ramp, who.shoulder, who.waist
    draw_torso(ink, who, u, drop=84)
    with ink.clip(torso_shape(who)):
        draw_shirt(ink, who, u)
    torso = torso_shape(who)
    for k in (1, -1):
        half: Points = [
            (k * (n + 10), 66, C),
            (k * s * 0.7, 80, C),
            (k * s * 0.66, 104),
            (k * (s - 18), 134),
            (k * (s - 9), 158, C),
            (k * (w + 10), 206),
            (k * (w + 16), 350, C),
            (k * -3, 350, C),
            (k * -3, 176, C),
            (k * 15, 134),
            (k * (n + 4), 88),
        ]
        shape = both(spline(half, k=0.26), torso)
        ink.cast(shape, torso, 1.4, 2.6, "#2a1420", opacity=0.5, blur=1.4)
        ink.grad(
            shape,
            (-s, 70),
            (s, 250),
            [(0, mix(c.base, c.hi, 0.5)), (0.35, c.base), (0.7, mix(c.base, c.shade, 0.5)), (1, c.shade)],
        )
        with ink.clip(shape):
            ink.edge(shape, 1.2, 1.2, c.hi, 0.5, blur=0.5)
            ink.edge(shape, -3, -1, c.shade, 0.6, blur=1.6)
            ink.line([(k * 26, 214), (k * 40, 210), (k * 50, 209)], 2.4, c.deep, 0.6, 0.5, e0=2, e1=2)
    for y in (186.0, 208.0, 230.0, 252.0):
        ink.fill(ellipse(1.0, y + 0.6, 2.6, 2.6), c.deep)
        ink.fill(ellipse(0.6, y, 2.1, 2.1), mix(c.shade, c.hi, 0.5))
