"""Upright rectangles of whole pixels."""

from __future__ import annotations

Box = tuple[int, int, int, int]
"""left, top, right, bottom; right and bottom are outside."""


def around(one: Box, other: Box) -> Box:
    """The smallest box around both."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def union(one: Box | None, other: Box | None) -> Box | None:
    """The smallest box around what there is; None if there is nothing."""
    return one or other if one is None or other is None else around(one, other)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def common(one: Box, other: Box) -> Box | None:
    """The part of `one` in `other`; None if there is none."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def within(box: Box, width: int, height: int) -> Box | None:
    """The part of `box` on a picture of that size; None if there is none."""
    return common(box, (0, 0, width, height))
