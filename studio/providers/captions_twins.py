"""Captions' AI Twin API: a double made from a read script and photos of five poses. It uses no credits."""

from __future__ import annotations

import re
from typing import Any, Final

from studio import names
from studio.net.client import Answered, Client, Reply
from studio.providers import replies
from studio.providers.base import NoNews, Outcome, Standing, Submitted, TwinNews, TwinOrder

FIRST_POLL, NEXT_POLL = 30.0, 5.0
VIDEO: Final = "video"
STANDINGS: Final = {
    "QUEUED": Standing.RUNNING, "PENDING": Standing.RUNNING, "PROCESSING": Standing.RUNNING,
    "COMPLETE": Standing.DONE, "COMPLETED": Standing.DONE,
    "FAILED": Standing.FAILED, "ERROR": Standing.FAILED, "CANCELLED": Standing.FAILED,
}  # fmt: skip
_NAME: Final = re.compile(r"twin-(\d+)-(.*)", re.DOTALL)
Said = replies.Said


async def languages(client: Client, *, said: Said) -> tuple[str, ...] | NoNews:
    """The languages in which a script can be read, by Captions' own names."""
    reply = await client.call("POST", "/api/twin/supported-languages", body={})
    found = _member(reply, "supportedLanguages")
    if not isinstance(found, list):
        return replies.no_news(reply, "Captions", said=said)
    return tuple(name for name in found if isinstance(name, str) and name)


async def script(client: Client, language: str, *, said: Said) -> str | NoNews:
    reply = await client.call("POST", "/api/twin/script", body={"language": language})
    found = _member(reply, "script")
    return found if isinstance(found, str) and found else replies.no_news(reply, "Captions", said=said)


async def create(client: Client, order: TwinOrder, *, said: Said) -> Outcome:
    """Ordered once. Captions fetches the media itself, so this server must be reachable from outside."""
    body: dict[str, Any] = {
        "name": order.name, "language": order.language, "videoUrl": order.media[VIDEO].url,
        "calibrationImageUrls": [file.url for pose, file in order.media.items() if pose != VIDEO],
    }  # fmt: skip
    reply = await client.call("POST", "/api/twin/create", body=body)
    return replies.outcome(reply, "Captions", said=said, accepted=accepted)


async def status(client: Client, operation: str, *, name: str, said: Said) -> TwinNews | NoNews:
    """How a twin goes. A finished one is asked for its name, which nothing but the list of all twins tells."""
    reply = await client.call(
        "POST", "/api/twin/status", body={"operationId": operation}, headers={"x-operation-id": operation}
    )
    if isinstance(reply, Answered) and reply.status == 404:
        return TwinNews(Standing.GONE, "404", reason="Captions knows no such twin any more.")
    word = _member(reply, "state")
    if not isinstance(reply, Answered) or not isinstance(word, str):
        return replies.no_news(reply, "Captions", said=said)
    found = reply.json()
    standing = standing_of(word)
    reason = next((str(found[field]) for field in ("error", "message", "detail") if found.get(field)), "")
    avatar_id = ""
    if standing is Standing.DONE:
        listed = await named(client, name, said=said)
        avatar_id = listed[-1] if not isinstance(listed, NoNews) and listed else ""
        standing = Standing.DONE if avatar_id else Standing.RUNNING  # it is made and not listed yet
    return TwinNews(
        standing, word, replies.percent(found.get("progress")), avatar_id, reason[: replies.LONGEST_REASON],
        NEXT_POLL, dict(found),
    )  # fmt: skip


def standing_of(word: str) -> Standing:
    """Of an operation, for a twin or a video. A word that nobody knows runs on."""
    return STANDINGS.get(word.upper(), Standing.RUNNING)


async def delete(client: Client, avatar_id: str, *, said: Said) -> bool | NoNews:
    reply = await client.call("POST", "/api/twin/delete", body={"name": avatar_id})
    if isinstance(reply, Answered) and reply.status == 404:
        return True
    found = _member(reply, "success")
    return found if isinstance(found, bool) else replies.no_news(reply, "Captions", said=said)


async def named(client: Client, name: str, *, said: Said) -> tuple[str, ...] | NoNews:
    """The twins of that name, oldest first: twin-<number>-<name>, whatever Captions makes of capitals and spaces."""
    reply = await client.call("POST", "/api/twin/list", body={})
    found = _member(reply, "twins")
    if not isinstance(found, list):
        return replies.no_news(reply, "Captions", said=said)
    numbered = [
        (int(match[1]), full)
        for full in found
        if isinstance(full, str) and (match := _NAME.fullmatch(full)) and names.bare(match[2]) == names.bare(name)
    ]
    return tuple(full for _, full in sorted(numbered))


def accepted(reply: Answered) -> Submitted | None:
    """Captions answers every order, of a twin or a video, with the number of an operation."""
    operation = reply.member("operationId")
    return Submitted(operation, FIRST_POLL) if isinstance(operation, str) and operation else None


def _member(reply: Reply, name: str) -> Any:
    return reply.member(name) if isinstance(reply, Answered) and reply.good else None
