"""Row ids: UUID version 7 (RFC 9562), so that newer rows sort after older ones."""

import hashlib
import json
import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    return uuid7()


def id_of(key: uuid.UUID, content: object) -> uuid.UUID:
    """The id of what is made once of `key` and `content` (as JSON): as old as the key, another for every content."""
    digest = hashlib.sha256(json.dumps([key.hex, content], sort_keys=True).encode()).hexdigest()
    return uuid.UUID(int=key.int & ~_LAST | int(digest, 16) & _LAST)


_LAST = (1 << 62) - 1
"""The bits of a UUID after its variant."""
