"""Which of the machine's processors are at work for the engine, so that who draws alone may have more of them.

Each processor has a lock file. A lock is given back by the kernel when its process ends, however that ends. The folder
is the machine's own and not the installation's, whose folders may be shared between machines.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType


def count() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Core:
    """A processor that nobody else's engine counts on; until `release`, or the end of the process that holds it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def free(cls) -> Core | None:
        """One that is free right now; None if all are at work, or where nothing can be locked."""
        with suppress(OSError):
            folder = _folder()
            for number in range(count()):
                descriptor = os.open(folder / f"core-{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    os.close(descriptor)
                else:
                    return cls(descriptor)
        return None

    def release(self) -> None:
        """In the process that asked for it: leaves the lock to a child that was forked meanwhile."""
        os.close(self._descriptor)

    def __enter__(self) -> Core:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


class AtWork:
    """A process that draws. It counts for one processor, or will as soon as one is free and it claims again."""

    def __init__(self) -> None:
        self._core = Core.free()

    def claim(self) -> None:
        self._core = self._core or Core.free()

    def __enter__(self) -> AtWork:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._core:
            self._core.release()


def _folder() -> Path:
    """Only this user's. OSError where somebody else has put something in its place."""
    folder = Path(tempfile.gettempdir()) / f"understudy-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder
