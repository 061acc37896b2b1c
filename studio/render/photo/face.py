"""One photo that speaks: mouth, lids and head drawn into the rectangle of the picture that moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from studio.render.boxes import around
from studio.render.cast.pose import Pose
from studio.render.photo import lids, turn
from studio.render.photo.frame import Pixels, frame_of
from studio.render.photo.rig import NEEDED, Rig
from studio.render.photo.shape import Lips, Speech, speech
from studio.render.photo.sheets import Sheets
from studio.render.photo.vision import cv2

FINER = 2
"""The moving part is kept this much finer than it is shown: bent with plain interpolation it stays sharp."""
HALFWAY = np.array([-1, 9, 9, -1], np.float32) / 16
"""Cubic interpolation halfway between two pixels."""
MARGIN = 3


@dataclass(frozen=True, slots=True)
class State:
    """What is drawn; equal states draw equal pixels."""

    speech: Speech
    shut: int
    move: turn.Move


class Face:
    """`picture` is premultiplied BGRA and `rig` its. `box` bounds everything that ever changes.

    Not for two threads at once. The same pose gives the same pixels, in any order.
    """

    def __init__(
        self, picture: Pixels, rig: Rig, *, person: Pixels, human: bool, expressive: bool, happy: bool
    ) -> None:  # fmt: skip
        """`person` is a mask of the picture of any size; `human`: it has teeth and skin, not fur."""
        height, width = picture.shape[:2]
        frame = frame_of({name: getattr(rig, name) for name in NEEDED}, (width, height))
        self._style = {"expressive": expressive, "happy": happy}
        lips = Lips(rig, frame, (width, height))
        self._turn = turn.Turn(frame, chin=lips.chin, size=(width, height), person=person)
        self._sheets = Sheets(picture, frame, lips, teeth=human)
        self._lids = lids.Lids(picture, frame, rig, human=human)
        self.box = around(self._turn.box, self._sheets.box)
        self._picture, self._work = picture, picture.copy()
        self._solid = bool(picture[..., 3].min() == 255)
        left, top, right, bottom = self._turn.box
        self._fine = _finer(picture[top:bottom, left:right])
        self._held: tuple[Speech, int] | None = None

    def state(self, pose: Pose) -> State:
        """The pose as it will be drawn."""
        return State(
            speech(pose.mouth, happy=self._style["happy"]), round(min(1.0, max(0.0, pose.blink)) * lids.STEPS),
            turn.move(pose, **self._style),
        )  # fmt: skip

    def drawn(self, state: State) -> Pixels:
        """The pixels of `box`."""
        self._hold(state.speech, state.shut)
        left, top, right, bottom = self._turn.box
        moved: Pixels = cv2.remap(self._fine, self._turn.map(state.move, scale=FINER), None, cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        if not self._solid:
            moved[..., :3] = np.minimum(moved[..., :3], moved[..., 3:])
        if self.box == self._turn.box:
            return moved
        x0, y0, x1, y1 = self.box
        made = self._work[y0:y1, x0:x1].copy()
        made[top - y0 : bottom - y0, left - x0 : right - x0] = moved
        return made

    def _hold(self, shape: Speech, shut: int) -> None:
        """Bring mouth and lids of the unmoved picture to this state, and the finer picture with it."""
        if self._held == (shape, shut):
            return
        before, self._held = self._held, (shape, shut)
        if before is None or before[0] != shape:
            left, top, right, bottom = self._sheets.box
            self._work[top:bottom, left:right] = self._sheets.drawn(shape)
            self._refine((slice(top, bottom), slice(left, right)))
        if shut or (before and before[1]):
            for box in self._lids.boxes:
                self._restore(box, shape)
            self._lids.draw(self._work, shut)
            for box in self._lids.boxes:
                self._refine(box)

    def _restore(self, box: tuple[slice, slice], shape: Speech) -> None:
        """Open an eye again: the picture's own pixels, and what of the mouth's rectangle reaches up to there."""
        self._work[box] = self._picture[box]
        left, top, right, bottom = self._sheets.box
        y0, y1 = max(box[0].start, top), min(box[0].stop, bottom)
        x0, x1 = max(box[1].start, left), min(box[1].stop, right)
        if y0 < y1 and x0 < x1:
            self._work[y0:y1, x0:x1] = self._sheets.drawn(shape)[y0 - top : y1 - top, x0 - left : x1 - left]

    def _refine(self, box: tuple[slice, slice]) -> None:
        """Take a part of the picture over into the finer one."""
        left, top, right, bottom = self._turn.box
        y0, y1 = max(box[0].start, top), min(box[0].stop, bottom)
        x0, x1 = max(box[1].start, left), min(box[1].stop, right)
        if y0 >= y1 or x0 >= x1:
            return
        wide = max(top, y0 - MARGIN), min(bottom, y1 + MARGIN), max(left, x0 - MARGIN), min(right, x1 + MARGIN)
        part = _finer(self._work[wide[0] : wide[1], wide[2] : wide[3]])
        part = part[FINER * (y0 - wide[0]) :, FINER * (x0 - wide[2]) :][: FINER * (y1 - y0), : FINER * (x1 - x0)]
        row, column = FINER * (y0 - top), FINER * (x0 - left)
        self._fine[row : row + part.shape[0], column : column + part.shape[1]] = part


def _finer(pixels: Pixels) -> Pixels:
    """Twice as fine, with the pixels themselves kept: the others lie halfway between them."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    across = cv2.filter2D(pixels, -1, HALFWAY[None], anchor=(1, 0), borderType=cv2.BORDER_REPLICATE)
    made = np.empty((FINER * height, FINER * width, 4), np.uint8)
    whole = made.view(np.uint32)[..., 0]
    whole[::2, ::2], whole[::2, 1::2] = pixels.view(np.uint32)[..., 0], across.view(np.uint32)[..., 0]
    down = HALFWAY[:, None]
    for column, source in ((0, pixels), (1, across)):
        half = cv2.filter2D(source, -1, down, anchor=(0, 1), borderType=cv2.BORDER_REPLICATE)
        whole[1::2, column::2] = half.view(np.uint32)[..., 0]
    return made
