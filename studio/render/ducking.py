"""When the music makes room: a gain for every hundredth of a second of the whole video.

Somebody speaks where the script's words lie, and wherever the scenes' own sound is loud: recordings have no words.
Music is down before the first word is heard, stays down through the pauses of a sentence and between sentences, and
comes back slowly. A pause too short to come back and go down again is none: nothing pumps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from studio.render.spoken import RATE, Word

HOP = RATE // 100
DEPTH = -12.0
"""Decibels by which music is quieter under speech."""
LEAD, ATTACK = 0.05, 0.3
"""Seconds by which the music is down before the first word; and in which it goes down."""
HOLD, RELEASE = 0.3, 0.9
"""Seconds that it stays down after the last word; and in which it comes back."""
PAUSE = LEAD + ATTACK + HOLD + RELEASE
"""Seconds of silence from which a pause is one."""
_CLICK = 5
"""Hundredths: what is loud for a shorter time, without a word, is no speech."""
_FLOOR, _BELOW = 10 ** (-42 / 20), 0.1
"""Loud is above both: −42 dBFS, and 20 dB under what is loud in this scene."""


class Speech:
    """Gathers who speaks when, scene by scene. A byte for every hundredth of a second."""

    def __init__(self) -> None:
        self._levels: list[npt.NDArray[np.float32]] = []
        self._scenes: list[npt.NDArray[np.bool_]] = []
        self._rest = np.zeros(0, np.float32)
        self.samples = 0

    def add(self, sound: npt.NDArray[np.float32]) -> None:
        """The next samples of the scene."""
        self.samples += len(sound)
        whole = np.concatenate([self._rest, sound])
        hops = len(whole) // HOP
        self._levels.append(np.sqrt((whole[: hops * HOP].reshape(hops, HOP) ** 2).mean(axis=1)))
        self._rest = whole[hops * HOP :]

    def next_scene(self) -> None:
        """The scene is over: how loud it was decides what of it counts as speech."""
        level = np.concatenate([*self._levels, np.zeros(0, np.float32)])
        heard = level[level > _FLOOR]
        floor = max(_FLOOR, _BELOW * float(np.percentile(heard, 95))) if len(heard) else _FLOOR
        self._scenes.append(level > floor)
        self._levels = []

    def gains(self, words: Iterable[Word]) -> npt.NDArray[np.float32]:
        """Gain per hundredth of a second; `words` are timed from the video's beginning."""
        loud = np.concatenate([*self._scenes, np.zeros(1, np.bool_)])
        runs = [run for run in _runs(loud) if run[1] - run[0] >= _CLICK]
        runs += [(round(word.start * 100), round(word.end * 100)) for word in words if word.end > word.start]
        return _curve(_joined(sorted(runs)), len(loud))


def _runs(active: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _joined(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs with only real pauses between them."""
    found: list[tuple[int, int]] = []
    for begin, end in runs:
        if found and begin - found[-1][1] <= PAUSE * 100:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _curve(runs: Sequence[tuple[int, int]], hops: int) -> npt.NDArray[np.float32]:
    """Down and up again along half a cosine in decibels; ramps never meet, as real pauses are longer."""
    depth, at = np.zeros(hops), np.arange(hops)
    for begin, end in runs:
        first, last = max(0, begin - int((LEAD + ATTACK) * 100)), min(hops, end + int((HOLD + RELEASE) * 100) + 1)
        near = at[first:last] / 100
        down = (near - (begin / 100 - LEAD - ATTACK)) / ATTACK
        up = ((end / 100 + HOLD + RELEASE) - near) / RELEASE
        depth[first:last] = 0.5 - 0.5 * np.cos(np.pi * np.clip(np.minimum(down, up), 0, 1))
    return np.asarray(10 ** (DEPTH * depth / 20), np.float32)
