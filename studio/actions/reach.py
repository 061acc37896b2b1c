"""Whether a provider can open addresses of this server, as far as an address tells."""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from studio.models import Account
from studio.net import guard

_AT_HOME: Final = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


def from_outside(account: Account) -> bool:
    """A server of one's own (the option `base_url`) may well reach what the public internet doesn't."""
    return bool(account.options.get("base_url")) or _public(urlsplit(settings.PUBLIC_URL).hostname or "")


def _public(host: str) -> bool:
    try:
        return guard.public(ipaddress.ip_address(host))
    except ValueError:
        return "." in host and not host.endswith(_AT_HOME)
