"""Asking how takes go: silences, jobs that are gone, studios that were off, and what is kept of the answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.actions import polls, questions, renders
from studio.models import Account, Take, User
from studio.providers.base import (
    NoNews,
    Standing,
    Submitted,
    TakeNews,
)
from studio.providers.captions import Captions
from studio.vocabulary import TakeState
from tests import people
from tests.actions.ordering.provider import DONE, OP, RUNNING, held, order, poll

pytestmark = pytest.mark.django_db


def test_only_answers_in_a_row_make_it_gone(take: Take) -> None:
    gone = TakeNews(Standing.GONE, "404")
    order(take, OP)
    for _ in range(3):
        for _ in range(polls.GONE_AFTER):
            poll(take, gone)
        poll(take, RUNNING)
    assert take.state == TakeState.PROCESSING
    for _ in range(polls.GONE_AFTER + 1):
        poll(take, gone)
    assert take.state == TakeState.FAILED
    assert held(take) == (people.CREDITS, 0)


def test_a_job_nobody_can_be_asked_about_ends(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    order(take, OP)
    poll(take, NoNews("No such key."))
    days_later(monkeypatch)
    poll(take, NoNews("No such key."))
    assert take.state == TakeState.FAILED
    assert held(take) == (people.CREDITS, 0)


@pytest.mark.parametrize("before", [(), (RUNNING,), (RUNNING, NoNews("Away."), RUNNING)], ids=["new", "asked", "back"])
def test_a_studio_that_was_off_for_days_gives_no_job_up_at_the_first_silence(
    take: Take, monkeypatch: pytest.MonkeyPatch, before: tuple[questions.Answer, ...]
) -> None:
    """A machine that wakes up has no network for a moment: what was made meanwhile is paid for."""
    order(take, OP)
    for answer in before:
        poll(take, answer)
    days_later(monkeypatch)
    poll(take, NoNews("No such host."))
    poll(take, NoNews("No such host."))
    assert not TakeState(take.state).finished
    poll(take, DONE)
    assert take.state == TakeState.FETCHING


def test_a_silence_before_the_studio_was_off_counts_no_longer(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    """The network went first, then the machine; it comes back last."""
    order(take, OP)
    poll(take, NoNews("No such host."))
    days_later(monkeypatch)
    polls.work(str(take.account_id), ask=lambda _, due: [NoNews("No such host.")] * len(due))
    take.refresh_from_db()
    assert not TakeState(take.state).finished
    poll(take, DONE)
    assert take.state == TakeState.FETCHING


def days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    then = timezone.now() + polls.SILENT * 2
    monkeypatch.setattr(timezone, "now", lambda: then)


def test_one_that_can_not_be_asked_about_does_not_block_the_others(
    account: Account, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(_: object, __: object, ___: object, external_id: str) -> TakeNews:
        if external_id == "op-0":
            raise ZeroDivisionError
        return RUNNING

    render = renders.generate(people.video(account, by=alice, scripts=("One.", "Two.")), actor=alice)
    for number, each in enumerate(render.takes.all()):
        Account.objects.update(free_at=None)
        order(each, Submitted(f"op-{number}", 0))
    monkeypatch.setattr(Captions, "fetch", fetch)
    polls.work(str(account.pk))
    assert list(render.takes.values_list("state", flat=True)) == [TakeState.SUBMITTED, TakeState.PROCESSING]
    assert not render.takes.filter(poll_at__lte=timezone.now()).exists()


def test_a_slow_provider_does_not_outlast_its_lease(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(*_: object) -> TakeNews:
        await asyncio.sleep(30)
        return RUNNING

    order(take, Submitted("op-1", 0))
    monkeypatch.setattr(Captions, "fetch", fetch)
    monkeypatch.setattr(questions, "LONGEST_TURN", 0.05)
    polls.work(str(take.account_id))
    account = Account.objects.get(pk=take.account_id)
    assert (account.failure, account.poll_until) == ("The provider did not answer in time.", None)


def test_a_lease_that_another_one_has_is_not_given_back(take: Take) -> None:
    order(take, Submitted("op-1", 0))
    theirs = timezone.now() + timedelta(seconds=77)

    def ask(_: Account, due: object) -> list[questions.Answer]:
        Account.objects.update(poll_until=theirs)
        return [RUNNING]

    polls.work(str(take.account_id), ask=ask)
    assert Account.objects.get(pk=take.account_id).poll_until == theirs


def test_what_a_provider_says_is_kept_within_bounds(take: Take) -> None:
    order(take, OP)
    poll(take, TakeNews(Standing.RUNNING, "A\0B", raw={"state": "A\0\ud800B"}))
    assert (take.raw["state"], take.stage) == ("A?B", "Captions: AB")
    poll(take, TakeNews(Standing.RUNNING, "PROCESSING", progress=50, raw={"state": "x" * polls.MOST_RAW}))
    assert len(str(take.raw)) < 1000
