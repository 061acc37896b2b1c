"""Drawn parts as files in this user's own cache folder: a presenter is drawn once a machine, not once a process."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import platform
import shutil
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from studio.render.cast.layer import Layer

ROOM = 2**30
"""Bytes: some seven presenters at the size of a 1080 × 1920 video. What nobody has looked at for longest goes."""
_HEAD = struct.Struct("<iiIII")
"""Left, top, width and height of a layer, and the CRC-32 of its pixels, which follow."""
_DRAWN_WITH = ("skia-python", "opencv-python-headless", "numpy")


class Attic:
    """Layers in `folder`, in a folder each for those of one owner.

    Owner and key together tell everything that the pixels depend on, and so do their `repr`s. Any number of processes
    may share it. Where files can't be read or written, are damaged or have been taken away, layers are made anew.
    """

    def __init__(self, folder: Path, *, room: int = ROOM) -> None:
        self._folder, self._room = folder, room
        self._looked_at = set[Path]()
        self._written = 0

    @classmethod
    def of_user(cls) -> Attic | None:
        """The one in $XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification); None for a user without a home."""
        with suppress(RuntimeError):
            caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
            return cls(Path(caches) / "understudy" / "sprites")
        return None

    def get(self, owner: str, key: object, make: Callable[[], Layer]) -> Layer:
        shelf = self._folder / _named(release(), owner)
        file = shelf / _named(repr(key))
        with suppress(OSError):
            if found := _read(file):
                self._look_at(shelf)
                return found
        made = make()
        with suppress(OSError):  # a full disk ends the video, which is written there too, not the part
            shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._written += _write(file, made)
            if self._written > self._room // 16:
                self._written = 0
                self.tidy()
        return made

    def _look_at(self, shelf: Path) -> None:
        if shelf not in self._looked_at:
            self._looked_at.add(shelf)
            os.utime(shelf)

    def tidy(self) -> None:
        """Take away what was looked at longest ago until the rest fits."""
        taken = 0
        with suppress(OSError):
            for shelf in sorted(filter(Path.is_dir, self._folder.iterdir()), key=lambda each: -each.stat().st_mtime):
                taken += sum(file.stat().st_size for file in os.scandir(shelf))
                if taken > self._room:
                    shutil.rmtree(shelf, ignore_errors=True)


@functools.cache
def release() -> str:
    """What drawing depends on besides owner and key: this package, the libraries it draws with, and the machine."""
    read = hashlib.blake2b(platform.machine().encode())
    for name in _DRAWN_WITH:
        read.update(f"{name} {importlib.metadata.version(name)}".encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        read.update(file.read_bytes())
    return read.hexdigest()


def _named(*words: str) -> str:
    return hashlib.blake2b("\n".join(words).encode(), digest_size=16).hexdigest()


def _read(file: Path) -> Layer | None:
    """None for a file that a crash has left half written."""
    with file.open("rb") as stored:
        head = stored.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        x, y, width, height, checked = _HEAD.unpack(head)
        pixels = np.fromfile(stored, np.uint8)
    if len(pixels) != height * width * 4 or zlib.crc32(pixels.data) != checked:
        return None
    return Layer(pixels.reshape(height, width, 4), x, y)


def _write(file: Path, layer: Layer) -> int:
    """At once or not at all: others may be looking for it. How many bytes that were."""
    height, width = layer.pixels.shape[:2]
    pixels = np.ascontiguousarray(layer.pixels)
    draft = file.with_suffix(f".{os.getpid()}")
    try:
        with draft.open("wb") as storing:
            storing.write(_HEAD.pack(layer.x, layer.y, width, height, zlib.crc32(pixels.data)))
            pixels.tofile(storing)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return pixels.nbytes
