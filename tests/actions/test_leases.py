"""One worker at a time, and nobody waits for the dead."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import leases, polls, twin_orders
from studio.actions.videos import record
from studio.models import Account, Render, Take, Team, Twin, Video
from studio.models.renders import OPEN_TAKES
from studio.vocabulary import Provider, RenderState, TakeState, TwinState
from tests import doubles, meanwhile, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(team: Team, account: Account) -> Take:
    video = Video.objects.create(team=team, account=account, title="Tour")
    render = Render.objects.create(video=video, account=account, number=1, storyboard={"scenes": []})
    return Take.objects.create(render=render, account=account, position=0, scenes=[0], content_hash="x" * 64)


def claim(take: Take, name: str) -> bool:
    return leases.claim(Take, take.pk, states=OPEN_TAKES, as_holder=name)


def test_it_gives_a_take_to_one_worker(take: Take) -> None:
    assert claim(take, "a")
    assert not claim(take, "b")
    take.refresh_from_db()
    assert (take.lease_holder, take.starts) == ("a", 1)


def test_it_gives_an_expired_lease_to_the_next(take: Take) -> None:
    claim(take, "a")
    Take.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim(take, "b")
    assert not leases.renew(take, as_holder="a")
    assert leases.renew(take, as_holder="b")


def test_it_lets_nobody_write_who_lost_the_lease(take: Take) -> None:
    claim(take, "a")
    assert not record(take, TakeState.COMPLETED, holder="b", progress=100)
    assert record(take, TakeState.COMPLETED, holder="a", progress=100)
    take.refresh_from_db()
    assert (take.state, take.lease_holder, take.lease_until) == ("completed", "", None)


def test_it_does_not_apply_news_about_finished_work(take: Take) -> None:
    record(take, TakeState.CANCELED)
    assert not record(take, TakeState.COMPLETED)
    assert not record(take, TakeState.PROCESSING)
    assert Take.objects.get().state == "canceled"


@pytest.mark.parametrize("late", [RenderState.QUEUED, RenderState.PROCESSING])
def test_it_never_moves_a_render_back(take: Take, late: RenderState) -> None:
    record(take.render, RenderState.JOINING)
    assert not record(take.render, late, stage="Drawing frames")
    assert Render.objects.get().state == "joining"


def test_it_frees_the_lease_of_a_process_that_died(take: Take) -> None:
    code = "import django; django.setup(); from studio.actions.leases import holder; print(holder())"
    env = {"DJANGO_SETTINGS_MODULE": "project.settings", "DATA_DIR": "/tmp", "SECRET_KEY": "x", "CREDENTIALS_KEYS": "x"}
    gone = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    claim(take, gone.stdout.strip())
    assert leases.free_the_dead() == 1
    assert claim(take, leases.holder())


def test_it_forgives_a_start_that_the_studio_ended_itself(take: Take) -> None:
    claim(take, f"{leases.HOST}|999999999|1|abcd")
    assert leases.free_the_dead(forgive=True) == 1
    take.refresh_from_db()
    assert (take.lease_holder, take.starts) == ("", 0)


def test_it_forgives_it_too_when_the_studio_stood_still_for_a_night(take: Take) -> None:
    claim(take, f"{leases.HOST}|999999999|1|abcd")
    Take.objects.update(lease_until=timezone.now() - timedelta(hours=8))
    assert leases.free_the_dead() == 0, "the lease is over: whoever comes may have it, and it counts"
    assert leases.free_the_dead(forgive=True) == 1
    take.refresh_from_db()
    assert (take.lease_holder, take.starts) == ("", 0)
    assert leases.free_the_dead(forgive=True) == 0


def test_it_leaves_the_living_and_other_machines_alone(take: Take) -> None:
    claim(take, leases.holder())
    assert leases.free_the_dead() == 0
    Take.objects.update(lease_holder="elsewhere|1|1|abcd")
    assert leases.free_the_dead() == 0


@pytest.mark.parametrize("state", ["checking", "checked", "ordering"])
def test_it_frees_a_twin_whose_worker_died(team: Team, state: str) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    until = timezone.now() + timedelta(minutes=5)
    held = {"lease_holder": f"{leases.HOST}|999999999|1|abcd", "lease_until": until, "wake_at": until, "starts": 2}
    doubles.twin(captions, media=(), state=TwinState(state), **held)
    assert not Twin.objects.due(timezone.now()).exists()
    assert leases.free_the_dead(forgive=True) == 1
    twin = Twin.objects.due(timezone.now()).get()
    assert (twin.state, twin.starts) == (state, 1)
    assert leases.free_the_dead() == 0
    if state == "ordering":  # it may have been sent: it is looked for, and never sent again by itself
        twin_orders.work(str(twin.pk))
        assert Twin.objects.get().state == TwinState.UNKNOWN


@pytest.mark.parametrize("state", ["unknown", "training"])
def test_it_leaves_alone_who_asks_about_a_twin_in_place_of_the_dead(team: Team, state: str) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    until = timezone.now() + timedelta(minutes=5)
    dead = f"{leases.HOST}|999999999|1|abcd"
    doubles.twin(captions, media=(), state=TwinState(state), lease_holder=dead, lease_until=until)
    assert leases.free_the_dead() == 0
    assert Twin.objects.get().lease_until == until


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_is_kept_though_the_database_was_away_for_a_moment(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    renew, renewed, cuts = leases.renew, threading.Event(), list[None]()

    def cut_off_at_first(row: Take, *, as_holder: str) -> None:
        if not cuts:
            cuts.append(meanwhile.cut_off())
        renew(row, as_holder=as_holder)
        renewed.set()

    monkeypatch.setattr(leases, "RENEW", 0.05)
    monkeypatch.setattr(leases, "renew", cut_off_at_first)
    claim(take, "a")
    with leases.kept_alive(take, as_holder="a"):
        assert renewed.wait(5)


def test_it_waits_longer_each_time() -> None:
    assert [leases.backoff(n).seconds for n in (1, 2, 3)] == [5, 10, 20]


def test_it_keeps_the_pace() -> None:
    now = [0.0]
    pace = leases.Pace(10, clock=lambda: now[0])
    assert pace.due() and not pace.due()
    now[0] = 10.0
    assert pace.due()


AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
"""By which the machine's clock was ahead, before it was set right."""


