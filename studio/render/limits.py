"""What a drawing process may use of the machine. Called first thing in every process of the engine.

A hostile file or a bug then ends this process alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator

from studio.render.confine import confine

MEMORY = 6 * 1024**3
"""Bytes of address space, of which a 1080p scene touches about a tenth."""
MODEST = 3 * 2**29
"""Bytes for looking into a stranger's file, twice what the largest picture takes: an MP4 of one kilobyte can claim so
many frames that FFmpeg's list of them fills all of `MEMORY`."""
SECONDS = 3 * 3600
"""Of processor time."""
FILE = 8 * 1024**3
NICENESS = 5
OPEN = "This engine process can reach the network"
LARGE = 8_900_000
"""Bytes: more than a picture of 1080 × 1920 has, and less than x264 takes for each of its own."""
ONE_THREAD = "OPENBLAS_NUM_THREADS"
"""NumPy's OpenBLAS else starts a thread a processor as it is loaded, and lets them spin; nothing here is that large."""
_PR_SET_PDEATHSIG, _M_MMAP_THRESHOLD = 1, -3


def apply() -> None:
    """Bound memory, processor time and file size, leave no core dumps, yield to others, have no network, and start no
    other programs. Where the system can't shut the network off, a line on standard error says so.
    """
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some of them
            resource.setrlimit(kind, (value, value))
    keep_apart()
    os.environ.setdefault(ONE_THREAD, "1")
    with contextlib.suppress(OSError):
        os.nice(max(0, NICENESS - os.nice(0)))
    if lacking := confine():
        print(f"{OPEN}: {lacking}.", file=sys.stderr)


@contextlib.contextmanager
def modest() -> Iterator[None]:
    """Have at most `MODEST` bytes of one's own within. What asks for more gets a MemoryError, or fails as it can."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = MODEST if hard == resource.RLIM_INFINITY else min(MODEST, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def give_back() -> None:
    """Return freed memory to the system (glibc).

    Between the blocks of one encoder lie things that stay, so the next one finds no room where the last one was, and of
    encoders made and freed in a row each would add to the process.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def keep_apart() -> None:
    """Have blocks of an encoder's size mapped by themselves (glibc): they leave no holes when they go."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, LARGE)


def die_with_parent() -> None:
    """Be killed when the parent's *thread* that started this process ends (Linux): for work that its thread waits for.

    What outlives a thread, as serve does, ends when its standard input does.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
