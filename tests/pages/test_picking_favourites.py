"""Favourites come first where one chooses who presents, for the one who looks."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import favourites
from studio.models import Account, Avatar, Scene, Team, User
from studio.pages import board_cast
from studio.vocabulary import AvatarKind, Provider
from tests import faces, people
from tests.pages.asking import HTMX, as_

pytestmark = pytest.mark.django_db


def _board(user: User, scene: Scene) -> list[str]:
    return _people(_page(user, scene))


def _page(user: User, scene: Scene) -> str:
    return str(as_(user).get(f"/videos/{scene.video_id}/edit/?scene={scene.pk}").content.decode())


def _people(html: str) -> list[str]:
    return [value for value in re.findall(r'name="presenter"[^>]* value="([^"]*)"', html) if value != "nobody"]


def test_a_short_list_begins_with_whose_star_it_has(account: Account, bob: User, alice: User) -> None:
    people.catalogue(account, 20)
    old = faces.photo(account, name="Old")
    account.avatars.bulk_create(
        Avatar(account=account, external_id=f"tp{n}", name=f"Photo {n}", kind=AvatarKind.TALKING_PHOTO,
               picture=old.picture) for n in range(board_cast.MOST_PHOTOS)
    )  # fmt: skip
    scene = people.video(account, by=alice).scenes.get()
    usual = _board(alice, scene)
    assert f"photo:{old.external_id}" not in usual
    for avatar in (old, account.avatars.get(external_id="Abigail_0007"), account.avatars.get(external_id="tp3")):
        favourites.add(avatar, person=bob)
    found = _board(bob, scene)
    assert found[:3] == ["photo:tp3", f"photo:{old.external_id}", "Abigail_0007"]
    assert len(found) == len(usual)
    assert _page(bob, scene).count('class="fav"') == 3
    assert _board(alice, scene) == usual


def test_a_long_list_begins_with_whose_star_it_has(team: Team, bob: User, alice: User) -> None:
    heygen = people.account(team, provider=Provider.HEYGEN)
    scene = people.video(heygen).scenes.get()
    counts = []
    for known in (200, 1000):
        people.catalogue(heygen, known)
        stars = heygen.avatars.filter(external_id__in=["Abigail_0150", f"Abigail_{known - 1:04}"])
        for each in stars:
            favourites.add(each, person=bob)
        with CaptureQueriesContext(connection) as asked:
            html = as_(bob).get(f"/scenes/{scene.pk}/people/", headers=HTMX).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert _people(html)[:4] == ["Abigail_0150", "Abigail_0199", "Abigail_0999", "Abigail_0000"]
    assert html.count('class="fav"') == 3
    assert html.count('type="radio"') == board_cast.PAGE
    more = as_(bob).get(f"/scenes/{scene.pk}/people/?page=4", headers=HTMX).content.decode()
    assert "Abigail_0150" not in _people(more)
    assert _people(as_(bob).get(f"/scenes/{scene.pk}/people/?q=9").content.decode())[0] == "Abigail_0199"
    alices = as_(alice).get(f"/scenes/{scene.pk}/people/", headers=HTMX).content.decode()
    assert _people(alices)[0] == "Abigail_0000"
    assert 'class="fav"' not in alices


def test_who_is_not_offered_is_in_no_list_for_all_their_star(account: Account, bob: User) -> None:
    scene = people.video(account, by=bob).scenes.get()
    people.catalogue(account, 3)
    kept = account.avatars.get(external_id="Abigail_0002")
    favourites.add(kept, person=bob)
    Avatar.objects.filter(pk=kept.pk).update(retired_at=timezone.now())
    assert "Abigail_0002" not in _board(bob, scene)
