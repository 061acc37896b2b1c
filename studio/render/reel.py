"""The video being written: scenes one behind the other, pictures copied, sound encoded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render import encode, splice, webm
from studio.render.conform import sample
from studio.render.plan import Canvas
from studio.render.soundtrack import Blocks, Running, Soundtrack
from studio.render.spoken import RATE


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of finished file."""

    file: str
    open: Callable[..., av.container.OutputContainer]
    codec: str
    sample_format: str
    mono_bits: int
    stereo_bits: int
    transparent: bool
    soundtrack: Callable[[Any, Mapping[str, str]], Soundtrack]
    finer: Mapping[str, str]
    """Further settings of the sound's encoder."""


MP4 = Format("video.mp4", partial(encode.open_mp4, sound_late=True), "aac", "fltp", 128_000, 192_000, transparent=False,
             soundtrack=Blocks, finer={"aac_coder": "fast", "aac_tns": "0"})  # fmt: skip
"""The fast search takes a third of the time of FFmpeg's own choice and is nearer to the sound: 60 s of speech at 128
kbit/s in 0.36 s instead of 1.04, 44 dB over what is lost instead of 32, in as many bytes (2026-11, FFmpeg 8.1)."""
WEBM = Format("video.webm", webm.open_webm, "libopus", "flt", 96_000, 160_000, transparent=True,
              soundtrack=Running, finer={})  # fmt: skip


class Reel:
    """Writes one video. Use as a context manager; without `finish` it is no video."""

    def __init__(self, path: Path, canvas: Canvas, *, kind: Format, channels: int, title: str) -> None:
        self.canvas, self._kind = canvas, kind
        self.frames = 0
        """What is on the reel."""
        self._container = kind.open(path, title=title)
        self._video = self._add_video()
        options = {"b": str(kind.mono_bits if channels == 1 else kind.stereo_bits), **kind.finer}
        sound: Any = self._container.add_stream(kind.codec, rate=RATE, options=options)
        sound.layout, sound.codec_context.format = "mono" if channels == 1 else "stereo", kind.sample_format
        self._soundtrack = kind.soundtrack(sound, options)

    def __enter__(self) -> Reel:
        return self

    def __exit__(self, *reason: object) -> None:
        self._soundtrack.close()
        self._container.close()

    def _add_video(self) -> Any:
        """The picture's stream is described by a sample of the engine's own, as all segments are alike."""
        with av.open(BytesIO(sample(self.canvas, transparent=self._kind.transparent))) as template:
            return splice.add_like(self._container, template.streams.video[0])

    def pictures(
        self, segment: av.container.InputContainer, packets: Iterable[Any], *, path: str
    ) -> Iterator[int]:  # fmt: skip
        """Copy a segment's pictures behind what is on the reel. Yields after each how many frames of it are there."""
        begin = self.frames
        made = (self._container, self._video)
        for count in splice.copied(segment, *made, fps=self.canvas.fps, start=begin, packets=packets):
            self.frames = begin + count
            yield count
        if self.frames == begin:
            raise BadInput({path: "This segment is empty or damaged; draw the scene again."})

    def sound(self, samples: npt.NDArray[np.float32]) -> None:
        """Put samples (mono, or channels × samples) behind those on the reel; they are encoded while others go on."""
        self._container.mux(self._soundtrack.add(samples))

    def finish(self) -> None:
        self._container.mux(self._soundtrack.finish())
