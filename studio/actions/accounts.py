"""Accounts at providers: opening the embedded one, keeping its cast current, and API keys."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from studio.actions import credits
from studio.models import Account, ApiKey, Avatar, Team, User, Voice
from studio.providers import local
from studio.vocabulary import AvatarKind, Provider

EMBEDDED = "Embedded"


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
    seen = []
    for position, presenter in enumerate(local.presenters()):
        fields = {
            "kind": AvatarKind.PRESENTER, "name": presenter.name, "gender": presenter.gender, "age": presenter.age,
            "locale": presenter.locale, "voice": presenter.voice, "tags": list(presenter.tags), "position": position,
            "looks": [{"id": look.id, "name": look.name} for look in presenter.looks], "retired_at": None,
        }  # fmt: skip
        Avatar.objects.update_or_create(account=account, external_id=presenter.id, defaults=fields)
        seen.append(presenter.id)
    gone = account.avatars.filter(kind=AvatarKind.PRESENTER, retired_at=None).exclude(external_id__in=seen)
    gone.update(retired_at=timezone.now())
    seen = []
    for position, voice in enumerate(local.voices()):
        fields = {
            "name": voice.name, "language": voice.language, "locale": voice.locale, "gender": voice.gender,
            "sample_text": voice.sample_text, "position": position, "retired_at": None,
        }  # fmt: skip
        Voice.objects.update_or_create(account=account, external_id=voice.id, defaults=fields)
        seen.append(voice.id)
    account.voices.exclude(external_id__in=seen).filter(retired_at=None).update(retired_at=timezone.now())


def make_key(account: Account, *, name: str, actor: User | None = None) -> str:
    """Make an API key bound to this account and return it: the only time it can be seen."""
    secret = ApiKey.new_secret()
    ApiKey.objects.create(
        team_id=account.team_id, account=account, name=name, start=secret[:8], digest=ApiKey.digest_of(secret),
        created_by=actor,
    )  # fmt: skip
    return secret


def use_key(secret: str) -> ApiKey | None:
    """The live key with this secret, or None. Notes when it was last used, to the minute."""
    digest = ApiKey.digest_of(secret)
    key = ApiKey.objects.select_related("account__team").filter(digest=digest, revoked_at=None).first()
    now = timezone.now()
    if key and (key.used_at is None or (now - key.used_at).total_seconds() > 60):
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return key


def revoke_key(key: ApiKey) -> None:
    """Make a key stop working, for good."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())
