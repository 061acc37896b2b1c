"""Hair worn back, cropped or in locs."""

from __future__ import annotations

import random

from studio.render.cast.art.curves import C, Points, ellipse, moved, sample, spline, taper
from studio.render.cast.art.hair.strands import back_mass, between, brushed, draw_temples, lock
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def pony_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -56), (24, -52), (38, -34), (39, -8), (36, 16), (30, 34), (0, 30), (-34, 10), (-39, -8), (-38, -34),
        (-24, -52),
    ])  # fmt: skip


def pony_front(ink: Ink, who: Person, head: Head) -> None:
    """Brushed back from the brow; the tail falls forward over the shoulder on the viewer's right."""
    r = who.hair_ramp
    outer: Points = [(33, 12), (40, 20), (46, 40), (52, 66), (52, 92), (42, 122)]
    inner: Points = [(33, 12), (34.5, 24), (36, 42), (38, 66), (38, 92), (42, 122)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=8, shine=(0.3, 0.6), seed=5, dark=0.1, lit=0.8)
    outer = [
        (-33.5, 4, C), (-37.5, -12), (-37.5, -36), (-26, -54), (-10, -59.5), (10, -59.5), (27, -54), (38, -36),
        (37.5, -12), (34, 6, C), (32.6, -10), (27.5, -28), (14, -37.5), (0, -39.5), (-14, -37.5), (-27.5, -28),
        (-32.4, -10),
    ]  # fmt: skip
    roots = [(-33, -4), (-28, -27), (-14, -37), (0, -39), (14, -37), (28, -27), (33, -4)]
    ends = [(-39, -12), (-30, -50), (-12, -61), (6, -62), (20, -60), (38, -44), (40, -8)]
    brushed(ink, r, head, outer, roots=roots, ends=ends, n=54, seed=9)
    for k, colour in ((-1, r.base), (1, r.shade)):
        ink.line(head.hair([(k * 31, -20), (k * 35.4, -6), (k * 35.8, 10), (k * 34, 22)]), 1.9, colour, 1, 0.4)


def pixie_front(ink: Ink, who: Person, head: Head) -> None:
    """Short and layered, with a soft fringe swept to the viewer's left."""
    draw_temples(ink, who.hair_ramp, head, y1=10, soft=0.9)
    outer: Points = [
        (-35, 8, C), (-38.5, -8), (-40, -30), (-35, -48), (-22, -59), (-4, -63), (14, -62), (30, -54), (39.5, -38),
        (39.5, -16), (36, 6, C), (33.6, -10), (30.5, -24), (22, -35), (12, -38.5, C), (2, -31), (-10, -24.5),
        (-22, -20, C), (-24, -22), (-31, -13, C), (-32.6, -6),
    ]  # fmt: skip
    roots = [(18, -47), (17, -50), (16, -53), (15, -57), (16, -61), (22, -56), (26, -46)]
    ends = [(8, -36), (-16, -21), (-34, -8), (-40, -26), (-30, -54), (40, -36), (37, 2)]
    brushed(ink, who.hair_ramp, head, outer, roots=roots, ends=ends, n=60, seed=12)


LOCS_OUTER: Points = [(1, -58), (30, -54), (44, -26), (45, 6), (48, 38), (50, 72)]
LOCS_INNER: Points = [(1, -40), (18, -36), (31, -14), (34.5, 8), (35, 36), (35, 66)]


def locs_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -56), (26, -52), (42, -32), (44, 0), (46, 40), (46, 74), (20, 78), (-20, 78), (-46, 74), (-46, 40),
        (-44, 0), (-42, -32), (-26, -52),
    ])  # fmt: skip


def locs_front(ink: Ink, who: Person, head: Head) -> None:
    """Shoulder-length locs, parted in the middle, each a rope of its own."""
    r, rnd = who.hair_ramp, random.Random(3)
    rim = [*LOCS_OUTER[1:4], *LOCS_INNER[1:4][::-1]]
    cap = [(0, -58.5), *rim, (0, -40), *[(-x, y) for x, y in rim[::-1]]]
    shape = spline(head.hair(cap))
    ink.grad(shape, (-34, -58), (36, -10), [(0, mix(r.base, r.hi, 0.12)), (0.5, r.shade), (1, r.deep)])
    for k in (1, -1):
        for i in (0, 2, 4, 6, 1, 3, 5):
            t = i / 6
            line = between(LOCS_OUTER, LOCS_INNER, t)
            path = [(k * x + rnd.uniform(-0.8, 0.8), y + rnd.uniform(-1, 1)) for x, y in line]
            path[-1] = (path[-1][0], path[-1][1] + rnd.uniform(-9, 7))
            _loc(ink, r, head.hair(path), lit=(0.9 if k < 0 else 0.5) * (1 - 0.4 * t))


def _loc(ink: Ink, r: Ramp, path: Points, *, lit: float) -> None:
    """One rope of hair: dark seam, lit side, the turns of its twist."""
    shape = taper(path, 5.6, 0.55, 3.4, 3.8)
    ink.fill(moved(shape, 0.7, 0.7), r.deep, 0.9)
    ink.fill(shape, mix(r.base, r.hi, 0.1 + 0.16 * lit))
    ink.edge(shape, -1.7, -0.4, r.deep, 0.75, blur=0.4)
    ink.edge(shape, 1.2, 0.4, r.hi, 0.5 * lit, blur=0.3)
    turns = sample(path, 12)
    for x, y in turns[3::3]:
        ink.line([(x - 2.4, y + 1.4), (x, y + 0.3), (x + 2.4, y - 1.6)], 0.7, r.deep, 0.6)
    end = turns[-1]
    ink.fill(ellipse(end[0], end[1], 1.9, 2.4), mix(r.base, r.shade, 0.5))
