"""Whether videos can be made right now, said in words; and the heartbeats that prove it."""

from __future__ import annotations

import logging
import os
import platform
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from studio import queue
from studio.actions import disk
from studio.errors import disk_is_full
from studio.models import Beat, Render, Take, Twin
from studio.models.twins import MADE_HERE
from studio.render import confine

log = logging.getLogger(__name__)

TOO_OLD = 60.0
"""Seconds after which a heartbeat counts as missing, and for which a start may still be going on."""
WAIT = 2.0
"""Seconds that a look at the database may take."""
FOLDERS = ("cache", "media", "work")
"""Of DATA_DIR: what the web and the workers write to."""
TICK = "tick"
STARTED = "UNDERSTUDY_STARTED"
"""Environment variable: when the supervisor started, in seconds since 1970."""
_LOADED = time.time()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says. `beats`: name → last seen; `renewed`: when a render worker last renewed a lease."""

    vendor: str
    version: str
    journal_mode: str | None
    beats: dict[str, datetime]
    waiting: dict[str, int]
    renewed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """`status` is ok, starting or bad; only with ok can videos be made. `problems` are sentences for people."""

    status: str
    problems: list[str]
    database: dict[str, Any]
    queue: dict[str, dict[str, Any]]
    clusters: list[str] = field(default_factory=list)
    disk: dict[str, int] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    engine: dict[str, str] = field(default_factory=dict)


def beat(cluster: str) -> None:
    """A task of this cluster was run: it works from end to end."""
    strike(beat_name(cluster))


def strike(name: str) -> None:
    Beat.strike(name, pid=os.getpid())


def beat_name(cluster: str) -> str:
    return f"queue:{cluster}"


class Pulse:
    """Sends a heartbeat through each cluster, and no second one while the first may still arrive.

    Otherwise hundreds would queue up behind a long render, or overnight before a cluster that is down.
    """

    EVERY = timedelta(seconds=10)
    LOST = timedelta(seconds=20)
    MOST_WAITING = 64

    def __init__(self) -> None:
        self._sent: dict[str, datetime] = {}

    def send(self, now: datetime) -> list[str]:
        """Send what is due and return the clusters it was sent to."""
        beats = dict(Beat.objects.values_list("name", "at"))
        waiting = queue.depth()
        due = [name for name in queue.clusters() if self._due(name, now, beats.get(beat_name(name)), waiting[name])]
        for name in due:
            queue.later("beat", name, cluster=name)
            self._sent[name] = now
        return due

    def _due(self, name: str, now: datetime, seen: datetime | None, waiting: int) -> bool:
        sent = self._sent.get(name)
        if sent is None or sent > now:  # the machine's clock was set back
            return True
        if seen is not None and seen >= sent:
            return now - sent >= self.EVERY
        return now - sent >= self.LOST and waiting < self.MOST_WAITING


def look(*, wait: float = WAIT, ask: Callable[[], Facts] | None = None, free: int | None = None) -> Health:
    """The health of the whole installation. Answers within about `wait` seconds, whatever the database does."""
    now = timezone.now()
    free, unwritable = disk.free() if free is None else free, _unwritable()
    found = _facts(ask or read, wait)
    facts = found and _past(found, now)
    problems = [] if facts else ["The database does not answer as it should. The log of the web process says why."]
    ages = _ages(facts, now) if facts else dict.fromkeys(queue.clusters())
    if facts:
        problems += _silent(facts, ages, now)
    starting = bool(facts and problems) and time.time() - _started() < TOO_OLD
    if free < disk.NEEDED:
        problems.append(
            f"Only {free // 2**20} MB are free where the videos are kept; {disk.NEEDED // 2**20} MB are needed."
        )
    problems += unwritable
    starting = starting and not unwritable and free >= disk.NEEDED
    waiting = facts.waiting if facts else {}
    return Health(
        status="starting" if starting else "bad" if problems else "ok",
        problems=problems,
        database=_database(facts),
        queue={name: {"beat_age_s": ages[name], "waiting": waiting.get(name)} for name in queue.clusters()},
        clusters=list(queue.clusters()),
        disk={"free_bytes": free},
        versions=versions(),
        engine={"network": f"open: {lacking}" if (lacking := confine.lacking()) else "closed"},
    )


def _unwritable() -> list[str]:
    """A sentence for each folder that can't be written, tried with a file that has no name."""
    said = []
    for name in FOLDERS:
        folder = Path(settings.DATA_DIR) / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                file.write(b"\0")
        except OSError as error:
            why = error.strerror or type(error).__name__
            cure = "Make room there." if disk_is_full(why) else "Give it back to this server's user."
            said.append(f"The folder “{name}” in DATA_DIR can't be written: {why}. {cure}")
    return said


