"""What every provider is asked. Plain data in and out; no model, no retry policy. The answers: `answers.py`.

An adapter translates between our storyboard and its provider's words, through `studio.net.client`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from studio.net.client import Client
from studio.providers.answers import (
    Forged,
    HookNews,
    Later,
    NoNews,
    Offer,
    Outcome,
    Refused,
    Registered,
    Standing,
    Submitted,
    TakeNews,
    TemplateOffer,
    TwinNews,
    Unknown,
    Unsent,
)

__all__ = [
    "Adapter", "Connection", "Features", "File", "Forged", "HookNews", "Later", "NoNews", "Offer", "Outcome", "Refused",
    "Registered", "Standing", "Submitted", "TakeNews", "TakeOrder", "TemplateOffer", "TwinNews", "TwinOrder", "Unknown",
    "Unsent",
]  # fmt: skip

NO_TWINS = "This provider makes no twins for programs."


@dataclass(frozen=True, slots=True)
class Connection:
    """An account as an adapter sees it. `options` are its own settings; `credentials` never leave headers."""

    credentials: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file that an order names. `url` opens without a key, if this server can be reached from outside; `path` is read
    where the provider takes uploads, so that a studio on a laptop can order, too."""

    url: str
    path: Path
    mime: str


async def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TakeOrder:
    """One paid job. `storyboard` holds only the scenes of this take; `files` gives the file behind each asset id in it.
    `token` is ours, sent along so that a lost reply can be found again. `wanted` is asked right before the paid call by
    an adapter that did something long before it: when it says no, nothing is sent, and the outcome is Unsent."""

    storyboard: Mapping[str, Any]
    token: str
    title: str = ""
    files: Mapping[str, File] = field(default_factory=dict)
    callback_url: str = ""
    wanted: Callable[[], Awaitable[bool]] = field(default=always, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TwinOrder:
    """A person's double, to be made by the provider. `media` by pose, as in actions/calibration: the video, and the
    photos in their order. `language` is the provider's own name of it."""

    name: str
    language: str
    token: str
    media: Mapping[str, File]


@dataclass(frozen=True, slots=True)
class Features:
    """What a provider can't do, for pages to grey out and orders to refuse before money is spent.

    `refuses` maps a field ("character.offset", "background.video", "caption") to the sentence that says so.
    """

    longest_script: int
    scenes_a_take: int
    twins: bool = False
    templates: bool = False
    cancels: bool = False
    webhooks: bool = False
    """It tells news at an address that is registered with `register_webhook`."""
    needs_links: bool = False
    """It takes no uploads: it fetches the files of an order from this server, which must be reachable."""
    resends_safely: bool = False
    """A second submit with the same token makes no second job."""
    tests: bool = False
    """It makes test videos for nothing."""
    most_at_once: int = 5
    submits_a_minute: int = 60
    refuses: Mapping[str, str] = field(default_factory=dict)


class Adapter(Protocol):
    """One provider in one version of its API, without state. Coroutines talk to the provider; the others only compute.
    What has a body here says of providers without it that there is nothing."""

    base_url: str
    features: Features
    default_price: int
    """Hundredths of a credit a second of finished video, where the account says nothing else."""

    def headers(self, connection: Connection) -> dict[str, str]:
        """What goes with every request: the key, and nothing that may be logged."""

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        """Which scenes make up which take."""

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        """What of a right storyboard this provider can't honour, by dotted path."""

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """Hundredths of a credit that a take of these scenes and seconds costs at `price` a second."""

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome: ...

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        """The jobs of orders whose replies were lost, by their tokens: those that the provider can tell beyond doubt.
        `known`: external ids that belong to other orders for certain; nothing is asked about them."""

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews: ...

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool: ...

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews: ...

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews: ...

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        """What is left, in the provider's own words and units ("12.5 credits")."""

    async def templates(self, client: Client, connection: Connection) -> tuple[TemplateOffer, ...] | NoNews:
        """The templates that lie at the provider, with their variables."""
        return ()

    async def twin_languages(self, client: Client, connection: Connection) -> tuple[str, ...] | NoNews:
        """The languages in which a twin's script can be read, by the provider's own names."""
        return ()

    async def twin_script(self, client: Client, connection: Connection, language: str) -> str | NoNews:
        """What the person has to read."""
        return NoNews(NO_TWINS)

    async def create_twin(self, client: Client, connection: Connection, order: TwinOrder) -> Outcome:
        return Refused(NO_TWINS)

    async def twin_status(
        self, client: Client, connection: Connection, external_id: str, *, name: str
    ) -> TwinNews | NoNews:
        """`external_id` is what `create_twin` gave, `name` the one in its order."""
        return NoNews(NO_TWINS)

    async def twins_named(self, client: Client, connection: Connection, name: str) -> tuple[str, ...] | NoNews:
        """Finished twins of this name, oldest first where that can be told: a new one tells of an order whose reply was
        lost."""
        return NoNews(NO_TWINS)

    async def delete_twin(self, client: Client, connection: Connection, avatar_id: str) -> bool | NoNews:
        """Whether there is no such twin any more."""
        return NoNews(NO_TWINS)

    async def register_webhook(
        self, client: Client, connection: Connection, url: str, *, known: str = ""
    ) -> Registered | Refused | NoNews:
        """Have news sent to `url`. `known` is the id of an earlier registration: it is replaced, with a new secret."""
        return Refused("This provider tells no news at an address that is registered.")

    def known_as(self, job: str) -> tuple[str, ...]:
        """The external ids that a job may have here which a webhook names so."""
        return (job,)

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged: ...
