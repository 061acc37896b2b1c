"""The engine in a child process: a crash, a hostile file or a memory hog ends the child, never the worker.

The command line it speaks is described in studio/render/__main__.py.
"""

from __future__ import annotations

import atexit
import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from studio.errors import BadInput, Busy, EngineFailed, unwritable
from studio.providers.standby import Standby, Stopped, said

__all__ = ["Ended", "Progress", "Slow", "Stopped", "Warm", "run"]

INPUT_AT_FAULT = 2
"""The engine's exit code when asking again with the same input can't help."""
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "UNDERSTUDY_RUN", "VOICES_DIR")
"""What the child sees of the environment: no key, no database address."""
ALONE = ("rig", "inspect")
"""Commands that look at files which nobody has looked at yet: by a process of their own."""
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` is 0…1; `left` the seconds still needed, None while unknown."""

    stage: str
    done: float
    left: float | None


def run(
    command: str, job: dict[str, Any], folder: Path, *, limit: float, on_progress: Callable[[Progress | None], bool]
) -> dict[str, Any]:
    """Run one engine command over `job` into `folder` and return its result.json."""
    path = folder / "job.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(job))
        (folder / "engine.log").write_bytes(b"")
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None

    def say(word: dict[str, Any] | None) -> bool:
        return on_progress(_progress(word) if word else None)

    code, last = _standby.do(command, path, folder, limit=limit, say=say, alone=command in ALONE)
    if code == 0:
        return _result(folder)
    raise _failure(code, last, folder)


def _takes(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "engine.log").open("ab") as errors:
        return _start(["takes"], stdin=subprocess.PIPE, stderr=errors)


_standby = Standby(_takes)
atexit.register(_standby.close)


def _result(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / "result.json").read_text())
    except (OSError, ValueError) as error:
        raise EngineFailed(f"The engine left no result behind: {error}", permanent=False) from None
    return found


def _start(arguments: list[str], *, stdin: int, stderr: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Ctrl-C in a terminal reaches all of its processes: this one ends when we do, so it is born deaf to that."""
    environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "studio.render", *arguments],
            cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr, env=environment,
        )  # fmt: skip
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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


class Slow(Busy):
    """The question took longer than its limit and was given up."""


class Ended(EngineFailed):
    """The child ended under the question, and so did the next one."""


class Warm:
    """An engine kept running for stills or measures, one question at a time. Started at the first question.

    Unlike other children it outlives the thread that started it: it ends when its standard input does, and so with
    this process, however that ends. A forked process gets a child of its own.
    """

    WAIT = 3.0
    """Seconds that one waits for those before."""
    START = 60.0
    """Seconds in which a new child gets ready: a question's time begins then, or a busy machine would never get on."""
    MOST = 2000
    """Questions after which a fresh child takes over: what a library leaks stays little."""

    def __init__(self, *, limit: float = 20.0) -> None:
        self._lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._limit = limit
        self._asked = 0
        self._over = False
        atexit.register(self._end)
        os.register_at_fork(after_in_child=self._forget)

    @contextmanager
    def turn(self, *, wait: float = WAIT) -> Iterator[None]:
        """Hold the engine: nobody else asks meanwhile. Raises Busy when others do for longer than `wait` seconds."""
        if not self._lock.acquire(timeout=max(0.0, wait)):
            raise Busy("The preview is busy; it comes in a moment.")
        try:
            yield
        finally:
            self._lock.release()

    def ask(self, op: str, *, limit: float | None = None, wait: float = WAIT, **question: Any) -> dict[str, Any]:
        """The engine's answer. Raises BadInput when the question is at fault, Busy when others ask for longer than
        `wait` seconds, Slow after `limit` seconds, else EngineFailed.
        """
        with self.turn(wait=wait):
            self._asked += 1
            if self._asked % self.MOST == 0:
                self.close()
            answer = self._answer({"id": self._asked, "op": op, **question}, limit or self._limit)
        if answer.get("ok"):
            return answer
        reason = str(answer.get("error") or "It can't be drawn.")
        if answer.get("broke"):
            raise EngineFailed(reason, permanent=False)
        raise BadInput({str(answer.get("path") or ""): reason})

    def _answer(self, question: dict[str, Any], limit: float) -> dict[str, Any]:
        """Asked again once when the child is gone: it may have been killed long before, for somebody else's sake."""
        for _ in range(2):
            if self._over:
                raise Busy("The server is being started again; the preview comes in a moment.")
            late = threading.Event()
            answer = said(self._exchange(question, limit, late))
            if answer is not None and answer.get("id") == question["id"]:
                return answer
            self.close()
            if late.is_set():
                raise Slow("The server is too slow for this right now. Wait a minute, then try again.")
        raise Ended("The preview engine ended twice over this scene. Change the scene, or try later.")

    def _exchange(self, question: dict[str, Any], limit: float, late: threading.Event) -> bytes:
        """One line for another; b"" when the child ended, with `late` set when it was for taking too long."""
        child = self._child
        if child is None or child.poll() is not None:
            self.close()
            child = self._child = _start(["serve"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self._told(child, b"", self.START, late)  # that it is ready
        return self._told(child, json.dumps(question).encode() + b"\n", limit, late)

    def _told(self, child: subprocess.Popen[bytes], line: bytes, limit: float, late: threading.Event) -> bytes:
        """The child's next line, after `line` was said to it."""
        assert child.stdin is not None and child.stdout is not None
        timer = threading.Timer(limit, _stop, (child, late))
        timer.daemon = True
        timer.start()
        try:
            child.stdin.write(line)
            child.stdin.flush()
            return child.stdout.readline()
        except (BrokenPipeError, ValueError):  # the second where it was closed, too
            return b""
        except BaseException:  # its answer would be taken for the next question's
            self.close()
            raise
        finally:
            timer.cancel()

    def _forget(self) -> None:
        """In a forked process: the child is the parent's, and must see its end of file when the parent goes."""
        child, self._child = self._child, None
        self._lock = threading.RLock()
        if child is not None:
            child.returncode = 0  # not ours to wait for
            for pipe in (child.stdin, child.stdout):
                pipe.raw.close()  # type: ignore[union-attr]  # what is buffered is the parent's to send

    def _end(self) -> None:
        """With this process: whoever still asks gets no child any more."""
        self._over = True
        self.close()

    def close(self) -> None:
        """End the child; the next question starts another."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(BrokenPipeError):
                    if pipe:
                        pipe.close()


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()
