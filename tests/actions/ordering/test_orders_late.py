"""Ordering from a provider when two things happen at once: late replies, decisions, versions that ended meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError, connection
from django.utils import timezone

from studio.actions import decisions, leases, makers, orders, outages, polls, questions, renders
from studio.errors import Conflict
from studio.models import Account, Attempt, Event, Render, Take, User
from studio.providers.base import (
    Later,
    Outcome,
    Refused,
    Submitted,
    TakeOrder,
    Unknown,
    Unsent,
)
from studio.providers.captions import Captions
from studio.vocabulary import RenderState, TakeState
from tests import people
from tests.actions.ordering.provider import OP, RUNNING, held, order, poll

pytestmark = pytest.mark.django_db
OTHER = Submitted("op-2", 30.0)


def lease_runs_out(take: Take) -> None:
    """While a worker waits for its reply, another one comes and finds its lease over."""
    Take.objects.filter(pk=take.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    orders.work(str(take.pk), submit=lambda *_: pytest.fail("sent blindly"))
    assert Take.objects.get(pk=take.pk).state == TakeState.UNKNOWN


def late(take: Take, outcome: Outcome, meanwhile: list[Outcome] | None = None, *, actor: User | None = None) -> None:
    """A reply that comes when its lease is over; `meanwhile` a person may have had it ordered again."""

    def submit(_: Take, __: TakeOrder) -> Outcome:
        lease_runs_out(take)
        if meanwhile is not None:
            decisions.send_again(Take.objects.get(pk=take.pk), actor=actor)
            Account.objects.update(free_at=None)
            for other in meanwhile:
                order(take, other)
        return outcome

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(OP, TakeState.SUBMITTED), (Refused("No."), TakeState.FAILED), (Later("Busy.", 5), TakeState.READY),
     (Unknown("Lost."), TakeState.UNKNOWN)],
)  # fmt: skip
def test_a_late_reply_is_still_a_fact(take: Take, outcome: Outcome, state: TakeState) -> None:
    late(take, outcome)
    assert take.state == state
    assert take.attempts.get().outcome in ("ordered", "refused", "not sent", "unknown")


def test_a_job_that_was_ordered_twice_keeps_the_first_id_and_tells_of_the_second(take: Take, alice: User) -> None:
    late(take, OP, [OTHER], actor=alice)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, "op-2")
    assert [each.outcome for each in take.attempts.all()] == ["ordered", "ordered"]
    assert "as op-1" in take.attempts.get(number=1).error
    assert Event.objects.filter(kind="take.twice").count() == 1


def test_a_late_refusal_does_not_touch_what_was_ordered_anew(take: Take, alice: User) -> None:
    late(take, Refused("No."), [OTHER], actor=alice)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, "op-2")
    late_again = list(take.attempts.values_list("outcome", flat=True))
    assert late_again == ["refused", "ordered"]


def test_a_late_acceptance_before_it_is_sent_again_spares_the_second_order(take: Take, alice: User) -> None:
    late(take, OP, [], actor=alice)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, "op-1")
    assert order(take, OTHER) == []


def test_an_acceptance_after_it_was_given_up_is_told(take: Take, alice: User) -> None:
    def submit(_: Take, __: TakeOrder) -> Outcome:
        lease_runs_out(take)
        decisions.forget(Take.objects.get(pk=take.pk), actor=alice)
        return OP

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert take.state == TakeState.FAILED
    assert "as op-1" in Attempt.objects.get().error
    assert held(take) == (people.CREDITS, 0)


@pytest.mark.parametrize("outcome", [Later("Busy.", 1.0), Later("No connection.")], ids=["429", "unreachable"])
def test_what_was_canceled_while_it_was_sent_is_not_sent_again(
    take: Take, render: Render, alice: User, outcome: Outcome
) -> None:
    def submit(_: Take, __: TakeOrder) -> Outcome:
        renders.cancel(Render.objects.get(pk=render.pk), actor=alice)
        return outcome

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert take.state == TakeState.CANCELED
    assert held(take) == (people.CREDITS, 0)


def test_what_was_canceled_while_its_reply_was_unknown_waits_for_no_question(
    take: Take, render: Render, alice: User
) -> None:
    def submit(_: Take, __: TakeOrder) -> Outcome:
        lease_runs_out(take)
        renders.cancel(Render.objects.get(pk=render.pk), actor=alice)
        return Later("Busy.", 1.0)

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert (take.state, take.poll_at) == (TakeState.CANCELED, None)


def test_what_waits_in_a_version_that_ended_is_not_ordered(take: Take, render: Render) -> None:
    Render.objects.filter(pk=render.pk).update(state=RenderState.CANCELED)
    assert order(take, OP) == []
    assert take.state == TakeState.CANCELED
    assert held(take) == (people.CREDITS, 0)


def test_nobody_sends_again_for_a_version_that_ended(take: Take, render: Render, alice: User) -> None:
    order(take, Unknown("Lost."))
    renders.cancel(render, actor=alice)
    with pytest.raises(Conflict):
        decisions.send_again(take, actor=alice)
    decisions.forget(take, actor=alice)
    assert held(take) == (people.CREDITS, 0)


def test_what_can_not_be_prepared_was_not_sent(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.actions.enclosures.files", lambda *_: 1 / 0)
    assert order(take, OP) == []
    assert (take.state, take.error) == (TakeState.FAILED, "ZeroDivisionError while preparing the order.")
    assert held(take) == (people.CREDITS, 0)


@pytest.mark.django_db(transaction=True)
def test_a_reply_is_written_down_though_the_database_is_away_for_a_moment(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, hear = [], orders.hear

    def flaky(*args: object) -> None:
        calls.append(args)
        if len(calls) < 3:
            raise OperationalError("deadlock detected")
        hear(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(orders, "hear", flaky)
    monkeypatch.setattr(outages, "WAITS", (0.0, 0.0))
    order(take, OP)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, "op-1")


def test_where_a_resend_is_safe_it_is_sent_with_the_same_token_some_times(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe = Captions()
    monkeypatch.setattr(safe, "features", replace(Captions.features, resends_safely=True), raising=False)
    monkeypatch.setattr(makers, "adapter", lambda _: safe)
    sent: list[TakeOrder] = []
    for _ in range(orders.MOST_RESENDS + 2):
        Take.objects.filter(pk=take.pk).update(lease_until=None)
        Account.objects.update(free_at=None)
        sent += order(take, Unknown("Lost."))
    assert len(sent) == orders.MOST_RESENDS
    assert len({each.token for each in sent}) == 1
    assert take.state == TakeState.UNKNOWN


@pytest.mark.parametrize("again", [None, Later("Busy.", 0.0)], ids=["waits", "busy"])
def test_what_may_have_been_taken_before_it_was_canceled_is_looked_for(
    take: Take, render: Render, alice: User, monkeypatch: pytest.MonkeyPatch, again: Outcome | None
) -> None:
    """The provider may make it, and charge for it: what is held stays until somebody knows."""
    safe = Captions()
    monkeypatch.setattr(safe, "features", replace(Captions.features, resends_safely=True), raising=False)
    monkeypatch.setattr(makers, "adapter", lambda _: safe)
    order(take, Unknown("Lost."))
    assert take.state == TakeState.READY

    def submit(_: Take, __: TakeOrder) -> Outcome:
        assert again, "nothing is ordered for a version that has ended"
        renders.cancel(Render.objects.get(pk=render.pk), actor=alice)
        return again

    if again is None:
        renders.cancel(render, actor=alice)
    Take.objects.filter(pk=take.pk).update(lease_until=None)
    Account.objects.update(free_at=None)
    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert (take.state, held(take)[1]) == (TakeState.UNKNOWN, take.quote)
    poll(take, OP)
    assert take.state == TakeState.SUBMITTED


@pytest.mark.parametrize(("lost_before", "sent"), [(False, False), (True, True)])
def test_what_is_canceled_while_files_are_uploaded_is_sent_only_to_learn_what_to_pay(
    take: Take, render: Render, alice: User, monkeypatch: pytest.MonkeyPatch, lost_before: bool, sent: bool
) -> None:
    safe = Captions()
    monkeypatch.setattr(safe, "features", replace(Captions.features, resends_safely=True), raising=False)
    monkeypatch.setattr(makers, "adapter", lambda _: safe)
    if lost_before:
        order(take, Unknown("Lost."))
        Take.objects.filter(pk=take.pk).update(lease_until=None)
        Account.objects.update(free_at=None)

    def submit(_: Take, asked: TakeOrder) -> Outcome:
        renders.cancel(Render.objects.get(pk=render.pk), actor=alice)
        return OP if async_to_sync(asked.wanted)() else Unsent()

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert take.state == (TakeState.SUBMITTED if sent else TakeState.CANCELED)
    assert (held(take) == (people.CREDITS, 0)) is not sent


def test_unknown_orders_do_not_keep_an_account_busy_for_ever(account: Account, alice: User) -> None:
    most = makers.adapter(account).features.most_at_once
    scripts = tuple(f"Number {number}." for number in range(most + 1))
    render = renders.generate(people.video(account, by=alice, scripts=scripts), actor=alice)
    *first, last = render.takes.all()
    for each in first:
        Account.objects.update(free_at=None)
        order(each, Unknown("Lost."))
    Account.objects.update(free_at=None)
    assert order(last, OP) == []
    Take.objects.filter(state=TakeState.UNKNOWN).update(submitted_at=timezone.now() - orders.ASK_AFTER * 2)
    assert len(order(last, OP)) == 1


def changed_meanwhile(take: Take, answer: questions.Answer, **fields: object) -> None:
    """The provider is asked, and before its answer is heard the take has moved on."""

    def ask(_: Account, due: object) -> list[questions.Answer]:
        Take.objects.filter(pk=take.pk).update(**fields)
        return [answer]

    Take.objects.filter(pk=take.pk).update(poll_at=timezone.now())
    polls.work(str(take.account_id), ask=ask)
    take.refresh_from_db()


def test_an_answer_about_what_it_was_before_changes_nothing(take: Take) -> None:
    order(take, Unknown("Lost."))
    changed_meanwhile(take, None, state=TakeState.READY, poll_at=None)
    assert (take.state, take.poll_at) == (TakeState.READY, None), "else it would never be woken"
    Account.objects.update(free_at=None)
    order(take, OP)
    changed_meanwhile(take, RUNNING, state=TakeState.FETCHING, poll_at=None)
    assert (take.state, take.poll_at) == (TakeState.FETCHING, None)


def test_who_is_asked_already_is_not_asked_to_decide(take: Take) -> None:
    order(take, Unknown("Lost."))
    long_ago = timezone.now() - orders.ASK_AFTER * 2
    Take.objects.filter(pk=take.pk).update(submitted_at=long_ago)
    changed_meanwhile(take, None, state=TakeState.SUBMITTED, external_id="op-1")
    assert take.state == TakeState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_an_order_that_takes_longer_than_its_lease_is_not_taken_for_dead(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW", 0.02)
    over = timezone.now() - timedelta(seconds=1)

    def slow(_: Take, __: TakeOrder) -> Outcome:
        Take.objects.filter(pk=take.pk).update(lease_until=over)
        for _ in range(500):
            if Take.objects.get(pk=take.pk).lease_until != over:
                break
            time.sleep(0.02)
        orders.work(str(take.pk), submit=lambda *_: pytest.fail("sent twice"))
        assert Take.objects.get(pk=take.pk).state == TakeState.SUBMITTING
        return OP

    orders.work(str(take.pk), submit=slow)
    take.refresh_from_db()
    assert (take.state, take.external_id, take.lease_holder) == (TakeState.SUBMITTED, "op-1", "")


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_replies_with_one_number_at_one_moment_one_is_believed(
    account: Account, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = []
    for script in ("One.", "Two."):
        video = people.video(account, by=alice, scripts=(script,))
        waiting.append(renders.generate(video, actor=alice).takes.get())
        attempt = Attempt.objects.create(take=waiting[-1], number=1, holder=script)
        Take.objects.filter(pk=waiting[-1].pk).update(state=TakeState.SUBMITTING, lease_holder=attempt.holder)
    both, is_anothers = threading.Barrier(2), orders.is_anothers

    def asked_at_one_moment(take: Take, external_id: str) -> bool:
        found = is_anothers(take, external_id)
        with suppress(threading.BrokenBarrierError):
            both.wait(2)
        return found

    monkeypatch.setattr(orders, "is_anothers", asked_at_one_moment)
    everybody(lambda take: orders.hear(take, take.attempts.get().holder, OP), waiting)
    assert sorted(Take.objects.values_list("state", "external_id")) == [("submitted", "op-1"), ("unknown", "")]


def everybody(do: Callable[[Take], None], waiting: list[Take]) -> None:
    """Each in a thread of its own, all at once."""

    def alone(take: Take) -> None:
        try:
            do(take)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(waiting)) as threads:
        list(threads.map(alone, waiting))
