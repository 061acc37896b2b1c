"""Where the parts of a face are in one picture, and how hand-set points and found ones become one rig.

Points are (x, y) in 0…1 of the upright picture, x to the right and y down; "left" is the picture's left.
Cheap to import: no drawing library.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

Point = tuple[float, float]
NEEDED = ("left_eye", "right_eye", "mouth_left", "mouth_right", "chin")
"""The points without which nothing can be drawn."""
LIDS = ("left_upper_lid", "left_lower_lid", "right_upper_lid", "right_lower_lid")
HAND = (*NEEDED, "mouth_top", "mouth_bottom", "inner_top", "inner_bottom", *LIDS)
"""The points a person may place or move."""
OPEN = 0.045
"""From this gap between the lips on (in parts of the face's unit) a mouth counts as open."""
DOUBTFUL = 0.5
"""Under this confidence eyes or lips may be in the wrong place: somebody should look."""
SURE = "sure"
"""Of a rig document: somebody has looked at what was found, and it is right. Nothing is drawn otherwise for it."""
NO_RIG = "No face was found in this picture. Open the photo's page and place the points on eyes, mouth and chin."


class BadRig(ValueError):
    """A rig that can't be used; its text is a sentence for the one who placed the points."""


@dataclass(frozen=True, slots=True)
class Oval:
    """The outline of a face: `width` in parts of the picture's width, `height` of its height, `angle` in degrees."""

    x: float
    y: float
    width: float
    height: float
    angle: float


@dataclass(frozen=True, slots=True)
class Rig:
    """`mouth_top` and `mouth_bottom` are the outer edges of the lips at their middle, `inner_…` the edges between.

    `confidence`: 1 placed by hand or called right, under DOUBTFUL worth a look, 0 a mere guess that must not be drawn
    without hand-set points.
    """

    left_eye: Point
    right_eye: Point
    left_upper_lid: Point
    left_lower_lid: Point
    right_upper_lid: Point
    right_lower_lid: Point
    mouth_left: Point
    mouth_right: Point
    mouth_top: Point
    mouth_bottom: Point
    inner_top: Point
    inner_bottom: Point
    chin: Point
    eye_width: float
    """In parts of the picture's width."""
    face: Oval
    open: bool
    confidence: float

    def to_json(self) -> dict[str, Any]:
        """{"points": {name: [x, y]}, "eye_width", "face", "open", "confidence"}; see docs/engine.md."""
        return {
            "points": {name: [round(v, 5) for v in getattr(self, name)] for name in POINTS},
            "eye_width": round(self.eye_width, 5),
            "face": {f.name: round(getattr(self.face, f.name), 5) for f in fields(Oval)},
            "open": self.open,
            "confidence": round(self.confidence, 3),
        }

    def within(self, box: tuple[float, float, float, float]) -> Rig:
        """The same rig in 0…1 of a part of the picture: `box` is left, top, right, bottom in 0…1 of the whole."""
        left, top, wide, high = box[0], box[1], box[2] - box[0], box[3] - box[1]
        points = {name: ((at[0] - left) / wide, (at[1] - top) / high)
                  for name, at in ((name, getattr(self, name)) for name in POINTS)}  # fmt: skip
        f = self.face
        face = Oval((f.x - left) / wide, (f.y - top) / high, f.width / wide, f.height / high, f.angle)
        return Rig(**points, eye_width=self.eye_width / wide, face=face, open=self.open, confidence=self.confidence)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Rig:
        """The rig as found, without regard to hand-set points. Raises `BadRig`."""
        try:
            points = {name: _point(document["points"][name]) for name in POINTS}
            face = Oval(**{f.name: _number(document["face"][f.name]) for f in fields(Oval)})
            return cls(**points, eye_width=_number(document["eye_width"]), face=face, open=bool(document["open"]),
                       confidence=_number(document["confidence"]))  # fmt: skip
        except (KeyError, TypeError, ValueError):
            raise BadRig("The points of this photo are incomplete. Place them again on its page.") from None


POINTS = tuple(f.name for f in fields(Rig) if f.type == "Point")


def hand_points(document: Mapping[str, Any]) -> dict[str, Point]:
    """The hand-set points of a rig document, {} when there are none. Raises `BadRig`."""
    hand = document.get("hand")
    if not hand:
        return {}
    try:
        points = {str(name): _point(at) for name, at in hand.items()}
    except (AttributeError, TypeError, ValueError):
        raise BadRig("A point of this photo is not on the picture. Place it again.") from None
    if strange := sorted(set(points) - set(HAND)):
        raise BadRig(f"There is no point “{strange[0]}”; place {', '.join(HAND)}.")
    return points


def is_doubtful(document: Mapping[str, Any] | None) -> bool:
    """Whether a face was found that somebody should look at: nobody has moved a point of it or called it right."""
    if not document or document.get("hand") or document.get(SURE):
        return False
    return 0 < _number(document.get("confidence") or 0) < DOUBTFUL


def placed(document: Mapping[str, Any] | None, hand: Mapping[str, Point], *, sure: bool) -> dict[str, Any]:
    """The document with these hand-set points and no others. `sure`, or said before, calls doubtful ones right where
    none is set by hand."""
    found = {name: value for name, value in (document or {}).items() if name not in ("hand", SURE)}
    if hand:
        found["hand"] = {name: [round(x, 5), round(y, 5)] for name, (x, y) in sorted(hand.items())}
    elif is_doubtful(found) and (sure or (document or {}).get(SURE)):
        found[SURE] = True
    return found


def digestible(document: Mapping[str, Any] | None) -> str:
    """The document as one text that is the same for the same points, for content hashes."""
    drawn = document and {name: value for name, value in document.items() if name != SURE}
    return json.dumps(drawn, sort_keys=True)


def moved(found: Rig, hand: Mapping[str, Point], *, aspect: float) -> Rig:
    """`found` with some of its points set by hand; what hangs on a moved point moves along.

    `aspect` is the picture's width divided by its height.
    """
    points = {name: getattr(found, name) for name in POINTS} | dict(hand)
    for side in ("left", "right"):
        shift = _minus(points[f"{side}_eye"], getattr(found, f"{side}_eye"))
        for lid in (f"{side}_upper_lid", f"{side}_lower_lid"):
            if lid not in hand:
                points[lid] = _plus(points[lid], shift)
    carry = _carried(found, points, aspect)
    for name in ("mouth_top", "mouth_bottom", "inner_top", "inner_bottom"):
        if name not in hand:
            points[name] = carry(getattr(found, name))
    _keep_order(points, hand)
    made = replace(found, **points, confidence=1.0 if hand else found.confidence)
    gap = math.dist(_square(made.inner_top, aspect), _square(made.inner_bottom, aspect))
    return replace(made, face=oval(points, aspect), open=gap > OPEN * unit(points, aspect))


def _carried(found: Rig, points: Mapping[str, Point], aspect: float) -> Any:
    """The turn, size and shift that brings the found corners of the mouth to where they are now."""
    a, b = complex(*_square(found.mouth_left, aspect)), complex(*_square(found.mouth_right, aspect))
    c, d = complex(*_square(points["mouth_left"], aspect)), complex(*_square(points["mouth_right"], aspect))
    turn = (d - c) / (b - a) if abs(b - a) > 1e-6 else 1

    def carry(point: Point) -> Point:
        z = c + turn * (complex(*_square(point, aspect)) - a)
        return z.real / aspect, z.imag

    return carry


def _keep_order(points: dict[str, Point], hand: Mapping[str, Point]) -> None:
    """Outer edges moved by hand past the inner ones take those along."""
    if "mouth_top" in hand and "inner_top" not in hand:
        points["inner_top"] = max(points["inner_top"], points["mouth_top"], key=lambda p: p[1])
    if "mouth_bottom" in hand and "inner_bottom" not in hand:
        points["inner_bottom"] = min(points["inner_bottom"], points["mouth_bottom"], key=lambda p: p[1])
    if points["inner_bottom"][1] < points["inner_top"][1]:
        middle = tuple((a + b) / 2 for a, b in zip(points["inner_top"], points["inner_bottom"], strict=True))
        points["inner_top"] = points["inner_bottom"] = (middle[0], middle[1])


def unit(points: Mapping[str, Point], aspect: float) -> float:
    """The face's unit in picture heights: for people the distance of the pupils, for others what agrees with it."""
    at = {name: _square(points[name], aspect) for name in NEEDED}
    middle = _middle(at["left_eye"], at["right_eye"])
    eyes = math.dist(at["left_eye"], at["right_eye"])
    mouth = math.dist(middle, _middle(at["mouth_left"], at["mouth_right"])) / 1.06
    chin = math.dist(middle, at["chin"]) / 1.8
    return sorted((eyes, mouth, chin))[1]


def check(points: Mapping[str, Point], aspect: float) -> None:
    """Raises `BadRig` when the five points make no face."""
    if lacking := [name for name in NEEDED if name not in points]:
        raise BadRig(f"{NO_RIG} Still to place: {', '.join(name.replace('_', ' ') for name in lacking)}.")
    at = {name: _square(points[name], aspect) for name in NEEDED}
    if math.dist(at["left_eye"], at["right_eye"]) < 0.01 or math.dist(at["mouth_left"], at["mouth_right"]) < 0.01:
        raise BadRig("Two points of this photo lie on one another. Place them again on its page.")
    middle, across = _middle(at["left_eye"], at["right_eye"]), _minus(at["right_eye"], at["left_eye"])

    def below(point: Point) -> float:
        d = _minus(point, middle)
        return (d[1] * across[0] - d[0] * across[1]) / math.hypot(*across)

    mouth = below(_middle(at["mouth_left"], at["mouth_right"]))
    if across[0] <= 0 or at["mouth_right"][0] <= at["mouth_left"][0]:
        raise BadRig("Left and right are exchanged: “left” is the left side of the picture.")
    if not 0 < mouth < below(at["chin"]):
        raise BadRig("From top to bottom come eyes, mouth and chin. Place the points again on the photo's page.")


def oval(points: Mapping[str, Point], aspect: float) -> Oval:
    """The face's outline, from the eyes and the chin."""
    u = unit(points, aspect)
    left, right = _square(points["left_eye"], aspect), _square(points["right_eye"], aspect)
    middle, chin = _middle(left, right), _square(points["chin"], aspect)
    along = _minus(chin, middle)
    length = math.hypot(*along) or 1.0
    x, y = middle[0] + along[0] / length * 0.42 * u, middle[1] + along[1] / length * 0.42 * u
    angle = math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))
    return Oval(x / aspect, y, 2.3 * u / aspect, 2 * (length - 0.42 * u) + 0.1 * u, angle)


def _square(point: Point, aspect: float) -> Point:
    """In picture heights both ways."""
    return point[0] * aspect, point[1]


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def _plus(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]


def _number(given: Any) -> float:
    value = float(given)
    if not math.isfinite(value):
        raise ValueError
    return value


def _point(given: Any) -> Point:
    x, y = (_number(value) for value in given)
    if not (-0.5 <= x <= 1.5 and -0.5 <= y <= 1.5):
        raise ValueError
    return x, y
