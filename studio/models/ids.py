"""Row ids: UUID version 7 (RFC 9562), so that newer rows sort after older ones."""

import hashlib
import json
import uuid
from typing import TypeVar

from django.db.models import Model, QuerySet
from uuid_utils.compat import uuid7

Row = TypeVar("Row", bound=Model)
_LAST = (1 << 62) - 1
"""The bits of a UUID after its variant."""


def new_id() -> uuid.UUID:
    return uuid7()


def id_in(text: str) -> uuid.UUID | None:
    """The id that somebody wrote, with hyphens or without; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def row_in(rows: QuerySet[Row], text: str) -> Row | None:
    """The one of `rows` with the id that somebody wrote; None if there is none."""
    found = id_in(text)
    return rows.filter(pk=found).first() if found else None


def id_of(key: uuid.UUID, content: object) -> uuid.UUID:
    """The id of what is made once of `key` and `content` (as JSON): as old as the key, another for every content."""
    digest = hashlib.sha256(json.dumps([key.hex, content], sort_keys=True).encode()).hexdigest()
    return uuid.UUID(int=key.int & ~_LAST | int(digest, 16) & _LAST)
