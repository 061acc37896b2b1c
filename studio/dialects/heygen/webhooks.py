"""Endpoints: what a program sends to be told of an end, and what it is told of them."""

from __future__ import annotations

from typing import Final

from studio.dialects.heygen.status import EVENTS
from studio.dialects.shapes import LINK, MOMENT, NOTHING, TEXT, asked, many, said, shape, word

_WANTED: Final = said(many(word(*EVENTS)), "None for all.")
EVENT_LIST: Final = many(word(*EVENTS))
ENDPOINT: Final = shape(
    "Endpoint", endpoint_id=TEXT, url=LINK, events=many(word(*EVENTS)), secret=TEXT,
    status=word("enabled", "disabled"), username=TEXT, space_id=TEXT, entity_id=NOTHING, created_at=MOMENT,
)  # fmt: skip
NEW: Final = asked("NewEndpoint", "url", url=LINK, events=_WANTED)
CHANGED: Final = asked("ChangedEndpoint", "endpoint_id", endpoint_id=TEXT, url=LINK, events=_WANTED)
