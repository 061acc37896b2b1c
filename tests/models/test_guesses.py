"""However many guess at once, no more are let through than may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from studio.models import Guess

WAIT = timedelta(minutes=10)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_lets_through_no_more_than_may_however_many_come_at_once() -> None:
    def ask(_: int) -> bool:
        try:
            return Guess.count("k", most=5, within=WAIT)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(ask, range(24)))
    assert sum(heard) == 5
    assert Guess.objects.get().tries == 5


@pytest.mark.django_db
def test_it_begins_anew_after_the_wait() -> None:
    assert [Guess.count("k", most=2, within=WAIT) for _ in range(3)] == [True, True, False]
    Guess.objects.update(since=timezone.now() - WAIT - timedelta(seconds=1))
    assert [Guess.count("k", most=2, within=WAIT) for _ in range(3)] == [True, True, False]
    assert Guess.count("other", most=2, within=WAIT)
