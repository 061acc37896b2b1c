"""A rig for a picture: face and eyes by Haar cascades, lips by colour, the rest by the proportions of people.

Constants were tuned by eye on enlarged public-domain portraits with changed light, tone, tilt and compression; there
eyes were within 0.03, corners of the mouth within 0.03 and lip edges within 0.04 of the distance of the pupils,
from 70 pixels between the pupils upwards. Below 25 pixels the lips are doubtful, and `confidence` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from studio.render.photo import eyes, lips
from studio.render.photo.frame import Frame, Pixels, Points, frame_of, scaled
from studio.render.photo.rig import NEEDED, OPEN, Point, Rig, check, moved, oval
from studio.render.photo.vision import cascade, cv2

MOUTH = ("mouth_left", "mouth_right", "mouth_top", "mouth_bottom", "inner_top", "inner_bottom")
CORNERS = np.array([(-0.41, 1.06), (0.41, 1.06)])
"""Of the mouth of a mean adult, for when lips can't be told by their colour."""
SEARCHED = 640
TRUSTED, TURNED, ENLARGED = 80.0, 0.36, 90.0
"""Pixels between the enlarged picture's pupils under which lips are ever more doubtful; the sine of a tilt too large;
pixels under which the picture is enlarged before it is looked at."""


def find_rig(picture: Pixels) -> Rig:
    """The rig of the largest face in a BGR picture.

    `confidence` says how sure it is: 0 means that no face was found and the points are only a place to start from.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    box = _face(grey)
    if box is None:
        return _guess(picture)
    if box[2] * 0.4 < ENLARGED and max(picture.shape) < 2000:
        picture = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_LANCZOS4)
        box, grey = box * 2, cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    pupils, seen = eyes.pupils(grey, box)
    height, width = grey.shape
    sized = {"left_eye": pupils[0], "right_eye": pupils[1]}
    across = pupils[1] - pupils[0]
    distance = float(np.hypot(*across))
    if distance < 8 or abs(across[1]) > TURNED * distance:
        return _guess(picture)
    frame = Frame((float(pupils[:, 0].mean()), float(pupils[:, 1].mean())), distance,
                  (float(across[0] / distance), float(across[1] / distance)))  # fmt: skip
    found = lips.find(picture, frame)
    mouth = found if found and found.plausible else lips.between(picture, frame, corners=CORNERS, top=None, bottom=None)
    places = [*mouth.points(), (mouth.middle, lips.chin(picture, frame, mouth))]
    sized |= dict(zip((*MOUTH, "chin"), frame.to_pixels(places), strict=True))
    points = {name: (float(x) / width, float(y) / height) for name, (x, y) in sized.items()}
    sure = 0.5 if found is None else 0.9 if found.plausible else 0.4
    sure *= (1.0 if seen == 2 else 0.8) * min(1.0, distance / TRUSTED)
    return _whole(picture, points, confidence=sure, gap=mouth.gap, people=True)


def rig_by_hand(picture: Pixels, hand: Mapping[str, Point]) -> Rig:
    """A rig from hand-set points alone, completed from the picture. Raises `BadRig` when they don't suffice."""
    height, width = picture.shape[:2]
    check(hand, width / height)
    frame = frame_of(hand, (width, height))
    corners = frame.to_face([np.array(hand[name]) * (width, height) for name in ("mouth_left", "mouth_right")])
    between = [frame.to_face(np.array(hand[name]) * (width, height))[0, 1] if name in hand else None
               for name in ("mouth_top", "mouth_bottom")]  # fmt: skip
    mouth = lips.between(picture, frame, corners=corners, top=between[0], bottom=between[1])
    points = {name: (float(x) / width, float(y) / height)
              for name, (x, y) in zip(MOUTH, frame.to_pixels(mouth.points()), strict=True)}  # fmt: skip
    points |= {name: hand[name] for name in NEEDED}
    whole = _whole(picture, points, confidence=1.0, gap=mouth.gap, people=False)
    return moved(whole, hand, aspect=width / height)


def _whole(picture: Pixels, points: dict[str, Point], *, confidence: float, gap: float, people: bool) -> Rig:
    """The rig with lids and outline added."""
    height, width = picture.shape[:2]
    frame = frame_of(points, (width, height))
    pair = [eyes.measured(picture, frame, np.array(points[f"{side}_eye"]) * (width, height), strict=people)
            for side in ("left", "right")]  # fmt: skip
    eye = eyes.both(*pair)
    for side in ("left", "right"):
        centre = np.array(points[f"{side}_eye"]) * (width, height)
        middle = frame.to_face(centre)[0]
        for lid, off in (("upper", eye.upper), ("lower", eye.lower)):
            x, y = frame.to_pixels((middle[0], middle[1] + off))[0]
            points[f"{side}_{lid}_lid"] = float(x) / width, float(y) / height
    return Rig(**points, eye_width=eye.width * frame.unit / width, face=oval(points, width / height), open=gap > OPEN,
               confidence=confidence)  # fmt: skip


def _guess(picture: Pixels) -> Rig:
    """Where a face would be if it filled the upper middle of the picture, as mascots and pets often do."""
    height, width = picture.shape[:2]
    size = 0.22 * min(width, height)
    frame = Frame((width / 2, height * 0.42), size, (1.0, 0.0))
    names = ("left_eye", "right_eye", "mouth_left", "mouth_right", "chin")
    places = frame.to_pixels([(-0.5, 0), (0.5, 0), (-0.41, 1.06), (0.41, 1.06), (0, 1.8)])
    points = {name: (float(x) / width, float(y) / height) for name, (x, y) in zip(names, places, strict=True)}
    return replace(rig_by_hand(picture, points), confidence=0.0)


def _face(grey: Pixels) -> Points | None:
    """x, y, width and height of the largest face, of several the largest in which an eye is seen."""
    share = min(1.0, SEARCHED / max(grey.shape))
    small = cv2.resize(grey, scaled(grey.shape[1::-1], share), interpolation=cv2.INTER_AREA)
    faces = cascade("frontalface_default").detectMultiScale(cv2.equalizeHist(small), 1.08, 5, minSize=(48, 48))
    if not len(faces):
        return None
    found: list[Points] = sorted(np.asarray(faces, np.float64) / share, key=lambda face: -face[2])
    if len(found) == 1:
        return found[0]
    return next((face for face in found if eyes.pupils(grey, face)[1]), found[0])
