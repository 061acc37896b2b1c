"""What is not worth a line in the log, and what may not stand in one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

PROBES = ("/healthz",)
HOOKS = "/hooks/"
DOORS = ("/invitations/", "/welcome/", "/password/", "/files/", "/s/")
"""What opens by its address alone, and may be refused (a form, a method, a range) though the address is right."""
STRANGERS = (
    DisallowedHost, MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnreadablePostError,
)  # fmt: skip
"""What is wrong with a request, and nowhere else."""

TOLD = 600.0
"""Seconds for which a trouble of the database is not told with its traceback again."""
SHORT = 10.0
"""Seconds for which it is not even told in a line."""


class WithoutProbes(logging.Filter):
    """Drops Django's line about a 503 from an address that monitors ask every few seconds: its body says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in PROBES


class WithoutTraces(logging.Filter):
    """Leaves one line of what Django tells about a host name that isn't ours, and of a request that broke off, has no
    end or too many parts: scanners send them all day, and where in Django it was noticed helps nobody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], STRANGERS):
            record.exc_info = record.exc_text = None
        return True


class WithoutTokens(logging.Filter):
    """Drops Django's line about a webhook that was refused (the account counts them), and keeps the secret part of an
    address out of all other lines.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        if not isinstance(path, str) or not path.startswith((HOOKS, *DOORS)):
            return True
        hook = path.startswith(HOOKS)
        hidden = (path.rpartition("/")[0] if hook else f"/{path.split('/')[1]}") + "/…"
        if isinstance(record.args, tuple):
            said = (path, path.encode("unicode_escape").decode())  # Django writes no letters but ASCII's
            record.args = tuple(hidden if each in said else each for each in record.args)
        return not hook or record.levelno >= logging.ERROR


class Once(logging.Filter):
    """Tells a trouble of the database with its traceback once, then in a line now and then: while it is away, every
    page that is open asks every few seconds, and each would leave a hundred lines.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, OperationalError | InterfaceError):
            return True
        trouble, now = str(error).strip().partition("\n")[0], self._clock()
        with self._lock:
            whole, line, more = self._seen.get(trouble, (0.0, 0.0, 0))
            if trouble not in self._seen or now - whole >= TOLD:
                self._seen = {each: seen for each, seen in self._seen.items() if now - seen[1] < TOLD}
                self._seen[trouble] = (now, now, 0)
                return True
            if now - line < SHORT:
                self._seen[trouble] = (whole, line, more + 1)
                return False
            self._seen[trouble] = (whole, now, 0)
        record.msg, record.args = f"{record.getMessage()}: {trouble} (and {more} more like this)", ()
        record.exc_info = record.exc_text = None
        return True
