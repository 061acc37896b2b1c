"""Webhooks that meet at the same moment: how many are under way, and one that goes while it is told."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ

from studio.actions import deliveries, endpoints
from studio.models import Account, ApiKey, Delivery
from studio.net.deliver import Told
from studio.vocabulary import DeliveryState, Dialect
from tests.meanwhile import meanwhile

MESSAGES = 4


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_those_that_come_at_the_same_moment_leave_a_worker_for_all_else(account: Account) -> None:
    same = {"team": account.team, "dialect": Dialect.STUDIO, "event": "x", "url": "http://a.example/", "body": "{}"}
    old = [Delivery.objects.create(key=str(n), state=DeliveryState.DELIVERED, **same) for n in range(MESSAGES)]
    start = threading.Barrier(MESSAGES)

    def again(delivery: Delivery) -> None:
        try:
            start.wait(30)
            with transaction.atomic():
                deliveries.redeliver(delivery)
                time.sleep(0.2)  # nobody sees yet what the others wake
        finally:
            connection.close()

    threads = [threading.Thread(target=again, args=(each,)) for each in old]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == MESSAGES
    assert OrmQ.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_webhook_that_is_removed_while_its_answer_is_written_down_ends_quietly(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = endpoints.add(key, Dialect.STUDIO, url="http://a.example/", events=[])
    message = Delivery.objects.create(
        team=hook.team, endpoint=hook, dialect=hook.dialect, event="x", url=hook.url, body="{}", key="one"
    )  # fmt: skip
    other = meanwhile(monkeypatch, deliveries, "_tried", lambda: endpoints.remove(hook))
    deliveries.send(str(message.pk), post=lambda *_, **__: Told(500, 1))
    other.join()
    assert not Delivery.objects.exists()
