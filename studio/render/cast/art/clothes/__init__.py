"""Garments by name."""

from __future__ import annotations

from collections.abc import Callable

from studio.render.cast.art import chair
from studio.render.cast.art.clothes import casual, knit, medical, patterned, tailored, work
from studio.render.cast.art.clothes.extras import draw_extras
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
    "tee": patterned.draw_tee_garment,
    "striped": patterned.draw_striped,
    "check": patterned.draw_check,
    "wrap": patterned.draw_wrap,
    "kurta": patterned.draw_kurta,
    "waistcoat": patterned.draw_waistcoat,
    "scrubs": medical.draw_scrubs,
    "coat": medical.draw_coat,
    "apron": work.draw_apron,
    "overalls": work.draw_overalls,
    "vest": work.draw_vest,
}


SHIRTED = ("suit", "waistcoat", "apron", "overalls", "vest")
"""Garments whose collar belongs to what is worn beneath."""


def draw_collar_back(ink: Ink, who: Person) -> None:
    """What is behind the neck: the far side of the collar, a wheelchair."""
    if who.stance == "seated":
        chair.draw_chair_back(ink, who)
    n = who.neck_w
    back: list[Point]
    c = who.under_ramp if who.garment in SHIRTED else who.top_ramp
    if who.garment == "hoodie":
        back = [(-n - 16, 72), (-n - 12, 56), (-n - 2, 48), (n + 2, 48), (n + 12, 56), (n + 16, 72), (0, 84)]
        ink.fill(spline(back), c.deep)
    elif who.garment in ("vneck", "wrap"):
        ink.fill(spline([(-n - 9, 92, C), (-n - 8, 61), (0, 55), (n + 8, 61), (n + 9, 92, C)]), c.deep)
    elif who.garment != "turtle":
        back = [(-n - 2.6, 64), (-n - 1.6, 59.5), (0, 55), (n + 1.6, 59.5), (n + 2.6, 64), (0, 72)]
        ink.fill(spline(back), c.deep)


def draw_garment(ink: Ink, who: Person) -> None:
    """The whole garment with what is worn under and over it, without arms. KeyError for one nobody has sewn."""
    GARMENTS[who.garment](ink, who)
    draw_extras(ink, who)
