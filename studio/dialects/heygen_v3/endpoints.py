"""Endpoints: what a program sends to be told of an end. What it is told of them: lists.py."""

from __future__ import annotations

from typing import Final

from studio.dialects.heygen_v3.status import EVENTS
from studio.dialects.shapes import LINK, TEXT, asked, many, said, shape, word

_WANTED: Final = said(many(word(*EVENTS)), "None for all.")
NEW: Final = asked("NewV3Endpoint", "url", url=LINK, events=_WANTED)
CHANGED: Final = asked("ChangedV3Endpoint", url=LINK, events=_WANTED)
EVENT: Final = shape("V3Event", event_type=word(*EVENTS), description=TEXT)
ROTATED: Final = shape("V3Rotated", endpoint_id=TEXT, secret=TEXT)
