"""A twin that is deleted at the moment in which it becomes ready: nobody can be made to speak by it any more."""

from __future__ import annotations

import pytest

from studio.actions import twin_news, twins
from studio.models import Account, Avatar, Team, Twin
from studio.vocabulary import Provider, TwinState
from tests import doubles, people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def remove() -> None:
    twins.remove(Twin.objects.get(), actor=None)


def offered() -> int:
    assert Twin.objects.get().deleted_at
    return Avatar.objects.offered().filter(twins__isnull=False).count()


def test_one_that_is_deleted_as_it_is_made_is_not_offered(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = doubles.twin(account, state=TwinState.CHECKING, media=("neutral",), lease_holder="me")
    other = meanwhile(monkeypatch, Avatar.objects, "create", remove)
    twins._embedded(twin, "me")
    other.join()
    assert offered() == 0


def test_one_that_is_deleted_while_its_provider_is_asked_is_not_offered(team: Team) -> None:
    account = people.account(team, provider=Provider.CAPTIONS)
    twin = doubles.twin(account, state=TwinState.TRAINING, media=("neutral",))
    remove()
    twin_news.ready(twin, "theirs")
    assert Twin.objects.get().state == TwinState.READY
    assert offered() == 0
