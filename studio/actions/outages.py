"""A database that is away for a moment: it starts again, a connection was cut, a deadlock had to have a victim.

Inside a transaction everything raises as ever: what came before in it is lost, too.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import Error, connection

log = logging.getLogger(__name__)
WAITS = (0.5, 1.0, 2.0, 4.0)
"""Seconds between tries: a restart of PostgreSQL takes less than their sum."""

Given = TypeVar("Given")
Told = ParamSpec("Told")


def outlasted(write: Callable[Told, Given]) -> Callable[Told, Given]:
    """The same, tried again until the database is back. It may run twice: a commit can go through without its answer.

    Raises what the database raises inside a transaction, or when it stays away.
    """

    @functools.wraps(write)
    def insist(*args: Told.args, **kwargs: Told.kwargs) -> Given:
        for wait in WAITS:
            try:
                return write(*args, **kwargs)
            except Error as error:
                _reopen(error)
                time.sleep(wait)
        return write(*args, **kwargs)

    return insist


@contextmanager
def passed_over() -> Iterator[None]:
    """Let news go unwritten while the database is away: the next is written again."""
    try:
        yield
    except Error as error:
        _reopen(error)


def _reopen(error: Error) -> None:
    if connection.in_atomic_block:
        raise error
    log.warning("the database is away: %s", error)
    connection.close()  # the next question opens it anew
