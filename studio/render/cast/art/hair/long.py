"""Long and half-long hair: waves, lob, bob, straight with a fringe."""

from __future__ import annotations

import random

from studio.render.cast.art.curves import C, Points, spline
from studio.render.cast.art.hair.strands import back_mass, lock
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person

WAVES_LEFT: tuple[Points, Points] = (
    [(-7, -57), (-25, -56), (-40, -40), (-45, -14), (-43, 12), (-47, 38), (-53, 64), (-50, 92), (-42, 112), (-44, 128)],
    [(-7, -39.5), (-17, -37), (-26.6, -26.5), (-32.6, -9), (-35, 14), (-34, 36), (-35, 58), (-29, 82), (-29, 106),
     (-44, 128)],
)  # fmt: skip
WAVES_RIGHT: tuple[Points, Points] = (
    [(-7, -57), (16, -60), (37, -47), (45, -20), (45, 8), (47, 36), (55, 62), (54, 90), (44, 112), (47, 130)],
    [(-7, -39.5), (7, -38.5), (21.5, -30), (30.5, -14), (35, 10), (34, 34), (37, 56), (33, 82), (29, 106), (47, 130)],
)


def waves_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -57), (26, -54), (42, -34), (46, 0), (47, 40), (52, 72), (48, 108), (30, 124), (0, 112), (-30, 122),
        (-46, 106), (-51, 70), (-46, 40), (-45, 0), (-42, -34), (-26, -54),
    ])  # fmt: skip


def waves_front(ink: Ink, who: Person, head: Head) -> None:
    r = who.hair_ramp
    a, b = WAVES_RIGHT
    lock(ink, r, head.hair(a), head.hair(b), n=9, shine=(0.14, 0.36), seed=3, dark=0.1, lit=0.8)
    a, b = WAVES_LEFT
    lock(ink, r, head.hair(a), head.hair(b), n=7, shine=(0.16, 0.4), seed=5)
    ink.line(head.hair([(-36, 30), (-41, 56), (-37, 84), (-33, 104)]), 2, r.hi, 0.4)
    ink.line(head.hair([(-33, -12), (-36.5, 4), (-35.5, 26), (-37.5, 46)]), 1.1, r.base, 1)
    ink.line(head.hair([(33, -8), (37, 8), (34.5, 30), (38, 52)]), 1.1, r.shade, 1)


def lob_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -57), (26, -53), (42, -33), (46, 0), (47, 36), (48, 58), (38, 72), (20, 70), (0, 66), (-20, 70), (-38, 72),
        (-48, 58), (-47, 36), (-46, 0), (-42, -33), (-26, -53),
    ])  # fmt: skip


def lob_front(ink: Ink, who: Person, head: Head) -> None:
    """Shoulder-length, parted on the viewer's right, one soft wave outwards at the ends."""
    r = who.hair_ramp
    outer: Points = [(11, -58), (27, -56), (40, -40), (46, -14), (45, 10), (46, 32), (50, 52), (44, 66), (34, 76)]
    inner: Points = [(11, -40.5), (19, -37.5), (28, -27), (33, -11), (35.5, 10), (35, 30), (36, 46), (34, 60), (34, 76)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=8, shine=(0.16, 0.4), seed=2, dark=0.12, lit=0.75)
    outer = [(11, -58), (-10, -61.5), (-33, -50), (-46, -22), (-46, 8), (-48, 32), (-52, 52), (-45, 67), (-36, 78)]
    inner = [(11, -40.5), (-1, -35), (-19, -27), (-31, -12), (-35, 9), (-34.5, 30), (-36, 46), (-33, 62), (-36, 78)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=11, shine=(0.18, 0.44), seed=6)
    outer = [(11, -40.5), (-3, -41), (-20, -32.5), (-32.5, -17), (-38.5, 4), (-37, 22)]
    inner = [(11, -40.5), (-1, -34), (-16, -25.5), (-28, -12), (-34.5, 4), (-37, 22)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=5, shine=(0.2, 0.5), seed=9, dark=-0.1, lit=0.9)
    ink.line(head.hair([(-38, 26), (-43, 44), (-40, 60), (-37, 72)]), 2, r.hi, 0.45)
    ink.line(head.hair([(40, 30), (44, 46), (40, 60)]), 1.8, r.hi, 0.3)


def bob_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -57), (26, -53), (42, -33), (46, -4), (45, 24), (40, 44), (24, 52), (0, 50), (-24, 52), (-40, 44),
        (-45, 24), (-46, -4), (-42, -33), (-26, -53),
    ])  # fmt: skip


