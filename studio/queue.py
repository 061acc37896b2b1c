"""Wake-ups through django-q2, which nothing else in the studio imports.

A wake-up says "look at this row", never what to do with it: it may come twice, late, or not at all (the reconciler then
wakes the row). With the ORM broker its row is written in the caller's transaction and commits or rolls back with it.

The cluster here is django-q2's with another sentinel. Upstream replaces a dead child in place, which hangs when an idle
worker dies with the queue's lock in its hand. Ours is crash-only: a child that dies unasked takes the whole process
group with it and the supervisor starts a clean one. It overrides names that upstream does not promise (Sentinel.guard,
spawn_process, pool): django-q2 is pinned in requirements.txt, and tests/test_queue.py runs a real cluster.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import connection, current_process
from typing import Any, NoReturn

from django import db
from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django_q.cluster import Sentinel, get_mp_context
from django_q.conf import Conf
from django_q.models import Failure, OrmQ
from django_q.tasks import async_task
from django_q.worker import worker

from studio import lifeline

log = logging.getLogger(__name__)

TASKS = "studio.tasks"
KEEP_FAILURES = timedelta(days=14)
KEEP_WAITING = timedelta(days=1)
"""A wake-up that nobody fetched for so long is stale: what it was about has been woken again since."""
_OVERDUE, _RECYCLED = 0.0, -2.0
"""What a worker's timer says when it ends as planned (django_q.worker)."""


def later(task: str, *ids: str | uuid.UUID, cluster: str = "default") -> None:
    """Have a worker of `cluster` call studio.tasks.`task`(*ids), each id as a string, after the transaction commits."""
    async_task(f"{TASKS}.{task}", *(str(each) for each in ids), cluster=cluster)


def clusters() -> tuple[str, ...]:
    """Every cluster's name, as settings.Q_CLUSTER has them."""
    layout: dict[str, Any] = settings.Q_CLUSTER
    return (layout["name"], *layout["ALT_CLUSTERS"])


def depth() -> dict[str, int]:
    """Wake-ups that no cluster has fetched yet, by cluster."""
    free = OrmQ.objects.filter(lock__lte=timezone.now()).order_by()
    waiting = dict(free.values_list("key").annotate(Count("pk")))
    return {name: waiting.get(name, 0) for name in clusters()}


def prune() -> int:
    """Delete what the queue no longer needs: old failures, wake-ups nobody fetched. Returns the number of rows."""
    now = timezone.now()
    failures, _ = Failure.objects.filter(stopped__lt=now - KEEP_FAILURES).delete()
    waiting, _ = OrmQ.objects.filter(lock__lt=now - KEEP_WAITING).delete()
    return int(failures + waiting)


def run_cluster() -> None:
    """Run the cluster that Q_CLUSTER_NAME names until SIGTERM or SIGINT; workers end what they are at.

    This process must lead its process group: when a child dies unasked, the whole group is killed.
    """
    importlib.import_module(TASKS)  # a task that can't be imported would kill every worker, one after another
    asked = _Asked()
    context = get_mp_context()
    stop, started = context.Event(), context.Event()
    db.connections.close_all()
    sentinel = context.Process(
        target=_tied, args=(os.getpid(), CrashOnlySentinel, stop, started, uuid.uuid4()), name="sentinel"
    )
    sentinel.start()
    while sentinel.exitcode is None:
        sentinel.join(0.2)
        if asked and not stop.is_set():
            stop.set()
    if sentinel.exitcode != 0:
        _end_group(f"The sentinel died ({sentinel.exitcode})")


class _Asked:
    """Whether SIGTERM or SIGINT came. The handlers only note it: setting an Event in one can deadlock."""

    def __init__(self) -> None:
        self._came = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self._came = True

    def __bool__(self) -> bool:
        return self._came


class CrashOnlySentinel(Sentinel):  # type: ignore[misc]  # django-q2 has no types
    """Starts the workers, the pusher (database → workers) and the monitor (results), and watches them."""

    def spawn_process(self, target: Callable[..., None], *args: Any) -> Any:
        """As upstream, but tied to this process and never with an open database connection.

        Workers are not daemons: they may start processes of their own (the engine).
        """
        db.connections.close_all()
        name = target.__name__
        process = get_mp_context().Process(target=_tied, args=(os.getpid(), target, *args), name=name)
        process.daemon = target is not worker
        if target is worker:
            process.timer = args[2]
            self.pool.append(process)
        process.start()
        return process

    def guard(self) -> None:
        """Watch until asked to stop. Takes no lock that a dying child could keep, so it can't hang with it.

        Upstream's loop also writes status rows to the cache; they need such a lock, and nobody here reads them.
        """
        self.start_event.set()
        before = time.monotonic()
        while not self.stop_event.is_set():
            connection.wait([child.sentinel for child in self._children()], timeout=Conf.GUARD_CYCLE)
            for child in self._children():
                if not child.is_alive():
                    self._bury(child)
            now = time.monotonic()
            for each in list(self.pool):
                self._count_down(each, now - before)
            before = now
        self.stop()

    def _children(self) -> list[Any]:
        return [*self.pool, self.monitor, self.pusher]

    def _bury(self, child: Any) -> None:
        planned = child in self.pool and child.exitcode == 0
        if planned and child.timer.get_obj().value in (_OVERDUE, _RECYCLED):
            self.pool.remove(child)
            self.spawn_worker()
        else:
            _end_group(f"A {child.name} died ({child.exitcode})")

    def _count_down(self, process: Any, seconds: float) -> None:
        """Replace a worker that did not even notice its task's timeout (stuck outside Python)."""
        lock = process.timer.get_lock()
        if not lock.acquire(timeout=1):
            return  # whoever holds it has died: the next turn buries it
        try:
            left = process.timer.get_obj()
            if left.value > 0:
                left.value = max(_OVERDUE, left.value - seconds)
            overdue = left.value == _OVERDUE
        finally:
            lock.release()
        if not overdue:
            return
        process.join(3)  # a worker that noticed is on its way out and may be writing its result
        if process.is_alive():
            log.error("A task overran its time and was ended with its worker")
            process.kill()
            process.join()
            self.pool.remove(process)
            self.spawn_worker()


def _tied(parent: int, target: Callable[..., None], *args: Any) -> None:
    lifeline.tie_to(parent)
    lifeline.be_called(current_process().name)
    target(*args)


def _end_group(reason: str) -> NoReturn:
    log.error("%s: the whole cluster ends", reason)
    os.killpg(os.getpgrp(), signal.SIGKILL)
    raise SystemExit(1)  # not reached: the signal is on its way
