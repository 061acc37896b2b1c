"""The storyboard page, its settings and Generate. The engine that measures and draws is the real one."""

from __future__ import annotations

import json
import uuid
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client

from studio.actions import previews
from studio.errors import Busy
from studio.models import Account, Render, Team, User, Video
from studio.vocabulary import AssetKind
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

JSON = {"Accept": "application/json"}


def _edit(video: Video) -> str:
    return f"/videos/{video.pk}/edit/"


def _setup(client: Client, video: Video, **fields: str) -> tuple[int, str]:
    version = str(fields.pop("version", video.version))
    reply = client.post(f"/videos/{video.pk}/setup/", {"version": version, **fields}, headers=HTMX)
    return reply.status_code, reply.content.decode()


def _generate(client: Client, video: Video, *, headers: dict[str, str] | None = None, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(f"/videos/{video.pk}/generate/", fields, headers=headers or {})


def test_it_shows_scenes_words_and_price(account: Account, alice: User) -> None:
    account.price = 50
    account.save()
    video = people.video(account, by=alice, scripts=("Hello there, good people.", "A second scene."))
    page = as_(alice).get(_edit(video))
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count('class="card') == 2
    for word in ("Hello", "there,", "good", "people."):
        assert f">{word}</span>" in html
    assert "100 left" in html
    assert " credits</b>" in html
    assert "0 credits</b>" not in html
    assert page["Cache-Control"].endswith("private")
    assert "style=" not in html
    assert "<script>" not in html


def test_it_lets_a_teammate_edit_and_a_viewer_look(bob: User, vera: User, video: Video) -> None:
    assert 'id="generate-final"' in as_(bob).get(_edit(video)).content.decode()
    page = as_(vera).get(_edit(video)).content.decode()
    assert 'id="generate-final"' not in page
    assert '<fieldset class="contents" disabled>' in page


def test_it_hides_it_from_strangers(charlie: User, video: Video) -> None:
    client = as_(charlie)
    for path in ("edit/", "still/0.jpg"):
        assert client.get(f"/videos/{video.pk}/{path}").status_code == 404
    for path in ("setup/", "generate/", "scenes/", "scenes/put-back/"):
        assert client.post(f"/videos/{video.pk}/{path}").status_code == 404


def test_it_refuses_viewers_changes(vera: User, video: Video) -> None:
    client = as_(vera)
    for path in ("setup/", "generate/", "scenes/", "scenes/put-back/"):
        assert client.post(f"/videos/{video.pk}/{path}").status_code == 403
    assert not Render.objects.exists()


def test_it_wants_the_right_method(alice: User, video: Video) -> None:
    client = as_(alice)
    for path in ("edit/", "still/0.jpg"):
        assert client.post(f"/videos/{video.pk}/{path}").status_code == 405
    for path in ("setup/", "generate/", "scenes/", "scenes/put-back/"):
        assert client.get(f"/videos/{video.pk}/{path}").status_code == 405


def test_it_answers_htmx_with_the_chosen_scene_as_a_fragment(alice: User, account: Account) -> None:
    video = people.video(account, scripts=("One.", "Two."))
    second = video.scenes.get(position=1)
    reply = as_(alice).get(f"{_edit(video)}?scene={second.pk}", headers=HTMX)
    assert is_fragment(reply.content)
    assert f'data-current="{second.pk}"' in reply.content.decode()
    assert 'id="price" hx-swap-oob="true"' in reply.content.decode()
    assert reply["HX-Push-Url"] == f"{_edit(video)}?scene={second.pk}"
    assert "HX-Request" in reply["Vary"]
    back = as_(alice).get(_edit(video), headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert not is_fragment(back.content)


def test_it_asks_the_database_as_often_for_many_scenes(
    alice: User, account: Account, django_assert_num_queries: object
) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for scenes in (2, 12):
        video = people.video(account, scripts=("Hello.",) * scenes)
        client = as_(alice)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(_edit(video)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_it_measures_once_a_page(alice: User, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    measured, measure = [], previews.measure_drawable

    def counted(team: Team, document: dict[str, Any]) -> previews.Measure:
        measured.append(document)
        return measure(team, document)

    monkeypatch.setattr(previews, "measure_drawable", counted)
    assert as_(alice).get(_edit(video)).status_code == 200
    assert len(measured) == 1


def test_what_could_not_be_measured_in_time_is_not_waited_for_again(
    alice: User, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def busy(team: Team, document: dict[str, Any]) -> previews.Measure:
        asked.append(document)
        raise Busy(previews.NOT_YET)

    monkeypatch.setattr(previews, "measure_drawable", busy)
    page = as_(alice).get(_edit(video)).content.decode()
    assert len(asked) == 1
    assert previews.NOT_YET in page and "Measuring…" in page and ">0 credits" not in page and "0:00 " not in page


def test_lengths_that_come_later_are_asked_for_until_they_are_there(
    alice: User, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/scenes/{video.scenes.get(position=0).pk}/measured/"
    again = f'hx-get="{place}" hx-trigger="load delay:1s"'
    with monkeypatch.context() as patch:
        patch.setattr(previews, "measure_drawable", mock.Mock(side_effect=Busy(previews.NOT_YET)))
        assert again in as_(alice).get(_edit(video)).content.decode()
        assert again in as_(alice).get(place, headers=HTMX).content.decode()
    told = as_(alice).get(place, headers=HTMX).content.decode()
    assert again not in told and '<div id="measured" hx-swap-oob="true"></div>' in told
    assert again not in as_(alice).get(_edit(video)).content.decode()


def test_the_newest_files_are_found_by_an_index(account: Account) -> None:
    """A team has many files that the studio made, and few that somebody brought."""
    if connection.vendor != "sqlite":
        pytest.skip("with so few rows PostgreSQL looks at them all")
    for kind in (AssetKind.IMAGE, AssetKind.VIDEO, AssetKind.AUDIO):
        newest = account.team.assets.filter(uploaded=True).order_by("-created_at", "-id").filter(kind=kind)
        plan = newest.explain()
        assert "asset_brought" in plan
        assert "TEMP B-TREE" not in plan, "nothing is sorted"


def test_it_renames_without_replacing_what_is_typed(alice: User, video: Video) -> None:
    status, html = _setup(as_(alice), video, title="Autumn  ")
    video.refresh_from_db()
    assert (status, video.title, video.version) == (200, "Autumn", 2)
    assert 'id="setup-version" name="version" value="2"' in html
    assert 'id="board"' not in html


def test_it_changes_shape_and_subtitles(alice: User, video: Video) -> None:
    status, html = _setup(as_(alice), video, aspect="1:1", mode="burn_in", **{"subtitles.preset_name": "bold"})
    video.refresh_from_db()
    assert status == 200
    assert video.setup["dimension"] == {"width": 1080, "height": 1080}
    assert (video.setup["caption_mode"], video.setup["subtitles"]["preset_name"]) == ("burn_in", "bold")
    assert 'data-shape="1080:1080"' in html


def test_it_can_undo_a_setting_with_what_it_was_told(alice: User, video: Video) -> None:
    before = dict(video.setup)
    _setup(as_(alice), video, aspect="16:9", mode="burn_in")
    video.refresh_from_db()
    held = {"dimension": before["dimension"], "caption_mode": None, "scenes": []}
    assert _setup(as_(alice), video, changes=json.dumps(held))[0] == 200
    video.refresh_from_db()
    assert video.setup == before


def test_it_says_so_when_settings_moved_on(alice: User, bob: User, video: Video) -> None:
    _setup(as_(alice), video, title="Mine")
    status, html = _setup(as_(bob), video, title="Yours", version="1")
    video.refresh_from_db()
    assert (status, video.title) == (409, "Mine")
    assert "You typed “Yours”." in html
    status, html = _setup(as_(bob), video, mode="off", version="1")
    assert status == 409
    assert "Somebody else changed this" in html


@pytest.mark.parametrize("fields", [{"version": "x"}, {"account": str(uuid.uuid4())}, {"changes": "[]"}])
def test_it_refuses_settings_that_make_no_sense(alice: User, video: Video, fields: dict[str, str]) -> None:
    assert _setup(as_(alice), video, **fields)[0] == 422


def test_it_uses_another_account_of_the_team_only(alice: User, charlie: User, video: Video) -> None:
    other = people.account(video.team, name="Second")
    foreign = people.account(charlie.teams.get())
    assert _setup(as_(alice), video, account=str(foreign.pk))[0] == 422
    assert _setup(as_(alice), video, account=str(other.pk))[0] == 200
    video.refresh_from_db()
    assert video.account == other


def test_it_orders_one_render_however_often_it_is_pressed(alice: User, video: Video) -> None:
    client, key = as_(alice), str(uuid.uuid4())
    for _ in range(2):
        reply = _generate(client, video, request_key=key, kind="final")
        assert (reply.status_code, reply["Location"]) == (303, f"/videos/{video.pk}/")
    assert video.renders.count() == 1
    assert (
        _generate(client, video, headers=HTMX, request_key=key, kind="draft")["HX-Redirect"] == f"/videos/{video.pk}/"
    )
    assert [render.kind for render in video.renders.order_by("number")] == ["final", "draft"]


def test_it_orders_anew_when_the_words_have_changed(alice: User, video: Video) -> None:
    client, key = as_(alice), str(uuid.uuid4())
    _generate(client, video, request_key=key)
    scene = video.scenes.get()
    scene.document["voice"]["input_text"] = "Other words."
    scene.save()
    _generate(client, video, request_key=key)
    assert video.renders.count() == 2


def test_it_tells_what_stands_in_the_way_beside_each_field(alice: User, account: Account) -> None:
    video = people.video(account, scripts=("One.", ""))
    second = video.scenes.get(position=1)
    second.document["voice"]["speed"] = 9
    second.save()
    for headers in ({}, HTMX):
        reply = _generate(as_(alice), video, headers=headers)
        html = reply.content.decode()
        assert reply.status_code == 422
        assert f'data-current="{second.pk}"' in html
        assert "Write what the presenter should say." in html
        assert "Choose a speed from 0.5 to 1.5." in html
        assert "Nothing was made and nothing was charged." in html
    found = _generate(as_(alice), video, headers=JSON)
    assert found.status_code == 422
    assert found.json()["problems"]["scenes.1.voice.speed"] == "Choose a speed from 0.5 to 1.5."
    assert not video.renders.exists()


def test_it_answers_programs_in_json(alice: User, video: Video) -> None:
    reply = _generate(as_(alice), video, headers=JSON)
    assert reply.status_code == 201
    assert reply.json() == {
        "id": str(video.renders.get().pk), "number": 1, "state": "queued", "url": f"/videos/{video.pk}/"
    }  # fmt: skip


def test_it_makes_nothing_when_credits_are_short(alice: User, account: Account) -> None:
    account.price = 100_000
    account.save()
    video = people.video(account)
    for headers in ({}, HTMX):
        reply = _generate(as_(alice), video, headers=headers)
        assert reply.status_code == 402
        assert "credits" in reply.content.decode()
    assert not Render.objects.exists()
    assert people.wallet(account).available == people.CREDITS


def test_it_shows_a_script_in_its_own_direction(alice: User, account: Account) -> None:
    video = people.video(account, title="مرحبا", scripts=("مرحبا بكم.",))
    html = as_(alice).get(_edit(video)).content.decode()
    assert "مرحبا بكم.</textarea>" in html
    assert html.count('dir="auto"') >= 4


def test_it_keeps_a_list_of_pronunciations_that_is_too_long(alice: User, video: Video) -> None:
    """Wrong as it is, it can be put right."""
    said = [{"written": f"w{at}", "spoken": "so", "locale": "en"} for at in range(600)]
    assert _setup(as_(alice), video, changes=json.dumps({"pronunciations": said}))[0] == 200
    video.refresh_from_db()
    assert video.setup["pronunciations"] == said


@pytest.mark.parametrize(
    "odd",
    ['{"subtitles": "x"}', '{"dimension": [1]}', '{"dimension": NaN}', '{"dimension": {"width": 1e999}}',
     '{"subtitles": {"preset_name": "\\ud800"}}', '{"a": ' + "[" * 90_000,
     json.dumps({"subtitles": {"preset_name": "x" * 20_001}}),
     json.dumps({"pronunciations": [dict.fromkeys(map(str, range(59)), 1)] * 70})],
)  # fmt: skip
def test_it_refuses_settings_of_an_odd_shape(alice: User, video: Video, odd: str) -> None:
    before = video.setup
    assert _setup(as_(alice), video, changes=odd)[0] == 422
    video.refresh_from_db()
    assert video.setup == before


def test_it_drops_control_characters_from_titles(alice: User, video: Video) -> None:
    assert _setup(as_(alice), video, title="Au\0tumn\r\nleaves\x07 ")[0] == 200
    video.refresh_from_db()
    assert video.title == "Autumn leaves"


def test_it_makes_drafts_and_large_versions_only(alice: User, video: Video) -> None:
    for kind in ("evil", "test", "FINAL"):
        assert _generate(as_(alice), video, kind=kind).status_code == 422
    assert not Render.objects.exists()
