"""What comes beside a provider's video: kept when it can be had, and never in the way."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from studio.actions import arrivals, extras, renders
from studio.models import Account, Asset, Render, Take, Team, User, Video, Wallet
from studio.net import fetch
from studio.net.guard import Rules
from studio.vocabulary import AssetKind, Provider, TakeState
from tests import people
from tests.net.site import Answer, Site, open_site, reply
from tests.providers.test_subtitle_text import SRT

pytestmark = pytest.mark.django_db
RULES = Rules.read(["127.0.0.1/32"])
FILM, PICTURE, TEXT = "/film.mp4", "/picture.jpg", "/words.srt"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        opened.pages |= {FILM: reply(b"\0\0\0\x18ftypmp42" + b"v" * 100), PICTURE: picture(), TEXT: reply(SRT.encode())}
        yield opened


def picture() -> Answer:
    file = io.BytesIO()
    Image.new("RGB", (36, 64), "teal").save(file, "JPEG")
    return reply(file.getvalue())


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, provider=Provider.HEYGEN, price=4)


@pytest.fixture
def render(video: Video, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Render:
    settings.FETCH_ALLOW = ["127.0.0.1/32"]
    monkeypatch.setattr("studio.providers.local.inspect", lambda *_: {"seconds": 2.5})
    return renders.generate(video, actor=alice)


@pytest.fixture
def take(render: Render, site: Site) -> Take:
    """Finished at the provider, and not brought here yet."""
    take = render.takes.get()
    take.state, take.external_id, take.submitted_at = TakeState.FETCHING, "v1", timezone.now()
    take.result = {"url": site(FILM), "poster_url": site(PICTURE), "captions_url": site(TEXT)}
    take.save()
    return take


def arrive(take: Take) -> Render:
    arrivals.work(str(take.pk))
    take.refresh_from_db()
    return Render.objects.get(pk=take.render_id)


def test_words_that_were_told_with_the_video_are_kept(take: Take) -> None:
    take.result = {**take.result, "captions_url": "", "words": [["Hi", 0.0, 0.4], ["you.", 2.4, 2.9], ["late", 2.5, 3]]}
    take.save()
    arrivals.work(str(take.pk))
    take.refresh_from_db()
    assert take.result["words"] == [["Hi", 0.0, 0.4], ["you.", 2.4, 2.5]]


def test_words_and_picture_come_home_with_the_video(take: Take) -> None:
    render = arrive(take)
    assert (take.state, render.state, take.result["warnings"]) == (TakeState.COMPLETED, "joining", [])
    assert [word for word, _, _ in take.result["words"]] == ["Good", "day", "Line", "one", "line", "two"]
    assert take.result["words"][-1][2] == 2.5, "the words end with the video"
    assert render.poster
    assert (render.poster.kind, render.poster.width, render.poster.uploaded) == (AssetKind.IMAGE, 36, False)


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"", status="404 Not Found"),
        reply(b"<html><body>gone</body></html>"),
        reply(b"words without times"),
        reply(b"GIF89a, or so it says"),
        reply(b"\x89PNG\r\n\x1a\n and then nothing"),
        reply(b"x", Content_Length=str(20 * 2**20)),
    ],
    ids=["missing", "page", "text", "gif", "png", "large"],
)
def test_the_video_stands_without_them(take: Take, site: Site, answer: Answer) -> None:
    site.pages |= {PICTURE: answer, TEXT: answer}
    render = arrive(take)
    assert (take.state, take.error, take.result["words"], render.poster) == (TakeState.COMPLETED, "", [], None)
    assert "subtitles" in take.result["warnings"][0]
    assert Asset.objects.count() == 1, "the segment"


def test_what_was_not_told_of_is_not_asked_for(take: Take, site: Site) -> None:
    take.result = {"url": site(FILM)}
    take.save()
    arrive(take)
    assert (take.state, take.result["warnings"], site.paths) == (TakeState.COMPLETED, [], [FILM])


def test_there_may_be_no_time_for_them(take: Take, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "IN_TIME", -1.0)
    arrive(take)
    assert (take.state, site.paths) == (TakeState.COMPLETED, [FILM])


def test_only_the_first_scene_gives_its_picture(take: Take, site: Site, tmp_path: Path) -> None:
    take.position = 1
    found = extras.gather(take, tmp_path, seconds=2.5, fetch=fetch.fetch, rules=RULES)
    assert (found.poster, site.paths) == (None, [TEXT])


def test_a_picture_for_a_version_that_has_ended_is_not_kept(take: Take, alice: User) -> None:
    assert renders.cancel(take.render, actor=alice)
    render = arrive(take)
    assert (take.state, render.state, render.poster) == (TakeState.COMPLETED, "canceled", None)
    assert Asset.objects.get().kind == AssetKind.SEGMENT


@pytest.mark.parametrize(("told", "spent"), [(None, 12), (7, 7), (0, 0), (-5, 0)])
def test_it_costs_what_the_provider_says_or_what_its_seconds_cost(take: Take, told: int | None, spent: int) -> None:
    Take.objects.filter(pk=take.pk).update(result={**take.result, "cost": told})
    render = arrive(take)
    wallet = Wallet.objects.get()
    assert (people.CREDITS - wallet.available, wallet.held, render.cost) == (spent, 0, spent)


def test_who_lost_the_lease_meanwhile_keeps_and_settles_nothing(take: Take) -> None:
    def late(*given: Any, **more: Any) -> fetch.Fetched | fetch.Refused:
        Take.objects.update(lease_holder="somebody else")
        return fetch.fetch(*given, **more)

    arrivals.work(str(take.pk), fetch=late)
    take.refresh_from_db()
    assert (take.state, Wallet.objects.get().held) == (TakeState.FETCHING, take.quote)
    assert not Asset.objects.exists()


def test_what_is_no_video_is_not_kept(take: Take, site: Site) -> None:
    site.pages[FILM] = picture()
    arrive(take)
    assert (take.state, take.error[:30]) == (TakeState.PROCESSING, "This address gives a picture, ")
    assert not Asset.objects.exists()


def test_a_private_address_is_not_opened(take: Take, tmp_path: Path) -> None:
    found = extras.gather(take, tmp_path, seconds=2.5, fetch=fetch.fetch, rules=Rules())
    assert (found.words, found.poster) == ([], None)
    assert "public internet" in found.warnings[0]


def test_a_bug_in_reading_them_is_no_bug_of_the_videos(take: Take, tmp_path: Path) -> None:
    def breaks(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    found = extras.gather(take, tmp_path, seconds=2.5, fetch=breaks, rules=RULES)
    assert found == extras.Extras()
