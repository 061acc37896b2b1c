"""Eyes in a picture: where the pupils are, and how far the lids stand apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Frame, Pixels, Points
from studio.render.photo.vision import cascade, cv2

CASCADES = ("eye_tree_eyeglasses", "eye")
WIDE, UPPER, LOWER = 0.44, -0.085, 0.080
"""An adult's open eye, in distances of the pupils: its width, and its lids from the pupil."""
SCOPE = 64
"""Pixels per unit in the crop in which an eye is measured."""


@dataclass(frozen=True, slots=True)
class Eye:
    """In the face's units; the lids from the pupil, y down."""

    width: float
    upper: float
    lower: float


ORDINARY = Eye(WIDE, UPPER, LOWER)


def pupils(grey: Pixels, box: Points) -> tuple[Points, int]:
    """(both pupils in pixels, the left one first; how many of them a cascade saw)."""
    x, y, w, h = box
    guess = np.array([[x + 0.30 * w, y + 0.385 * h], [x + 0.70 * w, y + 0.385 * h]])
    seen, found = 0, guess.copy()
    candidates = _candidates(grey, box)
    for side in (0, 1):
        near = np.linalg.norm(candidates - guess[side], axis=1) < 0.14 * w
        if near.any():
            found[side] = np.median(candidates[near], axis=0)
            seen += 1
        else:
            found[side] = _dark_disc(grey, guess[side], 0.06 * w)
    return found, seen


def _candidates(grey: Pixels, box: Points) -> Points:
    """Middles of everything that looks like an eye in the upper face."""
    x, y, w, h = box
    share = 220 / w
    top = max(0, int(y + 0.18 * h))
    upper = grey[top : int(y + 0.58 * h), max(0, int(x)) : int(x + w)]
    upper = cv2.resize(upper, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC)
    found = [
        ((left + wide / 2) / share + max(0, int(x)), (up + high / 2) / share + top)
        for name in CASCADES
        for left, up, wide, high in cascade(name).detectMultiScale(upper, 1.05, 4, minSize=(24, 24), maxSize=(90, 90))
    ]
    return np.array(found, np.float64).reshape(-1, 2)


def _dark_disc(grey: Pixels, guess: Points, reach: float) -> Points:
    """The darkest disc within `reach` pixels of a guess."""
    n = 64
    matrix = np.array([[reach / n, 0, guess[0] - reach], [0, reach / n, guess[1] - reach]])
    patch = cv2.warpAffine(grey, matrix, (2 * n, 2 * n), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
                           borderMode=cv2.BORDER_REPLICATE).astype(np.float32)  # fmt: skip
    patch = cv2.GaussianBlur(patch, (0, 0), n * 0.22)
    rows, columns = np.mgrid[: 2 * n, : 2 * n]
    far = ((columns - n) ** 2 + (rows - n) ** 2) / n**2
    at = np.unravel_index(int(np.argmin(patch + 70 * far)), patch.shape)
    found: Points = matrix @ np.array([at[1], at[0], 1.0])
    return found


def measured(picture: Pixels, frame: Frame, centre: npt.ArrayLike, *, strict: bool) -> Eye:
    """The eye round a pupil: what differs from the skin about it, if that has the size of an eye; else an adult's.

    `strict` keeps near an adult's, for photos of people, where shadows and brows look like eye.
    """
    s, side = SCOPE, round(1.3 * SCOPE)
    middle = side / 2
    matrix = Frame(tuple(np.asarray(centre, float)), frame.unit, frame.turn).upright(s, (middle, middle))
    if frame.unit > 1.4 * s:
        picture = cv2.GaussianBlur(picture, (0, 0), 0.35 * frame.unit / s)
    crop = cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    lab = cv2.cvtColor(cv2.GaussianBlur(crop, (0, 0), 0.8), cv2.COLOR_BGR2LAB).astype(np.float32)
    below = lab[round(middle + 0.36 * s) : round(middle + 0.5 * s), side // 4 : -side // 4].reshape(-1, 3)
    skin = np.median(below, axis=0)
    far = np.abs(lab - skin) @ np.array([0.7, 1.0, 1.0], np.float32)
    core = far[round(middle - 5) : round(middle + 6), round(middle - 5) : round(middle + 6)]
    usual = float(np.median(np.abs(below - skin) @ np.array([0.7, 1.0, 1.0])))
    found = _extent(far > max(16.0, 3.0 * usual, (0.34 if strict else 0.2) * float(np.percentile(core, 75))))
    if not strict or found is ORDINARY:
        return found
    return Eye(float(np.clip(found.width, 0.42, 0.58)), float(np.clip(found.upper, -0.19, -0.08)),
               float(np.clip(found.lower, 0.075, 0.14)))  # fmt: skip


def both(left: Eye, right: Eye) -> Eye:
    """One eye for two measured ones: their mean, or the one that could be measured."""
    if left is ORDINARY or right is ORDINARY:
        return right if left is ORDINARY else left
    return Eye((left.width + right.width) / 2, (left.upper + right.upper) / 2, (left.lower + right.lower) / 2)


def _extent(mask: npt.NDArray[np.bool_]) -> Eye:
    """Width and lids of what is marked round the middle."""
    s, middle = SCOPE, len(mask) // 2
    rows = _run(mask[:, middle - 5 : middle + 6].mean(axis=1) > 0.4, middle)
    if rows is None:
        return ORDINARY
    upper, lower = (rows[0] - middle) / s, (rows[1] + 1 - middle) / s
    if not (0.05 <= -upper <= 0.36 and 0.04 <= lower <= 0.36):
        return ORDINARY
    columns = _run(mask[middle - 3 : middle + 4].mean(axis=0) > 0.4, middle)
    wide = (columns[1] + 1 - columns[0]) / s if columns else WIDE
    return Eye(float(np.clip(wide, 0.8 * (lower - upper), 0.8)), upper, lower)


def _run(marked: npt.NDArray[np.bool_], middle: int) -> tuple[int, int] | None:
    """First and last index of the marked stretch round the middle; gaps of two are bridged."""
    start = next((middle + d for d in (0, -1, 1, -2, 2, -3, 3) if marked[middle + d]), None)
    if start is None:
        return None
    first = last = start
    while first > 0 and marked[max(0, first - 3) : first].any():
        first -= 1
    while last < len(marked) - 1 and marked[last + 1 : last + 4].any():
        last += 1
    return first, last
