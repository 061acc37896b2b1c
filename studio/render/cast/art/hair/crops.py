"""More hair: afro, curly top, a crown of hair round a bald head, bob with a fringe, side braid, buzz cut."""

from __future__ import annotations

import math
import random

from studio.render.cast.art.curves import C, Points, ellipse, lerp, sample, spline
from studio.render.cast.art.hair.long import fringe
from studio.render.cast.art.hair.strands import back_mass, brushed, curls, draw_temples, lock, ring
from studio.render.cast.art.head import Head, hair_depth
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person


def afro_back(ink: Ink, who: Person, head: Head) -> None:
    r = who.hair_ramp
    x, y = head.at(0, -24, -8)
    ball = spline(_cloud(x, y, 55, 50, seed=4))
    ink.grad(ball, (x - 40, y - 44), (x + 44, y + 40), [(0, mix(r.base, r.hi, 0.3)), (0.4, r.base), (1, r.deep)])
    with ink.clip(ball):
        _coils(ink, who, (x, y), (55, 50), n=900, seed=3)
        ink.edge(ball, -7, -4, r.deep, 0.5, blur=4)


def _cloud(x: float, y: float, rx: float, ry: float, *, seed: int) -> Points:
    """An ellipse with the soft unevenness of hair."""
    rnd = random.Random(seed)
    out = []
    for i in range(34):
        a = 2 * math.pi * i / 34
        k = 1 + rnd.uniform(-0.018, 0.018)
        out.append((x + rx * k * math.cos(a), y + ry * k * math.sin(a)))
    return out


def _coils(ink: Ink, who: Person, centre: tuple[float, float], size: tuple[float, float], *, n: int, seed: int) -> None:
    """Small arcs, denser light towards the upper left."""
    r, rnd = who.hair_ramp, random.Random(seed)
    (x, y), (rx, ry) = centre, size
    for _ in range(n):
        a, d = rnd.uniform(0, 2 * math.pi), math.sqrt(rnd.uniform(0, 1))
        px, py = x + rx * d * math.cos(a), y + ry * d * math.sin(a)
        lit = rnd.random() < max(0.08, 0.46 - (px - x) / rx * 0.3 - (py - y) / ry * 0.34)
        turn, coil = rnd.uniform(0, 6.28), rnd.uniform(1.0, 1.9)
        arc = [(px + coil * math.cos(turn + i * 1.3), py + coil * math.sin(turn + i * 1.3)) for i in range(3)]
        ink.line(arc, 0.85, r.hi if lit else r.deep, 0.42 if lit else 0.5)


def afro_front(ink: Ink, who: Person, head: Head) -> None:
    """The hairline: a soft arch of coils over the brow."""
    r = who.hair_ramp
    shape = spline(
        head.hair(
            [
                (-37, 2),
                (-42, -20),
                (-36, -46),
                (-16, -62),
                (16, -62),
                (36, -46),
                (42, -20),
                (37, 2),
                (33.6, -6),
                (30, -24),
                (18, -34),
                (0, -37),
                (-18, -34),
                (-30, -24),
                (-33.6, -6),
            ]
        )
    )
    ink.grad(
        shape,
        head.at(-30, -56),
        head.at(34, -10),
        [(0, mix(r.base, r.hi, 0.22)), (0.5, r.base), (1, r.shade)],
        blur=0.9,
    )
    with ink.clip(shape):
        _coils(ink, who, head.at(0, -28, 10), (42, 36), n=420, seed=6)
    rnd = random.Random(9)
    for i in range(40):
        t = i / 39
        a = lerp(-2.86, -0.28, t)
        px, py = head.at(32 * math.cos(a), -10 + 26.5 * math.sin(a), hair_depth(30 * math.cos(a), -20))
        ink.fill(ellipse(px + rnd.uniform(-1, 1), py + rnd.uniform(-1, 1), 1.5, 1.4), r.base, 0.75)


