"""Web threads and their database connections: so many at work, so few kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from project.connections import Room, few_connections, through

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
THREADS = 12


def test_it_keeps_few_connections_however_many_came_at_once() -> None:
    room, all_done = Room(4, kept=2), threading.Barrier(THREADS)

    def work(_: int) -> bool:
        with room.entered(wait=30):
            connection.ensure_connection()
            time.sleep(0.01)
        all_done.wait(30)
        held = connection.connection is not None
        connections.close_all()
        return held

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(work, range(THREADS))) == 2


def test_it_lets_so_many_work_at_once() -> None:
    room, lock, at_work = Room(3, kept=1), threading.Lock(), [0, 0]

    def work(_: int) -> None:
        with room.entered(wait=30):
            with lock:
                at_work[0] += 1
                at_work[1] = max(at_work)
            time.sleep(0.01)
            with lock:
                at_work[0] -= 1

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(THREADS * 2)))
    assert at_work == [0, 3]


def test_it_gives_the_room_back_when_a_view_breaks() -> None:
    room = Room(1, kept=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), room.entered(wait=30):
            raise ZeroDivisionError
    with room.entered(wait=30):
        connection.ensure_connection()
    assert connection.connection is not None, "the one that may be kept"


def test_it_gives_the_room_back_when_a_connection_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OperationalError("the connection is lost")

    room = Room(1, kept=0)
    monkeypatch.setattr("project.connections.connections.close_all", broken)
    with pytest.raises(OperationalError), room.entered(wait=1):
        pass
    monkeypatch.undo()
    with room.entered(wait=0.1) as found:
        assert found


def test_it_is_for_postgresql_alone() -> None:
    if connection.vendor == "postgresql":
        few_connections(lambda request: HttpResponse())
    else:
        with pytest.raises(MiddlewareNotUsed):
            few_connections(lambda request: HttpResponse())


def test_health_is_answered_while_all_others_wait() -> None:
    begun, over = threading.Event(), threading.Event()

    def view(request: HttpRequest) -> HttpResponse:
        if request.path_info != reverse("healthz"):
            begun.set()
            over.wait(30)
        return HttpResponse()

    answer = through(Room(1), view)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(answer, RequestFactory().get("/"))
        assert begun.wait(30)
        assert answer(RequestFactory().get("/healthz")).status_code == 200 and not slow.done()
        over.set()


def test_whoever_waits_too_long_is_told() -> None:
    room = Room(1)
    answer = through(room, lambda request: HttpResponse(), wait=0.05)
    with room.entered(wait=1):
        busy = answer(RequestFactory().get("/"))
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert answer(RequestFactory().get("/")).status_code == 200
