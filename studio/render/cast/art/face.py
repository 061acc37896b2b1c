"""Skin: ears, neck, the planes of the face, its marks, and the nose."""

from __future__ import annotations

import random

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, Points, ellipse, moved, spline, taper
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person


def draw_ear(ink: Ink, who: Person, head: Head, *, side: int) -> None:
    s, x0 = who.skin_ramp, who.face_w - 2.2

    def place(pts: Points) -> list[Point]:
        return [(*head.at(side * (x0 + q[0]), q[1], -6), *q[2:]) for q in pts]

    shape = spline(place([(0, -3), (3.2, -6.4), (7.2, -4.8), (7.8, 1), (6, 8), (4.4, 14), (1.8, 16.8), (-1, 13)]))
    ink.fill(shape, mix(s.base, s.blush, 0.08) if side < 0 else mix(s.base, s.shade, 0.55))
    ink.edge(shape, -1.6 if side > 0 else 1.4, -0.8, s.shade, 0.55, blur=0.4)
    hollow = spline(place([(1.4, -1.5), (4, -3), (5, 2), (3.6, 7.5), (2.2, 10), (1.2, 5)]))
    ink.fill(hollow, s.shade, 0.55, 0.7)
    ink.line(place([(1, -1.5), (3.4, -3.8), (5.6, -2.2), (5.3, 3.5), (3.8, 8.6)]), 1.5, s.deep, 0.5, 0.35)
    ink.line(place([(1.2, 3), (3.2, 2.2), (3.4, 5.4), (1.4, 7.8)]), 1.6, s.deep, 0.55, 0.4)
    ink.line(place([(4.2, -5.2), (6.8, -3.4), (6.9, 2)]), 1.0, s.hi, 0.6, 0.5)


def draw_neck(ink: Ink, who: Person, chin: skia.Path) -> None:
    """A cylinder between jaw and collar; the shadow of `chin` on it anchors the head."""
    s, n = who.skin_ramp, who.neck_w
    half: list[Point] = [(n, 18), (n - 0.6, 44), (n + 0.2, 54), (n + 2, 63), (n + 6, 72), (30, 128)]
    shape = spline([(-x, y) for x, y in half] + [(x, y) for x, y in reversed(half)], k=0.3)
    ink.fill(shape, s.base)
    with ink.clip(shape):
        ink.grad(shape, (-n, 0), (n + 8, 0), [(0, s.shade, 0), (0.45, s.shade, 0.1), (1, s.shade, 0.9)])
        ink.fill(moved(chin, 3.5, 12.5), s.shade, 0.95, 0.6)
        ink.fill(moved(chin, 2.0, 6.5), s.deep, 0.55, 1.6)
        ink.line([(n * 0.7, 50), (n * 0.35, 62), (3.5, 72)], 2.2, s.shade, 0.7, 0.7)
        ink.line([(-n * 0.75, 56), (-n * 0.4, 64), (-3.5, 72)], 1.6, s.shade, 0.5, 0.7)
        ink.line([(-4, 73.5), (-12, 71.5), (-27, 73)], 1.7, s.shade, 0.6, 0.3)
        ink.line([(5, 73.5), (13, 71.5), (28, 73)], 2.0, s.deep, 0.45, 0.3)
        if who.years > 0.3:
            for y in (54.0, 59.0):
                ink.line([(-n * 0.8, y), (0, y + 4), (n * 0.7, y)], 0.9, s.deep, 0.35 * who.years)


def draw_skin(ink: Ink, who: Person, head: Head, shape: skia.Path) -> None:
    """Two-tone cel shade away from the light, soft planes, blush, then the marks of age and sun."""
    s = who.skin_ramp
    ink.fill(shape, s.base)
    with ink.clip(shape):
        x0, x1 = head.at(-34, 0, 10)[0], head.at(36, 0, 10)[0]
        ink.grad(shape, (x0, -30), (x1, 26), [(0, s.hi, 0.55), (0.35, s.hi, 0), (0.6, s.shade, 0), (1, s.shade, 0.5)])
        side: Points = [
            (26, -52, C), (24, -26), (27.5, -10), (29.5, 2), (26.5, 13), (24.5, 22), (20, 33), (12, 43), (4, 48.5),
            (2, 60, C), (60, 60, C), (60, -52, C),
        ]  # fmt: skip
        ink.fill(spline(head.pts(side)), s.shade, 0.6, 1.1)
        ink.edge(shape, -2.6, -2.4, s.deep, 0.28, blur=1.6)
        ink.edge(shape, -1.1, 0.4, mix(s.hi, s.blush, 0.3), 0.4, blur=0.5)
        warm = mix(s.base, s.blush, 0.35)
        ink.glow(*head.at(0, 22), 15, warm, 0.3, squash=0.8)
        for k, a in ((-1, 1.0), (1, 0.8)):
            ink.glow(*head.at(k * 20.5, 17), 12.5, s.blush, who.blush * 0.6 * a, squash=0.74)
        ink.glow(*head.at(-19, 11.5), 8.5, s.hi, 0.55, squash=0.5)
        ink.glow(*head.at(19, 12), 7, s.hi, 0.2, squash=0.5)
        ink.glow(*head.at(-3, -24), 20, s.hi, 0.4, squash=0.55)
        ink.glow(*head.at(-1.5, who.chin_y - 4.5), 6, s.hi, 0.45, squash=0.6)
        if who.bald:
            ink.glow(*head.at(-13, -42), 15, s.hi, 0.75, squash=0.6)
            ink.glow(*head.at(-15, -44), 5, mix(s.hi, "#ffffff", 0.4), 0.4, squash=0.6)
        _marks(ink, who, head)


