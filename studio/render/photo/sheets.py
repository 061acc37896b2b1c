"""The lower half of a face in any shape of speech: two sheets of the picture, one above the lips and one below.

Each sheet is moved by a smooth field which is exact at the lips, so neither lip smears over the other or over the
teeth; what is behind them shows in the opening between. An open mouth is closed first: what its opening shows is taken
out, kept for the teeth, and replaced by the colour of the lips.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from studio.render.boxes import Box
from studio.render.photo.field import Field, Grid, smooth
from studio.render.photo.frame import Frame, Pixels, Points, clipped, scaled
from studio.render.photo.inside import Inside
from studio.render.photo.shape import Curve, Lips, Speech
from studio.render.photo.vision import cv2

KEPT = 48 * 2**20
"""Bytes of drawn mouths that are kept."""
NINE, FIVE = np.linspace(-1, 1, 9), np.linspace(-0.72, 0.72, 5)
FINE = np.linspace(-1, 1, 41)
Float = npt.NDArray[np.float32]
SEAM = ((0.12, 0.72), (0.24, 0.36), (0.36, 0.08), (0.60, 0.0))
"""Outside the corners: how far, and which part of the corner's way that place goes along."""


class Sheets:
    """The mouth of one photo at one size. `box` is its rectangle in the picture (left, top, right, bottom)."""

    def __init__(self, picture: Pixels, frame: Frame, lips: Lips, *, teeth: bool) -> None:
        """`picture` is premultiplied BGRA; `teeth`: draw teeth where the picture shows none."""
        self._frame, self._lips = frame, lips
        low = lips.chin + 0.55 * max(0.5, lips.room)
        reach = max(1.05, lips.half + 0.62)
        self.box = _box(frame, (-reach, 0.22, reach, low), picture.shape)
        left, top, right, bottom = self.box
        self._here = Frame((frame.origin[0] - left, frame.origin[1] - top), frame.unit, frame.turn)
        self._grid = Grid((0, 0, right - left, bottom - top), self._here)
        x, y = self._grid.knots[:, 0], self._grid.knots[:, 1]
        aside = (reach - np.abs(x)).astype(np.float32)
        self._fade = smooth(0, 0.22, aside) * smooth(0.24, 0.42, y) * smooth(0, 0.2, np.float32(low) - y)
        whole = picture[top:bottom, left:right].copy()
        self._at = self._pixel_places()
        opening = self._opening(whole)
        self._inside = Inside(whole, self._here, lips, opening=opening, at=self._at, teeth=teeth)
        self._texture = self._closed(whole, opening) if opening is not None else whole
        self._above = self._upper_sheet()
        self._kept: OrderedDict[Speech, Pixels] = OrderedDict()

    def drawn(self, s: Speech) -> Pixels:
        """The rectangle with the mouth in this shape."""
        if s in self._kept:
            self._kept.move_to_end(s)
            return self._kept[s]
        made = self._draw(s)
        self._kept[s] = made
        while len(self._kept) * made.nbytes > KEPT:
            self._kept.popitem(last=False)
        return made

    def _draw(self, s: Speech) -> Pixels:
        curve = self._lips.target(s)
        upper, lower = self._fields(s, curve)
        made = _taken(self._texture, lower)
        self._inside.draw(made, s, curve)
        last = upper.shape[0]
        above, cover = _taken(self._texture, upper), _taken(self._above, upper)
        share = cover.astype(np.float32) * np.float32(1 / 255)
        made[:last] = cv2.blendLinear(np.ascontiguousarray(made[:last]), above, 1 - share, share)
        return made

    def _fields(self, s: Speech, curve: Curve) -> tuple[Field, Field]:
        """The maps of the sheets above and below."""
        shared_now, shared_before = self._shared(s, curve)
        source = self._lips.source
        upper = self._grid.solved(
            np.vstack([*shared_now, curve("up_in", NINE), curve("up_out", FIVE)]),
            np.vstack([*shared_before, source("up_in", NINE), source("up_out", FIVE)]), self._fade,
        )  # fmt: skip
        jaw, follow = self._jaw(s)
        lower = self._grid.solved(
            np.vstack([*shared_now, curve("lo_in", NINE), curve("lo_out", FIVE), jaw + follow]),
            np.vstack([*shared_before, source("lo_in", NINE), source("lo_out", FIVE), jaw]), self._fade,
        )  # fmt: skip
        return upper, lower

    def _shared(self, s: Speech, curve: Curve) -> tuple[list[Points], list[Points]]:
        """Where both sheets move alike: beyond the corners and on the cheeks; and what stays."""
        lips = self._lips
        ends = curve("up_in", np.array([-1.0, 1.0]))
        now, before = list[Points](), list[Points]()
        for source, end, side in ((lips.left, ends[0], -1), (lips.right, ends[1], 1)):
            for far, part in SEAM:
                place = source + np.array([side * far * lips.size, 0.03 * far])
                before.append(place[None])
                now.append((place + part * (end - source))[None])
        m = float(lips.middle[1])
        rise = 0.45 * s.lift
        cheeks = np.array([[-0.55, 0.66 * m], [0.55, 0.66 * m]])
        before.append(cheeks)
        now.append(cheeks + np.array([[-0.15 * rise, -rise], [0.15 * rise, -rise]]))
        still = np.array([[-0.5, 0.1], [0.5, 0.1], [-0.22, 0.52 * m], [0.22, 0.52 * m], [0, 0.47 * m],
                          [-0.95, 0.5 * m], [0.95, 0.5 * m], [0, 0.68 * m], [-0.16, 0.66 * m],
                          [0.16, 0.66 * m]])  # fmt: skip
        return [*now, still], [*before, still]

    def _jaw(self, s: Speech) -> tuple[Points, Points]:
        """Points of chin and jaw, and how far each goes."""
        lips, r = self._lips, self._lips.room
        x, c = float(lips.middle[0]), lips.chin
        down = 0.42 * max(0.5, r)
        jaw = np.array([
            [x, c], [x - 0.3, c - 0.05 * r], [x + 0.3, c - 0.05 * r], [x - 0.58, c - 0.32 * r],
            [x + 0.58, c - 0.32 * r], [x, c - 0.3 * r], [x - 0.3, c - 0.38 * r], [x + 0.3, c - 0.38 * r],
            [x - 0.8, c - 0.75 * r], [x + 0.8, c - 0.75 * r],
            [x - 0.6, c + down], [x - 0.2, c + down], [x + 0.2, c + down], [x + 0.6, c + down],
        ])  # fmt: skip
        parts = np.array([0.62, 0.60, 0.60, 0.44, 0.44, 0.74, 0.67, 0.67, 0.17, 0.17, 0, 0, 0, 0])
        follow = np.zeros_like(jaw)
        follow[:, 1] = parts * lips.size * s.jaw * min(1.0, r + 0.15)
        follow[5:8, 1] += lips.size * (0.25 * s.low - 0.012 * s.press - 0.01 * s.pout)
        return jaw, follow

    def _pixel_places(self) -> Float:
        """Face coordinates of every pixel of the rectangle."""
        height, width = self._grid.height, self._grid.width
        rows, columns = np.mgrid[:height, :width]
        places = self._here.to_face(np.stack([columns, rows], -1).reshape(-1, 2))
        return places.reshape(height, width, 2).astype(np.float32)

    def _opening(self, whole: Pixels) -> Pixels | None:
        """Mask of what an open mouth shows: the contour, and dark corners and teeth about it."""
        lips, unit = self._lips, self._frame.unit
        if not lips.gap:
            return None
        outline = np.vstack([lips.source("up_in", FINE), lips.source("lo_in", FINE)[::-1]])
        mask = np.zeros(whole.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(self._here.to_pixels(outline) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        near = cv2.dilate(mask, None, iterations=max(1, int(0.05 * unit))) > 0
        if not near.any():  # cut off by the frame
            return None
        colours = cv2.cvtColor(np.ascontiguousarray(whole[..., :3]), cv2.COLOR_BGR2LAB).astype(np.float32)
        grey, colour = colours[..., 0], np.hypot(colours[..., 1] - 128, colours[..., 2] - 128)
        white = (grey > 1.12 * np.median(grey[near])) & (colour < 0.6 * np.percentile(colour[near], 70))
        rest = (near & (white | (grey < 0.62 * np.median(grey[near])))).astype(np.uint8) * 255
        opened: Pixels = cv2.morphologyEx(mask | rest, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        return opened

    def _closed(self, whole: Pixels, opening: Pixels) -> Pixels:
        """The picture with the opening filled from the lips round it, found at a third of the size."""
        unit = self._frame.unit
        reach = max(1, int(0.012 * unit)), max(1, int(0.024 * unit))
        hole = cv2.dilate(opening, np.ones((2 * reach[1] + 1, 2 * reach[0] + 1), np.uint8))
        small = cv2.resize(whole[..., :3].copy(), scaled(whole.shape[1::-1], 1 / 3), interpolation=cv2.INTER_AREA)
        gone = cv2.dilate(cv2.resize(hole, small.shape[1::-1], interpolation=cv2.INTER_AREA), None) > 20
        filled = cv2.inpaint(small, gone.astype(np.uint8), 4, cv2.INPAINT_TELEA)
        filled = cv2.resize(filled, whole.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        share = (cv2.GaussianBlur(hole, (0, 0), max(0.6, 0.01 * unit)) / 255.0)[..., None]
        closed = whole.copy()
        closed[..., :3] = np.clip(whole[..., :3] * (1 - share) + filled * share, 0, 255).astype(np.uint8)
        return closed

    def _upper_sheet(self) -> Pixels:
        """Cover of the sheet above: sharp along the lips, ever softer beyond the corners."""
        lips, x, y = self._lips, self._at[..., 0], self._at[..., 1]
        edge = lips.source("up_in", FINE)
        t = (x - lips.middle[0]) / lips.half
        line = np.interp(x, edge[:, 0], edge[:, 1]).astype(np.float32) + 0.05 * np.maximum(np.abs(t) - 1, 0)
        soft = 0.022 + 0.35 * np.clip(np.abs(t) - 1.02, 0, 0.5)
        cover: Pixels = (255 * np.clip((line - 0.008 - y) / soft + 0.5, 0, 1)).astype(np.uint8)
        return cover


def _taken(sheet: Pixels, field: Field) -> Pixels:
    taken: Pixels = cv2.remap(sheet, field, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return taken


def _box(frame: Frame, face: tuple[float, float, float, float], shape: tuple[int, ...]) -> Box:
    """The upright rectangle of pixels about a rectangle in face coordinates, within the picture."""
    x0, y0, x1, y1 = face
    return clipped(frame.to_pixels([(x0, y0), (x1, y0), (x0, y1), (x1, y1)]), shape)
