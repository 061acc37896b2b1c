"""The shapes of an arm, for any elbow and wrist, and how garments dress it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from studio.render.canvas import skia
from studio.render.cast.art.curves import XY, C, Point, ellipse, lerp, spline
from studio.render.cast.gesture import Reach
from studio.render.cast.palette import Ramp
from studio.render.cast.person import Person


@dataclass(frozen=True, slots=True)
class Sleeve:
    """`length` long, rolled (to below the elbow) or short; `cuff` plain, rib or shirt (linen shows beneath)."""

    length: str = "long"
    cuff: str = "plain"
    under: bool = False
    """The arm is dressed by what is worn beneath the garment: waistcoats, aprons, vests."""


SLEEVES: dict[str, Sleeve] = {
    "suit": Sleeve(cuff="shirt"),
    "crew": Sleeve(cuff="rib"),
    "turtle": Sleeve(cuff="rib"),
    "striped": Sleeve(cuff="rib"),
    "cardigan": Sleeve(cuff="rib"),
    "hoodie": Sleeve(cuff="rib"),
    "polo": Sleeve("short"),
    "tee": Sleeve("short"),
    "scrubs": Sleeve("short"),
    "wrap": Sleeve("short"),
    "overshirt": Sleeve("rolled"),
    "check": Sleeve("rolled"),
    "apron": Sleeve("rolled", under=True),
    "overalls": Sleeve("short", under=True),
    "vest": Sleeve(cuff="rib", under=True),
    "waistcoat": Sleeve("rolled", under=True),
}
"""Garment → its sleeves; others are long with a plain cuff."""


def sleeve_of(who: Person) -> Sleeve:
    return SLEEVES.get(who.garment, Sleeve())


def cloth_of(who: Person) -> Ramp:
    return who.under_ramp if sleeve_of(who).under else who.top_ramp


class Bone:
    """A straight piece of arm between two points: places along (0…1) and across (half widths)."""

    def __init__(self, a: XY, b: XY) -> None:
        self.a, self.b = a, b
        self.long = math.dist(a, b) or 1.0
        self.x, self.y = (b[0] - a[0]) / self.long, (b[1] - a[1]) / self.long

    def at(self, t: float, across: float) -> XY:
        """`across` > 0 is outwards of a hanging right arm."""
        return (
            lerp(self.a[0], self.b[0], t) + self.y * across,
            lerp(self.a[1], self.b[1], t) - self.x * across,
        )


class Arm:
    """The shapes of one arm."""

    def __init__(self, who: Person, reach: Reach) -> None:
        self.who, self.reach, self.sleeve, self.cloth = who, reach, sleeve_of(who), cloth_of(who)
        self.high, self.low = Bone((who.shoulder - 8, 104), reach.elbow), Bone(reach.elbow, reach.wrist)
        self.half = who.arm * 0.5
        slim = 1.0 if self.sleeve.length == "long" else 0.82
        self.root, self.tip = self.half * 0.98 * slim, self.half * 0.69 * reach.near * (1.0 if slim == 1 else 0.86)

    @property
    def elbow(self) -> skia.Path:
        """Where upper arm and forearm are one, and no edge of either must show."""
        x, y = self.reach.elbow
        return ellipse(x, y, self.half * 1.25, self.half * 1.25)

    @property
    def shoulder(self) -> skia.Path:
        """Where the sleeve is set in: no bright edge there."""
        s = self.who.shoulder
        return spline([(s * 0.7, 78), (s - 8, 89), (s - 9, 112), (s - 12, 140), (s - 26, 138), (s * 0.66, 100)])

    def upper(self, *, hem: float = 0.0) -> skia.Path:
        """Shoulder to elbow, or to the hem of a short sleeve."""
        s, h, bone = self.who.shoulder, self.half, self.high
        outer: list[Point] = [
            (s * 0.8, 82.8, C),
            (s * 0.93, 86.6),
            (s + 1.5, 96),
            bone.at(0.16, h + 1.6),
            bone.at(0.5, h + 0.6),
        ]
        inner: list[Point] = [bone.at(0.55, -h), (s - 15.5, 134), (s - 17, 118), (s * 0.77, 97)]
        if hem:
            end: list[Point] = [(*bone.at(hem, h + 1.8), C), bone.at(hem + 0.04, 0), (*bone.at(hem, -h - 1.4), C)]
        else:
            end = [
                bone.at(0.86, h * 0.98),
                bone.at(1.06, h * 0.82),
                bone.at(1.12, 0),
                bone.at(1.06, -h * 0.8),
                bone.at(0.86, -h * 0.94),
            ]
        return spline(outer + end + inner, k=0.33)

    def bare_upper(self) -> skia.Path:
        h, bone = self.half * 0.82, self.high
        return spline(
            [
                bone.at(0.3, h),
                bone.at(0.9, h),
                bone.at(1.08, h * 0.8),
                bone.at(1.13, 0),
                bone.at(1.08, -h * 0.8),
                bone.at(0.9, -h),
                bone.at(0.3, -h),
            ]
        )

    def fore(self) -> skia.Path:
        bone, root, tip = self.low, self.root, self.tip
        back = root / bone.long * 0.9
        return spline(
            [
                bone.at(-back * 0.72, root * 0.78),
                bone.at(0.06, root),
                bone.at(0.34, lerp(root, tip, 0.2)),
                (*bone.at(1, tip), C),
                (*bone.at(1, -tip), C),
                bone.at(0.34, -lerp(root, tip, 0.2)),
                bone.at(0.06, -root),
                bone.at(-back * 0.72, -root * 0.78),
                bone.at(-back, 0),
            ],
            k=0.33,
        )


def rolled(arm: Arm) -> skia.Path:
    """The part of a rolled sleeve below the elbow."""
    bone, root, end = arm.low, arm.half * 0.98, rolled_end(arm.low)
    u = 1 / bone.long
    return spline(
        [
            bone.at(-0.1, root * 0.86),
            bone.at(0.06, root * 1.02),
            (*bone.at(end, root), C),
            (*bone.at(end, -root * 0.98), C),
            bone.at(0.06, -root * 1.02),
            bone.at(-0.1, -root * 0.86),
            bone.at(-root * u, 0),
        ],
        k=0.33,
    )


def rolled_end(bone: Bone) -> float:
    return min(0.36, 26 / bone.long)
