"""What every layer promises. Two methods: where and how it looks at a time, and drawing it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from studio.render.canvas import skia

Box = tuple[int, int, int, int]
"""left, top, right, bottom in pixels; right and bottom are outside."""


@dataclass(frozen=True, slots=True)
class Look:
    """`box` bounds every pixel drawn (None: nothing is drawn). Equal looks draw equal pixels.

    `inner` is a part of the box with a key of its own: looks that differ only there draw equal pixels outside.
    """

    box: Box | None
    key: Hashable = None
    inner: tuple[Box, Hashable] | None = None


NOTHING = Look(None)


class Layer(Protocol):
    """`t` is seconds from the start of the scene. `draw` is called only while `look(t).box` is not None."""

    def look(self, t: float) -> Look: ...

    def draw(self, canvas: skia.Canvas, t: float) -> None: ...


def difference(before: Look, after: Look) -> Box | None:
    """The box in which two looks of one layer differ; None when they don't."""
    if before == after:
        return None
    if before.box == after.box and before.key == after.key and before.inner and after.inner:
        return union(before.inner[0], after.inner[0])
    return union(before.box, after.box)


def union(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both."""
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(box: Box, width: int, height: int) -> Box | None:
    """The part of `box` on the canvas; None if there is none."""
    left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(width, box[2]), min(height, box[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def argb(colour: str, opacity: float = 1.0) -> int:
    """Skia's colour number for #rrggbb."""
    return round(opacity * 255) << 24 | int(colour[1:], 16)
