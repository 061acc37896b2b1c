"""What a team's programs were told: whose messages stand in which log, and what of one may be shown to whom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet

from studio.actions import links
from studio.models import Delivery, Endpoint, Team
from studio.models.hooks import plain
from studio.vocabulary import Dialect

HIDDEN = "…"
_ADDRESS = re.compile(r"\bhttps?://\S+", re.IGNORECASE)
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn writing around, with which a text shows something else than it says."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message as JSON for people. `hidden`: an address in it is not shown in full."""

    text: str
    hidden: bool


def of_endpoint(endpoint: Endpoint) -> QuerySet[Delivery]:
    """What an endpoint was and will be told, the newest first."""
    return _newest(Delivery.objects.filter(endpoint=endpoint))


def of_endpoints(team: Team, dialect: Dialect) -> QuerySet[Delivery]:
    """What the team's endpoints of a dialect were and will be told, the newest first."""
    return _newest(Delivery.objects.filter(team=team, dialect=dialect, endpoint__isnull=False))


def of_orders(team: Team) -> QuerySet[Delivery]:
    """What addresses that came with an order were and will be told, the newest first."""
    return _newest(Delivery.objects.filter(team=team, endpoint=None))


def before(log: QuerySet[Delivery], delivery: Delivery) -> int:
    """How many stand before it in its log."""
    same, at = Q(created_at=delivery.created_at, pk__gt=delivery.pk), delivery.created_at
    return log.filter(Q(created_at__gt=at) | same).count()


def counts(log: QuerySet[Delivery]) -> dict[str, int]:
    """How many of it are in each state; a state with none is left out."""
    return dict(log.order_by().values_list("state").annotate(Count("pk")))


def body_of(delivery: Delivery, *, in_full: bool) -> Body:
    """What is sent, as people may see it.

    An address may carry a secret. Names, passwords and queries are hidden from everybody; with `in_full` signed links
    are shown, which whoever can have a key could ask for: they open a file without signing in. To others no more of
    another server's address is shown than its host.
    """
    hide = plain if in_full else _host_alone
    try:
        told = json.loads(delivery.body)
    except ValueError:
        told = delivery.body
    shown = _within(told, lambda text: _ADDRESS.sub(lambda found: _safely(hide, found[0]), text))
    text = json.dumps(shown, ensure_ascii=False, indent=2)
    return Body(_TURNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text), hidden=shown != told)


def _newest(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.order_by("-created_at", "-id")


def _within(told: Any, change: Callable[[str], str]) -> Any:
    """The same with every text in it changed."""
    if isinstance(told, dict):
        return {name: _within(each, change) for name, each in told.items()}
    if isinstance(told, list):
        return [_within(each, change) for each in told]
    return change(told) if isinstance(told, str) else told


def _host_alone(url: str) -> str:
    parts = urlsplit(url)
    more = parts.path.strip("/") or parts.query or parts.fragment
    rest = links.shut(parts.path) or (f"/{HIDDEN}" if more else parts.path)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{rest}"


def _safely(hide: Callable[[str], str], url: str) -> str:
    try:
        return hide(url)
    except ValueError:  # what only looks like an address
        return HIDDEN