def a_days_rest() -> dict[str, Any]:
    return leases.rest(A_DAY)


@pytest.mark.parametrize("state", [TakeState.READY, TakeState.FETCHING])
def test_an_order_that_rests_longer_than_any_is_due(take: Take, state: TakeState) -> None:
    Account.objects.update(provider=Provider.CAPTIONS)
    Take.objects.update(state=state, **leases.rest(AN_HOUR))
    leases.free_the_late()
    assert not Take.objects.due(timezone.now()).exists(), "a provider may ask for so much patience"
    Take.objects.update(**a_days_rest())
    leases.free_the_late()
    assert Take.objects.due(timezone.now()).exists()


def test_an_order_that_is_on_its_way_stays_its_workers(take: Take) -> None:
    Account.objects.update(provider=Provider.CAPTIONS)
    Take.objects.update(state=TakeState.SUBMITTING, **a_days_rest() | {"lease_holder": "another|1|2|x"})
    leases.free_the_late()
    assert not Take.objects.due(timezone.now()).exists()


def test_a_question_that_waits_longer_than_any_is_due(take: Take) -> None:
    ahead = timezone.now() + A_DAY
    Account.objects.update(provider=Provider.CAPTIONS, free_at=ahead, poll_until=ahead)
    Take.objects.update(state=TakeState.SUBMITTED, poll_at=ahead)
    leases.free_the_late()
    polls.wake_due()
    assert [row.task["func"] for row in OrmQ.objects.all()] == ["studio.tasks.poll_account"]
    assert Account.objects.get().free_at is None


@pytest.mark.parametrize("state", ["queued", "checked", "training", "unknown"])
def test_a_twin_that_rests_longer_than_any_is_due(team: Team, state: str) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    named = {"lease_holder": "another|1|2|x"} if state == "unknown" else {}
    doubles.twin(captions, media=(), state=TwinState(state), **a_days_rest() | named)
    leases.free_the_late()
    assert Twin.objects.due(timezone.now()).exists()
    assert Twin.objects.get().lease_holder == named.get("lease_holder", "")


@pytest.mark.parametrize("state", ["checking", "ordering"])
def test_a_twin_that_is_worked_on_stays_its_workers(team: Team, state: str) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    held = a_days_rest() | {"lease_holder": "another|1|2|x"}
    doubles.twin(captions, media=(), state=TwinState(state), **held)
    leases.free_the_late()
    assert not Twin.objects.due(timezone.now()).exists()
