"""What every provider is asked, and every kind of answer it can give. Plain data in and out; no model, no retry policy.

An adapter translates between our storyboard and its provider's words, through `studio.net.client`. Whether something
was sent is told apart with care (see `Outcome`), because sending a paid order twice costs twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from studio.net.client import Client


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


@dataclass(frozen=True, slots=True)
class TakeOrder:
    """One paid job. `storyboard` holds only the scenes of this take; `files` gives the file behind each asset id in it.
    `token` is ours, sent along so that a lost reply can be found again."""

    storyboard: Mapping[str, Any]
    token: str
    title: str = ""
    files: Mapping[str, File] = field(default_factory=dict)
    callback_url: str = ""


@dataclass(frozen=True, slots=True)
class TwinOrder:
    """A person's double, to be made by the provider. `media` by pose, as in actions/calibration: the video, and the
    photos in their order. `language` is the provider's own name of it."""

    name: str
    language: str
    token: str
    media: Mapping[str, File]
    callback_url: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """It was accepted. `first_poll`: seconds after which asking makes sense."""

    external_id: str
    first_poll: float = 10.0
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said no in its own words: nothing was made or charged. `problems` by dotted path, where known."""

    sentence: str
    problems: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """It was certainly not accepted (no connection, or 429): asking again in `wait` seconds is safe."""

    sentence: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been accepted: no reply, half a reply, or one that makes no sense. Never sent again blindly."""

    sentence: str


Outcome = Submitted | Refused | Later | Unknown
NO_TWINS = "This provider makes no twins for programs."


class Standing(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    GONE = "gone"
    """The provider knows no such job."""


@dataclass(frozen=True, slots=True)
class TakeNews:
    """How a job goes. `word` is the provider's own; one we don't know means that it still runs.

    `cost` in hundredths of a credit, None when the provider doesn't say; `next_poll` seconds, None for our own pace;
    `words` each with its beginning and end in seconds, where the answer itself holds them."""

    standing: Standing
    word: str
    progress: int | None = None
    video_url: str = ""
    poster_url: str = ""
    captions_url: str = ""
    words: tuple[tuple[str, float, float], ...] = ()
    seconds: float | None = None
    cost: int | None = None
    reason: str = ""
    next_poll: float | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoNews:
    """It could not be asked, or its answer makes no sense. `wait`: seconds to wait; `denied`: the key opens nothing."""

    sentence: str
    wait: float | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class TwinNews:
    """How a twin goes. `avatar_id`: by what it is asked for in orders, once it is done."""

    standing: Standing
    word: str
    progress: int | None = None
    avatar_id: str = ""
    reason: str = ""
    next_poll: float | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Registered:
    """The provider will tell us news. `secret` proves that they are its own; "" where the address alone must do."""

    webhook_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class HookNews:
    """A webhook that is the provider's own: which job it is about, and what tells repeats apart."""

    key: str
    event: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Forged:
    """A webhook that is not the provider's, with the reason for our log."""

    reason: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One avatar or voice that the account may use. `kind` as in vocabulary.AvatarKind; "" for a voice."""

    id: str
    name: str
    kind: str = ""
    gender: str = ""
    language: str = ""
    locale: str = ""
    voice: str = ""
    looks: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    picture_url: str = ""
    sample_url: str = ""


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """A template that lies at the provider. `variables` by name: {"type", "default"}, with the types of our own
    templates (text, image, video, audio, avatar, voice); a default is a text, an id or {"url"}, "" for none."""

    id: str
    name: str
    aspect_ratio: str = ""
    variables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    picture_url: str = ""


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

    async def find(self, client: Client, connection: Connection, order: TakeOrder) -> Submitted | None:
        """The job of an order whose reply was lost, when the provider can tell; None when it doesn't know of one."""

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
        """Finished twins of this name, oldest first: a new one tells of an order whose reply was lost."""
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
