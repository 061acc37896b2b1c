"""The presenter: a figure of the embedded cast, speaking."""

from __future__ import annotations

import functools
import zlib

from studio.render.boxes import Box, common, within
from studio.render.canvas import skia
from studio.render.cast.hold import Held
from studio.render.cast.layer import argb
from studio.render.cast.motion import Motion
from studio.render.cast.performer import Performer
from studio.render.framing import framing
from studio.render.layers.layer import NOTHING, Look
from studio.render.plan import Canvas
from studio.render.spoken import Spoken
from studio.storyboard import AvatarCharacter

HEAD_MIN, HEAD_MAX = 16.0, 900.0
"""Pixels of head height between which figures are drawn; beyond, the drawing is scaled."""
YAW = 0.13
"""Radians by which a presenter turns: to the light, or to the middle when standing on the left."""


def motion_of(character: AvatarCharacter, spoken: Spoken, *, duration: float) -> Motion:
    """How this presenter moves in this scene: the same scene always moves alike."""
    seed = zlib.crc32(f"{character.avatar_id} {duration:.3f}".encode())
    return Motion(spoken, duration=duration, seed=seed, yaw=YAW if character.offset.x < -0.1 else -YAW)


class Character:
    """Draws the figure in its window; circle and square have a ground of their own."""

    def __init__(self, character: AvatarCharacter, spoken: Spoken, *, duration: float, canvas: Canvas) -> None:
        self._frame = framing(character, canvas)
        head = min(HEAD_MAX, max(HEAD_MIN, self._frame.head))
        self._zoom = self._frame.head / head
        floor = (min(self._frame.window[3], canvas.height) - self._frame.y) / self._zoom + 1
        self._performer = Performer(character.avatar_id, head_px=head, brand_color=character.brand_color, floor=floor)
        self._motion = Held(motion_of(character, spoken, duration=duration).pose_at, fps=canvas.fps)
        self._box = within(self._bounds(), canvas.width, canvas.height)
        self._seen = functools.lru_cache(maxsize=64)(self._visible)  # most boxes stay for some frames
        self._mask = self._cut_out()
        self._back = self._behind(character)

    def look(self, t: float) -> Look:
        if self._box is None:
            return NOTHING
        parts = self._performer.parts(self._motion.pose_at(t), trunk=self._motion.trunk_at(t))
        return Look(self._box, None, tuple([(self._seen(box), key) for box, key in parts]))

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        left, top, right, bottom = self._box or (0, 0, 0, 0)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom), skia.ClipOp.kIntersect, False)
        if self._mask is None:
            self._draw_figure(canvas, t)
        else:
            canvas.saveLayer(skia.Rect.MakeLTRB(left, top, right, bottom), None)
            canvas.drawImage(self._back, left, top)
            self._draw_figure(canvas, t)
            canvas.drawImage(self._mask, left, top, skia.SamplingOptions(), skia.Paint(BlendMode=skia.BlendMode.kDstIn))
            canvas.restore()
        canvas.restore()

    def _draw_figure(self, canvas: skia.Canvas, t: float) -> None:
        canvas.save()
        canvas.translate(self._frame.x, self._frame.y)
        if self._zoom != 1:
            canvas.scale(self._zoom, self._zoom)
        self._performer.draw(canvas, self._motion.pose_at(t), trunk=self._motion.trunk_at(t))
        canvas.restore()

    def _cut_out(self) -> skia.Image | None:
        """The shape of a circle or square, as large as its box. An image and no clip: Skia smooths a clip's edge
        differently when only a part of it is redrawn, and edges would flicker.
        """
        if self._frame.radius is None or self._box is None:
            return None
        surface, window = self._sheet()
        shape = skia.RRect.MakeRectXY(window, self._frame.radius, self._frame.radius)
        surface.getCanvas().drawRRect(shape, skia.Paint(AntiAlias=True))
        return surface.makeImageSnapshot()

    def _behind(self, character: AvatarCharacter) -> skia.Image | None:
        """What fills a circle or square: its colour, the presenter's own backdrop, or (matted) nothing."""
        if self._mask is None:
            return None
        surface, window = self._sheet()
        canvas = surface.getCanvas()
        if character.circle_background_color is not None:
            canvas.clear(argb(character.circle_background_color))
        elif not character.matting:
            canvas.translate(window.left(), window.top())
            self._performer.draw_backdrop(canvas, round(window.width()), round(window.height()))
        return surface.makeImageSnapshot()

    def _sheet(self) -> tuple[skia.Surface, skia.Rect]:
        """(an empty picture as large as the visible box, the window on it)."""
        left, top, right, bottom = self._box or (0, 0, 1, 1)
        return skia.Surface(right - left, bottom - top), skia.Rect.MakeLTRB(*self._frame.window).makeOffset(-left, -top)

    def _bounds(self) -> Box:
        window = self._frame.window
        if self._frame.radius is not None:
            left, top, right, bottom = (round(edge) for edge in window)
            return left - 1, top - 1, right + 1, bottom + 1
        left, top, right, bottom = self._placed(self._performer.bounds)
        return left, top, right, min(round(window[3]), bottom)

    def _visible(self, box: Box) -> Box | None:
        """What may be seen of a box of the performer's, on the canvas."""
        return common(self._placed(box), self._box or (0, 0, 0, 0))

    def _placed(self, box: Box) -> Box:
        """A box of the performer's, on the canvas."""
        x, y, zoom = self._frame.x, self._frame.y, self._zoom
        left, top, right, bottom = box
        return int(x + left * zoom) - 1, int(y + top * zoom) - 1, int(x + right * zoom) + 2, int(y + bottom * zoom) + 2
