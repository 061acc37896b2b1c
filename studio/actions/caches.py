"""What was drawn, said or cut for a look, under cache/ in DATA_DIR: kept by content, and never more than a little.

What somebody looks at counts as new; what nobody looked at for longest goes first. All of it can be made again,
so nobody misses more than a second.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from studio.errors import EngineFailed, unwritable

LIFE = timedelta(days=14)
MOST = 512 * 2**20
"""Bytes of each kind: some five thousand stills."""
SLACK = 32 * 2**20
"""Bytes that one process writes of a kind before it looks how much there is."""
SMALLEST = 4096
"""Bytes that a file takes on the disk, at least."""
_written: Counter[str] = Counter()
_LOCK = threading.Lock()


def folder() -> Path:
    return Path(settings.DATA_DIR) / "cache"


def place(room: str, name: str) -> Path:
    """Where a file of this name lies in a room, made or not: not all of them in one folder."""
    return folder() / room / name[:2] / name


def there(path: Path) -> bool:
    """Whether this was made before. From now on it counts as new: it isn't swept before it is read."""
    try:
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
    except OSError:  # it is gone, or the disk can't be written to
        return path.exists()
    return True


def looked_at(path: Path) -> float:
    """When it was last read, or written. Raises OSError when it is gone."""
    found = path.stat()
    return max(found.st_atime, found.st_mtime)


@contextmanager
def making(path: Path) -> Iterator[Path]:
    """Where this file is to be made: it comes to its own place whole when the block ends, or not at all.

    Raises EngineFailed when the disk can't be written to.
    """
    draft = path.with_name(f".{os.getpid()}.{threading.get_ident()}.{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
        came(path)
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    finally:
        draft.unlink(missing_ok=True)


def came(path: Path) -> None:
    """Note that this was written. Now and then its kind is brought back to its size."""
    kind = _kind(path.relative_to(folder()).parts[0])
    with _LOCK:
        _written[kind] += _bytes(path)
        if due := _written[kind] >= SLACK:
            _written[kind] = 0
    if due:
        _sweep(kind)


def sweep() -> int:
    """Bring every kind back to its size, and remove what nobody looked at for two weeks. Returns how many went."""
    return sum(_sweep(kind) for kind in {_kind(path.name) for path in folder().glob("*")})


def _kind(name: str) -> str:
    """The films of all twins are one kind."""
    return name.partition("-")[0]


def _sweep(kind: str) -> int:
    total, gone, before = 0, 0, time.time() - LIFE.total_seconds()
    for looked, size, path in sorted(_files(kind), reverse=True):
        total += size
        if total > MOST or looked < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _files(kind: str) -> Iterator[tuple[float, int, Path]]:
    """When each was last looked at, and what it takes."""
    for room in folder().glob("*"):
        for path in room.rglob("*") if _kind(room.name) == kind else ():
            try:
                if path.is_file():
                    yield looked_at(path), _bytes(path), path
            except OSError:  # swept by another process
                continue


def _bytes(path: Path) -> int:
    try:
        return max(SMALLEST, path.stat().st_size)
    except OSError:
        return 0
