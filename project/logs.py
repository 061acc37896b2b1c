"""What is not worth a line in the log, and what may not stand in one."""

from __future__ import annotations

import logging

PROBES = ("/healthz",)
HOOKS = "/hooks/"


class WithoutProbes(logging.Filter):
    """Drops Django's line about a 503 from an address that monitors ask every few seconds: its body says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in PROBES


class WithoutTokens(logging.Filter):
    """Drops Django's line about a webhook that was refused (the account counts them), and keeps the secret part of its
    address out of the line about one that went wrong.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path", "")
        if not isinstance(path, str) or not path.startswith(HOOKS):
            return True
        hidden = path.rpartition("/")[0] + "/…"
        if isinstance(record.args, tuple):
            record.args = tuple(hidden if each == path else each for each in record.args)
        return record.levelno >= logging.ERROR
