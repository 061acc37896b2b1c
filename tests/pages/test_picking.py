"""Catalogues of thousands: the storyboard stays small, and its lists are asked for a page at a time."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.models import Account, Avatar, Scene, Team, User, Video
from studio.pages import board_cast
from studio.vocabulary import AvatarKind, Provider
from tests import faces, people
from tests.pages.asking import HTMX, as_, is_fragment

MANY = 3000
MOST = 100_000
"""Bytes. A board on which there is nobody to choose has 60,000."""


@pytest.fixture
def heygen(team: Team) -> Account:
    return people.account(team, provider=Provider.HEYGEN)


@pytest.fixture
def scene(heygen: Account) -> Scene:
    """It has somebody from the end of the catalogue, who is found on no first page."""
    scene = people.video(heygen, scripts=("One.", "Two.")).scenes.get(position=1)
    scene.document["character"]["avatar_id"] = "Abigail_2999"
    scene.document["voice"]["voice_id"] = "voice-2999"
    scene.save()
    return scene


def _edit(scene: Scene) -> str:
    return f"/videos/{scene.video_id}/edit/?scene={scene.pk}"


def _asked(user: User, address: str) -> tuple[str, int]:
    client = as_(user)
    with CaptureQueriesContext(connection) as asked:
        reply = client.get(address, headers=HTMX)
    assert reply.status_code == 200
    return reply.content.decode(), len(asked)


def test_a_change_of_scene_stays_small(alice: User, heygen: Account, scene: Scene) -> None:
    counts = []
    for known in (0, 200, MANY):
        people.catalogue(heygen, known)
        html, queries = _asked(alice, _edit(scene))
        assert len(html.encode()) < MOST
        counts.append(queries)
    assert counts[1] == counts[2] <= counts[0] + 2
    assert 'value="Abigail_2999" data-autosave="scene" checked>' in html
    assert 'value="voice-2999" data-autosave="scene" checked>' in html
    assert '<b dir="auto">Abigail 2999</b>' in html
    assert html.count('name="presenter"') == 2  # who presents, and nobody


@pytest.mark.parametrize("what", ["people", "voices"])
def test_a_part_of_a_list_is_small_however_long_it_is(alice: User, heygen: Account, scene: Scene, what: str) -> None:
    counts = []
    for known in (200, MANY):
        people.catalogue(heygen, known)
        html, queries = _asked(alice, f"/scenes/{scene.pk}/{what}/")
        assert is_fragment(html.encode())
        assert len(html.encode()) < MOST
        assert html.count('type="radio"') == board_cast.PAGE
        counts.append(queries)
    assert counts[0] == counts[1]
    assert f'id="{what}-told" hx-swap-oob="innerHTML">3,001 ' in html
    assert "the first 60 are shown" in html
    assert f'hx-get="/scenes/{scene.pk}/{what}/?page=2"' in html
    more, _ = _asked(alice, f"/scenes/{scene.pk}/{what}/?page=51")
    assert more.count('type="radio"') == 1
    assert "Show more" not in more


def _values(html: str) -> list[str]:
    return re.findall(r'type="radio"[^>]* value="([^"]+)"', html)


def test_people_are_found_by_name_style_language_and_kind(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 200)
    heygen.avatars.create(external_id="zoe", name="Zoë", tags=["Sitting"], locale="da-DK")
    heygen.avatars.create(external_id="tp", name="Åse", kind=AvatarKind.TALKING_PHOTO)
    heygen.avatars.create(external_id="own", name="Zelda", kind=AvatarKind.TWIN, position=9)
    heygen.avatars.filter(external_id="Abigail_0107").update(retired_at=timezone.now())
    for asked, found in (
        ("q=ZOË", ["zoe"]), ("q=danish+sitting", ["zoe"]), ("q=åse", ["photo:tp"]), ("kind=photo", ["photo:tp"]),
        ("kind=presenter&q=åse", []), ("q=abigail+107", []), ("q=abigail+108", ["Abigail_0108"]), ("q=%00%0A*", []),
        ("kind=twin", ["own"]), ("kind=presenter&q=zelda", []), ("kind=photo&q=zelda", []), ("q=zelda", ["own"]),
    ):  # fmt: skip
        html, _ = _asked(alice, f"/scenes/{scene.pk}/people/?{asked}")
        assert _values(html) == found
        assert ("Nobody of that name or style." in html) == (not found)


def test_the_teams_twins_come_before_a_providers_people(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 200)
    assert 'value="twin"' not in _asked(alice, _edit(scene))[0], "there is none"
    heygen.avatars.create(external_id="own", name="Zelda", kind=AvatarKind.TWIN, position=9)
    html, _ = _asked(alice, _edit(scene))
    assert re.findall(r'name="kind"[^>]* value="(\w*)"', html) == ["", "twin", "presenter"]
    html, _ = _asked(alice, f"/scenes/{scene.pk}/people/")
    assert _values(html)[0] == "own"


def test_a_twin_drawn_here_is_no_photo_to_choose(alice: User, account: Account, video: Video) -> None:
    faces.photo(account, name="Lena")
    drawn = faces.photo(account, name="Zelda")
    Avatar.objects.filter(pk=drawn.pk).update(kind=AvatarKind.TWIN)
    html, _ = _asked(alice, f"/videos/{video.pk}/edit/")
    kinds = dict(
        re.findall(r'data-kind="(\w*)"[^>]*><input class="vh" type="radio" name="presenter"[^>]*value="([^"]*)"', html)
    )
    assert (kinds["twin"], "photo" in kinds) == (f"photo:{drawn.external_id}", True)
    assert re.findall(r'data-only="#people" data-value="(\w*)"', html) == ["", "twin", "presenter", "photo"]


def test_voices_are_found_in_their_language_and_words_in_all(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 200)
    for asked, found in (
        ("language=Danish&q=cassidy+118", ["voice-0118"]), ("q=118+portuguese", ["voice-0118"]), ("q=nobody", []),
        ("language=Danish", [f"voice-{each:04}" for each in range(4, 200, 10)]), ("language=Danish&page=x9", None),
    ):  # fmt: skip
        html, _ = _asked(alice, f"/scenes/{scene.pk}/voices/?{asked}")
        assert found is None or _values(html) == found
        assert ("No voice of that name or language." in html) == (found == [])


def test_a_language_that_goes_on_is_named_once(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 2000)
    names = [
        _asked(alice, f"/scenes/{scene.pk}/voices/?language=Danish&page={page}")[0].count('aria-hidden="true">Danish')
        for page in (1, 2)
    ]
    assert names == [1, 0]


def test_a_short_list_lies_in_the_page(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, board_cast.FEW - 1)
    html, _ = _asked(alice, _edit(scene))
    assert html.count('name="presenter"') == board_cast.FEW + 1  # and nobody
    assert html.count('name="voice.voice_id"') == board_cast.FEW
    assert "data-finder" not in html


@pytest.mark.parametrize("what", ["people", "voices"])
def test_without_scripts_one_chooses_on_a_page(alice: User, heygen: Account, scene: Scene, what: str) -> None:
    people.catalogue(heygen, 200)
    client, address = as_(alice), f"/scenes/{scene.pk}/{what}/"
    assert f'action="{address}"' in client.get(_edit(scene)).content.decode()
    page = client.get(f"{address}?q=a&page=2").content.decode()
    assert "<html" in page
    assert 'href="?q=a&amp;page=3"' in page
    posted = {"presenter": "Abigail_0005"} if what == "people" else {"voice.voice_id": "voice-0005"}
    reply = client.post(f"/scenes/{scene.pk}/save/", {"version": "1", **posted})
    assert (reply.status_code, reply["Location"]) == (302, _edit(scene))
    found = Scene.objects.get(pk=scene.pk).document
    assert "0005" in (found["character"]["avatar_id"] if what == "people" else found["voice"]["voice_id"])
    assert found["voice"]["input_text"] == "Two."
    again = client.get(f"{address}?q=5").content.decode()
    assert f'In this scene now: <b dir="auto">{"Abigail 5" if what == "people" else "Cassidy 5"}</b>' in again
    assert again.count(" checked>") == 1


def test_who_presents_keeps_the_look_without_scripts(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 200)
    heygen.avatars.filter(external_id="Abigail_0005").update(looks=[{"id": "1", "name": "A"}, {"id": "2", "name": "B"}])
    scene.document["character"]["avatar_id"] = "Abigail_0005.2"
    scene.save()
    client = as_(alice)
    page = client.get(f"/scenes/{scene.pk}/people/").content.decode()
    posted = dict(re.findall(r'type="hidden" name="(version|look)" value="([^"]+)"', page))
    for chosen, found in (("Abigail_0005", "Abigail_0005.2"), ("Abigail_0006", "Abigail_0006")):
        client.post(f"/scenes/{scene.pk}/save/", {**posted, "presenter": chosen})
        assert Scene.objects.get(pk=scene.pk).document["character"]["avatar_id"] == found


def test_what_asks_for_a_list_is_there_before_it_is_long(alice: User, heygen: Account, scene: Scene) -> None:
    html, _ = _asked(alice, _edit(scene))
    assert 'id="find-people"' in html
    assert 'id="find-voices"' in html


def test_photos_and_presenters_are_a_long_list_together(alice: User, heygen: Account, scene: Scene) -> None:
    people.catalogue(heygen, 50)
    heygen.avatars.bulk_create(
        Avatar(account=heygen, external_id=f"tp{each}", name="Åse", kind=AvatarKind.TALKING_PHOTO) for each in range(60)
    )
    assert 'data-finder="find-people"' in _asked(alice, _edit(scene))[0]


@pytest.mark.parametrize("what", ["people", "voices"])
def test_lists_are_for_the_team(vera: User, charlie: User, scene: Scene, what: str) -> None:
    assert as_(vera).get(f"/scenes/{scene.pk}/{what}/").status_code == 200
    assert "Use in this scene" not in as_(vera).get(f"/scenes/{scene.pk}/{what}/").content.decode()
    assert as_(charlie).get(f"/scenes/{scene.pk}/{what}/").status_code == 404
    assert as_(vera).post(f"/scenes/{scene.pk}/{what}/").status_code == 405
