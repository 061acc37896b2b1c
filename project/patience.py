"""A web server that slow clients can't hold up. gunicorn's threads wait for ever for the rest of a request, and for
somebody to take an answer: as many open requests as there are threads, and nobody else is let in.
"""

from __future__ import annotations

import errno
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.util import close_graceful
from gunicorn.workers.gthread import TConn, ThreadWorker

from project import settings

SECONDS = settings.WEB_PATIENCE
"""For which somebody may be waited for."""
RATE = 4096
"""Bytes that earn a second more, up to SECONDS: a large file may take its time, a byte every now and then may not."""
MOST = max(1, settings.WEB_THREADS * 3 // 4)
"""Threads of a process that may wait for clients at once; the others are for whoever needs no waiting for."""

THROWN_AWAY = 64 * 2**10
"""Bytes that gunicorn reads of what is left of a body, to keep the connection; with more left it ends that."""


class Waiting:
    """The connections of a process that are waited for. When they are too many, the slowest is let go: half requests
    are cheap to send, and everybody else would wait for them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._earned: dict[PatientSocket, float] = {}
        """The moment at which each will have waited as long as its bytes earned: the earliest is the slowest's."""
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, one: PatientSocket, earned: float) -> Iterator[None]:
        """Wait for `one` within; `earned` are the seconds that it has earned and not yet waited. Another one is let go
        for it: who begins to wait is not slow yet.
        """
        with self._lock:
            if len(self._earned) >= self._most:
                slowest = min(self._earned, key=lambda each: self._earned[each])
                del self._earned[slowest]
                slowest.let_go()
            self._earned[one] = time.monotonic() + earned
        try:
            yield
        finally:
            with self._lock:  # whoever lets it go holds this, and it is not closed meanwhile
                self._earned.pop(one, None)


_waiting = Waiting(MOST)


class PatientSocket(socket.socket):
    """A connection that breaks when its other side is too slow: what came is then no whole request to anybody.

    Only waiting for the other side counts. gunicorn calls `setblocking(True)` when it begins with a request.
    """

    _coming = _going = 0.0
    """Seconds left for what is read and for what is written."""
    _earned = 0.0
    """Seconds that this request's bytes have earned, without those that were waited for them."""
    _late = False

    def setblocking(self, flag: bool) -> None:
        self._coming, self._going, self._earned = SECONDS, SECONDS, 0.0
        self.settimeout(SECONDS if flag else 0)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What came. Raises ConnectionResetError, which gunicorn and Django take for a client that went away."""
        allowed, left, began = self.gettimeout(), self._coming, time.monotonic()
        try:
            self.settimeout(0)
            with suppress(BlockingIOError):
                return self._came(super().recv(size, flags))
            self.settimeout(max(0.001, left if allowed is None else min(left, allowed)))
            with _waiting.turn(self, self._earned):
                found = super().recv(size, flags)
        except TimeoutError:
            if allowed is not None and allowed < left:
                raise  # gunicorn itself wanted no longer: it drains what nobody read
            self._coming = 0.0
            raise self._given_up("nobody sends the rest") from None
        finally:
            self.settimeout(allowed)
        return self._came(found, time.monotonic() - began)

    def _came(self, found: bytes, waited: float = 0.0) -> bytes:
        if self._late:
            raise self._given_up("others need the thread")
        self._coming = min(SECONDS, self._coming - waited + len(found) / RATE)
        self._earned += len(found) / RATE - waited
        return found

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Raises ConnectionResetError when nobody takes it."""
        rest = memoryview(data).cast("B")
        allowed, earns, began = self.gettimeout(), len(rest) / RATE, time.monotonic()
        try:
            self.settimeout(0)
            with suppress(BlockingIOError):
                rest = rest[super().send(rest, flags) :]
            if rest:
                self.settimeout(max(0.001, self._going + earns))
                with _waiting.turn(self, self._earned):
                    super().sendall(rest, flags)
        except OSError as error:
            if self._late or isinstance(error, TimeoutError):
                raise self._given_up("nobody takes the answer") from None
            raise
        finally:
            self.settimeout(allowed)
        gained = earns - (time.monotonic() - began)
        self._going, self._earned = min(SECONDS, self._going + gained), self._earned + gained

    def let_go(self) -> None:
        """Wake the thread that waits for it."""
        self._late = True
        with suppress(OSError):
            super().shutdown(socket.SHUT_RDWR)

    def shutdown(self, how: int) -> None:
        """Raises OSError for one that was given up: gunicorn would wait two seconds for its last word."""
        if self._late:
            raise OSError(errno.ENOTCONN, "given up")
        super().shutdown(how)

    def _given_up(self, reason: str) -> ConnectionResetError:
        self._late = True
        return ConnectionResetError(errno.ECONNRESET, reason)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, each with a connection that breaks. Not for TLS of its own: a proxy does that."""

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Where there is room for nobody more, whoever has said nothing for longest goes: but for somebody who was just
        let in, and when all who spoke were heard, as they may have done so at this moment.
        """
        super().wait_for_and_dispatch_events(timeout)
        if self.nr_conns < self.worker_connections:
            return
        silent = [*self.pending_conns, *self.keepalived_conns]
        if len(silent) > 1:
            min(silent, key=lambda each: each.timeout).timeout = 0.0
            self.murder_pending()
            self.murder_keepalived()

    def enqueue_req(self, conn: TConn) -> None:
        """Give it a thread; one that has said nothing yet needs none, and gunicorn would wait for it with one."""
        plain = conn.sock
        if type(plain) is socket.socket:
            conn.sock = PatientSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        """Answer a request, and see whoever has no other off: gunicorn waits two seconds for them to go, and with it
        everybody who wants to be let in, were it not for this thread.
        """
        stays = super().handle(conn)
        if not stays:
            close_graceful(conn.sock)
        return stays

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Answer a request, saying so where gunicorn will end the connection for what nobody read of it: a client that
        was told to keep it would send its next request into nothing.
        """
        ends, reader = req.should_close, req.body.reader

        def should_close() -> bool:
            if isinstance(reader, ChunkedReader) and reader.parser:  # such a body is read to its end, or is too long
                return True
            return bool(ends()) or (isinstance(reader, LengthReader) and reader.length >= THROWN_AWAY)

        req.should_close = should_close
        return super().handle_request(req, conn)

    def finish_request(self, conn: TConn, done: Future[Any]) -> None:
        if conn.sock.fileno() < 0:
            self.nr_conns -= 1
        else:
            super().finish_request(conn, done)