def read() -> Facts:
    """Ask the database; raises DatabaseError when it is away."""
    drawing, joining = Take.objects.open().drawn_here(), Render.objects.open()
    looking = Twin.objects.filter(state__in=MADE_HERE)
    lease = max(filter(None, map(_last_lease, (drawing, joining, looking))), default=None)
    return Facts(
        vendor=connection.vendor,
        version=_server_version(),
        journal_mode=_journal_mode(),
        beats=dict(Beat.objects.values_list("name", "at")),
        waiting=queue.depth(),
        renewed=lease and lease - Take.LEASE,
    )


@cache
def versions() -> dict[str, str]:
    """What is installed, without importing any of it."""
    names = {"django": "Django", "django_q2": "django-q2", "gunicorn": "gunicorn", "av": "av", "skia": "skia-python"}
    found = {key: metadata.version(name) for key, name in names.items()}
    return {"understudy": settings.VERSION, "python": platform.python_version(), **found}


def _facts(ask: Callable[[], Facts], wait: float) -> Facts | None:
    try:
        return _LOOK.ask(ask, wait)
    except TimeoutError:
        log.warning("The database did not answer within %.1f s", wait)
    except (DatabaseError, InterfaceError) as error:
        log.warning("The database: %s", str(error).strip().partition("\n")[0])
    return None


class _Look:
    """One look at the database at a time, in a thread: one that hangs costs each asker its wait, and no thread more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Future[Facts] | None = None

    def ask(self, question: Callable[[], Facts], wait: float) -> Facts:
        with self._lock:
            if self._running is None or self._running.done():
                self._running = Future()
                threading.Thread(target=_answer, args=(question, self._running), daemon=True).start()
            running = self._running
        return running.result(timeout=wait)


_LOOK = _Look()


def _answer(question: Callable[[], Facts], future: Future[Facts]) -> None:
    try:
        future.set_result(question())
    except Exception as error:  # whatever it is, it belongs to the one who asked
        future.set_exception(error)
    finally:
        connection.close()


def _past(facts: Facts, now: datetime) -> Facts:
    """Without what was seen in the future, before a clock was set back: it would be fresh until then."""
    latest = now + timedelta(seconds=TOO_OLD)
    beats = {name: at for name, at in facts.beats.items() if at <= latest}
    renewed = facts.renewed if facts.renewed and facts.renewed <= latest else None
    return replace(facts, beats=beats, renewed=renewed)


def _started() -> float:
    return float(os.environ.get(STARTED) or _LOADED)


def _ages(facts: Facts, now: datetime) -> dict[str, float | None]:
    """Seconds since each cluster was last seen to work. A renewed lease is as good as a heartbeat: while every
    worker draws a long video, the heartbeat waits its turn behind them."""
    ages: dict[str, float | None] = {}
    for name in queue.clusters():
        seen = [facts.beats.get(beat_name(name)), facts.renewed if name == "render" else None]
        last = max(filter(None, seen), default=None)
        ages[name] = None if last is None else round(max(0.0, (now - last).total_seconds()), 1)
    return ages


def _silent(facts: Facts, ages: dict[str, float | None], now: datetime) -> list[str]:
    """Sentences about who was not heard of. A beat from before this start proves nothing about it."""
    tick = facts.beats.get(TICK)
    tick_age = None if tick is None else (now - tick).total_seconds()
    up = time.time() - _started()
    said = [_sentence("clock (tick)", tick_age, up)]
    said += [_sentence(f"queue “{name}”", ages[name], up) for name in queue.clusters()]
    return [sentence for sentence in said if sentence]


def _sentence(what: str, age: float | None, up: float) -> str:
    if age is None or (age > up and up < TOO_OLD):
        return f"The {what} has not been seen to work yet."
    return f"The {what} was last seen to work {age:.0f} seconds ago." if age > TOO_OLD else ""


def _database(facts: Facts | None) -> dict[str, Any]:
    if facts is None:
        return {"ok": False, "vendor": connection.vendor}
    return {"ok": True, "vendor": facts.vendor, "version": facts.version, "journal_mode": facts.journal_mode}


def _last_lease(rows: QuerySet[Any]) -> datetime | None:
    """What waits to be tried again has a lease too, without a holder: nobody renewed that one."""
    found: datetime | None = rows.exclude(lease_holder="").aggregate(last=Max("lease_until"))["last"]
    return found


def _server_version() -> str:
    if connection.vendor == "sqlite":
        return sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _journal_mode() -> str | None:
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return str(cursor.fetchone()[0])
