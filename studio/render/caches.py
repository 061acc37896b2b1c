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
    taken = 0
    with suppress(OSError):
        for file in sorted(place.iterdir(), key=lambda each: -each.stat().st_mtime):
            taken += file.stat().st_size
            if taken > room:
                file.unlink(missing_ok=True)
