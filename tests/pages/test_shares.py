"""Sharing a video on its page, and what a stranger finds at the link."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from studio.actions import shares, videos
from studio.models import Account, Render, Team, User, Video
from tests import people
from tests.pages.asking import FILM, HTMX, as_, film, is_fragment

pytestmark = pytest.mark.django_db
LONG = "حملة الربيع الكبرى لمنتجات العناية بالبشرة " * 5


@pytest.fixture
def made(video: Video) -> Render:
    return film(video)


@pytest.fixture
def key(made: Render, video: Video, alice: User) -> str:
    shares.share(video, actor=alice)
    video.refresh_from_db()
    return video.share_key or ""


def page_of(video: Video, by: User) -> str:
    return as_(by).get(f"/videos/{video.pk}/").content.decode()


def test_an_editor_makes_a_link_and_everybody_of_the_team_sees_it(
    made: Render, video: Video, bob: User, vera: User
) -> None:
    assert "Make a link" in page_of(video, bob)
    assert 'id="share"' not in page_of(video, vera), "a viewer could do nothing there"
    answer = as_(bob).post(f"/videos/{video.pk}/share/")
    assert answer["Location"] == f"/videos/{video.pk}/#share"
    video.refresh_from_db()
    address = f'value="{settings.PUBLIC_URL}/s/{video.share_key}"'
    for person, may_stop in ((bob, True), (vera, False)):
        page = page_of(video, person)
        assert address in page
        assert "now v1" in page
        assert ("Stop sharing" in page) == may_stop
        assert " autofocus" not in page.partition('id="share"')[2].partition("</section>")[0]
    assert "Shared by a link" in page


def test_htmx_gets_the_panel_the_timeline_and_what_to_say(made: Render, video: Video, bob: User) -> None:
    answer = as_(bob).post(f"/videos/{video.pk}/share/", headers=HTMX)
    page = answer.content.decode()
    assert is_fragment(answer.content)
    assert page.count('id="share"') == 1
    assert re.search(r'id="share-link"[^>]* autofocus', page)
    assert 'id="timeline" aria-labelledby="h-time" hx-swap-oob="true"' in page
    assert "Shared by a link" in page
    video.refresh_from_db()
    stopped = as_(bob).post(f"/videos/{video.pk}/unshare/", {"key": video.share_key}, headers=HTMX).content.decode()
    assert "Sharing stopped. The link opens nothing any more." in stopped
    assert "share-link" not in stopped
    assert re.search(r"(?s)<button[^>]* autofocus>.*Make a link", stopped)


def test_clicks_that_meet(key: str, video: Video, alice: User, bob: User) -> None:
    share, stop = f"/videos/{video.pk}/share/", f"/videos/{video.pk}/unshare/"
    assert f"/s/{key}" in as_(bob).post(share, headers=HTMX).content.decode(), "the link that is there already"
    for _ in range(2):
        assert "Sharing stopped." in as_(alice).post(stop, {"key": key}, follow=True).content.decode()
    as_(bob).post(share)
    video.refresh_from_db()
    late = as_(alice).post(stop, {"key": key}, headers=HTMX).content.decode()
    assert "made another one" in late
    assert f"/s/{video.share_key}" in late
    assert video.events.filter(kind="video.unshared").count() == 1


@pytest.mark.parametrize("htmx", [{}, HTMX], ids=["page", "fragment"])
def test_it_says_why_nothing_can_be_shared(video: Video, bob: User, htmx: dict[str, str]) -> None:
    film(video, kind="draft")
    assert "Drafts can’t be shared" in page_of(video, bob)
    said = as_(bob).post(f"/videos/{video.pk}/share/", headers=htmx, follow=True).content.decode()
    assert "No version of this video is finished yet" in said.replace("&#x27;", "'")
    film(video)
    videos.trash(video, actor=bob)
    said = as_(bob).post(f"/videos/{video.pk}/share/", headers=htmx, follow=True).content.decode()
    assert "This video is in the trash. Restore it, then share it." in said
    assert "Restore the video to share it." in said
    video.refresh_from_db()
    assert video.share_key is None


def test_in_the_trash_the_page_says_that_the_link_is_shut(key: str, video: Video, vera: User) -> None:
    videos.trash(video, actor=None)
    page = page_of(video, vera)
    assert key in page
    assert "this link opens nothing" in page


def test_a_stranger_watches_with_the_link_alone(key: str, made: Render, video: Video) -> None:
    page = Client().get(f"/s/{key}")
    html = page.content.decode()
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert '<h1 dir="auto">Spring</h1>' in html
    track = re.search(r'<track kind="subtitles" src="([^"]+)" srclang="en-US"', html)
    film_at = re.search(r'<video [^>]*poster="([^"]+)" src="([^"]+)"', html)
    saved = re.search(r'href="([^"]+\?download)"', html)
    assert track and film_at and saved
    for address in (track[1], *film_at.groups(), saved[1]):
        answer = Client().get(address)
        assert (answer.status_code, answer["X-Robots-Tag"]) == (200, "noindex")
        assert answer.getvalue() == FILM
    assert Client().get(saved[1])["Content-Disposition"] == 'attachment; filename="Spring.mp4"'
    part = Client().get(film_at[2], headers={"Range": "bytes=2-5"})
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 2-5/2048")
    for address in (f"/s/{key}", film_at[2]):
        assert Client().post(address).status_code == 405
        assert Client().head(address).status_code == 200


def test_no_word_of_the_team_is_on_the_page(key: str, made: Render, video: Video, team: Team, alice: User) -> None:
    page = Client().get(f"/s/{key}").content.decode()
    for secret in (team.name, str(team.pk), str(video.pk), str(made.pk), alice.name, alice.email, "v1", "Hello."):
        # As a word: the form's token may hold any two signs.
        assert not re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", page), secret


@pytest.mark.parametrize("ended", ["stopped", "trashed", "deleted", "replaced"])
def test_its_files_end_with_it(key: str, made: Render, video: Video, ended: str) -> None:
    html = Client().get(f"/s/{key}").content.decode()
    files = re.findall(rf'/s/{key}/[^"?]+', html)
    assert len(set(files)) == 3
    match ended:
        case "stopped":
            shares.stop(video, key=key, actor=None)
        case "trashed":
            videos.trash(video, actor=None)
        case "deleted":
            video.delete()
        case _:
            film(video)
    answer = Client().get(f"/s/{key}")
    assert answer.status_code == (200 if ended == "replaced" else 404)
    if ended != "replaced":
        assert "is no longer shared" in answer.content.decode()
    for address in files:
        assert Client().get(address).status_code == 404


def test_the_name_of_a_file_is_the_title_it_has_now(key: str, video: Video) -> None:
    videos.rename(video, version=video.version, title="../" + LONG)
    page = Client().get(f"/s/{key}").content.decode()
    [address] = re.findall(r'href="([^"]+)\?download"', page)
    assert Client().get(address).status_code == 200
    assert LONG.strip() in page
    Video.objects.filter(pk=video.pk).update(title="")
    assert '<h1 dir="auto">Video</h1>' in Client().get(f"/s/{key}").content.decode()


def test_it_asks_as_much_for_many_versions_as_for_few(key: str, video: Video) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(path).status_code == 200
        return len(captured)

    page = asked(f"/s/{key}")
    for _ in range(8):
        newest = film(video)
    assert asked(f"/s/{key}") == page <= 3
    assert asked(f"/s/{key}/{newest.file_id}/a.mp4") == 1, "players ask for one range after the other"


def test_the_library_marks_what_is_shared(key: str, account: Account, video: Video, vera: User) -> None:
    people.video(account, title="Autumn")
    sign = 'aria-label="Shared by a link"'
    assert as_(vera).get("/").content.decode().count(sign) == 1
    videos.trash(video, actor=None)
    assert sign not in as_(vera).get("/trash/").content.decode()
