"""Row ids: UUID version 7 (RFC 9562), so that newer rows sort after older ones."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    return uuid7()
