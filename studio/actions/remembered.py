"""What was found out, or why it could not be: kept by content, in this process, for all its threads."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from studio.errors import BadInput, StudioError

T = TypeVar("T")

MOST = 1024
"""Entries; the one not asked for the longest goes first."""
FAILED = 180.0
"""Seconds before something that failed is tried again. A refusal is for good: the same content is refused again."""


class Remembered(Generic[T]):
    """Answers and errors by key."""

    def __init__(self) -> None:
        self._clock = time.monotonic
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, T | StudioError]] = OrderedDict()

    def get(self, key: str) -> T | None:
        """The answer, or None while nothing is known. Raises the error that it ended in."""
        with self._lock:
            until, found = self._known.get(key, (0.0, None))
            if until < self._clock():
                self._known.pop(key, None)
                return None
            self._known.move_to_end(key)
        if isinstance(found, StudioError):
            raise found.with_traceback(None)
        return found

    def keep(self, key: str, answer: T) -> T:
        self._put(key, answer, math.inf)
        return answer

    @contextmanager
    def remembering(self, key: str, *kinds: type[StudioError]) -> Iterator[None]:
        """Errors of these kinds that come out of the block are known from now on, for a while or for good."""
        try:
            yield
        except kinds as error:
            self._put(key, error, math.inf if isinstance(error, BadInput) else self._clock() + FAILED)
            raise

    def forget(self) -> None:
        with self._lock:
            self._known.clear()

    def _put(self, key: str, found: T | StudioError, until: float) -> None:
        with self._lock:
            self._known[key] = (until, found)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
