"""The engine in a child process: a crash, a hostile file or a memory hog ends the child, never the worker.

The command line it speaks is described in studio/render/__main__.py.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from studio.errors import BadInput, EngineFailed

LEAVE = 10.0
"""Seconds that a child which has said everything may take to go."""
LOOK = 2.0
"""Seconds between two looks at a silent child."""
INPUT_AT_FAULT = 2
"""The engine's exit code when asking again with the same input can't help."""
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "UNDERSTUDY_RUN")
"""What the child sees of the environment: no key, no database address."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` is 0…1; `left` the seconds still needed, None while unknown."""

    stage: str
    done: float
    left: float | None


class Stopped(Exception):
    """The one who asked said to stop; the child is gone."""


def run(
    command: str, job: dict[str, Any], folder: Path, *, limit: float, on_progress: Callable[[Progress | None], bool]
) -> dict[str, Any]:
    """Run one engine command over `job` into `folder` and return its result.json."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "job.json"
    path.write_text(json.dumps(job))
    with (folder / "engine.log").open("wb") as errors:
        child = _start([command, str(path), str(folder)], stdin=subprocess.DEVNULL, stderr=errors)
    try:
        last = _listen(child, limit=limit, on_progress=on_progress)
        with suppress(subprocess.TimeoutExpired):
            child.wait(LEAVE)
    finally:
        _end(child)
    if child.returncode == 0:
        return _result(folder)
    raise _failure(child.returncode, last, folder)


def _result(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "result.json").read_text())
    except (OSError, ValueError) as error:
        raise EngineFailed(f"The engine left no result behind: {error}", permanent=False) from None
    return found


def _start(arguments: list[str], *, stdin: int, stderr: IO[bytes] | int) -> subprocess.Popen[bytes]:
    environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "studio.render", *arguments],
        cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=environment,
    )  # fmt: skip


def _listen(
    child: subprocess.Popen[bytes], *, limit: float, on_progress: Callable[[Progress | None], bool]
) -> dict[str, Any]:
    """Pass progress on until the child closes its output. Returns the last thing it said."""
    assert child.stdout is not None
    end = time.monotonic() + limit
    last: dict[str, Any] = {}
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            chunk = os.read(child.stdout.fileno(), 65536) if selector.select(LOOK) else None
            if chunk == b"":
                return last
            *lines, rest = (rest + (chunk or b"")).split(b"\n")
            for line in lines:
                last = _said(line) or last
            if not on_progress(_progress(last) if lines else None):
                raise Stopped
            if time.monotonic() > end:
                raise EngineFailed(f"Drawing took longer than {limit:.0f} seconds and was stopped.", permanent=False)


def _said(line: bytes) -> dict[str, Any] | None:
    try:
        word = json.loads(line)
    except ValueError:
        return None
    return word if isinstance(word, dict) else None


def _progress(said: dict[str, Any]) -> Progress | None:
    if "stage" not in said:
        return None
    done, left = said.get("progress"), said.get("left")
    if not isinstance(left, int | float) or not math.isfinite(left):
        left = None
    return Progress(str(said["stage"]), min(1.0, max(0.0, float(done))) if isinstance(done, int | float) else 0.0, left)


def _failure(code: int, last: dict[str, Any], folder: Path) -> Exception:
    if code == INPUT_AT_FAULT and "error" in last:
        return BadInput({str(last.get("path") or ""): str(last["error"])})
    if code < 0:
        return EngineFailed(f"The engine was ended by signal {-code} (out of memory, or too long).", permanent=False)
    tail = (folder / "engine.log").read_text(errors="replace").strip().splitlines()[-1:]
    reason = last.get("error") or "".join(tail) or f"exit code {code}"
    return EngineFailed(f"The engine broke: {reason}", permanent=False)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave no child behind, whatever happened."""
    if child.stdout:
        child.stdout.close()
    if child.poll() is None:
        child.kill()
        child.wait()


class Warm:
    """An engine kept running for stills and measures, one question at a time. Started at the first question."""

    def __init__(self, *, limit: float = 20.0) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._limit = limit
        self._asked = 0
        atexit.register(self.close)

    def ask(self, op: str, **question: Any) -> dict[str, Any]:
        """The engine's answer. Raises BadInput when the question is at fault, else EngineFailed."""
        with self._lock:
            self._asked += 1
            answer = self._exchange({"id": self._asked, "op": op, **question})
        if answer.get("ok"):
            return answer
        reason = str(answer.get("error") or "It can't be drawn.")
        if answer.get("broke"):
            raise EngineFailed(reason)
        raise BadInput({str(answer.get("path") or ""): reason})

    def _exchange(self, question: dict[str, Any]) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        timer = threading.Timer(self._limit, child.kill)
        timer.start()
        try:
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
        except BrokenPipeError:
            line = b""
        except BaseException:  # its answer would be taken for the next question's
            self.close()
            raise
        finally:
            timer.cancel()
        answer = _said(line)
        if answer is None or answer.get("id") != question["id"]:
            self.close()
            raise EngineFailed("The preview could not be drawn in time. Try again.", permanent=False)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start(["serve"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return self._child

    def close(self) -> None:
        """End the child; the next question starts another."""
        child, self._child = self._child, None
        if child is not None:
            if child.stdin:
                child.stdin.close()
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
