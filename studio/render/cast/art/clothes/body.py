"""The body under all garments: shoulders, chest and arms with the big light, folds and seams."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, minus, mirrored, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


def _side(who: Person) -> list[Point]:
    """The right outline from neckline to hem; the trapezius slopes about 20 degrees."""
    s, n = who.shoulder, who.neck_w
    return [
        (n + 4, 62.5), (n + 13, 69.5), (s * 0.62, 77), (s * 0.88, 84.5), (s + 1, 96), (s + 7, 116), (s + 10.5, 150),
        (s + 13, 195), (s + 12.5, 232), (s + 6, 268), (s - 8, 350, C),
    ]  # fmt: skip


def draw_torso(ink: Ink, who: Person, c: Ramp, *, drop: float = 84.0, hole: skia.Path | None = None) -> skia.Path:
    """A garment's body and sleeves, scooped to y = `drop` at the neck, less `hole`. Returns its shape."""
    right, n, s = _side(who), who.neck_w, who.shoulder
    scoop: list[Point] = [
        (-n - 4, 62.5, C), (-n + 1, 71), (-n * 0.5, drop - 3), (0, drop), (n * 0.5, drop - 3), (n - 1, 71),
        (n + 4, 62.5, C),
    ]  # fmt: skip
    shape = spline(scoop + right[1:] + mirrored(right[1:]), k=0.33)
    shape = minus(shape, hole) if hole is not None else shape
    tones = [(0.0, mix(c.base, c.hi, 0.5)), (0.35, c.base), (0.7, mix(c.base, c.shade, 0.5)), (1.0, c.shade)]
    ink.grad(shape, (-s, 70), (s, 250), tones)
    with ink.clip(shape):
        ink.glow(-s * 0.62, 92, 34, c.hi, 0.4, squash=0.6)
        _arms(ink, who, c)
        ink.edge(shape, -8, -1, c.shade, 0.7, blur=2.2)
        ink.edge(shape, 2.6, 3.2, c.hi, 0.5, blur=0.9)
        ink.edge(shape, -1.3, 0.6, mix(c.hi, "#ffd9c9", 0.5), 0.5, blur=0.25)
    return shape


def _arms(ink: Ink, who: Person, c: Ramp) -> None:
    """Sleeves: a soft plane under the arm, one inked seam, a few unequal folds. Less is more."""
    s = who.shoulder
    for k in (-1, 1):

        def at(*pts: Point, k: int = k) -> list[Point]:
            return [(k * (s + q[0]), *q[1:]) for q in pts]

        side = at((-9, 126), (-13, 158), (-16.5, 196), (-20, 232), (-29, 270), (-52, 360, C), (-74, 360, C), (-38, 250),
                  (-24, 160))  # fmt: skip
        ink.fill(spline(side), c.shade, 0.55 if k > 0 else 0.4, 5)
        ink.fill(spline(at((-10, 150), (-13, 190), (-19, 240), (-30, 300), (-40, 300), (-25, 232), (-18, 180))),
                 c.deep, 0.3, 2.5)  # fmt: skip
        ink.line(at((-9, 128), (-13, 158), (-16.5, 196), (-20, 232), (-29, 270), (-52, 350)), 2.4, c.deep, 0.75, 0.45,
                 e0=0, e1=2.2)  # fmt: skip
        ink.line(at((-9, 129), (-17, 137), (-30, 141)), 2.4, c.shade, 0.75, 0.25)
        ink.line(at((-10, 136), (-16, 148), (-25, 157)), 1.7, c.shade, 0.65, 0.25)
        ink.line(at((-8, 126), (-18, 133), (-33, 135)), 1.4, c.hi, 0.35, 0.3)
        ink.line(at((12, 208), (2, 216), (-12, 222)), 3.0, c.shade, 0.6, 0.35)
        ink.line(at((11.5, 222), (3, 235), (-9, 245)), 2.2, c.deep, 0.32, 0.35)
        ink.line(at((12, 204), (2, 211), (-9, 216)), 1.5, c.hi, 0.3, 0.4)
        ink.line(at((4, 108), (7, 126), (5, 148)), 2.6, c.hi if k < 0 else c.shade, 0.3, 0.5)
    for x0, y0, x1, y1 in ((-24, 250, 18, 258), (26, 236, -6, 250)):
        ink.line([(x0, y0), ((x0 + x1) / 2, (y0 + y1) / 2 + 4), (x1, y1)], 2.6, c.shade, 0.45, 0.4)
    if who.bust:
        for k in (-1, 1):
            ink.glow(k * 27 + 5, 163, 24, c.shade, 0.42 * who.bust, squash=0.32)
            ink.glow(k * 26 - 6, 143, 22, c.hi, 0.28 * who.bust, squash=0.7)
    else:
        ink.glow(-26, 128, 30, c.hi, 0.16, squash=0.6)
        ink.glow(30, 150, 30, c.shade, 0.2, squash=0.5)
