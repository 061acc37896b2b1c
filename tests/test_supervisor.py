"""The supervisor with small programs, and once with the whole studio."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from studio.management.commands.studio import cannot_write, gather_static_files, listen, see_that_known
from studio.management.supervisor import FirstAnswer
from tests import processes
from tests.processes import free_port, stop, until

DRIVER = """
import sys
from studio.management.supervisor import Program, Supervisor
programs = [Program(name, (sys.executable, "-c", code)) for name, code in {programs!r}]
Supervisor(programs, out=sys.stdout, patience={patience}).run()
"""
STAYS = "import time; print('here', flush=True); time.sleep(600)"
DIES = "import time; print('here', flush=True); time.sleep(0.1); raise SystemExit(3)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(600)"
LEAVES_A_CHILD = "import subprocess; subprocess.Popen(['sleep', '600']); print('here', flush=True)"
TIED = "from studio import lifeline; lifeline.tie_to_supervisor(); " + STAYS


def supervised(*programs: tuple[str, str], log: Path, patience: float = 5) -> Any:
    return processes.started("-c", DRIVER.format(programs=programs, patience=patience), log=log)


def said(log: Path, line: str, *, times: int = 1) -> bool:
    return log.read_text().splitlines().count(line) >= times


def test_it_prints_what_programs_say_behind_their_names(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", STAYS), ("tick", STAYS), log=log) as (process, _):
        until(lambda: said(log, "web    here") and said(log, "tick   here"), seconds=30)
        assert stop(process) == 0


def test_it_starts_again_what_dies_and_waits_longer_each_time(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", DIES), log=log) as (process, _):
        until(lambda: said(log, "web    here", times=3), seconds=60)
        assert stop(process) == 0
    lines = log.read_text().splitlines()
    assert "web    ended with code 3; starting it again in 0.5 s" in lines
    assert "web    ended with code 3; starting it again in 1 s" in lines


def test_it_kills_what_a_dead_program_left_behind(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", LEAVES_A_CHILD), log=log) as (process, run):
        until(lambda: said(log, "web    ended with code 0; starting it again in 0.5 s"), seconds=30)
        until(lambda: not any(each.name() == "sleep" for each in processes.marked(run)), seconds=20)
        assert stop(process) == 0


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_0_and_without_a_traceback(tmp_path: Path, by: signal.Signals) -> None:
    log = tmp_path / "log"
    with supervised(("web", STAYS), log=log) as (process, run):
        until(lambda: said(log, "web    here"), seconds=30)
        assert stop(process, by=by) == 0
        until(lambda: not processes.marked(run), seconds=20)
    assert log.read_text().splitlines()[-3:] == ["", "Stopping … (once more to stop at once)", "Stopped."]


def test_it_kills_after_its_patience_what_does_not_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", DEAF), log=log, patience=0.5) as (process, run):
        until(lambda: said(log, "web    here"), seconds=30)
        start = time.monotonic()
        assert stop(process) == 0
        assert 0.5 <= time.monotonic() - start < 20
        assert not processes.marked(run)


def test_it_kills_at_once_when_asked_twice(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", DEAF), log=log, patience=60) as (process, run):
        until(lambda: said(log, "web    here"), seconds=30)
        process.send_signal(signal.SIGINT)
        until(lambda: said(log, "Stopping … (once more to stop at once)"), seconds=30)
        assert stop(process, seconds=30) == 0
        assert not processes.marked(run)


def test_it_takes_everything_down_when_it_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with supervised(("web", TIED), ("tick", TIED), log=log) as (process, run):
        until(lambda: said(log, "web    here") and said(log, "tick   here"), seconds=30)
        process.kill()
        process.wait()
        until(lambda: not processes.marked(run), seconds=20)
        assert not processes.marked(run)


def test_it_notices_the_first_answer_without_waiting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        greeter = FirstAnswer(server.getsockname(), path="/healthz", host="localhost")
        start = time.monotonic()
        assert not any(greeter.came() for _ in range(30))  # connected, asked, nobody answers
        assert time.monotonic() - start < 15, "a wait of a second each would be thirty"
        visitor, _ = server.accept()
        with visitor:
            assert visitor.recv(1024).startswith(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n")
            visitor.sendall(b"HTTP/1.0 503 Service Unavailable\r\n")
            until(greeter.came, seconds=20)


def health(port: int) -> dict[str, Any]:
    """What /healthz says; {} while nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        with error:
            return dict(json.load(error))
    except OSError:
        return {}


@pytest.mark.slow
def test_it_runs_the_studio_survives_a_kill_and_ends_clean(tmp_path: Path) -> None:
    log, port = tmp_path / "log", free_port()
    environment = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(port)}
    with processes.started("manage.py", "studio", log=log, **environment) as (process, run):
        until(lambda: health(port).get("status") == "ok", seconds=120)
        until(lambda: f"Understudy is at http://localhost:{port}" in log.read_text(), seconds=30)
        assert f"http://localhost:{port}/welcome/" in log.read_text()
        worker = _part(process.pid, "cluster render", "worker")
        worker.kill()
        killed = time.time()
        until(lambda: _beat_after(killed, port) and _whole(process.pid, "cluster render"), seconds=60)
        assert stop(process) == 0
        until(lambda: not processes.marked(run), seconds=20)
    assert "Traceback" not in log.read_text().partition("Stopping …")[2]


