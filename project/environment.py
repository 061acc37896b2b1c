"""Settings from the environment. One that can't be read ends the process with a sentence instead of a traceback."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from studio.errors import disk_is_full

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
"""How a database address may begin."""


def text(name: str, default: str = "") -> str:
    """As it stands there: environ's own reader would take one that begins with a dollar for another's name."""
    return os.environ.get(name, default)


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).resolve()


def several(name: str, default: Sequence[str] = ()) -> list[str]:
    """What stands between commas."""
    given = os.environ.get(name)
    return list(default) if given is None else [each.strip() for each in given.split(",") if each.strip()]


def switch(name: str) -> bool:
    given = text(name).strip().lower()
    if given not in YES + NO:
        raise SystemExit(f"{name} is “{text(name)}”. Write on or off.")
    return given in YES


def whole(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    given = text(name, str(default))
    try:
        found = int(given)
    except ValueError:
        found = least - 1
    if found < least or (most is not None and found > most):
        limits = f"from {least}" + ("" if most is None else f" to {most}")
        raise SystemExit(f"{name} is “{given}”. It has to be a whole number {limits}.")
    return found


def number(name: str, default: float, *, least: float = 0) -> float:
    given = text(name, str(default))
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not least <= found < inf:
        raise SystemExit(f"{name} is “{given}”. It has to be a number from {least:g}.")
    return found


def database(name: str, *, default: str) -> dict[str, Any]:
    """What Django wants to know of a database address. The address is never repeated: it holds a password."""
    try:
        given = text(name, default)
        found: dict[str, Any] = environ.Env.db_url_config(given) if given.partition(":")[0] in DATABASES else {}
        if found.get("NAME") not in (None, "", ":memory:"):  # each process would have a memory of its own
            return found
    except (ImproperlyConfigured, ValueError):
        pass  # the sentence says it, without what was read so far
    sentence = f"{name} can't be read. Write postgres://user:password@host:5432/name, or leave it out."
    raise SystemExit(sentence)


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's settings for mails. The address is never repeated: it holds a password."""
    try:
        return dict(environ.Env.email_url_config(text(name, default)))
    except (ImproperlyConfigured, ValueError):
        sentence = f"{name} can't be read. Write smtp+tls://user:password@host:587, or leave it out."
        raise SystemExit(sentence) from None


def public_address(name: str, *, default: str) -> tuple[str, str]:
    """(The web address without a slash at its end, its host as ALLOWED_HOSTS spells it.)"""
    given = text(name, default).rstrip("/")
    try:
        found = urlsplit(given)
        _, more = found.port, found.path or found.query or found.fragment or found.username
        host = found.hostname if found.scheme in ("http", "https") and not more else ""
    except ValueError:
        host = ""
    if not host:
        sentence = f"{name} is “{given}”. Write it with http:// or https:// and nothing behind the name and the port"
        raise SystemExit(f"{sentence}, for example https://studio.example.com")
    return given, f"[{host}]" if ":" in host else host


def level(name: str, *, default: str) -> str:
    """How much is logged."""
    given = text(name, default)
    known = logging.getLevelNamesMapping()
    if given.upper() not in known:
        raise SystemExit(f"{name} is “{given}”. Choose DEBUG, INFO, WARNING or ERROR.")
    return given.upper()


def cannot_write(folder: Path, error: OSError) -> str:
    """What to say about it, and to do."""
    if disk_is_full(str(error)):
        return f"Understudy can't write to {folder} ({error.strerror}). Make room there, then start it again."
    return f"Understudy can't write to {folder} ({error.strerror}). Set DATA_DIR to a folder of your own."
