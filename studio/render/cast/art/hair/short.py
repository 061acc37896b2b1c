"""Short hair: coily fade, fringe, swept back, parted."""

from __future__ import annotations

import math
import random

from studio.render.cast.art.curves import C, Points, spline
from studio.render.cast.art.hair.strands import brushed, draw_temples
from studio.render.cast.art.head import Head, hair_depth
from studio.render.cast.art.ink import Ink
from studio.render.cast.person import Person


def fade_front(ink: Ink, who: Person, head: Head) -> None:
    """A coily crop: sides dissolve into skin, a sharp hairline, dense coil texture."""
    r = who.hair_ramp
    outer: Points = [
        (-34.6, 2), (-35.6, -14), (-36.2, -30), (-31, -47), (-18, -56.5), (0, -59.5), (18, -56.5), (31, -47),
        (36.2, -30), (35.6, -14), (34.6, 2),
    ]  # fmt: skip
    line: Points = [
        (-32.8, 2), (-32.4, -14, C), (-28.6, -30.5, C), (-14, -33.4), (0, -34), (14, -33.4), (28.6, -30.5, C),
        (32.4, -14, C), (32.8, 2),
    ]  # fmt: skip
    shape = spline(head.hair(outer, 0) + head.hair(line)[::-1])
    ink.grad(shape, (0, -30), (0, -3), [(0, r.base), (0.5, r.base, 0.62), (1, r.base, 0)])
    with ink.clip(shape):
        light = [(0.0, r.hi, 0.5), (0.4, r.base, 0.0), (0.7, r.deep, 0.0), (1.0, r.deep, 0.5)]
        ink.grad(shape, (-36, -58), (34, -24), light)
        rnd = random.Random(4)
        for _ in range(620):
            x, y = rnd.uniform(-37, 37), rnd.uniform(-60, -20)
            px, py = head.at(x, y, hair_depth(x, y))
            lit = rnd.random() < (0.5 if x < 6 and y < -36 else 0.16)
            a = rnd.uniform(0, 6.28)
            dx, dy = 0.8 * math.cos(a), 0.6 * math.sin(a)
            ink.line([(px - dx, py - dy), (px + 0.4, py - 0.5), (px + dx, py + dy)], 0.65, r.hi if lit else r.deep, 0.5)


def fringe_front(ink: Ink, who: Person, head: Head) -> None:
    """Straight, forward, three or four unequal tips on the brow."""
    draw_temples(ink, who.hair_ramp, head, y1=4, soft=0.8)
    outer: Points = [
        (-36.6, -6, C), (-39, -24), (-37, -43), (-29, -55), (-21, -57.5), (-17, -61), (-3, -62.5), (5, -65), (16, -62),
        (25, -60.5), (33, -51), (39, -40), (39, -22), (36, -5, C), (33.5, -16), (29, -27), (25, -21), (20, -15.5, C),
        (18, -23), (13, -27), (8, -22), (0, -17, C), (0, -24), (-5, -27), (-11, -22), (-18, -17.5, C), (-17, -24),
        (-21, -27), (-27, -19), (-32, -13, C), (-32.5, -18),
    ]  # fmt: skip
    roots = [(28, -52), (16, -62), (10, -63), (2, -62), (-8, -60), (-16, -58), (-24, -53)]
    ends = [(37, -10), (20, -15), (0, -17), (-18, -17), (-28, -14), (-34, -12), (-38, -24)]
    brushed(ink, who.hair_ramp, head, outer, roots=roots, ends=ends, n=56, seed=3)


def swept_front(ink: Ink, who: Person, head: Head) -> None:
    """Brushed up and back from the brow."""
    draw_temples(ink, who.hair_ramp, head, y1=8, soft=0.6)
    outer: Points = [
        (-32.5, -17, C), (-36.5, -30), (-36, -45), (-27, -56), (-18, -58), (-10, -63), (3, -63), (12, -65.5), (24, -61),
        (31, -56), (37, -44), (37, -30), (32.8, -17, C), (30.5, -29), (25, -37), (17, -39.5), (8, -36.5), (-3, -35),
        (-13, -37.5), (-22, -39), (-28.5, -31),
    ]  # fmt: skip
    roots = [(-31, -24), (-24, -39), (-12, -38), (0, -36), (12, -39), (24, -38), (32, -24)]
    ends = [(-37, -40), (-26, -58), (-8, -65), (8, -67), (22, -64), (34, -54), (38, -38)]
    brushed(ink, who.hair_ramp, head, outer, roots=roots, ends=ends, n=46, seed=5)


def parted_front(ink: Ink, who: Person, head: Head) -> None:
    """Parted on the viewer's right and combed across, short at the sides."""
    draw_temples(ink, who.hair_ramp, head, y1=3, soft=0.7)
    outer: Points = [
        (-33, -15, C), (-37, -28), (-38, -42), (-31, -54), (-18, -60.5), (-4, -62.5), (10, -61), (18, -58), (28, -55),
        (36, -45), (37.5, -30), (33, -15, C), (31, -27), (26, -35), (20, -40, C), (10, -37), (-2, -32.5), (-14, -30.5),
        (-24, -30), (-30, -25),
    ]  # fmt: skip
    roots = [(20, -46), (19, -44), (18, -42), (18, -41), (22, -41), (28, -36)]
    ends = [(-8, -63), (-30, -56), (-38, -38), (-33, -22), (30, -56), (38, -36)]
    brushed(ink, who.hair_ramp, head, outer, roots=roots, ends=ends, n=52, seed=8)
    ink.line(head.hair([(20, -40), (19.4, -47), (17.6, -57)]), 1.3, who.hair_ramp.deep, 0.8, 0.3, e0=0.8)
