"""How often one key may ask."""

from __future__ import annotations

import threading
import time

from django.conf import settings

from studio.api.refusals import TooFast

MINUTE = 60.0


class Pace:
    """At most settings.API_RATE requests a minute of one key in this process, in windows of a minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, int]] = {}

    def go(self, name: str) -> None:
        """Count one request. Raises TooFast, and counts nothing, when that is one too many."""
        now = time.monotonic()
        with self._lock:
            since, count = self._seen.get(name, (now, 0))
            if now - since >= MINUTE:
                since, count = now, 0
            if count >= settings.API_RATE:
                raise TooFast(max(1, round(MINUTE - (now - since))))
            self._seen[name] = (since, count + 1)
            if len(self._seen) > 10_000:
                self._seen = {key: seen for key, seen in self._seen.items() if now - seen[0] < MINUTE}
