"""The engine between jobs: kept when all went well, gone when it did not, and never without whoever asked."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from studio.errors import BadInput, EngineFailed
from studio.providers import child
from studio.providers.child import Stopped, run
from studio.render.standby import standby
from tests.processes import ROOT, until

pytestmark = pytest.mark.slow
SILENT: dict[str, Any] = {
    "scenes": [{"voice": {"type": "silence", "duration": 1.0}}],
    "dimension": {"width": 128, "height": 128},
}
LONG: dict[str, Any] = {**SILENT, "scenes": [{"voice": {"type": "silence", "duration": 100.0}}]}
"""Longer than it takes to be told to stop."""


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    child._standby.close()
    yield
    child._standby.close()


def draw(folder: Path, storyboard: dict[str, Any] = SILENT, *, go_on: bool = True, limit: float = 60) -> dict[str, Any]:
    job = {"storyboard": storyboard, "scene": 0, "media": {}, "height": 64}
    return run("take", job, folder, limit=limit, on_progress=lambda news: go_on)


def waiting() -> psutil.Process | None:
    hand = child._standby._waiting
    return psutil.Process(hand.child.pid) if hand else None


def test_it_gives_the_next_job_to_the_engine_of_the_last_with_the_same_result(tmp_path: Path) -> None:
    first = draw(tmp_path / "a")
    kept = waiting()
    assert kept is not None
    assert draw(tmp_path / "b") == first
    assert waiting() == kept
    assert (tmp_path / "a" / "segment.mp4").read_bytes() == (tmp_path / "b" / "segment.mp4").read_bytes()
    assert [file.name for file in (tmp_path / "b").iterdir() if file.suffix == ".log"] == ["engine.log"]


def test_it_finds_a_fresh_engine_when_the_waiting_one_was_killed(tmp_path: Path) -> None:
    draw(tmp_path / "a")
    kept = waiting()
    os.kill(kept.pid, signal.SIGKILL)
    assert draw(tmp_path / "b")["frames"] == 25
    assert waiting() not in (None, kept)


def test_it_leaves_no_engine_behind_that_failed_or_was_stopped(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        draw(tmp_path / "a", {"scenes": []})
    assert waiting() is None
    draw(tmp_path / "b")
    kept = waiting()
    with pytest.raises(Stopped):
        draw(tmp_path / "c", LONG, go_on=False)
    assert waiting() is None
    assert not kept.is_running()
    draw(tmp_path / "d")
    kept = waiting()
    with pytest.raises(EngineFailed, match="longer than 0 seconds"):
        draw(tmp_path / "e", limit=0)
    assert not kept.is_running()


def test_it_looks_at_a_strangers_file_with_an_engine_that_does_nothing_else(tmp_path: Path) -> None:
    draw(tmp_path / "a")
    kept = waiting()
    (tmp_path / "picture.png").write_bytes(b"no picture")
    with pytest.raises(BadInput):
        run("rig", {"picture": str(tmp_path / "picture.png")}, tmp_path / "b", limit=60, on_progress=lambda news: True)
    assert waiting() == kept


SCRIPT = """
import json, pathlib, sys
from studio.providers import child
long = {"scenes": [{"voice": {"type": "silence", "duration": 100.0}}], "fps": 30}
def show(news):
    print(json.dumps([each.pid for each in __import__("psutil").Process().children()]), flush=True)
    return True
child.run("take", {"storyboard": long, "scene": 0, "media": {}, "height": None}, pathlib.Path(sys.argv[1]), limit=99,
          on_progress=show)
"""


def test_it_ends_in_the_middle_of_a_job_with_whoever_asked(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "a")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        (pid,) = json.loads(process.stdout.readline())
        engine = psutil.Process(pid)
        process.kill()
        until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, seconds=30)
    assert not (tmp_path / "a" / "segment.mp4").exists()


def test_it_goes_when_nothing_is_asked_of_it() -> None:
    class Quiet(io.StringIO):
        def __next__(self) -> str:
            threading.Event().wait()
            return ""

    began = time.monotonic()
    standby(Quiet(), lambda command, file, folder: 0, idle=0.05)
    assert time.monotonic() - began < 30
