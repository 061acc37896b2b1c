"""How Creatify speaks, whatever it is asked: refusals in several shapes, ids, lists in pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from studio.net.client import Answered, Client, Reply
from studio.providers import replies
from studio.providers.base import NoNews

NAME: Final = "Creatify"
PAGE: Final = 100
MOST_PAGES: Final = 50
"""5,000 personas or voices: more than it has."""
_ID = re.compile(r"[\w-]{1,64}")
_GENERAL = ("detail", "non_field_errors", "message", "error")
"""Members whose words are about the whole order."""


def said(reply: Answered) -> str:
    """Its own words, shortened: an object with `detail`, one with a list for every wrong field, or a bare list.

    "" for a gateway's page, and for JSON in which nothing is said.
    """
    return "; ".join(dict.fromkeys(_sentences(reply.json(), "", depth=0)))[: replies.LONGEST_REASON]


def _sentences(found: Any, field: str, *, depth: int) -> Iterator[str]:
    if isinstance(found, str) and (depth or field in _GENERAL) and found.strip():
        yield found.strip() if field in _GENERAL or not field else f"{field}: {found.strip()}"
    elif isinstance(found, list) and depth < 4:
        for each in found[:20]:
            yield from _sentences(each, field, depth=depth + 1)
    elif isinstance(found, dict) and depth < 4:
        for name, each in list(found.items())[:20]:
            inside = f"{field}.{name}" if field and name not in _GENERAL else field or str(name)
            yield from _sentences(each, inside, depth=depth + (1 if field else 0))


def no_news(reply: Reply) -> NoNews:
    return replies.no_news(reply, NAME, said=said)


def safe_id(found: Any) -> str:
    """An id that may stand in an address; "" for anything else."""
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""


async def listed(client: Client, path: str) -> list[dict[str, Any]] | NoNews:
    """Every object of a list: a plain array, or pages of one. Only addresses of our own making are asked."""
    reply = await client.call("GET", path)
    found = reply.json() if isinstance(reply, Answered) and reply.good else None
    if isinstance(found, list):
        return [each for each in found if isinstance(each, dict)]
    if not isinstance(found, dict) or not isinstance(found.get("results"), list):
        return no_news(reply)
    every: list[dict[str, Any]] = []
    for page in range(1, MOST_PAGES + 1):
        query = {"page": str(page), "page_size": str(PAGE)}
        reply = await client.call("GET", f"{path}paginated/", query=query)
        found = reply.json() if isinstance(reply, Answered) and reply.good else None
        if not isinstance(found, dict) or not isinstance(found.get("results"), list):
            return no_news(reply)
        every += [each for each in found["results"] if isinstance(each, dict)]
        if not found["results"] or not found.get("next"):
            break
    return every
