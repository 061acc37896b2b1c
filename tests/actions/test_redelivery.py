"""Sending a message again: once, to where its webhook is by now, and not to one that is stopped."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from studio.actions import deliveries, endpoints
from studio.errors import Conflict, NotFound
from studio.models import Account, Delivery, DeliveryTry, Endpoint, Event, User
from studio.net.deliver import Told
from studio.vocabulary import DeliveryState, Dialect
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(account: Account, alice: User) -> Endpoint:
    return endpoints.add(people.key(account, by=alice), Dialect.STUDIO, url="https://old.example/hook", events=[])


@pytest.fixture
def message(hook: Endpoint) -> Delivery:
    """Given up after its first try."""
    made = Delivery.objects.create(
        team=hook.team, endpoint=hook, dialect=hook.dialect, event="video.completed", url=hook.url, body="{}",
        key="one", state=DeliveryState.GIVEN_UP, tries=9,
    )  # fmt: skip
    DeliveryTry.objects.create(delivery=made, number=1, status=500)
    return made


def test_it_has_all_tries_before_it_and_is_noted(message: Delivery, alice: User) -> None:
    fields = {"event": "video.failed", "url": message.url, "state": DeliveryState.GIVEN_UP}
    newer = Delivery.objects.create(team=message.team, key="two", body="{}", endpoint=message.endpoint, **fields)
    assert deliveries.redeliver(message, actor=alice, seen=1)
    message.refresh_from_db()
    assert (message.state, message.tries, message.on_its_way) == (DeliveryState.WAITING, 0, True)
    assert message.woken_at, "nobody waits for the clock"
    newer.refresh_from_db()
    assert newer.state == DeliveryState.GIVEN_UP
    event = Event.objects.get(kind="webhook.again")
    assert (event.text, event.actor) == ("video.completed sent to old.example again", alice)
    deliveries.send(str(message.pk), post=lambda *_, **__: Told(500, 1))
    message.refresh_from_db()
    assert (message.state, message.attempts.count()) == (DeliveryState.WAITING, 2)


def test_it_goes_to_where_its_webhook_is_by_now(message: Delivery, hook: Endpoint) -> None:
    asked = []

    def answer(url: str, *_: object, **__: object) -> Told:
        asked.append(url)
        return Told(200, 1)

    endpoints.change(hook, url="https://new.example/hook", events=[])
    deliveries.redeliver(message)
    deliveries.send(str(message.pk), post=answer)
    assert asked == ["https://new.example/hook"]


def test_one_that_waits_goes_out_at_once(message: Delivery) -> None:
    Delivery.objects.update(state=DeliveryState.WAITING, next_at=timezone.now() + timedelta(hours=4))
    assert deliveries.redeliver(message, seen=1)
    assert not deliveries.redeliver(message, seen=1), "it is due already"


@pytest.mark.parametrize("state", list(DeliveryState))
def test_whoever_did_not_see_its_last_try_sends_nothing(message: Delivery, state: DeliveryState) -> None:
    Delivery.objects.update(state=state, next_at=timezone.now() + timedelta(hours=4))
    assert not deliveries.redeliver(message, seen=0)
    message.refresh_from_db()
    assert (message.state, message.on_its_way) == (state, False)
    assert not Event.objects.filter(kind="webhook.again").exists()


def test_one_that_is_sent_at_this_moment_is_left_alone(message: Delivery) -> None:
    soon = timezone.now() + timedelta(seconds=30)
    Delivery.objects.update(state=DeliveryState.WAITING, next_at=soon, lease_until=soon)
    assert not deliveries.redeliver(message)


def test_one_whose_webhook_is_stopped_or_gone_is_refused(message: Delivery, hook: Endpoint, alice: User) -> None:
    endpoints.disable(hook, actor=alice)
    with pytest.raises(Conflict, match="stopped"):
        deliveries.redeliver(message)
    endpoints.remove(hook, actor=alice)
    with pytest.raises(NotFound, match="not kept"):
        deliveries.redeliver(message)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_one_sends_it(message: Delivery) -> None:
    start, went = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait(30)
            went.append(deliveries.redeliver(message, seen=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(went) == [False, True]
