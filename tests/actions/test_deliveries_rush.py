"""How many webhooks are under way at once, whoever has some to tell at the same moment."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ

from studio.actions import deliveries
from studio.models import Account, Delivery
from studio.vocabulary import DeliveryState, Dialect

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
