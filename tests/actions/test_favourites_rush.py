"""Real processes at one star: it is given once, and none is left of what went at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from studio.actions import favourites
from studio.models import Account, Avatar, Favourite, Team, User
from tests import people
from tests.meanwhile import meanwhile
from tests.rush import rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]


def test_however_many_give_a_star_it_is_one(account: Account, bob: User) -> None:
    order = {"do": "star", "avatar": str(account.avatars.get().pk), "person": str(bob.pk)}
    assert Counter(rush([[order]] * 8)) == {"done": 8}
    assert Favourite.objects.count() == 1


def test_given_and_taken_at_once_it_is_there_or_not(account: Account, bob: User) -> None:
    about = {"avatar": str(account.avatars.get().pk), "person": str(bob.pk)}
    orders = [[{"do": verb, **about}] for verb in ("star", "unstar") * 4]
    assert Counter(rush(orders)) == {"done": 8}
    assert Favourite.objects.count() <= 1


def test_a_star_goes_with_an_avatar_that_is_deleted_meanwhile(account: Account, alice: User, bob: User) -> None:
    avatar = str(account.avatars.get().pk)
    stars = [[{"do": "star", "avatar": avatar, "person": str(each.pk)}] for each in (alice, bob) * 3]
    assert set(rush([*stars, [{"do": "erase", "avatar": avatar}]])) <= {"done", "NotFound"}
    assert not Favourite.objects.exists()


def test_a_star_goes_with_who_leaves_meanwhile(account: Account, team: Team, alice: User, bob: User) -> None:
    star = {"do": "star", "avatar": str(account.avatars.get().pk), "person": str(bob.pk)}
    leave = {"do": "remove", "member": people.member(bob, team=team).pk, "actor": str(alice.pk)}
    answers = Counter(rush([[leave], *[[star]] * 5]))
    assert set(answers) <= {"done", "NotFound"}
    assert not Favourite.objects.exists()


def test_an_avatar_that_is_deleted_while_it_gets_a_star_takes_it_along(
    account: Account, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase() -> None:
        Avatar.objects.update(retired_at=timezone.now())
        Avatar.objects.all().delete()

    other = meanwhile(monkeypatch, Favourite.objects, "get_or_create", erase)
    favourites.add(account.avatars.get(), person=bob)
    other.join()
    assert not Avatar.objects.exists()
