"""Jobs one after another in a process that stays warm, because starting one takes longer than drawing a short draft.

One line of JSON on stdin a job: {"command", "job": file, "folder"}. What a process of its own would print is printed,
and then {"end": its exit code}; what it would write to stderr goes to folder/engine.log. The process ends at EOF, even
in the middle of a job, and when nothing was asked of it for a while.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from studio.render.progress import to_stdout

IDLE = 900.0
"""Seconds without a job after which the process ends and gives its memory back."""
Attempt = Callable[[str, Path, Path], int]
"""Does a command with a job in a folder and gives its exit code."""


def standby(lines: TextIO, attempt: Attempt, *, idle: float = IDLE) -> None:
    """Do every job; returns after `idle` seconds without one."""
    jobs = queue.SimpleQueue[str]()
    threading.Thread(target=_read, args=(lines, jobs), daemon=True).start()
    while True:
        try:
            job = json.loads(jobs.get(timeout=idle))
        except queue.Empty:
            return
        folder = Path(job["folder"])
        _log_to(folder / "engine.log")
        to_stdout({"end": attempt(job["command"], Path(job["job"]), folder)})


def _read(lines: TextIO, jobs: queue.SimpleQueue[str]) -> None:
    """A thread of its own: whoever waits for the job may be gone long before it is done."""
    for line in lines:
        jobs.put(line)
    os._exit(0)


def _log_to(file: Path) -> None:
    with file.open("ab") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
