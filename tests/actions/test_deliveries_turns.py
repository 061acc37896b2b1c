"""Whose turn it is to be told: how many are under way, who is next, and what a worker that dies leaves behind."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import deliveries, endpoints
from studio.models import Account, ApiKey, Delivery, User
from studio.net.deliver import Told, Untold
from studio.vocabulary import DeliveryState, Dialect
from tests import people
from tests.telling import under_way, waiting

pytestmark = pytest.mark.django_db


def test_they_leave_a_worker_for_all_else(account: Account) -> None:
    waiting(account, count=50)
    for _ in range(3):
        deliveries.wake_due()
    assert len(under_way()) == 1


@pytest.mark.parametrize("outcome", [Told(200, 1), Told(500, 1), Told(410, 1), Untold("No answer in time.", 15_000)])
def test_behind_one_comes_the_next(account: Account, outcome: Told | Untold) -> None:
    waiting(account, count=3)
    deliveries.wake_due()
    first = under_way()[0]
    deliveries.send(str(first.pk), post=lambda *_, **__: outcome, seconds=0)
    assert len(under_way()) == 2
    assert under_way()[1].pk != first.pk


def test_addresses_that_answer_at_once_are_told_without_the_queue(account: Account) -> None:
    waiting(account, count=30)
    deliveries.wake_due()
    deliveries.send(str(under_way()[0].pk), post=lambda *_, **__: Told(200, 1), seconds=60)
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()
    assert len(under_way()) == 1


def test_one_that_takes_long_is_the_last_of_its_turn(account: Account) -> None:
    def answer(*_: Any, **__: Any) -> Told:
        time.sleep(0.02)
        return Told(200, 20)

    waiting(account, count=3)
    deliveries.wake_due()
    deliveries.send(str(under_way()[0].pk), post=answer, seconds=0.01)
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 1


def test_a_teams_only_message_does_not_wait_behind_anothers_fifty(account: Account, charlie: User) -> None:
    waiting(account, count=50)
    theirs = people.account(charlie.teams.get())
    waiting(theirs, count=1)
    random.seed(7)
    deliveries.wake_due()
    for _ in range(18):
        deliveries.send(str(under_way()[-1].pk), post=lambda *_, **__: Untold("No answer in time.", 15_000), seconds=0)
    assert theirs.team in {each.team for each in under_way()}


def test_no_two_workers_are_given_the_same_one(account: Account, settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 3}
    waiting(account, count=1)
    assert [deliveries._drawn(), deliveries._drawn()] == [str(Delivery.objects.get().pk), ""]


@pytest.mark.parametrize("count", [1, 3])
def test_one_whose_worker_died_holds_nobody_up_for_long(account: Account, count: int) -> None:
    waiting(account, count=count)
    deliveries.wake_due()
    ago = timezone.now() - deliveries.LEASE - timedelta(seconds=1)
    Delivery.objects.filter(pk=under_way()[0].pk).update(woken_at=ago)
    deliveries.wake_due()
    assert len(under_way()) == 2


def test_one_that_is_asked_for_while_it_is_sent_counts_all_the_same(account: Account) -> None:
    def press_meanwhile(*_: Any, **__: Any) -> Told:
        deliveries.redeliver(first)
        assert under_way() == [first]
        return Told(200, 1)

    waiting(account, count=2)
    deliveries.wake_due()
    first = under_way()[0]
    deliveries.send(str(first.pk), post=press_meanwhile, seconds=0)
    first.refresh_from_db()
    assert (first.state, len(under_way())) == (DeliveryState.DELIVERED, 2)


def test_one_that_is_sent_is_nobody_elses_meanwhile(account: Account) -> None:
    def send_meanwhile(*_: Any, **__: Any) -> Told:
        sent.append(Delivery.objects.get())
        if len(sent) == 1:
            deliveries.send(str(sent[0].pk), post=send_meanwhile, seconds=0)
        return Told(200, 1)

    sent, ago = list[Delivery](), timezone.now() - 2 * deliveries.LEASE
    waiting(account, count=1, woken_at=ago)
    deliveries.send(str(Delivery.objects.get().pk), post=send_meanwhile, seconds=0)
    assert [each.woken_at and each.woken_at > ago for each in sent] == [True]


@pytest.mark.parametrize("tries", [0, 1, len(deliveries.WAITS)])
@pytest.mark.parametrize("kept", ["next_at", "woken_at", "lease_until"])
def test_one_that_waits_longer_than_any_is_due(account: Account, kept: str, tries: int) -> None:
    """The machine's clock was two days ahead when that was written down."""
    waiting(account, count=1)
    Delivery.objects.update(tries=tries, **{kept: timezone.now() + timedelta(days=2)})
    deliveries.wake_due()
    assert not under_way()
    deliveries.free_the_late()
    deliveries.wake_due()
    assert len(under_way()) == 1


def test_one_that_waits_no_longer_than_any_waits(account: Account) -> None:
    waiting(account, count=len(deliveries.WAITS) + 1)
    OrmQ.objects.all().delete()
    for tries, delivery in enumerate(Delivery.objects.all()):
        wait = deliveries.WAITS[tries - 1] * (1 + deliveries.SHAKEN) if tries else deliveries.LOCKED_WAIT
        Delivery.objects.filter(pk=delivery.pk).update(tries=tries, next_at=timezone.now() + wait, woken_at=None)
    deliveries.free_the_late()
    deliveries.wake_due()
    assert not under_way()


def test_one_that_is_sent_at_this_moment_stays_whose_it_is(account: Account) -> None:
    now = timezone.now()
    waiting(account, count=1, woken_at=now, lease_until=now + deliveries.LEASE, tries=1)
    sent = Delivery.objects.values("woken_at", "lease_until", "next_at")
    before = sent.get()
    deliveries.free_the_late()
    assert sent.get() == before


@pytest.mark.django_db(transaction=True)
def test_one_whose_webhook_is_removed_while_it_is_sent_ends_quietly(key: ApiKey) -> None:
    def remove_meanwhile(*_: Any, **__: Any) -> Told:
        endpoints.remove(hook)
        return Told(200, 1)

    hook = endpoints.add(key, Dialect.STUDIO, url="https://example.org/hook", events=[])
    waiting(key.account, count=2)
    first, other = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(endpoint=hook)
    deliveries.send(str(first.pk), post=remove_meanwhile, seconds=0)
    assert Delivery.objects.get() == other
