"""Every kind of answer a provider can give, as plain data.

Whether something was sent is told apart with care (see `Outcome`), because sending a paid order twice costs twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NEW_KEY = "Put in a new one under Settings, Accounts; then make it again."


@dataclass(frozen=True, slots=True)
class Submitted:
    """It was accepted. `first_poll`: seconds after which asking makes sense."""

    external_id: str
    first_poll: float = 10.0
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said no in its own words: nothing was made or charged."""

    sentence: str
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def denied(self) -> bool:
        """Whether it was the key that was refused."""
        return self.raw.get("status") == 401

    @property
    def told(self) -> str:
        """What a person is told: the sentence, and what to do about a refused key."""
        return f"The account's key is refused: {self.sentence.rstrip('.')}. {NEW_KEY}" if self.denied else self.sentence


@dataclass(frozen=True, slots=True)
class Later:
    """It was certainly not accepted (no connection, or 429): asking again in `wait` seconds is safe."""

    sentence: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing was ordered: while its files were brought there, the order was no longer wanted (`TakeOrder.wanted`)."""

    sentence: str = "It was not ordered: nobody wanted it any more when its files had been uploaded."
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been accepted: no reply, half a reply, or one that makes no sense. Never sent again blindly."""

    sentence: str


Outcome = Submitted | Refused | Later | Unsent | Unknown


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
    `words` each with its beginning and end in seconds, where the answer itself holds them. `mark`: the token of the
    order, or its end, as the provider repeats it; "" where it says nothing of whose job it is."""

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
    mark: str = ""
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
