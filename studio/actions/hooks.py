"""Webhooks in: written down first, worked on later. They only bring a question to the provider forward."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from enum import StrEnum

from django.db.models import F
from django.utils import timezone

from studio.actions import makers, polls
from studio.models import Account, Hook, Take
from studio.providers.base import Forged

MOST_BYTES = 256 * 1024
BATCH = 500


class Reception(StrEnum):
    """What became of a webhook. All but FORGED and UNKNOWN are answered 200."""

    KEPT = "kept"
    KNOWN = "known"
    FORGED = "forged"
    UNKNOWN = "unknown"


def receive(provider: str, token: str, headers: Mapping[str, str], body: bytes) -> Reception:
    """Judge a webhook and keep it as it came; the same one twice is kept once. One INSERT, and nothing else waits.

    `headers` by lower-case name.
    """
    account = Account.objects.filter(provider=provider, hook_token=token, closed_at=None).first()
    if account is None:
        return Reception.UNKNOWN
    found = makers.adapter(account).read_webhook(makers.connection(account), headers, body, now=time.time())
    if isinstance(found, Forged):
        Account.objects.filter(pk=account.pk).update(forged=F("forged") + 1)
        return Reception.FORGED
    hook = Hook(
        account=account, key=_key(found.key), body=_clean(body.decode("utf-8", "replace")),
        event=_clean(found.event)[:80], external_id=_clean(found.external_id)[:200],
    )  # fmt: skip
    before = Hook.objects.filter(account=account, key=hook.key).exists()
    Hook.objects.bulk_create([hook], ignore_conflicts=True)
    return Reception.KNOWN if before else Reception.KEPT


def _key(said: str) -> str:
    """What tells repeats apart, in the room there is."""
    said = _clean(said)
    return said if len(said) <= 128 else hashlib.sha256(said.encode()).hexdigest()


def _clean(text: str) -> str:
    """Without signs that a database refuses."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def handle_due() -> int:
    """Ask sooner about the takes that new webhooks speak of. Returns how many there were; dying half-way loses none."""
    waiting = list(Hook.objects.filter(handled_at=None).select_related("account").order_by("received_at")[:BATCH])
    names = {hook.pk: makers.adapter(hook.account).known_as(hook.external_id) for hook in waiting if hook.external_id}
    jobs = {name for every in names.values() for name in every}
    accounts = {hook.account_id for hook in waiting}
    takes = Take.objects.filter(account_id__in=accounts, external_id__in=jobs) if jobs else Take.objects.none()
    known = {(account, job): pk for pk, account, job in takes.values_list("pk", "account_id", "external_id")}
    polls.hurry(known.values())
    now, found, unknown = timezone.now(), list[Hook](), list[Hook]()
    for hook in waiting:
        found_for = (known.get((hook.account_id, name)) for name in names.get(hook.pk, ()))
        hook.take_id, hook.handled_at = next(filter(None, found_for), None), now
        (found if hook.take_id else unknown).append(hook)
    Hook.objects.bulk_update(found, ["take", "handled_at"])
    Hook.objects.filter(pk__in=[hook.pk for hook in unknown]).update(handled_at=now)
    return len(waiting)