def curly_top_front(ink: Ink, who: Person, head: Head) -> None:
    """Short sides, a crop of loose curls on top that falls on the brow."""
    r = who.hair_ramp
    draw_temples(ink, r, head, y1=2, soft=0.5)
    cloud = ring(8.6, 31, 20, -40, n=12, seed=3, z=8, span=(-3.3, 0.16))
    cloud += ring(8.2, 24, 16, -46, n=9, seed=5, z=10, span=(-3.1, 0.0))
    cloud += ring(7.4, 12, 10, -49, n=6, seed=6, z=12, span=(-3.1, 0.0))
    cloud += ring(6.2, 25, 7, -32, n=10, seed=8, z=22, span=(-3.1, -0.04))
    ink.fill(spline(head.hair([(-33, -30), (-30, -50), (0, -60), (30, -50), (33, -30), (0, -36)], 8)), r.shade)
    curls(ink, head, r, cloud, seed=4, tone=r.base)


def crown_front(ink: Ink, who: Person, head: Head) -> None:
    """Bald on top, hair at the sides."""
    r = who.hair_ramp
    for k in (-1, 1):
        side: Points = [
            (k * 29.5, -31),
            (k * 34.6, -36),
            (k * 37.4, -24),
            (k * 37.8, -8),
            (k * 35.6, 5, C),
            (k * 33.4, -2),
            (k * 32.6, -14),
        ]
        shape = spline(head.hair(side, 3))
        ink.grad(
            shape,
            head.at(k * 30, -34),
            head.at(k * 38, 4),
            [(0, r.base, 0.55), (0.25, mix(r.base, r.hi, 0.3)), (1, r.shade)],
            blur=0.5,
        )
        with ink.clip(shape):
            for i in range(13):
                y = -36 + i * 3.2
                hair = head.hair([(k * 29.5, y), (k * 34, y + 3.4), (k * 39.6, y + 9)], 3)
                ink.line(hair, 0.9, r.hi if i % 3 == 0 else r.deep, 0.5)


def bangs_front(ink: Ink, who: Person, head: Head) -> None:
    """A chin-long bob with a full fringe."""
    r = who.hair_ramp
    for k, lit, dark in ((1, 0.7, 0.15), (-1, 1.0, 0.0)):
        outer: Points = [
            (k * 2, -59),
            (k * 28, -56),
            (k * 43, -36),
            (k * 47, -6),
            (k * 47, 20),
            (k * 46, 42),
            (k * 32, 51),
        ]
        inner: Points = [
            (k * 2, -34),
            (k * 20, -30),
            (k * 32, -16),
            (k * 34.5, 4),
            (k * 34, 22),
            (k * 31, 38),
            (k * 26, 50),
        ]
        lock(ink, r, head.hair(outer), head.hair(inner), n=9, shine=(0.2, 0.46), seed=5 + k, dark=dark, lit=lit)
    left: Points = [(0, -59), (-17, -57), (-30, -46), (-35.5, -30), (-36, -10)]
    middle: Points = [(2, -59), (1, -44), (0, -30), (-1, -20), (-2, -15)]
    fringe(ink, who, head, left, middle, tips=[(-29, -12.6), (-20, -14.4), (-11, -14)], seed=4)
    right: Points = [(4, -59), (20, -56), (31, -44), (35.5, -28), (35.5, -10)]
    fringe(
        ink,
        who,
        head,
        [(1, -59), (1, -44), (0, -30), (-1.4, -20), (-2.4, -15)],
        right,
        tips=[(8, -14.6), (17, -14.4), (28, -12.4)],
        seed=8,
    )


def braid_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(
        ink,
        head,
        who.hair_ramp,
        [
            (0, -56),
            (24, -52),
            (38, -34),
            (39.5, -8),
            (37, 18),
            (26, 40),
            (-10, 36),
            (-34, 14),
            (-39, -8),
            (-38, -34),
            (-24, -52),
        ],
    )


