"""Bodies that a server packed, unpacked a little at a time: three kilobytes can hold two gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

CHUNK = 1 << 16
"""Bytes that come out at once, at most."""
_PACKED = ("gzip", "x-gzip", "deflate")
_EITHER = 47
"""zlib's window bits for its own header or gzip's, whichever comes."""


class UnknownCoding(Exception):
    """It is packed in a way that can't be read, or more than once."""


class Damaged(Exception):
    """It can't be unpacked."""


class CutShort(Damaged):
    """It ends too early."""


class Unpacker:
    """For one body, packed as its Content-Encoding `coding` says. Raises UnknownCoding."""

    def __init__(self, coding: str) -> None:
        coding = coding.strip().lower()
        if coding not in ("", "identity", *_PACKED):
            raise UnknownCoding(coding)
        self._inflate = zlib.decompressobj(wbits=_EITHER) if coding in _PACKED else None
        self._begun = False

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """What the next bytes hold. Bytes behind the end are passed over. Raises Damaged."""
        self._begun = True
        if self._inflate is None:
            yield packed
            return
        try:
            while packed and not self._inflate.eof:
                yield self._inflate.decompress(packed, CHUNK)
                packed = self._inflate.unconsumed_tail
        except zlib.error:
            raise Damaged from None

    def close(self) -> Iterator[bytes]:
        """What is left. Raises CutShort when something is missing; nothing at all is a whole body."""
        if self._inflate is None or not self._begun:
            return
        try:
            yield self._inflate.flush()
        except zlib.error:
            raise Damaged from None
        if not self._inflate.eof:
            raise CutShort
