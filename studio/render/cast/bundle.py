"""Layers in one file, one behind the other: opening it once a layer costs a tenth of a file for each."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from studio.render.cast.layer import Layer

_HEAD = struct.Struct("<4s16siiIII")
"""A mark, the layer's name, its left, top, width and height, and the CRC-32 of its pixels, which follow."""
_MARK = b"part"


class _Place(NamedTuple):
    """Where a layer's pixels begin, and what its head says."""

    begin: int
    x: int
    y: int
    width: int
    height: int
    checked: int


class Bundle:
    """Layers by name (16 bytes), in `file`, which any number of processes may share. OSError where there is no file,
    or no room.

    What was added last and is not whole, a crash left behind; the next who adds takes it away. Whose file turns out to
    be damaged anywhere else begins another one.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places = dict[bytes, _Place]()
        self._seen, self._number = 0, 0
        """Bytes of the file that were looked over, and which file that was."""

    def find(self, name: bytes) -> Layer | None:
        """The layer of that name; None if there is none."""
        stored = os.open(self._file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._look_over(stored)
            return self._layer(stored, self._places[name]) if name in self._places else None
        finally:
            os.close(stored)

    def add(self, name: bytes, layer: Layer) -> int:
        """Put a layer behind the others, for everybody. How many bytes that were."""
        height, width = layer.pixels.shape[:2]
        pixels = np.ascontiguousarray(layer.pixels)
        head = _HEAD.pack(_MARK, name, layer.x, layer.y, width, height, zlib.crc32(pixels.data))
        stored = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(stored, fcntl.LOCK_EX)
            self._look_over(stored)
            os.ftruncate(stored, self._seen)
            if os.pwritev(stored, [head, pixels.data], self._seen) != len(head) + pixels.nbytes:
                os.ftruncate(stored, self._seen)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(stored)
        return len(head) + pixels.nbytes

    def _look_over(self, stored: int) -> None:
        """Take in what was added since the last time."""
        about = os.fstat(stored)
        if about.st_ino != self._number or about.st_size < self._seen:
            self._places, self._seen, self._number = {}, 0, about.st_ino
        while len(head := os.pread(stored, _HEAD.size, self._seen)) == _HEAD.size:
            mark, name, x, y, width, height, checked = _HEAD.unpack(head)
            begin = self._seen + _HEAD.size
            end = begin + 4 * width * height
            if mark != _MARK:
                self._damaged()
            if end > about.st_size:
                return
            self._places[name], self._seen = _Place(begin, x, y, width, height, checked), end

    def _layer(self, stored: int, place: _Place) -> Layer:
        pixels = np.empty((place.height, place.width, 4), np.uint8)
        os.preadv(stored, [pixels.data], place.begin)
        if zlib.crc32(pixels.data) != place.checked:
            self._damaged()
        return Layer(pixels, place.x, place.y)

    def _damaged(self) -> None:
        """Nobody shall find any of it."""
        self._file.unlink(missing_ok=True)
        raise OSError(errno.EIO, f"{self._file} is damaged")
