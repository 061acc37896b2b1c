"""HeyGen's v2 Studio API as a provider: all scenes in one take, placed as the storyboard says.

What is doubtful about the wire, and what was chosen: docs/providers/heygen.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from studio.net.client import Client
from studio.providers import heygen_cast, heygen_hooks, heygen_jobs, heygen_templates
from studio.providers.base import (
    Adapter,
    Connection,
    Features,
    Forged,
    HookNews,
    Later,
    NoNews,
    Offer,
    Outcome,
    Refused,
    Registered,
    Submitted,
    TakeNews,
    TakeOrder,
    TemplateOffer,
    Unsent,
)
from studio.providers.heygen_files import Uploads, uploaded
from studio.providers.heygen_scenes import LONGEST_SCRIPT, REFUSES, problems, video_inputs, whole_problems
from studio.providers.heygen_words import BASE_URL, headers_of, outcome
from studio.providers.picture import burned_in

SCENES: Final = 50
STEP: Final = 30
"""Seconds: what HeyGen counts an avatar's video in."""
PRICE: Final = 4
"""Hundredths of a credit a second: two credits a minute."""
MOST_AT_ONCE, SUBMITS_A_MINUTE = 10, 30
_WHOLE: Final = ("caption_mode", "subtitles", "dimension", "enable_watermark", "fps")
_UNSAID: Final = {"enable_watermark": False, "fps": 25}


class HeyGenV2(Adapter):
    """One take for all scenes. An order goes out once its files are at HeyGen; a template's is filled there."""

    base_url = BASE_URL
    default_price = PRICE
    features = Features(
        longest_script=LONGEST_SCRIPT, scenes_a_take=SCENES, templates=True, cancels=True, webhooks=True, tests=True,
        most_at_once=MOST_AT_ONCE, submits_a_minute=SUBMITS_A_MINUTE, refuses=REFUSES,
    )  # fmt: skip

    def headers(self, connection: Connection) -> dict[str, str]:
        return headers_of(connection)

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        return (tuple(range(len(storyboard["scenes"]))),)

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        """A template's scenes are HeyGen's: ours are not looked at."""
        return whole_problems({**storyboard, "scenes": ()}) if storyboard.get("template") else problems(storyboard)

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """Started half minutes of the whole take, as HeyGen counts them."""
        return math.ceil(round(seconds, 3) / STEP) * STEP * price

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        files = await uploaded(client, connection, order)
        if isinstance(files, Later | Refused):
            return files
        if not await order.wanted():
            return Unsent()
        template = order.storyboard.get("template")
        path = heygen_templates.address(template["template_id"]) if template else "/v2/video"
        reply = await client.call("POST", f"{path}/generate", body=_body(order, files))
        return outcome(reply, accepted=heygen_jobs.accepted)

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        return await heygen_jobs.find(client, orders, known=known, titled=True)

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews:
        return await heygen_jobs.news(client, external_id)

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool:
        """Deletes the video, under way or not. Whether HeyGen charges for one that it had begun is not known."""
        return await heygen_jobs.delete(client, external_id)

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await heygen_cast.cast(client)

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await heygen_cast.voices(client)

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        return await heygen_cast.balance(client)

    async def templates(self, client: Client, connection: Connection) -> tuple[TemplateOffer, ...] | NoNews:
        return await heygen_templates.offers(client)

    async def register_webhook(
        self, client: Client, connection: Connection, url: str, *, known: str = ""
    ) -> Registered | Refused | NoNews:
        return await heygen_hooks.register(client, url, known=known)

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged:
        return heygen_hooks.read(connection, headers, body)


def _body(order: TakeOrder, files: Uploads) -> dict[str, Any]:
    """A template's order has no `caption_mode`, and its subtitles mean captions."""
    storyboard, template = order.storyboard, order.storyboard.get("template")
    if template:
        captions = burned_in(storyboard)
        look = storyboard.get("subtitles") if captions else None
        storyboard = {**storyboard, "caption": captions, "caption_mode": None, "subtitles": look}
    body: dict[str, Any] = {
        "title": order.title, "callback_id": heygen_jobs.callback_id(order),
        "caption": bool(storyboard.get("caption")), "test": bool(storyboard.get("test")),
    }  # fmt: skip
    if order.callback_url:
        body["callback_url"] = order.callback_url
    for name in _WHOLE:
        if (value := storyboard.get(name)) is not None and value != _UNSAID.get(name):
            body[name] = value
    if template:
        return body | {"variables": heygen_templates.variables(template.get("variables") or {}, files)}
    return body | {"video_inputs": video_inputs(storyboard, files)}
