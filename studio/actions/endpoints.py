"""Addresses that want to be told: adding, changing and removing them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from studio.actions.events import tell
from studio.actions.members import lock
from studio.errors import BadInput, NotFound
from studio.models import ApiKey, Endpoint, User
from studio.models.ids import new_id
from studio.storyboard.limits import URL_MAX
from studio.vocabulary import Dialect

MOST = 50
FULL = f"This team has {MOST} webhooks already. Delete one first."
BY_HAND = "Disabled by hand."
GONE = "This webhook is gone: somebody deleted it."
NO_ADDRESS = "Give the webhook's address as https:// or http:// and a host."


@transaction.atomic
def add(
    key: ApiKey, dialect: Dialect, *, url: str, events: list[str], external_id: str = "", prefix: str = ""
) -> Endpoint:  # fmt: skip
    """A new endpoint with a secret of its own (`prefix` and base64). Raises BadInput for "url"."""
    checked(url)
    lock(key.team)
    if of(key, dialect).count() >= MOST:
        raise BadInput({"url": FULL})
    return Endpoint.objects.create(
        team=key.team, api_key=key, dialect=dialect, external_id=external_id or new_id().hex, url=url, events=events,
        secret=_secret(prefix),
    )  # fmt: skip


def of(key: ApiKey, dialect: Dialect) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(team=key.team_id, dialect=dialect)


def find(key: ApiKey, dialect: Dialect, external_id: str) -> Endpoint | None:
    """The team's endpoint of this dialect; None for another team's."""
    return of(key, dialect).filter(external_id=external_id).first()


@transaction.atomic
def change(
    endpoint: Endpoint, *, url: str | None = None, events: list[str] | None = None, new_secret: bool = False,
    prefix: str = "",
) -> Endpoint:  # fmt: skip
    """Another address, other events or another secret; what is left out stays as it is by now: whoever asks may have
    waited for the address meanwhile, and a secret that was replaced must not come back. A disabled endpoint works
    again: whoever changes it means it. Raises BadInput for "url", NotFound when it was deleted.
    """
    if url is not None:
        checked(url)
    now = Endpoint.objects.select_for_update(no_key=True).filter(pk=endpoint.pk).first()
    if now is None:
        raise NotFound(GONE)
    now.url = now.url if url is None else url
    now.events = now.events if events is None else events
    now.secret = _secret(prefix) if new_secret else now.secret
    now.failing_since = now.disabled_at = None
    now.disabled_why = ""
    now.save(update_fields=["url", "events", "secret", "failing_since", "disabled_at", "disabled_why"])
    return now


@transaction.atomic
def disable(endpoint: Endpoint, *, actor: User | None = None) -> None:
    """Tell it nothing more, until somebody starts it or a program changes it: revoking the key that added it leaves it
    told.
    """
    told = Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    if told.update(disabled_at=timezone.now(), disabled_why=BY_HAND):
        tell(endpoint.team, "webhook.stopped", f"Webhook to {endpoint.host} stopped", actor=actor)


@transaction.atomic
def enable(endpoint: Endpoint, *, actor: User | None = None) -> None:
    """Tell it again, of what ends from now on, and with five days of failure before it."""
    quiet = Endpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=False)
    if quiet.update(disabled_at=None, disabled_why="", failing_since=None):
        tell(endpoint.team, "webhook.started", f"Webhook to {endpoint.host} started again", actor=actor)


@transaction.atomic
def remove(endpoint: Endpoint, *, actor: User | None = None) -> None:
    """For good, with what is written down of what it was told. It is locked first: then no message to it is added."""
    list(Endpoint.objects.select_for_update().filter(pk=endpoint.pk).values_list("pk"))
    endpoint.delete()
    tell(endpoint.team, "webhook.deleted", f"Webhook to {endpoint.host} deleted", actor=actor)


def kept(found: Sequence[Endpoint]) -> Sequence[Endpoint]:
    """Those of them that nobody removes until this transaction ends; it doesn't wait for anybody.

    PostgreSQL looks at foreign keys when it commits: a message to one that is gone by then would undo all that is
    written with it. KEY SHARE keeps out whoever removes, and nobody else; Django has no word for it.
    """
    if not found or connection.vendor != "postgresql":  # SQLite has one writer
        return found
    ask = "SELECT id FROM studio_endpoint WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute(ask, [[each.pk for each in found]])
        there = {pk for (pk,) in cursor.fetchall()}
    return [each for each in found if each.pk in there]


def _secret(prefix: str) -> Any:
    return {"value": prefix + base64.b64encode(secrets.token_bytes(33)).decode()}


def checked(url: str) -> None:
    """Raises BadInput for "url". Its shape only: whether it may be asked is decided at every try, as names can change
    what they mean.
    """
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right or len(url) > URL_MAX or not url.isprintable() or " " in url:
        raise BadInput({"url": NO_ADDRESS})
