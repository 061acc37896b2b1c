"""A wheelchair, as far as a half-length portrait shows it: backrest, push handles, wheels, armrests."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, ellipse, moved, spline
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.palette import CLOTH
from studio.render.cast.person import Person

STEEL, LIGHT, DARK, RUBBER = "#a9b1bd", "#eef1f5", "#646c79", "#2b2d33"


def draw_chair_back(ink: Ink, who: Person) -> None:
    """What is seen behind the body."""
    s, c = who.shoulder, CLOTH[who.accent]
    rest = spline(
        [
            (-s - 2, 130, C),
            (-s - 3, 124),
            (-s + 8, 121),
            (0, 122),
            (s - 8, 121),
            (s + 3, 124),
            (s + 2, 130, C),
            (s + 2, 300, C),
            (-s - 2, 300, C),
        ],
        k=0.2,
    )
    ink.grad(rest, (-s, 120), (s, 280), [(0, "#4a4e58"), (0.5, "#363a43"), (1, "#24272e")])
    for k in (-1, 1):
        x = k * (s + 4)
        ink.line([(x, 300), (x, 180), (x, 122)], 5.4, DARK, 1, 0.5, e0=5.4, e1=5.4)
        ink.line([(x - 1.2, 300), (x - 1.2, 180), (x - 1.2, 124)], 1.5, LIGHT, 0.9, 0.5, e0=1.4, e1=1.4)
        grip: list[Point] = [(x - 4.6, 103), (x + 4.6, 103), (x + 4.8, 122), (x - 4.8, 122)]
        ink.grad(
            spline(grip, k=0.25), (x - 5, 104), (x + 5, 120), [(0, mix(c.base, c.hi, 0.3)), (0.5, c.base), (1, c.deep)]
        )
        for y in (108, 112, 116):
            ink.line([(x - 4.6, y), (x, y + 1), (x + 4.6, y)], 0.9, c.deep, 0.7, 0.5, e0=0.8, e1=0.8)
    for k in (-1, 1):
        _wheel(ink, who, side=k)


def _wheel(ink: Ink, who: Person, *, side: int) -> None:
    """The big wheel, almost edge on: tyre, rim, push ring, spokes."""
    k, s = side, who.shoulder
    x, y, ry = k * (s + 18), 266.0, 86.0
    for rx, tone, w in ((10.5, RUBBER, 6.4), (8.0, DARK, 2.0)):
        ring = skia.Path()
        ring.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
        ink.stroke(moved(ring, 1.2, 1.5), w, "#1b1118", 0.25)
        ink.stroke(ring, w, tone)
    for i in range(-4, 5):
        ink.line(
            [(x, y), (x + k * i * 1.7, y - ry + abs(i) * 5)], 0.7, LIGHT if i < 0 else STEEL, 0.75, 0.5, e0=0.6, e1=0.6
        )
    push = skia.Path()
    push.addOval(skia.Rect.MakeLTRB(x + k * 6 - 9, y - ry + 8, x + k * 6 + 9, y + ry - 8))
    ink.stroke(moved(push, 0.8, 1), 2.8, DARK)
    ink.stroke(push, 2.2, STEEL)
    ink.line([(x + k * 6 - 7.5, y - ry + 38), (x + k * 6 - 4, y - ry + 14), (x + k * 6, y - ry + 8)], 1.1, LIGHT, 1)
    ink.fill(ellipse(x, y, 5, 8), STEEL)


def draw_armrests(ink: Ink, who: Person) -> None:
    """In front of the body, beneath the forearms."""
    for k in (-1, 1):
        x = k * (who.shoulder - 6)
        pad = spline([(x - k * 17, 247), (x + k * 13, 234), (x + k * 17, 241), (x - k * 14, 261)], k=0.3)
        ink.fill(moved(pad, 1, 3), "#1b1118", 0.35, 1.6)
        ink.grad(pad, (x - 14, 242), (x + 14, 262), [(0, "#5a5e69"), (0.5, "#3a3d46"), (1, "#25272d")])
        ink.line([(x - k * 15, 248.4), (x, 241), (x + k * 13, 235.4)], 1.2, "#8b909c", 0.8)
        ink.line([(x - k * 4, 262), (x - k * 3, 300)], 4.4, STEEL, 1, 0.5, e0=4.4, e1=4.4)
        ink.line([(x - k * 4 - 1, 262), (x - k * 3 - 1, 300)], 1.2, LIGHT, 0.9, 0.5, e0=1, e1=1)