def test_it_says_in_one_sentence_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = _studio(DATA_DIR=str(tmp_path), PORT=str(port))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Port {port} on 127.0.0.1 is in use by another program. "
        f"Choose another one, for example: PORT={port + 1} make run\n"
    )


def test_it_waits_for_another_start_that_is_making_the_database(tmp_path: Path) -> None:
    log = tmp_path / "log"
    environment = {"DATA_DIR": str(tmp_path), "PORT": str(free_port())}
    with (tmp_path / "start.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with processes.started("manage.py", "studio", log=log, **environment) as (process, _):
            until(lambda: f"Another start is at work in {tmp_path}. Waiting for it …" in log.read_text(), seconds=30)
            assert stop(process) == 0
    assert not (tmp_path / "static").exists()


@pytest.mark.parametrize("name", ["django.core.management", "project.settings", "studio.management.commands.studio"])
def test_it_ends_without_a_traceback_while_it_is_still_being_read(name: str, tmp_path: Path) -> None:
    code = f"""
import runpy, signal, sys
class Finder:
    def find_spec(self, name, *more):
        if name == {name!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["manage.py", "studio"]
runpy.run_path("manage.py", run_name="__main__")
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=processes.ROOT, env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_it_says_which_setting_keeps_it_from_listening() -> None:
    with pytest.raises(SystemExit, match=r"HOST is “192\.0\.2\.1”, where this machine can't listen") as told:
        listen("192.0.2.1", 8000)
    assert "for example: HOST=127.0.0.1 make run" in str(told.value)


def test_the_last_port_has_no_next_one() -> None:
    with socket.create_server(("127.0.0.1", 65_535)), pytest.raises(SystemExit, match="PORT=8000 make run"):
        listen("127.0.0.1", 65_535)


@pytest.mark.django_db
def test_it_leaves_a_newer_version_s_database_alone() -> None:
    see_that_known()
    MigrationRecorder(connection).record_applied("studio", "9000_what_comes")
    with pytest.raises(SystemExit, match=r"a newer Understudy's .*9000_what_comes.* Start the newer one"):
        see_that_known()


def test_it_says_in_one_sentence_that_the_folder_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = _studio(DATA_DIR=str(tmp_path / "file" / "data"))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"Understudy can't write to {tmp_path}/file/data (Not a directory). Set DATA_DIR to a folder of your own.\n"
    )


def test_it_mends_static_files_that_a_killed_start_left_half_written(settings: Any, tmp_path: Path) -> None:
    """They are younger than their sources, so nobody would write them again."""
    stock = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": stock}}
    settings.STATIC_ROOT = tmp_path / "static"
    gather_static_files()
    before = {path.name: path.stat().st_size for path in (settings.STATIC_ROOT / "studio/js/storyboard").iterdir()}
    for path in (settings.STATIC_ROOT / "studio/js/storyboard").glob("board*"):
        path.write_bytes(path.read_bytes()[:100])
    (settings.STATIC_ROOT / ".gathered").unlink()
    gather_static_files()
    after = {path.name: path.stat().st_size for path in (settings.STATIC_ROOT / "studio/js/storyboard").iterdir()}
    assert after == before


def test_it_says_in_one_sentence_that_the_disk_is_full(tmp_path: Path) -> None:
    error = OSError(28, "No space left on device", "/somewhere/file")
    assert cannot_write(tmp_path, error) == (
        f"Understudy can't write to {tmp_path} (No space left on device). Make room there, then start it again."
    )


def _studio(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "studio"], cwd=processes.ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def _part(supervisor: int, command: str, name: str) -> psutil.Process:
    return next(each for each in _main(supervisor, command).children(recursive=True) if each.name() == name)


def _main(supervisor: int, command: str) -> psutil.Process:
    children = psutil.Process(supervisor).children()
    return next(each for each in children if command in " ".join(each.cmdline()))


def _whole(supervisor: int, command: str) -> bool:
    names = [each.name() for each in _main(supervisor, command).children(recursive=True)]
    return {"sentinel", "worker", "monitor", "pusher"} <= set(names)


def _beat_after(moment: float, port: int) -> bool:
    found = health(port)
    age = found.get("queue", {}).get("render", {}).get("beat_age_s")
    return found.get("status") == "ok" and age is not None and time.time() - age > moment


def test_it_tries_again_when_a_program_cannot_be_started(tmp_path: Path) -> None:
    """The machine has no room for one more process: what runs goes on."""
    log, program = tmp_path / "log", tmp_path / "program"
    code = f"""
import sys
from studio.management.supervisor import Program, Supervisor
programs = [Program("tick", (sys.executable, "-c", {STAYS!r})), Program("web", ({str(program)!r},))]
Supervisor(programs, out=sys.stdout, patience=5).run()
"""
    with processes.started("-c", code, log=log) as (process, _):
        until(lambda: "web    could not be started" in log.read_text(), seconds=30)
        program.write_text("#!/bin/sh\necho here\nexec sleep 600\n")
        program.chmod(0o755)
        until(lambda: said(log, "web    here"), seconds=30)
        assert said(log, "tick   here")
        assert stop(process) == 0
