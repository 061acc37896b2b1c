"""A web server that slow clients can't hold up. gunicorn's threads wait for ever for the rest of a request, and for
somebody to take an answer: as many open requests as there are threads, and nobody else is let in.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from project import settings

SECONDS = settings.WEB_PATIENCE
"""For which somebody may be waited for."""
RATE = 4096
"""Bytes that earn a second more, up to SECONDS: a large file may take its time, a byte every now and then may not."""


class PatientSocket(socket.socket):
    """A connection that breaks when its other side is too slow: what came is then no whole request to anybody.

    Only waiting for the other side counts. gunicorn calls `setblocking(True)` when it begins with a request.
    """

    _coming = _going = 0.0
    """Seconds left for what is read and for what is written."""
    _late = False

    def setblocking(self, flag: bool) -> None:
        self._coming = self._going = SECONDS
        self.settimeout(SECONDS if flag else 0)

    def recv(self, *args: Any) -> bytes:
        """What came. Raises ConnectionResetError, which gunicorn and Django take for a client that went away."""
        allowed, left, began = self.gettimeout(), self._coming, time.monotonic()
        self.settimeout(max(0.001, left if allowed is None else min(left, allowed)))
        try:
            found = super().recv(*args)
        except TimeoutError:
            if allowed is not None and allowed < left:
                raise  # gunicorn itself wanted no longer: it drains what nobody read
            self._coming = 0.0
            raise self._given_up("nobody sends the rest") from None
        finally:
            self.settimeout(allowed)
        self._coming = min(SECONDS, left - (time.monotonic() - began) + len(found) / RATE)
        return found

    def sendall(self, data: Any, *args: Any) -> None:
        """Raises ConnectionResetError when nobody takes it."""
        allowed, left, began = self.gettimeout(), self._going + len(data) / RATE, time.monotonic()
        self.settimeout(max(0.001, left))
        try:
            super().sendall(data, *args)
        except TimeoutError:
            raise self._given_up("nobody takes the answer") from None
        finally:
            self.settimeout(allowed)
        self._going = min(SECONDS, left - (time.monotonic() - began))

    def shutdown(self, how: int) -> None:
        """Raises OSError for one that was given up: gunicorn would wait two seconds for its last word, and with it
        everybody who wants to be let in."""
        if self._late:
            raise OSError(errno.ENOTCONN, "given up")
        super().shutdown(how)

    def _given_up(self, reason: str) -> ConnectionResetError:
        self._late = True
        return ConnectionResetError(errno.ECONNRESET, reason)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, each with a connection that breaks. Not for TLS of its own: a proxy does that."""

    def enqueue_req(self, conn: TConn) -> None:
        plain = conn.sock
        if type(plain) is socket.socket:
            conn.sock = PatientSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        super().enqueue_req(conn)
