"""What shows between the lips: the dark of the mouth, the tongue and teeth, in the light and sharpness of the photo."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Frame, Pixels, Points, clipped
from studio.render.photo.shape import Curve, Lips, Speech
from studio.render.photo.vision import cv2

FINE = np.linspace(-1, 1, 33)
Float = npt.NDArray[np.float32]
DARK, DEEP, TONGUE, IVORY = (15, 14, 36), (34, 32, 78), (92, 88, 158), (196, 212, 222)
"""BGR in full light: behind the upper lip, behind the lower lip, tongue, teeth."""
TEETH = (0.066, 0.080, 0.100, 0.128, 0.128, 0.100, 0.080, 0.066)
"""Widths of the upper teeth, from side to side."""


class Inside:
    """Draws into the opening of one photo's mouth."""

    def __init__(
        self, whole: Pixels, here: Frame, lips: Lips, *, opening: Pixels | None, at: Float, teeth: bool
    ) -> None:  # fmt: skip
        """`at`: face coordinates of the pixels of `whole`; `opening`: the mask of an open mouth's."""
        self._here, self._lips, self._at = here, lips, at
        self._light, self._colour = _light(whole, at, lips)
        self._flesh = _flesh(whole, at, lips)
        self._own = opening is not None and lips.gap > 0.05
        if self._own and opening is not None:
            cut = cv2.erode(opening, None, iterations=max(1, int(0.006 * here.unit)))
            self._teeth = np.ascontiguousarray(whole[..., :3]).astype(np.float32)
            self._shown: Float = cv2.GaussianBlur(cut, (0, 0), max(0.6, 0.012 * here.unit)) / np.float32(255)
        else:
            self._teeth, self._shown = self._drawn_teeth(whole.shape[:2], solid=teeth)

    def draw(self, made: Pixels, s: Speech, curve: Curve) -> None:
        """Fill the opening between the two edges of `curve`, in place."""
        upper, lower = curve("up_in", FINE), curve("lo_in", FINE)
        lower[:, 1] = np.maximum(lower[:, 1], upper[:, 1])
        wide = float(lower[16, 1] - upper[16, 1])
        strength = float(np.clip((wide - 0.008) / 0.02, 0, 1))
        if strength > 0:
            tuck = 0.012 * np.clip((lower[:, 1] - upper[:, 1]) / 0.03, 0, 1)
            outline = np.vstack([upper - np.column_stack([0 * tuck, tuck]), lower[::-1]])
            pixels = self._here.to_pixels(outline)
            box = _about(pixels, 3 + int(0.03 * self._here.unit), made.shape)
            mask = _filled(pixels, box, max(0.6, 0.009 * self._here.unit)) * np.float32(strength)
            seen = self._tinted(self._seen(s, box, upper, lower))
            part = made[box][..., :3]
            part[:] = np.clip(part + (seen - part) * mask[..., None], 0, 255)
        if self._lips.gap:
            self._crease(made, upper, lower, wide)

    def _seen(self, s: Speech, box: tuple[slice, slice], upper: Points, lower: Points) -> Float:
        """Colours of the inside within a box."""
        at, k = self._at[box], self._lips.size
        x, y = at[..., 0], at[..., 1]
        top, bottom = float(upper[16, 1]), float(lower[16, 1])
        middle, half = float(upper[0, 0] + upper[-1, 0]) / 2, float(upper[-1, 0] - upper[0, 0]) / 2
        down = np.clip((y - top) / max(0.03, bottom - top), 0, 1)[..., None]
        seen: Float = (1 - down) * np.array(DARK, np.float32) + down * np.array(DEEP, np.float32)
        self._tongue(seen, s, x - middle, y, bottom)
        raised = round(0.05 * min(1.0, s.pout) * k * self._here.unit)
        rows = slice(box[0].start + raised, box[0].stop + raised)
        shown = self._shown[rows, box[1]]
        if shown.shape == x.shape:
            plate = self._teeth[rows, box[1]]
            share = (shown * (1 - 0.55 * min(1.0, s.pout)))[..., None]
            seen += (plate / self._light - seen) * share
        lip_shadow = 0.72 + 0.28 * np.clip((y - top + 0.012 * k) / (0.06 * k), 0, 1)
        side = np.abs(x - middle) / max(0.05, half)
        seen *= (lip_shadow * self._light)[..., None]
        corner = 0.85 * np.clip((side - 0.55) / 0.42, 0, 1)[..., None]
        seen += (self._flesh - seen) * corner
        return seen

    def _tongue(self, seen: Float, s: Speech, x: Float, y: Float, bottom: float) -> None:
        """A soft mound behind the lower lip; its tip rises to the teeth for l and th."""
        k = self._lips.size
        top = bottom - k * (0.012 + 0.035 * s.tongue + 0.06 * s.tip)
        body = np.exp(-((x / (0.23 * k)) ** 4) - ((y - top - 0.065 * k) / (0.078 * k)) ** 4)
        groove = 1 - 0.16 * np.exp(-((x / (0.02 * k)) ** 2))
        seen += (np.array(TONGUE, np.float32) * groove[..., None] - seen) * (body * (0.5 + 0.3 * s.tongue))[..., None]

    def _crease(self, made: Pixels, upper: Points, lower: Points, wide: float) -> None:
        """The dark meeting line of lips that were closed by us."""
        strength = float(np.clip(1 - wide / 0.03, 0, 1))
        if strength <= 0:
            return
        line = (upper + np.minimum(lower, upper + 0.01)) / 2
        pixels = self._here.to_pixels(line)
        box = _about(pixels, 3 + int(0.05 * self._here.unit), made.shape)
        mask = np.zeros((box[0].stop - box[0].start, box[1].stop - box[1].start), np.uint8)
        corner = np.array([box[1].start, box[0].start])
        thick = max(1, int(0.018 * self._here.unit))
        cv2.polylines(mask, [np.round((pixels - corner) * 16).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 4)
        dark = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.011 * self._here.unit)).astype(np.float32)[..., None] / 255
        part = made[box][..., :3]
        part[:] = (part * (1 - strength * dark * self._tinted(np.array((0.52, 0.56, 0.40), np.float32)))).astype(
            np.uint8
        )

    def _tinted(self, colours: Float) -> Float:
        """As colourful as the photo: in a grey one everything is grey."""
        grey = colours.mean(axis=-1, keepdims=True)
        tinted: Float = grey + (colours - grey) * np.float32(self._colour)
        return tinted

    def _drawn_teeth(self, size: tuple[int, ...], *, solid: bool) -> tuple[Float, Float]:
        """(colours, cover) of a row of upper teeth behind closed lips. Not `solid`: none."""
        colour, cover = np.zeros((*size, 3), np.float32), np.zeros(size, np.uint8)
        if not solid:
            return colour, cover.astype(np.float32)
        lips, k = self._lips, self._lips.size
        x = float(lips.middle[0]) - k * sum(TEETH) / 2
        for index, width in enumerate(TEETH):
            off = abs(index - 3.5)
            w = width * k
            low = lips.line + k * (0.050 - 0.006 * off**1.25 + (0.004 if index in (2, 5) else 0.0))
            low -= 0.2 * k * (off / 3.5) ** 2 * lips.smile
            shape = np.array([
                [x, lips.line - 0.16 * k], [x + w, lips.line - 0.16 * k], [x + w - 0.002 * k, low - 0.022 * k],
                [x + 0.8 * w, low], [x + 0.2 * w, low], [x + 0.002 * k, low - 0.022 * k],
            ])  # fmt: skip
            outline = [np.round(self._here.to_pixels(shape) * 16).astype(np.int32)]
            cv2.fillPoly(cover, outline, 255, cv2.LINE_AA, 4)
            cv2.fillPoly(colour, outline, [v * (1 - 0.055 * off) * self._light for v in IVORY], cv2.LINE_8, 4)
            x += w
        return self._softened(colour, cover)

    def _softened(self, colour: Float, cover: Pixels) -> tuple[Float, Float]:
        """Teeth as soft as a photo's, with faint lines where they meet."""
        blur = max(0.6, 0.008 * self._here.unit)
        solid = cv2.GaussianBlur((colour.max(2) > 0).astype(np.float32), (0, 0), 2 * blur)[..., None]
        even = cv2.GaussianBlur(colour, (0, 0), 2 * blur) / np.maximum(solid, 0.05)
        return even, cv2.GaussianBlur(cover, (0, 0), blur) / np.float32(255)


