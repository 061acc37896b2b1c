"""HeyGen v3's webhooks: registering an address, and telling theirs from forged ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from studio.net import signature
from studio.net.client import Answered, Client
from studio.providers import heygen_words
from studio.providers.base import Connection, Forged, HookNews, NoNews, Refused, Registered
from studio.providers.heygen_v3_words import data_of

ENDPOINTS: Final = "/v3/webhooks/endpoints"
EVENTS: Final = ("avatar_video.success", "avatar_video.fail")
SIGNATURE, TIMESTAMP, EVENT_ID = "heygen-signature", "heygen-timestamp", "heygen-event-id"


async def register(client: Client, url: str, *, known: str) -> Registered | Refused | NoNews:
    """A known endpoint gets this address and a new secret; one that HeyGen has no more is made anew."""
    wanted: dict[str, Any] = {"url": url, "events": list(EVENTS)}
    if known:
        place = f"{ENDPOINTS}/{quote(known, safe='')}"
        if data_of(await client.call("PATCH", place, body=wanted)) is not None:
            made = data_of(await client.call("POST", f"{place}/rotate-secret"))
            if made and isinstance(made.get("secret"), str) and made["secret"]:
                return Registered(known, made["secret"])
    reply = await client.call("POST", ENDPOINTS, body=wanted)
    made = data_of(reply) or {}
    name, secret = made.get("endpoint_id"), made.get("secret")
    if isinstance(name, str) and name and isinstance(secret, str) and secret:
        return Registered(name, secret)
    if isinstance(reply, Answered) and 400 <= reply.status < 429 and (reason := heygen_words.said(reply)):
        return Refused(reason)
    return heygen_words.no_news(reply)


def read(connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float) -> HookNews | Forged:
    """Signed over the body alone; its time, which isn't signed, must be near ours. Its id tells repeats apart."""
    secret = connection.credentials.get("webhook_secret", "")
    given = headers.get(SIGNATURE, "").strip().lower()
    if not secret or not given or not signature.same(given, signature.hex_of(secret, body)):
        return Forged("The signature is not made with this account's secret.")
    if not signature.fresh(headers.get(TIMESTAMP, "").strip(), now=now):
        return Forged("It was signed too long ago, or in the future.")
    try:
        found = json.loads(body)
        event, video = str(found["event_type"]), str(found["event_data"]["video_id"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Forged("It names no event and video.")
    return HookNews(headers.get(EVENT_ID, "").strip() or f"{video}:{event}", event, video)
