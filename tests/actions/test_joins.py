"""How a join ends, without the engine: once, in words, and never by a worker who lost it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import joins, leases, renders, takes
from studio.errors import BadInput, EngineFailed, unwritable
from studio.models import Account, Asset, Render, Take, Team, User, Video
from tests import drawing, meanwhile, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, price=50)


@pytest.fixture
def render(video: Video, alice: User) -> Render:
    """Drawn, and not joined yet."""
    made = renders.generate(video, actor=alice)
    takes.work(str(made.takes.get().pk), draw=drawing.draw)
    return now_of(made)


def now_of(render: Render) -> Render:
    return Render.objects.get(pk=render.pk)


def run_out(render: Render) -> None:
    Render.objects.filter(pk=render.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def full(*_: Any, **__: Any) -> dict[str, Any]:
    raise OSError(28, "No space left on device")


def test_who_drew_the_last_scene_joins_and_the_wake_up_finds_nothing_to_do(account: Account, alice: User) -> None:
    made, joined = renders.generate(people.video(account, scripts=("One.", "Another.")), actor=alice), []

    def join(storyboard: dict[str, Any], **more: Any) -> dict[str, Any]:
        joined.append(len(more["segments"]))
        return drawing.join(storyboard, **more)

    first, last = made.takes.order_by("position")
    joins.draw_and_join(str(first.pk), draw=drawing.draw, join=join)
    assert (now_of(made).state, joined) == ("processing", [])
    joins.draw_and_join(str(last.pk), draw=drawing.draw, join=join)
    joins.join(str(made.pk), join=join)
    assert (now_of(made).state, joined) == ("completed", [2])
    shown = Path(now_of(made).file.file.path).read_text()  # type: ignore[union-attr]
    assert shown.index("One.") < shown.index("Another.")


def test_who_drew_for_long_leaves_the_join_to_its_wake_up(
    video: Video, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joins, "AT_ONCE", 0.0)
    made = renders.generate(video, actor=alice)
    joins.draw_and_join(str(made.takes.get().pk), draw=drawing.draw, join=drawing.join)
    assert now_of(made).state == "joining"
    assert [row.task["func"] for row in OrmQ.objects.order_by("pk")][-1] == "studio.tasks.join_render"


def test_it_tries_again_after_a_bug_and_then_ends_in_words(render: Render) -> None:
    joins.join(str(render.pk), join=full)
    joins.join(str(render.pk), join=drawing.join)  # an older row of the queue comes before the time
    waiting = now_of(render)
    assert (waiting.state, waiting.starts, waiting.lease_holder) == ("joining", 1, "")
    for _ in range(2):
        run_out(render)
        joins.join(str(render.pk), join=full)
    ended = now_of(render)
    assert (ended.state, ended.error) == ("failed", "OSError while joining the scenes.")


def test_it_waits_for_room_on_a_full_disk_and_that_counts_as_no_start(render: Render) -> None:
    def no_room(*_: Any, **__: Any) -> dict[str, Any]:
        raise EngineFailed(unwritable(OSError(28, "No space left on device")), permanent=False)

    for _ in range(Render.MOST_STARTS + 2):
        joins.join(str(render.pk), join=no_room)
        waiting = now_of(render)
        assert (waiting.state, waiting.starts, waiting.stage) == ("joining", 0, "Waiting for room on the server's disk")
        run_out(render)
    joins.join(str(render.pk), join=drawing.join)
    made = now_of(render)
    assert (made.state, made.error, made.stage, made.duration) == ("completed", "", "", drawing.SECONDS)


def test_what_can_not_be_joined_ends_at_once(render: Render) -> None:
    def refuse(*_: Any, **__: Any) -> dict[str, Any]:
        raise BadInput({"": "It can't be joined."})

    joins.join(str(render.pk), join=refuse)
    assert (now_of(render).state, now_of(render).error) == ("failed", "It can't be joined.")


def test_it_tells_what_its_scenes_and_their_join_warn_of_once(render: Render) -> None:
    Take.objects.update(result={**render.takes.get().result, "warnings": ["A scene is short.", "No music."]})

    def warns(storyboard: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {**drawing.join(storyboard, **more), "warnings": ["No music."]}

    joins.join(str(render.pk), join=warns)
    assert now_of(render).warnings == ["No music.", "A scene is short."]


def test_it_does_not_let_who_lost_it_fail_the_render(render: Render) -> None:
    def slow(*_: Any, **__: Any) -> dict[str, Any]:
        run_out(render)
        joins.join(str(render.pk), join=under_way)
        raise BadInput({"": "It can't be joined."})

    def under_way(*_: Any, **__: Any) -> dict[str, Any]:
        raise SystemExit

    with pytest.raises(SystemExit):
        joins.join(str(render.pk), join=slow)
    run_out(render)

    def slow_again(*_: Any, **__: Any) -> dict[str, Any]:
        Render.objects.filter(pk=render.pk).update(lease_holder="somebody else")
        raise BadInput({"": "It can't be joined."})

    joins.join(str(render.pk), join=slow_again)
    assert (now_of(render).state, now_of(render).lease_holder) == ("joining", "somebody else")


def test_it_publishes_nothing_after_a_cancel(render: Render, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "RENEW", 0.0)
    goes_on = []

    def late(storyboard: Any, *, folder: Path, segments: Any, on_progress: Any, **_: Any) -> dict[str, Any]:
        goes_on.append(on_progress(None))
        renders.cancel(render, actor=alice)
        goes_on.append(on_progress(None))
        return drawing.joined(folder, segments)

    joins.join(str(render.pk), join=late)
    assert goes_on == [True, False], "and the engine is stopped"
    assert (now_of(render).state, now_of(render).file) == ("canceled", None)
    assert list(Asset.objects.values_list("kind", flat=True)) == ["segment"]


def test_it_shows_the_newest_version_whichever_is_ready_first(render: Render, video: Video, alice: User) -> None:
    second = renders.generate(video, actor=alice)
    assert second.state == "joining"
    joins.join(str(second.pk), join=drawing.join)
    joins.join(str(render.pk), join=drawing.join)
    assert now_of(render).state == "completed"
    assert Video.objects.get().finished_render == second


def test_it_draws_a_scene_anew_whose_file_is_gone(render: Render, alice: User) -> None:
    segment = render.takes.get().segment
    assert segment
    Path(segment.file.path).unlink()
    joins.join(str(render.pk), join=drawing.join)
    failed = now_of(render)
    assert (failed.state, failed.error) == ("failed", joins.GONE.format(number=1))
    again = renders.retry(failed, actor=alice)
    assert again.takes.get().state == "ready"
    takes.work(str(again.takes.get().pk), draw=drawing.draw)
    joins.join(str(again.pk), join=drawing.join)
    assert now_of(again).state == "completed"


def test_it_hands_over_the_teams_music_and_keeps_a_transparent_video(render: Render) -> None:
    files = {}
    for team in (render.video.team, people.team("strangers")):
        music = Asset(team=team, kind="audio", name="song.mp3", mime="audio/mpeg", size=4, sha256="1" * 64)
        music.file.save("song.mp3", ContentFile(b"song"), save=False)
        music.save(force_insert=True)
        files[str(music.pk)] = music.file.path
    ours, theirs = files
    given: list[dict[str, str]] = []

    def transparent(storyboard: dict[str, Any], *, media: dict[str, str], folder: Path, **more: Any) -> dict[str, Any]:
        given.append(media)
        result = drawing.join(storyboard, folder=folder, **more)
        (folder / "video.mp4").rename(folder / "video.webm")
        return dict(result)

    for asset in (theirs, ours):
        board = {**render.storyboard, "music": {"audio_asset_id": asset}, "output_format": "webm"}
        Render.objects.filter(pk=render.pk).update(storyboard=board, state="joining")
        joins.join(str(render.pk), join=transparent)
    assert given == [{}, {ours: files[ours]}]
    made = now_of(render).file
    assert made
    assert (made.kind, made.mime, made.name[-5:], made.file.name[-5:]) == ("video", "video/webm", ".webm", ".webm")
    assert made.duration == drawing.SECONDS


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_goes_on_though_the_database_was_away_meanwhile(render: Render) -> None:
    def away(storyboard: dict[str, Any], **more: Any) -> dict[str, Any]:
        meanwhile.cut_off()
        return drawing.join(storyboard, **more)

    joins.join(str(render.pk), join=away)
    assert now_of(render).state == "completed"
