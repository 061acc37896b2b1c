"""A web server that slow clients can't hold up. gunicorn's threads wait for ever for the rest of a request, and for
somebody to take an answer: as many open requests as there are threads, and nobody else is let in.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

SECONDS = float(os.environ.get("WEB_PATIENCE", "20"))
"""For a request to come, and for a piece of an answer to be taken."""
RATE = 4096
"""Bytes that earn a second more: a file of 500 MB may take its time, one byte every now and then may not."""


class PatientSocket(socket.socket):
    """A connection that counts as ended when its other side is too slow.

    gunicorn calls `setblocking(True)` when it begins with a request, and `setblocking(False)` when it waits for one.
    """

    _until = 0.0

    def setblocking(self, flag: bool) -> None:
        self._until = time.monotonic() + SECONDS
        self.settimeout(SECONDS if flag else 0)

    def recv(self, *args: Any) -> bytes:
        """What came; nothing, as at the end, when the time is over."""
        left, allowed = self._until - time.monotonic(), self.gettimeout()
        if left <= 0:
            return b""
        self.settimeout(min(left, left if allowed is None else allowed))
        try:
            found = super().recv(*args)
        except TimeoutError:
            return b""
        finally:
            self.settimeout(allowed)
        self._until += len(found) / RATE
        return found

    def sendall(self, data: Any, *args: Any) -> None:
        """Raises ConnectionResetError, which gunicorn passes over, when nobody takes it."""
        self.settimeout(SECONDS + len(data) / RATE)
        try:
            super().sendall(data, *args)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "nobody takes the answer") from None

    def sendfile(self, *args: Any, **kwargs: Any) -> int:
        """Raises what `sendall` raises."""
        self.settimeout(SECONDS)
        try:
            return super().sendfile(*args, **kwargs)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "nobody takes the answer") from None


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, each with a connection that ends."""

    def enqueue_req(self, conn: TConn) -> None:
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(fileno=conn.sock.detach())
        super().enqueue_req(conn)
