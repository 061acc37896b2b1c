"""What all hair is made of: masses, locks with strands and shine, hair brushed over a silhouette, curls."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from studio.render.canvas import skia
from studio.render.cast.art.curves import XY, C, Points, ellipse, lerp, sample, spline, taper
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp

Curl = tuple[float, float, float, float]
"""(x, y, radius, depth)."""


def between(a: Points, b: Points, t: float) -> list[XY]:
    return [(lerp(p[0], q[0], t), lerp(p[1], q[1], t)) for p, q in zip(a, b, strict=True)]


def _part(pts: Points, a: float, b: float) -> list[XY]:
    q = sample([p[:2] for p in pts], 8)
    n = len(q) - 1
    cut = q[int(a * n) : max(int(a * n) + 3, int(b * n) + 1)]
    thin = cut[:: max(1, len(cut) // 6)]
    return thin if thin[-1] == cut[-1] else [*thin, cut[-1]]


def lock(
    ink: Ink,
    ramp: Ramp,
    outer: Points,
    inner: Points,
    *,
    n: int = 6,
    shine: tuple[float, float] = (0.16, 0.42),
    seed: int = 1,
    dark: float = 0.0,
    lit: float = 1.0,
) -> skia.Path:
    """One mass of hair between two edges with equal point counts; strands are blends of the edges."""  # fmt: skip
    rnd = random.Random(seed)
    ring = [(*outer[0][:2], C), *outer[1:-1], (*outer[-1][:2], C)]
    if math.dist(outer[-1][:2], inner[-1][:2]) > 8:  # a lock with a blunt end
        ring.append((*inner[-1][:2], C))
    ring += inner[::-1][1:-1]
    if tuple(outer[0][:2]) != tuple(inner[0][:2]):
        ring.append((*inner[0][:2], C))
    path = spline(ring)
    m = outer[len(outer) // 2], inner[len(inner) // 2]
    base = mix(ramp.base, ramp.shade, dark)
    ink.grad(path, m[0], m[1], [(0, mix(base, ramp.hi, 0.16 * lit)), (0.45, base), (1, mix(base, ramp.shade, 0.85))])
    with ink.clip(path):
        for i in range(n):
            strand = between(outer, inner, (i + 0.5 + rnd.uniform(-0.25, 0.25)) / n)
            part = _part(strand, rnd.uniform(0, 0.2), rnd.uniform(0.8, 1))
            ink.fill(taper(part, rnd.uniform(1.0, 2.6), 0.6), ramp.shade if i % 3 else ramp.deep, 0.55)
        for i in range(n):
            t = (i + 0.2 + rnd.uniform(-0.15, 0.15)) / n
            if t <= 0.78:
                a, b = shine[0] + rnd.uniform(-0.05, 0.05), shine[1] + rnd.uniform(-0.08, 0.1)
                part = _part(between(outer, inner, t), a, b)
                ink.fill(taper(part, rnd.uniform(1.0, 3.0) * lit + 0.2, 0.5), ramp.hi, (0.8 - 0.5 * t) * lit)
    return path


def back_mass(ink: Ink, head: Head, ramp: Ramp, pts: Points) -> skia.Path:
    """The hair behind head and neck."""
    path = spline(head.hair(pts, -8))
    ink.grad(path, (-40, -50), (30, 110), [(0, mix(ramp.base, ramp.shade, 0.5)), (0.5, ramp.shade), (1, ramp.deep)])
    return path


def draw_temples(ink: Ink, ramp: Ramp, head: Head, *, y1: float, soft: float) -> None:
    """Short sides which blend into the skin before the ear, at height y1."""
    for k in (-1, 1):
        side = spline(head.hair([
            (k * 27, -38), (k * 36.2, -32), (k * 36.6, -10), (k * 35.2, y1, C), (k * 33, y1 - 3), (k * 32.6, -10),
            (k * 29.5, -22),
        ], 4))  # fmt: skip
        tone = mix(ramp.base, ramp.shade, 0.4)
        stops = [(0.0, tone, 1.0), (0.6, tone, 1.0), (1.0, mix(ramp.base, ramp.hi, 0.2), soft)]
        ink.grad(side, head.at(k * 30, -30), head.at(k * 34, y1), stops)
        with ink.clip(side):
            for i in range(8):
                y = -32 + i * 5
                hair = head.hair([(k * 30.5, y), (k * 34, y + 3), (k * 37, y + 8)], 4)
                ink.line(hair, 0.8, ramp.deep if i % 2 else ramp.hi, 0.5)


def brushed(
    ink: Ink, ramp: Ramp, head: Head, outer: Points, *, roots: Points, ends: Points, n: int, seed: int
) -> skia.Path:
    """Hair brushed from a row of roots to a row of ends over one designed silhouette."""
    rnd = random.Random(seed)
    a, b = sample(roots, 10), sample(ends, 10)
    shape = spline(head.hair(outer))
    tones = [(0.0, mix(ramp.base, ramp.hi, 0.3)), (0.45, ramp.base), (1.0, ramp.shade)]
    ink.grad(shape, head.at(-34, -60, 0), head.at(36, -18, 0), tones)
    with ink.clip(shape):
        for i in range(n):
            t = (i + rnd.uniform(0, 1)) / n
            p, q = a[int(t * (len(a) - 1))], b[min(len(b) - 1, int(t * (len(b) - 1)))]
            m = (lerp(p[0], q[0], 0.4) + rnd.uniform(-1, 1), lerp(p[1], q[1], 0.62))
            lit = rnd.random() < (0.62 if p[0] < 2 else 0.25)
            strand = taper(head.hair([p, m, q]), rnd.uniform(0.9, 2.5), rnd.uniform(0.3, 0.6))
            ink.fill(strand, ramp.hi if lit else ramp.deep, 0.46 if lit else 0.55)
        ink.edge(shape, -3, 3, ramp.deep, 0.45, blur=1.6)
        ink.glow(*head.at(-14, -50, 10), 17, ramp.hi, 0.4, squash=0.6)
    return shape


def curls(ink: Ink, head: Head, ramp: Ramp, centres: Sequence[Curl], *, seed: int, tone: str) -> None:
    """Each curl is a small lit ball with one coil inside: volume, not scribble."""
    rnd = random.Random(seed)
    for x, y, r, z in centres:
        px, py = head.at(x, y, z)
        lit = max(0.0, min(1.0, 0.62 - x / 80 - (y + 22) / 105))
        base = mix(tone, ramp.hi, 0.3 * lit)
        stops = [(0.0, mix(base, ramp.hi, 0.35 * lit)), (0.45, base), (1.0, mix(base, ramp.deep, 0.6))]
        ink.grad(ellipse(px, py, r, r), (px - r * 0.7, py - r * 0.8), (px + r * 0.7, py + r * 0.9), stops)
        a0 = rnd.uniform(2.6, 4.4)
        for rr, colour, a in ((0.72, ramp.deep, 0.5), (0.55, ramp.hi, 0.25 + 0.5 * lit), (0.3, ramp.deep, 0.45)):
            arc = []
            for i in range(4):
                d, angle = r * (rr - 0.05 * i), a0 + i * 0.85
                arc.append((px + d * math.cos(angle), py + d * math.sin(angle)))
            ink.line(arc, r * 0.16, colour, a)


def ring(
    radius: float, rx: float, ry: float, cy: float, *, n: int, seed: int, z: float, span: tuple[float, float]
) -> list[Curl]:
    """`n` curls along an ellipse, jittered; `span` is the first and last angle."""
    rnd = random.Random(seed)
    out: list[Curl] = []
    for i in range(n):
        a = lerp(span[0], span[1], i / (n - 1))
        x, y = rx * math.cos(a) + rnd.uniform(-2, 2), cy + ry * math.sin(a) + rnd.uniform(-2, 2)
        out.append((x, y, radius * rnd.uniform(0.85, 1.2), z))
    return out
