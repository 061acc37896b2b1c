"""How a provider speaks: what a request asks, and the words of every answer. One file a provider beside this one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

MARK = re.compile(r"Storm \d+\b")
"""What the script of every order begins with, wherever it stands in the body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body's JSON; {} for none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


@dataclass(frozen=True, slots=True)
class Order:
    """`text` tells orders apart; `token` is what makes a second one the same, where a provider promises that."""

    text: str
    token: str = ""
    title: str = ""
    echo: str = ""
    """What a provider repeats of it, wherever it tells of the job."""


@dataclass(frozen=True, slots=True)
class Question:
    """How does this job go?"""

    job: str


class Catalogue:
    """Which jobs are there?"""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. A body that is no bytes is sent as JSON."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Job:
    """A job as it is told of: `stage` is running, done or failed; `word` overrules the provider's own for it."""

    id: Any
    text: str
    token: str = ""
    title: str = ""
    echo: str = ""
    stage: str = "running"
    word: str = ""
    progress: Any = 0
    url: Any = ""
    seconds: Any = None
    reason: str = ""


class Manner(Protocol):
    """The words of one provider in one version of its API."""

    words: ClassVar[Mapping[str, str]]
    """Its own words for running, done and failed."""

    def read(self, asked: Asked) -> Order | Question | Catalogue | None:
        """What a request asks; None when it is none of this provider's."""

    def accepted(self, job: Any) -> Said: ...

    def told(self, job: Job) -> Said: ...

    def listed(self, jobs: Sequence[Job]) -> Said: ...

    def refused(self, reason: str) -> Said: ...

    def busy(self) -> Said: ...

    def gone(self) -> Said: ...

    def webhook(self, job: Job, *, secret: str, now: float) -> tuple[dict[str, str], bytes]:
        """What it sends when a job has ended: headers and body."""


def order(asked: Asked, *, token: str = "", title: str = "title") -> Order | None:
    """The order in a body, whatever else it says; None for one of nobody's."""
    found = MARK.search(asked.body.decode("utf-8", "replace"))
    document = asked.json()
    if not found or not isinstance(document, dict):
        return None
    return Order(found[0], token, str(document.get(title) or ""), str(document.get("callback_id") or ""))
