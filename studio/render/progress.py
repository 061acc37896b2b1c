"""How far a job has come, as JSON lines for whoever started it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

Say = Callable[[dict[str, Any]], None]
EVERY = 0.25
"""Seconds between two lines about the same stage."""


def to_stdout(line: dict[str, Any]) -> None:
    """One JSON line, at once."""
    print(json.dumps(line), flush=True)


class Progress:
    """Tells `say` about stages; `left` is the estimated seconds still needed, null while unknown."""

    def __init__(self, say: Say = to_stdout, *, begin: float = 0.0, end: float = 1.0) -> None:
        self._say, self._began = say, time.monotonic()
        self._begin, self._end = begin, end
        self._stage, self._last = "", 0.0

    def part(self, begin: float, end: float) -> Progress:
        """For a piece of the job: its 0…1 is `begin`…`end` of this one's."""
        piece = Progress(self._say, begin=begin, end=end)
        piece._began = self._began
        return piece

    def tell(self, stage: str, done: float) -> None:
        """`done` is the part of this job behind us, 0…1."""
        now, done = time.monotonic(), self._begin + (self._end - self._begin) * done
        if stage == self._stage and now - self._last < EVERY:
            return
        self._stage, self._last = stage, now
        spent = now - self._began
        left = round(spent * (1 - done) / done, 1) if done > 0.02 else None
        self._say({"stage": stage, "progress": round(min(1.0, done), 4), "left": left})
