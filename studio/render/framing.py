"""Where the presenter stands: style, scale and offset become pixels.

Scale is about the middle of the screen; offset is x to the right and y up, in fractions of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from studio.render.plan import Canvas
from studio.storyboard import AvatarCharacter

HEAD_NORMAL, HEAD_NORMAL_Y = 0.25, 0.34
"""At scale 1 the head is a quarter of the frame's height, its centre 34 % from the top."""
HEAD_CLOSE, HEAD_CLOSE_Y, HEAD_CLOSE_WIDTH = 0.48, 0.46, 0.62
"""closeUp: head and shoulders; on narrow frames the width decides."""
HEAD_FRAMED, HEAD_FRAMED_Y, CORNER = 0.52, -0.05, 0.08
"""circle and square: in parts of the frame's side; y from its centre."""
REACH, RISE, FALL = 1.4, 1.12, 2.71
"""No figure is drawn further than this beside, above and below its head's centre; in parts of the head's height."""


@dataclass(frozen=True, slots=True)
class Framing:
    """`head` is the head's height and (`x`, `y`) its centre; `window` the visible part (left, top, right, bottom).

    `radius` rounds the window's corners; None: the window is the canvas, cut off at `window`'s bottom alone.
    """

    head: float
    x: int
    y: int
    window: tuple[float, float, float, float]
    radius: float | None = None


def framing(character: AvatarCharacter, canvas: Canvas) -> Framing:
    """The character's framing on the canvas, in its pixels."""
    width, height, scale = canvas.width, canvas.height, character.scale
    middle = width * (0.5 + character.offset.x), height * (0.5 - character.offset.y)
    if character.avatar_style in ("circle", "square"):
        side = min(width, height) * scale
        left, top = middle[0] - side / 2, middle[1] - side / 2
        radius = side / 2 if character.avatar_style == "circle" else side * CORNER
        y = middle[1] + side * HEAD_FRAMED_Y
        return Framing(side * HEAD_FRAMED, round(middle[0]), round(y), (left, top, left + side, top + side), radius)
    head, line = HEAD_NORMAL * height, HEAD_NORMAL_Y
    if character.avatar_style == "closeUp":
        head, line = min(HEAD_CLOSE * height, HEAD_CLOSE_WIDTH * width), HEAD_CLOSE_Y
    bottom = middle[1] + height * scale / 2
    y = middle[1] + height * (line - 0.5) * scale
    return Framing(head * scale, round(middle[0]), round(y), (0, 0, width, bottom))


def away(character: AvatarCharacter, canvas: Canvas) -> bool:
    """Whether nobody can be seen, wherever they move, because the offset puts them outside of the canvas."""
    found = framing(character, canvas)
    left, top, right, bottom = found.window
    if found.radius is None:
        left, right = found.x - REACH * found.head, found.x + REACH * found.head
        top, bottom = found.y - RISE * found.head, min(bottom, found.y + FALL * found.head)
    return left >= canvas.width or top >= canvas.height or right <= 0 or bottom <= 0


def outside(path: str) -> str:
    """The warning that a scene's character can't be seen."""
    return f"{path}.character.offset: This offset leaves nothing of the character on the picture; choose a smaller one."
