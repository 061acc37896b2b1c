"""Telling a stranger's server something, once, under the guard."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from studio.net import guard

SECONDS = 15.0
"""For one try, connecting included."""
AGENT = "Understudy (webhooks)"


@dataclass(frozen=True, slots=True)
class Told:
    """There was an answer with this HTTP status, after so many milliseconds."""

    status: int
    took: int

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Untold:
    """There was no answer. `sentence` says why, for the log of deliveries."""

    sentence: str
    took: int


def post(url: str, body: bytes, headers: Mapping[str, str], *, rules: guard.Rules) -> Told | Untold:
    """POST JSON to `url`. Its answer's body is not read and no redirect is followed. Never raises."""
    return _send(
        "POST", url, body, headers={"Content-Type": "application/json", **headers}, rules=rules, seconds=SECONDS
    )


def probe(url: str, *, rules: guard.Rules, seconds: float) -> Told | Untold:
    """Ask with OPTIONS whether somebody is there, as HeyGen does when an endpoint is added."""
    return _send("OPTIONS", url, b"", headers={}, rules=rules, seconds=seconds)


def _send(
    method: str, url: str, body: bytes, *, headers: Mapping[str, str], rules: guard.Rules, seconds: float
) -> Told | Untold:  # fmt: skip
    began = time.monotonic()
    try:
        with (
            guard.client(rules, seconds=seconds, read=seconds) as client,
            client.stream(method, url, content=body, headers={"User-Agent": AGENT, **headers}) as answer,
        ):
            return Told(answer.status_code, _since(began))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return Untold(_why(error), _since(began))


def _why(error: Exception) -> str:
    match error:
        case guard.Closed():
            return "This address is not on the public internet."
        case guard.NoSuchHost():
            return "There is no such host."
        case httpx.TimeoutException():
            return "No answer in time."
        case httpx.ConnectError():
            return "The server could not be reached."
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | ValueError():
            return "This is not an address of the web."
    return "The connection broke."


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
