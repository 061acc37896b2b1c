"""A database that can't be used ends a command with a sentence; and one command at a time makes it."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from studio.errors import disk_is_full

log = logging.getLogger(__name__)

LACKS = ("no such table", "no such column")
FULL = "disk is full"
"""SQLite's own words."""


@contextmanager
def usable() -> Iterator[None]:
    """Raise CommandError when the database is away, can't be written to, or is not this version's."""
    try:
        yield
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        cure = ""
        if isinstance(error, ProgrammingError) or str(error).startswith(LACKS):
            cure = " Set DATA_DIR or DATABASE_URL to the studio's, and start this version with it once."
        raise CommandError(sentence(error) + cure) from error


def sentence(error: DatabaseError | InterfaceError) -> str:
    """Why the database can't be used, and what to do when it is for want of room."""
    reason = str(error).strip().partition("\n")[0]
    cure = " Make room there, then try again." if disk_is_full(reason) or FULL in reason else ""
    return f"The database can't be used: {reason}.{cure}"


@contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else starts in DATA_DIR: two at once would make the same tables, and each empty the folder of
    static files that the other fills. Where nothing can be locked nobody waits.
    """
    with ExitStack() as close:
        with suppress(OSError):
            _wait_for_turn(close.enter_context((Path(settings.DATA_DIR) / "start.lock").open("w")))
        yield


def _wait_for_turn(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log.warning("Another start is at work in %s. Waiting for it …", settings.DATA_DIR)
        fcntl.flock(file, fcntl.LOCK_EX)
