"""The skin about an eye: what of a picture belongs to the eye, and the same picture with skin or fur in its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Pixels, scaled
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
SCOPE = 40
"""Pixels per unit at which skin is looked for."""
SPREADS = (0.6, 0.25, 0.1, 0.04)
"""Units over which colours of the skin are carried into the eye: far where nothing nearer is known."""
DARKEST = 4
"""Per cent of an eye's pixels that have the tone of its lashes."""


@dataclass(frozen=True, slots=True)
class Skin:
    """`plate`: colours with no eye in them; `eye`: 0…1, what of the picture is eye, lashes included.

    `tone` and `thick` (units) are the lashes'; over `soft` pixels an edge of this picture goes from dark to light.
    """

    plate: Float
    eye: Float
    tone: Float
    soft: float
    thick: float


def about(part: Pixels, opening: Mask, reach: Mask, unit: float) -> Skin:
    """The skin in a part of a BGRA picture: an eye is seen in `opening`, and nothing of it is outside `reach`."""
    share = min(1.0, SCOPE / unit)
    whole = part.shape[1::-1]
    size = scaled(whole, share)
    colour = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inner, outer = (cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
                    for mask in (opening, reach))  # fmt: skip
    eye, clear = _parted(colour, inner, outer, unit * share)
    plate = cv2.resize(_carried(colour, clear, unit * share, SPREADS), whole, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(eye.astype(np.float32), (0, 0), max(0.8, 0.02 * unit * share))
    cover = cv2.resize(soft, whole, interpolation=cv2.INTER_LINEAR)
    tone, spread = _lashes(part, opening)
    return Skin(plate, cover, tone, spread, _line(part, plate, opening, cover, tone) / unit)


def _parted(colour: Float, inner: Mask, outer: Mask, unit: float) -> tuple[Mask, Mask]:
    """(what is eye, what is surely skin)."""
    lab, known, usual = _lab(colour, ~outer), ~outer, 0.0
    for _ in range(3):  # brows, hair and frames of glasses are no skin
        off = _apart(lab, known, unit)
        usual = float(np.median(off[known])) if known.any() else 0.0
        known = ~outer & (off < max(9.0, 2.2 * usual))
    core = float(np.percentile(off[inner], 75)) if inner.any() else 0.0
    near = _grown(inner, 0.06 * unit)
    eye = _joined(((off > max(9.0, 0.25 * core)) | (near & (off > max(6.0, 0.10 * core)))) & outer, inner)
    eye = _grown(eye, 0.025 * unit)
    skin = (known | (outer & (off < max(9.0, 2.2 * usual)))) & ~eye
    return eye, ~_grown(~skin, 0.04 * unit)


def _lab(colour: Float, skin: Mask) -> Float:
    """The picture in Lab, as if its skin were well lit."""
    light = float(np.median(colour[skin][:, :3].max(axis=1))) if skin.any() else 180.0
    lit = np.clip(colour[..., :3] * np.float32(180 / max(20.0, light)) / 255, 0, 1)
    made: Float = cv2.cvtColor(np.ascontiguousarray(lit), cv2.COLOR_BGR2LAB)
    return made


def _apart(lab: Float, known: Mask, unit: float) -> Float:
    """How far each pixel's colour is from that of the skin about it."""
    off: Float = np.linalg.norm(lab - _carried(lab, known, unit, SPREADS[:2]), axis=2)
    return off


def _carried(colour: Float, known: Mask, unit: float, spreads: tuple[float, ...]) -> Float:
    """Colours of what is known, carried smoothly over the rest."""
    weight = known.astype(np.float32)
    made: Float = np.broadcast_to(
        np.median(colour[known] if known.any() else colour.reshape(-1, colour.shape[2]), axis=0), colour.shape
    ).astype(np.float32)  # fmt: skip
    seen = colour * weight[..., None]
    for spread in spreads:
        sigma = max(0.8, spread * unit)
        there = cv2.GaussianBlur(weight, (0, 0), sigma)
        mean = cv2.GaussianBlur(seen, (0, 0), sigma) / np.maximum(there, 1e-4)[..., None]
        made += (mean - made) * np.clip(3 * there, 0, 1)[..., None]
    return made


def _grown(mask: Mask, radius: float) -> Mask:
    side = 2 * max(1, round(radius)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    made: Mask = cv2.dilate(mask.astype(np.uint8), disc) > 0
    return made


def _joined(marked: Mask, opening: Mask) -> Mask:
    """The opening and what is marked and hangs together with it."""
    _, labels = cv2.connectedComponents((marked | opening).astype(np.uint8))
    mine: Mask = np.isin(labels, np.unique(labels[opening])) & (labels > 0)
    return mine


def _lashes(part: Pixels, opening: Mask) -> tuple[Float, float]:
    """(the tone of the lashes, over how many pixels this picture's edges are spread)."""
    seen = part[opening] if opening.any() else part.reshape(-1, part.shape[2])
    light = seen[:, :3].sum(axis=1)
    tone = seen[light <= np.percentile(light, DARKEST)].mean(axis=0).astype(np.float32)
    tone[3] = np.median(seen[:, 3])
    grey = part[..., :3].sum(axis=2).astype(np.float32)
    steepest = float(np.percentile(np.abs(np.diff(grey, axis=0))[opening[1:]], 98)) if opening[1:].any() else 1.0
    return tone, float(np.ptp(light)) / max(1.0, steepest)


def _line(part: Pixels, plate: Float, opening: Mask, eye: Float, tone: Float) -> float:
    """How many pixels high the lashes of the upper lid are."""
    light = part[..., :3].sum(axis=2).astype(np.float32)
    dark = (eye > 0.5) & (light < 0.5 * (plate[..., :3].sum(axis=2) + float(tone[:3].sum())))
    columns = np.nonzero(opening.any(axis=0))[0]
    runs = [_first_run(dark[:, column]) for column in columns[len(columns) // 8 :: 2]]
    return float(np.median(runs)) if runs else 0.0


def _first_run(dark: Mask) -> int:
    """Length of the uppermost stretch."""
    below = dark[int(np.argmax(dark)) :]
    return int(np.argmin(below)) if not below.all() else len(below)
