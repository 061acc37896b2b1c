"""Creatify (api.creatify.ai) as a provider: scenes with its personas, and templates that were made in its editor.

What is doubtful about the wire, and what was chosen: docs/providers/creatify.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from studio.net.client import Answered, Client
from studio.providers import creatify_cast, creatify_jobs, creatify_orders, replies
from studio.providers import creatify_words as words
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
    Submitted,
    TakeNews,
    TakeOrder,
    TemplateOffer,
)
from studio.storyboard.limits import SCENES_MAX

BASE_URL: Final = "https://api.creatify.ai"
PRICE: Final = 100
"""Hundredths of a credit: what one of Creatify's costs, which is a second of aurora_v1."""
BLOCK, A_BLOCK = 30, 5
"""Seconds, and credits for each of so many that have begun, of the standard model."""


class Creatify(Adapter):
    """One take for all scenes. News come to the address that goes with every order; there is none to register."""

    base_url = BASE_URL
    default_price = PRICE
    features = Features(
        longest_script=creatify_orders.LONGEST_SCRIPT, scenes_a_take=SCENES_MAX, templates=True, needs_links=True,
        most_at_once=5, submits_a_minute=20, refuses=creatify_orders.REFUSES,
    )  # fmt: skip

    def headers(self, connection: Connection) -> dict[str, str]:
        return {
            "X-API-ID": connection.credentials.get("api_id", ""),
            "X-API-KEY": connection.credentials.get("api_key", ""),
        }

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        return (tuple(range(len(storyboard["scenes"]))),)

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        return creatify_orders.problems(storyboard)

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """Five credits for every 30 seconds that have begun; aurora one for every second, its fast kind half of one."""
        seconds, model = round(seconds, 3), storyboard.get("model_version") or "standard"
        if model == "standard":
            return math.ceil(seconds / BLOCK) * A_BLOCK * price
        whole = math.ceil(seconds) * price
        return whole if model == "aurora_v1" else -(-whole // 2)

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        """The slash at the end is part of the address: without it, a redirect would make a question of the order."""
        family = creatify_jobs.family_of(order.storyboard)
        templated = family == creatify_jobs.TEMPLATES
        try:
            body = creatify_orders.template_body(order) if templated else creatify_orders.lipsync_body(order)
        except creatify_orders.Gone as error:
            return Refused(str(error))
        reply = await client.call("POST", f"/api/{family}/", body=body)
        accepted = partial(creatify_jobs.accepted, family=family)
        return replies.outcome(reply, words.NAME, said=words.said, accepted=accepted)

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        return await creatify_jobs.found(client, orders)

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews:
        return await creatify_jobs.fetch(client, external_id)

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool:
        return False

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await creatify_cast.personas(client)

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await creatify_cast.voices(client)

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        reply = await client.call("GET", "/api/remaining_credits/")
        left = reply.member("remaining_credits") if isinstance(reply, Answered) and reply.good else None
        told = replies.amount(left)
        return f"{told} credits" if told else words.no_news(reply)

    async def templates(self, client: Client, connection: Connection) -> tuple[TemplateOffer, ...] | NoNews:
        return await creatify_cast.templates(client)

    def known_as(self, job: str) -> tuple[str, ...]:
        return creatify_jobs.known_as(job)

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged:
        return creatify_jobs.heard(body)
