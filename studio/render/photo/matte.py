"""Who is in front and what is behind: a person (or mascot, or animal) cut out of a picture by colour, without learned
models. Before a plain backdrop it is what differs from that (backdrop.py); else a guess from the face and shoulders is
refined by GrabCut. Both are then snapped to the picture's own edges. On busy backdrops pieces may stay or go, and
`Matte.doubt` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo import backdrop
from studio.render.photo.frame import Frame, Pixels, frame_of, scaled
from studio.render.photo.rig import NEEDED, Rig
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
WORKED, ROUGH = 340, 200
"""The cut, and the rough mask of who is in front, are found at no more than this many pixels on the longer side."""
ROUNDS = 5
SEEN_THROUGH = 0.01
"""The part of a picture that must be transparent for its own transparency to be used."""
FAINT, MANY_FAINT, BUSY = 9.0, 0.38, 26.0
"""Colour steps under which an edge is hardly seen; the part of such edges, and the spread of the background's
brightness, from which a cut is doubtful."""


@dataclass(frozen=True, slots=True)
class Matte:
    """`cover` is 0…255 of the picture's size; `doubt` a sentence, "" when the cut looks right."""

    cover: Pixels
    doubt: str


def own(picture: Pixels) -> bool:
    """Whether a BGRA picture brings its own transparency."""
    return bool((picture[..., 3] < 128).mean() > SEEN_THROUGH)


def person(picture: Pixels, rig: Rig) -> Pixels:
    """A rough mask of who is in front, smaller than the picture."""
    small = _small(picture, ROUGH)
    if own(picture):
        return np.ascontiguousarray(small[..., 3])
    frame = _frame(rig, small)
    mask: Pixels = 255 * _cut(np.ascontiguousarray(small[..., :3]), frame, rounds=3)
    return mask if _holds_the_face(mask, frame) else _head(small.shape, frame)


def matte(picture: Pixels, rig: Rig) -> Matte:
    """The cut of a BGRA picture."""
    if own(picture):
        return Matte(np.ascontiguousarray(picture[..., 3]), "")
    small = np.ascontiguousarray(_small(picture, WORKED)[..., :3])
    frame = _frame(rig, small)
    mask = _cut(small, frame, rounds=ROUNDS)
    radius = max(2, round(0.06 * frame.unit))
    guide = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255
    fine = np.clip((_guided(guide, mask.astype(np.float32), radius, 3e-4) - 0.26) / 0.6, 0, 1)
    fine[cv2.dilate(mask, np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)) == 0] = 0
    size = picture.shape[1::-1]
    cover = cv2.resize(fine.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    return Matte((255 * np.clip(cover, 0, 1)).astype(np.uint8), _doubt(small, mask, frame))


def cut_out(picture: Pixels, cover: Pixels) -> Pixels:
    """A BGRA picture with this cover, its rim's colours taken from inside so that no background shines through."""
    reach = max(2.0, 0.006 * max(picture.shape[:2]))
    solid = cv2.erode((cover > 245).astype(np.uint8), None, iterations=max(1, round(0.5 * reach))).astype(np.float32)
    near = cv2.GaussianBlur(picture[..., :3].astype(np.float32) * solid[..., None], (0, 0), reach)
    weight = cv2.GaussianBlur(solid, (0, 0), reach)[..., None]
    share = solid[..., None]
    rim = np.where(weight > 0.02, near / np.maximum(weight, 0.02), picture[..., :3])
    made = np.empty_like(picture)
    made[..., :3] = np.clip(picture[..., :3] * share + rim * (1 - share), 0, 255)
    made[..., 3] = cover
    return made


def _small(picture: Pixels, most: int) -> Pixels:
    share = min(1.0, most / max(picture.shape[:2]))
    made: Pixels = cv2.resize(picture, scaled(picture.shape[1::-1], share), interpolation=cv2.INTER_AREA)
    return made


def _frame(rig: Rig, picture: Pixels) -> Frame:
    height, width = picture.shape[:2]
    return frame_of({name: getattr(rig, name) for name in NEEDED}, (width, height))


def _cut(picture: Pixels, frame: Frame, *, rounds: int) -> npt.NDArray[np.uint8]:
    """1 where someone is, else 0."""
    mask = _prior(picture.shape, frame)
    likely = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    there = backdrop.apart(picture, mask == cv2.GC_FGD)
    if there is None and 0 < likely.sum() < likely.size:
        cv2.setRNGSeed(7)
        cv2.grabCut(picture, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), rounds, cv2.GC_INIT_WITH_MASK)
        there = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    there = likely if there is None else there
    there[(_head(picture.shape, frame, size=0.45) > 0) & (np.maximum.accumulate(there) > 0)] = 1  # eyes and mouth
    there = cv2.morphologyEx(there, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(there)
    at = np.clip(np.round(frame.to_pixels((0, 0.4))[0]).astype(int), 0, [picture.shape[1] - 1, picture.shape[0] - 1])
    wanted = int(labels[at[1], at[0]]) or (1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])) if len(stats) > 1 else 0)
    body: npt.NDArray[np.uint8] = (labels == wanted).astype(np.uint8) if wanted else there
    holes, around, sizes, _ = cv2.connectedComponentsWithStats(1 - body)
    head = _head(picture.shape, frame, size=0.8) > 0
    for hole in range(1, holes):  # specks within the person belong to them, and holes in the head
        if sizes[hole, cv2.CC_STAT_AREA] < 0.15 * frame.unit**2 or head[around == hole].mean() > 0.7:
            body[around == hole] = 1
    return body


