"""One queue cluster: `manage.py cluster default` or `manage.py cluster render`."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from studio import lifeline, queue

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
        _show_life(name)
        queue.run_cluster()


def _show_life(name: str) -> None:
    """Let the new cluster's first task be its own heartbeat. Without a database, tick's comes later."""
    try:
        queue.later("beat", name, cluster=name)
    except DatabaseError:
        connections.close_all()
