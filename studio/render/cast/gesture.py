"""Where arms and hands are: resting stances, gestures, and the way between, in steps that can be kept as sprites.

All arms are described for the viewer's right (+1); the left mirrors them. Hands stay between chest and chin and within
±104 head units, so that nothing is cut in a 9:16 frame and subtitles stay clear of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from studio.render.cast.person import Person

XY = tuple[float, float]
RISE_STEPS = 8
"""Pictures from the resting arm to the full gesture."""
WAG_STEPS = 2
"""Pictures of a rocking hand, each way."""
WIDEST = 104.0
"""How far from the middle a fingertip may come, in head units."""
FINGERTIP = 86.0
"""How far from the wrist, before `hand_size`."""
LEFT, RIGHT = -1, 1


@dataclass(frozen=True, slots=True)
class Reach:
    """One arm from the elbow on. `turn` is the hand's angle in degrees, 0 = fingers up, clockwise on the right arm;
    `near` enlarges what comes towards the viewer."""

    elbow: XY
    wrist: XY
    hand: str
    turn: float
    near: float = 1.0


@dataclass(frozen=True, slots=True)
class Gesture:
    """Which arms rise, to which hand. `wrist` is (x against the shoulder's, y); `wag` degrees of rocking."""

    arms: tuple[int, ...]
    hand: str
    wrist: XY
    turn: float
    wag: float = 5.0


_RIGHT: dict[str, Gesture] = {
    "offer": Gesture((RIGHT,), "offered", (-5, 160), 36, 4),
    "beat": Gesture((RIGHT,), "side", (-24, 170), 2, 7),
    "one": Gesture((RIGHT,), "one", (-20, 166), 6),
    "two": Gesture((RIGHT,), "two", (-20, 166), 6),
    "three": Gesture((RIGHT,), "three", (-20, 166), 6),
    "chest": Gesture((RIGHT,), "flat", (-22, 176), -58, 2.5),
}
GESTURES: dict[str, Gesture] = {
    "apart": Gesture((LEFT, RIGHT), "offered", (-3, 168), 40, 3.5),
    **_RIGHT,
    **{f"{name} left": replace(gesture, arms=(LEFT,)) for name, gesture in _RIGHT.items()},
}
"""Gesture → how it is done. Adding one is a line here; adding a hand a function in art/hand.py."""


def hand_size(who: Person) -> float:
    """Hands against the shapes they are drawn from."""
    return 0.76 if who.made_up else 0.86


def rest(who: Person, side: int) -> Reach:
    """The arm when nothing is being said with it."""
    s = who.shoulder
    if who.stance == "clasped":
        return Reach((s + 4, 198), (19, 241), "clasped" if side == RIGHT else "under", -70)
    if who.stance == "hip" and side == LEFT:
        return Reach((s + 17, 190), (who.waist + 9, 226), "hip", -95)
    if who.stance == "seated":
        return Reach((s + 5, 194), (s - 17, 241), "lap", 205)
    if who.stance == "pocket":
        return Reach((s + 7, 196), (who.waist + 9, 262), "none", 180)
    return Reach((s + 4, 194), (s - 5, 292), "none", 180)


def arms(gesture: str, rise: float) -> tuple[int, ...]:
    """The sides whose forearm is off its rest."""
    return GESTURES[gesture].arms if gesture and round(rise * RISE_STEPS) > 0 else ()


def reach(who: Person, side: int, gesture: str, *, rise: float, wag: float) -> Reach:
    """The arm on its way: `rise` 0…1 from rest to gesture, `wag` −1…1. Both are taken to the nearest kept step."""
    start, goal = rest(who, side), GESTURES[gesture]
    step, rock = round(rise * RISE_STEPS) / RISE_STEPS, round(wag * WAG_STEPS) / WAG_STEPS
    rock *= step == 1
    elbow = start.elbow
    outwards = max(24.0, FINGERTIP * math.sin(math.radians(goal.turn))) * hand_size(who)
    wrist = (min(who.shoulder + goal.wrist[0], WIDEST - outwards), goal.wrist[1])
    a0, a1 = _angle(elbow, start.wrist), _angle(elbow, wrist)
    r0, r1 = math.dist(elbow, start.wrist), math.dist(elbow, wrist)
    a1 += 2 * math.pi if a1 < a0 else 0  # over the belly, clockwise on the screen
    angle = a0 + (a1 - a0) * step + math.radians(rock * goal.wag * 0.45)
    # coming forward the forearm is seen shortened
    long = (r0 + (r1 - r0) * step) * (1 - 0.3 * math.sin(math.pi * step))
    at = elbow[0] + long * math.cos(angle), elbow[1] + long * math.sin(angle)
    along = math.degrees(angle) + 90  # the hand goes on as the forearm does, and opens at the end
    final = goal.turn + 360 * round((along - goal.turn) / 360)
    turn = along + (final - along) * step**1.5 + rock * goal.wag
    hand = goal.hand if step > 0.5 else "lap"
    return Reach(elbow, at, hand, turn, 1 + 0.1 * math.sin(math.pi * min(1.0, step * 0.75)))


def _angle(a: XY, b: XY) -> float:
    return math.atan2(b[1] - a[1], b[0] - a[0])
