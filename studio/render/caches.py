"""Folders in this user's own cache, shared by all of the user's processes on this machine: what is in them is only
quicker than making it anew, and may be taken away at any time.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def folder(name: str) -> Path | None:
    """$XDG_CACHE_HOME/understudy/`name`, or in ~/.cache (XDG Base Directory Specification); None without a home."""
    with suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "understudy" / name
    return None


def tidy(place: Path, *, room: int) -> None:
    """Take away the files that were looked at longest ago until the rest fits into `room` bytes."""
    found = list[tuple[float, int, Path]]()
    for file in place.iterdir() if place.is_dir() else ():
        with suppress(OSError):  # somebody else may tidy, too
            found.append((file.stat().st_mtime, file.stat().st_size, file))
    taken = 0
    for _, size, file in sorted(found, reverse=True):
        taken += size
        if taken > room:
            with suppress(OSError):
                file.unlink(missing_ok=True)
