"""How many twins are made at once, whoever orders them at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ

from studio.actions import twin_turns
from studio.models import Account, Twin
from studio.vocabulary import TwinState

TWINS = 4


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_those_that_are_ordered_at_the_same_moment_leave_a_worker_for_videos(account: Account, settings: Any) -> None:
    settings.RENDER_WORKERS = 2
    start = threading.Barrier(TWINS)

    def order(number: int) -> None:
        try:
            start.wait(30)
            with transaction.atomic():
                Twin.objects.create(team=account.team, account=account, name="Sam", external_name=f"twin-{number}",
                                    number=number, state=TwinState.QUEUED)  # fmt: skip
                twin_turns.wake_makers()
        finally:
            connection.close()

    threads = [threading.Thread(target=order, args=(number,)) for number in range(TWINS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Twin.objects.count(), OrmQ.objects.count()) == (TWINS, 1)