def bob_front(ink: Ink, who: Person, head: Head) -> None:
    """Chin-length with a side fringe from a parting on the viewer's right."""
    r = who.hair_ramp
    outer: Points = [(11, -57), (24, -57), (38, -44), (46, -18), (47, 8), (45, 32), (33, 48.5)]
    inner: Points = [(11, -41), (19, -37.5), (27.5, -28), (33, -13), (35.5, 8), (35, 28), (31, 47)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=8, shine=(0.2, 0.44), seed=2, dark=0.18, lit=0.7)
    outer = [(11, -57), (-12, -60.5), (-34, -48), (-46, -20), (-47, 8), (-44, 32), (-33, 49)]
    inner = [(11, -41), (-3, -33), (-20, -26), (-32, -13), (-35.5, 8), (-34.5, 28), (-31, 47.5)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=12, shine=(0.2, 0.46), seed=4, lit=0.8)
    outer = [(11, -41), (-1, -40), (-17.5, -32), (-30.5, -19), (-37, -2)]
    inner = [(11, -41), (0, -33), (-14, -25), (-26, -13), (-37, -2)]
    lock(ink, r, head.hair(outer), head.hair(inner), n=5, shine=(0.3, 0.6), seed=8, dark=0.1, lit=0.6)


def straight_back(ink: Ink, who: Person, head: Head) -> None:
    back_mass(ink, head, who.hair_ramp, [
        (0, -57), (26, -54), (41, -34), (44, 0), (44, 40), (45, 74), (43, 104), (24, 108), (0, 104), (-24, 108),
        (-43, 104), (-45, 74), (-44, 40), (-44, 0), (-41, -34), (-26, -54),
    ])  # fmt: skip


def straight_front(ink: Ink, who: Person, head: Head) -> None:
    """Long and straight, with a full fringe that opens a little to one side."""
    r = who.hair_ramp
    for k, lit, dark in ((1, 0.7, 0.15), (-1, 1.0, 0.0)):
        outer: Points = [
            (k * 2, -58), (k * 27, -56), (k * 41, -38), (k * 45, -8), (k * 45, 30), (k * 46, 72), (k * 43, 104),
        ]  # fmt: skip
        inner: Points = [
            (k * 2, -34), (k * 20, -30), (k * 32, -16), (k * 34.5, 4), (k * 34, 34), (k * 31, 76), (k * 34, 109),
        ]  # fmt: skip
        shine = (0.2, 0.44) if k < 0 else (0.16, 0.36)
        lock(ink, r, head.hair(outer), head.hair(inner), n=9, shine=shine, seed=4 + k, dark=dark, lit=lit)
    outer = [(0, -58), (-16, -56), (-28, -46), (-34, -30), (-35.5, -10)]
    inner = [(4, -58), (2, -44), (-1, -30), (-3.5, -20), (-6, -15.5)]
    fringe(ink, who, head, outer, inner, tips=[(-28, -13), (-20, -15.5), (-13, -14.5)], seed=3)
    outer = [(1, -58), (0, -44), (-2, -31), (-4, -21), (-6.5, -16)]
    inner = [(6, -58), (22, -54), (31, -42), (35, -26), (35, -10)]
    fringe(ink, who, head, outer, inner, tips=[(5, -15), (13, -16.5), (22, -14.5), (29, -13)], seed=6)


def fringe(ink: Ink, who: Person, head: Head, outer: Points, inner: Points, *, tips: Points, seed: int) -> None:
    """Hair falling over the brow between two edges, ending in uneven tips."""
    r, rnd = who.hair_ramp, random.Random(seed)
    path = spline(head.hair([(*outer[0][:2], C), *outer[1:-1], (*outer[-1][:2], C), *tips, (*inner[-1][:2], C),
                             *inner[::-1][1:-1], (*inner[0][:2], C)]))  # fmt: skip
    ink.grad(path, head.at(-20, -56), head.at(16, -14), [(0, mix(r.base, r.hi, 0.12)), (0.6, r.base), (1, r.shade)])
    with ink.clip(path):
        for i in range(16):
            t = (i + rnd.uniform(0, 1)) / 16
            strand = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in zip(outer, inner, strict=True)]
            lit = rnd.random() < 0.4
            part = head.hair(strand[1:4] if lit else strand)
            ink.line(part, rnd.uniform(0.9, 2.0), r.hi if lit else r.deep, 0.5 if lit else 0.45)
