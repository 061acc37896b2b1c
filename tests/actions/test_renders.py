"""Generate to finished video with the real engine: once, charged once, stoppable, repeatable, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import accounts, assets, credits, joins, renders, scenes, takes, videos
from studio.actions.ledger import problems as ledger_problems
from studio.errors import BadInput, Conflict, NotEnoughCredits, NotFound, OverBudget
from studio.models import Account, Attempt, Render, Take, Team, Transfer, User, Video
from studio.vocabulary import Provider
from tests import people
from tests.actions.test_assets import picture

pytestmark = pytest.mark.django_db
SIZE = {"width": 128, "height": 224}


def scene(text: str, avatar: str = "maya") -> dict[str, Any]:
    return {
        "character": {"type": "avatar", "avatar_id": avatar},
        "voice": {"type": "text", "voice_id": "nora", "input_text": text},
    }


@pytest.fixture
def video(team: Team, alice: User, account: Account) -> Video:
    account.price = 50
    account.save()
    accounts.sync_cast(account)
    board = {
        "dimension": SIZE,
        "fps": 25,
        "caption_mode": "burn_in",
        "scenes": [scene("Good morning."), scene("Bye now.")],
    }
    return videos.create(team, actor=alice, title="Tour", storyboard=board)


def work_off(render: Render) -> Render:
    """What the render cluster would do, here."""
    for take in render.takes.all():
        takes.work(str(take.pk))
    joins.join(str(render.pk))
    return Render.objects.get(pk=render.pk)


@pytest.mark.slow
def test_it_makes_a_video_and_charges_its_true_length_once(video: Video, alice: User) -> None:
    quoted = renders.quote(video)
    render = renders.generate(video, actor=alice, request_key="k1")
    wallet = video.account.wallet
    wallet.refresh_from_db()
    assert wallet.held == quoted.amount > 0
    done = work_off(render)
    assert (done.state, done.progress, done.number) == ("completed", 100, 1)
    with av.open(done.file.file.path) as film:
        assert {stream.codec_context.name for stream in film.streams} == {"h264", "aac"}
        lengths = [float(stream.duration * stream.time_base) for stream in film.streams]
    assert abs(lengths[0] - lengths[1]) < 0.05
    assert lengths[0] == pytest.approx(quoted.seconds, abs=0.1)
    wallet.refresh_from_db()
    assert (wallet.held, wallet.available) == (0, 10_000 - done.cost)
    assert done.cost == pytest.approx(quoted.amount, abs=4)
    assert Transfer.objects.filter(kind="settle", render_id=done.pk).count() == 2
    assert ledger_problems() == []
    assert {done.poster.mime, done.srt.mime, done.vtt.mime} == {"image/jpeg", "application/x-subrip", "text/vtt"}
    assert "Good morning" in Path(done.vtt.file.path).read_text()
    kinds = list(video.events.filter(render=done).order_by("at").values_list("kind", flat=True))
    assert kinds == ["render.ordered", "render.completed"]


@pytest.mark.slow
def test_it_neither_pays_nor_waits_twice_for_an_unchanged_scene(video: Video, alice: User) -> None:
    first = work_off(renders.generate(video, actor=alice))
    scenes.save(video.scenes.last(), version=1, document=scene("So long."))
    quoted = renders.quote(video)
    assert [part.reused for part in quoted.scenes] == [True, False]
    second = renders.generate(video, actor=alice)
    reused = second.takes.get(position=0)
    assert (reused.state, reused.segment_id) == ("completed", first.takes.get(position=0).segment_id)
    done = work_off(second)
    assert done.state == "completed"
    assert done.cost == quoted.scenes[1].amount
    third = renders.generate(video, actor=alice)
    assert third.state == "joining"
    assert work_off(third).cost == 0


def test_it_is_one_render_however_often_the_button_is_pressed(video: Video, alice: User) -> None:
    made = {renders.generate(video, actor=alice, request_key="double").pk for _ in range(3)}
    assert len(made) == 1
    assert Transfer.objects.filter(kind="hold").count() == 2
    assert OrmQ.objects.count() == 2


def test_a_key_names_its_version_whatever_became_of_the_video(video: Video, alice: User) -> None:
    first = renders.generate(video, actor=alice, request_key="one")
    renders.cancel(first, actor=alice)
    assert renders.generate(video, actor=alice, request_key="two").number == 2
    videos.trash(video, actor=alice)
    assert renders.generate(video, actor=alice, request_key="one") == first


def test_it_holds_nothing_when_credits_do_not_reach(video: Video, alice: User, account: Account) -> None:
    credits.adjust(account.wallet, -9_999, key="spent elsewhere", actor=alice, note="")
    with pytest.raises(NotEnoughCredits):
        renders.generate(video, actor=alice)
    assert (Render.objects.count(), Take.objects.count(), OrmQ.objects.count()) == (0, 0, 0)
    assert renders.quote(video).problem
    assert ledger_problems() == []


def test_it_says_before_the_press_that_the_budget_does_not_reach(video: Video, alice: User) -> None:
    credits.set_budget(video.team, 1)
    assert "of the team's budget for" in renders.quote(video).problem
    with pytest.raises(OverBudget):
        renders.generate(video, actor=alice)
    credits.set_budget(video.team, 100_000)
    assert renders.quote(video).problem == ""


def test_it_says_before_the_press_that_ones_own_budget_does_not_reach(video: Video, alice: User, bob: User) -> None:
    credits.set_budget(video.team, 1, member=video.team.members.get(user=bob))
    assert f"of {bob}'s budget for" in renders.quote(video, actor=bob).problem
    assert renders.quote(video, actor=alice).problem == ""


def test_it_names_every_problem_by_its_path_and_makes_nothing(video: Video, alice: User) -> None:
    bad = scene(" ", avatar="nobody")
    bad["background"] = {"type": "image", "image_asset_id": "0193c0de-0000-7000-8000-000000000000"}
    scenes.save(video.scenes.first(), version=1, document=bad)
    with pytest.raises(BadInput) as refused:
        renders.generate(video, actor=alice)
    assert set(refused.value.problems) == {
        "scenes.0.voice.input_text", "scenes.0.character.avatar_id", "scenes.0.background.image_asset_id",
    }  # fmt: skip
    assert not Render.objects.exists()


def test_it_gives_everything_back_when_canceled(video: Video, alice: User) -> None:
    render = renders.generate(video, actor=alice)
    assert renders.cancel(render, actor=alice)
    assert not renders.cancel(render, actor=alice)
    takes.work(str(render.takes.first().pk))  # a wake-up that comes late finds nothing to do
    assert not Attempt.objects.exists()
    video.account.wallet.refresh_from_db()
    assert (video.account.wallet.held, video.account.wallet.available) == (0, 10_000)
    assert set(render.takes.values_list("state", flat=True)) == {"canceled"}
    assert ledger_problems() == []


@pytest.mark.slow
def test_it_fails_with_the_reason_and_can_be_tried_again(video: Video, alice: User, team: Team) -> None:
    asset = assets.upload(team, actor=alice, file=SimpleUploadedFile("wall.png", picture()), kind="image")
    whole = Path(asset.file.path).read_bytes()
    ground = {"type": "image", "image_asset_id": str(asset.pk)}
    scenes.save(video.scenes.last(), version=1, document={**scene("Bye now."), "background": ground})
    render = renders.generate(video, actor=alice)
    Path(asset.file.path).write_bytes(whole[:60])
    failed = work_off(render)
    assert failed.state == "failed"
    assert "damaged" in failed.error or "read" in failed.error
    first, second = failed.takes.order_by("position")
    assert (first.state, second.state) == ("completed", "failed")
    wallet = video.account.wallet
    wallet.refresh_from_db()
    assert (wallet.held, wallet.available) == (0, 10_000 - failed.cost)
    assert failed.cost == Transfer.objects.get(kind="settle").amount, "only the scene that was made, and is kept"
    assert ledger_problems() == []
    Path(asset.file.path).write_bytes(whole)
    again = work_off(renders.retry(failed, actor=alice))
    assert (again.state, again.number) == ("completed", 2)
    assert again.takes.get(position=0).reused_from == first


def test_it_does_not_try_again_what_went_well() -> None:
    with pytest.raises(Conflict):
        renders.retry(Render(state="completed"), actor=None)


def test_it_wakes_what_was_forgotten(video: Video, alice: User) -> None:
    render = renders.generate(video, actor=alice)
    OrmQ.objects.all().delete()
    takes.reconcile()
    assert OrmQ.objects.count() == 0, "they were woken when they were ordered: not again at once"
    Take.objects.update(wake_at=timezone.now())
    takes.reconcile()
    assert OrmQ.objects.count() == 2
    takes.reconcile()
    assert OrmQ.objects.count() == 2, "woken once a minute, not at every tick"
    Take.objects.filter(render=render).update(state="completed")
    takes.reconcile()
    assert Render.objects.get().state == "joining"


def test_it_is_one_render_from_two_tabs(video: Video, alice: User) -> None:
    first = renders.generate(video, actor=alice, request_key="this tab")
    assert renders.generate(video, actor=alice, request_key="that tab") == first
    assert renders.generate(video, actor=alice, kind="draft") != first
    assert Transfer.objects.filter(kind="hold", amount__gt=0).count() == 2
    video.refresh_from_db()
    assert video.last_number == 2


def test_it_does_not_start_what_would_last_for_hours(video: Video, alice: User) -> None:
    still = {"voice": {"type": "silence", "duration": 100}}
    long = videos.create(video.team, actor=alice, storyboard={"dimension": SIZE, "scenes": [still] * 40})
    with pytest.raises(BadInput, match="67 minutes"):
        renders.generate(long, actor=alice)


def test_it_gives_up_a_scene_that_keeps_killing_its_worker(video: Video, alice: User) -> None:
    render = renders.generate(video, actor=alice)
    Take.objects.filter(position=0).update(starts=3)
    takes.work(str(render.takes.first().pk))
    render.refresh_from_db()
    assert (render.state, render.error) == ("failed", takes.CRASHING)
    video.account.wallet.refresh_from_db()
    assert (video.account.wallet.held, video.account.wallet.available) == (0, 10_000)


def test_it_makes_nothing_of_a_video_in_the_trash(video: Video, alice: User) -> None:
    stale = Video.objects.get(pk=video.pk)
    videos.trash(video, actor=alice)
    with pytest.raises(Conflict, match="trash"):
        renders.generate(stale, actor=alice)
    failed = people.render(stale, by=alice, state="failed")
    with pytest.raises(Conflict, match="trash"):
        renders.retry(failed, actor=alice)
    Video.objects.filter(pk=video.pk).delete()
    with pytest.raises(NotFound):
        renders.generate(stale, actor=alice)


def test_it_freezes_the_storyboard_of_this_moment(video: Video, alice: User) -> None:
    stale = Video.objects.get(pk=video.pk)
    videos.rename(video, version=1, title="Renamed")
    videos.save_setup(video, version=2, changes={"test": True})
    render = renders.generate(stale, actor=alice)
    assert (render.storyboard["title"], render.kind) == ("Renamed", "test")


def test_it_quotes_nothing_for_a_test(video: Video) -> None:
    assert renders.quote(video).amount > 0
    videos.save_setup(video, version=1, changes={"test": True})
    quoted = renders.quote(video)
    assert (quoted.amount, quoted.problem) == (0, "")


def test_it_is_one_try_however_often_try_again_is_pressed(video: Video, alice: User) -> None:
    first = renders.generate(video, actor=alice)
    renders.cancel(first, actor=alice)
    second = renders.retry(first, actor=alice)
    assert renders.retry(first, actor=alice) == second
    assert Transfer.objects.filter(kind="hold", resolution=None).count() == 2
    renders.cancel(second, actor=alice)
    third = renders.retry(first, actor=alice)
    assert (third.number, third.state) == (3, "queued")


def test_it_says_what_is_gone_before_it_tries_again(video: Video, alice: User) -> None:
    first = renders.generate(video, actor=alice)
    renders.cancel(first, actor=alice)
    video.account.avatars.update(retired_at=video.created_at)
    with pytest.raises(BadInput) as refused:
        renders.retry(first, actor=alice)
    assert set(refused.value.problems) == {"scenes.0.character.avatar_id", "scenes.1.character.avatar_id"}


def test_it_asks_anew_what_the_maker_can_do_before_it_tries_again(video: Video, alice: User) -> None:
    """The account may be another one by now, or the server out of its reach."""
    first = renders.generate(video, actor=alice)
    renders.cancel(first, actor=alice)
    captions = people.account(video.team, provider=Provider.CAPTIONS, price=100)
    Render.objects.filter(pk=first.pk).update(storyboard=_scaled(first.storyboard))
    Video.objects.filter(pk=video.pk).update(account=captions)
    with pytest.raises(BadInput) as refused:
        renders.retry(Render.objects.get(pk=first.pk), actor=alice)
    assert set(refused.value.problems) == {"scenes.0.character.scale", "scenes.1.character.scale"}


def _scaled(storyboard: dict[str, Any]) -> dict[str, Any]:
    scenes = [{**scene, "character": {**scene["character"], "scale": 1.5}} for scene in storyboard["scenes"]]
    return {**storyboard, "scenes": scenes}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows what its tables hold")
def test_it_finds_what_was_made_before_by_its_content(video: Video) -> None:
    """At every look at the price, among however many takes that are done."""
    with CaptureQueriesContext(connection) as asked:
        renders.quote(video)
    (wanted,) = [each["sql"] for each in asked if '"content_hash" IN' in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {wanted}")
        plan = str(cursor.fetchall())
    assert "(content_hash=?)" in plan
