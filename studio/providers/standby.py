"""The engine kept running between jobs. A job has it to itself; one that ends badly ends it too.

The command line it speaks is described in studio/render/standby.py.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.errors import EngineFailed

LOOK = 2.0
"""Seconds between two looks at a silent engine."""
LEAVE = 10.0
"""Seconds that an engine which has said everything may take to go."""
MOST, LONG = 64, 1800.0
"""Jobs, and seconds of work, after which a fresh engine takes over: what a library leaks stays little."""

Say = Callable[[dict[str, Any] | None], bool]
"""Takes what the engine said, or None when it is silent. False: stop."""


class Stopped(Exception):
    """The one who asked said to stop; the engine is gone."""


@dataclass(slots=True)
class _Hand:
    """One running engine."""

    child: subprocess.Popen[bytes]
    jobs: int = 0
    worked: float = 0.0
    rest: bytes = b""
    said: dict[str, Any] = field(default_factory=dict)

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()


class Standby:
    """Engines for one job at a time each; at most one waits for the next job. `start` starts one for a first folder.

    A waiting engine ends with this process, however that ends: it sees the end of its standard input. A forked process
    has engines of its own.
    """

    def __init__(self, start: Callable[[Path], subprocess.Popen[bytes]]) -> None:
        self._start, self._lock = start, threading.Lock()
        self._waiting: _Hand | None = None
        os.register_at_fork(after_in_child=self._forget)

    def do(
        self, command: str, file: Path, folder: Path, *, limit: float, say: Say, alone: bool = False
    ) -> tuple[int, dict[str, Any]]:
        """Do a command with the job in a file: (exit code, the last thing said).

        `alone`: by an engine that does nothing else, before or after.

        Raises Stopped, and EngineFailed after `limit` seconds.

        An engine found dead before it said a word of the job may have been killed long ago, for somebody else's sake:
        the job goes to a fresh one.
        """
        job = {"command": command, "job": str(file), "folder": str(folder)}
        hand = (None if alone else self._waited()) or _Hand(self._start(folder))
        try:
            code = self._asked(hand, job, limit=limit, say=say)
            if code is None and hand.jobs:
                hand.end()
                hand = _Hand(self._start(folder))
                code = self._asked(hand, job, limit=limit, say=say)
        except BaseException:
            hand.end()
            raise
        said, hand.said = hand.said, {}
        if code == 0 and not alone:
            self._keep(hand)
        else:
            hand.end()
        return hand.child.returncode or 1 if code is None else code, said

    def close(self) -> None:
        """End the engine that waits."""
        with self._lock:
            hand, self._waiting = self._waiting, None
        if hand:
            hand.end()

    def _waited(self) -> _Hand | None:
        with self._lock:
            hand, self._waiting = self._waiting, None
        if hand and hand.child.poll() is not None:
            hand.end()
            return None
        return hand

    def _keep(self, hand: _Hand) -> None:
        hand.jobs += 1
        with self._lock:
            if self._waiting is None and hand.jobs < MOST and hand.worked < LONG:
                self._waiting = hand
                return
        hand.end()

    @staticmethod
    def _asked(hand: _Hand, job: dict[str, str], *, limit: float, say: Say) -> int | None:
        """The exit code; None when the engine ended by itself."""
        assert hand.child.stdin is not None
        began = time.monotonic()
        try:
            hand.child.stdin.write(json.dumps(job).encode() + b"\n")
            hand.child.stdin.flush()
        except BrokenPipeError:
            hand.child.wait()
            return None
        code = _heard(hand, limit=limit, say=say)
        if code is None:
            with suppress(subprocess.TimeoutExpired):
                hand.child.wait(LEAVE)
            return hand.child.returncode if hand.said else None
        hand.worked += time.monotonic() - began
        return code

    def _forget(self) -> None:
        """In a forked process: the engine is the parent's, and must see its end of file when the parent goes."""
        hand, self._waiting, self._lock = self._waiting, None, threading.Lock()
        if hand is not None:
            hand.child.returncode = 0  # not ours to wait for
            for pipe in (hand.child.stdin, hand.child.stdout):
                pipe.raw.close()  # type: ignore[union-attr]  # what is buffered is the parent's to send


def _heard(hand: _Hand, *, limit: float, say: Say) -> int | None:
    """Pass on what the engine says until the job's end. Its exit code; None when the engine closed its output."""
    assert hand.child.stdout is not None
    until = time.monotonic() + limit
    with selectors.DefaultSelector() as selector:
        selector.register(hand.child.stdout, selectors.EVENT_READ)
        while True:
            chunk = os.read(hand.child.stdout.fileno(), 65536) if selector.select(LOOK) else None
            if chunk == b"":
                return None
            *lines, hand.rest = (hand.rest + (chunk or b"")).split(b"\n")
            for line in lines:
                word = said(line) or hand.said
                if "end" in word:
                    return int(word["end"])
                hand.said = word
            if not say(hand.said if lines else None):
                raise Stopped
            if time.monotonic() > until:
                raise EngineFailed(f"Drawing took longer than {limit:.0f} seconds and was stopped.", permanent=False)


def said(line: bytes) -> dict[str, Any] | None:
    """The JSON object on a line of the engine's; None for anything else."""
    try:
        word = json.loads(line)
    except ValueError:
        return None
    return word if isinstance(word, dict) else None
