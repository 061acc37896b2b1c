"""How many connections to PostgreSQL the web threads hold. By itself every thread that ever worked would keep one: a
hundred visitors at the same moment would leave none for anybody, the queues included, until the next start.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse

Get = Callable[[HttpRequest], HttpResponse]
KEPT = 8
"""Connections that idle threads of a process keep, as opening one takes some milliseconds."""
WAIT = 10.0
"""Seconds to wait for room: whoever waits has a thread, and there must be some for what needs no database."""
BUSY = "Too much is asked of this server at the moment. Try again in a few seconds."
ALWAYS = "/healthz"
"""Asks in a thread of its own and answers whatever the database does: also when all who are at work wait for that."""


class Room:
    """`most` threads at work, each with its connection, and `kept` idle ones that have one, too."""

    def __init__(self, most: int, *, kept: int = KEPT) -> None:
        self._room = threading.BoundedSemaphore(most)
        self._left = kept
        self._lock = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def entered(self, *, wait: float) -> Iterator[bool]:
        """Wait for room, and leave it with or without the connection. False: there was none for so long."""
        if not self._room.acquire(timeout=wait):
            yield False
            return
        try:
            self._take()
            yield True
        finally:
            try:
                self._leave()
            finally:  # a connection may break while it is closed
                self._room.release()

    def _take(self) -> None:
        if getattr(self._here, "keeps", False):
            self._here.keeps = False
            with self._lock:
                self._left += 1

    def _leave(self) -> None:
        with self._lock:
            self._here.keeps = self._left > 0
            self._left -= self._here.keeps
        if not self._here.keeps:
            connections.close_all()


def few_connections(get_response: Get) -> Get:
    """Middleware: who comes while there is no room waits. An answer's bytes are sent when its room is free again."""
    if connection.vendor != "postgresql":
        raise MiddlewareNotUsed
    return through(Room(settings.WEB_CONNECTIONS), get_response)


def through(room: Room, get_response: Get, *, wait: float = WAIT) -> Get:
    """Every request but `ALWAYS` enters this room to be answered, or is told that it is full."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path_info == ALWAYS:
            return get_response(request)
        with room.entered(wait=wait) as found:
            if found:
                return get_response(request)
        return HttpResponse(BUSY, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "5"})

    return answer
