"""Everything in one terminal: `manage.py studio` prepares the database and the static files and runs all processes."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from project.environment import cannot_write
from studio import queue
from studio.actions import leases
from studio.actions.health import STARTED
from studio.management import database
from studio.management.supervisor import FirstAnswer, Program, Supervisor
from studio.models import OwnerLink, Render, User


class Command(BaseCommand):
    help = "Run the studio: web server, queues, engine and clock. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-migrate", action="store_true", help="the database is known to be up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            see_that_writable(settings.DATA_DIR)
            listener = listen(settings.HOST, settings.PORT)
            with database.alone():
                if not options["no_migrate"]:
                    self._migrate()
                gather_static_files()
                welcome = first_steps()
        except KeyboardInterrupt:
            self.stdout.write("")
            return
        supervisor = Supervisor(
            programs(listener),
            out=sys.stdout,
            greeter=FirstAnswer(_reachable(listener), path="/healthz", host=urlsplit(settings.PUBLIC_URL).netloc),
            greet=lambda: self._greet(welcome),
        )
        supervisor.run()

    def _migrate(self) -> None:
        try:
            see_that_known()
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise SystemExit(database.sentence(error)) from None
        finally:
            connections.close_all()

    def _greet(self, welcome: str) -> None:
        self.stdout.write(f"\nUnderstudy is at {settings.PUBLIC_URL}")
        if welcome:
            self.stdout.write(f"Make yourself its owner (this link works once, for a day): {welcome}")
        self.stdout.write("")
        self.stdout.flush()


def see_that_writable(folder: Path) -> None:
    """End with a sentence when nothing can be written to `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SystemExit(cannot_write(folder, error)) from None


def see_that_known() -> None:
    """End with a sentence when a newer version has changed the database: this one would write half of its rows."""
    loader = MigrationLoader(connection)
    known = max(name for app, name in loader.disk_migrations if app == "studio")
    newer = [name for app, name in loader.applied_migrations if app == "studio" and name[:4] > known[:4]]
    if newer:
        sentence = f"The database is a newer Understudy's than this one, {settings.VERSION} ({max(newer)})."
        raise SystemExit(f"{sentence} Start the newer one, or go back to a backup made before it.")


def listen(host: str, port: int) -> socket.socket:
    """The web server's socket, held here: while the web server starts again, visitors wait instead of being refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise SystemExit(_cannot_listen(host, port, error)) from None
    return listener


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        sentence = f"HOST is “{host}”, where this machine can't listen: {error.strerror}."
        return f"{sentence} Choose an address of its own, for example: HOST=127.0.0.1 make run"
    taken = error.errno == errno.EADDRINUSE
    reason = "is in use by another program" if taken else f"can't be used: {error.strerror}"
    other = port + 1 if 1024 <= port < 65_535 else 8000
    return f"Port {port} on {host} {reason}. Choose another one, for example: PORT={other} make run"


def gather_static_files() -> None:
    """collectstatic, unless every source file is as it was the last time (by name, size and time). Ends with a
    sentence when they can't be written.

    Always anew: collectstatic keeps what looks younger than its source, and that may be half a file, of a start that
    was killed or found the disk full, or a file of the release before.
    """
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    now = hashlib.sha256("\n".join(_sources()).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text() == now:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now)
    except OSError as error:
        raise SystemExit(cannot_write(settings.DATA_DIR, error)) from None


def _sources() -> Iterator[str]:
    yield settings.VERSION
    for finder in get_finders():
        for path, storage in finder.list([]):
            seen = Path(storage.path(path)).stat()
            yield f"{path} {seen.st_size} {seen.st_mtime_ns}"


def first_steps() -> str:
    """Free what the last stop interrupted; have the sample and the cast's pictures made, and the cast brought.

    The address that makes the first owner, or "".
    """
    try:
        leases.free_the_dead(forgive=True)
        if not Render.objects.exists():
            queue.later("make_sample")
        queue.later("sync_embedded")
        queue.later("draw_cast", cluster="render")
        return "" if User.objects.exists() else f"{settings.PUBLIC_URL}/welcome/{OwnerLink.issue()}/"
    except DatabaseError as error:
        raise SystemExit(database.sentence(error)) from None
    finally:
        connections.close_all()


def programs(listener: socket.socket) -> list[Program]:
    """What runs. The web server inherits the listening socket."""
    manage = (sys.executable, str(settings.BASE_DIR / "manage.py"))
    web = (sys.executable, "-m", "gunicorn", "-c", "python:project.gunicorn", "--bind", f"fd://{listener.fileno()}")
    both = {STARTED: str(time.time()), "PYTHONPATH": _python_path()}
    queues = {"default": "queue"}
    return [
        Program("web", web, environment=both, keep=(listener.fileno(),)),
        *(
            Program(queues.get(name, name), (*manage, "cluster", name), environment={**both, "Q_CLUSTER_NAME": name})
            for name in queue.clusters()
        ),
        Program("tick", (*manage, "tick"), environment=both),
    ]


def _python_path() -> str:
    return os.pathsep.join(filter(None, (str(settings.BASE_DIR), os.environ.get("PYTHONPATH"))))


def _reachable(listener: socket.socket) -> tuple[str, int]:
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104
