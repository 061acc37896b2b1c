"""The body under all garments: shoulders, chest and waist with the big light, folds and seams. Arms: art/arm.py."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, minus, mirrored, spline
from studio.render.cast.art.ink import Ink, Stop, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def _side(who: Person) -> list[Point]:
    """The right outline from neckline to hem; the trapezius slopes about 20 degrees, the waist goes in."""
    s, n, w = who.shoulder, who.neck_w, who.waist
    return [
        (n + 4, 62.5), (n + 13, 69.5), (s * 0.62, 77), (s * 0.88, 84.5), (s - 3, 95), (s - 6, 112), (s - 9, 136),
        ((s - 10) * 0.55 + w * 0.45, 164), (w, 206), (w + 2.5, 232), (w + 7, 268), (w + 10, 350, C),
    ]  # fmt: skip


def big_light(who: Person, c: Ramp) -> tuple[Point, Point, list[Stop]]:
    """The gradient that runs across the whole figure: ends and stops, the same for torso and sleeves."""
    s = who.shoulder
    tones: list[Stop] = [
        (0.0, mix(c.base, c.hi, 0.5)), (0.35, c.base), (0.7, mix(c.base, c.shade, 0.5)), (1.0, c.shade),
    ]  # fmt: skip
    return (-s, 70), (s, 250), tones


def torso_shape(who: Person, *, drop: float = 84.0) -> skia.Path:
    """Outline of chest and waist, scooped to y = `drop` at the neck."""
    right, n = _side(who), who.neck_w
    scoop: list[Point] = [
        (-n - 4, 62.5, C), (-n + 1, 71), (-n * 0.5, drop - 3), (0, drop), (n * 0.5, drop - 3), (n - 1, 71),
        (n + 4, 62.5, C),
    ]  # fmt: skip
    return spline(scoop + right[1:] + mirrored(right[1:]), k=0.33)


def draw_torso(ink: Ink, who: Person, c: Ramp, *, drop: float = 84.0, hole: skia.Path | None = None) -> skia.Path:
    """A garment's body without sleeves, scooped to y = `drop` at the neck, less `hole`. Returns its shape."""
    shape = torso_shape(who, drop=drop)
    shape = minus(shape, hole) if hole is not None else shape
    a, b, tones = big_light(who, c)
    ink.grad(shape, a, b, tones)
    with ink.clip(shape):
        ink.glow(-who.shoulder * 0.55, 96, 36, c.hi, 0.4, squash=0.6)
        _planes(ink, who, c)
        ink.edge(shape, -7, -1, c.shade, 0.7, blur=2.2)
        ink.edge(shape, 2.2, 2.6, c.hi, 0.4, blur=0.9)
    return shape


def _planes(ink: Ink, who: Person, c: Ramp) -> None:
    """Chest, waist and the folds that pull towards the armpits and the belt. Less is more."""
    s, w = who.shoulder, who.waist
    for k in (-1, 1):
        flank = [
            (k * (s - 14), 124),
            (k * (w * 0.74 + 8), 176),
            (k * (w - 10), 214),
            (k * (w - 6), 270, C),
            (k * 130, 270, C),
        ]
        ink.fill(spline(flank), c.shade, 0.5 if k > 0 else 0.3, 4)
        ink.line([(k * (s - 12), 130), (k * (s - 22), 139), (k * (s - 37), 143)], 2.3, c.shade, 0.7, 0.25)
        ink.line([(k * (s - 12), 137), (k * (s - 20), 149), (k * (s - 30), 158)], 1.7, c.shade, 0.6, 0.25)
        ink.line([(k * (w - 1), 203), (k * (w - 12), 209), (k * (w - 27), 210)], 2.4, c.deep, 0.34, 0.25)
        ink.line([(k * (w - 1), 213), (k * (w - 14), 222), (k * (w - 24), 233)], 2.2, c.shade, 0.6, 0.25)
        ink.line([(k * (w - 1), 200), (k * (w - 13), 205.6), (k * (w - 26), 206.4)], 1.3, c.hi, 0.32, 0.3)
    if who.bust:
        for k in (-1, 1):
            ink.glow(k * 26 + 4, 163, 24, c.shade, 0.5 * who.bust, squash=0.34)
            ink.glow(k * 25 - 6, 143, 22, c.hi, 0.3 * who.bust, squash=0.7)
    else:
        ink.glow(-26, 126, 30, c.hi, 0.2, squash=0.6)
        ink.glow(30, 150, 30, c.shade, 0.2, squash=0.5)
