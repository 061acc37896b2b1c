"""The head composed flat, feature by feature; when a feature changes, only its box is composed again."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from studio.render.boxes import Box, around
from studio.render.canvas import skia
from studio.render.cast import warp
from studio.render.cast.art.hair import beard
from studio.render.cast.layer import LINEAR, Layer, as_canvas
from studio.render.cast.places import seen
from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.sprites import Sprites

FACE = (-38.0, -30.0, 38.0, 84.0)
"""The window within which features move, and over which hair must be drawn again."""
STEPS = {"jaw": 14, "teeth": 3, "tlow": 2, "tongue": 2, "tip": 2, "tuck": 3}
"""Into how many steps each number of a mouth is rounded (others: 4): a few hundred mouths, so that they come again and
are kept. Cartoons are spoken with a dozen."""
_MOUTH = tuple((field.name, STEPS.get(field.name, 4)) for field in fields(Mouth))
_INSIDE = {"teeth": 0.0, "tlow": 0.0, "tongue": 0.0, "tip": 0.0}


@dataclass(frozen=True, slots=True)
class Face:
    """What the features are drawn from. Equal faces are equal pixels."""

    mouth: Mouth
    eyes: tuple[float, tuple[float, float], float]
    """Blink, gaze, smile."""
    raised: int
    """Of the brows, in quarter pixels."""

    @property
    def moustache(self) -> float:
        return round(beard.lift(self.mouth) * 4) / 4


def face_of(pose: Pose, *, scale: float) -> Face:
    """The pose's features in the steps in which they are drawn. The pupils counter the turn of the head, so that the
    eyes stay on the camera."""
    blink = round(pose.blink * 6) / 6
    x, y = pose.gaze[0] - 2.1 * pose.yaw, pose.gaze[1] - 2.0 * pose.pitch
    gaze = (round(x * 14) / 14, round(y * 8) / 8) if blink < 1 else (0.0, 0.0)
    return Face(_rounded(pose.mouth), (blink, gaze, round(pose.smile * 4) / 4), round(-12.8 * pose.brow * scale))


def _rounded(mouth: Mouth) -> Mouth:
    """Behind shut lips teeth and tongue are nothing."""
    near = {name: round(getattr(mouth, name) * steps) / steps for name, steps in _MOUTH}
    shut = near["press"] >= 1 or not (near["jaw"] or near["up"] or near["low"])
    return Mouth(**(near | _INSIDE if shut else near))


class Plate:
    """One performer's head without its turn. `layer` holds the face shown last; `shown` is where any is seen."""

    def __init__(self, sprites: Sprites) -> None:
        self._sprites = s = sprites
        self._half = s.who.face_w + 0.2
        parts = (s.skull.box, s.front.box, s.px(FACE))
        x, y = min(part[0] for part in parts), min(part[1] for part in parts)
        width, height = max(part[2] for part in parts) - x, max(part[3] for part in parts) - y
        self.layer = Layer(np.zeros((height, width, 4), np.uint8), x, y)
        self._surface = as_canvas(self.layer.pixels)
        self._chin = _common(warp.chin_box(s.skull, scale=s.scale, half=self._half), self.layer.box)
        self._window = s.px(FACE)
        self._base = self._framed()
        self.shown = seen(self._ever())
        self._shown: Face | None = None

    def show(self, face: Face) -> list[Box]:
        """Compose `face`. Returns the boxes that changed since the last one: the whole plate, the first time."""
        before, self._shown = self._shown, face
        changed = [self.layer.box]
        if before is not None:
            pairs = zip(self.parts(before), self.parts(face), strict=True)
            changed = [around(old[0], new[0]) for old, new in pairs if old != new]
        for box in changed:
            self._compose(face, _common(box, self.layer.box))
        return changed

    def parts(self, face: Face) -> list[tuple[Box, object]]:
        """Where each feature lies on the plate, and what it is drawn from: chin, mouth, eyes, brows."""
        eyes, (brows, y) = self._sprites.eyes(*face.eyes), self._brows(face)
        return [
            (self._chin, face.mouth.jaw),
            (self._lips(face), face.mouth),
            (eyes.box, face.eyes),
            ((brows.x, math.floor(y), brows.box[2], math.ceil(y) + brows.box[3] - brows.y + 1), face.raised),
        ]

    def _lips(self, face: Face) -> Box:
        box = self._sprites.mouth(face.mouth).box
        if not self._bearded:
            return box
        return around(box, self._sprites.moustache(face.moustache).box)

    @property
    def _bearded(self) -> bool:
        return self._sprites.who.beard not in ("", "short", "stubble")

    def _brows(self, face: Face) -> tuple[Layer, float]:
        return self._sprites.brows, self._sprites.brows.y + face.raised / 4

    def _framed(self) -> np.ndarray:
        """Skull, and the hair outside the features' window, which nothing ever covers."""
        s, plate = self._sprites, self.layer
        base = np.zeros_like(plate.pixels)
        left, top, right, bottom = s.skull.box
        base[top - plate.y : bottom - plate.y, left - plate.x : right - plate.x] = s.skull.pixels
        surface = as_canvas(base)
        canvas = surface.getCanvas()
        canvas.translate(-plate.x, -plate.y)
        canvas.clipRect(skia.Rect.MakeLTRB(*self._window), skia.ClipOp.kDifference, False)
        s.front.blit(canvas)
        return base

    def _ever(self) -> np.ndarray:
        """Where any face is opaque: features stay in their window, and above the lowest chin."""
        window = (*self._window[:3], self._chin[3])
        left, top, right, bottom = _common(around(window, self._chin), self.layer.box)
        opacity = self._base[..., 3].copy()
        opacity[top - self.layer.y : bottom - self.layer.y, left - self.layer.x : right - self.layer.x] = 255
        return opacity

    def _compose(self, face: Face, box: Box) -> None:
        s, plate, canvas = self._sprites, self.layer, self._surface.getCanvas()
        _copy(plate, Layer(self._base, plate.x, plate.y), box)
        if face.mouth.jaw > 0:
            _copy(plate, self._sunk(face.mouth.jaw), _common(box, self._chin))
        canvas.save()
        canvas.translate(-plate.x, -plate.y)
        canvas.clipRect(skia.Rect.MakeLTRB(*box), skia.ClipOp.kIntersect, False)
        s.mouth(face.mouth).blit(canvas)
        if self._bearded:
            s.moustache(face.moustache).blit(canvas)
        s.eyes(*face.eyes).blit(canvas)
        s.nose.blit(canvas)
        brows, y = self._brows(face)
        canvas.drawImage(brows.image, brows.x, y, LINEAR)
        canvas.clipRect(skia.Rect.MakeLTRB(*self._window), skia.ClipOp.kIntersect, False)
        s.front.blit(canvas)
        canvas.restore()

    def _sunk(self, jaw: float) -> Layer:
        s = self._sprites
        return s.keep(("chin", jaw), lambda: warp.lower_jaw(s.skull, jaw, scale=s.scale, half=self._half))


def _copy(to: Layer, source: Layer, box: Box) -> None:
    """The pixels of `source` in `box`, opacity and all."""
    left, top, right, bottom = box
    if left < right and top < bottom:
        part = source.pixels[top - source.y : bottom - source.y, left - source.x : right - source.x]
        to.pixels[top - to.y : bottom - to.y, left - to.x : right - to.x] = part


def _common(one: Box, other: Box) -> Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
