"""Workers that stop in the middle of what they do until they are told how it goes on.

Each runs in a thread of its own, on the test's connection to the database, but only one thread moves at a time: what is
played is an order of events, and it can be replayed.
"""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from django.db import connections

Word = TypeVar("Word")


class Died(BaseException):
    """The worker's process is gone: nothing of ours gets to write anything any more."""


class Worker(ABC, Generic[Word]):
    """Begins its `work` at once, and stops wherever that calls `pause`. `busy`: it has not ended."""

    patience = 30.0
    """Seconds within which it comes to its next stop or its end."""

    def __init__(self) -> None:
        self.busy = True
        self._told: queue.SimpleQueue[Word] = queue.SimpleQueue()
        self._paused: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._live, args=(connections["default"],), daemon=True)
        self._thread.start()
        self._wait()

    @abstractmethod
    def work(self) -> None:
        """What it does."""

    def tell(self, word: Word) -> None:
        """Let it go on until its next stop or its end. Raises what it ended with, unless it died."""
        self._told.put(word)
        self._wait()

    def pause(self) -> Word:
        """What it is told to go on with."""
        self._paused.put(None)
        return self._told.get()

    def _wait(self) -> None:
        error = self._paused.get(timeout=self.patience)
        if not self.busy:
            self._thread.join(30)
        if error:
            raise error

    def _live(self, shared: Any) -> None:
        connections["default"] = shared
        error: BaseException | None = None
        try:
            self.work()
        except Died:
            pass
        except BaseException as found:
            error = found
        self.busy = False
        self._paused.put(error)
