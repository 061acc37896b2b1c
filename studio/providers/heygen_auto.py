"""HeyGen without a chosen version: v3 for what it can show, v2 for the rest and where there is no v3.

Which one makes a storyboard is known before the order, from the storyboard alone. A job's id is the same in both, so
news of it is asked of v3 first and then of v2.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from studio.net.client import Client
from studio.providers import heygen_v3_hooks, heygen_words
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
)
from studio.providers.heygen_v3_words import has_ended

Told = TypeVar("Told")


class HeyGenAuto(Adapter):
    """`newer` is asked before `older`. Neither may be told of one order when the other may have taken it."""

    base_url = heygen_words.BASE_URL

    def __init__(self, newer: Adapter, older: Adapter) -> None:
        self.newer, self.older = newer, older
        self.default_price = max(newer.default_price, older.default_price)
        self.features = _both(newer.features, older.features)

    def maker(self, storyboard: Mapping[str, Any]) -> Adapter:
        """Who makes this: the newer version unless it lacks something, as free tests are.

        A price is also asked of what is still being written: that may be wrong in any way, and can't be ordered yet.
        """
        try:
            lacks = bool(storyboard.get("test") and not self.newer.features.tests) or self.newer.problems(storyboard)
        except (TypeError, LookupError, AttributeError, ArithmeticError):
            return self.newer
        return self.older if lacks else self.newer

    def headers(self, connection: Connection) -> dict[str, str]:
        return self.newer.headers(connection)

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        return self.maker(storyboard).split(storyboard)

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        """Only what neither can do."""
        return self.maker(storyboard).problems(storyboard)

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """An account that has no price of its own pays what the version that makes it costs."""
        maker = self.maker(storyboard)
        return maker.quote(storyboard, seconds, price=maker.default_price if price == self.default_price else price)

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        """The older version gets an order of the newer one's only when the server has no such endpoint."""
        maker = self.maker(order.storyboard)
        outcome = await maker.submit(client, connection, order)
        if maker is self.newer and has_ended(outcome) and not self.older.problems(order.storyboard):
            return await self.older.submit(client, connection, order)
        return outcome

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        found = await self.newer.find(client, connection, orders, known=known)
        left = [order for order in orders if order.token not in found]
        return {**found, **(await self.older.find(client, connection, left, known=known) if left else {})}

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews:
        """GONE only when both say so: one that is out of reach may be the one that knows."""
        newer = await self.newer.fetch(client, connection, external_id)
        if _knows(newer) or _is_busy(newer):
            return newer
        older = await self.older.fetch(client, connection, external_id)
        return older if _knows(older) or not isinstance(newer, NoNews) else newer

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool:
        """Where it is known: that the newer version has no such video says nothing of the older one."""
        known = _knows(await self.newer.fetch(client, connection, external_id))
        return await (self.newer if known else self.older).cancel(client, connection, external_id)

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await self._first(lambda maker: maker.cast(client, connection))

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        return await self._first(lambda maker: maker.voices(client, connection))

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        return await self._first(lambda maker: maker.balance(client, connection))

    async def templates(self, client: Client, connection: Connection) -> tuple[TemplateOffer, ...] | NoNews:
        return await self._first(lambda maker: maker.templates(client, connection))

    async def twin_languages(self, client: Client, connection: Connection) -> tuple[str, ...] | NoNews:
        return await self._first(lambda maker: maker.twin_languages(client, connection))

    async def twin_script(self, client: Client, connection: Connection, language: str) -> str | NoNews:
        return await self._first(lambda maker: maker.twin_script(client, connection, language))

    async def create_twin(self, client: Client, connection: Connection, order: TwinOrder) -> Outcome:
        outcome = await self.newer.create_twin(client, connection, order)
        return await self.older.create_twin(client, connection, order) if has_ended(outcome) else outcome

    async def twin_status(
        self, client: Client, connection: Connection, external_id: str, *, name: str
    ) -> TwinNews | NoNews:
        newer = await self.newer.twin_status(client, connection, external_id, name=name)
        if _knows(newer) or _is_busy(newer):
            return newer
        older = await self.older.twin_status(client, connection, external_id, name=name)
        return older if _knows(older) else newer

    async def twins_named(self, client: Client, connection: Connection, name: str) -> tuple[str, ...] | NoNews:
        return await self._first(lambda maker: maker.twins_named(client, connection, name))

    async def delete_twin(self, client: Client, connection: Connection, avatar_id: str) -> bool | NoNews:
        return await self._first(lambda maker: maker.delete_twin(client, connection, avatar_id))

    async def register_webhook(
        self, client: Client, connection: Connection, url: str, *, known: str = ""
    ) -> Registered | Refused | NoNews:
        """v3's endpoints are told of v2's videos, too."""
        made = await self.newer.register_webhook(client, connection, url, known=known)
        return made if isinstance(made, Registered) else await self.older.register_webhook(
            client, connection, url, known=known
        )  # fmt: skip

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged:
        maker = self.newer if heygen_v3_hooks.SIGNATURE in headers else self.older
        return maker.read_webhook(connection, headers, body, now=now)

    async def _first(self, ask: Callable[[Adapter], Awaitable[Told | NoNews]]) -> Told | NoNews:
        """What the newer version tells; the older one is asked when it tells nothing."""
        told = await ask(self.newer)
        if not isinstance(told, NoNews) or _is_busy(told):
            return told
        older = await ask(self.older)
        return told if isinstance(older, NoNews) else older


def _knows(news: TakeNews | TwinNews | NoNews) -> bool:
    return not isinstance(news, NoNews) and news.standing is not Standing.GONE


def _is_busy(news: object) -> bool:
    """Whether it is there, and asks for patience."""
    return isinstance(news, NoNews) and news.wait is not None


def _both(newer: Features, older: Features) -> Features:
    """What an account can do with either. Resending must be safe in both: nobody knows which one took an order."""
    return replace(
        older, tests=newer.tests or older.tests, twins=newer.twins or older.twins,
        templates=newer.templates or older.templates, cancels=newer.cancels or older.cancels,
        webhooks=newer.webhooks or older.webhooks,
        resends_safely=newer.resends_safely and older.resends_safely,
        most_at_once=min(newer.most_at_once, older.most_at_once),
        refuses={path: text for path, text in older.refuses.items() if path in newer.refuses},
    )  # fmt: skip
