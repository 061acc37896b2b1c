"""A database that can't be used ends a command with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, ProgrammingError

LACKS = ("no such table", "no such column")


@contextmanager
def usable() -> Iterator[None]:
    """Raise CommandError when the database is away, can't be written to, or is not this version's."""
    try:
        yield
    except (InterfaceError, OperationalError, ProgrammingError) as error:
        reason = str(error).strip().partition("\n")[0]
        if isinstance(error, ProgrammingError) or reason.startswith(LACKS):
            reason += ". Set DATA_DIR or DATABASE_URL to the studio's, and start this version with it once"
        raise CommandError(f"The database can't be used: {reason}.") from error
