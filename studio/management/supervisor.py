"""One terminal for several programs: starts them, prints what they say, starts again what dies, stops them all.

One thread, one loop. Each program leads a process group of its own and ties itself to this process (studio.lifeline),
so that nothing it started outlives it: a dead program's group is killed before it is started anew, and when this
process is killed the kernel takes the rest.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TextIO

from studio.lifeline import PARENT

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
"""Seconds before a dead program is started again; doubled each time it dies young."""
GROWN_UP = 20.0
PATIENCE = 10.0
"""Seconds that programs have for ending by themselves."""
LOOK = 0.3


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `keep` are file descriptors that it inherits."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[int, ...] = ()


class Supervisor:
    """`run` returns when all have ended after SIGINT, SIGTERM or SIGHUP. `greet` is called when `greeter` answers."""

    def __init__(
        self, programs: Sequence[Program], *, out: TextIO, greeter: FirstAnswer | None = None,
        greet: Callable[[], None] = lambda: None, patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self._runs = [_Run(program, self._say) for program in programs]
        self._out = out
        self._greeter, self._greet = greeter, greet
        self._patience = patience
        self._asked = 0
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        with self._signals():
            while not self._asked:
                now = time.monotonic()
                for run in self._runs:
                    if run.due(now):
                        self._start(run, now)
                self._listen(LOOK)
                for run in self._runs:
                    if run.ended():
                        self._bury(run)
                self._look_for_answer()
            self._stop()

    def _start(self, run: _Run, now: float) -> None:
        try:
            output = run.start(now)
        except OSError as error:  # no room for one more process
            self._say(run.program.name, f"could not be started: {error}; trying again in {run.plan_return(now):g} s")
        else:
            self._selector.register(output, selectors.EVENT_READ, run)

    def _bury(self, run: _Run) -> None:
        """Kill what is left of a dead program's group, then print its last words."""
        code = run.bury()
        self._hear_out(run)
        if not self._asked:
            pause = run.plan_return(time.monotonic())
            self._say(run.program.name, f"{_how(code)}; starting it again in {pause:g} s")

    def _hear_out(self, run: _Run) -> None:
        output = run.output
        if output is not None:
            while run.hear():
                pass
            self._selector.unregister(output)
            run.close()

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, _Run) and not key.data.hear():
                # Everybody who could write has ended or closed it; the program's own end is seen by ended().
                with contextlib.suppress(KeyError):
                    self._selector.unregister(key.fileobj)
                key.data.close()
            elif key.data == "signal":
                os.read(key.fd, 4096)

    def _look_for_answer(self) -> None:
        if self._greeter is not None and self._greeter.came():
            self._greeter = None
            self._greet()

    def _stop(self) -> None:
        """Ask each program's leader (which ends its own children in order); what is left after a while is killed."""
        self._print("")
        self._print("Stopping … (once more to stop at once)")
        for run in self._runs:
            run.ask()
        end = time.monotonic() + self._patience
        while any(run.alive for run in self._runs):
            self._listen(0.1)
            for run in self._runs:
                if run.alive and (run.ended() or self._asked > 1 or time.monotonic() > end):
                    self._bury(run)
        self._print("Stopped.")

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Let signals wake the loop through a pipe; a handler itself does next to nothing."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._ask) for number in numbers}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self._selector.register(reader, selectors.EVENT_READ, "signal")
        try:
            yield
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._selector.close()
            os.close(reader)
            os.close(writer)

    def _ask(self, number: int, frame: object) -> None:
        self._asked += 1

    def _say(self, name: str, line: str) -> None:
        self._print(f"{name:<6} {line}")

    def _print(self, line: str) -> None:
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except OSError:  # the terminal is gone: end, quietly
            self._asked += 1


class _Run:
    """One program, running or waiting to be started again."""

    def __init__(self, program: Program, say: Callable[[str, str], None]) -> None:
        self.program = program
        self.output: IO[bytes] | None = None
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._born = self._due = 0.0
        self._pause = FIRST_PAUSE
        self._rest = b""

    @property
    def alive(self) -> bool:
        return self._process is not None

    def due(self, now: float) -> bool:
        return not self.alive and now >= self._due

    def start(self, now: float) -> IO[bytes]:
        """Its output. Raises OSError."""
        self._born = now
        environment = {**os.environ, **self.program.environment, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            self.program.command, env=environment, pass_fds=self.program.keep, process_group=0,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.output = self._process.stdout
        os.set_blocking(self.output.fileno(), False)
        return self.output

    def hear(self) -> bool:
        """Print the whole lines that have come. False when there is nothing (more) to read."""
        if self.output is None:
            return False
        try:
            chunk = os.read(self.output.fileno(), 65536)
        except BlockingIOError:
            return False
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if not chunk and self._rest:
            lines, self._rest = [self._rest], b""
        for line in lines:
            self._say(self.program.name, line.decode(errors="replace").rstrip("\r"))
        return bool(chunk)

    def close(self) -> None:
        if self.output is not None:
            self.output.close()
            self.output = None

    def ended(self) -> bool:
        """Whether the leader has ended. It is left a zombie: so its number still names its group, and nobody else's."""
        if self._process is None:
            return False
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask(self) -> None:
        if self._process is not None and not self.ended():
            self._process.terminate()

    def bury(self) -> int:
        """Kill the whole group and return the leader's exit code (negative: the signal)."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        code = self._process.wait()
        self._process = None
        return code

    def plan_return(self, now: float) -> float:
        """Seconds until the next start."""
        if now - self._born > GROWN_UP:
            self._pause = FIRST_PAUSE
        pause, self._pause = self._pause, min(LONGEST_PAUSE, 2 * self._pause)
        self._due = now + pause
        return pause


class FirstAnswer:
    """Whether a web server has answered at all, found out without ever waiting for it.

    The listening socket is the supervisor's own, so a connection is made at once and answered when the server is up.
    """

    def __init__(self, address: tuple[str, int], *, path: str, host: str) -> None:
        self._address = address
        self._question = f"GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n".encode()
        self._socket: socket.socket | None = None

    def came(self) -> bool:
        if self._socket is None:
            with contextlib.suppress(OSError):
                self._socket = socket.create_connection(self._address, timeout=1)
                self._socket.sendall(self._question)
                self._socket.setblocking(False)
            return False
        try:
            answer = self._socket.recv(1024)
        except BlockingIOError:
            return False
        except OSError:
            answer = b""
        self._socket.close()
        self._socket = None
        return bool(answer)


def _how(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
