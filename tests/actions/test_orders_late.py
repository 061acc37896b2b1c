"""Ordering from a provider when two things happen at once: late replies, decisions, versions that ended meanwhile."""

from __future__ import annotations

import asyncio
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

from studio.actions import arrivals, decisions, leases, makers, orders, polls, questions, renders, takes
from studio.actions.ledger import problems
from studio.errors import Conflict
from studio.models import Account, Attempt, Event, Render, Take, Team, User, Video
from studio.net.fetch import Refused as NotFetched
from studio.net.fetch import Why
from studio.providers.base import (
    Later,
    NoNews,
    Outcome,
    Refused,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
    Unknown,
    Unsent,
)
from studio.providers.captions import Captions
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people
from tests.actions.test_orders import DONE, OP, RUNNING, held, order, poll

pytestmark = pytest.mark.django_db
OTHER = Submitted("op-2", 30.0)


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, provider=Provider.CAPTIONS, price=100)


@pytest.fixture
def render(video: Video, alice: User) -> Render:
    return renders.generate(video, actor=alice)


@pytest.fixture
def take(render: Render) -> Take:
    return render.takes.get()


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
    monkeypatch.setattr("studio.actions.cast.gather", lambda *_: 1 / 0)
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
    monkeypatch.setattr(orders, "WRITTEN_AFTER", (0.0, 0.0))
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


def test_a_result_that_never_comes_is_given_up_though_the_provider_says_it_is_done(take: Take) -> None:
    order(take, OP)
    tries = 0
    while take.state != TakeState.FAILED and tries < 20:
        poll(take, DONE)
        arrivals.work(str(take.pk), fetch=lambda *_, **__: NotFetched("Nothing there.", Why.MISSING))
        take.refresh_from_db()
        tries += 1
    assert tries == arrivals.MOST_STARTS
    assert held(take) == (people.CREDITS, 0)


def test_a_result_that_crashes_its_worker_is_given_up_in_words(take: Take) -> None:
    class Died(BaseException):
        pass

    def dies(*_: object, **__: object) -> NotFetched:
        raise Died

    order(take, OP)
    poll(take, DONE)
    for _ in range(arrivals.MOST_STARTS):
        with pytest.raises(Died):
            arrivals.work(str(take.pk), fetch=dies)
        Take.objects.filter(pk=take.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    takes.reconcile()
    arrivals.work(str(take.pk), fetch=dies)
    take.refresh_from_db()
    assert (take.state, "kept crashing" in take.error) == (TakeState.FAILED, True)
    assert list(problems()) == []


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


def test_what_a_provider_says_is_kept_within_bounds(take: Take) -> None:
    order(take, OP)
    poll(take, TakeNews(Standing.RUNNING, "A\0B", raw={"state": "A\0\ud800B"}))
    assert (take.raw["state"], take.stage) == ("A?B", "Captions: AB")
    poll(take, TakeNews(Standing.RUNNING, "PROCESSING", progress=50, raw={"state": "x" * polls.MOST_RAW}))
    assert len(str(take.raw)) < 1000


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
