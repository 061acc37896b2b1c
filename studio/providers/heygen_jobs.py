"""HeyGen's v1 addresses that know all videos, however they were ordered: how one goes, finding one, deleting one."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from studio.net.client import Answered, Client, Reply, together
from studio.providers import replies
from studio.providers.base import NoNews, Standing, Submitted, TakeNews, TakeOrder
from studio.providers.heygen_words import FIRST_POLL, GONE, NEXT_POLL, no_news, reason_of, standing_of
from studio.providers.picture import burned_in

STATUS, LIST, DELETE = "/v1/video_status.get", "/v1/video.list", "/v1/video.delete"
CAPTION: Final = "/v1/video/caption.get"
CAPTIONED: Final = "+captions"
"""Behind our token in `callback_id`: this order wants its captions in the picture. A status echoes it."""
LISTED, LOOKED_AT = 100, 40
"""Videos of one page of the list, its most; and those of them whose status is asked for in one look."""
_INVALID_ID, _VIDEO_NOT_FOUND = 40031, "video_not_found"
_CAPTIONS_COMING: Final = (0, 1)
_CAPTIONS_WAIT: Final = 7200.0
"""Seconds after an order for which its captions are waited for: what is paid for arrives, if need be without them."""


def callback_id(order: TakeOrder) -> str:
    return order.token + (CAPTIONED if _captions_come(order.storyboard) else "")


def _captions_come(storyboard: Mapping[str, Any]) -> bool:
    """Whether captions are wanted, and somebody speaks."""
    voices = [(scene.get("voice") or {}).get("type") for scene in storyboard["scenes"]]
    spoken = bool(storyboard.get("template")) or any(voice in ("text", "audio") for voice in voices)
    return spoken and burned_in(storyboard)


def accepted(reply: Answered) -> Submitted | None:
    """The job in the answer to an order, of any version."""
    video = reply.member("data", "video_id")
    return Submitted(video, FIRST_POLL) if isinstance(video, str) and video else None


async def news(client: Client, external_id: str) -> TakeNews | NoNews:
    reply = await client.call("GET", STATUS, query={"video_id": external_id})
    if _gone(reply):
        return GONE
    found = reply.member("data") if isinstance(reply, Answered) and reply.good else None
    if not isinstance(found, dict) or not isinstance(found.get("status"), str):
        return no_news(reply)
    return await _news(client, external_id, found)


async def _news(client: Client, external_id: str, found: dict[str, Any]) -> TakeNews:
    word, url = found["status"], ""
    standing = standing_of(word)
    if standing is Standing.DONE:
        url = await _film(client, external_id, found)
        standing = Standing.DONE if url else Standing.RUNNING  # ready, and it doesn't say where: the next answer may
    return TakeNews(
        standing, word, progress=replies.percent(found.get("progress")), video_url=url,
        poster_url=replies.address(found.get("thumbnail_url")), captions_url=replies.address(found.get("caption_url")),
        seconds=seconds_of(found.get("duration")), reason=reason_of(found.get("error")),
        mark=replies.mark(str(found.get("callback_id")).removesuffix(CAPTIONED)), next_poll=NEXT_POLL, raw=found,
    )  # fmt: skip


async def _film(client: Client, external_id: str, found: Mapping[str, Any]) -> str:
    """The address of the finished video: with captions, where they were wanted. "" while there is none."""
    captioned: str | None = replies.address(found.get("video_url_caption"))
    if not captioned and str(found.get("callback_id")).endswith(CAPTIONED):
        captioned = await _captioned(client, external_id)
        if captioned is None and not _is_old(found):
            return ""
    return captioned or replies.address(found.get("video_url"))


def _is_old(found: Mapping[str, Any]) -> bool:
    created = found.get("created_at")
    return isinstance(created, int | float) and time.time() - created > _CAPTIONS_WAIT


async def _captioned(client: Client, external_id: str) -> str | None:
    """The address of the video with captions; None while they are added, "" when there won't be one."""
    reply = await client.call("GET", CAPTION, query={"video_id": external_id})
    found = reply.member("data") if isinstance(reply, Answered) and reply.good else None
    if not isinstance(found, dict):
        return ""
    url = replies.address(found.get("video_url_caption"))
    return None if not url and found.get("caption_status") in _CAPTIONS_COMING else url


async def find(
    client: Client, orders: Sequence[TakeOrder], *, known: Collection[str], titled: bool
) -> dict[str, Submitted]:
    """The jobs that say they were ordered with our tokens. The list doesn't tell tokens, so the newest that nobody
    knows are asked for them, once for all orders.

    With `titled`, only those of the orders' titles. A title alone proves nothing: teams share keys and titles.
    """
    titles = {order.title.strip() for order in orders}
    reply = await client.call("GET", LIST, query={"limit": str(LISTED)})
    lines = reply.member("data", "videos") if isinstance(reply, Answered) and reply.good else None
    names = [
        line["video_id"]
        for line in (lines if isinstance(lines, list) else ())
        if isinstance(line, dict) and replies.job_id(line.get("video_id")) and line["video_id"] not in known
        if not titled or str(line.get("video_title")).strip() in titles
    ][:LOOKED_AT]  # fmt: skip
    told = await together(client.call("GET", STATUS, query={"video_id": name}) for name in names)
    good = [reply if isinstance(reply, Answered) and reply.good else None for reply in told]
    owners = [reply and reply.member("data", "callback_id") for reply in good]
    return {
        order.token: Submitted(names[owners.index(callback_id(order))], 0.0)
        for order in orders
        if owners.count(callback_id(order)) == 1
    }


async def delete(client: Client, external_id: str) -> bool:
    """Whether there is no such video any more."""
    reply = await client.call("DELETE", DELETE, query={"video_id": external_id})
    return _gone(reply) or (isinstance(reply, Answered) and reply.good and reply.member("code") == 100)


def _gone(reply: Reply) -> bool:
    """HeyGen itself says that it doesn't know the video; a gateway's 404 says nothing of it."""
    if not isinstance(reply, Answered):
        return False
    if reply.member("code") == _INVALID_ID or reply.member("error", "code") == _VIDEO_NOT_FOUND:
        return True
    return reply.status == 404 and isinstance(reply.json(), dict)


def seconds_of(found: Any) -> float | None:
    """How long a video lasts; None for anything that is no length."""
    value = replies.number(found)
    return value if value and value > 0 else None
