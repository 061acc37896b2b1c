"""Curves as lists of points: splines, tapered strokes, limbs, boolean shapes. Units: head height = 100, y down."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from studio.render.canvas import skia

Point = tuple[float, ...]
"""(x, y), or (x, y, 1.0) for a point where the spline turns a corner."""
Points = Sequence[Point]
XY = tuple[float, float]
C = 1.0
"""Third item of a point: this one is a corner."""


def lerp(a: float, b: float, t: float) -> float:
    return a + (b - a) * t


def _handles(pts: Points, k: float, *, closed: bool) -> list[tuple[XY, XY]]:
    """Bezier handles: the tangent is parallel to the neighbours' chord; corners pull towards both neighbours."""
    n = len(pts)
    out: list[tuple[XY, XY]] = []
    for i, p in enumerate(pts):
        a = pts[i - 1] if (closed or i) else p
        b = pts[(i + 1) % n] if (closed or i < n - 1) else p
        if len(p) > 2:
            out.append((_towards(p, a, 0.3), _towards(p, b, 0.3)))
            continue
        tx, ty = b[0] - a[0], b[1] - a[1]
        size = math.hypot(tx, ty) or 1.0
        la, lb = math.dist(p[:2], a[:2]) * k / size, math.dist(p[:2], b[:2]) * k / size
        out.append(((p[0] - tx * la, p[1] - ty * la), (p[0] + tx * lb, p[1] + ty * lb)))
    return out


def _towards(p: Point, q: Point, t: float) -> XY:
    return p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t


def spline(pts: Points, *, k: float = 0.36) -> skia.Path:
    """A closed smooth shape through all points."""
    handles, path, n = _handles(pts, k, closed=True), skia.Path(), len(pts)
    path.moveTo(pts[0][0], pts[0][1])
    for i in range(n):
        j = (i + 1) % n
        path.cubicTo(*handles[i][1], *handles[j][0], pts[j][0], pts[j][1])
    path.close()
    return path


@functools.cache
def _weights(steps: int) -> tuple[tuple[float, float, float, float], ...]:
    """Bernstein's, at 0, 1/steps … 1."""
    at = [s / steps for s in range(steps + 1)]
    return tuple(((1 - t) ** 3, 3 * (1 - t) * (1 - t) * t, 3 * (1 - t) * t * t, t**3) for t in at)


def sample(pts: Points, steps: int = 8) -> list[XY]:
    """Points along an open spline, `steps` a segment, ends included."""
    handles, weights = _handles(pts, 0.36, closed=False), _weights(steps)
    out: list[XY] = []
    for i in range(len(pts) - 1):
        ax, ay, dx, dy = *pts[i][:2], *pts[i + 1][:2]
        (bx, by), (cx, cy) = handles[i][1], handles[i + 1][0]
        out += [(p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy) for p, q, r, s in weights[:-1]]
    out.append((pts[-1][0], pts[-1][1]))
    return out


@functools.lru_cache(maxsize=4096)
def _halves(n: int, w: float, peak: float, e0: float, e1: float) -> tuple[float, ...]:
    """Half the width of an inked line at 0, 1/n … 1 of its length."""
    out = []
    for i in range(n + 1):
        t = i / n
        s = t / peak if t < peak else (1 - t) / (1 - peak)
        out.append(lerp(e0 if t < peak else e1, w, math.sin(max(0.0, s) * math.pi / 2)) / 2)
    return tuple(out)


def taper(pts: Points, w: float, peak: float = 0.5, e0: float = 0.0, e1: float = 0.0) -> skia.Path:
    """A filled stroke, `w` wide at `peak` (0…1 of its length) and e0/e1 at its ends: an inked line."""
    if len(pts) == 2 and (size := math.dist(pts[0][:2], pts[1][:2])):
        (ax, ay), (bx, by) = pts[0][:2], pts[1][:2]
        dx, dy = bx - ax, by - ay
        path = skia.Path(_straight(w, peak, e0, e1))
        path.transform(skia.Matrix.MakeAll(dx, -dy / size, ax, dy, dx / size, ay, 0, 0, 1))
        return path
    return _along(sample(pts), w, peak, e0, e1)


@functools.lru_cache(maxsize=512)
def _straight(w: float, peak: float, e0: float, e1: float) -> skia.Path:
    """An inked line from (0, 0) to (1, 0)."""
    return _along(sample([(0, 0), (1, 0)]), w, peak, e0, e1)


def _along(q: Sequence[XY], w: float, peak: float, e0: float, e1: float) -> skia.Path:
    left: list[XY] = []
    right: list[XY] = []
    for half, (ax, ay), (x, y), (bx, by) in zip(
        _halves(len(q) - 1, w, peak, e0, e1), (q[0], *q), q, (*q[1:], q[-1]), strict=False
    ):
        tx, ty = bx - ax, by - ay
        m = half / (math.hypot(tx, ty) or 1)
        left.append((x - ty * m, y + tx * m))
        right.append((x + ty * m, y - tx * m))
    return polygon(left + right[::-1])


def polygon(pts: Sequence[XY]) -> skia.Path:
    path = skia.Path()
    path.moveTo(*pts[0])
    line = path.lineTo  # half the time of a list of Skia's points
    for x, y in pts[1:]:
        line(x, y)
    path.close()
    return path


def limb(pts: Points, w0: float, w1: float) -> skia.Path:
    """A round-ended limb along a spline, w0 wide at its root and w1 at its tip, slightly swollen at the pad."""
    q = sample(pts, 8)
    n = len(q) - 1
    left: list[XY] = []
    right: list[XY] = []
    for i, (x, y) in enumerate(q):
        a, b = q[max(0, i - 1)], q[min(n, i + 1)]
        m = math.dist(a, b) or 1
        nx, ny = -(b[1] - a[1]) / m, (b[0] - a[0]) / m
        t = i / n
        half = (w0 + (w1 - w0) * t + 0.5 * math.sin(t * math.pi * 2.2)) / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    (x, y), (px, py) = q[-1], q[-3]
    d = w1 * 0.5 / (math.hypot(x - px, y - py) or 1)
    dx, dy = (x - px) * d, (y - py) * d
    cap = [(x + dx * c - dy * s, y + dy * c + dx * s) for c, s in ((0.72, 0.69), (1.0, 0.0), (0.72, -0.69))]
    return spline([*left[::3], left[-1], *cap, right[-1], *right[::-1][1::3]])


def mirrored(pts: Points) -> list[Point]:
    """The same points on the other side of x = 0, in reverse order, so that both halves join into one outline."""
    return [(-p[0], *p[1:]) for p in reversed(pts)]


def ellipse(x: float, y: float, rx: float, ry: float) -> skia.Path:
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return path


def everywhere() -> skia.Path:
    path = skia.Path()
    path.addRect(skia.Rect.MakeLTRB(-900, -900, 900, 900))
    return path


def moved(path: skia.Path, dx: float, dy: float) -> skia.Path:
    out = skia.Path(path)
    out.offset(dx, dy)
    return out


def union(*paths: skia.Path) -> skia.Path:
    out = paths[0]
    for p in paths[1:]:
        out = skia.Op(out, p, skia.PathOp.kUnion_PathOp) or out
    return out


def minus(a: skia.Path, b: skia.Path) -> skia.Path:
    return skia.Op(a, b, skia.PathOp.kDifference_PathOp) or a


def both(a: skia.Path, b: skia.Path) -> skia.Path:
    """What lies in both shapes."""
    return skia.Op(a, b, skia.PathOp.kIntersect_PathOp) or a