def braid_front(ink: Ink, who: Person, head: Head) -> None:
    """Parted low, gathered into a loose braid that lies on the viewer's left shoulder."""
    r = who.hair_ramp
    outer: Points = [(9, -58), (26, -56), (39, -40), (42, -16), (39.5, 8), (36, 24)]
    inner: Points = [(9, -40), (19, -36), (28, -26), (33, -10), (34.8, 8), (36, 24)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=7, shine=(0.16, 0.42), seed=4, dark=0.15, lit=0.7)
    outer = [(9, -58), (-12, -61), (-32, -50), (-43, -22), (-44, 6), (-42, 30), (-39, 50)]
    inner = [(9, -40), (-2, -35), (-19, -27), (-31, -12), (-34.6, 8), (-34, 28), (-32, 50)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=11, shine=(0.18, 0.44), seed=7)
    path = sample(head.hair([(-36, 44), (-39, 66), (-38, 92), (-33, 116)]), 4)
    for i, (x, y) in enumerate(path[:-1]):
        w = 8.6 - i * 0.34
        k = 1 if i % 2 else -1
        knot = spline(
            [
                (x + k * w * 0.95, y - 3),
                (x + k * w * 0.2, y - 5.5),
                (x - k * w * 0.8, y + 2.6),
                (x - k * w * 0.5, y + 8.6),
                (x + k * w * 0.7, y + 6),
            ]
        )
        ink.fill(knot, r.deep, 0.8, 0.6)
        ink.grad(knot, (x - w, y - 4), (x + w, y + 8), [(0, mix(r.base, r.hi, 0.5)), (0.5, r.base), (1, r.shade)])
        with ink.clip(knot):
            for d in (-2.5, 0.5, 3.5):
                ink.line([(x + k * w, y - 3 + d), (x, y + d), (x - k * w, y + 7 + d)], 0.9, r.deep if d else r.hi, 0.5)
    x, y = path[-1]
    ink.fill(spline([(x - 4, y - 3), (x + 4, y - 3), (x + 5, y + 12), (x + 1, y + 17), (x - 4, y + 11)]), r.base)
    ink.fill(spline([(x - 4.6, y - 5), (x + 4.6, y - 5), (x + 4.2, y - 0.5), (x - 4.2, y - 0.5)]), who.accent_ramp.base)


def buzz_front(ink: Ink, who: Person, head: Head) -> None:
    """Clippers all over: the skull's own shape under a shadow of hair."""
    r = who.hair_ramp
    outer: Points = [
        (-34.2, 2),
        (-35.4, -14),
        (-35, -32),
        (-28, -47),
        (-15, -54.4),
        (0, -56),
        (15, -54.4),
        (28, -47),
        (35, -32),
        (35.4, -14),
        (34.2, 2),
    ]
    line: Points = [
        (-32.8, 2),
        (-32.2, -13, C),
        (-27, -29, C),
        (-13, -33.6),
        (0, -34.2),
        (13, -33.6),
        (27, -29, C),
        (32.2, -13, C),
        (32.8, 2),
    ]
    shape = spline(head.hair(outer, 0) + head.hair(line)[::-1])
    tone = mix(r.base, who.skin_ramp.shade, 0.22)
    ink.grad(shape, (0, -32), (0, 0), [(0, tone, 0.94), (0.5, tone, 0.66), (1, tone, 0)], blur=0.5)
    rnd = random.Random(6)
    with ink.clip(shape):
        ink.glow(*head.at(-12, -46, 8), 18, r.hi, 0.35, squash=0.6)
        for _ in range(420):
            x, y = rnd.uniform(-35, 35), rnd.uniform(-56, -10)
            px, py = head.at(x, y, hair_depth(x, y))
            ink.line(
                [(px, py), (px + 0.3, py + 0.5), (px + 0.5, py + 1.3)],
                0.55,
                r.hi if rnd.random() < 0.3 else r.deep,
                0.4,
            )


def quiff_front(ink: Ink, who: Person, head: Head) -> None:
    """Short sides, the top brushed up high and to the viewer's right."""
    draw_temples(ink, who.hair_ramp, head, y1=5, soft=0.55)
    outer: Points = [
        (-32.6, -16, C),
        (-36.5, -30),
        (-35, -46),
        (-29, -60),
        (-18, -70),
        (0, -74),
        (18, -72),
        (31, -64),
        (38, -50),
        (37, -30),
        (32.8, -16, C),
        (30, -29),
        (24, -37),
        (13, -39.5),
        (2, -36),
        (-10, -36.5),
        (-20, -39),
        (-28, -31),
    ]
    roots: Points = [(-31, -24), (-24, -38), (-12, -37), (0, -36), (12, -39), (24, -38), (32, -24)]
    ends: Points = [(-38, -44), (-27, -62), (-8, -74), (14, -75), (30, -68), (40, -52), (38, -36)]
    brushed(ink, who.hair_ramp, head, outer, roots=roots, ends=ends, n=52, seed=11)
