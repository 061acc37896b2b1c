"""Wake-ups are few and handed out in turn: nobody's only scene waits behind somebody's fifty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import deliveries, hooks, leases, polls, progress, takes, waking
from studio.models import Account, Render, Take, Team, User
from studio.vocabulary import Provider, RenderState
from tests import people

pytestmark = pytest.mark.django_db
LARGE = tuple(f"SCAN {name}" for name in ("studio_take", "studio_render", "studio_video", "studio_delivery"))


def a_render(account: Account, by: User, *, scenes: int) -> Render:
    render = people.render(people.video(account, by=by), by=by)
    for position in range(scenes):
        people.take(render, position=position, seconds=10.0, wake_at=timezone.now() - timedelta(seconds=1))
    return render


def woken() -> Iterator[Any]:
    for row in OrmQ.objects.order_by("pk"):
        yield Take.objects.get(pk=row.task["args"][0]).render


@pytest.fixture
def theirs(charlie: User) -> Account:
    return people.account(charlie.teams.get())


def test_it_takes_turns_among_teams(account: Account, alice: User, theirs: Account, charlie: User) -> None:
    many = a_render(account, alice, scenes=50)
    one = a_render(theirs, charlie, scenes=1)
    takes.reconcile()
    found = list(woken())
    assert len(found) == waking.most_waiting()
    assert found[:2] in ([many, one], [one, many])


def test_a_team_has_its_turn_however_much_another_has_waiting(
    account: Account, alice: User, theirs: Account, charlie: User
) -> None:
    render = people.render(people.video(account, by=alice), by=alice)
    old = timezone.now() - timedelta(seconds=60)
    many = [
        Take(render=render, account=account, position=n, scenes=[0], content_hash="0" * 64, created_at=old, wake_at=old)
        for n in range(3000)
    ]
    Take.objects.bulk_create(many)
    one = a_render(theirs, charlie, scenes=1)
    takes.reconcile()
    assert one in woken()


def test_it_counts_what_a_team_has_in_work(account: Account, alice: User, theirs: Account, charlie: User) -> None:
    many = a_render(account, alice, scenes=50)
    now = timezone.now()
    for take in many.takes.all()[:3]:
        Take.objects.filter(pk=take.pk).update(lease_until=now + Take.LEASE, wake_at=now + Take.LEASE)
    few = a_render(theirs, charlie, scenes=3)
    takes.reconcile()
    assert list(woken())[:3] == [few, few, few]


def test_it_adds_nothing_to_a_full_queue(account: Account, alice: User) -> None:
    a_render(account, alice, scenes=50)
    for _ in range(3):
        takes.reconcile()
    assert OrmQ.objects.count() == waking.most_waiting()


def test_many_videos_of_one_scene_take_turns_too(account: Account, alice: User, theirs: Account, charlie: User) -> None:
    for _ in range(20):
        waking.wake_some(a_render(account, alice, scenes=1).takes.all())
    assert OrmQ.objects.count() == waking.most_waiting()
    waking.wake_some(a_render(theirs, charlie, scenes=1).takes.all())
    OrmQ.objects.first().delete()
    takes.reconcile()
    assert [render.account for render in woken()] == [account] * (waking.most_waiting() - 1) + [theirs]


def test_orders_to_a_provider_need_no_room_in_the_queue_of_those_who_draw(
    account: Account, alice: User, theirs: Account
) -> None:
    for _ in range(20):
        waking.wake_some(a_render(account, alice, scenes=1).takes.all())
    elsewhere = people.account(account.team, provider=Provider.HEYGEN)
    waking.wake_some(a_render(elsewhere, alice, scenes=1).takes.all())
    assert [render.account for render in woken()][-1] == elsewhere


def test_orders_take_turns_among_accounts(
    account: Account, alice: User, theirs: Account, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "ORDERS", 4)
    many = people.account(account.team, provider=Provider.HEYGEN)
    a_render(many, alice, scenes=9)
    a_render(people.account(theirs.team, provider=Provider.CREATIFY), charlie, scenes=1)
    takes.reconcile()
    assert Counter(render.account.provider for render in woken()) == {Provider.HEYGEN: 3, Provider.CREATIFY: 1}


def test_joins_take_turns_among_teams(account: Account, alice: User, theirs: Account, charlie: User) -> None:
    for _ in range(20):
        takes.begin_join(people.render(people.video(account, by=alice), by=alice), just_drawn=False)
    assert OrmQ.objects.count() == waking.most_waiting()
    one = a_render(theirs, charlie, scenes=1)
    OrmQ.objects.first().delete()
    takes.reconcile()
    assert OrmQ.objects.count() == waking.most_waiting()
    assert OrmQ.objects.last().task["args"] == (str(one.takes.get().pk),)


def test_a_join_comes_before_another_scene_of_its_team(account: Account, alice: User) -> None:
    a_render(account, alice, scenes=50)
    drawn = people.render(people.video(account, by=alice), by=alice, state=RenderState.JOINING)
    takes.reconcile()
    assert OrmQ.objects.first().task["args"] == (str(drawn.pk),)


def test_it_wakes_the_next_scene_when_one_ends(account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=3)
    waking.wake_next_of(render)
    waking.wake_next_of(render)
    assert [str(row.task["args"][0]) for row in OrmQ.objects.order_by("pk")] == [
        str(take.pk) for take in render.takes.order_by("position")[:2]
    ]


def test_it_says_what_is_left_of_the_whole_render(account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=4)
    first, second, *_ = render.takes.order_by("position")
    began = timezone.now() - timedelta(seconds=30)
    people.attempt(first, started_at=began)
    Take.objects.filter(pk=first.pk).update(progress=100)
    Take.objects.filter(pk=second.pk).update(progress=50, left=3)
    progress.show(render, "Drawing frames")
    render.refresh_from_db()
    assert render.progress == int(95 * 1.5 / 4)
    assert render.left == pytest.approx(50, abs=2), "30 s for 15 of 40 s of video: 50 s for the rest"


def test_it_does_not_guess_from_nothing(account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=50)
    people.attempt(render.takes.first(), started_at=timezone.now())
    Take.objects.filter(pk=render.takes.first().pk).update(progress=80)
    progress.show(render, "Drawing frames")
    render.refresh_from_db()
    assert render.left is None


def test_it_counts_reused_scenes_as_done_but_not_as_pace(team: Team, account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=2)
    reused, drawn = render.takes.order_by("position")
    Take.objects.filter(pk=reused.pk).update(progress=100, reused_from=drawn)
    people.attempt(drawn, started_at=timezone.now() - timedelta(seconds=10))
    Take.objects.filter(pk=drawn.pk).update(progress=50)
    progress.show(render, "Drawing frames")
    render.refresh_from_db()
    assert (render.progress, render.left) == (71, 10)


def test_a_scene_that_was_started_often_counts_once(account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=2)
    often, fresh = render.takes.order_by("position")
    for seconds in (40, 20, 10):
        people.attempt(often, started_at=timezone.now() - timedelta(seconds=seconds))
    Take.objects.filter(pk=fresh.pk).update(progress=100)
    progress.show(render, "Drawing frames")
    render.refresh_from_db()
    assert (render.progress, render.left) == (47, 40), "40 s for one of two scenes"


def test_what_rests_longer_than_anything_does_is_due(account: Account, alice: User) -> None:
    """The machine's clock was an hour ahead when that was written down."""
    drawing, joining = a_render(account, alice, scenes=1), a_render(account, alice, scenes=0)
    rests = leases.rest(timedelta(hours=1))
    drawing.takes.update(**rests)
    Render.objects.filter(pk=joining.pk).update(state=RenderState.JOINING, **rests)
    takes.reconcile()
    assert {row.task["args"][0] for row in OrmQ.objects.all()} == {str(joining.pk), str(drawing.takes.get().pk)}


def test_what_rests_no_longer_than_anything_does_rests(account: Account, alice: User) -> None:
    render = a_render(account, alice, scenes=3)
    one, two, three = render.takes.order_by("position")
    Take.objects.filter(pk=one.pk).update(**leases.rest(leases.ROOM_REST))
    Take.objects.filter(pk=two.pk).update(wake_at=waking.soon())
    Take.objects.filter(pk=three.pk).update(**leases.rest(timedelta(hours=1)) | {"lease_holder": "another|1|2|x"})
    takes.reconcile()
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("step", [takes.reconcile, polls.wake_due, deliveries.wake_due, hooks.handle_due])
def test_a_turn_of_the_clock_reads_no_large_table_from_end_to_end(
    account: Account, alice: User, step: Callable[[], object]
) -> None:
    """It comes every two seconds, and those who use a studio long have a hundred thousand takes."""
    a_render(account, alice, scenes=3)
    with CaptureQueriesContext(connection) as asked:
        step()
    assert [each for query in asked for each in _plan(query["sql"]) if each.startswith(LARGE)] == []


def _plan(sql: str) -> list[str]:
    if not sql.startswith(("SELECT", "UPDATE")):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[3]) for row in cursor.fetchall()]
