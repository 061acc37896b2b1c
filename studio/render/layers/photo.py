"""A picture made to speak: whole, or in a square or circle."""

from __future__ import annotations

import zlib

from studio.render.boxes import Box, within
from studio.render.canvas import skia
from studio.render.cast.layer import argb, as_image
from studio.render.cast.motion import Motion
from studio.render.framing import outside
from studio.render.layers.layer import NOTHING, Look
from studio.render.photo.face import Face
from studio.render.photo.place import place
from studio.render.photo.rig import DOUBTFUL
from studio.render.photo.source import Source, source
from studio.render.photo.view import view
from studio.render.plan import ScenePlan
from studio.render.spoken import Spoken
from studio.storyboard import TalkingPhotoCharacter

FIELD = "character.talking_photo_id"


def motion_of(spoken: Spoken, *, duration: float) -> Motion:
    """How a photo moves in a scene: the same scene always moves alike."""
    return Motion(spoken, duration=duration, seed=zlib.crc32(f"photo {duration:.3f}".encode()), yaw=0.0)


def source_of(plan: ScenePlan, character: TalkingPhotoCharacter) -> Source:
    """The photo of a scene. Raises `BadInput`."""
    file = plan.file(character.talking_photo_id)
    return source(file, plan.rig, matting=character.matting, path=f"{plan.path}.{FIELD}")


def warnings(plan: ScenePlan, character: TalkingPhotoCharacter) -> list[str]:
    """What the author should know about this photo. Raises `BadInput` when it can't be drawn."""
    photo, found = source_of(plan, character), list[str]()
    if photo.rig.confidence < DOUBTFUL:
        found.append(f"{plan.path}.{FIELD}: The eyes or lips in this picture are hard to tell; open the photo's page "
                     "and check every point.")  # fmt: skip
    if photo.cut is not None and photo.cut.doubt:
        found.append(f"{plan.path}.character.matting: {photo.cut.doubt}; look at the edges, or use a picture with a "
                     "transparent background.")  # fmt: skip
    if character.scale > 0:
        height, width = photo.pixels.shape[:2]
        where = place(character, plan.canvas, (width, height), photo.rig)
        if where.visible(plan.canvas) is None:
            found.append(outside(plan.path))
        if character.super_resolution and where.zoom <= 1:
            found.append(f"{plan.path}.character.super_resolution: The picture is already as large as it is shown; "
                         "there was nothing to enhance.")  # fmt: skip
    return found


class TalkingPhoto:
    """Draws the picture in its place; only the rectangle about the head changes."""

    def __init__(self, plan: ScenePlan, character: TalkingPhotoCharacter, spoken: Spoken, *, duration: float) -> None:
        """For a scale above 0. Raises `BadInput`."""
        photo = source_of(plan, character)
        height, width = photo.pixels.shape[:2]
        self._motion = motion_of(spoken, duration=duration)
        self._place = place(character, plan.canvas, (width, height), photo.rig)
        self._box = self._place.visible(plan.canvas)
        self._head: Box | None = None
        if self._box is None:
            return
        seen = view(photo, self._place, self._box, better=character.super_resolution)
        self._corner, self._pixels = seen.corner, seen.pixels
        self._sheet = as_image(self._pixels)  # Skia only looks at them: they live as long as it does
        self._face = Face(seen.pixels, seen.rig, person=seen.person, human=photo.human,
                          expressive=character.talking_style == "expressive",
                          happy=character.expression == "happy")  # fmt: skip
        x, y = self._corner
        left, top, right, bottom = self._face.box
        self._patch = left + x, top + y
        self._head = within((left + x, top + y, right + x, bottom + y), plan.canvas.width, plan.canvas.height)
        self._mask, self._back = self._cut_out(), character.circle_background_color

    def look(self, t: float) -> Look:
        if self._box is None:
            return NOTHING
        return Look(self._box, None, ((self._head, self._face.state(self._motion.pose_at(t))),))

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        window = skia.Rect.MakeLTRB(*(self._box or (0, 0, 0, 0)))
        canvas.save()
        canvas.clipRect(window, skia.ClipOp.kIntersect, False)
        if self._mask is None:
            self._draw_picture(canvas, t)
        else:
            canvas.saveLayer(window, None)
            if self._back is not None:
                canvas.clear(argb(self._back))
            self._draw_picture(canvas, t)
            canvas.drawImage(self._mask, window.left(), window.top(), skia.SamplingOptions(),
                             skia.Paint(BlendMode=skia.BlendMode.kDstIn))  # fmt: skip
            canvas.restore()
        canvas.restore()

    def _draw_picture(self, canvas: skia.Canvas, t: float) -> None:
        head = skia.Rect.MakeLTRB(*(self._head or (0, 0, 0, 0)))
        canvas.save()
        canvas.clipRect(head, skia.ClipOp.kDifference, False)
        canvas.drawImage(self._sheet, *self._corner)
        canvas.restore()
        if self._head is not None and not canvas.quickReject(head):
            self._drawn = self._face.drawn(self._face.state(self._motion.pose_at(t)))
            canvas.drawImage(as_image(self._drawn), *self._patch)

    def _cut_out(self) -> skia.Image | None:
        """The shape of a square or circle, as large as its box; an image and no clip, as for presenters."""
        if self._place.window is None or self._box is None:
            return None
        left, top, right, bottom = self._box
        surface = skia.Surface(right - left, bottom - top)
        window = skia.Rect.MakeLTRB(*self._place.window).makeOffset(-left, -top)
        shape = skia.RRect.MakeRectXY(window, self._place.radius, self._place.radius)
        surface.getCanvas().drawRRect(shape, skia.Paint(AntiAlias=True))
        return surface.makeImageSnapshot()
