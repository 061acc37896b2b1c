"""Lips in a picture, in a crop where the head is upright: corners, outer edges, and the edges of the opening.

Redness against the skin marks the lips; light is evened out first by a plane through ten spots of skin, because dark
tones and side light moved the corners by 0.15 otherwise. All returned lengths are in the face's units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from studio.render.photo import opening
from studio.render.photo.frame import Frame, Pixels, Points
from studio.render.photo.opening import Grey, Seen
from studio.render.photo.vision import cv2

UNIT, MIDDLE = 100, (100, 60)
"""Of the crop: pixels per unit, and where the point between the eyes is."""
SPOTS = np.array([(45, 120), (60, 105), (155, 120), (140, 105), (100, 95), (75, 222), (125, 222), (100, 226),
                  (52, 160), (148, 160)])  # fmt: skip
PLAIN = 24.0
"""Colour steps from which an edge counts as plain: a collar's is no more of a chin than a chin's."""
REDNESS = ((0.6, 5.0), (0.0, 1.2))
"""Lips are redder and less yellow than skin: how much yellow counts against red, and the least that is red. The second
attempt is for dark skin and beards, where there is little yellow to miss.
"""
AGREES = 0.12
"""How far found corners may be from hand-set ones for the found lips to be believed."""


@dataclass(frozen=True, slots=True)
class Lips:
    """`top` and `bottom`: outer edges at the middle; `upper` and `lower`: edges of the opening."""

    left: tuple[float, float]
    right: tuple[float, float]
    top: float
    bottom: float
    upper: float
    lower: float

    @property
    def middle(self) -> float:
        return (self.left[0] + self.right[0]) / 2

    @property
    def gap(self) -> float:
        return self.lower - self.upper

    @property
    def plausible(self) -> bool:
        """Whether they lie where a person's lips do, level and in the middle."""
        level = abs(self.left[1] - self.right[1]) < 0.09 and abs(self.middle) < 0.10
        return level and 0.8 < self.upper < 1.25 and self.bottom < 1.5

    def points(self) -> list[tuple[float, float]]:
        """Left, right, top, bottom, upper and lower, as (x, y)."""
        x = self.middle
        return [self.left, self.right, (x, self.top), (x, self.bottom), (x, self.upper), (x, self.lower)]


def find(picture: Pixels, frame: Frame) -> Lips | None:
    """The lips of a person; None when nothing has the colour and size of lips."""
    crop = _evened(_crop(picture, frame))
    attempts = (_found(_seen(crop, yellow=yellow, least=least)) for yellow, least in REDNESS)
    lips = [found for found in attempts if found is not None]
    return next((found for found in lips if found.plausible), lips[0] if lips else None)


def _found(seen: Seen) -> Lips | None:
    blob = opening.nearest(seen.lips, (100, 166))
    if blob is None:
        return None
    rows, columns = np.nonzero(blob)
    if not 30 <= np.ptp(columns) <= 125:
        return None
    first, last = np.percentile(columns, 0.5), np.percentile(columns, 99.5)
    x = (first + last) / 2
    core = rows[np.abs(columns - x) < 8]
    if not len(core):
        return None
    top, bottom = float(np.percentile(core, 3)), float(np.percentile(core, 97))
    upper, lower = opening.rows(seen, x, top, bottom)
    outer = ((first - 3.5, float(np.median(rows[columns < first + 4]))),
             (last + 3.5, float(np.median(rows[columns > last - 4]))))  # fmt: skip
    if lower - upper < 4:
        ends = opening.crease_ends(seen.light, x, upper)
    else:  # where the lips reach further than what is seen between them, they meet there
        ends = opening.ends(blob, seen, (x, (upper + lower) / 2)) or outer
        ends = (outer[0] if first < ends[0][0] - 2 else ends[0], outer[1] if last > ends[1][0] + 2 else ends[1])
    if not 30 < ends[1][0] - ends[0][0] < 120:
        ends = outer
    left, right = _face(ends[0]), _face(ends[1])
    return Lips(left, right, *(float((y - MIDDLE[1]) / UNIT) for y in (top, bottom, upper, lower)))


