"""Stars at avatars: given and taken back on every page that shows one, and filtered by."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import accounts, photos
from studio.models import Account, Avatar, Favourite, User
from studio.vocabulary import AvatarKind, TwinState
from tests import doubles, faces, people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db

PRESSED = re.compile(r'<button[^>]* aria-pressed="true" aria-label="Favourite: ([^"]*)"')


@pytest.fixture
def cast(account: Account) -> Account:
    """The embedded presenters, and a talking photo."""
    accounts.sync_cast(account)
    faces.photo(account, name="Lena")
    return account


@pytest.fixture
def kofi(cast: Account) -> Avatar:
    return cast.avatars.get(external_id="kofi")


def page(user: User, address: str = "/avatars/") -> str:
    reply = as_(user).get(address)
    assert reply.status_code == 200
    return str(reply.content.decode())


def pressed(user: User, address: str = "/avatars/") -> list[str]:
    return PRESSED.findall(page(user, address))


def shown(user: User, query: str) -> list[str]:
    return re.findall(r'<h2 dir="auto"><a href="[^"]*">([^<]*)<', page(user, f"/avatars/{query}"))


def star(user: User, avatar: Avatar, wanted: str = "yes", **how: dict[str, str]) -> int:
    return int(as_(user).post(f"/avatars/{avatar.pk}/star/", {"favourite": wanted}, **how).status_code)


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_everybody_has_their_own(cast: Account, kofi: Avatar, alice: User, name: str) -> None:
    person = people.person(name, team=cast.team)
    reply = as_(person).post(f"/avatars/{kofi.pk}/star/", {"favourite": "yes"}, headers=HTMX)
    assert reply.status_code == 200
    assert is_fragment(reply.content)
    assert PRESSED.findall(reply.content.decode()) == ["Kofi"]
    assert b'value="no"' in reply.content
    assert pressed(person) == ["Kofi"]
    assert pressed(person, f"/avatars/{kofi.pk}/") == ["Kofi"]
    assert pressed(alice) == pressed(alice, f"/avatars/{kofi.pk}/") == []
    assert star(alice, kofi, "no") == 302
    assert pressed(person) == ["Kofi"]
    reply = as_(person).post(f"/avatars/{kofi.pk}/star/", {"favourite": "no"}, headers=HTMX)
    assert b'aria-pressed="false"' in reply.content
    assert pressed(person) == []


def test_two_pages_of_one_person_say_what_is_wanted(kofi: Avatar, bob: User) -> None:
    assert [star(bob, kofi), star(bob, kofi, headers=HTMX)] == [302, 200]
    assert pressed(bob) == ["Kofi"]
    assert [star(bob, kofi, "no"), star(bob, kofi, "no", headers=HTMX)] == [302, 200]
    assert pressed(bob) == []


def test_without_scripts_one_comes_back_to_the_card(kofi: Avatar, bob: User) -> None:
    html = page(bob, "/avatars/?kind=presenter&q=ko")
    (back,) = re.findall(r'name="next" value="(/avatars/[^"]*#[^"]*)"', html)
    assert back == f"/avatars/?kind=presenter&amp;q=ko#avatar-{kofi.pk}"
    assert f'id="avatar-{kofi.pk}"' in html
    posted = {"favourite": "yes", "next": back.replace("&amp;", "&")}
    assert as_(bob).post(f"/avatars/{kofi.pk}/star/", posted)["Location"] == posted["next"]
    posted["next"] = "https://example.org/"
    assert as_(bob).post(f"/avatars/{kofi.pk}/star/", posted)["Location"] == "/"
    assert f'name="next" value="/avatars/{kofi.pk}/?look=x"' in page(bob, f"/avatars/{kofi.pk}/?look=x")


@pytest.mark.parametrize("said", ["", "maybe", "\0", "YES"])
def test_what_is_neither_yes_nor_no_changes_nothing(kofi: Avatar, bob: User, said: str) -> None:
    star(bob, kofi)
    assert star(bob, kofi, said) == 422
    assert star(bob, kofi, said, headers=HTMX) == 422
    assert pressed(bob) == ["Kofi"]


def test_no_stranger_gives_one(kofi: Avatar, charlie: User, bob: User) -> None:
    assert star(charlie, kofi) == star(charlie, kofi, headers=HTMX) == 404
    assert as_(bob).get(f"/avatars/{kofi.pk}/star/").status_code == 405
    assert not Favourite.objects.exists()


def test_who_went_meanwhile_gets_none(cast: Account, bob: User, alice: User) -> None:
    lena = Avatar.objects.get(name="Lena")
    photos.remove(lena, actor=alice)
    reply = as_(bob).post(f"/avatars/{lena.pk}/star/", {"favourite": "yes"}, headers=HTMX)
    assert reply.status_code == 404
    assert "offered any more" in reply.content.decode()
    assert not Favourite.objects.exists()


def test_a_star_goes_and_comes_with_its_photo(cast: Account, bob: User) -> None:
    lena = Avatar.objects.get(name="Lena")
    star(bob, lena)
    assert pressed(bob, f"/avatars/{lena.pk}/") == ["Lena"]
    photos.remove(lena, actor=bob)
    assert pressed(bob) == shown(bob, "?favourites=yes") == []
    assert "Favourite:" not in page(bob, "/avatars/?kind=deleted&favourites=yes")
    assert "Put Lena back" in page(bob, "/avatars/?kind=deleted&favourites=yes")
    photos.put_back(lena, actor=bob)
    assert shown(bob, "?favourites=yes") == ["Lena"]


def test_favourites_are_found_with_the_other_filters(cast: Account, kofi: Avatar, bob: User, vera: User) -> None:
    maya, lena = cast.avatars.get(external_id="maya"), Avatar.objects.get(name="Lena")
    for avatar in (kofi, maya, lena):
        star(bob, avatar)
    assert shown(bob, "?favourites=yes") == ["Lena", "Maya", "Kofi"]
    assert shown(bob, "?favourites=yes&kind=presenter&gender=male") == ["Kofi"]
    assert shown(bob, "?favourites=yes&q=ma") == ["Maya"]
    assert len(shown(bob, "?favourites=maybe")) == len(shown(bob, "")) > 3
    assert shown(vera, "?favourites=yes") == []
    html = page(bob, "/avatars/?favourites=yes&kind=presenter&gender=male&q=ko")
    assert '<input type="hidden" name="favourites" value="yes">' in html
    assert 'href="?gender=male&amp;kind=presenter&amp;q=ko"' in html  # the chip that takes it away
    assert 'href="?kind=presenter&amp;favourites=yes&amp;q=ko"' in html  # and the one beside it
    assert 'href="?gender=male&amp;kind=presenter&amp;q=ko&amp;favourites=yes"' in page(
        bob, "/avatars/?kind=presenter&gender=male&q=ko"
    )


def test_it_says_what_to_do_when_no_favourite_is_there(cast: Account, kofi: Avatar, bob: User) -> None:
    cast.avatars.filter(external_id="maya").update(kind=AvatarKind.TWIN)
    html = page(bob, "/avatars/?favourites=yes&q=zzz")
    assert "No favourites yet." in html
    assert "Press the star beside a name" in html
    star(bob, kofi)
    for query, told in {
        "kind=twin": "None of your favourites is of this kind.", "gender=female": "Take a filter away",
        "q=zzz": "Other avatars may have “zzz”", "kind=twin&q=zzz": "None of your favourites fits.",
    }.items():  # fmt: skip
        html = page(bob, f"/avatars/?favourites=yes&{query}")
        assert told in html
        assert 'href="/avatars/?favourites=yes">Show all favourites' in html


def test_a_twin_s_page_has_its_star(account: Account, bob: User) -> None:
    twin = doubles.twin(account, state=TwinState.READY)
    star(bob, twin.avatar)
    assert pressed(bob, f"/twins/{twin.pk}/") == [twin.avatar.name]
    assert f'name="next" value="/twins/{twin.pk}/"' in page(bob, f"/twins/{twin.pk}/")


def test_stars_cost_the_same_however_many_there_are(account: Account, bob: User) -> None:
    client = as_(bob)
    counts = []
    for known in (40, 400):
        people.catalogue(account, known)
        Favourite.objects.bulk_create(
            [Favourite(user=bob, avatar=each) for each in account.avatars.all()], ignore_conflicts=True
        )
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/avatars/?favourites=yes").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 13
