"""Secrets at rest: what becomes of them, and of all the rest, when the key is another one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import serializers
from django.test import Client

from studio.actions import makers
from studio.models import Account, Team, User
from studio.vocabulary import Provider
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def heygen(team: Team) -> Account:
    account = people.account(team, provider=Provider.HEYGEN)
    account.credentials = {"api_key": "k-123"}  # type: ignore[misc]
    account.save()
    return account


def test_without_its_key_a_secret_is_nothing_and_stays_as_it_was(heygen: Account, settings: Any) -> None:
    keys, settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS, ["another"]
    found = Account.objects.get(pk=heygen.pk)
    assert found.credentials == {}
    found.name = "Renamed"
    found.save()
    settings.CREDENTIALS_KEYS = keys
    found.refresh_from_db()
    assert (found.name, found.credentials) == ("Renamed", {"api_key": "k-123"})


@pytest.mark.parametrize("readable", [True, False])
def test_a_dump_holds_secrets_sealed_and_gives_them_back(heygen: Account, settings: Any, readable: bool) -> None:
    keys = settings.CREDENTIALS_KEYS
    if not readable:
        settings.CREDENTIALS_KEYS = ["another"]
    dumped = serializers.serialize("json", Account.objects.order_by("pk"))
    assert "k-123" not in dumped and "api_key" not in dumped
    Account.objects.update(credentials={"api_key": "lost"})
    for each in serializers.deserialize("json", dumped):
        each.save()
    settings.CREDENTIALS_KEYS = keys
    assert Account.objects.get(pk=heygen.pk).credentials == {"api_key": "k-123"}
    assert all(isinstance(each.credentials, dict) for each in Account.objects.all())


def test_without_the_key_pages_still_open(heygen: Account, alice: User, settings: Any) -> None:
    people.video(heygen, by=alice)
    settings.CREDENTIALS_KEYS = ["another"]
    client = Client()
    client.force_login(alice)
    for address in ("/", "/settings/accounts/", f"/settings/accounts/{heygen.pk}/"):
        assert client.get(address, follow=True).status_code == 200, address


def test_without_the_key_nothing_is_ordered_and_the_reason_is_told(heygen: Account, settings: Any) -> None:
    settings.CREDENTIALS_KEYS = ["another"]
    found = Account.objects.get(pk=heygen.pk)
    assert "Enter it again" in makers.problems(found, {"scenes": []})["account"]
