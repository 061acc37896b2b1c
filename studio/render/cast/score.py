"""Which gesture is made when: one for a clause at most, on its stress, then a rest for the hands."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from studio.render.spoken import Spoken

RISE, FALL = 0.45, 0.5
"""Seconds from rest to gesture and back."""
LONGEST = 3.4
WEIGHTS = {"offer": 3.0, "offer left": 2.0, "apart": 2.5, "beat": 2.5, "beat left": 1.5, "one": 0.7, "chest left": 0.8}
"""How often a gesture comes, when the words ask for none."""
COUNTED = {"1": "one", "2": "two", "3": "three"}
_NUMBER = re.compile(r"(?<![A-Za-z\d.,:/-])([123])(?:st|nd|rd)?(?![A-Za-z\d%]|[.,:/-]\d)")
"""A whole number alone: no price with cents, thousands, time, date or version."""


@dataclass(frozen=True, slots=True)
class Played:
    """A gesture from the moment the arm leaves its rest to the moment it is back, in seconds."""

    name: str
    up: float
    down: float


def score(
    spoken: Spoken, clauses: list[tuple[float, float]], accents: list[float], rng: np.random.Generator
) -> list[Played]:
    """The gestures of a performance, in order, never overlapping. Figures 1 to 3 are counted on the fingers."""
    out: list[Played] = []
    free = 0.7
    for a, b in clauses:
        counted = _counted(spoken, a, b)
        stressed = [x for x in accents if a <= x < b]
        start = (counted[1] if counted else stressed[0] if stressed else a) - 0.3
        end = min(b + 0.35, start + LONGEST)
        earliest = free if not counted else out[-1].down if out else 0.0
        if start < earliest or end - start < 1.15 or (not counted and rng.random() > 0.84):
            continue
        name = counted[0] if counted else _chosen(rng, out[-1].name if out else "")
        out.append(Played(name, start, end))
        free = end + rng.uniform(0.9, 2.2)
    return out


def _counted(spoken: Spoken, start: float, end: float) -> tuple[str, float] | None:
    """The first figure of the clause that fingers can show, and when it is said."""
    for word in spoken.words:
        if start <= word.start < end and (found := _NUMBER.search(word.text)):
            return COUNTED[found[1]], word.start
    return None


def _chosen(rng: np.random.Generator, last: str) -> str:
    """By weight, never the same arm movement twice running."""
    names = [name for name in WEIGHTS if name.partition(" ")[0] != last.partition(" ")[0]]
    weights = np.array([WEIGHTS[name] for name in names])
    return str(rng.choice(names, p=weights / weights.sum()))
