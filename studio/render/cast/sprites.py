"""A presenter's parts rasterised once: flat arrays which the performer composes, bends and blits."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Callable, Hashable

import cv2
import numpy as np

from studio.render.canvas import skia
from studio.render.cast import catalogue, person
from studio.render.cast.art import brows, clothes, eyes, face, figure, hair
from studio.render.cast.art.clothes import jewellery
from studio.render.cast.art.curves import moved
from studio.render.cast.art.hair import beard, hides_ears
from studio.render.cast.art.head import Head, outline
from studio.render.cast.art.ink import Ink
from studio.render.cast.art.mouth import draw_mouth
from studio.render.cast.attic import Attic
from studio.render.cast.gesture import Reach
from studio.render.cast.layer import Layer, Pixels, as_canvas
from studio.render.cast.person import Person
from studio.render.cast.pose import Mouth
from studio.render.cast.shelf import Shelf

Extent = tuple[float, float, float, float]
"""(left, top, right, bottom) in head units."""

BOTTOM = 270.0
"""Where the figure is cut, in head units below the head's centre."""
TILT = -1.3
"""Degrees at which the shoulders are drawn, against the head's tilt."""
HAND = 66.0
"""No part of a hand lies further from its wrist, in head units."""
NAPE = 40.0
"""Where the hair behind the head parts: above, it is composed with the head; below, the neck stands before it."""
EYES: Extent = (-38, -22, 38, 30)
BROWS: Extent = (-38, -26, 38, 6)
MOUSTACHE: Extent = (-22, 20, 22, 40)
NOSE: Extent = (-20, -14, 20, 34)
MOUTH: Extent = (-34, -20, 34, 36)
"""About the middle of the lip line."""
SHELF = 24 * 2**20
"""Bytes which bodies, forearms, eyes, mouths and chins of all presenters of a process may take."""

Light = Callable[[skia.Canvas, Extent], None]


def _lit(canvas: skia.Canvas, box: Extent, mode: skia.BlendMode = skia.BlendMode.kSrcATop) -> None:
    """One warm light from the upper left and one plum shade below right over every part: it unifies the figure."""
    paint = skia.Paint(BlendMode=mode, Dither=True)
    ends = [skia.Point(-90, -60), skia.Point(110, 300)]
    tones = [0x30FFE6B8, 0x00FFE6B8, 0x005B2A55, 0x3C4A2050]
    paint.setShader(skia.GradientShader.MakeLinear(ends, tones, [0, 0.38, 0.5, 1]))
    canvas.drawRect(skia.Rect.MakeLTRB(*box), paint)


def _unlit(canvas: skia.Canvas, box: Extent) -> None:
    """For what has its colours from the art alone: lips and teeth."""


shelf = Shelf(SHELF, Attic.of_user())


