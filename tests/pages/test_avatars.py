"""Everybody a team can put on screen: found, seen from near, and put into a new video."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import accounts, photos
from studio.models import Account, Avatar, User, Video
from tests import faces, people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(account: Account) -> Account:
    """The embedded presenters, and a talking photo."""
    accounts.sync_cast(account)
    faces.photo(account, name="Lena")
    return account


def shown(user: User, query: str = "") -> list[str]:
    text = as_(user).get(f"/avatars/{query}").content.decode()
    return [part.partition('">')[2].partition("<")[0] for part in text.split('<h2 dir="auto"><a href="/avatars/')[1:]]


def test_it_shows_everybody_to_everybody_of_the_team(cast: Account, vera: User, bob: User, charlie: User) -> None:
    for person in (vera, bob):
        assert shown(person)[:3] == ["Lena", "Maya", "Kofi"]
    assert "Lena" not in shown(charlie)
    assert b"New talking photo" in as_(bob).get("/avatars/").content
    viewer = as_(vera).get("/avatars/").content
    assert b"New talking photo" not in viewer and b"New video with" not in viewer


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("?kind=talking_photo", "Lena", "Maya"),
        ("?kind=presenter", "Maya", "Lena"),
        ("?gender=male", "Kofi", "Maya"),
        ("?age=senior", "Ingrid", "Maya"),
        ("?style=hijab", "Leila", "Maya"),
        ("?language=en", "Maya", "Lena"),
        ("?q=MAYA", "Maya", "Kofi"),
        ("?q=casual+ken", "Ken", "Kofi"),
        ("?kind=presenter&gender=female&style=warm", "Maya", "Kofi"),
        ("?kind=alien&gender=x&age=%00&page=99&page=x", "Lena", "nobody"),
    ],
)
def test_it_finds_by_words_and_filters(cast: Account, vera: User, query: str, has: str, lacks: str) -> None:
    found = shown(vera, query)
    assert has in found and lacks not in found


def test_it_finds_names_in_every_script(account: Account, vera: User) -> None:
    for name in ("مريم العلي", "МАРИЯ", "Ärztin"):
        faces.photo(account, name=name, file=False)
    assert shown(vera, "?q=مريم") == ["مريم العلي"]
    assert shown(vera, "?q=мария") == ["МАРИЯ"]
    assert shown(vera, "?q=ärztin") == ["Ärztin"]


def test_it_says_what_to_do_when_nobody_is_there(account: Account, bob: User) -> None:
    client = as_(bob)
    account.avatars.update(gender="female")
    nobody = client.get("/avatars/?q=xyz").content.decode()
    assert "Nobody by that description." in nobody and "with these filters" not in nobody
    assert b"with these filters" in client.get("/avatars/?q=xyz&gender=female").content
    assert b"A picture can speak here." in client.get("/avatars/?kind=talking_photo").content
    twins = client.get("/avatars/?kind=twin").content
    assert b"Nobody here yet." in twins and b"New twin" in twins and b"New talking photo" not in twins
    Avatar.objects.all().delete()
    assert b"The cast is still away." in client.get("/avatars/").content


def test_it_gives_htmx_the_results_alone(cast: Account, vera: User) -> None:
    reply = as_(vera).get("/avatars/?q=maya", headers=HTMX)
    assert reply.status_code == 200 and is_fragment(reply.content) and b"Maya" in reply.content
    assert as_(vera).post("/avatars/").status_code == 405


def test_it_asks_as_much_for_a_thousand_as_for_ten(account: Account, vera: User) -> None:
    client = as_(vera)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/avatars/?kind=talking_photo&page=2").status_code == 200
        return len(asked)

    first = faces.photo(account)
    many = [
        Avatar(account=account, external_id=str(n), kind="talking_photo", name=f"Photo {n}", picture=first.picture)
        for n in range(1000)
    ]
    Avatar.objects.bulk_create(many[:30])
    few = queries()
    Avatar.objects.bulk_create(many[30:])
    assert queries() == few <= 12
    page = client.get("/avatars/?kind=talking_photo&page=2").content.decode()
    assert page.count('class="card performer"') == 24 and "Page 2 of 42" in page
    assert shown(vera, "?q=photo+999") == ["Photo 999"]


def test_it_hides_accounts_that_were_closed_and_who_went(cast: Account, vera: User) -> None:
    Avatar.objects.filter(name="Lena").update(retired_at=cast.created_at)
    assert shown(vera)[0] == "Maya"
    cast.closed_at = cast.created_at
    cast.save()
    assert shown(vera) == []


def test_it_shows_one_from_near_in_each_look(cast: Account, vera: User) -> None:
    maya = Avatar.objects.get(external_id="maya")
    page = as_(vera).get(f"/avatars/{maya.pk}/?look=navy").content.decode()
    assert "Nora" in page and "/avatars/maya.navy.jpg?crop=half&amp;height=800" in page
    assert (
        "/avatars/maya.mustard.jpg?crop=half&amp;height=800"
        in as_(vera).get(f"/avatars/{maya.pk}/?look=x").content.decode()
    )
    assert "Use in a new video" not in page


def test_it_says_that_somebody_is_gone(cast: Account, vera: User) -> None:
    maya = Avatar.objects.get(external_id="maya")
    Avatar.objects.update(retired_at=cast.created_at)
    assert as_(vera).get(f"/avatars/{maya.pk}/").status_code == 404
    assert as_(vera).get(f"/avatars/{uuid.uuid4()}/").status_code == 404


def test_it_makes_a_video_with_the_look_on_screen(cast: Account, bob: User) -> None:
    maya = Avatar.objects.get(external_id="maya")
    reply = as_(bob).post(f"/avatars/{maya.pk}/use/", {"look": "navy"})
    video = Video.objects.get()
    assert reply["Location"] == f"/videos/{video.pk}/edit/"
    assert (video.team, video.account, video.created_by) == (cast.team, cast, bob)
    document = video.scenes.get().document
    assert document["character"] == {"type": "avatar", "avatar_id": "maya.navy"}
    assert document["voice"] == {"type": "text", "voice_id": "nora", "input_text": ""}
    assert as_(bob).get(reply["Location"]).status_code == 200


def test_it_makes_a_video_with_a_talking_photo(cast: Account, bob: User) -> None:
    lena = Avatar.objects.get(name="Lena")
    as_(bob).post(f"/avatars/{lena.pk}/use/")
    character = Video.objects.get().scenes.get().document["character"]
    assert character == {"type": "talking_photo", "talking_photo_id": lena.external_id}


def test_a_new_video_starts_with_a_presenter_though_there_are_photos(account: Account, bob: User) -> None:
    faces.photo(account, name="Aaron")
    as_(bob).post("/videos/new/")
    assert Video.objects.get().scenes.get().document["character"]["avatar_id"] == "maya"


def test_nobody_uses_another_team_s(cast: Account, charlie: User, vera: User) -> None:
    people.account(charlie.teams.get())
    for avatar in Avatar.objects.filter(name__in=["Lena", "Maya"], account=cast):
        assert as_(charlie).post(f"/avatars/{avatar.pk}/use/").status_code == 404
        assert as_(vera).post(f"/avatars/{avatar.pk}/use/").status_code == 403
    assert not Video.objects.exists()


def test_it_shows_what_was_deleted_and_puts_it_back(cast: Account, bob: User, vera: User, charlie: User) -> None:
    assert b"?kind=deleted" not in as_(bob).get("/avatars/").content
    lena = Avatar.objects.get(name="Lena")
    photos.remove(lena, actor=bob)
    assert b"?kind=deleted" in as_(bob).get("/avatars/").content
    page = as_(bob).get("/avatars/?kind=deleted").content.decode()
    assert "Put Lena back" in page and "for 30 days" in page and "Maya" not in page
    assert "Put Lena back" not in as_(vera).get("/avatars/?kind=deleted").content.decode()
    assert "Lena" not in as_(charlie).get("/avatars/?kind=deleted").content.decode()
    assert as_(vera).post(f"/avatars/{lena.pk}/put-back/").status_code == 403
    as_(bob).post(f"/avatars/{lena.pk}/put-back/")
    assert shown(bob)[0] == "Lena"
