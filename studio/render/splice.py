"""Pieces of one encoder's picture behind one another, by copying."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.render import encode, media, webm

LEAD = {"h264": 2}
"""Frames by which an encoder's decoding order runs ahead of what is shown; none for others than x264."""


def write_sound(file: Path, samples: npt.NDArray[np.float32], *, transparent: bool) -> None:
    """All that is heard in a scene, as FLAC in a file like its pieces."""
    with webm.open_segment(file) if transparent else encode.open_mp4(file) as made:
        encode.write_sound(made, encode.add_flac(made), samples)


def splice(sound: Path, pieces: Sequence[Path], segment: Path, *, fps: int, transparent: bool) -> None:
    """Write a scene's segment from its sound and its pictures, in order."""
    with ExitStack() as close:
        heard = close.enter_context(av.open(str(sound)))
        made = close.enter_context(webm.open_segment(segment) if transparent else encode.open_mp4(segment))
        with av.open(str(pieces[0]), options=media.UNSEEN) as first:
            picture = add_like(made, first.streams.video[0])
        speech = made.add_stream_from_template(heard.streams.audio[0])
        for packet in heard.demux(heard.streams.audio[0]):
            if packet.size:
                packet.stream = speech
                made.mux(packet)
        frames = 0
        for piece in pieces:
            with av.open(str(piece), options=media.UNSEEN) as container:
                frames += max(copied(container, made, picture, fps=fps, start=frames), default=0)


def add_like(made: av.container.OutputContainer, stream: Any) -> Any:
    """A stream for pictures that are described as those of `stream`."""
    added: Any = made.add_stream_from_template(stream)
    if webm.has_alpha(stream):
        added.metadata[webm.ALPHA_MODE] = "1"
    return added


def tracks(file: av.container.InputContainer) -> tuple[Iterator[Any], Iterator[Any]]:
    """The packets of a file's picture and those of its sound, as far as it has them. The file is read once: what one of
    them passes is kept for the other.
    """
    streams = [*file.streams.video[:1], *file.streams.audio[:1]]
    reading, kept = file.demux(*streams), {stream.index: deque[Any]() for stream in streams}

    def of(stream: Any) -> Iterator[Any]:
        own = kept[stream.index]
        while True:
            while own:
                yield own.popleft()
            packet = next(reading, None)
            if packet is None:
                return
            kept[packet.stream.index].append(packet)

    seen, heard = file.streams.video, file.streams.audio
    return of(seen[0]) if seen else iter(()), of(heard[0]) if heard else iter(())


def copied(
    piece: av.container.InputContainer, made: av.container.OutputContainer, stream: Any, *, fps: int, start: int,
    packets: Iterable[Any] | None = None,
) -> Iterator[int]:  # fmt: skip
    """Copy a file's pictures behind the `start` that are there. Yields after each how many they are by now.

    `packets`: its pictures, where somebody else reads the file.
    """
    source, tick, count = piece.streams.video[0], Fraction(1, fps), 0
    long = float(tick / source.time_base) if source.time_base else 1.0
    ahead = LEAD.get(source.codec_context.name, 0)
    for packet in piece.demux(source) if packets is None else packets:
        if packet.size == 0 or packet.pts is None:
            continue
        shown = round(packet.pts / long)
        packet.stream, packet.time_base = stream, tick
        packet.pts, packet.dts, packet.duration = start + shown, start + count - ahead, 1
        made.mux(packet)
        count += 1
        yield count