def _marks(ink: Ink, who: Person, head: Head) -> None:
    s, old = who.skin_ramp, who.years
    if old > 0.2:
        for i, (y, w) in enumerate(((-27.0, 15.0), (-21.5, 18.0), (-16.5, 12.0))):
            if i < 1 + 2 * old:
                brow = head.pts([(-w, y + 0.8), (-w * 0.3, y - 0.6), (w * 0.4, y), (w, y + 1.2)])
                ink.line(brow, 0.8, s.deep, 0.32 * old)
        for k in (-1, 1):
            for i in (-1, 0, 1):
                crow = [(k * 26.3, 3 + i * 1.6), (k * 29, 3.2 + i * 3), (k * 31, 4 + i * 4.6)]
                ink.line(head.pts(crow), 0.7, s.deep, 0.5 * old, 0.3)
            ink.line(head.pts([(k * 9.5, 9.5), (k * 14, 12.2), (k * 20, 11.6)]), 1.0, s.deep, 0.34 * old, 0.4)
    rnd = random.Random(7)
    for _ in range(int(58 * who.freckles)):
        x = rnd.gauss(0, 1) * 5.8 + rnd.choice((-16, 16, 0))
        y = 12.0 + rnd.gauss(0, 3.2) - (2 if abs(x) < 6 else 0)
        r = rnd.uniform(0.25, 0.68)
        ink.fill(ellipse(*head.at(x, y), r * 1.15, r), "#c0714f", rnd.uniform(0.2, 0.5))


def draw_nose(ink: Ink, who: Person, head: Head) -> None:
    """A shadow plane beside the bridge, the underside, two comma nostrils, a light on the tip. No outline."""
    s, w, y = who.skin_ramp, who.nose_w, who.nose_y

    def rise(x: float, yy: float) -> float:
        return 33 + 10 * max(0.0, min(1.0, (yy + 6) / (y + 4))) * max(0.0, 1 - abs(x) / (w * 1.7))

    def place(pts: Points) -> list[Point]:
        return [(*head.at(q[0], q[1], rise(q[0], q[1])), *q[2:]) for q in pts]

    plane = spline(place([
        (4.6, -9), (2.7, -1), (3.0, 8), (3.6, y - 7), (w * 0.55, y - 3.6), (w * 0.62, y + 1), (w * 1.02, y - 0.6),
        (w * 1.04, y - 4), (w * 0.78, y - 8), (6.2, 4), (7.5, -6),
    ]))  # fmt: skip
    tone = [(0.0, s.shade, 0.1), (0.45, s.shade, 0.46), (1.0, s.shade, 0.85)]
    ink.grad(plane, place([(0, -8)])[0], place([(0, y)])[0], tone, blur=0.7)
    under = spline(place([
        (-w * 0.82, y - 0.6), (-w * 0.5, y + 1.5), (-2, y + 2.9), (2.4, y + 3.0), (w * 0.62, y + 1.4),
        (w * 0.95, y - 0.6), (w * 0.55, y - 0.2), (2, y + 0.9), (-2, y + 0.9), (-w * 0.5, y - 0.2),
    ]))  # fmt: skip
    ink.fill(under, s.deep, 0.5, 0.35)
    for k in (-1, 1):
        ink.line(place([(k * w * 0.7, y + 0.3), (k * w * 0.48, y + 0.7), (k * w * 0.2, y + 1.7)]), 1.7, s.line, 0.72)
    ink.line(place([(w * 0.78, y - 5.4), (w * 1.08, y - 2.4), (w * 0.92, y + 0.7)]), 1.1, s.deep, 0.7, 0.6)
    ink.line(place([(-w * 0.84, y - 4.6), (-w * 1.05, y - 2), (-w * 0.86, y + 0.5)]), 0.8, s.deep, 0.5, 0.6)
    ink.fill(taper(place([(-1.2, -3), (-1.5, 5), (-1.4, y - 8)]), 2.2, 0.6), s.hi, 0.45, 0.7)
    tip = place([(-1.6, y - 3.6)])[0]
    ink.glow(tip[0], tip[1], 4.4, mix(s.base, s.blush, 0.4), 0.3, squash=0.8)
    ink.glow(tip[0], tip[1], 3.6, mix(s.hi, "#ffffff", 0.35), 0.6, squash=0.8)
    ink.line(place([(1.6, y + 4), (1.5, y + 7.8)]), 1.8, s.shade, 0.5)


def draw_cheeks(ink: Ink, who: Person, head: Head, *, smile: float) -> None:
    """What a smile does above the mouth: cheeks round up, catch the light and push softly at the lower lids."""
    if smile < 0.02:
        return
    s = who.skin_ramp
    for k, a in ((-1, 1.0), (1, 0.75)):
        ink.glow(*head.at(k * 19.5, 16), 10.5, mix(s.base, s.blush, 0.55), 0.42 * smile * a, squash=0.66)
        ink.glow(*head.at(k * 19 - 2, 12.2), 6.5, s.hi, 0.6 * smile * a, squash=0.5)
        fold = spline(head.pts([(k * 10.5, 7.6), (k * 16.5, 9.0), (k * 23.5, 7.4), (k * 17, 10.6)]))
        ink.fill(fold, s.shade, 0.5 * smile * a, 0.8)
