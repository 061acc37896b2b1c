"""Draws one presenter in any pose, fast: sprites composed on a plate, the plate bent, blits on whole pixels."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Generic, TypeVar

from studio.render.boxes import Box
from studio.render.canvas import skia
from studio.render.cast import warp
from studio.render.cast.art.ink import mix
from studio.render.cast.gesture import GESTURES, WIDEST, arms, reach
from studio.render.cast.layer import Layer, argb
from studio.render.cast.plate import Face, Plate, face_of
from studio.render.cast.pose import Pose
from studio.render.cast.sprites import BOTTOM, TILT, sprites
from studio.render.cast.trunk import breathing, leant
from studio.render.cast.warp import Turn

LARGE = 4.0
"""Pixels a head unit from which a figure is large."""
T = TypeVar("T")
Part = tuple[Box, Hashable]
"""A box in pixels from the head's centre, and what its pixels are drawn from."""

_Stance = tuple[Pose, Pose, Face, Turn]
"""The pose within reach, the trunk's, and how face and head stand in it."""


def _clamp(value: float, low: float, high: float) -> float:
    return low if value < low else high if value > high else value


class _Kept(Generic[T]):
    """The thing made last, for as long as the same is asked for."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._made: T | None = None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        if self._made is None or self._key != key:
            self._made, self._key = make(), key
        return self._made


class Performer:
    """One avatar at one size. `head_px` is the height of the head, crown to chin, in pixels.

    The same pose drawn twice gives the same pixels, in any order; what did not change since the last pose is not made
    again. Not for two threads at once; two performers of one avatar share their sprites. Fastest on BGRA surfaces.
    """

    def __init__(
        self, avatar_id: str, *, head_px: float, brand_color: str | None = None, floor: float = math.inf
    ) -> None:
        """`brand_color` ("#rrggbb") dresses the presenter. Nobody sees the trunk below `floor`, in pixels from the
        head's centre. KeyError when there is no such avatar."""
        self._sprites = sprites(avatar_id, float(head_px), brand_color)
        self._who, self._scale, self._floor = self._sprites.who, head_px / 100, floor
        self._plate = Plate(self._sprites)
        self._centre = 30 * math.sin(self._who.yaw)
        self._nape, self._bend, self._trunk = _Kept[warp.Bent](), _Kept[warp.Bend](), _Kept[warp.Bent]()
        self._bent: tuple[Turn, Layer] | None = None
        self._stood = _Kept[_Stance]()

    @property
    def memory(self) -> int:
        """Bytes of pixels held at the moment, shared sprites included."""
        return self._sprites.memory + 3 * self._plate.layer.pixels.nbytes

    @property
    def bounds(self) -> Box:
        """(left, top, right, bottom) in pixels from the head's centre, which no pose draws beyond."""
        head, body = self._head_bounds(), self._sprites.body().box
        hands, side = math.ceil((WIDEST + 12) * self._scale), math.ceil(11 * self._scale)
        return (
            min(head[0], body[0] - side, -hands),
            head[1],
            max(head[2], body[2] + side, hands),
            math.ceil(BOTTOM * self._scale) + 1,
        )

    def _head_bounds(self) -> Box:
        """Where the head may turn."""
        head, nape, grow = self._plate.layer.box, self._sprites.nape.box, math.ceil(16 * self._scale)
        return (
            min(head[0], nape[0]) - grow,
            min(head[1], nape[1]) - grow,
            max(head[2], nape[2]) + grow,
            max(head[3], nape[3]) + grow,
        )

    def parts(self, pose: Pose, *, trunk: Pose | None = None) -> list[Part]:
        """Everything that moves by itself, always in the same order; as `draw` would with the same arguments.

        Two poses give equal pixels outside the boxes of the parts that differ.
        """
        pose, trunk, face, turn = self._stance(pose, trunk)
        bend = self._bent_by(turn)
        body, held = self._body(trunk), self._held(trunk)
        parts: list[Part] = [(box, held) for box in body.boxes]
        parts += [(box, turn) for box in (*bend.boxes, *(self._nape_after(turn).boxes if self._haired else ()))]
        parts += [(bend.landing(box), key) for box, key in self._plate.parts(face)]
        seen = {side: (arm.box, (arm.box, key)) for side, key, arm in self._forearms(pose, trunk)}
        return [*parts, *(seen.get(side, ((0, 0, 0, 0), None)) for side in (-1, 1))]

    @property
    def mouth_box(self) -> Box:
        """A rectangle which holds the mouth in the poses of ordinary speech."""
        y, who = self._who.mouth_y, self._who
        return self._sprites.px(
            (-who.mouth_w - 9 + self._centre * 1.2, y - 9, who.mouth_w + 7 + self._centre * 0.8, y + 20)
        )

    def draw_backdrop(self, canvas: skia.Canvas, w: float, h: float) -> None:
        """Fill (0, 0, w, h) with the presenter's backdrop: their colour, lit from the upper left."""
        colour = self._who.backdrop
        tones = [argb(mix(colour, "#ffffff", 0.5)), argb(colour), argb(mix(colour, "#a9806a", 0.22))]
        paint = skia.Paint(Dither=True)
        paint.setShader(skia.GradientShader.MakeRadial((w * 0.4, h * 0.3), max(w, h) * 0.8, tones, [0, 0.5, 1]))
        canvas.drawRect(skia.Rect.MakeWH(w, h), paint)

    def draw(self, canvas: skia.Canvas, pose: Pose, *, trunk: Pose | None = None) -> None:
        """Draw the figure; the canvas' origin is the head's centre, taken to whole pixels.

        The body breathes and sways as in `trunk`, or else as in `pose`; it leans and gestures as in `pose`.
        """
        pose, trunk, face, turn = self._stance(pose, trunk)
        canvas.save()
        matrix = canvas.getTotalMatrix()
        if matrix.isTranslate():
            x, y = matrix.getTranslateX(), matrix.getTranslateY()
            canvas.translate(round(x) - x, round(y) - y)
        if self._haired:
            self._nape_after(turn).layer.blit(canvas)
        self._body(trunk).layer.blit(canvas)
        self._head(turn, face).blit(canvas)
        for _, _, arm in self._forearms(pose, trunk):
            arm.blit(canvas)
        canvas.restore()

    def _stance(self, pose: Pose, trunk: Pose | None) -> _Stance:
        """What a pose comes down to; asked for twice a frame."""

        def stance() -> _Stance:
            reached = _within_reach(pose)
            return reached, _trunk(trunk or pose, pose), face_of(reached, scale=self._scale), self._turn(reached)

        return self._stood.get((pose, trunk), stance)

    def _turn(self, pose: Pose) -> Turn:
        return Turn(
            yaw=math.sin(pose.yaw) - math.sin(self._who.yaw), pitch=math.sin(pose.pitch), roll=pose.roll,
            dx=pose.sway + leant(62, _lean(pose)), dy=-pose.breath, trail=pose.trail,
        )  # fmt: skip

    @property
    def _haired(self) -> bool:
        """Whether hair hangs behind the neck."""
        return self._sprites.nape.pixels.size > 4

    def _nape_after(self, turn: Turn) -> warp.Bent:
        def bent() -> warp.Bent:
            nape = self._sprites.nape
            bend = warp.Bend(nape.box, turn, scale=self._scale, centre=self._centre, shown=warp.seen_of(nape))
            return warp.Bent(bend.bent(nape), bend.boxes)

        return self._nape.get(turn, bent)

    def _bent_by(self, turn: Turn) -> warp.Bend:
        box, shown = self._plate.layer.box, self._plate.shown
        return self._bend.get(turn, lambda: warp.Bend(box, turn, scale=self._scale, centre=self._centre, shown=shown))

    def _head(self, turn: Turn, face: Face) -> Layer:
        """The head as it is seen. Under an unchanged turn only the features that changed are bent anew."""
        plate, bend, changed = self._plate.layer, self._bent_by(turn), self._plate.show(face)
        if self._bent is None or self._bent[0] != turn:
            self._bent = turn, bend.bent(plate)
        else:
            for box in changed:
                bend.renew(self._bent[1], plate, box)
        return self._bent[1]

    def _held(self, pose: Pose) -> tuple[float, int, float, tuple[int, ...]]:
        """(breath, steps of sway, lean, forearms off their rest) as the body is drawn: a breath is as many steps as
        pixels."""
        breaths = max(4, min(8, round(self._scale)))
        breath, sway = round(pose.breath * breaths) / breaths, round(pose.sway * 0.35 * self._scale * self._steps)
        return breath, sway, _lean(pose), arms(pose.gesture, pose.hand)

    @property
    def _steps(self) -> int:
        """In large figures the body sways by whole pixels, in small ones by halves."""
        return 1 if self._scale >= LARGE else 2

    def _body(self, pose: Pose) -> warp.Bent:
        """The breathing body, in few states, so that it is seldom drawn anew."""
        breath, sway, lean, raised = self._held(pose)
        whole, part = divmod(sway, self._steps)
        kept = self._trunk.get(
            (breath, part, lean, raised),
            lambda: breathing(
                self._sprites.body(raised), breath, part / self._steps, scale=self._scale, lean=lean, floor=self._floor
            ),
        )
        return kept.moved(whole)

    def _forearms(self, pose: Pose, trunk: Pose) -> list[tuple[int, Hashable, Layer]]:
        """(side, what it is drawn from, layer) of the forearms off their rest; they go with the trunk."""
        found: list[tuple[int, Hashable, Layer]] = []
        dx = round((trunk.sway * 0.35 + leant(150, _lean(trunk))) * self._scale)
        dy = round(-0.6 * trunk.breath * self._scale)
        for side in arms(pose.gesture, pose.hand):
            held = reach(self._who, side, pose.gesture, rise=pose.hand, wag=pose.wag)
            arm = self._sprites.forearm(side, held)
            found.append((side, held, Layer(arm.pixels, arm.x + dx, arm.y + dy)))
        return found