class Sprites:
    """All parts of one presenter in one look at one size, drawn when first asked for. `scale` is pixels a head unit."""

    def __init__(self, who: Person, scale: float) -> None:
        self.who, self.scale, self.head = who, scale, Head(who.yaw, wide=who.wide, long=who.long)
        self._name = hashlib.blake2b(repr((who, scale)).encode(), digest_size=16).hexdigest()

    def px(self, box: Extent) -> tuple[int, int, int, int]:
        """A box in head units as the whole pixels around it."""
        s = self.scale
        return math.floor(box[0] * s), math.floor(box[1] * s), math.ceil(box[2] * s), math.ceil(box[3] * s)

    def rasterise(self, box: Extent, draw: Callable[[Ink], None], *, light: Light = _lit) -> Layer:
        """Draw in head units; returns the touched pixels within `box`, with the figure's light on them."""
        s = self.scale
        x, y, right, bottom = self.px(box)
        pixels = np.zeros((bottom - y, right - x, 4), np.uint8)
        surface = as_canvas(pixels)
        canvas = surface.getCanvas()
        canvas.translate(-x, -y)
        canvas.scale(s, s)
        draw(Ink(canvas))
        left, top, width, height = _touched(pixels)
        matrix = canvas.getTotalMatrix()  # of the figure's part: shoulders and arms are drawn tilted
        canvas.resetMatrix()
        canvas.clipRect(skia.Rect.MakeXYWH(left, top, width, height), skia.ClipOp.kIntersect, False)
        canvas.setMatrix(matrix)
        light(canvas, box)
        cut = np.ascontiguousarray(pixels[top : top + height, left : left + width])
        return Layer(cut, x + left, y + top)

    def keep(self, key: Hashable, make: Callable[[], Layer]) -> Layer:
        """The layer of that key from the shelf, the attic, or made."""
        return shelf.get(self._name, key, make)

    @property
    def memory(self) -> int:
        """Bytes of pixels held, those of the shelf included."""
        return shelf.taken + sum(layer.pixels.nbytes for layer in vars(self).values() if isinstance(layer, Layer))

    @functools.cached_property
    def nape(self) -> Layer:
        """The lower part of the hair behind the body; the upper lies under the skull, where no body comes between."""

        def draw(ink: Ink) -> None:
            ink.canvas.clipRect(skia.Rect.MakeLTRB(-90, NAPE - 6, 90, 92))
            hair.draw_back(ink, self.who, self.head)

        return self.keep("nape", lambda: self.rasterise((-80, NAPE - 6, 80, 92), draw))

    @functools.cached_property
    def front(self) -> Layer:
        """Glasses, and hair or cloth over the face."""

        def draw(ink: Ink) -> None:
            brows.draw_glasses(ink, self.who, self.head)
            hair.draw_front(ink, self.who, self.head)

        return self.keep("front", lambda: self.rasterise((-84, -95, 84, 150), draw))

    @functools.cached_property
    def skull(self) -> Layer:
        """Hair behind the head, ears, face and beard with the mouth shut; no features."""
        who, head = self.who, self.head

        def draw(ink: Ink) -> None:
            ink.canvas.save()
            ink.canvas.clipRect(skia.Rect.MakeLTRB(-90, -100, 90, NAPE))
            hair.draw_back(ink, who, head)
            ink.canvas.restore()
            shape = outline(who, head)
            if not hides_ears(who):
                for side in (-1, 1):
                    face.draw_ear(ink, who, head, side=side)
                jewellery.draw_earrings(ink, who, head)
            face.draw_skin(ink, who, head, shape)
            hair.draw_shadow(ink, who, head, shape)
            beard.draw_beard(ink, who, head, shape)

        return self.keep("skull", lambda: self.rasterise((-80, -95, 80, 78), draw))

    def body(self, raised: tuple[int, ...] = ()) -> Layer:
        """Neck and clothes, shoulders tilted against the head's tilt; without the forearms of the sides in `raised`."""
        return self.keep(("body", raised), lambda: self._dressed(raised))

    def _dressed(self, raised: tuple[int, ...]) -> Layer:
        who = self.who

        def draw(ink: Ink) -> None:
            ink.canvas.rotate(TILT, 0, 66)
            clothes.draw_collar_back(ink, who)
            face.draw_neck(ink, who, moved(outline(who, self.head), 0, 0.8))
            figure.draw_figure(ink, who, raised=raised)

        return self.rasterise((-132, 10, 132, BOTTOM), draw)

    @functools.cached_property
    def nose(self) -> Layer:
        return self.rasterise(NOSE, lambda ink: face.draw_nose(ink, self.who, self.head))

    @functools.cached_property
    def brows(self) -> Layer:
        return self.rasterise(BROWS, lambda ink: brows.draw_brows(ink, self.who, self.head))

    def eyes(self, blink: float, gaze: tuple[float, float], smile: float) -> Layer:
        """Both eyes and the cheeks under them."""

        def draw(ink: Ink) -> None:
            face.draw_cheeks(ink, self.who, self.head, smile=smile)
            eyes.draw_eyes(ink, self.who, self.head, blink=blink, gaze=gaze, squint=smile)

        make = functools.partial(self.rasterise, EYES, draw, light=self._lit_eyes)
        return self.keep(("eyes", blink, gaze, smile), make)

    def _lit_eyes(self, canvas: skia.Canvas, box: Extent) -> None:
        """As `_lit`, by a picture of that light: there are many eyes, and gradients take as long as all their lines."""
        layer, paint = self._eye_light, skia.Paint(BlendMode=skia.BlendMode.kSrcATop)
        canvas.scale(1 / self.scale, 1 / self.scale)
        canvas.drawImage(layer.image, layer.x, layer.y, skia.SamplingOptions(), paint)

    @functools.cached_property
    def _eye_light(self) -> Layer:
        return self.rasterise(EYES, lambda ink: _lit(ink.canvas, EYES, skia.BlendMode.kSrc), light=_unlit)

    def mouth(self, mouth: Mouth) -> Layer:
        """Lips, teeth, tongue and the folds beside them."""

        def draw(ink: Ink) -> None:
            draw_mouth(ink, self.who, self.head, mouth)

        y = self.who.mouth_y
        box = (MOUTH[0], MOUTH[1] + y, MOUTH[2], MOUTH[3] + y)
        return self.keep(("mouth", mouth), lambda: self.rasterise(box, draw, light=_unlit))

    def moustache(self, raised: float) -> Layer:
        def draw(ink: Ink) -> None:
            beard.draw_moustache(ink, self.who, self.head, raised=raised)

        return self.keep(("moustache", raised), lambda: self.rasterise(MOUSTACHE, draw))

    def forearm(self, side: int, reach: Reach) -> Layer:
        """One arm from the elbow on, with the soft shadow it throws on the chest."""

        def draw(ink: Ink) -> None:
            ink.canvas.rotate(TILT, 0, 66)
            figure.draw_forearm(ink, self.who, side, reach)

        return self.keep(("forearm", side, reach), lambda: self.rasterise(_around(side, reach), draw))


def _around(side: int, reach: Reach) -> Extent:
    """What a forearm, its hand and its shadow may touch."""
    (x0, y0), (x1, y1) = reach.elbow, reach.wrist
    hand = HAND * reach.near
    left, right = min(x0 - 24, x1 - hand), max(x0 + 24, x1 + hand)
    top, bottom = min(y0 - 24, y1 - hand), min(BOTTOM, max(y0 + 26, y1 + hand))
    return (left, top, right, bottom) if side > 0 else (-right, top, -left, bottom)


def _touched(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, width and height of what was drawn; one transparent pixel when nothing was."""
    left, top, width, height = cv2.boundingRect(cv2.extractChannel(pixels, 3))
    return left, top, max(1, width), max(1, height)


@functools.lru_cache(maxsize=4)
def sprites(avatar_id: str, head_px: float, brand_color: str | None = None) -> Sprites:
    """The parts of one avatar at one size in one dress, shared by all performers of this process."""
    presenter, look = catalogue.find(avatar_id)
    return Sprites(person.load(presenter.id, look.id, brand_color=brand_color), head_px / 100)
