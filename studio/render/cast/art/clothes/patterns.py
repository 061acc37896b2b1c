"""Woven patterns, along the body or along an arm."""

from __future__ import annotations

from studio.render.cast.art.curves import XY
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person


def _across(a: XY, b: XY, at: float, half: float, sag: float) -> list[XY]:
    """A line across the way from a to b, `at` head units along it, sagging by `sag`."""
    x, y = b[0] - a[0], b[1] - a[1]
    long = (x * x + y * y) ** 0.5 or 1.0
    x, y = x / long, y / long
    mx, my = a[0] + x * at, a[1] + y * at
    return [(mx + y * half, my - x * half), (mx + x * sag, my + y * sag), (mx - y * half, my + x * half)]


def _long(a: XY, b: XY) -> float:
    return float(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5)


def draw_stripes(ink: Ink, who: Person, a: XY, b: XY) -> None:
    """Bands in the colour worn beneath, across the way from a to b."""
    tone = mix(who.under_ramp.base, who.under_ramp.shade, 0.2)
    at = 4.0
    while at < _long(a, b):
        ink.line(_across(a, b, at, 100, 4), 3.6, tone, 0.95, 0.5, e0=3.6, e1=3.6)
        at += 11.5


def draw_checks(ink: Ink, who: Person, a: XY, b: XY) -> None:
    """Broad and fine lines both ways, woven: they only tint the cloth."""
    c, u = who.top_ramp, who.under_ramp
    at = 3.0
    while at < _long(a, b):
        ink.line(_across(a, b, at, 100, 3), 8, c.deep, 0.34, 0.5, e0=8, e1=8)
        ink.line(_across(a, b, at + 9, 100, 3), 0.9, u.base, 0.6, 0.5, e0=0.9, e1=0.9)
        at += 18.0
    for i in range(-6, 7):
        ends = [_across(a, b, t, i * 9.0, 0)[0] for t in (0.0, _long(a, b) / 2, _long(a, b))]
        if i % 2:
            ink.line(ends, 8, c.deep, 0.34, 0.5, e0=8, e1=8)
        else:
            ink.line(ends, 0.9, u.base, 0.6, 0.5, e0=0.9, e1=0.9)


PATTERNS = {"striped": draw_stripes, "check": draw_checks}
"""Garment → the pattern of its sleeves."""
