"""Webhooks in: written down first, worked on later. They only bring a question to the provider forward."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from studio.actions import makers, polls
from studio.actions.mailroom import Letter, Mailroom
from studio.actions.typed import storable
from studio.models import Account, Hook, Take
from studio.providers.base import Forged

MOST_BYTES = 256 * 1024
BATCH, BATCHES = 500, 8
"""Webhooks that are looked at together, and how often that is done in one turn of the clock."""
_mail = Mailroom()


class Reception(StrEnum):
    """What became of a webhook. All but FORGED and UNKNOWN are answered 200."""

    KEPT = "kept"
    KNOWN = "known"
    FORGED = "forged"
    UNKNOWN = "unknown"


def receive(provider: str, token: str, headers: Mapping[str, str], body: bytes) -> Reception:
    """Judge a webhook and keep it as it came; the same one twice is kept once, and many at once in one commit.

    `headers` by lower-case name.
    """
    if "\0" in provider + token:  # PostgreSQL breaks off when it is asked for one
        return Reception.UNKNOWN
    account = Account.objects.filter(provider=provider, hook_token=token, closed_at=None).first()
    if account is None:
        return Reception.UNKNOWN
    found = makers.adapter(account).read_webhook(makers.connection(account), headers, body, now=time.time())
    if isinstance(found, Forged):
        _mail.keep(Letter(account.pk, None))
        return Reception.FORGED
    hook = Hook(
        account=account, key=_key(found.key), body=storable(body.decode("utf-8", "replace")),
        event=storable(found.event)[:80], external_id=storable(found.external_id)[:200],
    )  # fmt: skip
    return Reception.KNOWN if _mail.keep(Letter(account.pk, hook)) else Reception.KEPT


def _key(said: str) -> str:
    """What tells repeats apart, in the room there is."""
    said = storable(said)
    return said if len(said) <= 128 else hashlib.sha256(said.encode()).hexdigest()


def handle_due() -> int:
    """Ask sooner about the takes that new webhooks speak of. Returns how many webhooks there were."""
    handled = 0
    for _ in range(BATCHES):
        some = _handle_some()
        handled += some
        if some < BATCH:
            break
    return handled


@transaction.atomic
def _handle_some() -> int:
    """All of a batch or nothing: dying half-way loses none. What is said of a take that somebody works on right now
    is left for the next turn.
    """
    fields = ("external_id", "account__provider", "account__options")
    rows = Hook.objects.filter(handled_at=None).order_by("received_at")
    waiting = list(rows.select_related("account").only(*fields)[:BATCH])
    about = _takes(waiting)
    busy = polls.hurry(about.values()) if about else set()
    now = timezone.now()
    done = [hook for hook in waiting if about.get(hook.pk) not in busy]
    found = [hook for hook in done if hook.pk in about]
    for hook in found:
        hook.take_id, hook.handled_at = about[hook.pk], now
    Hook.objects.bulk_update(found, ["take", "handled_at"])
    Hook.objects.filter(pk__in=[hook.pk for hook in done if hook.pk not in about]).update(handled_at=now)
    return len(done)


def _takes(hooks: Sequence[Hook]) -> dict[uuid.UUID, uuid.UUID]:
    """The take that each webhook speaks of, by the webhook; without those that speak of none of ours."""
    names = {hook.pk: makers.adapter(hook.account).known_as(hook.external_id) for hook in hooks if hook.external_id}
    jobs = {name for every in names.values() for name in every}
    rows = Take.objects.filter(account__in={hook.account_id for hook in hooks}, external_id__in=jobs)
    known = {(account, job): pk for pk, account, job in rows.order_by().values_list("pk", "account", "external_id")}
    told = {hook.pk: [known.get((hook.account_id, name)) for name in names.get(hook.pk, ())] for hook in hooks}
    return {hook: next(filter(None, takes)) for hook, takes in told.items() if any(takes)}
