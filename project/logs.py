"""What is not worth a line in the log."""

from __future__ import annotations

import logging

PROBES = ("/healthz",)


class WithoutProbes(logging.Filter):
    """Drops Django's line about a 503 from an address that monitors ask every few seconds: its body says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in PROBES
