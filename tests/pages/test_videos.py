"""One video's page."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from studio.actions import credits, orders, renders
from studio.models import Account, Asset, Event, Take, Team, User, Video
from studio.providers.base import Unknown
from studio.vocabulary import Provider, TakeState
from tests import people
from tests.pages.asking import HTMX, as_, film, is_fragment
from tests.render.boards import clip


def test_it_plays_the_newest_version_with_all_its_files(alice: User, vera: User, video: Video) -> None:
    made = film(video, cost=19_00)
    for person in (alice, vera):
        page = as_(person).get(f"/videos/{video.pk}/").content.decode()
        for asset in (made.file, made.poster, made.srt, made.vtt):
            assert asset
            assert f"/media/{asset.pk}/{asset.name}" in page
        assert '<track kind="subtitles"' in page
        assert "19 credits" in page
    player = as_(alice).get(f"/media/{made.file_id}/film.mp4", headers={"Range": "bytes=2-5"})
    assert (player.status_code, player["Content-Range"]) == (206, "bytes 2-5/2048")


def test_what_was_made_otherwise_is_told_by_scene_and_not_by_path(alice: User, video: Video) -> None:
    said = {
        "scenes.1.voice: Nora speaks German only.": "Scene 2: Nora speaks German only.",
        "subtitles.font_size: Letters are too large.": "Letters are too large.",
        "Subtitles are missing: there are none.": "Subtitles are missing: there are none.",
    }
    film(video, warnings=list(said))
    page = as_(alice).get(f"/videos/{video.pk}/").content.decode()
    for written, read in said.items():
        assert f'<span dir="auto">{read}</span>' in page
        assert written == read or written not in page


def test_it_shows_what_the_provider_made_while_it_is_joined(alice: User, video: Video) -> None:
    poster = film(video).poster
    made = people.render(video, by=alice, state="joining", stage="Joining scenes", progress=95, poster=poster)
    assert poster
    fragment = as_(alice).get(f"/renders/{made.pk}/progress/", headers=HTMX).content.decode()
    assert f'src="/media/{poster.pk}/{poster.name}"' in fragment


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "In line"), ("processing", "Being made"), ("joining", "Being made"), ("failed", "Failed"),
     ("canceled", "Cancelled")],
)  # fmt: skip
def test_the_list_of_versions_says_how_one_stands_as_the_other_pages_do(
    alice: User, video: Video, state: str, words: str
) -> None:
    film(video)
    made = people.render(video, by=alice, state=state)
    versions = as_(alice).get(f"/videos/{video.pk}/").content.decode().partition('class="versions"')[2]
    assert f">{words} · " in versions.partition("</li>")[0]
    other = as_(alice).get(f"/videos/{video.pk}/compare/?a={made.number}").content.decode()
    assert f"v{made.number} · {words} · " in other


def test_a_failed_version_shows_no_picture_that_came_before_it_failed(alice: User, video: Video) -> None:
    poster = film(video).poster
    people.render(video, by=alice, state="failed", error="No luck.", poster=poster)
    versions = as_(alice).get(f"/videos/{video.pk}/").content.decode().partition('class="versions"')[2]
    newest = versions.partition("</li>")[0]
    assert "v2" in newest
    assert "<img" not in newest


@pytest.mark.parametrize(
    ("voice", "language"),
    [({}, "en-US"), ({"locale": "de-AT"}, "de-AT"), ({"voice_id": "gone"}, "und"), ({"type": "silence"}, "und")],
)
def test_it_says_which_language_its_subtitles_are_in(
    alice: User, video: Video, voice: dict[str, str], language: str
) -> None:
    board = video.document()
    board["scenes"][0]["voice"] |= voice
    film(video, storyboard=board)
    assert f'srclang="{language}"' in as_(alice).get(f"/videos/{video.pk}/").content.decode()


def test_it_saves_a_gif_of_a_version(alice: User, vera: User, charlie: User, video: Video, tmp_path: Path) -> None:
    content = clip(tmp_path / "film.mp4", frames=6).read_bytes()
    made = film(video)
    assert made.file
    made.file.file.save("film.mp4", ContentFile(content))
    address = f"/renders/{made.pk}/preview.gif"
    assert address in as_(alice).get(f"/videos/{video.pk}/").content.decode()
    answer = as_(vera).get(address)
    assert b"".join(answer).startswith(b"GIF89a")  # type: ignore[arg-type]
    assert (answer["Content-Type"], answer["Content-Disposition"][:10]) == ("image/gif", "attachment")
    assert as_(charlie).get(address).status_code == 404
    assert as_(alice).post(address).status_code == 405


def test_it_says_of_a_transparent_video_what_it_is(alice: User, video: Video) -> None:
    made = film(video)
    Asset.objects.filter(pk=made.file_id).update(mime="video/webm")
    page = as_(alice).get(f"/videos/{video.pk}/").content.decode()
    assert "WebM" in page
    assert 'type="video/webm"' in page


def test_it_hides_it_from_strangers(charlie: User, video: Video) -> None:
    made = film(video)
    client = as_(charlie)
    assert client.get(f"/videos/{video.pk}/").status_code == 404
    assert client.get(f"/renders/{made.pk}/progress/").status_code == 404
    for verb in ("cancel", "retry", "put-back", "duplicate"):
        assert client.post(f"/renders/{made.pk}/{verb}/").status_code == 404
    assert client.post(f"/videos/{video.pk}/duplicate/").status_code == 404
    assert client.get(f"/media/{made.file_id}/film.mp4").status_code == 404


def test_it_goes_to_the_storyboard_of_a_video_never_made(alice: User, video: Video) -> None:
    assert as_(alice).get(f"/videos/{video.pk}/")["Location"] == f"/videos/{video.pk}/edit/"


def test_it_shows_true_progress_and_becomes_the_player_by_itself(alice: User, video: Video) -> None:
    made = people.render(video, by=alice, state="processing", stage="Drawing frames", progress=40, left=65)
    client = as_(alice)
    page = client.get(f"/videos/{video.pk}/").content.decode()
    assert f'hx-get="/renders/{made.pk}/progress/"' in page
    assert "40 %" in page
    assert "Drawing frames · about 60 s left" in page
    running = client.get(f"/renders/{made.pk}/progress/", headers=HTMX)
    assert is_fragment(running.content)
    assert "every 1s" in running.content.decode()
    assert "HX-Retarget" not in running
    state = f'<span class="sm dim" id="state-{made.pk}"'
    assert f"{state}>Being made · " in page
    assert f'{state} hx-swap-oob="true">Being made · ' in running.content.decode()
    film(video, made=made)
    ready = client.get(f"/renders/{made.pk}/progress/", headers=HTMX)
    assert (ready["HX-Retarget"], ready["HX-Reswap"]) == ("#video", "outerHTML")
    assert is_fragment(ready.content)
    assert "<video controls" in ready.content.decode()
    assert "every 1s" not in ready.content.decode()


def test_what_is_polled_has_the_shape_of_the_page(alice: User, video: Video) -> None:
    video.setup = {"dimension": {"width": 1920, "height": 1080}}
    video.save()
    made = people.render(video, state="processing")
    for size in (video.setup["dimension"], {"width": 1080, "height": 1920}):  # it is made as it was ordered
        Video.objects.update(setup={"dimension": size})
        for path in (f"/videos/{video.pk}/", f"/renders/{made.pk}/progress/"):
            assert '<figure class="frame is-wide is-lit">' in as_(alice).get(path).content.decode()


def test_it_says_the_place_in_line(alice: User, account: Account, video: Video) -> None:
    people.render(people.video(account, title="Earlier"))
    made = people.render(video)
    assert "2nd in line" in as_(alice).get(f"/renders/{made.pk}/progress/").content.decode()


def test_it_says_why_it_failed_and_offers_the_cure(alice: User, vera: User, video: Video) -> None:
    film(video)
    made = people.render(video, state="failed", error="The picture <b> is gone.")
    hold = credits.hold(people.wallet(video.account), 27_00, key="hold", render_id=made.pk)
    credits.void(hold)
    page = as_(alice).get(f"/videos/{video.pk}/").content.decode()
    assert "The picture &lt;b&gt; is gone." in page
    assert "Not charged, 27 came back" in page
    assert "Try again" in page
    assert f"/videos/{video.pk}/?v=1" in page, "the version before it can be watched"
    assert "Try again" not in as_(vera).get(f"/videos/{video.pk}/").content.decode()


def test_it_cancels_and_gives_back_what_is_held(bob: User, vera: User, video: Video) -> None:
    made = people.render(video, state="processing")
    take = people.take(made)
    credits.hold(people.wallet(video.account), 21_00, key="hold", render_id=made.pk, take_id=take.pk)
    assert as_(vera).post(f"/renders/{made.pk}/cancel/").status_code == 403
    assert as_(bob).get(f"/renders/{made.pk}/cancel/").status_code == 405
    answer = as_(bob).post(f"/renders/{made.pk}/cancel/")
    assert answer["Location"] == f"/videos/{video.pk}/?v=1"
    made.refresh_from_db()
    assert (made.state, people.wallet(video.account).held) == ("canceled", 0)
    assert "was stopped" in as_(bob).get(answer["Location"]).content.decode()


def test_it_tries_again_as_a_new_version(bob: User, vera: User, video: Video) -> None:
    document = video.document()
    made = people.render(video, state="failed", storyboard=document)
    assert as_(vera).post(f"/renders/{made.pk}/retry/").status_code == 403
    assert as_(bob).post(f"/renders/{made.pk}/retry/")["Location"] == f"/videos/{video.pk}/"
    newest = video.renders.first()
    assert newest
    assert (newest.number, newest.state, newest.created_by) == (2, "queued", bob)
    assert Take.objects.filter(render=newest).count() == 1


def test_it_says_when_it_can_not_be_tried_again(bob: User, video: Video) -> None:
    made = film(video)
    page = as_(bob).post(f"/renders/{made.pk}/retry/", follow=True).content.decode()
    assert "Only a version that failed or was cancelled" in page
    assert video.renders.count() == 1


def test_it_watches_any_version(alice: User, video: Video) -> None:
    film(video)
    people.render(video, state="failed", error="No.")
    client = as_(alice)
    assert "<video controls" in client.get(f"/videos/{video.pk}/?v=1").content.decode()
    assert "<video controls" not in client.get(f"/videos/{video.pk}/").content.decode()
    assert client.get(f"/videos/{video.pk}/?v=7").status_code == 404
    assert client.get(f"/videos/{video.pk}/?v=x").status_code == 404


def test_a_version_that_the_list_has_no_room_for_can_be_watched(
    alice: User, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(video)
    people.render(video, state="failed", error="No.")
    monkeypatch.setattr("studio.pages.videos.VERSIONS", 1)
    assert "<video controls" in as_(alice).get(f"/videos/{video.pk}/?v=1").content.decode()


def test_it_puts_a_version_back_and_keeps_what_was_there(bob: User, vera: User, video: Video) -> None:
    made = people.render(video, state="completed")
    scene = video.scenes.get()
    scene.document["voice"]["input_text"] = "Something newer."
    scene.save()
    assert as_(vera).post(f"/renders/{made.pk}/put-back/").status_code == 403
    assert as_(bob).post(f"/renders/{made.pk}/put-back/")["Location"] == f"/videos/{video.pk}/edit/"
    assert video.scenes.get().document["voice"]["input_text"] == "Hello."
    [copy] = Video.objects.exclude(pk=video.pk)
    assert copy.scenes.get().document["voice"]["input_text"] == "Something newer."


def test_it_starts_a_new_video_from_a_version(bob: User, video: Video) -> None:
    made = people.render(video, state="completed")
    answer = as_(bob).post(f"/renders/{made.pk}/duplicate/")
    [copy] = Video.objects.exclude(pk=video.pk)
    assert answer["Location"] == f"/videos/{copy.pk}/edit/"
    assert (copy.title, copy.created_by, copy.last_number) == ("Spring, from v1", bob, 0)
    assert copy.scenes.get().document == video.scenes.get().document


def test_it_duplicates_the_video(bob: User, vera: User, video: Video) -> None:
    assert as_(vera).post(f"/videos/{video.pk}/duplicate/").status_code == 403
    answer = as_(bob).post(f"/videos/{video.pk}/duplicate/")
    [copy] = Video.objects.exclude(pk=video.pk)
    assert (answer["Location"], copy.title) == (f"/videos/{copy.pk}/edit/", "Spring (copy)")


def test_it_tells_what_happened_in_the_members_zone(alice: User, video: Video) -> None:
    made = film(video)
    Event.objects.create(
        team=video.team, video=video, render=made, kind="render.completed", text="v1 is ready", actor=alice
    )
    client = as_(alice)
    client.cookies["zone"] = "Asia/Kolkata"
    page = client.get(f"/videos/{video.pk}/").content.decode()
    assert "v1 is ready" in page
    assert "+05:30" in page


def test_it_asks_as_much_for_many_versions_as_for_few(
    alice: User, video: Video, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_(alice)

    def asked(count: int) -> int:
        for _ in range(count):
            people.render(video, by=alice, state="completed")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/videos/{video.pk}/")
        return len(captured)

    asked(1)
    assert asked(3) == asked(12)


@pytest.mark.parametrize("verb", ["retry", "put-back", "duplicate"])
def test_it_changes_nothing_on_get(alice: User, video: Video, verb: str) -> None:
    made = people.render(video, state="failed")
    assert as_(alice).get(f"/renders/{made.pk}/{verb}/").status_code == 405


def test_it_answers_404_for_a_video_that_is_not_there(alice: User) -> None:
    answer = as_(alice).get(f"/videos/{uuid.uuid4()}/")
    assert answer.status_code == 404
    assert "An empty stage" in answer.content.decode()


@pytest.fixture
def unknown(team: Team, alice: User) -> Take:
    """A take that a provider never answered about."""
    account = people.account(team, provider=Provider.CAPTIONS, price=100)
    take = renders.generate(people.video(account, by=alice), actor=alice).takes.get()
    orders.work(str(take.pk), submit=lambda *_: Unknown("No answer in time."))
    return take


def test_it_asks_a_person_what_to_do_about_a_lost_reply(alice: User, vera: User, unknown: Take) -> None:
    pages = [f"/videos/{unknown.render.video_id}/", f"/renders/{unknown.render_id}/progress/"]
    for address in pages:
        page = as_(alice).get(address).content.decode()
        assert "did not say whether it took this order" in page
        assert "The studio keeps looking for it." in page
        assert f"/renders/{unknown.render_id}/send-again/" in page
        assert f"/renders/{unknown.render_id}/forget/" in page
        assert "/send-again/" not in as_(vera).get(address).content.decode()
    another = people.take(unknown.render, position=1, state=TakeState.UNKNOWN)
    page = as_(alice).get(pages[0]).content.decode()
    assert "did not say whether it took 2 orders. The studio keeps looking for them." in page
    another.delete()
    assert as_(vera).post(f"/renders/{unknown.render_id}/send-again/").status_code == 403
    assert as_(alice).post(f"/renders/{unknown.render_id}/send-again/").status_code == 302
    unknown.refresh_from_db()
    assert unknown.state == TakeState.READY
    assert "did not say" not in as_(alice).get(pages[0]).content.decode()


def test_a_lost_order_of_a_canceled_version_can_be_given_up(alice: User, unknown: Take) -> None:
    renders.cancel(unknown.render, actor=alice)
    page = as_(alice).get(f"/videos/{unknown.render.video_id}/").content.decode()
    assert "/send-again/" not in page
    told = as_(alice).post(f"/renders/{unknown.render_id}/send-again/", follow=True).content.decode()
    assert "This version has ended" in told
    as_(alice).post(f"/renders/{unknown.render_id}/forget/")
    unknown.refresh_from_db()
    assert unknown.state == TakeState.FAILED
    assert people.wallet(unknown.account).held == 0
