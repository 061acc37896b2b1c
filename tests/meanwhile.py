"""What happens in the middle of something: somebody else acts, with a connection of their own, or one is cut off."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection

WAIT = 0.5
"""Seconds in which whoever need not wait for a lock is done."""


def meanwhile(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, act: Callable[[], object]) -> Thread:
    """Have `act` begin the first time that `place.name` is called, which goes on when it is done or waits for a lock.

    Whoever looks what came of both joins the thread before.
    """
    real = getattr(place, name)

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = Thread(target=run)

    def called(*args: Any, **kwargs: Any) -> Any:
        if other.ident is None:
            other.start()
            other.join(WAIT)
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, called)
    return other


def cut_off() -> None:
    """The database ends this thread's connection, as when it starts again."""
    connection.ensure_connection()
    connection.connection.close()