def _prior(shape: tuple[int, ...], frame: Frame) -> npt.NDArray[np.uint8]:
    """GrabCut's start: surely the face and trunk, perhaps hair and shoulders, surely not what is far to the sides."""
    height, width = shape[:2]
    mask = np.full((height, width), cv2.GC_PR_BGD, np.uint8)

    def at(points: list[tuple[float, float]]) -> npt.NDArray[np.int32]:
        return np.round(frame.to_pixels(points)).astype(np.int32)

    def oval(y: float, wide: float, high: float, value: int) -> None:
        centre = at([(0, y)])[0]
        degrees = float(np.degrees(np.arctan2(frame.turn[1], frame.turn[0])))
        size = round(wide * frame.unit), round(high * frame.unit)
        cv2.ellipse(mask, (int(centre[0]), int(centre[1])), size, degrees, 0, 360, value, -1)

    far_top = int(at([(0, -2.9)])[0, 1])
    chin = int(at([(0, 1.0)])[0, 1])
    left, right = int(at([(-2.6, 0)])[0, 0]), int(at([(2.6, 0)])[0, 0])
    oval(0.35, 1.75, 2.3, cv2.GC_PR_FGD)
    body = [(-1.2, 1.8), (1.2, 1.8), (3.0, 3.2), (3.4, 14), (-3.4, 14), (-3.0, 3.2)]
    cv2.fillPoly(mask, [at(body)], cv2.GC_PR_FGD)
    oval(0.5, 0.95, 1.3, cv2.GC_FGD)
    cv2.fillPoly(mask, [at([(-0.6, 1.6), (0.6, 1.6), (1.2, 3.7), (1.4, 14), (-1.4, 14), (-1.2, 3.7)])], cv2.GC_FGD)
    mask[: max(0, far_top)] = cv2.GC_BGD
    mask[: max(0, chin), : max(0, left)] = cv2.GC_BGD
    mask[: max(0, chin), max(0, min(width, right)) :] = cv2.GC_BGD
    return mask


def _holds_the_face(mask: Pixels, frame: Frame) -> bool:
    """Whether the mask holds the head and leaves something of the rest."""
    head = _head(mask.shape, frame, size=0.8) > 0
    return bool((mask[head] > 0).mean() > 0.9) if head.any() else False


def _head(shape: tuple[int, ...], frame: Frame, size: float = 1.0) -> Pixels:
    mask = np.zeros(shape[:2], np.uint8)
    centre = np.round(frame.to_pixels((0, 0.35))[0]).astype(int)
    axes = round(1.6 * size * frame.unit), round(2.1 * size * frame.unit)
    degrees = float(np.degrees(np.arctan2(frame.turn[1], frame.turn[0])))
    cv2.ellipse(mask, (int(centre[0]), int(centre[1])), axes, degrees, 0, 360, 255, -1)
    return mask


def _guided(guide: Float, mask: Float, radius: int, smoothness: float) -> Float:
    """The guided filter: the mask with its edges where the guide's are."""
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(plane: Float) -> Float:
        blurred: Float = cv2.blur(plane, size)
        return blurred

    m_guide, m_mask = mean(guide), mean(mask)
    slope = (mean(guide * mask) - m_guide * m_mask) / (mean(guide * guide) - m_guide**2 + smoothness)
    made: Float = mean(slope) * guide + mean(m_mask - slope * m_guide)
    return made


def _doubt(picture: Pixels, mask: npt.NDArray[np.uint8], frame: Frame) -> str:
    """What speaks against a cut."""
    if not _holds_the_face(255 * mask, frame):
        return "The background could not be told from the face"
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB).astype(np.float32)
    thick = np.ones((5, 5), np.uint8)
    inner = mask - cv2.erode(mask, thick)
    outer = cv2.dilate(mask, thick) - mask
    step = max(3, round(0.08 * frame.unit)) | 1

    def around(ring: npt.NDArray[np.uint8]) -> Float:
        weight = cv2.blur(ring.astype(np.float32), (step, step))
        mean: Float = cv2.blur(lab * ring[..., None], (step, step)) / np.maximum(weight, 1e-4)[..., None]
        return mean

    edge = (inner > 0) & (cv2.blur(outer.astype(np.float32), (step, step)) > 0.02)
    if not edge.any():
        return "The background could not be told from the person"
    faint = float((np.linalg.norm(around(inner) - around(outer), axis=2)[edge] < FAINT).mean())
    behind = lab[..., 0][cv2.dilate(mask, thick, iterations=2) == 0]
    spread = float(behind.std()) if behind.size else 0.0
    if faint > MANY_FAINT:
        return "Parts of the person have the colour of what is behind them"
    return "The background is busy" if spread > BUSY else ""
