"""Share links of teams: what they show, when, and that they end."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from typing import Any

import pytest
from django.conf import settings

from studio.actions import shares, videos
from studio.errors import Conflict, NotFound
from studio.models import Account, Asset, Job, Render, User, Video
from studio.vocabulary import Dialect
from tests import people
from tests.pages.asking import film
from tests.rush import rush

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(video: Video) -> Render:
    return film(video)


def key_of(video: Video) -> str:
    """The key at which the video is shared now; "" for none."""
    video.refresh_from_db()
    return video.share_key or ""


def shared(video: Video, by: User | None = None) -> str:
    shares.share(video, actor=by)
    return key_of(video)


def told(video: Video) -> list[str]:
    return list(video.events.filter(kind__contains="share").order_by("id").values_list("text", flat=True))


def shut(key: str) -> bool:
    try:
        shares.opened(key)
    except NotFound as error:
        assert str(error) == shares.GONE
        return True
    return False


def test_a_video_gets_an_address_that_nobody_guesses(made: Render, video: Video, account: Account, alice: User) -> None:
    other = people.video(account, title="Autumn")
    film(other)
    key = shared(video, by=alice)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", key)
    assert shares.address(video) == f"{settings.PUBLIC_URL}/s/{key}"
    assert key_of(other) == ""
    assert shared(other) != key
    assert told(video) == ["Shared by a link"]
    assert video.events.get(kind="video.shared").actor == alice


def test_it_shows_the_title_and_files_of_the_newest_version(made: Render, video: Video) -> None:
    key = shared(video)
    Asset.objects.filter(pk=made.file_id).update(width=1080, height=1920)
    found = shares.opened(key)
    assert (found.title, found.spoken, found.width, found.height) == ("Spring", "en-US", 1080, 1920)
    assert found.video == f"/s/{key}/{made.file_id}/Spring.mp4"
    assert found.poster == f"/s/{key}/{made.poster_id}/Spring.jpg"
    assert found.subtitles == f"/s/{key}/{made.vtt_id}/Spring.vtt"
    assert made.file_id
    assert shares.opened_file(key, made.file_id).name == "Spring"


def test_an_old_link_shows_the_new_version_and_no_longer_the_old_one(made: Render, video: Video) -> None:
    key = shared(video)
    newer = film(video)
    assert shares.newest(video) == newer
    assert f"/{newer.file_id}/" in shares.opened(key).video
    for asset in (made.file_id, made.poster_id, made.vtt_id, newer.srt_id, uuid.uuid4()):
        assert asset
        with pytest.raises(NotFound):
            shares.opened_file(key, asset)


@pytest.mark.parametrize("later", [{"kind": "draft"}, {"state": "failed"}, {"state": "processing"}])
def test_it_stays_at_the_newest_finished_version(made: Render, video: Video, later: dict[str, Any]) -> None:
    key = shared(video)
    film(video, kind="draft") if "kind" in later else people.render(video, **later)
    assert shares.newest(video) == made
    assert f"/{made.file_id}/" in shares.opened(key).video


@pytest.mark.parametrize("kind", ["draft", "final"])
def test_what_is_not_finished_is_not_shared(video: Video, kind: str) -> None:
    film(video, kind="draft") if kind == "draft" else people.render(video, state="processing")
    with pytest.raises(Conflict, match="drafts can't be shared"):
        shares.share(video, actor=None)
    assert (key_of(video), told(video)) == ("", [])


def test_a_link_whose_file_is_gone_opens_nothing(made: Render, video: Video) -> None:
    key = shared(video)
    Asset.objects.filter(pk=made.file_id).delete()
    assert shut(key)


def test_a_version_without_picture_and_subtitles_is_shown(made: Render, video: Video) -> None:
    key = shared(video)
    Asset.objects.filter(pk__in=[made.poster_id, made.vtt_id]).delete()
    found = shares.opened(key)
    assert (found.poster, found.subtitles) == ("", "")
    with pytest.raises(NotFound):
        shares.opened_file(key, uuid.uuid4())


def test_what_became_of_another_video_is_all_the_same(made: Render, video: Video, account: Account) -> None:
    other, thrown = (people.video(account, title=title) for title in ("Autumn", "Winter"))
    videos.trash(thrown, actor=None)
    film(other)
    key, theirs = shared(video), shared(other)
    assert shared(video) == key
    with pytest.raises(Conflict, match="made another one"):
        shares.stop(video, key=theirs, actor=None)
    assert not shut(theirs), "whoever has it can't stop it from a video of their own"
    shares.stop(video, key=key, actor=None)
    assert not shares.stop(video, key=key, actor=None)


def test_sharing_twice_keeps_the_address(made: Render, video: Video, alice: User, bob: User) -> None:
    key = shared(video, by=alice)
    assert shared(video, by=bob) == key
    assert told(video) == ["Shared by a link"]


def test_a_link_that_was_stopped_never_opens_again(made: Render, video: Video, bob: User) -> None:
    key = shared(video)
    assert shares.stop(video, key=key, actor=bob)
    assert shut(key)
    with pytest.raises(NotFound):
        shares.opened_file(key, made.file_id or uuid.uuid4())
    assert not shares.stop(video, key=key, actor=bob), "a second click finds it done"
    newer = shared(video)
    assert newer != key
    assert shut(key)
    assert not shut(newer)
    assert told(video) == ["Shared by a link", "Sharing stopped", "Shared by a link"]
    assert video.events.get(kind="video.unshared").actor == bob


def test_a_link_that_somebody_made_meanwhile_goes_on(made: Render, video: Video) -> None:
    seen = shared(video)
    shares.stop(video, key=seen, actor=None)
    newer = shared(video)
    for key in (seen, ""):
        with pytest.raises(Conflict, match="made another one"):
            shares.stop(video, key=key, actor=None)
    assert key_of(video) == newer


def test_in_the_trash_it_is_shut_until_it_is_restored(made: Render, video: Video) -> None:
    key = shared(video)
    videos.trash(video, actor=None)
    assert shut(key)
    with pytest.raises(NotFound):
        shares.opened_file(key, made.file_id or uuid.uuid4())
    videos.restore(video, actor=None)
    assert not shut(key)
    videos.trash(video, actor=None)
    assert shares.stop(video, key=key, actor=None), "a link can be ended there, too"
    with pytest.raises(Conflict, match="Restore it"):
        shares.share(video, actor=None)
    assert key_of(video) == ""


def test_a_copy_is_not_shared(made: Render, video: Video) -> None:
    shared(video)
    assert videos.duplicate(Video.objects.get(pk=video.pk), actor=None).share_key is None


@pytest.mark.both
@pytest.mark.parametrize("token", ["None", "x", "a" * 22, "a" * 21 + "\0", "é" * 22, "a" * 5000, ":", "a:b"])
def test_other_tokens_open_nothing(made: Render, video: Video, token: str) -> None:
    assert shut(token)
    with pytest.raises(NotFound):
        shares.opened_file(token, made.file_id or uuid.uuid4())


def ordered(video: Video, render: Render | None, title: str = "Spring") -> Job:
    return Job.objects.create(
        team=video.team, account=video.account, dialect=Dialect.HEYGEN, kind="video", external_id=title, title=title,
        video=video, render=render,
    )  # fmt: skip


def token_of(job: Job) -> str:
    return shares.to(job, origin="").removeprefix("/s/")


def test_a_programs_link_opens_its_own_version_and_no_file_of_the_teams(video: Video) -> None:
    made = film(video)
    job = ordered(video, made)
    ordered(video, film(video), title="Autumn")
    found = shares.opened(token_of(job))
    assert (found.title, f"{made.file_id}".replace("-", "") in found.video) == ("Spring", True)
    assert found.video.startswith("/files/")
    with pytest.raises(NotFound):
        shares.opened_file(token_of(job), made.file_id or uuid.uuid4())


@pytest.mark.parametrize("gone", ["job", "video", "file", "unfinished"])
def test_a_programs_link_ends_with_what_it_shows(made: Render, video: Video, gone: str) -> None:
    job = ordered(video, made)
    token = token_of(job)
    match gone:
        case "job":
            Job.objects.update(deleted_at=made.finished_at)
        case "video":
            videos.trash(video, actor=None)
        case "file":
            Asset.objects.filter(pk=made.file_id).delete()
        case _:
            Render.objects.update(state="failed")
    assert shut(token)


def test_a_program_gets_no_link_before_there_is_a_video(made: Render, video: Video) -> None:
    for render in (None, people.render(video, state="processing")):
        with pytest.raises(Conflict, match="isn't ready"):
            shares.to(ordered(video, render, title=str(render)), origin="")


@pytest.mark.django_db(transaction=True)
@pytest.mark.both
@pytest.mark.slow
def test_of_all_who_share_or_stop_at_once_one_does_it(video: Video) -> None:
    film(video)
    assert Counter(rush([[{"do": "share", "video": str(video.pk)}]] * 6)) == {"done": 6}
    assert told(video) == ["Shared by a link"]
    stop = {"do": "unshare", "video": str(video.pk), "key": key_of(video)}
    assert Counter(rush([[stop]] * 6)) == {"True": 1, "False": 5}
    assert told(video) == ["Shared by a link", "Sharing stopped"]
