"""Which adapter speaks to which provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.net.client import WHOLE, Client
from studio.net.guard import Rules
from studio.providers.base import Adapter, Connection
from studio.providers.captions import Captions
from studio.providers.creatify import Creatify
from studio.providers.heygen import HeyGenV2
from studio.providers.heygen_auto import HeyGenAuto
from studio.providers.heygen_v1 import HeyGenV1
from studio.providers.heygen_v3 import HeyGenV3
from studio.vocabulary import Provider

_ADAPTERS: dict[str, Adapter] = {
    Provider.CAPTIONS: Captions(), Provider.HEYGEN: HeyGenAuto(HeyGenV3(), HeyGenV2()), Provider.CREATIFY: Creatify(),
}  # fmt: skip
_VERSIONS: dict[tuple[str, str], Adapter] = {
    (Provider.HEYGEN, "v1"): HeyGenV1(), (Provider.HEYGEN, "v2"): HeyGenV2(), (Provider.HEYGEN, "v3"): HeyGenV3()
}  # fmt: skip
"""Those that the account's option `version` chooses instead."""


def adapter(provider: str, options: Mapping[str, Any]) -> Adapter:
    """The adapter for an account. Raises KeyError for one that no adapter speaks to, the embedded engine's included."""
    return _VERSIONS.get((provider, str(options.get("version"))), _ADAPTERS[provider])


def speaks_to(provider: str) -> bool:
    """Whether there is an adapter for this provider."""
    return provider in _ADAPTERS


def client(maker: Adapter, connection: Connection, *, rules: Rules, seconds: float = WHOLE) -> Client:
    """A client for one account. `base_url` among its options leads to a server that speaks the same.

    `seconds`: for everything about one question.
    """
    base_url = str(connection.options.get("base_url") or maker.base_url)
    return Client(base_url, headers=maker.headers(connection), rules=rules, seconds=seconds)
