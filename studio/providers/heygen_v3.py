"""HeyGen's v3 (api.heygen.com) as a provider: one order for all scenes, sent with an Idempotency-Key.

What is doubtful about the wire, and what was chosen: docs/providers/heygen.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from studio.net.client import Answered, Client, together
from studio.providers import (
    heygen_jobs,
    heygen_v3_cast,
    heygen_v3_files,
    heygen_v3_hooks,
    heygen_v3_limits,
    heygen_v3_scenes,
    heygen_v3_twins,
    heygen_words,
    replies,
)
from studio.providers.base import (
    Adapter,
    Connection,
    Features,
    Forged,
    HookNews,
    NoNews,
    Offer,
    Outcome,
    Refused,
    Registered,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
    TemplateOffer,
    TwinNews,
    TwinOrder,
    Unsent,
)
from studio.providers.heygen_files import named
from studio.providers.heygen_scenes import LONGEST_SCRIPT
from studio.providers.heygen_v3_words import data_of, every, gone, outcome

VIDEOS: Final = "/v3/videos"
PRICE: Final = 10
"""Hundredths of a credit a second: 0.1 credits, the published rate of Avatar IV, which v3 uses when it isn't told."""
TITLE_MAX: Final = 200
MARK: Final = 12
"""Signs of an order's token that its title ends with."""


class HeyGenV3(Adapter):
    base_url = heygen_words.BASE_URL
    default_price = PRICE
    features = Features(
        longest_script=LONGEST_SCRIPT, scenes_a_take=heygen_v3_limits.MOST_SCENES, twins=True,
        templates=True, cancels=True, webhooks=True, resends_safely=True, most_at_once=10,
        refuses=heygen_v3_limits.REFUSES,
    )  # fmt: skip

    def headers(self, connection: Connection) -> dict[str, str]:
        return heygen_words.headers_of(connection)

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        return (tuple(range(len(storyboard["scenes"]))),)

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        return heygen_v3_limits.problems(storyboard)

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """Whole seconds, rounded up once a video."""
        return math.ceil(round(seconds, 3)) * price

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        """Files first, then the paid order, with the token as Idempotency-Key: HeyGen keeps such keys for a day."""
        ours = {name: order.files[name] for _, name in named(order.storyboard) if name in order.files}
        brought = await heygen_v3_files.upload(client, ours, token=order.token)
        if not isinstance(brought, dict):
            return brought
        if not await order.wanted():
            return Unsent()
        chosen = order.storyboard.get("template")
        if chosen:
            path = f"/v3/templates/{quote(str(chosen['template_id']), safe='')}"
            body = heygen_v3_scenes.template(order.storyboard, brought)
        else:
            path, body = VIDEOS, heygen_v3_scenes.video(order.storyboard, brought)
        body |= {"title": title_of(order), "callback_id": order.token}
        if order.callback_url:
            body["callback_url"] = order.callback_url
        reply = await client.call("POST", path, body=body, headers={"Idempotency-Key": order.token})
        return outcome(reply, accepted=_accepted)

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        """By the end of their titles: lists of videos don't tell the callback_id. Only when exactly one has it."""
        looks = await together(_titled(client, mark_of(order.token)) for order in orders)
        return {order.token: job for order, job in zip(orders, looks, strict=True) if job}

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews:
        reply = await client.call("GET", _place(external_id))
        if gone(reply):
            return heygen_words.GONE
        found = data_of(reply)
        if found is None or not isinstance(found.get("status"), str):
            return heygen_words.no_news(reply)
        return _news(found)

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool:
        """v3 has no other way to stop a video than to delete it. One that is gone already is as good as stopped."""
        reply = await client.call("DELETE", _place(external_id))
        return gone(reply) or (isinstance(reply, Answered) and reply.good)

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await heygen_v3_cast.cast(client)

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await heygen_v3_cast.voices(client)

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        return await heygen_v3_cast.balance(client)

    async def templates(self, client: Client, connection: Connection) -> tuple[TemplateOffer, ...] | NoNews:
        return await heygen_v3_cast.templates(client)

    async def twin_languages(self, client: Client, connection: Connection) -> tuple[str, ...] | NoNews:
        return await heygen_v3_twins.languages(client)

    async def twin_script(self, client: Client, connection: Connection, language: str) -> str | NoNews:
        """In English whatever the language: it isn't sent."""
        return heygen_v3_twins.SCRIPT

    async def create_twin(self, client: Client, connection: Connection, order: TwinOrder) -> Outcome:
        return await heygen_v3_twins.create(client, order)

    async def twin_status(
        self, client: Client, connection: Connection, external_id: str, *, name: str
    ) -> TwinNews | NoNews:
        return await heygen_v3_twins.status(client, external_id)

    async def twins_named(self, client: Client, connection: Connection, name: str) -> tuple[str, ...] | NoNews:
        return await heygen_v3_twins.named(client, name)

    async def delete_twin(self, client: Client, connection: Connection, avatar_id: str) -> bool | NoNews:
        return await heygen_v3_twins.delete(client, avatar_id)

    async def register_webhook(
        self, client: Client, connection: Connection, url: str, *, known: str = ""
    ) -> Registered | Refused | NoNews:
        return await heygen_v3_hooks.register(client, url, known=known)

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged:
        return heygen_v3_hooks.read(connection, headers, body, now=now)


def mark_of(token: str) -> str:
    """What of a token stands in a title: its end, which is the random part of our ids."""
    return token.replace("-", "")[-MARK:]


def title_of(order: TakeOrder) -> str:
    return f"{order.title[:TITLE_MAX]} ({mark_of(order.token)})".strip()


async def _titled(client: Client, mark: str) -> Submitted | None:
    found = await every(client, VIDEOS, limit=100, title=mark)
    videos = () if isinstance(found, NoNews) else found
    ids = {str(video["id"]) for video in videos if mark in str(video.get("title")) and video.get("id")}
    job = replies.job_id(ids.pop()) if len(ids) == 1 else ""
    return Submitted(job, heygen_words.FIRST_POLL) if job else None


def _place(external_id: str) -> str:
    return f"{VIDEOS}/{quote(external_id, safe='')}"


def _accepted(reply: Answered) -> Submitted | None:
    """A video says `video_id`; one from a template says `id`."""
    made = reply.member("data", "video_id") or reply.member("data", "id")
    return Submitted(made, heygen_words.FIRST_POLL) if isinstance(made, str) and made else None


def _news(found: Mapping[str, Any]) -> TakeNews:
    """A film with its subtitles burned in, where there is one, is what was ordered."""
    word = str(found["status"])
    standing = heygen_words.standing_of(word)
    url = replies.address(found.get("captioned_video_url")) or replies.address(found.get("video_url"))
    if standing is Standing.DONE and not url:
        standing = Standing.RUNNING  # it says it is ready and not where: the next answer may
    reason = str(found.get("failure_message") or found.get("failure_code") or "")
    return TakeNews(
        standing, word, progress=replies.percent(found.get("progress")),
        video_url=url if standing is Standing.DONE else "", poster_url=replies.address(found.get("thumbnail_url")),
        captions_url=replies.address(found.get("subtitle_url")),
        seconds=heygen_jobs.seconds_of(found.get("duration")),
        reason=reason[: replies.LONGEST_REASON], mark=replies.mark(found.get("title")),
        next_poll=heygen_words.NEXT_POLL, raw=dict(found),
    )  # fmt: skip
