"""The library, its filters and its trash."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import credits
from studio.models import Account, Asset, Render, Scene, Team, User, Video
from studio.vocabulary import Provider
from tests import people
from tests.pages.asking import HTMX, as_, film, is_fragment


def titles(client: Client, query: str = "") -> list[str]:
    """What the library lists, in its order."""
    return [str(card.video) for card in client.get(f"/{query}").context["cards"]]


def test_it_lists_the_teams_videos_newest_first(alice: User, vera: User, account: Account) -> None:
    for days, title in enumerate(("Today", "Yesterday", "Before")):
        video = people.video(account, by=alice, title=title)
        Video.objects.filter(pk=video.pk).update(updated_at=timezone.now() - timedelta(days=days))
    assert titles(as_(vera)) == ["Today", "Yesterday", "Before"]
    assert titles(as_(vera), "?sort=oldest") == ["Before", "Yesterday", "Today"]
    assert titles(as_(vera), "?sort=title") == ["Before", "Today", "Yesterday"]


def test_a_card_tells_the_shape_of_the_version_that_it_shows(alice: User, account: Account) -> None:
    video = people.video(account, by=alice)
    made = film(video)
    video.setup["dimension"] = {"width": 1000, "height": 1000}
    video.save()
    for size, shape in (((1920, 1080), "16:9"), ((854, 480), "16:9"), ((720, 720), "1:1"), ((1280, 960), "wide")):
        Asset.objects.filter(pk=made.file_id).update(width=size[0], height=size[1])
        assert f"{shape} · 0:42" in as_(alice).get("/").content.decode()
    Asset.objects.filter(pk=made.file_id).update(width=1080, height=1920)
    assert '<span class="len">0:42' in as_(alice).get("/").content.decode()


def test_it_shows_a_stranger_nothing_of_it(charlie: User, video: Video) -> None:
    assert titles(as_(charlie)) == []
    assert as_(charlie).get(f"/videos/{video.pk}/card/").status_code == 404
    assert "The stage is yours" in as_(charlie).get("/").content.decode()


def test_it_finds_words_of_titles_and_scripts(alice: User, account: Account) -> None:
    people.video(account, title="Spring launch", scripts=("Five good ideas.",))
    people.video(account, title="Herbst", scripts=("Grüße aus Köln, 50 % sparen.",))
    client = as_(alice)
    assert titles(client, "?q=IDEAS+spring") == ["Spring launch"]
    assert titles(client, "?q=köln") == ["Herbst"]
    assert titles(client, "?q=%25") == ["Herbst"], "a sign of the database's own is only a sign"
    nothing = client.get("/?q=nothing<b>").content.decode()
    assert "No title or script has “nothing&lt;b&gt;” in it.<" in nothing
    assert "in it, with these filters." in client.get("/?q=nothing&status=ready").content.decode()


def test_it_filters_by_state_provider_member_and_date(alice: User, bob: User, team: Team, account: Account) -> None:
    heygen = people.account(team, provider=Provider.HEYGEN)
    film(people.video(account, by=alice, title="Ready"))
    people.render(people.video(heygen, by=bob, title="Running"), state="processing")
    people.render(people.video(account, by=bob, title="Failed"), state="failed")
    old = people.video(account, by=bob, title="Never made")
    Video.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=20))
    client = as_(alice)
    for word, title in (("ready", "Ready"), ("running", "Running"), ("failed", "Failed"), ("draft", "Never made")):
        assert titles(client, f"?status={word}") == [title]
    assert titles(client, "?provider=heygen") == ["Running"]
    assert titles(client, f"?member={alice.pk}") == ["Ready"]
    assert "Never made" not in titles(client, "?when=week")
    assert "Never made" in titles(client, "?when=month")
    assert len(titles(client, "?status=x&provider=x&member=x&when=x&sort=x&page=x")) == 4


def test_it_shows_how_far_each_is(alice: User, account: Account) -> None:
    people.render(people.video(account), state="processing", stage="Drawing frames", progress=64, left=41)
    first = people.render(people.video(account))
    second = people.render(people.video(account))
    Render.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    page = as_(alice).get("/").content.decode()
    assert "64 %" in page
    people.render(people.video(account), state="processing")
    assert "0 %, Starting" in as_(alice).get("/").content.decode()
    assert "lamp-65" in page
    assert "about 40 s left" in page
    card = as_(alice).get(f"/videos/{second.video_id}/card/")
    assert is_fragment(card.content)
    assert "2nd" in card.content.decode()


def test_it_says_why_one_failed_and_that_nothing_was_charged(alice: User, vera: User, account: Account) -> None:
    made = people.render(people.video(account), state="failed", error="The voice is too long.")
    hold = credits.hold(account.wallet, 27_00, key="hold", render_id=made.pk)
    credits.void(hold)
    page = as_(alice).get("/").content.decode()
    assert "The voice is too long." in page
    assert "Not charged, 27 came back" in page
    assert f"/renders/{made.pk}/retry/" in page
    assert f"/renders/{made.pk}/retry/" not in as_(vera).get("/").content.decode()


def test_it_stops_asking_when_the_video_is_ready(alice: User, video: Video) -> None:
    made = people.render(video, state="processing")
    client = as_(alice)
    assert "every 2s" in client.get(f"/videos/{video.pk}/card/").content.decode()
    Render.objects.filter(pk=made.pk).update(state="completed")
    assert "every 2s" not in client.get(f"/videos/{video.pk}/card/").content.decode()


def test_it_gives_htmx_the_results_alone(alice: User, video: Video) -> None:
    answer = as_(alice).get("/?q=spring", headers=HTMX)
    assert is_fragment(answer.content)
    assert "Spring" in answer.content.decode()


def test_it_marks_what_changed_since_it_was_made(alice: User, video: Video) -> None:
    film(video)
    Video.objects.filter(pk=video.pk).update(updated_at=timezone.now() - timedelta(hours=1))
    client = as_(alice)
    assert "Changed since" not in client.get("/").content.decode()
    Video.objects.filter(pk=video.pk).update(updated_at=timezone.now() + timedelta(seconds=1))
    assert "Changed since v1" in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/", "/?view=list&status=failed", "/trash/"])
def test_it_asks_as_much_for_many_as_for_few(alice: User, account: Account, address: str) -> None:
    client = as_(alice)
    gone = timezone.now() if address == "/trash/" else None

    def asked(count: int) -> int:
        videos = Video.objects.bulk_create(
            Video(team_id=account.team_id, account=account, title=f"V{n}", created_by=alice, trashed_at=gone)
            for n in range(count)
        )
        Scene.objects.bulk_create(Scene(video=video, position=0, document={}) for video in videos)
        renders = Render.objects.bulk_create(
            Render(video=video, account=account, number=1, storyboard={}, created_by=alice,
                   state=("failed", "queued", "processing")[n % 3])
            for n, video in enumerate(videos)
        )  # fmt: skip
        for video, render in zip(videos, renders, strict=True):
            video.latest_render = render
        Video.objects.bulk_update(videos, ["latest_render"])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    asked(1)
    few, many = asked(19), asked(1980)
    assert few == many <= 17


def test_it_pages_through_many(alice: User, account: Account) -> None:
    Video.objects.bulk_create(Video(team_id=account.team_id, account=account, title=f"V{n}") for n in range(30))
    client = as_(alice)
    first, second = titles(client), titles(client, "?page=2")
    assert (len(first), len(second), len({*first, *second})) == (24, 6, 30)
    assert 'href="?page=2"' in client.get("/").content.decode()
    assert titles(client, "?page=99") == second


def test_it_remembers_grid_or_list(alice: User, video: Video) -> None:
    client = as_(alice)
    assert 'class="rows"' in client.get("/?view=list").content.decode()
    assert 'class="rows"' in client.get("/").content.decode()
    assert 'class="grid"' in client.get("/?view=grid").content.decode()


def test_it_makes_a_video_and_goes_to_its_storyboard(bob: User, vera: User, account: Account) -> None:
    answer = as_(bob).post("/videos/new/")
    made = Video.objects.get()
    assert answer["Location"] == f"/videos/{made.pk}/edit/"
    assert (made.created_by, made.team_id, made.scenes.count()) == (bob, account.team_id, 1)
    assert as_(vera).post("/videos/new/").status_code == 403
    assert as_(bob).get("/videos/new/").status_code == 405


def test_it_throws_away_many_and_takes_it_back(bob: User, account: Account) -> None:
    videos = [people.video(account, title=f"V{n}") for n in range(3)]
    client = as_(bob)
    chosen = [str(video.pk) for video in videos[:2]]
    assert client.post("/videos/trash/", {"video": chosen})["Location"] == "/"
    page = client.get("/")
    assert titles(client) == ["V2"]
    assert "2 videos moved to the trash" in page.content.decode()
    assert set(page.context["undo"]["videos"]) == set(chosen)
    assert "moved to the trash" not in client.get("/").content.decode(), "it is said once"
    assert {str(card.video) for card in client.get("/trash/").context["cards"]} == {"V0", "V1"}
    client.post("/videos/restore/", {"video": chosen})
    assert set(titles(client)) == {"V0", "V1", "V2"}


def test_it_lets_nobody_else_throw_away(charlie: User, vera: User, alice: User, video: Video) -> None:
    theirs = people.video(people.account(Team.objects.get(name="Others")), title="Theirs")
    for path in ("/videos/trash/", "/videos/restore/"):
        assert as_(charlie).post(path, {"video": video.pk}).status_code == 404
        assert as_(vera).post(path, {"video": video.pk}).status_code == 403
        assert as_(alice).post(path, {"video": [video.pk, theirs.pk]}).status_code == 404
        assert as_(alice).post(path, {}).status_code == 422
        assert as_(alice).post(path, {"video": "x"}).status_code == 404
        assert as_(alice).get(path).status_code == 405
    assert Video.objects.filter(trashed_at=None).count() == 2


def test_it_writes_right_to_left_where_it_should(alice: User, account: Account) -> None:
    people.video(account, title="مرحبا <b>")
    page = as_(alice).get("/").content.decode()
    assert re.search('<h2 dir="auto"><a[^>]*>مرحبا &lt;b&gt;</a>', page)


def test_it_finds_what_was_searched_for_with_signs_that_nobody_can_type(alice: User, video: Video) -> None:
    answer = as_(alice).get("/", {"q": "spr\0ing\x07\r\n"})
    assert answer.context["asked"].q == "spring"
    assert "Spring" in answer.content.decode()


def test_the_states_alone_leave_an_undo_and_the_view_as_they_are(alice: User, video: Video) -> None:
    client = as_(alice)
    client.get("/?view=list")
    client.post("/videos/trash/", {"video": str(video.pk)})
    reply = client.get("/?view=grid", headers={**HTMX, "HX-Target": "states"})
    assert is_fragment(reply.content)
    assert 'id="states"' in reply.content.decode()
    assert "Undo" in client.get("/").content.decode()
    assert client.session["view"] == "list"
