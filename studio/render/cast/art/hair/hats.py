"""Hats and what else sits on hair: kippah, hard hat, cap, beanie, surgical cap, headset."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, ellipse, mirrored, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person

RIM = {"hardhat": -25.0, "cap": -25.0, "beanie": -21.0, "theatre": -25.0}
"""Hat → the height above which it hides all hair."""


def _kippah(ink: Ink, who: Person, head: Head) -> None:
    """A shallow dome on the crown, seen edge on."""
    c = who.accent_ramp
    shape = spline(head.hair([(-25, -57.5, C), (-16, -66), (0, -69.4), (16, -66), (25, -57.5, C), (0, -60.4)], -4))
    ink.grad(
        shape, head.at(-24, -68, 0), head.at(24, -56, 0), [(0, mix(c.base, c.hi, 0.6)), (0.5, c.base), (1, c.shade)]
    )
    with ink.clip(shape):
        for x in (-15, -5, 5, 15):
            ink.line(head.hair([(x * 0.3, -70), (x, -64), (x * 1.3, -57)], -4), 0.8, c.deep, 0.5)
    ink.line(
        head.hair([(-25, -57.5), (0, -60.2), (25, -57.5)], -4), 1.5, mix(c.hi, "#ffffff", 0.25), 0.9, 0.5, e0=1, e1=1
    )


def _hardhat(ink: Ink, who: Person, head: Head) -> None:
    c = who.accent_ramp
    dome = spline(
        head.hair(
            [
                (-44, -24, C),
                (-44, -44),
                (-33, -63),
                (-14, -72),
                (14, -72),
                (33, -63),
                (44, -44),
                (44, -24, C),
                (0, -31),
            ],
            4,
        )
    )
    ink.grad(dome, head.at(-36, -70, 0), head.at(42, -24, 0), [(0, c.hi), (0.35, c.base), (1, c.shade)])
    with ink.clip(dome):
        ink.edge(dome, -7, 1, c.shade, 0.6, blur=3)
        for k, w in ((-1, 8.0), (1, 8.0)):
            ridge = head.hair([(k * 9, -76), (k * 12, -56), (k * 12.6, -26)], 22)
            ink.line(ridge, w * 0.28, c.deep, 0.4, 0.6, e0=1, e1=1.6)
            ink.line([(x - 1.4, y) for x, y, *_ in ridge], 1.2, c.hi, 0.8, 0.6)
        ink.glow(*head.at(-25, -56, 6), 15, mix(c.hi, "#ffffff", 0.7), 0.8, squash=0.7)
    _brim(ink, who, head)
    badge = spline(head.hair([(-7, -50, C), (7, -50, C), (6, -41), (0, -39), (-6, -41)], 26))
    ink.fill(badge, mix(c.hi, "#ffffff", 0.5), 0.9)


def _brim(ink: Ink, who: Person, head: Head) -> None:
    c = who.accent_ramp
    brim = spline(
        head.hair(
            [
                (-50, -22),
                (-46, -29),
                (-20, -34.5),
                (0, -36),
                (20, -34.5),
                (46, -29),
                (50, -22),
                (30, -23.6),
                (0, -26),
                (-30, -23.6),
            ],
            12,
        )
    )
    ink.fill(brim, who.skin_ramp.deep, 0.4, 2.2)
    ink.grad(brim, head.at(-48, -34), head.at(46, -22), [(0, c.hi), (0.45, c.base), (1, c.shade)])
    ink.line(
        head.hair([(-45, -29.4), (-20, -34.6), (0, -36), (20, -34.6), (45, -29.4)], 12),
        1.2,
        mix(c.hi, "#ffffff", 0.4),
        0.9,
    )
    ink.line(head.hair([(-49, -22.6), (-30, -24), (0, -26.4), (30, -24), (49, -22.6)], 12), 1.4, c.deep, 0.6)


def _cap(ink: Ink, who: Person, head: Head) -> None:
    """A baseball cap, its peak towards the viewer."""
    c = who.accent_ramp
    dome = spline(
        head.hair(
            [
                (-41, -22, C),
                (-42, -42),
                (-32, -60),
                (-13, -68),
                (13, -68),
                (32, -60),
                (42, -42),
                (41, -22, C),
                (0, -33),
            ],
            4,
        )
    )
    ink.grad(
        dome, head.at(-34, -66, 0), head.at(40, -24, 0), [(0, mix(c.base, c.hi, 0.6)), (0.4, c.base), (1, c.shade)]
    )
    with ink.clip(dome):
        ink.edge(dome, -6, 1, c.deep, 0.4, blur=3)
        for k in (-1, 1):
            ink.line(
                head.hair([(k * 1.5, -70), (k * 17, -56), (k * 22, -30)], 18), 0.9, c.deep, 0.55, 0.5, e0=0.8, e1=0.8
            )
        ink.line(head.hair([(0, -70), (0, -34)], 26), 0.9, c.deep, 0.4, 0.5, e0=0.8, e1=0.8)
        ink.glow(*head.at(-20, -54, 8), 15, c.hi, 0.5, squash=0.7)
    ink.fill(ellipse(*head.at(0, -68.6, 2), 3, 1.8), c.shade)
    peak = spline(
        head.hair([(-36, -24), (-27, -33), (0, -37.5), (27, -33), (36, -24), (24, -20.5), (0, -19), (-24, -20.5)], 30)
    )
    ink.fill(peak, who.skin_ramp.deep, 0.45, 2.6)
    ink.grad(peak, head.at(-30, -36), head.at(34, -18), [(0, mix(c.base, c.hi, 0.4)), (0.5, c.base), (1, c.shade)])
    with ink.clip(peak):
        ink.edge(peak, 0, -3, c.deep, 0.5, blur=1.2)
        ink.line(head.hair([(-30, -27), (0, -33.6), (30, -27)], 30), 0.8, c.hi, 0.6)


def _beanie(ink: Ink, who: Person, head: Head) -> None:
    c = who.accent_ramp
    dome = spline(
        head.hair([(-41, -24, C), (-42, -46), (-32, -63), (-12, -71), (12, -71), (32, -63), (42, -46), (41, -24, C)], 2)
    )
    ink.grad(
        dome, head.at(-36, -68, 0), head.at(40, -20, 0), [(0, mix(c.base, c.hi, 0.5)), (0.45, c.base), (1, c.shade)]
    )
    fold = spline(
        head.hair(
            [
                (-43, -38),
                (-20, -45.5),
                (0, -47),
                (20, -45.5),
                (43, -38),
                (43.5, -20),
                (22, -27.5),
                (0, -29.5),
                (-22, -27.5),
                (-43.5, -20),
            ],
            10,
        )
    )
    with ink.clip(dome):
        for i in range(-7, 8):
            ink.line(
                head.hair([(i * 2.2, -72), (i * 5.0, -58), (i * 6.2, -38)], 8), 1.0, c.deep if i % 2 else c.hi, 0.3
            )
    ink.fill(fold, who.skin_ramp.deep, 0.4, 2)
    ink.grad(fold, head.at(-40, -46), head.at(42, -22), [(0, mix(c.base, c.hi, 0.55)), (0.5, c.base), (1, c.shade)])
    with ink.clip(fold):
        for i in range(-12, 13):
            ink.line(head.hair([(i * 3.6, -50), (i * 3.7, -18)], 10), 1.1, c.deep, 0.34)
        ink.edge(fold, 0, 1.4, c.hi, 0.5, blur=0.5)
    label = spline(head.hair([(12, -41.5, C), (23, -39.8, C), (23.4, -33, C), (12.4, -34.6, C)], 22), k=0.1)
    ink.fill(label, "#c79a5a")


def _theatre(ink: Ink, who: Person, head: Head) -> None:
    """A surgeon's cap, tied behind."""
    c = who.accent_ramp
    dome = spline(
        head.hair(
            [
                (-40, -20, C),
                (-42, -42),
                (-31, -58),
                (-12, -66),
                (12, -66),
                (31, -58),
                (42, -42),
                (40, -20, C),
                (20, -30),
                (0, -33),
                (-20, -30),
            ],
            4,
        )
    )
    ink.grad(
        dome, head.at(-34, -62, 0), head.at(40, -22, 0), [(0, mix(c.base, c.hi, 0.7)), (0.45, c.base), (1, c.shade)]
    )
    with ink.clip(dome):
        ink.line(
            head.hair([(-44, -28), (-20, -38), (0, -41), (20, -38), (44, -28)], 10), 1.2, c.deep, 0.5, 0.5, e0=1, e1=1
        )
        for x0, x1 in ((-26, -32), (-9, -12), (10, 14), (27, 34)):
            ink.line(head.hair([(x0 * 0.6, -64), (x0, -54), (x1, -42)], 10), 2.0, c.shade, 0.6)
        ink.edge(dome, -5, 2, c.deep, 0.35, blur=2.4)
        ink.glow(*head.at(-20, -52, 8), 14, c.hi, 0.5, squash=0.7)


