"""The mouth of a photo as curves: where the lips are in the picture, and where a moment of speech wants them.

Limits were found by eye on portraits: a larger opening, spread or pout looks like rubber. All lengths are in the
face's units for a mouth of ordinary width (0.82); smaller and larger ones move in proportion to the root of theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render.cast.pose import Mouth
from studio.render.photo.frame import Frame, Points
from studio.render.photo.rig import Rig

Curve = Callable[[str, npt.NDArray[np.float64]], Points]
"""(name of an edge, places −1…1 from corner to corner) → points."""
JAW, UP, LOW, WIDE, LIFT = 0.175, 0.024, 0.030, 0.045, 0.05
HAPPY = 0.055
STEPS = 28
"""The jaw is taken to the nearest of this many steps, the rest to fewer, so that drawn mouths can be kept."""
SMILE = 1.15
"""The smile of a pose at which a photo keeps its own."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What the lips do: lengths in units (jaw, wide, up, low, lift), the rest 0…1. All zero is the mouth at rest."""

    jaw: float = 0.0
    wide: float = 0.0
    pout: float = 0.0
    up: float = 0.0
    low: float = 0.0
    press: float = 0.0
    tuck: float = 0.0
    tongue: float = 0.0
    tip: float = 0.0
    lift: float = 0.0


def speech(mouth: Mouth, *, happy: bool) -> Speech:
    """What a photo's lips do for a presenter's mouth; `happy` lifts the corners."""

    def step(value: float, steps: int, least: float = 0.0, most: float = 1.0) -> float:
        return round(min(most, max(least, value)) * steps) / steps

    press = step(mouth.press, 8)
    parted, pout = 1 - press, step(mouth.round, 14)
    spread = step((mouth.wide - 0.18) * (1 - mouth.round), 12, -0.4, 1.0)
    smile = step(mouth.smile - SMILE, 12, -1.0, 0.8)
    return Speech(
        jaw=JAW * step(mouth.jaw * parted, STEPS, most=1.15), wide=WIDE * spread + (0.3 * HAPPY if happy else 0.0),
        pout=pout, up=UP * step(mouth.up * parted, 8), low=LOW * step(mouth.low * parted, 8), press=press,
        tuck=step(mouth.tuck * parted, 8), tongue=step(mouth.tongue, 4), tip=step(mouth.tip, 4),
        lift=LIFT * smile * (0.5 if smile > 0 else 0.7) + (HAPPY * (1 - 0.6 * pout) if happy else 0.0),
    )  # fmt: skip