def chin(picture: Pixels, frame: Frame, mouth: Lips) -> float:
    """How far down the chin is: the edge between chin and neck, or where a mean adult's is."""
    light = cv2.cvtColor(_crop(picture, frame), cv2.COLOR_BGR2LAB).astype(np.float32)
    x = round(MIDDLE[0] + UNIT * mouth.middle)
    line = cv2.GaussianBlur(light[:, max(0, x - 14) : x + 15].mean(axis=1), (1, 7), 0)
    step = np.linalg.norm(line[4:] - line[:-4], axis=1)
    y = (np.arange(len(step)) + 2 - MIDDLE[1]) / UNIT
    usual = mouth.bottom + 0.61
    score = np.minimum(step, PLAIN) * np.exp(-(((y - usual + 0.1) / 0.3) ** 2)) * (y > mouth.bottom + 0.12)
    best = int(np.argmax(score))
    return float(y[best]) if score[best] > 9 and y[best] < 2.2 else usual


def between(
    picture: Pixels, frame: Frame, *, corners: Points, top: float | None, bottom: float | None
) -> Lips:  # fmt: skip
    """Lips whose corners a person placed: what is found in the picture where it agrees, else by proportion."""
    found = find(picture, frame)
    left, right = ((float(x), float(y)) for x, y in corners)
    if found and np.abs(np.array([found.left, found.right]) - corners).max() < AGREES:
        return replace(found, left=left, right=right)
    half, y = (right[0] - left[0]) / 2, (left[1] + right[1]) / 2
    seen = _seen(_crop(picture, frame), yellow=REDNESS[0][0], least=REDNESS[0][1])
    x = UNIT * (left[0] + right[0]) / 2 + MIDDLE[0]
    a = MIDDLE[1] + UNIT * (top if top is not None else y - 0.25 * half)
    b = MIDDLE[1] + UNIT * (bottom if bottom is not None else y + 0.75 * half)
    line = opening.line(seen.light, x, a, b)
    upper = lower = y + 0.05 * half if line is None else (line - MIDDLE[1]) / UNIT
    if top is not None and bottom is not None and (hole := opening.hole(seen, x, a, b)):
        upper, lower = ((edge - MIDDLE[1]) / UNIT for edge in hole)
    outer = (top if top is not None else upper - 0.2 * half), (bottom if bottom is not None else lower + 0.28 * half)
    return Lips(left, right, min(outer[0], upper - 0.01), max(outer[1], lower + 0.01), upper, lower)


def _crop(picture: Pixels, frame: Frame) -> Pixels:
    matrix = frame.upright(UNIT, MIDDLE)
    share = UNIT / frame.unit
    if share < 0.7:  # shrinking without this makes moiré of grain
        picture = cv2.GaussianBlur(picture, (0, 0), 0.35 / share)
    crop: Pixels = cv2.warpAffine(picture, matrix, (200, 300), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return crop


def _evened(crop: Pixels) -> Pixels:
    """The crop in even light, with the skin at a fixed brightness."""
    colour = np.clip(crop.astype(np.float32), 2, 255) / 255
    light = np.log(cv2.GaussianBlur(colour.mean(2), (0, 0), 4)[SPOTS[:, 1], SPOTS[:, 0]])
    slope = np.column_stack([np.ones(len(SPOTS)), (SPOTS - 100) / 100.0])
    weight = np.ones(len(light))
    fit = np.zeros(3)
    for _ in range(5):  # a spot on hair or beard is passed over
        fit = np.linalg.lstsq(slope * weight[:, None], light * weight, rcond=None)[0]
        off = np.abs(light - slope @ fit)
        weight = 1 / (1 + (off / (1.5 * np.median(off) + 0.02)) ** 2)
    rows, columns = np.mgrid[: crop.shape[0], : crop.shape[1]].astype(np.float32)
    colour /= np.exp(fit[1] * (columns - 100) / 100 + fit[2] * (rows - 100) / 100)[..., None]
    skin = float(np.exp(fit[0]))
    gamma = float(np.clip(np.log(0.70) / np.log(np.clip(skin, 0.05, 0.97)), 0.3, 1.0))
    evened: Pixels = (np.clip(colour * min(1.0, 0.74 / skin), 0, 1) ** gamma * 255).astype(np.uint8)
    return evened


def _seen(crop: Pixels, *, yellow: float, least: float) -> Seen:
    """What is lip, tooth or dark in the crop, and the numbers that say so."""
    lab = cv2.cvtColor(crop, cv2.COLOR_BGR2LAB).astype(np.float32)
    light, a, b = cv2.split(cv2.GaussianBlur(lab, (0, 0), 1.2))
    light0, a0, b0 = _skin(light, a, b)
    red = (a - a0) - yellow * (b - b0)
    lip = red > max(least, 0.45 * min(16.0, float(np.percentile(red[140:200, 60:140], 96))))
    lip &= a - a0 > max(0.0, 0.25 * float(np.percentile((a - a0)[140:200, 60:140], 96)))  # beards are blue, not red
    teeth = (b < b0 - 8) & (np.abs(a - 128) < max(6, 0.55 * (a0 - 128))) & (light > 0.8 * light0)
    mask = np.zeros(light.shape, np.uint8)
    place = np.s_[136:200, 42:158]
    mask[place] = 255 * (lip | teeth | (light < 0.55 * light0))[place]
    about, between = _about_lips(lip, place)
    mask = (mask & about) | between
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 7), np.uint8))
    colour: Grey = np.hypot(a - 128, b - 128) / max(1.0, float(np.hypot(a0 - 128, b0 - 128)))
    return Seen(lips=mask, red=a - a0, light=light, colour=colour, skin=light0)


