"""The clock: every two seconds it wakes what is due, and every ten it shows that the queues work from end to end."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from studio import lifeline, queue
from studio.actions import batches, deliveries, erasures, health, hooks, polls, samples, syncing, takes, twin_turns

log = logging.getLogger(__name__)

EVERY = 2.0
SHOW_LIFE = 10.0
SELDOM = 60.0
HOURLY = 3600.0


class Command(BaseCommand):
    help = "Wake due takes and joins and send heartbeats, until Ctrl-C or SIGTERM. One a machine is enough."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        lifeline.tie_to_supervisor()
        clock = Clock()
        try:
            while True:
                clock.turn(time.monotonic())
                time.sleep(EVERY * random.uniform(0.8, 1.2))  # several machines must not fall into step
        except KeyboardInterrupt:
            return


Step = tuple[float, Callable[[], object]]
"""Seconds between two times, and what is done."""


class Clock:
    """What is done at each turn. A step that fails is tried again at its next time; the others go on."""

    def __init__(self, steps: list[Step] | None = None) -> None:
        self._steps = _steps() if steps is None else steps
        self._next = [0.0] * len(self._steps)
        self._away = False

    def turn(self, now: float) -> None:
        """Do what is due at `now` (seconds of a monotonic clock). Never raises for a database that is away."""
        try:
            for number, (every, step) in enumerate(self._steps):
                if now >= self._next[number]:
                    self._next[number] = now + every
                    self._try(step)
        except (DatabaseError, InterfaceError) as error:
            if not self._away:
                log.warning("The database is away, trying again: %s", str(error).strip().partition("\n")[0])
            self._away = True
            connections.close_all()
        else:
            if self._away:
                log.warning("The database is back")
            self._away = False

    @staticmethod
    def _try(step: Callable[[], object]) -> None:
        try:
            step()
        except (DatabaseError, InterfaceError):
            raise
        except Exception:  # a bug in one step must not stop the heartbeats
            log.exception("tick")


def _steps() -> list[Step]:
    pulse = health.Pulse()
    return [
        (0.0, takes.reconcile),
        (0.0, deliveries.wake_due),
        (0.0, hooks.handle_due),
        (0.0, polls.wake_due),
        (0.0, batches.wake_due),
        (SHOW_LIFE, twin_turns.wake_due),
        (SHOW_LIFE, syncing.wake_due),
        (SHOW_LIFE, erasures.wake_due),
        (SHOW_LIFE, lambda: health.strike(health.TICK)),
        (0.0, lambda: pulse.send(timezone.now())),
        (SELDOM, samples.wake_due),
        (SELDOM, deliveries.free_the_late),
        (HOURLY, queue.prune),
        (HOURLY, lambda: queue.later("tidy")),
    ]
