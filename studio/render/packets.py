"""Encoded blocks of sound as files in the user's cache: where one scene of many was changed, what is heard before it is
not encoded again, nor anything when only pictures were.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import struct
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import av

from studio.render import caches

ROOM = 2**28
"""Bytes: some four hours of speech. What nobody has asked for for longest goes."""
_HEAD, _EACH = struct.Struct("<4sII"), struct.Struct("<qII")
"""A mark, the CRC-32 of what follows, begun with the number of packets; of each its place, length and bytes. Then all
bytes."""
_MARK = b"aac2"


class Encoded(NamedTuple):
    """A packet: where its samples begin, how many they are, and what they became."""

    begin: int
    samples: int
    data: bytes


class Packets:
    """Blocks in `folder`, a file each. Any number of processes may share it; where files can't be read or written, or
    are damaged, blocks are encoded anew.
    """

    def __init__(self, folder: Path | None, *, room: int = ROOM) -> None:
        self._folder, self._room, self._wrote = folder, room, False

    def get(self, key: bytes, make: Callable[[], Sequence[Encoded]]) -> Sequence[Encoded]:
        """The block of that key, which tells everything that it depends on besides the encoder."""
        if not self._folder:
            return make()
        file = self._folder / hashlib.blake2b(key + _encoder(), digest_size=16).hexdigest()
        with suppress(OSError):
            if found := _read(file.read_bytes()):
                with suppress(OSError):
                    os.utime(file)
                return found
        made = make()
        with suppress(OSError):  # a full disk ends the video, which is written there too
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = file.with_name(f"{file.name}.{os.getpid()}")
            draft.write_bytes(_written(made))
            draft.replace(file)
            self._wrote = True
        return made

    def tidy(self) -> None:
        """To be called when a video has its sound."""
        if self._wrote and self._folder:
            caches.tidy(self._folder, room=self._room)


def _written(packets: Sequence[Encoded]) -> bytes:
    places = b"".join(_EACH.pack(each.begin, each.samples, len(each.data)) for each in packets)
    body = places + b"".join(each.data for each in packets)
    return _HEAD.pack(_MARK, zlib.crc32(body, len(packets)), len(packets)) + body


def _read(stored: bytes) -> list[Encoded]:
    """Its packets; none when it is damaged."""
    if len(stored) < _HEAD.size:
        return []
    mark, checked, count = _HEAD.unpack_from(stored)
    if mark != _MARK or zlib.crc32(stored[_HEAD.size :], count) != checked:
        return []
    at, found = _HEAD.size + count * _EACH.size, list[Encoded]()
    for begin, samples, length in _EACH.iter_unpack(stored[_HEAD.size : at]):
        found.append(Encoded(begin, samples, stored[at : at + length]))
        at += length
    return found


@functools.cache
def _encoder() -> bytes:
    """What encoding depends on besides the key: FFmpeg and the machine."""
    return repr((av.__version__, av.library_versions, platform.machine())).encode()
