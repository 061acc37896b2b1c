"""What a provider made, brought home: tries that end, in words; a disk that is full."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.actions import arrivals, takes
from studio.actions.ledger import problems
from studio.models import Take
from studio.net.fetch import Refused as NotFetched
from studio.net.fetch import Why
from studio.vocabulary import TakeState
from tests import people
from tests.actions.ordering.provider import DONE, OP, held, order, poll

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reason", ["There is nothing there.", "There is nothing there. Upload it.",
                                    "There is nothing there; upload it again."])  # fmt: skip
def test_a_result_that_can_not_be_fetched_is_asked_for_again_and_given_up_in_words(take: Take, reason: str) -> None:
    """Without the advice to those who bring a file themselves."""
    order(take, OP)
    for _ in range(arrivals.MOST_STARTS):
        poll(take, DONE)
        if take.state == TakeState.FETCHING:
            Take.objects.filter(pk=take.pk).update(starts=_)
        arrivals.work(str(take.pk), fetch=lambda *_, **__: NotFetched(reason, Why.MISSING))
        take.refresh_from_db()
    assert take.state == TakeState.FAILED
    assert take.error == "Captions made the video, but it could not be brought here: There is nothing there."
    assert held(take) == (people.CREDITS, 0)


def test_what_is_paid_for_waits_for_room_on_a_full_disk(take: Take) -> None:
    order(take, OP)
    full = NotFetched("The server's disk can't be written: No space left on device.", Why.DISK)
    for _ in range(arrivals.MOST_STARTS + 2):
        poll(take, DONE)
        arrivals.work(str(take.pk), fetch=lambda *_, **__: full)
        take.refresh_from_db()
        assert (take.state, take.starts) == (TakeState.PROCESSING, 0)
        assert take.stage == "Waiting for room on the server's disk"
    assert held(take)[1] == take.quote


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
