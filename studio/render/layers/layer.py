"""What every layer promises. Two methods: where and how it looks at a time, and drawing it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from studio.render.boxes import Box, union
from studio.render.canvas import skia


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
