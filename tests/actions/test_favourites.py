"""A person's favourites: their own, in each of their teams, for as long as they and the avatar are there."""

from __future__ import annotations

import pytest
from django.utils import timezone

from studio.actions import accounts, favourites, members, photos
from studio.errors import NotFound
from studio.models import Account, Avatar, Event, Favourite, Team, User
from tests import faces, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(account: Account) -> Avatar:
    return account.avatars.get(external_id="maya")


def test_a_star_is_one_however_often_it_is_given(maya: Avatar, bob: User) -> None:
    favourites.add(maya, person=bob)
    favourites.add(maya, person=bob)
    assert favourites.among(Avatar.objects.all(), bob) == {maya.pk}
    assert Favourite.objects.count() == 1
    favourites.remove(maya, person=bob)
    favourites.remove(maya, person=bob)
    assert favourites.among(Avatar.objects.all(), bob) == frozenset()


def test_a_star_is_nobody_else_s_business(maya: Avatar, bob: User, vera: User) -> None:
    before = Event.objects.count()
    favourites.add(maya, person=vera)
    assert favourites.among(Avatar.objects.all(), bob) == frozenset()
    favourites.remove(maya, person=bob)
    assert favourites.among(Avatar.objects.all(), vera) == {maya.pk}
    favourites.remove(maya, person=vera)
    assert Event.objects.count() == before


def test_who_is_not_offered_gets_no_star_and_keeps_the_one_it_has(maya: Avatar, bob: User, vera: User) -> None:
    favourites.add(maya, person=bob)
    Avatar.objects.update(retired_at=timezone.now())
    with pytest.raises(NotFound, match="isn't offered any more"):
        favourites.add(maya, person=vera)
    assert favourites.among(Avatar.objects.offered(), bob) == frozenset()
    Avatar.objects.update(retired_at=None)
    assert favourites.among(Avatar.objects.offered(), bob) == {maya.pk}
    Avatar.objects.update(retired_at=timezone.now())
    favourites.remove(maya, person=bob)
    assert not Favourite.objects.exists()


def test_a_star_comes_back_with_a_presenter_that_a_newer_version_has_again(account: Account, bob: User) -> None:
    accounts.sync_cast(account)
    kofi = account.avatars.get(external_id="kofi")
    favourites.add(kofi, person=bob)
    account.avatars.filter(pk=kofi.pk).update(retired_at=timezone.now())
    accounts.sync_cast(account)
    assert favourites.among(account.avatars.offered(), bob) == {kofi.pk}


def test_a_deleted_photo_s_star_goes_with_it(account: Account, bob: User) -> None:
    photo = faces.photo(account)
    favourites.add(photo, person=bob)
    photos.remove(photo, actor=bob)
    photos.put_back(photo, actor=bob)
    assert favourites.among(Avatar.objects.offered(), bob) == {photo.pk}
    photos.remove(photo, actor=bob)
    Avatar.objects.filter(pk=photo.pk).update(retired_at=timezone.now() - 2 * photos.REMOVED_LIFE)
    assert photos.forget_removed() == 1
    assert not Favourite.objects.exists()
    with pytest.raises(NotFound):
        favourites.add(photo, person=bob)


def test_who_leaves_a_team_leaves_their_stars_there(maya: Avatar, team: Team, alice: User, bob: User) -> None:
    others = people.account(people.team("Others"))
    people.person("bob", team=others.team)
    theirs = others.avatars.get()
    for person, avatar in ((bob, maya), (bob, theirs), (alice, maya)):
        favourites.add(avatar, person=person)
    members.remove(people.member(bob, team=team), actor=alice)
    assert favourites.among(Avatar.objects.all(), bob) == {theirs.pk}
    assert favourites.among(Avatar.objects.all(), alice) == {maya.pk}
    with pytest.raises(NotFound, match="not in this avatar's team"):
        favourites.add(maya, person=bob)
