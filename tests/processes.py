"""Starting the product's own processes in tests, and finding every one of them again."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
MARK = "UNDERSTUDY_RUN"
"""Environment variable that every process of one run inherits."""


def until(true: Callable[[], object], *, seconds: float, every: float = 0.05) -> float:
    """Wait until `true()` is; returns the seconds it took. AssertionError when it takes longer."""
    start = time.monotonic()
    while not true():
        took = time.monotonic() - start
        assert took < seconds, f"not within {seconds} s"
        time.sleep(every)
    return time.monotonic() - start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def marked(run: str) -> list[psutil.Process]:
    """Every living process that carries the run's mark, zombies left out."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == run and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@contextlib.contextmanager
def started(*command: str, log: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Python process of the product with a mark; whatever carries the mark is killed at the end."""
    run = secrets.token_hex(8)
    env = {**os.environ, **environment, MARK: run}
    env.pop("UNDERSTUDY_PARENT", None)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            process_group=0,
        )  # fmt: skip
    try:
        yield process, run
    finally:
        for left in marked(run):
            with contextlib.suppress(psutil.Error):
                left.send_signal(signal.SIGKILL)
        process.wait()


def stop(process: subprocess.Popen[bytes], *, by: int = signal.SIGINT, seconds: float = 60) -> int:
    """Ask it to end and return its exit code."""
    process.send_signal(by)
    return process.wait(timeout=seconds)
