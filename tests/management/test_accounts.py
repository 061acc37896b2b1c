"""`manage.py webhooks` and `manage.py sync_accounts`: what they print, whom they are about, and how they end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from studio.models import Account, Team
from tests import creators, people
from tests.net.site import Site, open_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    settings.PUBLIC_URL = "https://studio.example.com"
    with open_site() as opened:
        opened.pages[creators.REGISTER] = creators.answers({"id": "wh-1", "secret": "hook-secret"})
        opened.pages[creators.UPDATE] = creators.answers({"id": "wh-1", "secret": "other-secret"})
        yield opened


@pytest.fixture
def made(team: Team, account: Account, site: Site) -> Account:
    return creators.connected(team, site)


def say(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_webhooks_are_listed_registered_and_rotated(made: Account) -> None:
    assert "Acme · Captions: not registered; asked instead" in say("webhooks")
    assert "nothing to do" in say("webhooks", "--rotate")
    assert "registered at https://studio.example.com/hooks/captions/" in say("webhooks", "--register")
    assert "nothing to do" in say("webhooks", "--register", "--team", "Acme")
    first = say("webhooks", "--list", "--account", str(made.pk))
    said = say("webhooks", "--rotate", "--account", "Captions")
    made.refresh_from_db()
    assert first not in said and made.credentials["webhook_secret"] == "other-secret"
    assert not [secret for secret in (creators.KEY, "hook-secret", "other-secret") if secret in first + said]


def test_it_says_why_no_webhook_can_be_registered(made: Account, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    Account.objects.filter(pk=made.pk).update(options={})
    assert "can't reach http://localhost:8000" in say("webhooks")
    with pytest.raises(CommandError, match="1 could not be registered"):
        say("webhooks", "--register")
    with pytest.raises(CommandError, match="no such account"):
        say("webhooks", "--team", "Nobody")


def test_accounts_are_synced_and_a_refusal_ends_it_badly(made: Account, account: Account, site: Site) -> None:
    site.pages[creators.LIST] = creators.offers("Kate")
    said = say("sync_accounts")
    assert "Acme · Captions: 1 avatars" in said and "Acme · Embedded: " in said
    site.pages[creators.LIST] = creators.refuses("Key expired")
    with pytest.raises(CommandError, match="1 could not"):
        say("sync_accounts", "--account", "Captions")
    made.refresh_from_db()
    assert made.failure == "Key expired"


def test_closed_accounts_are_left_alone(team: Team, site: Site) -> None:
    closed = people.account(team, name="Old", provider=people.Provider.CAPTIONS)
    Account.objects.filter(pk=closed.pk).update(closed_at=closed.created_at)
    with pytest.raises(CommandError, match="No account is connected"):
        say("webhooks")
