"""The figure below the head: dressed, with its arms and what it sits in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from studio.render.cast.art import arm, chair
from studio.render.cast.art.clothes import draw_garment
from studio.render.cast.art.ink import Ink
from studio.render.cast.gesture import Reach, rest
from studio.render.cast.person import Person


def draw_figure(ink: Ink, who: Person, *, raised: tuple[int, ...] = ()) -> None:
    """The trunk and the arms at rest; of arms in `raised` the upper part alone."""
    draw_garment(ink, who)
    if who.stance == "seated":
        chair.draw_armrests(ink, who)
    for side in (-1, 1):
        with mirrored_to(ink, side):
            draw = arm.draw_upper if side in raised else arm.draw_resting
            draw(ink, who, rest(who, side))


def draw_forearm(ink: Ink, who: Person, side: int, reach: Reach) -> None:
    """One arm from the elbow on, −1 being the viewer's left."""
    with mirrored_to(ink, side):
        arm.draw_fore(ink, who, reach)


@contextmanager
def mirrored_to(ink: Ink, side: int) -> Iterator[None]:
    """What is drawn for the viewer's right comes out on `side`."""
    ink.canvas.save()
    ink.canvas.scale(side, 1)
    yield
    ink.canvas.restore()
