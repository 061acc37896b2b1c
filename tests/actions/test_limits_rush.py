"""Real processes at lists that hold so many: whoever comes at the same moment, there are never more."""

from __future__ import annotations

from collections import Counter

import pytest

from studio.actions import endpoints
from studio.models import Account, Endpoint, Pronunciation, Team
from studio.storyboard.limits import PRONUNCIATIONS_MAX
from studio.vocabulary import Dialect
from tests import people
from tests.rush import rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]
FREE, AT_ONCE = 2, 8


def test_webhooks_that_are_added_at_once(account: Account) -> None:
    keys = [people.key(account), people.key(account)]
    Endpoint.objects.bulk_create(
        Endpoint(team=account.team, dialect=Dialect.CAPTIONS, external_id=str(number), url="https://example.com")
        for number in range(endpoints.MOST - FREE)
    )
    orders = [
        [{"do": "webhook", "key": str(keys[number % 2].pk), "url": f"https://example.com/{number}"}]
        for number in range(AT_ONCE)
    ]
    assert Counter(rush(orders)) == {"done": FREE, "BadInput": AT_ONCE - FREE}
    assert Endpoint.objects.count() == endpoints.MOST


def test_pronunciations_that_are_added_at_once(team: Team) -> None:
    Pronunciation.objects.bulk_create(
        Pronunciation(team=team, written=f"word {number}", spoken="so") for number in range(PRONUNCIATIONS_MAX - FREE)
    )
    orders = [[{"do": "pronounce", "team": str(team.pk), "written": f"new {number}"}] for number in range(AT_ONCE)]
    assert Counter(rush(orders)) == {"done": FREE, "BadInput": AT_ONCE - FREE}
    assert Pronunciation.objects.count() == PRONUNCIATIONS_MAX


def test_of_two_who_add_the_same_word_at_once_one_is_told(team: Team) -> None:
    order = {"do": "pronounce", "team": str(team.pk), "written": "new"}
    assert Counter(rush([[order]] * 2)) == {"done": 1, "BadInput": 1}
