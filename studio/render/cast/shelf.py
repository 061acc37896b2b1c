"""Where drawn parts are kept: as many as there is room for in memory, all of them in an attic while there is one."""

from __future__ import annotations

import hashlib
import os
import struct
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from studio.render.cast.layer import Layer

_HEAD = struct.Struct("<iiII")
"""Left, top, width and height of a layer in the attic; its pixels follow."""


class Shelf:
    """Layers by key within so many bytes; those not asked for longest go first.

    A key tells everything that the pixels depend on, and so does its `repr`.
    """

    def __init__(self, room: int) -> None:
        self._room, self._kept = room, OrderedDict[Hashable, Layer]()
        self._attic: Path | None = None
        self.taken = 0

    def get(self, key: Hashable, make: Callable[[], Layer]) -> Layer:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._fetched(key, make) if self._attic else make()
            self.taken += found.pixels.nbytes
            while self.taken > self._room and len(self._kept) > 1:
                self.taken -= self._kept.popitem(last=False)[1].pixels.nbytes
        else:
            self._kept.move_to_end(key)
        return found

    @contextmanager
    def attic(self, folder: Path) -> Iterator[None]:
        """Meanwhile nothing is made twice: what must go is in `folder`, for other processes with the same attic too.

        It is for the processes of one program alone: another release may draw another picture under the same key.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._attic = folder
        try:
            yield
        finally:
            self._attic = None

    def _fetched(self, key: Hashable, make: Callable[[], Layer]) -> Layer:
        assert self._attic is not None
        file = self._attic / hashlib.blake2b(repr(key).encode(), digest_size=16).hexdigest()
        with suppress(OSError):
            return _read(file)
        made = make()
        with suppress(OSError):  # a full disk ends the video, which is written there too, not the sprite
            _write(file, made)
        return made


def _read(file: Path) -> Layer:
    with file.open("rb") as stored:
        x, y, width, height = _HEAD.unpack(stored.read(_HEAD.size))
        pixels = np.fromfile(stored, np.uint8, height * width * 4)
    return Layer(pixels.reshape(height, width, 4), x, y)


def _write(file: Path, layer: Layer) -> None:
    """At once or not at all: others may be looking for it."""
    height, width = layer.pixels.shape[:2]
    draft = file.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as storing:
        storing.write(_HEAD.pack(layer.x, layer.y, width, height))
        layer.pixels.tofile(storing)
    draft.replace(file)
