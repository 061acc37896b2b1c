"""Volume and hair worn up: curls, bun."""

from __future__ import annotations

from studio.render.cast.art.curves import ellipse, spline
from studio.render.cast.art.hair.strands import back_mass, curls, lock, ring
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person


def curls_back(ink: Ink, who: Person, head: Head) -> None:
    r = who.hair_ramp
    cloud = ring(12, 46, 50, -18, n=17, seed=2, z=-10, span=(-3.9, 0.76))
    cloud += ring(14, 32, 34, -18, n=12, seed=3, z=-10, span=(-4, 0.9))
    ink.fill(ellipse(*head.at(0, -22, -10), 46, 46), r.shade)
    curls(ink, head, r, cloud, seed=5, tone=mix(r.shade, r.base, 0.35))


def curls_front(ink: Ink, who: Person, head: Head) -> None:
    r = who.hair_ramp
    cloud = ring(7.4, 38, 36, -17, n=17, seed=6, z=2, span=(-3.42, 0.28))
    cloud += ring(8.4, 28, 24, -30, n=12, seed=7, z=16, span=(-3.15, 0.0))
    cloud += ring(9.5, 18, 14, -44, n=8, seed=8, z=10, span=(-3.2, 0.05))
    cloud += ring(5.2, 22, 12, -27, n=9, seed=12, z=22, span=(-3.0, -0.14))
    curls(ink, head, r, cloud, seed=9, tone=r.base)


def bun_back(ink: Ink, who: Person, head: Head) -> None:
    r = who.hair_ramp
    bun = spline(head.hair([(-17, -62), (-15, -78), (0, -85), (16, -78), (18, -63), (8, -54), (-8, -54)], -6))
    ink.grad(bun, (-16, -84), (18, -56), [(0, mix(r.base, r.hi, 0.35)), (0.5, r.base), (1, r.shade)])
    with ink.clip(bun):
        for i, a in enumerate((-12, -6, 0, 6, 12)):
            strand = head.hair([(a * 0.6 - 3, -54), (a - 5, -66), (a * 0.8 + 2, -80), (a + 8, -86)], -6)
            ink.line(strand, 2.2, r.shade if i % 2 else r.hi, 0.6)
        ink.edge(bun, -4, -3, r.deep, 0.5, blur=1)
    back_mass(ink, head, r, [
        (0, -56), (24, -52), (38, -34), (39, -8), (34, 10), (0, 16), (-34, 10), (-39, -8), (-38, -34), (-24, -52),
    ])  # fmt: skip


def bun_front(ink: Ink, who: Person, head: Head) -> None:
    """Parted in the middle, drawn back; loose strands before the ears."""
    r = who.hair_ramp
    for k in (1, -1):
        outer = head.hair([(k * -0.5, -60), (k * 22, -56.5), (k * 36, -42), (k * 39.5, -20), (k * 36.5, 2)])
        inner = head.hair([(k * -0.5, -39), (k * 13, -37), (k * 24, -29.5), (k * 31.5, -17), (k * 34.5, 2)])
        if k < 0:
            lock(ink, r, outer, inner, n=9, shine=(0.18, 0.55), seed=3)
        else:
            lock(ink, r, outer, inner, n=9, shine=(0.1, 0.4), seed=2, dark=0.25, lit=0.7)
    for k, colour in ((-1, r.base), (1, r.shade)):
        strand = head.hair([(k * 30, -22), (k * 35.5, -6), (k * 36, 14), (k * 33.5, 30), (k * 36, 41)])
        ink.line(strand, 2.6, colour, 1, 0.4)
        ink.line(head.hair([(k * 32, -16), (k * 38, 0), (k * 37, 16), (k * 39, 27)]), 1.5, colour, 1, 0.4)
    ink.line(head.hair([(-31, -20), (-35.8, -5), (-36.4, 12), (-34.4, 27)]), 0.9, r.hi, 0.8, 0.4)
