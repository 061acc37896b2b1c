"""Endpoints: what a program sends to be told of an end. What it is told of them: lists.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from studio.dialects.heygen_v3.status import EVENTS
from studio.dialects.shapes import LINK, MOMENT, TEXT, asked, many, said, shape, word

_WANTED: Final = said(many(word(*EVENTS)), "None for all.")
NEW: Final = asked("NewV3Endpoint", "url", url=LINK, events=_WANTED)
CHANGED: Final = asked("ChangedV3Endpoint", url=LINK, events=_WANTED)
EVENT: Final = shape("V3Event", event_type=word(*EVENTS), description=TEXT)
TOLD: Final = shape("V3Told", event_id=TEXT, event_type=TEXT, event_data={"type": "object"}, created_at=MOMENT)
ROTATED: Final = shape("V3Rotated", endpoint_id=TEXT, secret=TEXT)


def told(event_id: str, *, body: Mapping[str, Any], at: str) -> dict[str, Any]:
    """One event, for the body in which it is sent; its id is that of the header `Heygen-Event-Id`."""
    return {
        "event_id": event_id, "event_type": body["event_type"], "event_data": body["event_data"], "created_at": at
    }  # fmt: skip
