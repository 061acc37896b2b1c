"""Noticing that rows may have changed: what was true of them stays true until somebody writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""How statements begin that change no row. Giving up a savepoint follows the writes that it takes back."""


class Writes:
    """Counts what is written over this connection, by any thread, from now until `stop`."""

    def __init__(self) -> None:
        self._count, self._told = 1, 0
        self._wrappers = connection.execute_wrappers
        self._wrappers.append(self._noted)

    def since_asked(self) -> bool:
        """Whether there were any since this was asked the last time. The first time there were."""
        before, self._told = self._told, self._count
        return before != self._count

    def stop(self) -> None:
        self._wrappers.remove(self._noted)

    def _noted(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self._count += not sql.startswith(READS)
        return execute(sql, params, many, context)