def _light(whole: Pixels, at: Float, lips: Lips) -> tuple[float, float]:
    """(how bright the photo's light is, how much colour there is in it), from the skin beside the nose: 1 is all."""
    m = float(lips.middle[1])
    skin = (np.abs(at[..., 1] - 0.66 * m) < 0.12) & (np.abs(np.abs(at[..., 0]) - 0.4) < 0.12) & (whole[..., 3] > 200)
    if not skin.any():
        return 0.85, 1.0
    colour = np.median(whole[skin][:, :3], axis=0)
    much = float(np.ptp(colour)) / max(1.0, float(colour.max()))
    light = float(np.percentile(whole[skin][:, :3].max(axis=1), 60))
    return float(np.clip(light / 218, 0.4, 1.0)), float(np.clip((much - 0.01) / 0.07, 0, 1))


def _flesh(whole: Pixels, at: Float, lips: Lips) -> Float:
    """The colour of the lips in their own shadow: what shows in the corners of an open mouth."""
    x, y = at[..., 0] - float(lips.middle[0]), at[..., 1]
    low = (np.abs(x) < 0.3 * lips.half) & (y > lips.lo_in + 0.2 * (lips.lo_out - lips.lo_in)) & (y < lips.lo_out)
    colour = np.median(whole[low][:, :3], axis=0) if low.any() else np.array(DEEP)
    return np.asarray(0.42 * np.minimum(colour, 190) * np.array([0.8, 0.8, 1.0]), np.float32)


def _about(pixels: npt.NDArray[np.float64], margin: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of the box about some points."""
    left, top, right, bottom = clipped(pixels, shape, margin)
    return slice(top, bottom), slice(left, right)


def _filled(pixels: npt.NDArray[np.float64], box: tuple[slice, slice], soft: float) -> Float:
    """A polygon as a soft mask 0…1 over a box."""
    mask = np.zeros((box[0].stop - box[0].start, box[1].stop - box[1].start), np.uint8)
    corner = np.array([box[1].start, box[0].start])
    cv2.fillPoly(mask, [np.round((pixels - corner) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    made: Float = cv2.GaussianBlur(mask, (0, 0), soft).astype(np.float32) / np.float32(255)
    return made
