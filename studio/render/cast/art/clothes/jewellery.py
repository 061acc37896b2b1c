"""Earrings, which swing a little behind the head."""

from __future__ import annotations

from studio.render.canvas import skia
from studio.render.cast.art.curves import ellipse, spline
from studio.render.cast.art.head import Head
from studio.render.cast.art.ink import Ink
from studio.render.cast.person import Person

GOLD = "#e2b04f"


def draw_earrings(ink: Ink, who: Person, head: Head) -> None:
    if not who.earrings:
        return
    for k in (-1, 1):
        x, y = head.at(k * (who.face_w + 1.6), 16.0, -4)
        if who.earrings == "hoop":
            ring = skia.Path()
            ring.addCircle(x, y + 6.5, 5.6)
            ink.stroke(ring, 1.4, GOLD)
            ink.line([(x - 5.6, y + 6), (x - 3.4, y + 2), (x, y + 0.9)], 0.8, "#fff0c8", 0.9)
        elif who.earrings == "drop":
            ink.line([(x, y), (x + 0.2, y + 5), (x, y + 8)], 0.9, GOLD, 1, 0.5, e0=0.8, e1=0.8)
            ink.fill(spline([(x, y + 6), (x + 3.2, y + 12.5), (x, y + 16), (x - 3.2, y + 12.5)]), GOLD)
            ink.fill(ellipse(x - 0.9, y + 11.5, 0.9, 1.6), "#fff3cf", 0.9)
        else:
            r = 2.5 if who.earrings == "pearl" else 1.6
            ink.fill(ellipse(x, y + 1, r, r), "#f4ece4" if who.earrings == "pearl" else GOLD)
            ink.fill(ellipse(x - 0.6, y + 0.3, r * 0.4, r * 0.4), "#ffffff")
