"""Brows and glasses."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import C, Point, Points, everywhere, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink, mix
from studio.render.cast.person import Person

FRAMES = {
    "square": ("#3a2a30", 2.1, [
        (-11.4, -6.6), (-5, -7.8), (5, -7.8), (11.6, -6.8), (11.6, 1), (9.4, 7.6), (2, 9.4), (-6, 9.2), (-10.6, 6),
    ]),
    "round": ("#a8742f", 1.3, [
        (0, -10.2), (8.2, -7.2), (11.6, 0.6), (8.2, 8.2), (0, 11.2), (-8.2, 8.2), (-11.4, 0.6), (-8.2, -7.2),
    ]),
    "thin": ("#8a8f99", 0.9, [
        (-11, -6), (0, -7.4), (11, -6), (11.4, 0), (9, 6.6), (0, 8), (-9, 6.6), (-11.2, 0),
    ]),
    "cat": ("#7c2440", 2.0, [
        (-11, -5), (-3, -7), (6, -8.4), (14.4, -10.6), (12.6, -1), (8.6, 6.4), (0, 8.4), (-8, 6.6), (-11, 1),
    ]),
    "aviator": ("#b08a3e", 1.1, [
        (-10.6, -6.6), (0, -8), (11, -6.4), (12.4, 1), (8.6, 9), (1, 12), (-7, 8.6), (-10.8, 1),
    ]),
    "safety": ("#6d7684", 1.5, [
        (-12.6, -8.4), (0, -10), (14.6, -8.4), (17, 0), (13.4, 8.4), (2, 11.4), (-9, 8.6), (-12.8, 1),
    ]),
}  # fmt: skip
"""Frame name → (colour, width, one lens seen from its own centre)."""


def draw_brows(ink: Ink, who: Person, head: Head) -> None:
    """Both brows at rest. Inner ends lie a little low: the opposite slope reads as worry."""
    colour, y, t, a = who.brow, who.brow_y, who.brow_t, who.brow_arch
    top: list[Point] = [
        (6.8, y + 0.5), (12, y - a * 0.55), (19, y - a * 1.05), (25.5, y - a * 0.2 + 0.5), (28.8, y + 2.4, C),
    ]  # fmt: skip
    low: list[Point] = [
        (24.5, y - a * 0.2 + t * 0.62), (18.5, y - a + t * 0.82), (12, y - a * 0.5 + t), (7.2, y + t + 0.1),
    ]  # fmt: skip
    for side in (-1, 1):

        def place(pts: Points, side: int = side) -> list[Point]:
            return head.pts([(side * q[0], q[1] + 0.35 - (q[0] - 7) * 0.035, *q[2:]) for q in pts])

        shape = spline(place(top + low))
        ends = place([(6, y), (29, y)])
        ink.grad(shape, ends[0], ends[1], [(0, colour, 0.6), (0.3, colour, 0.95), (1, colour, 1)], blur=0.22)
        with ink.clip(shape):
            for i in range(6):
                x = 7.6 + i * 2.7
                yy = y - a * (0.1 + 0.9 * min(1, i / 4)) + t * 0.75
                hair = place([(x, yy + 0.7), (x + 1.5, yy - t * 0.35), (x + 3.3, yy - t * 0.62)])
                ink.line(hair, 0.7, mix(colour, "#000000", 0.25), 0.4)


def draw_glasses(ink: Ink, who: Person, head: Head) -> None:
    if not who.glasses:
        return
    colour, width, rim = FRAMES[who.glasses]
    colour = who.frame or colour
    tint = 0.3 if who.glasses == "safety" else 0.12
    for k in (-1, 1):
        lens = spline([head.at(k * (17.0 + x), y + 3.2, 32) for x, y in rim])
        with ink.clip(lens):
            ink.fill(lens, "#dff0ff", tint)
            x, y = head.at(k * 17.0, 3, 32)
            sheen = [(x - 9, y + 12, C), (x + 2, y - 14, C), (x + 6, y - 14, C), (x - 5, y + 12, C)]
            ink.fill(spline(sheen), "#ffffff", 0.17)
        ink.cast(_ring(lens, width), everywhere(), 0.6, 1.2, who.skin_ramp.deep, opacity=0.35, blur=0.5)
        ink.stroke(lens, width, colour)
        temple = [head.at(k * 28.3, 0.5, 30), head.at(k * (who.face_w + 0.5), -1, 2)]
        ink.line(temple, width * 1.2, colour, 1, 0.5, e0=width, e1=width)
    bridge = [head.at(-6, 2, 33), head.at(0, -0.2, 36), head.at(6, 2, 33)]
    ink.line(bridge, width, colour, 1, 0.5, e0=width, e1=width)


def _ring(lens: skia.Path, width: float) -> skia.Path:
    pen = skia.Paint(AntiAlias=True)
    pen.setStyle(skia.Paint.kStroke_Style)
    pen.setStrokeWidth(width)
    out = skia.Path()
    pen.getFillPath(lens, out)
    return out
