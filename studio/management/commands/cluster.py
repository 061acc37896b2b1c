"""One queue cluster: `manage.py cluster default` or `manage.py cluster render`."""

from __future__ import annotations

import logging
import os
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connections

from studio import lifeline, queue

log = logging.getLogger(__name__)

PAUSE = 2.0
NAME = "Q_CLUSTER_NAME"


class Command(BaseCommand):
    help = "Run one queue cluster until SIGTERM or Ctrl-C. When one of its processes dies, all of them do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="a cluster of settings.Q_CLUSTER: default, render")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["name"]
        if name not in queue.clusters():
            raise CommandError(f"There is no cluster {name}. There are: {', '.join(queue.clusters())}.")
        if os.environ.get(NAME) != name:
            # django-q2 reads its cluster's name once, while Django starts: start again with the name in place.
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | {NAME: name})  # noqa: S606
        lifeline.tie_to_supervisor()
        lifeline.lead_group()
        try:
            _show_life(name)
        except KeyboardInterrupt:
            return
        queue.run_cluster()


def _show_life(name: str) -> None:
    """Let the new cluster's first task be its own heartbeat. Waits while the database is away: without it every process
    of the cluster would die at once, with a page of traceback each, over and over."""
    told = False
    while True:
        try:
            queue.later("beat", name, cluster=name)
            return
        except (DatabaseError, InterfaceError) as error:
            if not told:
                log.warning("Waiting for the database: %s", str(error).strip().partition("\n")[0])
            told = True
            connections.close_all()
            time.sleep(PAUSE)
