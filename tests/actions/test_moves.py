"""Many takes asked about in one turn: what only moves is written together, and nobody is asked too often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import polls, questions
from studio.models import Account, Render, Take
from studio.providers.base import Standing, TakeNews
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people

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