def _skin(light: Grey, a: Grey, b: Grey) -> tuple[float, float, float]:
    """Lightness and colour of the skin: of chin and cheeks, or of the cheeks alone when there is a beard."""
    chin, cheeks = np.zeros(light.shape, bool), np.zeros(light.shape, bool)
    chin[210:226, 70:130] = True
    cheeks[100:120, 40:60] = cheeks[100:120, 140:160] = True
    below, beside = ([float(np.median(plane[where])) for plane in (light, a, b)] for where in (chin, cheeks))
    bearded = below[0] < 0.8 * beside[0] or np.hypot(below[1] - beside[1], below[2] - beside[2]) > 12
    light0, a0, b0 = (float(np.median(plane[cheeks if bearded else chin | cheeks])) for plane in (light, a, b))
    return light0, a0, b0


def _about_lips(lip: npt.NDArray[np.bool_], place: tuple[slice, slice]) -> tuple[Pixels, Pixels]:
    """(255 in, about and between what is red enough for lips: a beard or a shadow is not taken for an open mouth;
    255 between an upper and a lower lip that stand apart: whatever shows there, teeth in odd light, is no skin).
    """
    red = np.zeros(lip.shape, np.uint8)
    red[place] = lip[place]
    red = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, middles = cv2.connectedComponentsWithStats(red)
    off = np.abs(middles - (100, 168)) < (42, 26)
    wanted = [i for i in range(1, len(stats)) if stats[i, cv2.CC_STAT_AREA] >= 14 and off[i].all()]
    if not wanted:
        return np.full(lip.shape, 255, np.uint8), red * 0
    large = [i for i in wanted if stats[i, cv2.CC_STAT_AREA] >= 90 and abs(middles[i][0] - 100) < 20]
    apart = len(large) == 2 and 8 < abs(middles[large[0]][1] - middles[large[1]][1]) < 34
    grown: Pixels = cv2.dilate(_outline(labels, wanted), np.ones((5, 15), np.uint8))
    return grown, _outline(labels, large) if apart else red * 0


def _outline(labels: npt.NDArray[np.int32], wanted: list[int]) -> Pixels:
    """The convex outline of some of the labelled areas, filled with 255."""
    about = np.zeros(labels.shape, np.uint8)
    corners = np.argwhere(np.isin(labels, wanted))[:, ::-1].astype(np.int32)
    cv2.fillConvexPoly(about, cv2.convexHull(corners), 255)
    return about


def _face(point: tuple[float, float]) -> tuple[float, float]:
    return float((point[0] - MIDDLE[0]) / UNIT), float((point[1] - MIDDLE[1]) / UNIT)
