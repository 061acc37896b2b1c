"""What is worn over clothes, or carried: tie, bow tie, scarf, lanyard, stethoscope, name badge."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.cast.art.clothes.body import torso_shape
from studio.render.cast.art.curves import C, Point, ellipse, moved, polygon, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import CLOTH, Ramp
from studio.render.cast.person import Person


def _tie(ink: Ink, who: Person) -> None:
    c = who.accent_ramp
    blade = spline([(-4, 92, C), (4, 92, C), (7.6, 172), (8, 186, C), (0, 197, C), (-8, 186, C), (-7.6, 172)], k=0.2)
    if who.garment in ("suit", "waistcoat"):  # the jacket closes over it
        blade = spline([(-4, 92, C), (4, 92, C), (6.8, 160), (2, 196, C), (-2, 196, C), (-6.8, 160)], k=0.2)
    ink.fill(moved(blade, 1.4, 1.2), "#2a1420", 0.25, 1.0)
    ink.grad(blade, (-7, 96), (8, 180), [(0, c.hi), (0.35, c.base), (1, c.shade)])
    with ink.clip(blade):
        for i in range(9):
            y = 92 + i * 13
            ink.line([(-9, y + 9), (9, y)], 2.2, mix(c.base, c.deep, 0.5), 0.5, 0.5, e0=2.2, e1=2.2)
    knot = spline([(-6.4, 83, C), (6.4, 83, C), (4, 94, C), (-4, 94, C)], k=0.2)
    ink.fill(moved(knot, 0.6, 1.2), "#2a1420", 0.3, 0.8)
    ink.grad(knot, (-5, 84), (6, 94), [(0, c.hi), (0.5, c.base), (1, c.shade)])


def _bow(ink: Ink, who: Person) -> None:
    c = who.accent_ramp
    for k in (-1, 1):
        wing = spline([(k * 2, 87), (k * 14, 81), (k * 17, 88), (k * 14.4, 96.5), (k * 2, 92)], k=0.3)
        ink.fill(moved(wing, 0.8, 1.8), "#2a1420", 0.3, 1)
        ink.grad(wing, (k * 8 - 8, 82), (k * 8 + 8, 96), [(0, c.hi), (0.45, c.base), (1, c.shade)])
        ink.line([(k * 3, 89), (k * 8, 88), (k * 12, 86)], 1.3, c.deep, 0.5)
        ink.line([(k * 3, 90.4), (k * 8, 91), (k * 11, 93)], 1.1, c.deep, 0.45)
    ink.grad(
        spline([(-3, 85), (3, 85), (3.2, 93.6), (-3.2, 93.6)]),
        (-3, 85),
        (3, 94),
        [(0, c.hi), (0.5, c.base), (1, c.deep)],
    )


def _scarf(ink: Ink, who: Person) -> None:
    """Wound once round the neck, one end hanging."""
    c, n = who.accent_ramp, who.neck_w
    end = spline([(8, 84, C), (27, 82, C), (30, 130), (32, 168, C), (14, 171, C), (13, 130)], k=0.25)
    ink.cast(end, torso_shape(who), 2.4, 3, "#2a1420", opacity=0.35, blur=2)
    ink.grad(end, (8, 90), (32, 160), [(0, mix(c.base, c.hi, 0.4)), (0.5, c.base), (1, c.shade)])
    with ink.clip(end):
        for x in (15, 20, 25):
            ink.line([(x, 90), (x + 1.5, 130), (x + 2, 166)], 1.6, c.shade, 0.6)
    for x in range(15, 32, 3):
        ink.line([(x, 169), (x + 0.6, 178)], 1.3, c.base if x % 2 else c.shade, 1, 0.5, e0=1.2, e1=0.7)
    for dy, light in ((9.0, 0.2), (0.0, 0.55)):
        roll = spline(
            [
                (-n - 8, 54 + dy),
                (-n * 0.4, 60 + dy),
                (n * 0.5, 60 + dy),
                (n + 8, 53 + dy),
                (n + 14, 66 + dy),
                (n * 0.5, 78 + dy),
                (-n * 0.5, 78 + dy),
                (-n - 14, 67 + dy),
            ]
        )
        ink.cast(roll, torso_shape(who, drop=50), 1.2, 3.4, "#2a1420", opacity=0.4, blur=1.8)
        ink.grad(roll, (-n - 8, 56), (n + 12, 76), [(0, mix(c.base, c.hi, light)), (0.5, c.base), (1, c.shade)])
        with ink.clip(roll):
            for i in range(4):
                y = 58 + dy + i * 5
                ink.line([(-n - 12, y + 2), (0, y + 7), (n + 12, y)], 1.8, c.shade if i % 2 else c.hi, 0.5)


def _lanyard(ink: Ink, who: Person) -> None:
    c, n = who.accent_ramp, who.neck_w
    for k in (-1, 1):
        band = [(k * (n + 6), 66), (k * (n + 2), 96), (k * 4, 168)]
        ink.line([(x + 1, y + 1.6) for x, y in band], 2.8, "#2a1420", 0.3, 0.5, e0=2.6, e1=2.6)
        ink.line(band, 2.6, c.base if k < 0 else c.shade, 1, 0.5, e0=2.6, e1=2.6)
        ink.line([(x - 0.6, y) for x, y in band], 0.7, c.hi, 0.6)
    ink.fill(ellipse(0, 170, 2.6, 2.6), "#c9ced6")
    _card(ink, who, 0, 173, c)


def _card(ink: Ink, who: Person, x: float, y: float, c: Ramp) -> None:
    card = spline([(x - 11, y, C), (x + 11, y, C), (x + 11, y + 29, C), (x - 11, y + 29, C)], k=0.1)
    ink.fill(moved(card, 1.4, 2.2), "#2a1420", 0.35, 1.4)
    ink.grad(card, (x - 11, y), (x + 11, y + 29), [(0, "#ffffff"), (1, "#e4e6ea")])
    ink.fill(spline([(x - 11, y, C), (x + 11, y, C), (x + 11, y + 6, C), (x - 11, y + 6, C)], k=0.1), c.base)
    s = who.skin_ramp
    ink.fill(ellipse(x - 4.6, y + 13, 3, 3.4), s.base)
    ink.fill(spline([(x - 9.4, y + 21, C), (x - 4.6, y + 16), (x + 0.2, y + 21, C)]), c.shade)
    for i, w in enumerate((7.0, 5.4, 6.2)):
        ink.line([(x + 2, y + 11 + i * 4), (x + 2 + w, y + 11 + i * 4)], 1.3, "#9aa3b0", 1, 0.5, e0=1.2, e1=1.2)


def _badge(ink: Ink, who: Person) -> None:
    """A name plate on the breast."""
    plate = spline([(-44, 136, C), (-21, 135, C), (-21, 144.6, C), (-44, 145.6, C)], k=0.12)
    ink.fill(moved(plate, 0.8, 1.4), "#2a1420", 0.35, 0.9)
    ink.grad(plate, (-44, 134), (-20, 146), [(0, "#ffffff"), (1, "#dfe3e8")])
    ink.line([(-41, 138.8), (-30, 138.3)], 1.6, "#5b6472", 1, 0.5, e0=1.5, e1=1.5)
    ink.line([(-41, 142), (-26, 141.4)], 1.1, "#9aa3b0", 1, 0.5, e0=1, e1=1)


def _stethoscope(ink: Ink, who: Person) -> None:
    n, tone, light = who.neck_w, "#2d323c", "#757d8c"
    tubes: list[list[Point]] = [
        [(-n - 3, 60), (-n - 8, 78), (-27, 112), (-17, 142), (-3, 152)],
        [(n + 3, 60), (n + 8, 78), (26, 110), (14, 140), (-3, 152)],
        [(-3, 151), (-7, 166), (4, 182), (22, 180), (29, 168)],
    ]
    for tube in tubes:
        ink.line([(x + 1.4, y + 2.4) for x, y, *_ in tube], 3.6, "#2a1420", 0.28, 0.5, e0=3.2, e1=3.2)
    for tube in tubes:
        ink.line(tube, 3.6, tone, 1, 0.5, e0=3.4, e1=3.4)
        ink.line([(x - 0.8, y - 0.4) for x, y, *_ in tube], 0.9, light, 0.9, 0.5, e0=0.4, e1=0.4)
    ink.fill(ellipse(30.6, 167.6, 8.4, 8.4), "#2a1420", 0.3, 1.4)
    ink.fill(ellipse(29.6, 165.6, 8, 8), "#8b93a0")
    ink.fill(ellipse(29.2, 165.2, 6.4, 6.4), "#dfe4ea")
    ink.fill(ellipse(28.4, 164, 3.4, 3.2), "#ffffff", 0.8, 0.6)
    ink.fill(polygon([(-5.4, 147), (-0.6, 147), (-0.6, 156), (-5.4, 156)]), "#aab2be")


def _brooch(ink: Ink, who: Person) -> None:
    for i, (x, y) in enumerate(((0.0, -3.4), (3.2, -1.0), (2.0, 2.8), (-2.0, 2.8), (-3.2, -1.0))):
        ink.fill(ellipse(-38 + x, 108 + y, 2.6, 2.6), mix(CLOTH["mustard"].hi, CLOTH["mustard"].base, i / 4))
    ink.fill(ellipse(-38, 108, 2, 2), "#fff6e0")


EXTRAS: dict[str, Callable[[Ink, Person], None]] = {
    "tie": _tie,
    "bow": _bow,
    "scarf": _scarf,
    "lanyard": _lanyard,
    "badge": _badge,
    "stethoscope": _stethoscope,
    "brooch": _brooch,
}


def draw_extras(ink: Ink, who: Person) -> None:
    """Everything in `who.extra`, in the order of the file. KeyError for what nobody has made."""
    for name in who.extra:
        EXTRAS[name](ink, who)
