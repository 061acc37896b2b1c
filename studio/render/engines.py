"""Processes that draw scene after scene of one video, forked from one that has everything loaded."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from studio.errors import BadInput
from studio.render import limits
from studio.render.standby import Attempt, standby


class TakeFailed(RuntimeError):
    """A scene's process ended without a segment."""


class Engine:
    """One such process. It ends with the thread that started it."""

    def __init__(self, attempt: Attempt) -> None:
        """`attempt` does what it is asked for. Forks: to be called while there is one thread, as another's locks would
        stay locked in the child."""
        asked, ask = os.pipe()
        answers, answer = os.pipe()
        sys.stdout.flush()
        self._number = os.fork()
        if not self._number:
            _draw(asked, answer, attempt)
        os.close(asked)
        os.close(answer)
        self._ask, self._answers = os.fdopen(ask, "w"), os.fdopen(answers)
        self._code: int | None = None
        self._reaping = threading.Lock()

    def take(self, room: Path) -> Iterator[float]:
        """Draw room/job.json; yields how far it is. Its own words become the error raised."""
        job = {"command": "take", "job": str(room / "job.json"), "folder": str(room)}
        with suppress(BrokenPipeError):
            print(json.dumps(job), file=self._ask, flush=True)
        last: dict[str, Any] = {}
        code = None
        while code is None and (line := self._answers.readline()):
            said = json.loads(line)
            code, last = said.get("end"), last if "end" in said else said
            if "progress" in said:
                yield said["progress"]
        if code == 2 and "error" in last:
            raise BadInput({last.get("path", ""): last["error"]})
        if code != 0:
            raise TakeFailed(last.get("error") or f"Drawing a scene ended with exit code {self._ended()}.")

    def kill(self) -> None:
        """End it, whatever it is doing."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self._number, 9)
            self._ended()

    def close(self) -> None:
        """When nobody listens to it any more."""
        for pipe in (self._ask, self._answers):
            with suppress(BrokenPipeError):
                pipe.close()

    def _ended(self) -> int:
        """Asked by the thread that listens and by whoever kills: a process can be waited for only once."""
        with self._reaping:
            if self._code is None:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._number, 0)[1])
            return self._code


def _draw(asked: int, answer: int, attempt: Attempt) -> NoReturn:
    """The child: does what it is asked for until it is killed."""
    try:
        limits.die_with_parent()
        gc.freeze()  # as in pieces.py
        sys.stdout = os.fdopen(answer, "w")
        standby(os.fdopen(asked), attempt)
    finally:
        os._exit(1)
