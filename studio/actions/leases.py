"""One worker at a time: claiming work by a conditional UPDATE, and noticing when the worker is gone."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from studio.actions import outages
from studio.errors import EngineFailed
from studio.models import Account, Render, Take, Twin
from studio.models.twins import ELSEWHERE, MADE_HERE
from studio.net.client import LONGEST_WAIT
from studio.vocabulary import RenderState, TwinState

RENEW = 10.0
"""Seconds between two renewals of a lease that is being worked on."""
ROOM_REST = timedelta(seconds=60)
"""How long work rests that found the disk full. It counts as no start: it waits for room, however long that takes."""
SLACK = timedelta(seconds=60)
"""By how much the clocks of two machines may differ."""
PROVIDERS_REST = timedelta(seconds=1.2 * LONGEST_WAIT)
"""Longer than anything waits for a provider: as long as it may ask for, and by how much that is shaken."""
TO_END = 60
"""Seconds kept free for ending a piece of work in words before the queue would end its worker."""

_ASKED = (TwinState.TRAINING, TwinState.UNKNOWN)
_NAMED = (*MADE_HERE, TwinState.CHECKED, TwinState.ORDERING)
"""States in which a twin's lease is that of its holder. Later it keeps the name of who ordered it, whoever asks."""


def _host() -> str:
    """Where process numbers mean the same: containers may share a machine's name, but not its numbers."""
    with suppress(OSError):
        return f"{socket.gethostname()[:60]}~{Path('/proc/self/ns/pid').readlink().name[5:-1]}"
    return socket.gethostname()[:60]


HOST = _host()


def holder() -> str:
    """A new name for one claim: machine, process (with its start time, since numbers are reused) and a random part."""
    return f"{HOST}|{os.getpid()}|{_born(os.getpid())}|{secrets.token_hex(4)}"


def claim(kind: type[Take] | type[Render], pk: Any, *, states: Iterable[str], as_holder: str) -> bool:
    """Take the lease of a row in one of `states` that nobody holds. Committed before any work."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    found = kind._default_manager.filter(free, pk=pk, state__in=list(states))
    until = now + Take.LEASE
    return bool(found.update(lease_holder=as_holder, lease_until=until, wake_at=until, starts=F("starts") + 1))


def renew(row: Take | Render | Twin, *, as_holder: str) -> bool:
    """Hold on for another lease. False when the row was finished, cancelled or lost meanwhile: stop working."""
    until = timezone.now() + Take.LEASE
    found = type(row)._default_manager.filter(pk=row.pk, lease_holder=as_holder)
    return bool(found.update(lease_until=until, wake_at=until))


@contextmanager
def kept_alive(row: Take | Render | Twin, *, as_holder: str) -> Iterator[None]:
    """Renew the lease from a thread while one call does all the work."""
    over = threading.Event()

    def keep() -> None:
        try:
            while not over.wait(RENEW):
                with outages.passed_over():  # the next turn comes before the lease is over
                    renew(row, as_holder=as_holder)
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def no_lease() -> dict[str, Any]:
    """The fields that give a lease back."""
    return {"lease_holder": "", "lease_until": None}


def rest(time: timedelta) -> dict[str, Any]:
    """The fields that give a lease back and keep everybody away for a while, however often they are woken."""
    until = timezone.now() + time
    return {"lease_holder": "", "lease_until": until, "wake_at": until}


def folder(row: Take | Render, *, as_holder: str) -> Path:
    """Where this worker works on `row`. Another's who lost the lease and doesn't know yet is another folder."""
    return Path(settings.DATA_DIR) / "work" / str(row.pk) / as_holder.rpartition("|")[2]


def clear(folder: Path) -> None:
    """Remove a worker's folder, and the row's when it was the last in it."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()


