"""A studio without its web part, for what only the whole of it shows: rows in a temporary database, actions in this
process, and `render` clusters as processes of their own.

Used by processes that were started with `environment`, before Django is set up.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from bench.realtime import ROOT
from bench.report import Row

TRIES = 20
PATIENCE = 3600.0
"""Seconds after which a render is given up."""


def environment(folder: Path, *, database: str = "") -> dict[str, str]:
    """For a process that is to be a site with its data in `folder`."""
    mine = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "project.settings", "RENDER_WORKERS": "1"}
    rest = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return rest | mine | ({"DATABASE_URL": database} if database else {})


def keep(found: list[Row], file: Path) -> None:
    """What a site measured, for whoever started it."""
    file.write_text(json.dumps([asdict(row) for row in found]))


def rows(file: Path) -> list[Row]:
    return [Row(**{**row, "values": tuple(row["values"])}) for row in json.loads(file.read_text())]


def on_both(module: str, folder: Path, **more: str) -> list[Row]:
    """What a module measures as a site, on SQLite and on PostgreSQL, which is the tests' own; without it on SQLite
    alone. `more`: of the site's environment.
    """
    name = module.rpartition(".")[2]
    found = _measured(module, folder / f"{name}-sqlite", "", more)
    try:
        from tests import postgres

        server = postgres.start()
    except (ImportError, OSError, LookupError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"PostgreSQL did not start ({type(error).__name__}); measured on SQLite alone.", file=sys.stderr)
        return found
    try:
        return found + _measured(module, folder / f"{name}-postgres", server.url, more)
    finally:
        server.stop()


def _measured(module: str, room: Path, database: str, more: Mapping[str, str]) -> list[Row]:
    (room / "data").mkdir(parents=True)
    command = [sys.executable, "-m", module, str(room)]
    subprocess.run(command, cwd=ROOT, env={**environment(room / "data", database=database), **more}, check=True)
    name = "PostgreSQL" if database else "SQLite"
    return [replace(row, name=f"{name}, {row.name}") for row in rows(room / "rows.json")]


class Site:
    """One team with an embedded account."""

    def __init__(self) -> None:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from studio.actions import teams

        founded = teams.bootstrap(email="bench@example.org", password=os.urandom(12).hex(), team_name="Bench")
        self.team, self.actor, self.account = founded.team, founded.user, founded.account

    def asset(self, file: Path, kind: str) -> str:
        """A file of the team's library: its id."""
        from studio.actions import assets

        return str(assets.upload(self.team, actor=self.actor, file=_uploaded(file), kind=kind).pk)

    def photo(self, file: Path) -> str:
        """A talking photo's id."""
        from studio.actions import photos

        return str(photos.add(self.team, actor=self.actor, file=_uploaded(file), consent=True).external_id)

    def video(self, document: dict[str, Any]) -> Any:
        from studio.actions import videos

        return videos.create(self.team, actor=self.actor, storyboard=document)

    def generate(self, video: Any) -> Any:
        """The render, ordered. On a busy machine asking again may help, as it does for people."""
        from studio.actions import renders
        from studio.errors import Busy

        for _ in range(TRIES):
            try:
                return renders.generate(video, actor=self.actor)
            except Busy as error:
                said = str(error)
                time.sleep(1)
        raise SystemExit(f"It could not be ordered: {said}")


def _uploaded(file: Path) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(file.name, file.read_bytes())


def finished(render: Any, *, until: Callable[[], bool] = lambda: False) -> bool:
    """Wait for a render's video, or for `until`; whether it is there. Ends the program when the render failed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        render.refresh_from_db()
        if render.state in ("failed", "canceled"):
            raise SystemExit(f"The render {render.state}: {render.error}")
        if render.state == "completed" or until():
            return bool(render.state == "completed")
        time.sleep(0.25)
    raise SystemExit(f"The render took more than {PATIENCE:.0f} seconds.")


@dataclass(slots=True)
class Cluster:
    """A running `manage.py cluster render`: it leads a process group, and ends with this process."""

    process: subprocess.Popen[bytes]

    def tree(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            leader = psutil.Process(self.process.pid)
            return [leader, *leader.children(recursive=True)]
        return []

    def engines(self) -> list[psutil.Process]:
        """Its processes that draw."""
        found = []
        for each in self.tree():
            with suppress(psutil.Error):
                if "studio.render" in each.cmdline():
                    found.append(each)
        return found

    def kill(self) -> None:
        """SIGKILL to every process of the tree, children first."""
        for each in reversed(self.tree()):
            with suppress(psutil.Error):
                each.kill()
        self.process.wait()


@contextmanager
def clusters(count: int, *, workers: int, log: Path) -> Iterator[list[Cluster]]:
    """`count` clusters and one clock."""
    clock = started("tick", log=log)
    running = [cluster(workers=workers, log=log) for _ in range(count)]
    try:
        yield running
    finally:
        for each in (clock, *(one.process for one in running)):
            each.send_signal(signal.SIGTERM)
        for each in (clock, *(one.process for one in running)):
            with suppress(subprocess.TimeoutExpired):
                each.wait(20)
            if each.poll() is None:
                each.kill()
                each.wait()


def cluster(*, workers: int, log: Path) -> Cluster:
    return Cluster(started("cluster", "render", log=log, RENDER_WORKERS=str(workers)))


def started(*command: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """A `manage.py` command as a process of its own; the clock ends with this one."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            env={**os.environ, **more, "UNDERSTUDY_PARENT": str(os.getpid())} if command == ("tick",)
            else {**os.environ, **more},
        )  # fmt: skip


def processor(running: list[Cluster]) -> dict[str, float]:
    """Seconds of processor time so far: of the processes that draw, and of all others of the clusters."""
    spent = {"engine": 0.0, "rest": 0.0}
    for one in running:
        engines = {each.pid for each in one.engines()}
        for each in one.tree():
            with suppress(psutil.Error):
                used = each.cpu_times()
                own, ended = used.user + used.system, used.children_user + used.children_system
                spent["engine" if each.pid in engines else "rest"] += own
                spent["engine"] += ended
    return spent


def own_processor() -> float:
    """Seconds of processor time of this process and of the warm engine it asks for lengths; clusters apart."""
    me = psutil.Process()
    used = [me.cpu_times(), *(each.cpu_times() for each in me.children() if "serve" in each.cmdline())]
    return float(sum(each.user + each.system for each in used))


@dataclass(slots=True)
class Memory:
    """Looks at the drawing processes twice a second: how much they hold at most, by what was finished then."""

    cluster: Cluster
    mark: int = 0
    peaks: dict[int, float] = field(default_factory=dict)
    """MiB, by the value of `mark` at the time."""
    _end: threading.Event = field(default_factory=threading.Event)

    def _look(self) -> None:
        while not self._end.wait(0.5):
            for each in self.cluster.engines():
                with suppress(psutil.Error):
                    held = each.memory_info().rss / 2**20
                    self.peaks[self.mark] = max(held, self.peaks.get(self.mark, 0.0))

    @contextmanager
    def watching(self) -> Iterator[Mapping[int, float]]:
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield self.peaks
        finally:
            self._end.set()
            thread.join()

    def around(self, count: int) -> float:
        """The most held while about `count` takes were finished."""
        return max(held for mark, held in self.peaks.items() if abs(mark - count) <= 2)
