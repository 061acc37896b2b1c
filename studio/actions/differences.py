"""Which scene of one storyboard has become which of another: what compares two versions of a video needs to know.

A frozen storyboard names no rows, so scenes are known by what is said and seen in them. Pure: no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from studio.actions import media, wording

ALIKE = 0.4
"""How much of their words, of 1, two scenes have in common to be two states of one, where nothing contradicts."""
THE_SAME = 0.75
"""From this likeness on two scenes are one also when it stands elsewhere among the others."""
_SAID, _SEEN = 0.7, 0.15
"""What the words count, and what presenter and background count each."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A scene by its places, from 0, in both storyboards. None: it is not in that one. `moved`: it passed others."""

    before: int | None
    after: int | None
    moved: bool = False


class _Scene:
    """A scene and its words, looked for once."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.voice = media.part(document, "voice")

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(wording.word_keys(script(self.document)))


def script(scene: Any) -> str:
    """What is written to be said in it; "" for recordings and silence."""
    return media.script(scene) if media.part(scene, "voice").get("type", "text") == "text" else ""


def pairs(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> tuple[Pair, ...]:
    """Every scene of both, each once, in the order of the second; what is gone stands behind what it stood behind."""
    first, second = [_Scene(each) for each in before], [_Scene(each) for each in after]
    places = _in_order(first, second)
    moved = _moved(first, second, places)
    _fill(places, moved, len(first), len(second))
    met = {*places.values(), *moved.values()}
    found = [
        *(Pair(index, place) for index, place in places.items()),
        *(Pair(index, place, moved=True) for index, place in moved.items()),
        *(Pair(None, place) for place in range(len(second)) if place not in met),
    ]
    ordered = sorted(found, key=lambda pair: pair.after or 0)
    for index in range(len(first)):
        if index not in places and index not in moved:
            ordered.insert(_behind(ordered, index), Pair(index, None))
    return tuple(ordered)


def _behind(ordered: Sequence[Pair], index: int) -> int:
    """Where a scene that is gone is told of: behind the last one before it that kept its order."""
    kept = [at for at, pair in enumerate(ordered) if not pair.moved and pair.before is not None and pair.before < index]
    return max(kept, key=lambda at: ordered[at].before or 0) + 1 if kept else 0


def _in_order(first: Sequence[_Scene], second: Sequence[_Scene]) -> dict[int, int]:
    """The pairs that are alike, none crossing another, which are most alike together: a table of the best sums."""
    rows, columns = len(first), len(second)
    scores = [[_likeness(ours, theirs) for theirs in second] for ours in first]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            kept = scores[row][column] + best[row + 1][column + 1] if scores[row][column] else 0.0
            best[row][column] = max(kept, best[row + 1][column], best[row][column + 1])
    found: dict[int, int] = {}
    row = column = 0
    while row < rows and column < columns:
        score = scores[row][column]
        if score and best[row][column] == score + best[row + 1][column + 1]:
            found[row] = column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1
    return found


def _fill(places: dict[int, int], moved: Mapping[int, int], rows: int, columns: int) -> None:
    """As many scenes left between two pairs here as there are the same scenes, written anew."""
    marks = [(-1, -1), *sorted(places.items()), (rows, columns)]
    for (row, column), (until, end) in pairwise(marks):
        ours = [index for index in range(row + 1, until) if index not in moved]
        theirs = [place for place in range(column + 1, end) if place not in moved.values()]
        if len(ours) == len(theirs):
            places.update(zip(ours, theirs, strict=True))


def _moved(first: Sequence[_Scene], second: Sequence[_Scene], places: Mapping[int, int]) -> dict[int, int]:
    """Scenes that are left in both and are the same, wherever they stand."""
    left = [place for place in range(len(second)) if place not in places.values()]
    found: dict[int, int] = {}
    for index, scene in enumerate(first):
        if index not in places and left:
            nearest = max(left, key=lambda place: _likeness(scene, second[place]))
            if _likeness(scene, second[nearest]) >= THE_SAME:
                found[index] = nearest
                left.remove(nearest)
    return found


def _likeness(ours: _Scene, theirs: _Scene) -> float:
    """0 for two that have too little to say in common, 1 for the same."""
    if ours.document == theirs.document:
        return 1.0
    said = _said_alike(ours, theirs)
    if said < ALIKE:
        return 0.0
    seen = sum(
        media.part(ours.document, name) == media.part(theirs.document, name) for name in ("character", "background")
    )
    return _SAID * said + _SEEN * seen


def _said_alike(ours: _Scene, theirs: _Scene) -> float:
    written = len(ours.words) + len(theirs.words)
    return 2 * len(ours.words & theirs.words) / written if written else float(ours.voice == theirs.voice)
