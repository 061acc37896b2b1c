"""What is not worth a line in the log, and what may not stand in one."""

from __future__ import annotations

import logging

PROBES = ("/healthz",)
HOOKS = "/hooks/"
DOORS = ("/invitations/", "/welcome/")
"""Pages whose address lets somebody in, and is refused a form before it is used."""


class WithoutProbes(logging.Filter):
    """Drops Django's line about a 503 from an address that monitors ask every few seconds: its body says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in PROBES


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
            record.args = tuple(hidden if each == path else each for each in record.args)
        return not hook or record.levelno >= logging.ERROR
