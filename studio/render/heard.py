"""A segment's sound, taken in whatever lengths its pictures need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Self

import av
import numpy as np
import numpy.typing as npt

from studio.render import media
from studio.render.spoken import RATE

Mono = npt.NDArray[np.float32]
FULL = np.float32(1 / 32768)
"""A step of 16 bits."""


class Heard:
    """Gives mono samples at `RATE` in order; behind the end, and where a segment has no sound, there is silence."""

    def __init__(self, pieces: Iterator[Mono]) -> None:
        self._pieces = pieces
        self._rest: Mono = np.empty(0, np.float32)

    @classmethod
    @contextmanager
    def of(cls, file: Path, *, path: str) -> Iterator[Self]:
        """Raises `BadInput` at `path` for a file that can't be read, then or while it is listened to."""
        with media.segment(file, path=path) as segment:
            yield cls.beside(segment, segment.demux(segment.streams.audio[:1]))

    @classmethod
    def beside(cls, segment: av.container.InputContainer, packets: Iterable[Any]) -> Self:
        """Of a file that somebody else reads; `packets` are its sound's."""
        return cls(_decoded(segment, packets))

    def take(self, samples: int) -> Mono:
        """Exactly so many."""
        parts, there = [self._rest], len(self._rest)
        while there < samples:
            parts.append(next(self._pieces, np.zeros(samples - there, np.float32)))
            there += len(parts[-1])
        whole = np.concatenate(parts)
        self._rest = whole[samples:]
        return whole[:samples]


def _decoded(segment: av.container.InputContainer, packets: Iterable[Any]) -> Iterator[Mono]:
    if not segment.streams.audio:
        return
    stream = segment.streams.audio[0]
    frames = (frame for packet in packets for frame in packet.decode())
    if (stream.format.name, stream.layout.name, stream.rate) == ("s16", "mono", RATE):  # as the engine writes it
        for frame in frames:
            yield np.frombuffer(memoryview(frame.planes[0]), np.int16, frame.samples) * FULL
        return
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    for frame in chain(frames, (None,)):
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
