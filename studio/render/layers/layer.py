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

    `parts` of the box have keys of their own (a part without a box shows nothing): looks that differ in some parts
    alone draw equal pixels outside of these.
    """

    box: Box | None
    key: Hashable = None
    parts: tuple[tuple[Box | None, Hashable], ...] = ()


NOTHING = Look(None)


class Layer(Protocol):
    """`t` is seconds from the start of the scene. `draw` is called only while `look(t).box` is not None."""

    def look(self, t: float) -> Look: ...

    def draw(self, canvas: skia.Canvas, t: float) -> None: ...


def difference(before: Look, after: Look) -> list[Box]:
    """The boxes in which two looks of one layer differ."""
    if before == after:
        return []
    alike = before.box == after.box and before.key == after.key and len(before.parts) == len(after.parts)
    pairs = list(zip(before.parts, after.parts, strict=True)) if alike else [((before.box, 0), (after.box, 1))]
    boxes = [union(old[0], new[0]) for old, new in pairs if old != new]
    return [box for box in boxes if box is not None]


def union(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around both."""
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def common(one: Box, other: Box) -> Box | None:
    """The part of `one` in `other`; None if there is none."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def within(box: Box, width: int, height: int) -> Box | None:
    """The part of `box` on the canvas; None if there is none."""
    return common(box, (0, 0, width, height))


def argb(colour: str, opacity: float = 1.0) -> int:
    """Skia's colour number for #rrggbb."""
    return round(opacity * 255) << 24 | int(colour[1:], 16)
