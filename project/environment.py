"""Settings from the environment. One that can't be read ends the process with a sentence instead of a traceback."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from math import inf
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from studio.errors import disk_is_full

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
DATABASES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
"""How a database address may begin."""
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?/*", re.I | re.A
)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_USUAL = {"http": 80, "https": 443}
_WRITE = (
    "Write it like https://studio.example.com or http://10.0.0.7:8000: a name in letters a to z (others as xn--…), "
    "digits, hyphens and dots, or an IP address, and nothing behind the port."
)


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
        found = dict(environ.Env.email_url_config(text(name, default)))
        if found["EMAIL_HOST"] or not found["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
            return found
    except (ImproperlyConfigured, ValueError):
        pass
    raise SystemExit(f"{name} can't be read. Write smtp+tls://user:password@host:587, or leave it out.")


def public_address(name: str, *, default: str) -> tuple[str, str]:
    """(The web address as browsers send it, without a slash at its end, and its host as ALLOWED_HOSTS spells it.)

    What stands before an @ is never repeated: it may be a password.
    """
    given = text(name, default).strip()
    try:
        found = _ADDRESS.fullmatch(given)
        scheme, host, port = _parts(found) if found else ("", "", 0)
    except ValueError:
        host = ""
    if not host:
        shown = f"…@{given.rpartition('@')[2]}" if "@" in given else given
        raise SystemExit(f"{name} is “{shown}”. {_WRITE}")
    return f"{scheme}://{host}" + ("" if port == _USUAL[scheme] else f":{port}"), host


def _parts(found: re.Match[str]) -> tuple[str, str, int]:
    """Scheme, host, port of an address. Raises ValueError for a host or port that there can't be."""
    scheme, host = found["scheme"].lower(), found["host"].lower()
    port = int(found["port"] or _USUAL[scheme])
    if not 1 <= port <= 65_535:
        raise ValueError
    if host.startswith("["):
        host = f"[{IPv6Address(host[1:-1])}]"
    elif host.rpartition(".")[2].isdigit():
        host = str(IPv4Address(host))
    elif len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError
    return scheme, host, port


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
