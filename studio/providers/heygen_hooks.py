"""HeyGen's v1 webhooks: an endpoint with a secret, and bodies signed with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from studio.net import signature
from studio.net.client import Answered, Client
from studio.providers.base import Connection, Forged, HookNews, NoNews, Refused, Registered
from studio.providers.heygen_words import no_news, said

EVENTS: Final = ("avatar_video.success", "avatar_video.fail")


async def register(client: Client, url: str, *, known: str) -> Registered | Refused | NoNews:
    """Updating an endpoint gives no new secret, so a new one takes the place of a known one: without it, that stays."""
    reply = await client.call("POST", "/v1/webhook/endpoint.add", body={"url": url, "events": list(EVENTS)})
    if isinstance(reply, Answered) and reply.good:
        name, secret = reply.member("data", "endpoint_id"), reply.member("data", "secret")
        if isinstance(name, str) and name and isinstance(secret, str) and secret:
            if known not in ("", name):
                await client.call("DELETE", "/v1/webhook/endpoint.delete", query={"endpoint_id": known})
            return Registered(name, secret)
    if isinstance(reply, Answered) and 400 <= reply.status < 429 and said(reply):
        return Refused(said(reply))
    return no_news(reply)


def read(connection: Connection, headers: Mapping[str, str], body: bytes) -> HookNews | Forged:
    """The same event about the same video is the same webhook: v1's bodies have no id of their own."""
    secret = connection.credentials.get("webhook_secret", "")
    given = headers.get("signature", "").strip().lower()
    if not secret or not signature.same(given, signature.hex_of(secret, body)):
        return Forged("The Signature is not made with this account's secret.")
    try:
        found = json.loads(body)
        event, video = found["event_type"], found["event_data"]["video_id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Forged("It names no event and video.")
    if not isinstance(event, str) or not isinstance(video, str):
        return Forged("It names no event and video.")
    return HookNews(f"{event}:{video}", event, video)
