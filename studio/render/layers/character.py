"""The presenter: a figure of the embedded cast, speaking."""

from __future__ import annotations

import zlib

from studio.render.canvas import skia
from studio.render.cast.motion import Motion
from studio.render.cast.performer import Performer
from studio.render.framing import framing
from studio.render.layers.layer import NOTHING, Box, Look, argb, within
from studio.render.plan import Canvas
from studio.render.spoken import Spoken
from studio.storyboard import AvatarCharacter

HEAD_MIN, HEAD_MAX = 16.0, 900.0
"""Pixels of head height between which figures are drawn; beyond, the drawing is scaled."""
YAW = 0.13
"""Radians by which a presenter turns: to the light, or to the middle when standing on the left."""


class Character:
    """Draws the figure in its window; circle and square have a ground of their own."""

    def __init__(self, character: AvatarCharacter, spoken: Spoken, *, duration: float, canvas: Canvas) -> None:
        self._frame = framing(character, canvas)
        head = min(HEAD_MAX, max(HEAD_MIN, self._frame.head))
        self._zoom = self._frame.head / head
        self._performer = Performer(character.avatar_id, head_px=head)
        seed = zlib.crc32(f"{character.avatar_id} {duration:.3f}".encode())
        self._motion = Motion(spoken, duration=duration, seed=seed, yaw=YAW if character.offset.x < -0.1 else -YAW)
        self._ground = character.circle_background_color
        self._own_ground = self._ground is None and not character.matting
        self._box = within(self._bounds(), canvas.width, canvas.height)

    def look(self, t: float) -> Look:
        return Look(self._box, self._motion.pose_at(t)) if self._box else NOTHING

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        canvas.save()
        frame = self._frame
        window = skia.Rect.MakeLTRB(*frame.window)
        if frame.radius is None:
            canvas.clipRect(window, skia.ClipOp.kIntersect, False)
        else:
            canvas.clipRRect(skia.RRect.MakeRectXY(window, frame.radius, frame.radius), skia.ClipOp.kIntersect, True)
            self._draw_ground(canvas, window)
        canvas.translate(frame.x, frame.y)
        if self._zoom != 1:
            canvas.scale(self._zoom, self._zoom)
        self._performer.draw(canvas, self._motion.pose_at(t))
        canvas.restore()

    def _draw_ground(self, canvas: skia.Canvas, window: skia.Rect) -> None:
        if self._ground is not None:
            canvas.drawColor(argb(self._ground))
        elif self._own_ground:
            canvas.save()
            canvas.translate(window.left(), window.top())
            self._performer.draw_backdrop(canvas, round(window.width()), round(window.height()))
            canvas.restore()

    def _bounds(self) -> Box:
        frame, (left, top, right, bottom) = self._frame, self._performer.bounds
        window = tuple(round(edge) for edge in frame.window)
        if frame.radius is not None:
            return window[0] - 1, window[1] - 1, window[2] + 1, window[3] + 1
        figure = (left * self._zoom, top * self._zoom, right * self._zoom, bottom * self._zoom)
        return (
            int(frame.x + figure[0]) - 1, int(frame.y + figure[1]) - 1,
            int(frame.x + figure[2]) + 2, min(window[3], int(frame.y + figure[3]) + 2),
        )  # fmt: skip
