"""Draws one presenter in any pose, fast: sprites composed on a plate, the plate bent once, blits on whole pixels."""

from __future__ import annotations

import math

import numpy as np

from studio.render.canvas import skia
from studio.render.cast import warp
from studio.render.cast.art.hair import beard
from studio.render.cast.art.ink import Ink, argb, mix
from studio.render.cast.art.mouth import draw_mouth
from studio.render.cast.pose import Pose
from studio.render.cast.sprites import ARM_SIZE, BOTTOM, Layer, Pixels, as_canvas, sprites

ELBOW = (12.0 * ARM_SIZE, 105.0 * ARM_SIZE)
FACE = (-38.0, -30.0, 38.0, 84.0)
"""The window within which features move, and over which hair must be drawn again."""
LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
Box = tuple[int, int, int, int]


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


class Performer:
    """One avatar at one size. `head_px` is the height of the head, crown to chin, in pixels.

    The same pose drawn twice gives the same pixels, in any order. Not for two threads at once; two performers of one
    avatar share their sprites. Fastest on BGRA surfaces.
    """

    def __init__(self, avatar_id: str, *, head_px: float) -> None:
        """KeyError when there is no such avatar."""
        self._sprites = sprites(avatar_id, float(head_px))
        self._who, self._scale = self._sprites.who, head_px / 100
        s = self._sprites
        parts = (s.skull.box, s.front.box, self._px(FACE))
        self._x, self._y = min(p[0] for p in parts), min(p[1] for p in parts)
        width, height = max(p[2] for p in parts) - self._x, max(p[3] for p in parts) - self._y
        self._plate: Pixels = np.zeros((height, width, 4), np.uint8)
        self._surface = as_canvas(self._plate)
        self._base = np.zeros_like(self._plate)
        left, top, right, bottom = s.skull.box
        self._base[top - self._y : bottom - self._y, left - self._x : right - self._x] = s.skull.pixels
        self._window = skia.Rect.MakeLTRB(*self._px(FACE))
        self._frame_face()
        self._centre = 30 * math.sin(self._who.yaw)

    def _px(self, box: tuple[float, float, float, float]) -> Box:
        s = self._scale
        return math.floor(box[0] * s), math.floor(box[1] * s), math.ceil(box[2] * s), math.ceil(box[3] * s)

    @property
    def memory(self) -> int:
        """Bytes of pixels held at the moment, shared sprites included."""
        return self._sprites.memory + 2 * self._plate.nbytes

    @property
    def backdrop_colour(self) -> str:
        """The presenter's own backdrop as "#rrggbb"."""
        return self._who.backdrop

    @property
    def bounds(self) -> Box:
        """(left, top, right, bottom) in pixels from the head's centre, which no pose draws beyond."""
        head, body = self.head_bounds, self._sprites.body.box
        reach = math.ceil((self._who.shoulder + 34) * self._scale)
        side = math.ceil(4 * self._scale)
        return (
            min(head[0], body[0] - side, -reach),
            head[1],
            max(head[2], body[2] + side, reach),
            math.ceil(BOTTOM * self._scale) + 1,
        )

    @property
    def head_bounds(self) -> Box:
        """The part of `bounds` that turns with the head: poses of one `body_state` differ nowhere else."""
        head = (self._x, self._y, self._x + self._plate.shape[1], self._y + self._plate.shape[0])
        nape, grow = self._sprites.nape.box, math.ceil(16 * self._scale)
        return (
            min(head[0], nape[0]) - grow,
            min(head[1], nape[1]) - grow,
            max(head[2], nape[2]) + grow,
            max(head[3], nape[3]) + grow,
        )

    def body_state(self, pose: Pose) -> tuple[float, ...]:
        """What body and hand are drawn from."""
        pose = _within_reach(pose)
        gesture = (pose.hand, pose.wag) if pose.hand >= 0.02 else ()
        return (*self._held(pose), *gesture)

    @property
    def mouth_box(self) -> Box:
        """A rectangle which holds the mouth in the poses of ordinary speech."""
        y, who = self._who.mouth_y, self._who
        return self._px((-who.mouth_w - 9 + self._centre * 1.2, y - 9, who.mouth_w + 7 + self._centre * 0.8, y + 20))

    def draw_backdrop(self, canvas: skia.Canvas, w: float, h: float) -> None:
        """Fill (0, 0, w, h) with the presenter's backdrop: their colour, lit from the upper left."""
        colour = self._who.backdrop
        tones = [argb(mix(colour, "#ffffff", 0.5)), argb(colour), argb(mix(colour, "#a9806a", 0.22))]
        paint = skia.Paint(Dither=True)
        paint.setShader(skia.GradientShader.MakeRadial((w * 0.4, h * 0.3), max(w, h) * 0.8, tones, [0, 0.5, 1]))
        canvas.drawRect(skia.Rect.MakeWH(w, h), paint)

    def draw(self, canvas: skia.Canvas, pose: Pose) -> None:
        """Draw the figure; the canvas' origin is the head's centre, taken to whole pixels."""
        pose = _within_reach(pose)
        canvas.save()
        matrix = canvas.getTotalMatrix()
        if matrix.isTranslate():
            x, y = matrix.getTranslateX(), matrix.getTranslateY()
            canvas.translate(round(x) - x, round(y) - y)
        turn = warp.Turn(
            yaw=math.sin(pose.yaw) - math.sin(self._who.yaw),
            pitch=math.sin(pose.pitch),
            roll=pose.roll,
            dx=pose.sway,
            dy=-pose.breath,
            trail=pose.trail,
        )
        if self._sprites.nape.pixels.size > 4:
            self._blit(canvas, warp.turned(self._sprites.nape, turn, scale=self._scale, centre=self._centre))
        self._blit(canvas, self._body(pose))
        self._compose(pose)
        plate = Layer(self._plate, self._x, self._y)
        self._blit(canvas, warp.turned(plate, turn, scale=self._scale, centre=self._centre))
        if pose.hand >= 0.02:
            self._gesture(canvas, pose)
        canvas.restore()

    @staticmethod
    def _blit(canvas: skia.Canvas, layer: Layer) -> None:
        canvas.drawImage(layer.image, layer.x, layer.y, LINEAR)

    def _held(self, pose: Pose) -> tuple[float, int]:
        """(breath, half pixels of sway) as the body is drawn."""
        return round(pose.breath * 8) / 8, round(pose.sway * 0.35 * self._scale * 2)

    def _body(self, pose: Pose) -> Layer:
        """The breathing body; breath in eighths, sway in half pixels, so that it is seldom drawn anew."""
        breath, halves = self._held(pose)
        kept = self._sprites.keep(
            ("body", breath, halves % 2),
            lambda: warp.breathing(self._sprites.body, breath, (halves % 2) / 2, scale=self._scale),
        )
        return Layer(kept.pixels, kept.x + halves // 2, kept.y)

    def _compose(self, pose: Pose) -> None:
        """The head without its turn, on the plate."""
        s, plate, canvas = self._sprites, self._plate, self._surface.getCanvas()
        plate[:] = self._base
        skull, x, y = s.skull, self._x, self._y
        if pose.mouth.jaw > 0.004:
            chin, cx, cy = warp.lower_jaw(skull, pose.mouth.jaw, scale=self._scale, half=self._who.face_w + 0.2)
            room = plate[cy - y : cy - y + chin.shape[0], cx - x : cx - x + chin.shape[1]]
            room[:] = chin[: room.shape[0], : room.shape[1]]
        canvas.save()
        canvas.translate(-x, -y)
        canvas.save()
        canvas.scale(self._scale, self._scale)
        draw_mouth(Ink(canvas), self._who, s.head, pose.mouth)
        canvas.restore()
        if self._who.beard not in ("", "short"):
            self._blit(canvas, s.moustache(round(beard.lift(pose.mouth) * 4) / 4))
        self._blit(canvas, self._eyes(pose))
        self._blit(canvas, s.nose)
        raised = -3.2 * pose.brow * self._scale
        canvas.drawImage(s.brows.image, s.brows.x, s.brows.y + round(raised * 4) / 4, LINEAR)
        canvas.clipRect(self._window, skia.ClipOp.kIntersect, False)
        self._blit(canvas, s.front)
        canvas.restore()

    def _frame_face(self) -> None:
        """Hair outside the features' window is put on the base once."""
        surface = as_canvas(self._base)
        canvas = surface.getCanvas()
        canvas.translate(-self._x, -self._y)
        canvas.clipRect(self._window, skia.ClipOp.kDifference, False)
        self._blit(canvas, self._sprites.front)

    def _eyes(self, pose: Pose) -> Layer:
        """The pupils counter the turn of the head, so that the eyes stay on the camera."""
        x = pose.gaze[0] - 2.1 * pose.yaw
        y = pose.gaze[1] - 2.0 * pose.pitch
        gaze = round(x * 14) / 14, round(y * 8) / 8
        return self._sprites.eyes(round(pose.blink * 6) / 6, gaze, round(pose.smile * 4) / 4)

    def _gesture(self, canvas: skia.Canvas, pose: Pose) -> None:
        """The forearm swings up about the elbow from across the belly: it never looks like a third arm."""
        s, who, low = self._scale, self._who, 1 - pose.hand
        elbow = ELBOW[0] * s, ELBOW[1] * s
        to = (who.shoulder + 1) * s, (262 + low * 120) * s
        cut = math.ceil(BOTTOM * s)
        degrees = -low * 60 - 17 + pose.wag * 3.5
        self._blit(canvas, warp.swung(self._sprites.arm, elbow=elbow, to=to, degrees=degrees, cut=cut))


def _within_reach(pose: Pose) -> Pose:
    """The pose limited to what a neck can do and the sprites can show."""
    return Pose(
        yaw=_clamp(pose.yaw, -0.4, 0.26), pitch=_clamp(pose.pitch, -0.16, 0.16), roll=_clamp(pose.roll, -0.1, 0.14),
        blink=_clamp(pose.blink, 0, 1), gaze=(_clamp(pose.gaze[0], -1, 1), _clamp(pose.gaze[1], -1, 1)),
        brow=_clamp(pose.brow, -1, 1.2), smile=_clamp(pose.smile, 0, 1), breath=_clamp(pose.breath, 0, 1),
        sway=_clamp(pose.sway, -4, 4), lean=pose.lean, hand=_clamp(pose.hand, 0, 1), wag=_clamp(pose.wag, -1.5, 1.5),
        trail=_clamp(pose.trail, -6, 6), mouth=pose.mouth,
    )  # fmt: skip
