"""One engine for many teams: they take turns at it, and a team is at one place of it at a time.

So whoever asks for fifty pictures at once keeps another team waiting for one of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from studio.errors import Busy


@contextmanager
def turn(places: threading.Semaphore, *, wait: float, otherwise: str) -> Iterator[None]:
    """Have one of a few places, whoever comes first. Raises Busy, in the words of `otherwise`, when others have them
    for longer than `wait` s.
    """
    if not places.acquire(timeout=wait):
        raise Busy(otherwise)
    try:
        yield
    finally:
        places.release()


@dataclass(slots=True)
class _Team:
    waiting: deque[object] = field(default_factory=deque)
    busy: bool = False


class Line:
    """Who stands in line, in this process, for what so many can be at: the team next in turn, and of that team who came
    first.
    """

    def __init__(self, places: int = 1) -> None:
        self._free = places
        self._changed = threading.Condition()
        self._teams: dict[Any, _Team] = {}  # whose turn comes first stands first

    @contextmanager
    def place(self, team: Any, *, wait: float, otherwise: str) -> Iterator[None]:
        """Have a place. Raises Busy, in the words of `otherwise`, when others have them for longer than `wait` s."""
        ticket = object()
        with self._changed:
            own = self._teams.setdefault(team, _Team())
            own.waiting.append(ticket)
            came = self._changed.wait_for(lambda: self._next() is ticket, max(0.0, wait))
            own.waiting.remove(ticket)
            if came:
                self._free, own.busy = self._free - 1, True
            self._go_on(team)
        if not came:
            raise Busy(otherwise)
        try:
            yield
        finally:
            with self._changed:
                self._free, own.busy = self._free + 1, False
                self._go_on(team, last=True)

    def _next(self) -> object:
        """Who may go to a place now."""
        if self._free:
            for team in self._teams.values():
                if team.waiting and not team.busy:
                    return team.waiting[0]
        return None

    def _go_on(self, team: Any, *, last: bool = False) -> None:
        """Whoever is next now hears of it; with `last` the team's next turn is behind all others'."""
        own = self._teams[team]
        if last or not (own.waiting or own.busy):
            del self._teams[team]
            if own.waiting:
                self._teams[team] = own
        self._changed.notify_all()
