"""HeyGen's words, the same in all versions of its API: the key, how a job stands, and what an answer says is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from studio.net.client import Answered, Reply
from studio.providers import replies
from studio.providers.base import Connection, NoNews, Outcome, Refused, Standing, Submitted, TakeNews

HEYGEN: Final = "HeyGen"
BASE_URL: Final = "https://api.heygen.com"
FIRST_POLL, NEXT_POLL = 20.0, 10.0
STANDINGS: Final = {
    "waiting": Standing.RUNNING, "pending": Standing.RUNNING, "processing": Standing.RUNNING,
    "completed": Standing.DONE, "failed": Standing.FAILED,
}  # fmt: skip
"""A word that isn't here runs on."""
GONE: Final = TakeNews(Standing.GONE, "404", reason="HeyGen knows no such video any more.")
_OK: Final = 100
"""The `code` of everything v1 has no complaint about."""


def headers_of(connection: Connection) -> dict[str, str]:
    return {"X-Api-Key": connection.credentials.get("api_key", "")}


def standing_of(word: str) -> Standing:
    return STANDINGS.get(word.lower(), Standing.RUNNING)


def said(reply: Answered) -> str:
    """HeyGen's own words in a bad answer of any version; "" for a good one and for a gateway's page."""
    found = reply.json()
    if not isinstance(found, dict):
        return ""
    if reason := reason_of(found.get("error")):
        return reason
    if reply.good and found.get("code", _OK) == _OK:
        return ""
    return reason_of({name: found.get(name) for name in ("message", "msg", "detail")})


def reason_of(error: Any) -> str:
    """The sentence of an error: a text, or an object in which message, detail or code says it. "" for none."""
    if isinstance(error, str):
        return error.strip()[: replies.LONGEST_REASON]
    if not isinstance(error, Mapping):
        return ""
    message = next((text for name in ("message", "msg") if (text := _text(error.get(name)))), "")
    detail = _text(error.get("detail"))
    told = f"{message}: {detail}" if message and detail and detail not in message else message or detail
    return (told or _text(error.get("code")))[: replies.LONGEST_REASON]


def outcome(reply: Reply, *, accepted: Callable[[Answered], Submitted | None]) -> Outcome:
    """What a reply to an order means. HeyGen also says no with status 200: then its words count, if there is no job."""
    if isinstance(reply, Answered) and reply.good and not accepted(reply) and (reason := said(reply)):
        return Refused(reason, raw={"status": reply.status, "detail": reason})
    return replies.outcome(reply, HEYGEN, said=said, accepted=accepted)


def no_news(reply: Reply) -> NoNews:
    return replies.no_news(reply, HEYGEN, said=said)


def _text(found: Any) -> str:
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found).strip()
