"""Asking the engine's warm child: whose fault an error is, and never another question's answer."""

from __future__ import annotations

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

from studio.errors import BadInput, Busy, EngineFailed
from studio.providers.child import Slow, Warm, run
from tests.processes import ROOT, until
from tests.storyboards import AVATAR, TEXT

pytestmark = pytest.mark.slow
BOARD: dict[str, Any] = {"scenes": [{"character": dict(AVATAR), "voice": dict(TEXT)}]}
SILENT: dict[str, Any] = {"scenes": [{"voice": {"type": "silence", "duration": 2.0}}]}


@pytest.fixture(scope="module")
def engine() -> Iterator[Warm]:
    warm = Warm()
    yield warm
    warm.close()


def test_it_tells_a_bug_from_bad_input(engine: Warm) -> None:
    bad = {"scenes": [{"character": dict(AVATAR), "voice": {**TEXT, "voice_id": "nobody"}}]}
    with pytest.raises(BadInput) as refused:
        engine.ask("measure", storyboard=bad, media={})
    assert set(refused.value.problems) == {"scenes.0.voice.voice_id"}
    with pytest.raises(EngineFailed, match="The engine broke: KeyError"):
        engine.ask("still", storyboard=BOARD, media={})  # without a place to draw to


def test_it_never_takes_another_questions_answer(engine: Warm) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise TimeoutError

    engine.close()  # the next question waits for the engine to start, and is interrupted there
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(TimeoutError):
            engine.ask("measure", storyboard=BOARD, media={})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert engine.ask("measure", storyboard=SILENT, media={})["durations"] == [2.0]


def test_it_tells_of_a_job_that_is_at_fault(tmp_path: Path) -> None:
    job = {"storyboard": {"scenes": []}, "scene": 0, "media": {}, "height": 64}
    with pytest.raises(BadInput):
        run("take", job, tmp_path / "take", limit=60, on_progress=lambda news: True)


def measured(engine: Warm) -> list[float]:
    durations: list[float] = engine.ask("measure", storyboard=SILENT, media={})["durations"]
    return durations


def test_it_starts_again_once_when_the_child_was_killed(engine: Warm) -> None:
    for _ in range(3):
        measured(engine)
        os.kill(engine._child.pid, signal.SIGKILL)
        assert measured(engine) == [2.0]


def test_a_ctrl_c_in_its_terminal_is_not_for_the_child() -> None:
    """Whoever asks decides when it ends: else a stop would look like a scene that no engine can draw."""
    warm, over = Warm(), threading.Event()

    def interrupt() -> None:
        while not over.wait(0.02):
            if warm._child and warm._child.poll() is None:
                os.kill(warm._child.pid, signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    try:
        assert measured(warm) == [2.0]
    finally:
        over.set()
        warm.close()


def test_it_closes_quietly_what_is_dead(engine: Warm) -> None:
    measured(engine)
    child = engine._child
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.write(b"half a question")  # kept in the pipe's buffer
    engine.close()
    assert measured(engine) == [2.0]


def test_it_outlives_the_thread_that_started_it(engine: Warm) -> None:
    engine.close()
    thread = threading.Thread(target=measured, args=(engine,))
    thread.start()
    thread.join()
    first = engine._child.pid
    time.sleep(0.2)
    assert measured(engine) == [2.0]
    assert engine._child.pid == first


def test_whoever_asks_while_the_process_ends_is_told_so() -> None:
    warm, told = Warm(), list[type[BaseException]]()

    def ask() -> None:
        try:
            measured(warm)
        except BaseException as error:
            told.append(type(error))

    for begun in (lambda: warm._child, lambda: True):
        thread = threading.Thread(target=ask)
        thread.start()
        until(begun, seconds=30)
        warm._end()
        thread.join(60)
    assert told == [Busy, Busy]
    assert warm._child is None


def test_it_does_not_let_anybody_wait_long_for_others(engine: Warm) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with engine.turn():
            held.set()
            release.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    began = time.monotonic()
    with pytest.raises(Busy, match="it comes in a moment") as refused:
        engine.ask("measure", storyboard=SILENT, media={}, wait=0.2)
    assert (refused.value.status, time.monotonic() - began < 20) == (503, True)
    release.set()
    thread.join()
    assert measured(engine) == [2.0]


def test_it_gives_up_what_takes_too_long_and_does_not_try_it_twice(engine: Warm) -> None:
    measured(engine)
    board = {"scenes": [{"voice": {**TEXT, "input_text": "9 " * 2400}}] * 20}
    first = engine._child.pid
    with pytest.raises(Slow, match="too slow"):
        engine.ask("measure", storyboard=board, media={}, limit=0.3)
    assert engine._child is None and not psutil.pid_exists(first), "nothing goes on with it"
    assert measured(engine) == [2.0]


def test_starting_takes_none_of_a_questions_time(engine: Warm) -> None:
    """Reading the engine's code takes a second at least."""
    engine.close()
    assert engine.ask("measure", storyboard=SILENT, media={}, limit=0.7)["durations"] == [2.0]


SCRIPT = """
import os, sys, time
from studio.providers.child import Warm
from tests.providers.test_child import measured
warm = Warm()
measured(warm)
first = warm._child.pid
if os.fork() == 0:
    assert warm._child is None
    if os.fork() == 0:
        sys.exit()
    for _ in range(600):
        time.sleep(0.1)
        if os.path.exists(sys.argv[1]):
            break
    sys.exit()
time.sleep(0.5)
measured(warm)
assert warm._child.pid == first, "a fork must not end its parent's child"
print(first, flush=True)
time.sleep(60)
"""


def test_it_ends_with_a_killed_process_and_only_with_that(tmp_path: Path) -> None:
    """Forks of it, which hold the same pipes, neither end the child nor keep it."""
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "over")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        child = psutil.Process(int(process.stdout.readline()))
        assert child.is_running()
        process.kill()
        until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=30)
    (tmp_path / "over").touch()


def test_it_says_so_when_the_disk_cannot_be_written(tmp_path: Path, engine: Warm) -> None:
    (tmp_path / "work").write_text("a file where a folder should be")
    job = {"storyboard": SILENT, "scene": 0, "media": {}, "height": 64}
    with pytest.raises(EngineFailed, match="The server's disk can't be written"):
        run("take", job, tmp_path / "work" / "take", limit=60, on_progress=lambda news: True)
    with pytest.raises(EngineFailed, match="The server's disk can't be written"):
        engine.ask("still", storyboard=BOARD, scene=0, media={}, height=64, out=str(tmp_path / "work" / "a.jpg"))
