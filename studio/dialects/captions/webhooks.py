"""Endpoints: what a program sends to be told of an end, and what it is told of them."""

from __future__ import annotations

from typing import Final

from studio.dialects.captions.words import EVENTS
from studio.dialects.shapes import LINK, TEXT, asked, many, shape, word

_WANTED: Final = many(word(*EVENTS), least=1)
ENDPOINT: Final = shape("Webhook", id=TEXT, url=LINK, secret=TEXT, enabledEvents=many(word(*EVENTS)))
ENDPOINTS: Final = shape("Webhooks", registeredWebhooks=many(ENDPOINT))
EVENT_LIST: Final = shape("Events", events=many(word(*EVENTS)))
NEW: Final = asked("NewWebhook", "url", "enabledEvents", url=LINK, enabledEvents=_WANTED)
CHANGED: Final = asked("ChangedWebhook", "id", id=TEXT, url=LINK, enabledEvents=_WANTED)
NAMED: Final = asked("WebhookId", "id", id=TEXT)