def _trunk(held: Pose, pose: Pose) -> Pose:
    """The pose in which the body is drawn."""
    return replace(_within_reach(held), lean=_within_reach(pose).lean, gesture=pose.gesture, hand=pose.hand)


def _lean(pose: Pose) -> float:
    """Radians by which the trunk leans from where it was drawn, in steps of a twentieth of a degree."""
    return math.radians(round((pose.lean - TILT) * 20) / 20)


@functools.lru_cache(maxsize=4)
def _within_reach(pose: Pose) -> Pose:
    """The pose limited to what a neck can do and the sprites can show."""
    return replace(
        pose, yaw=_clamp(pose.yaw, -0.4, 0.26), pitch=_clamp(pose.pitch, -0.16, 0.16),
        roll=_clamp(pose.roll, -0.1, 0.14), blink=_clamp(pose.blink, 0, 1),
        gaze=(_clamp(pose.gaze[0], -1, 1), _clamp(pose.gaze[1], -1, 1)), brow=_clamp(pose.brow, -1, 1.2),
        smile=_clamp(pose.smile, 0, 1), breath=_clamp(pose.breath, 0, 1), sway=_clamp(pose.sway, -4, 4),
        lean=_clamp(pose.lean, TILT - 1.2, TILT + 1.2), gesture=pose.gesture if pose.gesture in GESTURES else "",
        hand=_clamp(pose.hand, 0, 1), wag=_clamp(pose.wag, -1, 1), trail=_clamp(pose.trail, -6, 6),
    )  # fmt: skip
