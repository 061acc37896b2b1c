"""What is not worth a line in the log, and what may not stand in one."""

from __future__ import annotations

import logging

PROBES = ("/healthz",)
HOOKS = "/hooks/"
DOORS = ("/invitations/", "/welcome/", "/password/", "/files/", "/s/")
"""What opens by its address alone, and may be refused (a form, a method, a range) though the address is right."""


class WithoutProbes(logging.Filter):
    """Drops Django's line about a 503 from an address that monitors ask every few seconds: its body says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") not in PROBES


class WithoutTraces(logging.Filter):
    """Leaves one line of what Django tells about a host name that isn't ours: scanners send them all day, and where in
    Django it was noticed helps nobody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":
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