def _headset(ink: Ink, who: Person, head: Head) -> None:
    """A band over the hair, one cushion, a boom to the mouth."""
    dark, light = "#2b2e36", "#767d8b"
    band = head.hair(
        [(-38.5, 0), (-43, -24), (-33, -51), (-12, -63.5), (12, -63.5), (33, -51), (43, -24), (38.5, 0)], -2
    )
    ink.line(band, 3.4, dark, 1, 0.5, e0=3, e1=3)
    ink.line([(x - 0.5, y - 0.9) for x, y, *_ in band], 0.9, light, 0.8, 0.4)
    for k in (-1, 1):
        x, y = head.at(k * 38.4, 6, -2)
        ink.fill(ellipse(x + 0.6, y + 1, 6.6, 10.6), "#14151a", 0.5, 1.2)
        ink.fill(ellipse(x, y, 6.2, 10.2), dark)
        ink.fill(ellipse(x - k * 1.2, y, 4.2, 7.8), "#3d424d")
        ink.glow(x - 1.6, y - 3.5, 4, light, 0.7)
    boom = [head.at(-38, 12, 4), head.at(-35, 27, 16), head.at(-24, 37, 30), head.at(-15, 38.5, 36)]
    ink.line(boom, 1.9, dark, 1, 0.5, e0=1.8, e1=1.6)
    ink.line([(x - 0.4, y - 0.5) for x, y in boom], 0.5, light, 0.8)
    x, y = boom[-1]
    ink.fill(ellipse(x, y, 3.6, 2.5), dark)
    ink.glow(x - 0.8, y - 0.7, 1.8, light, 0.7)


HATS: dict[str, Callable[[Ink, Person, Head], None]] = {
    "kippah": _kippah,
    "hardhat": _hardhat,
    "cap": _cap,
    "beanie": _beanie,
    "theatre": _theatre,
    "headset": _headset,
}


def draw_hat(ink: Ink, who: Person, head: Head) -> None:
    """The hat, if one is worn. KeyError for a hat nobody has made."""
    if who.hat:
        HATS[who.hat](ink, who, head)


def clip_hair(ink: Ink, who: Person) -> None:
    """Confine what follows to where the hat lets hair be seen."""
    if who.hat in RIM:
        y = RIM[who.hat]
        left: list[Point] = [(-200, 400, C), (-52, 40), (-46, y + 30), (-41.5, y + 12), (-38, y - 3)]
        seen = spline(left + mirrored(left))
        ink.canvas.clipPath(seen, skia.ClipOp.kIntersect, True)
