"""The sound of a video while it is written: encoded by other threads, and put into the file in one order.

AAC hands nothing from packet to packet but the half by which two overlap, so parts of it can be encoded at once: each
begins a little early and ends a little late, and what is too much is dropped. Opus leans on all that was before.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import Any, Protocol

import av
import numpy as np
import numpy.typing as npt

from studio.render import caches, cores, encode, packets
from studio.render.packets import Encoded
from studio.render.spoken import RATE

Samples = npt.NDArray[np.float32]
Packets = Sequence[Any]

FRAME = 1024
"""Samples of an AAC packet. Its window is twice as long, so FFmpeg's encoder puts one packet before the first."""
BLOCK = 375 * FRAME
"""Samples encoded as one: 8 s."""
EARLY, LATE = 8 * FRAME, 2 * FRAME
"""Samples by which a block begins before its own and ends behind them. With two before, speech comes out 10 dB further
from what it was; with four or more, as if it had been encoded in one (2026-11, FFmpeg 8.1)."""
SIDE_BY_SIDE = 4
"""Blocks at once at most: four are encoded as fast as one process copies pictures."""
WAITING = 4
"""Seconds of Opus that are being encoded while pictures are copied. FFmpeg waits 10 s for the other stream."""


class Soundtrack(Protocol):
    """What encodes a stream's sound. Both give packets of what was added before, in order: not yet of all of it."""

    def add(self, samples: Samples) -> Packets:
        """Samples (mono, or channels × samples) behind those that were added."""

    def finish(self) -> Packets:
        """The end of it."""

    def close(self) -> None:
        """Wait for what is still being encoded."""


class Running:
    """One encoder for all."""

    def __init__(self, stream: Any, options: Mapping[str, str]) -> None:
        self._stream, self._line = stream, _Line(threads=1, room=WAITING)
        self._samples = 0

    def add(self, samples: Samples) -> Packets:
        frames = encode.sound_frames(self._stream, samples, start=self._samples)
        self._samples += samples.shape[-1]
        return self._line.put(lambda: [packet for frame in frames for packet in self._stream.encode(frame)])

    def finish(self) -> Packets:
        return [*self._line.rest(), *self._stream.encode(None)]

    def close(self) -> None:
        self._line.close()


class Blocks:
    """AAC, some blocks at once where there are processors; the same packets however many those are."""

    def __init__(self, stream: Any, options: Mapping[str, str]) -> None:
        self._stream, self._options = stream, dict(options)
        threads = min(cores.count(), SIDE_BY_SIDE)
        self._line = _Line(threads=threads, room=threads)
        self._block, self._first, self._end = 0, 0, 0
        """Places of samples: where the next block begins, the first that is held, and behind the last."""
        self._held = list[Samples]()
        self._packets = packets.Packets(caches.folder("sound"))

    def add(self, samples: Samples) -> Packets:
        self._held.append(np.atleast_2d(samples))
        self._end += samples.shape[-1]
        done = list[Any]()
        while self._end >= self._block + BLOCK + LATE:
            done += self._put(self._block + BLOCK)
        return done

    def _put(self, end: int | None) -> Packets:
        """Have the next block encoded; it ends before `end`, or with all that there is."""
        begin, first, held = self._block, self._first, np.concatenate(self._held, axis=1)
        if end is not None:
            self._block, self._first = end, end - EARLY
            self._held = [held[:, self._first - first :]]
            held = held[:, : end + LATE - first]
        return self._line.put(lambda: self._encoded(held, first, begin, end))

    def _encoded(self, samples: Samples, first: int, begin: int, end: int | None) -> Packets:
        """The packets of the block `begin` … `end` from `samples`, of which the first has the place `first`."""

        def make() -> list[Encoded]:
            return list(self._block_of(samples, begin - first, None if end is None else end - first))

        if end is None:  # it is told how long its last packet is, and no other has it
            made: Sequence[Encoded] = make()
        else:
            options = repr((sorted(self._options.items()), samples.shape, begin - first)).encode()
            made = self._packets.get(options + hashlib.blake2b(samples.tobytes()).digest(), make)
        return [self._packet(each, first) for each in made]

    def _block_of(self, samples: Samples, begin: int, end: int | None) -> Iterator[Encoded]:
        """The packets between two places in `samples`."""
        like = self._stream.codec_context
        encoder: Any = av.CodecContext.create(like.name, "w")
        encoder.sample_rate, encoder.layout, encoder.format = RATE, like.layout.name, like.format.name
        encoder.options = self._options
        for frame in (*encode.sound_frames(self._stream, samples, start=0), None):
            for packet in encoder.encode(frame):
                if packet.pts >= begin - FRAME and (end is None or packet.pts < end - FRAME):
                    yield Encoded(packet.pts, packet.duration, bytes(packet))

    def _packet(self, each: Encoded, first: int) -> Any:
        packet: Any = av.Packet(each.data)
        packet.stream, packet.time_base, packet.is_keyframe = self._stream, Fraction(1, RATE), True
        packet.pts = packet.dts = first + each.begin
        packet.duration = each.samples
        return packet

    def finish(self) -> Packets:
        return [*self._put(None), *self._line.rest()]

    def close(self) -> None:
        self._line.close()
        self._packets.tidy()


class _Line:
    """Tasks done side by side, whose packets are given in the order of the tasks."""

    def __init__(self, *, threads: int, room: int) -> None:
        self._threads, self._room = ThreadPoolExecutor(threads), room
        self._tasks = deque[Future[Packets]]()

    def put(self, task: Callable[[], Packets]) -> Packets:
        """The packets of the first task, awaited, when more than there is room for are waiting; else none."""
        self._tasks.append(self._threads.submit(task))
        return self._tasks.popleft().result() if len(self._tasks) > self._room else ()

    def rest(self) -> Packets:
        return [packet for task in self._tasks for packet in task.result()]

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
