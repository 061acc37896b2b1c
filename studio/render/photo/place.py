"""Where a talking photo stands: style, scale and offset become pixels.

Without a style the picture covers a box of `scale` × the screen (1 fills it) about the offset; what reaches beyond the
screen is cut, and the picture is moved within that freedom so that the face is in view. square and circle measure
`scale` × the shorter side and show the face, head and neck.
"""

from __future__ import annotations

from dataclasses import dataclass

from studio.render.boxes import Box, within
from studio.render.photo.rig import Rig
from studio.render.plan import Canvas
from studio.storyboard import TalkingPhotoCharacter

FACE_AT = 0.44
"""Where in the box the middle of the face should be, from its top."""
HEAD, HEAD_AT, CORNER = 0.58, 0.47, 0.08
"""square and circle, in parts of the side: crown to chin, its middle from the top, the corners' radius."""
CHIN = 0.95
"""square and circle: no chin is lower, in parts of the side from its top, where the picture allows it."""
CROWN = 1.28
"""The head is this much higher than the oval of the face."""


@dataclass(frozen=True, slots=True)
class Place:
    """`x`, `y`: the picture's upper left corner on the canvas; `zoom`: canvas pixels per pixel of the picture.

    `window` is the square or circle (left, top, right, bottom) with corners of `radius`; None: the picture shows whole.
    """

    x: float
    y: float
    zoom: float
    size: tuple[int, int]
    window: tuple[float, float, float, float] | None = None
    radius: float = 0.0

    def visible(self, canvas: Canvas) -> Box | None:
        """The pixels of the canvas on which the picture shows."""
        wide, high = self.size[0] * self.zoom, self.size[1] * self.zoom
        box = (round(self.x), round(self.y), round(self.x + wide), round(self.y + high))
        if self.window is not None:
            left, top, right, bottom = (round(edge) for edge in self.window)
            box = max(box[0], left), max(box[1], top), min(box[2], right), min(box[3], bottom)
        return within(box, canvas.width, canvas.height)


def place(character: TalkingPhotoCharacter, canvas: Canvas, size: tuple[int, int], rig: Rig) -> Place:
    """The place of a picture of `size` pixels, for a scale above 0."""
    width, height, scale = canvas.width, canvas.height, character.scale
    middle = width * (0.5 + character.offset.x), height * (0.5 - character.offset.y)
    if character.talking_photo_style is None:
        box = width * scale, height * scale
        zoom = max(box[0] / size[0], box[1] / size[1])
        left, top = middle[0] - box[0] / 2, middle[1] - box[1] / 2
        x = _held(middle[0] - rig.face.x * size[0] * zoom, left, left + box[0] - size[0] * zoom)
        y = _held(top + FACE_AT * box[1] - rig.face.y * size[1] * zoom, top, top + box[1] - size[1] * zoom)
        return Place(x, y, zoom, size)
    side = min(width, height) * scale
    left, top = middle[0] - side / 2, middle[1] - side / 2
    face = rig.face.height * size[1]
    zoom = max(HEAD * side / (face * CROWN), side / min(size))
    centre = rig.face.y * size[1] - face * (CROWN - 1) / 2
    x = _held(middle[0] - rig.face.x * size[0] * zoom, left, left + side - size[0] * zoom)
    wanted = min(HEAD_AT * side - centre * zoom, CHIN * side - rig.chin[1] * size[1] * zoom)
    y = _held(top + wanted, top, top + side - size[1] * zoom)
    radius = side / 2 if character.talking_photo_style == "circle" else side * CORNER
    return Place(x, y, zoom, size, (left, top, left + side, top + side), radius)


def _held(wanted: float, most: float, least: float) -> float:
    """`wanted`, but no further than leaves the box covered."""
    return min(most, max(least, wanted))
