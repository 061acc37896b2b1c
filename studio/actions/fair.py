"""One engine for many teams: each has one question at it, or in line for it, at a time; its others wait behind that.

So whoever asks for fifty pictures at once keeps another team waiting for one of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from studio.errors import Busy


class Line:
    """Who stands in line for one thing in this process."""

    def __init__(self) -> None:
        self._teams: dict[Any, threading.Lock] = {}

    @contextmanager
    def place(self, team: Any, *, wait: float, otherwise: str) -> Iterator[float]:
        """Be the one of a team who stands in line, with so many seconds left of `wait`. Raises Busy, in the words of
        `otherwise`, when its others take longer.
        """
        end, own = time.monotonic() + wait, self._teams.setdefault(team, threading.Lock())
        if not own.acquire(timeout=max(0.0, wait)):
            raise Busy(otherwise)
        try:
            yield max(0.0, end - time.monotonic())
        finally:
            own.release()
