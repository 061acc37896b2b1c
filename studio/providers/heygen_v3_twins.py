"""Twins through HeyGen's v3: a photo avatar of the neutral picture.

v3 also makes digital twins of a person's video; those must be consented to by the person on a page of HeyGen's own
before anything is made, which is done at HeyGen: such a twin is then found in the cast.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from studio.net.client import Answered, Client
from studio.providers import heygen_v3_cast, heygen_v3_files, heygen_words
from studio.providers.base import NoNews, Outcome, Refused, Standing, Submitted, TwinNews, TwinOrder
from studio.providers.heygen_v3_words import data_of, every, gone, outcome

LOOKS: Final = "/v3/avatars/looks"
NEUTRAL: Final = "neutral"
SCRIPT: Final = (
    "Hello! This is me, and I agree that a twin of mine is made. HeyGen makes it from my photo alone: this recording "
    "only shows that it is really me, and stays in the studio."
)
"""HeyGen has nothing to read for a photo avatar."""
NO_PHOTO: Final = "HeyGen makes a twin of the neutral photo: add it."
STANDINGS: Final = {"completed": Standing.DONE, "failed": Standing.FAILED}


async def languages(client: Client) -> tuple[str, ...] | NoNews:
    """Those of HeyGen's voices: whatever is read, the twin is made of the photo."""
    found = await heygen_v3_cast.voices(client)
    return found if isinstance(found, NoNews) else tuple(sorted({voice.language for voice in found if voice.language}))


async def create(client: Client, order: TwinOrder) -> Outcome:
    """The look's id is what is asked for, and what orders name when it is done."""
    photo = order.media.get(NEUTRAL)
    if photo is None:
        return Refused(NO_PHOTO)
    brought = await heygen_v3_files.upload(client, {NEUTRAL: photo}, token=order.token)
    if not isinstance(brought, dict):
        return brought
    body = {"type": "photo", "name": order.name, "file": {"type": "asset_id", "asset_id": brought[NEUTRAL]}}
    reply = await client.call("POST", "/v3/avatars", body=body, headers={"Idempotency-Key": order.token})
    return outcome(reply, accepted=_accepted)


async def status(client: Client, look: str) -> TwinNews | NoNews:
    reply = await client.call("GET", _place(look))
    if gone(reply):
        return TwinNews(Standing.GONE, "404", reason="HeyGen knows no such avatar any more.")
    found = data_of(reply)
    if found is None:
        return heygen_words.no_news(reply)
    word, standing = _standing(found)
    return TwinNews(
        standing, word, avatar_id=look if standing is Standing.DONE else "", next_poll=heygen_words.NEXT_POLL,
        raw=dict(found), reason=heygen_words.reason_of(found.get("error")),
    )  # fmt: skip


async def named(client: Client, name: str) -> tuple[str, ...] | NoNews:
    """The account's own finished photo avatars of that name. HeyGen doesn't tell which is the older one."""
    found = await every(
        client, LOOKS, limit=heygen_v3_cast.LOOKS_A_PAGE, ownership="private", avatar_type="photo_avatar"
    )
    if isinstance(found, NoNews):
        return found
    return tuple(
        look["id"]
        for look in found
        if isinstance(look.get("id"), str) and look.get("name") == name and _standing(look)[1] is Standing.DONE
    )


async def delete(client: Client, look: str) -> bool | NoNews:
    reply = await client.call("DELETE", _place(look))
    if gone(reply) or (isinstance(reply, Answered) and reply.good):
        return True
    return heygen_words.no_news(reply)


def _place(look: str) -> str:
    return f"{LOOKS}/{quote(look, safe='')}"


def _standing(look: Mapping[str, Any]) -> tuple[str, Standing]:
    """HeyGen's word for how far it is, and what it means."""
    word = str(look.get("status") or "completed")
    return word, STANDINGS.get(word.lower(), Standing.RUNNING)


def _accepted(reply: Answered) -> Submitted | None:
    made = reply.member("data", "avatar_item", "id")
    return Submitted(made, heygen_words.FIRST_POLL) if isinstance(made, str) and made else None
