"""Many takes asked about in one turn: what only moves is written together, and nobody is asked too often."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import moves, polls, questions
from studio.models import Account, Render, Take
from studio.providers.base import NoNews, Standing, TakeNews
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def account(team: people.Team) -> Account:
    return people.account(team, provider=Provider.CAPTIONS, price=100)


def under_way(account: Account, count: int) -> list[Take]:
    """Takes of one scene each, two a render."""
    renders = [people.render(people.video(account), state=RenderState.PROCESSING) for _ in range(-(-count // 2))]
    return [
        people.take(
            renders[number // 2], position=number % 2, state=TakeState.PROCESSING, external_id=f"op-{number}",
            seconds=10, submitted_at=timezone.now() - timedelta(minutes=1), poll_at=timezone.now(),
        )
        for number in range(count)
    ]  # fmt: skip


def moved(_: Account, due: Sequence[Take]) -> list[questions.Answer]:
    return [TakeNews(Standing.RUNNING, "PROCESSING", progress=40, raw={"progress": 40}) for _ in due]


def test_a_turn_of_moves_costs_a_few_statements(account: Account, django_assert_max_num_queries: Any) -> None:
    under_way(account, 40)
    with django_assert_max_num_queries(18):
        polls.work(str(account.pk), ask=moved)
    told = set(Take.objects.values_list("progress", "stage", "polls", "state"))
    assert told == {(40, "Captions: PROCESSING", 1, TakeState.PROCESSING)}
    assert all(take.raw == {"progress": 40} and take.poll_at > timezone.now() for take in Take.objects.all())
    render = Render.objects.first()
    assert render
    assert (render.progress, render.stage) == (38, "Captions: PROCESSING")
    assert render.left is not None
    assert 80 < render.left < 100


def test_a_reused_scene_says_nothing_of_the_pace(account: Account) -> None:
    reused, ordered = under_way(account, 2)
    Take.objects.filter(pk=reused.pk).update(
        state=TakeState.COMPLETED, progress=100, reused_from=ordered, submitted_at=None, poll_at=None
    )
    polls.work(str(account.pk), ask=moved)
    render = Render.objects.get()
    assert render.progress == int(95 * 1.4 / 2)
    assert render.left == pytest.approx(90, abs=2), "a minute for 40 % of the other"


def test_what_has_ended_meanwhile_is_left_alone(account: Account) -> None:
    first, second = under_way(account, 2)

    def answer(account: Account, due: Sequence[Take]) -> list[questions.Answer]:
        Take.objects.filter(pk=first.pk).update(state=TakeState.CANCELED, poll_at=None)
        Render.objects.update(state=RenderState.CANCELED)
        return moved(account, due)

    polls.work(str(account.pk), ask=answer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.progress, first.poll_at) == (TakeState.CANCELED, 0, None)
    assert (second.progress, Render.objects.get().progress) == (40, 0)


def test_an_account_is_woken_once_whatever_is_due(account: Account) -> None:
    under_way(account, 4)
    polls.wake_due()
    assert [entry.task["args"] for entry in OrmQ.objects.all()] == [(str(account.pk),)]


def test_nobody_asks_where_somebody_asks_already_or_nothing_is_due(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way(account, 1)
    Account.objects.update(poll_until=timezone.now() + polls.LEASE)
    polls.wake_due()
    polls.work(str(account.pk), ask=lambda *_: pytest.fail("asked twice at once"))
    Account.objects.update(poll_until=timezone.now() - timedelta(seconds=1))
    Take.objects.update(poll_at=timezone.now() + timedelta(minutes=1))
    polls.wake_due()
    Take.objects.update(poll_at=timezone.now())
    monkeypatch.setattr(polls, "MOST_WAITING", -1)
    polls.wake_due()
    assert not OrmQ.objects.exists()
    polls.work(str(account.pk), ask=moved)
    assert Take.objects.get().polls == 1, "whoever asked before is gone"


def test_whose_turn_did_not_come_is_the_first_of_the_next(account: Account) -> None:
    under_way(account, 2)
    polls.work(str(account.pk), ask=lambda _, due: [*moved(account, due)[1:], questions.NOT_ASKED])
    later, due = Take.objects.order_by("-poll_at")
    assert (later.polls, due.polls, due.raw) == (1, 0, {})
    assert due.poll_at and due.poll_at <= timezone.now()
    assert Account.objects.get().failure == ""


@pytest.mark.parametrize(("answer", "waits"), [
    (NoNews("Busy.", 300.0), (300, 300)), (NoNews("Away."), (10, 20)), (TakeNews(Standing.GONE, "404"), (10, 20)),
])  # fmt: skip
def test_who_says_nothing_is_asked_less_often_or_when_they_say(
    account: Account, answer: questions.Answer, waits: tuple[int, int]
) -> None:
    take = under_way(account, 1)[0]
    for wait in waits:
        Take.objects.update(poll_at=timezone.now())
        polls.work(str(account.pk), ask=lambda *_: [answer])
        take.refresh_from_db()
        assert take.poll_at
        assert wait * 0.84 - 1 < (take.poll_at - timezone.now()).total_seconds() < wait * 1.16


@pytest.mark.parametrize("progress", [0, 40], ids=["stands still", "goes on"])
def test_what_runs_for_longer_than_a_day_is_given_up(account: Account, progress: int) -> None:
    take = under_way(account, 1)[0]
    Take.objects.update(submitted_at=timezone.now() - polls.TOO_LONG)
    polls.work(str(account.pk), ask=lambda *_: [TakeNews(Standing.RUNNING, "PROCESSING", progress=progress)])
    take.refresh_from_db()
    assert (take.state, take.error) == (TakeState.FAILED, "Captions took longer than a day.")


def test_the_more_there_are_the_less_often_each_is_asked_about(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "QUESTIONS", 0.5)
    takes = under_way(account, 20)
    soon = [timezone.now() + timedelta(seconds=seconds) for seconds in (15, 35)]
    for take, at in zip(takes, soon, strict=False):
        Take.objects.filter(pk=take.pk).update(poll_at=at)
    polls.work(str(account.pk), ask=moved)
    waits = [(take.poll_at - timezone.now()).total_seconds() for take in Take.objects.filter(polls=1) if take.poll_at]
    assert len(waits) == 19, "one came early, for company; the other was left"
    late = 2.0  # a busy machine takes a while to look
    assert all(40 * 0.85 * 0.85 - late < wait < 40 * 1.15 * 1.15 for wait in waits), "from now on"
    assert max(waits) / (min(waits) + late) < 1.15 / 0.85, "those of one turn stay together"


@pytest.mark.django_db(transaction=True)
def test_what_ends_while_it_is_written_stays_as_it_ended(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    take = under_way(account, 1)[0]
    end = {"state": TakeState.CANCELED, "poll_at": None}
    other = meanwhile(monkeypatch, moves, "_update", lambda: Take.objects.update(**end))
    polls.work(str(account.pk), ask=moved)
    other.join()
    assert Take.objects.filter(**end).get() == take
    monkeypatch.undo()
    end = {"state": RenderState.CANCELED, "stage": ""}
    other = meanwhile(monkeypatch, moves, "_update", lambda: Render.objects.update(**end))
    moves.show({take.render_id: "Captions: PROCESSING"})
    other.join()
    assert Render.objects.filter(**end).get() == take.render


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Take, Render])
def test_what_somebody_else_holds_is_not_waited_for(account: Account, model: type[Take | Render]) -> None:
    under_way(account, 3)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(model.objects.order_by("pk").select_for_update()[:1])
            held.set()
            done.wait(5)
        connection.close()

    holding = threading.Thread(target=hold)
    holding.start()
    assert held.wait(30)
    polls.work(str(account.pk), ask=moved)
    done.set()
    holding.join()
    assert sorted(model.objects.values_list("stage", flat=True))[:2] == ["", "Captions: PROCESSING"]
