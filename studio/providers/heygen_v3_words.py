"""What answers of HeyGen's v3 mean beyond the words that all versions share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from studio.net.client import Answered, Client, Reply
from studio.providers import heygen_words, replies
from studio.providers.base import Later, NoNews, Outcome, Refused, Submitted, Unknown

ENDED: Final = "ended"
"""In `Refused.raw`: the server has no such endpoint, whatever was asked of it."""
HAS_ENDED: Final = "This server has no HeyGen v3. Choose version v2 or auto for this account."
AT_WORK: Final = "HeyGen is still at work on the first one of these orders."
_NOBODY: Final = ("", "not_found", "endpoint_not_found", "route_not_found")
"""Codes of a 404 that speak of the address and not of anything in the order."""
_CAME_THROUGH: Final = ((409, "request_in_progress"), (409, "conflict"), (422, "idempotency_key_reused"))
"""The first is HeyGen's, the others are our own server's."""
MOST_PAGES: Final = 200


def outcome(reply: Reply, *, accepted: Callable[[Answered], Submitted | None]) -> Outcome:
    """What a reply to an order means.

    What is said of a repeated Idempotency-Key is no refusal: the first one came through.
    """
    if isinstance(reply, Answered):
        if ended(reply):
            return Refused(HAS_ENDED, raw={"status": reply.status, ENDED: True})
        if (reply.status, code_of(reply)) in _CAME_THROUGH:
            return Unknown(AT_WORK)
    return heygen_words.outcome(reply, accepted=accepted)


def file_outcome(reply: Reply) -> str | Outcome:
    """The asset id of an upload, or why there is none. Nothing has been paid then."""
    if not isinstance(reply, Answered):
        return Later(reply.sentence)
    if ended(reply):
        return Refused(HAS_ENDED, raw={"status": reply.status, ENDED: True})
    found = reply.member("data", "asset_id") if reply.good else None
    if isinstance(found, str) and found:
        return found
    told = heygen_words.said(reply)
    if told and 400 <= reply.status < 500 and reply.status not in (408, 409, 429):
        return Refused(f"HeyGen does not take a file of this video: {told}", raw={"status": reply.status})
    return Later(f"HeyGen answered {reply.status} to a file of this video.", reply.retry_after)


def ended(reply: Answered) -> bool:
    """Whether the server says that there is no such endpoint (any more): then nothing was accepted.

    A page with status 404 may be some gateway's, and says nothing of what is behind it.
    """
    if reply.status == 410:
        return True
    told = reply.status == 404 and isinstance(reply.json(), dict)
    return told and code_of(reply) in _NOBODY and not reply.member("error", "param")


def gone(reply: Reply) -> bool:
    """Whether HeyGen says that what was asked for isn't there. That there is no such endpoint is something else."""
    return isinstance(reply, Answered) and reply.status == 404 and bool(code_of(reply)) and not ended(reply)


def has_ended(outcome: object) -> bool:
    """Whether an order was not accepted because there is no such endpoint."""
    return isinstance(outcome, Refused) and bool(outcome.raw.get(ENDED))


def code_of(reply: Answered) -> str:
    found = reply.member("error", "code")
    return found if isinstance(found, str) else ""


def data_of(reply: Reply) -> dict[str, Any] | None:
    """The `data` of a good answer about one thing."""
    found = reply.member("data") if isinstance(reply, Answered) and reply.good else None
    return found if isinstance(found, dict) else None


async def every(client: Client, path: str, *, limit: int, **query: str) -> list[dict[str, Any]] | NoNews:
    """All items of a list, page after page. `has_more` may be left out; where it says so and nothing leads on, this
    would be half a list.
    """
    found, token = list[dict[str, Any]](), ""
    for _ in range(MOST_PAGES):
        asked = {"limit": str(limit), **query} | ({"token": token} if token else {})
        reply = await client.call("GET", path, query=asked)
        page = reply.member("data") if isinstance(reply, Answered) and reply.good else None
        if not isinstance(reply, Answered) or not isinstance(page, list):
            return heygen_words.no_news(reply)
        found += [item for item in page if isinstance(item, dict)]
        more, token = reply.member("has_more"), str(reply.member("next_token") or "")
        if more is True and not token:
            return heygen_words.no_news(reply)
        if not token or more is False or (not page and more is None):
            break
    return found


def text(item: dict[str, Any], *names: str) -> Iterator[str]:
    """The members of these names as texts, "" for whatever isn't one."""
    for name in names:
        found = item.get(name)
        yield found[: replies.LONGEST_REASON] if isinstance(found, str) else ""
