"""The line or the opening between two lips, in the crop that lips.py makes (100 pixels a unit)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Pixels
from studio.render.photo.vision import cv2

Grey = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Ends = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Seen:
    """Of the crop: what may be lips, redness against the skin, light, colourfulness (skin: 1); the skin's light."""

    lips: Pixels
    red: Grey
    light: Grey
    colour: Grey
    skin: float


def nearest(mask: Pixels, near: tuple[float, float]) -> Mask | None:
    """The marked area that is large and near; None when nothing is marked."""
    count, labels, stats, middles = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return None
    far = ((middles[1:] - near) ** 2).sum(axis=1)
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA] * np.exp(-far / 30**2)))
    found: Mask = labels == best
    return found


def rows(seen: Seen, x: float, top: float, bottom: float) -> tuple[float, float]:
    """First and last row of the opening in the middle: teeth (not red) or dark; the same row twice when closed."""
    across, top, bottom = slice(int(x - 7), int(x + 8)), int(top), int(bottom)
    red, light = seen.red[:, across].mean(1)[top : bottom + 1], seen.light[:, across].mean(1)
    if len(red) < 6:
        return float(top), float(top)
    lip, skin = np.percentile(red, 90), seen.skin
    inner = red[2 + len(red) // 8 : -2 - len(red) // 8]
    white = (red < 0.5 * (max(red.min(), 0) + lip)) & (light[top : bottom + 1] > 0.6 * skin)
    white &= len(inner) > 0 and bool(inner.min() < 0.12 * lip)
    white &= seen.colour[:, across].mean(1)[top : bottom + 1] < 0.70  # gloss and skin have more colour than teeth
    inside = white | (light[top : bottom + 1] < 0.5 * skin)
    if white.sum() >= 3:  # below teeth, what is darker than the upper lip is no lip
        first = int(np.argmax(white))
        upper = float(np.median(light[top : top + max(2, first)]))
        inside[first:] |= light[top + first : bottom + 1] < 0.75 * upper
    found = top + np.nonzero(inside)[0]
    found = found[(found > top + 1) & (found < bottom - 1)]
    if len(found) >= 4:
        return float(found[0]), float(found[-1] + 1)
    first = int(top + 0.2 * (bottom - top))
    y = float(first + int(np.argmin(light[first : int(top + 0.75 * (bottom - top)) + 1])))
    return y, y


def crease_ends(light: Grey, x: float, y: float) -> Ends:
    """Closed lips: the dark line followed from the middle to both corners."""
    valley = cv2.GaussianBlur(light, (0, 0), 1.0)
    valley = cv2.GaussianBlur(light, (3, 15), 0) - valley
    usual = float(np.median([valley[int(y) - 2 : int(y) + 3, int(x) + d].max() for d in range(-10, 11)]))
    return _followed(valley, usual, x, y, -1), _followed(valley, usual, x, y, 1)


def _followed(valley: Grey, usual: float, x0: float, y0: float, step: int) -> tuple[float, float]:
    x, y, missed, last = int(x0), float(y0), 0, (float(int(x0)), float(y0))
    while missed < 4 and abs(x + step - x0) < 60:
        x += step
        near = np.arange(round(y) - 2, round(y) + 3)
        best = int(near[int(np.argmax(valley[near, x] - 0.15 * usual * np.abs(near - y)))])
        if valley[best, x] > max(1.5, 0.22 * usual):
            y, missed, last = 0.5 * y + 0.5 * best, 0, (float(x), 0.5 * y + 0.5 * best)
        else:
            missed += 1
    return last


def ends(lips: Mask, seen: Seen, near: tuple[float, float]) -> Ends | None:
    """Open mouth: leftmost and rightmost point of what is dark or not red inside the lips' outline."""
    outline = np.zeros(lips.shape, np.uint8)
    cv2.fillConvexPoly(outline, cv2.convexHull(np.argwhere(lips)[:, ::-1].astype(np.int32)), 1)
    wide = cv2.dilate(outline, np.ones((5, 21), np.uint8)) > 0
    skin, lip = seen.skin, np.percentile(seen.red[lips], 85)
    core = cv2.erode(wide.astype(np.uint8), np.ones((11, 27), np.uint8)) > 0
    mask = ((seen.light < 0.62 * skin) & wide) | ((seen.red < 0.40 * lip) & core)
    found = nearest(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 9), np.uint8)), near)
    if found is None:
        return None
    down, across = np.nonzero(found)
    left, right = float(across.min() - 1), float(across.max() + 1)
    return ((left, float(np.median(down[np.abs(across - left) < 2]))),
            (right, float(np.median(down[np.abs(across - right) < 2]))))  # fmt: skip


def line(light: Grey, x: float, top: float, bottom: float) -> float | None:
    """The row of the dark line between closed lips near column `x`; None when no row stands out."""
    first, last = max(2, int(top)), min(light.shape[0] - 2, int(bottom) + 1)
    if last - first < 3 or not 6 <= x < light.shape[1] - 6:
        return None
    rows_ = light[:, int(x) - 5 : int(x) + 6].mean(1)
    dips = cv2.GaussianBlur(rows_[:, None], (1, 21), 0)[:, 0] - cv2.GaussianBlur(rows_[:, None], (1, 3), 0)[:, 0]
    best = first + int(np.argmax(dips[first:last]))
    return float(best) if dips[best] > 2.5 else None


def hole(seen: Seen, x: float, top: float, bottom: float) -> tuple[float, float] | None:
    """First and last row of what is dark or white between hand-set outer edges; None when that is no opening."""
    first, last = max(0, int(top)), min(seen.light.shape[0], int(bottom) + 1)
    if last - first < 8 or not 6 <= x < seen.light.shape[1] - 6:
        return None
    across = slice(int(x) - 5, int(x) + 6)
    light, colour = seen.light[first:last, across].mean(1), seen.colour[first:last, across].mean(1)
    around = np.median(seen.light[[max(0, first - 4), min(len(seen.light) - 1, last + 3)], across])
    found = np.nonzero((light < 0.45 * around) | ((colour < 0.4) & (light > 1.05 * around)))[0]
    if len(found) < max(5, 0.3 * (last - first)):
        return None
    return float(first + found[0]), float(first + found[-1] + 1)