class Lips:
    """The lips of one photo, in face coordinates."""

    def __init__(self, rig: Rig, frame: Frame, size: tuple[int, int]) -> None:
        """`frame` and `size` in the same pixels."""

        def at(point: tuple[float, float]) -> Points:
            found: Points = frame.to_face(np.array(point) * size)[0]
            return found

        self.left, self.right = at(rig.mouth_left), at(rig.mouth_right)
        self.middle: Points = (self.left + self.right) / 2
        self.half = float(np.linalg.norm(self.right - self.left)) / 2
        self.chin = float(at(rig.chin)[1])
        self.up_out, self.lo_out = float(at(rig.mouth_top)[1]), float(at(rig.mouth_bottom)[1])
        self.up_in, self.lo_in = float(at(rig.inner_top)[1]), float(at(rig.inner_bottom)[1])
        self.gap = max(0.0, self.lo_in - self.up_in) if rig.open else 0.0
        if not rig.open:
            self.up_in = self.lo_in = (self.up_in + self.lo_in) / 2
        self.line = self.up_in + self.gap / 2
        self.smile = max(0.0, self.line - float(self.middle[1]))
        self.size = float(np.clip(np.sqrt(self.half / 0.41), 0.45, 1.4))
        self.up_out = min(self.up_out, self.up_in - 0.07 * self.size)
        self.lo_out = max(self.lo_out, self.lo_in + 0.08 * self.size)
        self.room = float(np.clip((self.chin - self.lo_out) / 0.61, 0.25, 1.3))

    def source(self, edge: str, t: npt.NDArray[np.float64]) -> Points:
        """Points of an edge in the picture."""
        b = np.abs(t)
        profile = {
            "up_in": 0.45 * (1 - b**2) + 0.55 * (1 - b**2) ** 2, "lo_in": 1 - b**2.3,
            "up_out": 0.55 * (1 - b**2) + 0.45 * (1 - b**6), "lo_out": 1 - b**2.1,
        }[edge if self.gap else edge.replace("lo_in", "up_in")]  # fmt: skip
        points: Points = self.middle + np.outer(t, (self.right - self.left) / 2)
        points[:, 1] += (getattr(self, edge) - self.middle[1]) * profile
        return points

    def corners(self, s: Speech) -> tuple[Points, Points]:
        """Left and right corner."""
        k = self.size
        neutral = self.half - 0.22 * self.smile - 0.10 * min(self.gap, 0.15) if self.gap else self.half
        wide = neutral + k * (s.wide - 0.42 * s.jaw) - 0.33 * neutral * s.pout
        down = (0.25 * bool(self.gap) + 0.45 * s.pout) * self.smile + k * (0.42 * s.jaw - s.lift)
        tilt = float(self.right[1] - self.left[1]) / 2
        x, y = self.middle
        return np.array([x - wide, y + down - tilt]), np.array([x + wide, y + down + tilt])

    def target(self, s: Speech) -> Curve:
        """Where the edges go."""
        left, right = self.corners(s)
        middle, k = (left + right) / 2, self.size
        y, profile = self._heights(s, k), self._profiles(s)

        def curve(edge: str, t: npt.NDArray[np.float64]) -> Points:
            points: Points = middle + np.outer(t, (right - left) / 2)
            points[:, 1] += (y[edge] - middle[1]) * profile(edge, np.abs(t))
            return points

        return curve

    def _heights(self, s: Speech, k: float) -> dict[str, float]:
        """Where the edges pass the middle. The outer ones follow the inner ones in part."""
        upper, lower = self.up_in - self.up_out, self.lo_out - self.lo_in
        up = self.line + k * (-s.up - 0.10 * s.jaw - 0.010 * s.tuck - 0.018 * s.pout) + 0.10 * upper * s.press
        low = self.line + k * (0.90 * s.jaw + s.low - 0.020 * s.tuck + 0.018 * s.pout) - 0.08 * lower * s.press
        low = max(low, up)
        rise, fall = up - self.up_in, low - self.lo_in
        return {
            "up_in": up, "lo_in": low,
            "up_out": self.up_out + 0.60 * rise - 0.016 * k * s.pout + 0.25 * upper * s.press,
            "lo_out": self.lo_out + 0.72 * fall + 0.030 * k * s.pout - 0.22 * lower * s.press - 0.01 * k * s.tuck,
        }  # fmt: skip

    def _profiles(self, s: Speech) -> Callable[[str, npt.NDArray[np.float64]], npt.NDArray[np.float64]]:
        """How the edges bow between the corners: as in the picture while closed, round when open."""
        parted = min(1.0, (s.jaw / JAW) * 4 + 8 * (s.up + s.low) + s.pout)
        round_ = 2.2 - 0.5 * s.pout

        def profile(edge: str, b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            rest = 0.45 * (1 - b**2) + 0.55 * (1 - b**2) ** 2 if not self.gap else 1 - b**2
            inner = {"up_in": 1 - b**2, "lo_in": 1 - b**round_}
            if edge in inner and s.pout:  # the lips touch beside a round opening
                c = np.minimum(1, b * (1 + 0.34 * s.pout))
                return rest + ((1 - c**2) ** 0.8 * (1 - 0.12 * b) - rest) * parted
            if edge in inner:
                return rest + (inner[edge] - rest) * parted
            return 0.55 * (1 - b**2) + 0.45 * (1 - b**6) if edge == "up_out" else 1 - b**2.1

        return profile
