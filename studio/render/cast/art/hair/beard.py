"""Beards and moustaches."""

from __future__ import annotations

import math
import random

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, Points, both, minus, mirrored, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, Stop, mix
from studio.render.cast.person import Person
from studio.render.cast.pose import Mouth

LOW = {"stubble": 51.2, "goatee": 53.5, "short": 51.2, "full": 54.5, "long": 66.0}
"""Beard → how far down it reaches."""
CHEEK = {"stubble": 19.0, "goatee": 30.0, "short": 20.0, "full": 14.0, "long": 13.0}
HAIRS = {"stubble": 190, "goatee": 120, "short": 150, "full": 230, "long": 330}


def _depth(x: float, y: float) -> float:
    return 33 * math.sqrt(max(0.0, 1 - (x / 40) ** 2 - ((y - 8) / 70) ** 2)) if abs(x) < 38 else 0.0


def _outline(who: Person, head: Head) -> skia.Path:
    low, cheek, w = LOW[who.beard], CHEEK[who.beard], who.face_w - 0.4
    short = who.beard in ("short", "stubble")
    y0 = -13.0 if who.cover == "turban" else 3.0
    right: list[Point]
    if who.beard == "goatee":
        right = [(14.6, 31), (15.4, 40), (13, 49), (7, low), (0, low + 0.8)]
        ring = [*right, *mirrored(right[:-1]), (-9, 27.4), (0, 26), (9, 27.4)]
        return spline([head.at(q[0], q[1], _depth(q[0], q[1])) for q in ring])
    if who.beard == "long":
        right = [(w - 0.2, y0), (w - 0.2, 16), (w - 1.4, 33), (w - 7.5, 49), (17, 61), (0, low + 2)]
    else:
        right = [
            (w - 0.4, y0), (w - 0.6, 16), (who.jaw_w + (1 if short else 1.8), 31),
            (who.chin_w + (9.5 if short else 11), 43), (who.chin_w + 3, low - 3), (0, low),
        ]  # fmt: skip
    inner: list[Point] = [
        (0, 26.6), (4, 25.8), (10, 27.6), (15.5, 32.5), (20.5, cheek + 14.5), (26, cheek + 7), (30, cheek - 4),
        (w - 3, y0 - 3),
    ]  # fmt: skip
    ring = right + mirrored(right[:-1]) + [(-x, y) for x, y in inner[1:]][::-1] + inner
    return spline([head.at(q[0], q[1], _depth(q[0], q[1])) for q in ring])


def draw_beard(ink: Ink, who: Person, head: Head, face: skia.Path) -> None:
    """The beard, jaw shut; lips and moustache are drawn over it."""
    if who.beard not in LOW:
        return
    r, short = who.hair_ramp, who.beard in ("short", "stubble")
    gap: Points = [
        (-12.5, 30.2), (0, 29.6), (12.5, 30.2), (13.4, 32.6), (8, 38.6), (3, 39.4), (-3, 39.4), (-8, 38.6),
        (-13.4, 32.6),
    ]  # fmt: skip
    shape = minus(_outline(who, head), spline(head.pts(gap, 35)))
    shape = both(shape, face) if short else shape
    stops: list[Stop] = [(0, mix(r.base, r.hi, 0.25)), (0.5, r.base), (1, r.shade)]
    if short or who.bald:  # no hair to join: sideburns fade in below the ear
        _faded(ink, who, head, shape)
        return
    with ink.clip(shape):
        ink.grad(shape, head.at(-30, 10, 10), head.at(30, 50, 10), stops, blur=0.9)
    with ink.clip(shape):
        _hairs(ink, who, head)
    _soul_patch(ink, who, head, 1.0)


def _faded(ink: Ink, who: Person, head: Head, shape: skia.Path) -> None:
    tone = mix(who.hair_ramp.base, who.hair_ramp.shade, 0.3)
    with ink.clip(shape):
        full = {"short": 0.86, "stubble": 0.36}.get(who.beard, 1.0)
        ink.grad(shape, (0, 3), (0, 44), [(0, tone, 0), (0.4, tone, full * 0.85), (1, tone, full)], blur=0.9)
        _hairs(ink, who, head)
    if who.beard != "stubble":
        _soul_patch(ink, who, head, 0.8)


def _soul_patch(ink: Ink, who: Person, head: Head, opacity: float) -> None:
    ink.fill(spline(head.pts([(-3, 41.5), (3, 41.5), (2, 46), (-2, 46)], 36)), who.hair_ramp.base, opacity, 0.5)


def _hairs(ink: Ink, who: Person, head: Head) -> None:
    r, rnd = who.hair_ramp, random.Random(11)
    for _ in range(HAIRS[who.beard]):
        x, y = (
            rnd.uniform(-35, 35),
            rnd.uniform(12 if who.beard in ("short", "stubble") or who.bald else 0, LOW[who.beard]),
        )
        long = {"short": 2.6, "stubble": 1.5}.get(who.beard, 5.5)
        dx = -x * 0.03 * long
        lit = rnd.random() < (0.42 if x < 0 else 0.16)
        path = ((x, y), (x + dx * 0.5 + 0.3, y + long * 0.5), (x + dx, y + long))
        ink.line([head.at(a, b, _depth(a, b)) for a, b in path], 0.9, r.hi if lit else r.deep, 0.42)


def lift(mouth: Mouth) -> float:
    """How far a moustache rises with the upper lip, in head units."""
    return 0.7 * (mouth.jaw + 2.0 * mouth.up) * (1 - mouth.press)


def draw_moustache(ink: Ink, who: Person, head: Head, *, raised: float) -> None:
    """Over the upper lip; its lower edge rises with the lip."""
    if who.beard in ("", "short", "stubble"):
        return
    r, u = who.hair_ramp, raised
    half: list[Point] = [
        (0, 26.4), (4.5, 25.0), (10, 26.6), (14.4, 29.0), (16.2, 29.2 - 0.4 * u, C), (11.4, 31.0 - 0.7 * u),
        (5, 31.3 - u), (0, 31.0 - u),
    ]  # fmt: skip
    ring = half + [(-q[0], *q[1:]) for q in half[1:-1][::-1]]
    shape = spline([(*head.at(q[0], q[1], 37 - abs(q[0]) * 0.35), *q[2:]) for q in ring])
    tones = [(0.0, mix(r.base, r.hi, 0.25)), (0.5, r.base), (1.0, r.shade)]
    ink.grad(shape, head.at(-12, 26, 34), head.at(12, 34, 34), tones)
    rnd = random.Random(2)
    with ink.clip(shape):
        for _ in range(44):
            x = rnd.uniform(-14, 14)
            y = 25.5 + abs(x) * 0.28 + rnd.uniform(0, 3)
            k = 1 if x > 0 else -1
            hair = [head.at(a, b, 36) for a, b in ((x, y), (x + k * 1.2, y + 2), (x + k * 3.2, y + 4))]
            ink.line(hair, 0.85, r.hi if rnd.random() < 0.3 else r.deep, 0.42)
