"""Garments by name."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.cast.art.clothes import casual, knit, tailored
from studio.render.cast.art.curves import C, Point, spline
from studio.render.cast.art.ink import Ink
from studio.render.cast.person import Person

GARMENTS: dict[str, Callable[[Ink, Person], None]] = {
    "blazer": tailored.draw_blazer,
    "suit": tailored.draw_suit,
    "crew": knit.draw_crew,
    "turtle": knit.draw_turtle,
    "cardigan": knit.draw_cardigan,
    "vneck": knit.draw_vneck,
    "hoodie": casual.draw_hoodie,
    "shirt": casual.draw_shirt_garment,
    "overshirt": casual.draw_overshirt,
    "polo": casual.draw_polo,
}


def draw_collar_back(ink: Ink, who: Person) -> None:
    """The far side of the collar, seen behind the neck."""
    n = who.neck_w
    back: list[Point]
    c = who.under_ramp if who.garment == "suit" else who.top_ramp
    if who.garment == "hoodie":
        back = [(-n - 16, 72), (-n - 12, 56), (-n - 2, 48), (n + 2, 48), (n + 12, 56), (n + 16, 72), (0, 84)]
        ink.fill(spline(back), c.deep)
    elif who.garment == "vneck":
        ink.fill(spline([(-n - 8, 84, C), (-n - 7, 61), (0, 55), (n + 7, 61), (n + 8, 84, C)]), c.deep)
    elif who.garment != "turtle":
        back = [(-n - 2.6, 64), (-n - 1.6, 59.5), (0, 55), (n + 1.6, 59.5), (n + 2.6, 64), (0, 72)]
        ink.fill(spline(back), c.deep)


def draw_clothes(ink: Ink, who: Person) -> None:
    """The whole garment with what is worn under it. KeyError for a garment nobody has sewn."""
    GARMENTS[who.garment](ink, who)
