"""Head coverings: hijab, turban."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Points, minus, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person

HIJAB_RIM: Points = [
    (0, -39.5), (16, -36), (28, -23), (32.6, -4), (32.4, 14), (28.6, 31), (19, 44.5), (7, 51.8), (0, 53), (-7, 51.8),
    (-19, 44.5), (-28.6, 31), (-32.4, 14), (-32.6, -4), (-28, -23), (-16, -36),
]  # fmt: skip
HIJAB_FOLDS: list[Points] = [
    [(-35, -26), (-40, 4), (-36, 34), (-20, 56), (8, 68), (40, 74)],
    [(-38, 10), (-38, 38), (-20, 66), (14, 82), (48, 88)],
    [(36, -22), (40, 8), (37, 34), (24, 54), (2, 64), (-26, 66)],
    [(-44, 60), (-22, 82), (8, 98), (30, 104)],
    [(32, 40), (20, 58), (-2, 72), (-34, 78)],
    [(-22, -46), (-34, -30), (-39, -8)],
    [(26, -44), (36, -28), (40, -6)],
]


def hijab_back(ink: Ink, who: Person, head: Head) -> None:
    shape = spline(head.hair([
        (0, -58), (26, -54), (41, -34), (44, -4), (44, 30), (50, 62), (40, 84), (-40, 84), (-50, 62), (-44, 30),
        (-44, -4), (-41, -34), (-26, -54),
    ], -6))  # fmt: skip
    ink.grad(shape, (-40, -50), (40, 80), [(0, who.veil_ramp.shade), (1, who.veil_ramp.deep)])


def hijab_front(ink: Ink, who: Person, head: Head) -> None:
    c = who.veil_ramp
    outer = spline(head.hair([
        (0, -59), (24, -55.5), (40, -37), (44.5, -6), (44, 26), (46, 48), (58, 66), (66, 84), (44, 100), (10, 118),
        (-18, 112), (-46, 94), (-62, 80), (-54, 62), (-45, 46), (-44, 24), (-44.5, -6), (-40, -37), (-24, -55.5),
    ]))  # fmt: skip
    hole = spline(head.hair(HIJAB_RIM))
    shape = minus(outer, hole)
    ink.cast(shape, hole, 1.5, 3.2, who.skin_ramp.deep, opacity=0.5, blur=1.2)
    ink.grad(shape, (-46, -50), (50, 90), [(0, mix(c.base, c.hi, 0.7)), (0.4, c.base), (1, c.shade)])
    with ink.clip(shape):
        ink.edge(outer, -6, -3, c.deep, 0.4, blur=3)
        rim = spline(head.hair([(q[0] * 1.1, q[1] * 1.09 - 0.5) for q in HIJAB_RIM]))
        ink.cast(rim, outer, 0, 0, c.shade, opacity=0.28, blur=0.6)
        for i, fold in enumerate(HIJAB_FOLDS):
            pts = head.hair(fold)
            ink.line(pts, 4.0 if i < 5 else 2.6, c.shade if i % 2 else c.deep, 0.42, 0.55)
            ink.line([(q[0] - 1.6, q[1] - 2.2) for q in pts], 2.0, c.hi, 0.5, 0.5)
        ink.glow(*head.at(-26, -42, 10), 18, c.hi, 0.7, squash=0.8)


def turban_front(ink: Ink, who: Person, head: Head) -> None:
    c = who.veil_ramp
    shape = spline(head.hair([
        (-37.5, -14), (-42, -30), (-41, -50), (-24, -67), (0, -72), (24, -67), (41, -50), (42, -30), (37.5, -14),
        (24, -24), (9, -33), (0, -36.5), (-9, -33), (-24, -24),
    ], 6))  # fmt: skip
    ink.grad(shape, (-40, -70), (42, -16), [(0, mix(c.base, c.hi, 0.6)), (0.45, c.base), (1, c.shade)])
    with ink.clip(shape):
        for i in range(6):
            t = i / 5
            fold = head.hair([(-44, -16 - 34 * t), (-20, -32 - 30 * t), (2, -44 - 26 * t), (26, -60 - 14 * t)], 10)
            ink.line(fold, 3.4 - t, c.shade if i % 2 else c.deep, 0.5, 0.4)
            ink.line([(q[0] - 0.6, q[1] - 2.4) for q in fold], 2.1, c.hi, 0.6, 0.4)
        _overlap(ink, head, c)
        ink.edge(shape, -5, 3, c.deep, 0.35, blur=3)
        ink.glow(*head.at(-20, -54, 8), 16, c.hi, 0.35, squash=0.7)
    ink.fill(spline(head.hair([(-7, -35), (0, -41, C), (7, -35), (0, -33)], 20)), c.deep)


def _overlap(ink: Ink, head: Head, c: Ramp) -> None:
    """The end of the cloth, wrapped over from the right."""
    shape: skia.Path = spline(
        head.hair([(46, -14), (24, -25), (8, -34), (-3, -40), (8, -50), (26, -58), (46, -54)], 10)
    )
    ink.grad(shape, (0, -40), (44, -20), [(0, c.base), (1, c.shade)])
    with ink.clip(shape):
        for i in range(5):
            t = i / 4
            fold = [(46, -15 - 36 * t), (26, -28 - 27 * t), (8, -36 - 16 * t), (-4, -40 - 4 * t)]
            pts = head.hair(fold, 10)
            ink.line(pts, 3.0, c.deep if i % 2 else c.shade, 0.55, 0.5)
            ink.line([(q[0] + 0.4, q[1] - 2.3) for q in pts], 1.7, c.hi, 0.4, 0.5)


def wrap_back(ink: Ink, who: Person, head: Head) -> None:
    """The knot of a headwrap, high on the crown."""
    c = who.veil_ramp
    for pts, light in (
        ([(-24, -58), (-30, -76), (-18, -88), (0, -84), (4, -66)], 0.4),
        ([(24, -58), (31, -74), (20, -87), (0, -86), (-6, -64)], 0.15),
    ):
        fold = spline(head.hair(pts, -4))
        ink.grad(fold, (-26, -86), (28, -58), [(0, mix(c.base, c.hi, light + 0.3)), (0.5, c.base), (1, c.shade)])
        with ink.clip(fold):
            ink.edge(fold, -4, -2, c.deep, 0.45, blur=1.6)
            for i in range(3):
                x = pts[1][0] * (0.3 + 0.26 * i)
                ink.line(
                    head.hair([(x * 0.4, -60), (x, -74), (x * 0.7, -88)], -4), 2.0, c.shade if i % 2 else c.deep, 0.5
                )


def wrap_front(ink: Ink, who: Person, head: Head) -> None:
    """Bands of cloth over the hair, crossing at the brow, tied on top."""
    c = who.veil_ramp
    shape = spline(head.hair([
        (-36.5, -8), (-41, -28), (-39, -48), (-26, -62), (0, -68), (26, -62), (39, -48), (41, -28), (36.5, -8),
        (30, -20), (16, -30), (0, -33), (-16, -30), (-30, -20),
    ], 6))  # fmt: skip
    ink.grad(shape, (-40, -66), (42, -12), [(0, mix(c.base, c.hi, 0.55)), (0.45, c.base), (1, c.shade)])
    with ink.clip(shape):
        for k in (-1, 1):
            for i in range(5):
                t = i / 4
                fold = head.hair(
                    [(k * 44, -8 - 34 * t), (k * 26, -26 - 26 * t), (k * 8, -36 - 22 * t), (k * -8, -48 - 16 * t)], 12
                )
                ink.line(fold, 3.2, (c.shade, c.deep)[i % 2], 0.5, 0.5)
                ink.line([(q[0] - 0.5, q[1] - 2.2) for q in fold], 1.9, c.hi, 0.45 if k < 0 else 0.3, 0.5)
        for k in (-1, 1):
            for x, y in ((8, -40), (22, -33), (31, -46), (14, -54)):
                px, py = head.at(k * x, y, 16)
                ink.fill(
                    spline([(px - 2.6, py), (px, py - 2.6), (px + 2.6, py), (px, py + 2.6)]), who.accent_ramp.base, 0.9
                )
        ink.edge(shape, -5, 2, c.deep, 0.35, blur=3)
    ink.fill(spline(head.hair([(-9, -64), (0, -69), (9, -64), (7, -56), (-7, -56)], 10)), c.shade)
