"""Accounts at providers: opening the embedded one, keeping its cast current, and API keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from studio.actions import credits, typed
from studio.actions.events import tell
from studio.errors import BadInput, Conflict
from studio.models import Account, ApiKey, Avatar, Team, User, Voice
from studio.providers import local
from studio.vocabulary import AvatarKind, Provider

EMBEDDED = "Embedded"
NAME_MAX = 120
NO_KEY_NAME = f"Say what the key is for, in at most {NAME_MAX} characters: the name of the program."
Row = TypeVar("Row", Avatar, Voice)


@transaction.atomic
def open_embedded(team: Team) -> Account:
    """The team's account at the embedded engine, with wallet, cast and voices. Calling again brings it up to date."""
    account, _ = Account.objects.get_or_create(team=team, name=EMBEDDED, defaults={"provider": Provider.LOCAL})
    credits.open_wallet(account)
    sync_cast(account)
    return account


@transaction.atomic
def sync_cast(account: Account) -> None:
    """Make the account's avatars and voices what its provider offers now; what it no longer offers is retired."""
    presenters = {
        each.id: {
            "kind": AvatarKind.PRESENTER, "name": each.name, "gender": each.gender, "age": each.age,
            "locale": each.locale, "voice": each.voice, "tags": list(each.tags), "position": position,
            "looks": [{"id": look.id, "name": look.name} for look in each.looks], "retired_at": None,
        }
        for position, each in enumerate(local.presenters())
    }  # fmt: skip
    offer(account, Avatar, presenters)
    gone = account.avatars.filter(kind=AvatarKind.PRESENTER, retired_at=None).exclude(external_id__in=presenters)
    gone.update(retired_at=timezone.now())
    voices = {
        each.id: {
            "name": each.name, "language": each.language, "locale": each.locale, "gender": each.gender,
            "sample_text": each.sample_text, "position": position, "retired_at": None,
        }
        for position, each in enumerate(local.voices())
    }  # fmt: skip
    offer(account, Voice, voices)
    account.voices.exclude(external_id__in=voices).filter(retired_at=None).update(retired_at=timezone.now())


def sync_embedded() -> None:
    """Bring all open embedded accounts up to date: another version of the studio may have other people and voices."""
    for account in Account.objects.filter(provider=Provider.LOCAL, closed_at=None):
        sync_cast(account)


def offer(account: Account, model: type[Row], wanted: Mapping[str, dict[str, Any]]) -> int:
    """Have a row with the `wanted` fields for every external id; only those that differ are written, all at once.
    Returns how many did.
    """
    names = list(next(iter(wanted.values()), ()))
    have = {row.pop("external_id"): row for row in model.objects.filter(account=account).values("external_id", *names)}
    differ = [model(account=account, external_id=id, **each) for id, each in wanted.items() if have.get(id) != each]
    if differ:
        unique = ["account", "external_id"]
        model.objects.bulk_create(differ, update_conflicts=True, unique_fields=unique, update_fields=names)
    return len(differ)


def wait(account: Account, seconds: float | None) -> None:
    """Order nothing of it for so long, as it has said; what it said before stands when that is longer."""
    if seconds is not None:
        until = timezone.now() + timedelta(seconds=seconds)
        sooner = Q(free_at=None) | Q(free_at__lt=until)
        Account.objects.filter(sooner, pk=account.pk).update(free_at=until)


def trouble(account: Account, sentence: str) -> None:
    """Note what last went wrong with an account, for the people who look after it."""
    Account.objects.filter(pk=account.pk).update(failure=sentence[:2000], failed_at=timezone.now())


@transaction.atomic
def make_key(account: Account, *, name: str, actor: User | None = None) -> str:
    """Make an API key bound to this account and return it: the only time it can be seen. Raises BadInput for name."""
    name = typed.line(name)
    if not name or len(name) > NAME_MAX:
        raise BadInput({"key_name": NO_KEY_NAME})
    if account.closed_at:
        raise Conflict(f"{account} is closed: no program can use it.")
    secret = ApiKey.new_secret()
    ApiKey.objects.create(
        team_id=account.team_id, account=account, name=name, start=secret[:8], digest=ApiKey.digest_of(secret),
        created_by=actor,
    )  # fmt: skip
    tell(account.team, "key.made", f"API key “{name}” made for {account}", actor=actor)
    return secret


def use_key(secret: str) -> ApiKey | None:
    """The live key with this secret, to an open account, or None. Notes when it was last used, to the minute."""
    digest = ApiKey.digest_of(secret)
    live = ApiKey.objects.filter(revoked_at=None, account__closed_at=None)
    key = live.select_related("account__team").filter(digest=digest).first()
    now = timezone.now()
    if key and (key.used_at is None or (now - key.used_at).total_seconds() > 60):
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return key


@transaction.atomic
def revoke_key(key: ApiKey, *, actor: User | None = None) -> None:
    """Make a key stop working, for good."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        tell(key.team, "key.revoked", f"API key “{key.name}” of {key.account} revoked", actor=actor)
