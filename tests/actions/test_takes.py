"""How a take's work begins and ends, without the engine: under one lease, in words, with its attempt written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from studio.actions import leases, orders, outages, progress, renders, takes
from studio.errors import EngineFailed
from studio.models import Account, Asset, Attempt, Render, Take, Team, User, Video
from studio.providers.child import Progress
from studio.vocabulary import Provider
from tests import drawing, meanwhile, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, price=50)


@pytest.fixture
def take(video: Video, alice: User) -> Take:
    return renders.generate(video, actor=alice).takes.get()


def broken(*_: Any, **__: Any) -> dict[str, Any]:
    raise EngineFailed("The engine broke.", permanent=False)


def now_of(take: Take) -> Take:
    return Take.objects.get(pk=take.pk)


def run_out(take: Take) -> None:
    Take.objects.filter(pk=take.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_it_rests_before_the_next_start_however_often_it_is_woken(take: Take) -> None:
    takes.work(str(take.pk), draw=broken)
    takes.work(str(take.pk), draw=drawing.draw)  # an older row of the queue comes at once
    takes.reconcile()
    rested = now_of(take)
    assert (rested.state, rested.starts, rested.stage) == ("ready", 1, "Waiting to try again")
    assert timedelta(0) < rested.wake_at - timezone.now() <= leases.backoff(1)
    run_out(take)
    takes.work(str(take.pk), draw=drawing.draw)
    assert now_of(take).state == "completed"
    assert list(take.attempts.values_list("outcome", flat=True)) == ["failed", "completed"]


def test_it_leaves_no_trace_of_a_worker_who_lost_the_lease(take: Take) -> None:
    def slow(*_: Any, folder: Path, on_progress: Any, **__: Any) -> dict[str, Any]:
        drawing.drawn(folder, "slow")
        run_out(take)

        def quick(*_: Any, folder: Path, **__: Any) -> dict[str, Any]:
            theirs.append(folder)
            return drawing.drawn(folder, "quick")

        takes.work(str(take.pk), draw=quick)
        after.append(snapshot())
        return {"duration": 99.0, "words": []}

    def snapshot() -> list[Any]:
        kinds: tuple[Any, ...] = (Take, Attempt, Asset, Render)
        return [list(kind.objects.order_by("pk").values()) for kind in kinds]

    theirs: list[Path] = []
    after: list[Any] = []
    takes.work(str(take.pk), draw=slow)
    assert [snapshot()] == after
    assert list(take.attempts.values_list("outcome", flat=True)) == ["lost", "completed"]
    assert Path(Asset.objects.get().file.path).read_text() == "quick"
    assert not theirs[0].exists() and not theirs[0].parent.exists()


def test_it_waits_for_room_on_a_full_disk_and_that_counts_as_no_start(take: Take) -> None:
    def full(*_: Any, **__: Any) -> dict[str, Any]:
        raise EngineFailed("The engine broke: OSError: [Errno 28] No space left on device", permanent=False)

    for _ in range(Take.MOST_STARTS + 2):
        takes.work(str(take.pk), draw=full)
        waiting = now_of(take)
        assert (waiting.state, waiting.starts, waiting.stage) == ("ready", 0, "Waiting for room on the server's disk")
        assert waiting.render.stage == waiting.stage, "what the page shows"
        assert timedelta(seconds=50) < waiting.wake_at - timezone.now() <= leases.ROOM_REST
        run_out(take)
    takes.work(str(take.pk), draw=drawing.draw)
    assert (now_of(take).state, now_of(take).starts) == ("completed", 1)


def test_it_does_not_clear_the_folder_of_who_took_over(take: Take) -> None:
    def quick(*_: Any, folder: Path, **__: Any) -> dict[str, Any]:
        result = drawing.drawn(folder, "quick")
        takes.leases.clear(slow_folder[0])  # what the one who lost the lease does when it notices
        assert (folder / "segment.mp4").exists()
        return result

    def slow(*_: Any, folder: Path, **__: Any) -> dict[str, Any]:
        drawing.drawn(folder, "slow")
        slow_folder.append(folder)
        run_out(take)
        takes.work(str(take.pk), draw=quick)
        raise EngineFailed("The file went away.", permanent=False)

    slow_folder: list[Path] = []
    takes.work(str(take.pk), draw=slow)
    assert now_of(take).state == "completed"


def test_it_ends_the_attempt_when_it_is_canceled(take: Take, alice: User) -> None:
    def draw(*_: Any, **__: Any) -> dict[str, Any]:
        renders.cancel(take.render, actor=alice)
        assert take.attempts.get().outcome == "stopped", "written even when the worker dies now"
        raise SystemExit

    with pytest.raises(SystemExit):
        takes.work(str(take.pk), draw=draw)
    assert take.attempts.get().ended_at


def test_a_bug_ends_in_words_and_is_tried_again(take: Take) -> None:
    takes.work(str(take.pk), draw=lambda *_, **__: 1 / 0)
    failed = now_of(take)
    assert (failed.state, failed.starts, failed.error) == ("ready", 1, "ZeroDivisionError while making this scene.")
    assert failed.render.state == "processing"
    assert take.attempts.get().outcome == "failed"


def test_it_starts_three_times(take: Take) -> None:
    Take.objects.update(starts=Take.MOST_STARTS - 1)
    takes.work(str(take.pk), draw=drawing.draw)
    assert now_of(take).state == "completed"


def test_what_a_provider_makes_is_not_drawn_here(team: Team) -> None:
    theirs = people.take(people.render(people.video(people.account(team, provider=Provider.CAPTIONS))))
    takes.work(str(theirs.pk), draw=drawing.draw)
    assert (now_of(theirs).state, now_of(theirs).starts) == ("ready", 0)


def test_a_draft_is_not_ordered(team: Team) -> None:
    account = people.account(team, provider=Provider.CAPTIONS)
    draft = people.take(people.render(people.video(account), kind="draft"))
    orders.work(str(draft.pk), submit=lambda *_: pytest.fail("it was ordered"))
    assert (now_of(draft).state, draft.attempts.count()) == ("ready", 0)


def test_a_draft_is_one_though_the_video_is_a_test(video: Video) -> None:
    video.setup["test"] = True
    video.save()
    assert [renders.generate(video, actor=None, kind=kind).kind for kind in ("draft", "final")] == ["draft", "test"]


def test_it_leaves_no_attempt_open_when_it_gives_up(take: Take) -> None:
    Take.objects.update(starts=Take.MOST_STARTS)
    takes.work(str(take.pk), draw=drawing.draw)
    assert now_of(take).error == takes.CRASHING
    assert not take.attempts.filter(ended_at=None).exists()


def test_it_ends_in_words_before_the_queue_ends_its_worker(take: Take, settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "ALT_CLUSTERS": {"render": {"timeout": leases.TO_END}}}
    takes.work(str(take.pk), draw=drawing.draw)
    assert "took longer than" in now_of(take).error
    assert take.attempts.get().outcome == "failed"


@pytest.mark.parametrize(("told", "kept"), [(-3.0, 0), (1e15, progress.LONGEST), (2.6, 3)])
def test_it_does_not_break_over_a_wild_estimate(take: Take, told: float, kept: int) -> None:
    def draw(*_: Any, folder: Path, on_progress: Any, **__: Any) -> dict[str, Any]:
        assert on_progress(Progress("Drawing frames", 0.1, told))
        assert now_of(take).left == kept
        return drawing.drawn(folder, "x")

    takes.work(str(take.pk), draw=draw)
    assert now_of(take).state == "completed"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_goes_on_though_the_database_was_away_meanwhile(take: Take) -> None:
    def away(*_: Any, folder: Path, on_progress: Any, **__: Any) -> dict[str, Any]:
        meanwhile.cut_off()
        drawing.tell(on_progress, 0.5)
        return drawing.drawn(folder, "x")

    takes.work(str(take.pk), draw=away)
    assert list(take.attempts.values_list("outcome", flat=True)) == ["completed"]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_how_it_ended_is_written_down_though_the_database_was_away(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> dict[str, Any]:
        meanwhile.cut_off()
        raise EngineFailed("The engine broke.", permanent=False)

    monkeypatch.setattr(outages, "WAITS", (0.0,))
    takes.work(str(take.pk), draw=away)
    assert (now_of(take).lease_holder, now_of(take).error) == ("", "The engine broke.")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_error_inside_a_transaction_is_told_at_once(take: Take) -> None:
    tries = list[None]()

    @outages.outlasted
    def ask() -> None:
        tries.append(None)
        meanwhile.cut_off()
        Take.objects.get(pk=take.pk)

    with pytest.raises(Error), transaction.atomic():
        ask()
    assert len(tries) == 1
    assert now_of(take)
