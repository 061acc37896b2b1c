"""Asking an address, when it is to be told of things, whether somebody is there."""

from __future__ import annotations

from django.conf import settings

from studio.net import deliver
from studio.net.deliver import Untold
from studio.net.guard import Rules


def silence(url: str, *, seconds: float) -> str:
    """Why nobody answered OPTIONS at this address in time; "" when somebody did, whatever the answer was."""
    told = deliver.probe(url, rules=Rules.read(settings.FETCH_ALLOW), seconds=seconds)
    return told.sentence if isinstance(told, Untold) else ""
