"""Drawn parts as files in this user's own cache folder: a presenter is drawn once a machine, not once a process."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from studio.render import caches
from studio.render.cast.bundle import Bundle
from studio.render.cast.layer import Layer

ROOM = 2**30
"""Bytes: some seven presenters at the size of a 1080 × 1920 video. What nobody has looked at for longest goes."""
_DRAWN_WITH = ("skia-python", "opencv-python-headless", "numpy")


class Attic:
    """Layers in `folder`, in a file each for those of one owner.

    Owner and key together tell everything that the pixels depend on, and so do their `repr`s. Any number of processes
    may share it. Where files can't be read or written, are damaged or have been taken away, layers are made anew.
    """

    def __init__(self, folder: Path, *, room: int = ROOM) -> None:
        self._folder, self._room = folder, room
        self._bundles = dict[str, Bundle]()
        self._written = 0

    @classmethod
    def of_user(cls) -> Attic | None:
        place = caches.folder("presenters")
        return cls(place) if place else None

    def get(self, owner: str, key: object, make: Callable[[], Layer]) -> Layer:
        bundle, name = self._bundle(owner), _named(repr(key))
        with suppress(OSError):
            if found := bundle.find(name):
                return found
        made = make()
        with suppress(OSError):  # a full disk ends the video, which is written there too, not the part
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._written += bundle.add(name, made)
            if self._written > self._room // 16:
                self._written = 0
                caches.tidy(self._folder, room=self._room)
        return made

    def _bundle(self, owner: str) -> Bundle:
        if owner not in self._bundles:
            file = self._folder / _named(release(), owner).hex()
            self._bundles[owner] = Bundle(file)
            with suppress(OSError):
                os.utime(file)
        return self._bundles[owner]


@functools.cache
def release() -> str:
    """What drawing depends on besides owner and key: this package, the libraries it draws with, and the machine."""
    read = hashlib.blake2b(platform.machine().encode())
    for name in _DRAWN_WITH:
        read.update(f"{name} {importlib.metadata.version(name)}".encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        read.update(file.read_bytes())
    return read.hexdigest()


def _named(*words: str) -> bytes:
    return hashlib.blake2b("\n".join(words).encode(), digest_size=16).digest()