def free_the_dead(*, forgive: bool = False) -> int:
    """Give back leases whose worker on this machine no longer lives, without waiting for them to run out.

    `forgive` takes back the start as well: for work that the studio itself ended, by being stopped.
    """
    back: dict[str, Any] = {"wake_at": timezone.now()}
    if forgive:
        back["starts"] = Case(When(starts__gt=0, then=F("starts") - 1), default=0)
    given_up = {**no_lease(), **back}
    # What came of a twin's order is looked for once its lease is over; whose it was stays written down.
    run_out = {"lease_until": timezone.now(), **back}
    holds = Q(lease_until__gt=timezone.now())
    takes, renders = Take.objects.open(), Render.objects.open()
    rows: list[tuple[QuerySet[Any], dict[str, Any]]]
    rows = [(takes.filter(holds), given_up), (renders.filter(holds), given_up)]
    if forgive:  # what was drawn here when the studio was stopped, though its lease ran out while it stood still
        rows += [(takes.drawn_here(), given_up), (renders, given_up)]
    rows.append((Twin.objects.filter(holds, state__in=_NAMED), run_out))
    return sum(_free(each, fields) for each, fields in rows)


def free_the_late() -> None:
    """Make due what would rest for longer than anything does: the machine's clock was ahead when it was written.
    Whoever holds a lease renews it by today's clock.
    """
    now = timezone.now()
    here, elsewhere = now + max(Take.LEASE, ROOM_REST) + SLACK, now + PROVIDERS_REST
    takes, twins = Take.objects.open(), Twin.objects.filter(Q(lease_holder="") | Q(state__in=_ASKED))
    due, unheld = {"lease_until": None, "wake_at": now}, Q(lease_holder="")
    late: list[tuple[QuerySet[Any], dict[str, Any]]] = [
        (takes.drawn_here().filter(unheld, wake_at__gt=here), due),
        (Render.objects.filter(unheld, state=RenderState.JOINING, wake_at__gt=here), due),
        (takes.made_elsewhere().filter(unheld, wake_at__gt=elsewhere), due),
        (takes.filter(poll_at__gt=elsewhere), {"poll_at": now}),
        (twins.filter(state__in=[*MADE_HERE, *ELSEWHERE], wake_at__gt=elsewhere), due),
        (Account.objects.filter(free_at__gt=elsewhere), {"free_at": None}),
        (Account.objects.filter(poll_until__gt=elsewhere), {"poll_until": None}),
    ]
    for rows, fields in late:
        if rows.exists():
            rows.update(**fields)


def _free(rows: QuerySet[Any], fields: dict[str, Any]) -> int:
    """Give back the leases among `rows` that a dead process of this machine holds."""
    held = rows.filter(lease_holder__startswith=f"{HOST}|")
    names = set(held.values_list("lease_holder", flat=True))
    dead = [name for name in names if _born(int(name.split("|")[1])) != name.split("|")[2]]
    return held.filter(lease_holder__in=dead).update(**fields) if dead else 0


def _born(pid: int) -> str:
    """The start time of a process in clock ticks (proc(5), field 22); "" when there is none."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    state, *fields = line.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


class Pace:
    """Calls back at most every `seconds`; for renewing leases and writing progress without wearing out the disk."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock, self._next = seconds, clock, 0.0

    def due(self) -> bool:
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True


class Shift:
    """A worker's time with a row: renews the lease, and ends in words before the queue would end the worker."""

    def __init__(self, row: Take | Render, *, as_holder: str) -> None:
        self._row, self._holder = row, as_holder
        self._renewing = Pace(RENEW)
        layout: dict[str, Any] = settings.Q_CLUSTER
        self._most = layout["ALT_CLUSTERS"]["render"]["timeout"] - TO_END
        self._end = time.monotonic() + self._most

    def goes_on(self) -> bool:
        """False when the row was lost. Raises EngineFailed when the time is over."""
        if time.monotonic() >= self._end:
            raise EngineFailed(f"It took longer than {self._most / 60:.0f} minutes and was stopped.", permanent=False)
        if not self._renewing.due():
            return True
        kept = True
        with outages.passed_over():  # the next turn comes before the lease is over
            kept = renew(self._row, as_holder=self._holder)
        return kept


def rest_for_room(row: Take | Render | Twin) -> dict[str, Any]:
    """The fields that give a lease back until there may be room on the disk, and the start that was for nothing."""
    return {**rest(ROOM_REST), "starts": starts_before(row)}


def starts_before(row: Take | Render | Twin) -> int:
    """How often it was started, without the time that turned out to be for nothing."""
    return max(0, row.starts - 1)


def backoff(starts: int) -> timedelta:
    """How long to wait before start number `starts` + 1: 5 s, 10 s, 20 s …"""
    return timedelta(seconds=5 * 2 ** max(0, starts - 1))
