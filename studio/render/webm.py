"""Pictures with transparency: VP9 with a second VP9 for alpha, as WebM has it.

The alpha of every frame travels beside its colours as a BlockAddition of Matroska (alpha mode 1): browsers read it, and
copying packets keeps it. Colours are straight, not premultiplied, so nothing dark or bright shows at the edges over
any background; and next to an edge, where nothing is seen, they go on as they were, because colour is halved and coded
in blocks that reach over it. A scene's segment is Matroska, which WebM is a part of, for the sake of its FLAC.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from studio.render import encode
from studio.render.boxes import Box
from studio.render.encode import Patch, Plane
from studio.render.plan import Canvas

PIX_FMT = "yuva420p"
ALPHA_MODE = "alpha_mode"
VP9 = {
    "deadline": "realtime",
    "cpu-used": "8",
    "crf": "20",
    "b": "0",
    "lag-in-frames": "0",
    "auto-alt-ref": "0",
    "row-mt": "0",
    "threads": "1",
}
"""One thread, as with x264. Slower settings save a third of the bytes for four times the time (2026-11, 1080×1920)."""
_COARSE, _LEVELS = 8, 3
"""Pixels of the smallest cell in which colours are spread under what is transparent; cells of 8, 16 and 32."""
_FAINT = 32
"""Alpha under which a pixel's own colour is too coarse to be used alone."""


class Picture(encode.Picture):
    """As encode.Picture, from premultiplied pixels to straight colours and alpha."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, pix_fmt=PIX_FMT)
        self._straight: Plane = np.zeros((canvas.height, canvas.width, 4), np.uint8)

    def converted(self, pixels: Plane, boxes: Sequence[Box]) -> list[Patch]:
        for left, top, right, bottom in boxes:
            place = slice(top, bottom), slice(left, right)
            self._straight[place] = straight(np.ascontiguousarray(pixels[place]))
        opaque = super().converted(self._straight, boxes)
        return [(box, [*parts, pixels[box[1] : box[3], box[0] : box[2], 3].copy()]) for box, parts in opaque]


def straight(pixels: Plane) -> Plane:
    """Premultiplied BGRA with its colours divided by alpha; colours of what isn't seen go on from what is near."""
    out, alpha = pixels.copy(), pixels[..., 3]
    if int(alpha.min()) == 255:
        return out
    spread = _spread(pixels)
    hidden = alpha == 0
    out[hidden, :3] = spread[hidden, :3]
    faint = np.flatnonzero((alpha > 0) & (alpha < 255))
    seen = pixels.reshape(-1, 4)[faint].astype(np.float32)
    own = seen[:, :3] * (255 / seen[:, 3:])
    share = np.minimum(1, seen[:, 3:] / _FAINT)
    mixed = own * share + spread.reshape(-1, 4)[faint, :3] * (1 - share)
    out.reshape(-1, 4)[faint, :3] = np.clip(mixed + 0.5, 0, 255)
    return out


def _spread(pixels: Plane) -> Plane:
    """The colours of coarser and coarser means, the finest that see anything; far away from all black."""
    height, width = pixels.shape[:2]
    levels = [_halved(pixels, _COARSE).astype(np.float32)]
    while len(levels) < _LEVELS:
        levels.append(_halved(levels[-1], 2))
    known = levels.pop()
    for level in reversed(levels):
        wider = cv2.resize(known, level.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        known = level + wider * (1 - level[..., 3:] / 255)
    near = np.minimum(1, known[..., 3:] / _FAINT)
    colours = np.clip(known * (near * 255 / np.maximum(known[..., 3:], 1e-3)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(colours, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _halved(pixels: Any, by: int) -> Any:
    height, width = pixels.shape[:2]
    return cv2.resize(pixels, (-(-width // by), -(-height // by)), interpolation=cv2.INTER_AREA)


class SegmentWriter(encode.SegmentWriter):
    """As encode.SegmentWriter, into Matroska with transparency."""

    def _begin(self, path: Path, canvas: Canvas) -> tuple[av.container.OutputContainer, Any]:
        container = open_segment(path)
        return container, add_video(container, canvas)


def open_segment(path: Path) -> av.container.OutputContainer:
    """Matroska, for one scene."""
    container = av.open(str(path), "w", format="matroska", container_options={"fflags": "+bitexact"})
    encode.labelled(container, "")
    return container


def open_webm(path: Path, *, title: str = "") -> av.container.OutputContainer:
    """A WebM whose index stands before its media, and which says that it is synthetic."""
    options = {"fflags": "+bitexact", "cues_to_front": "1"}
    container = av.open(str(path), "w", format="webm", container_options=options)
    encode.labelled(container, title)
    return container


def add_video(container: av.container.OutputContainer, canvas: Canvas) -> Any:
    """A stream with the settings that make all transparent segments alike."""
    stream: Any = container.add_stream("libvpx-vp9", rate=canvas.fps, options=dict(VP9))
    encode.settle(stream, canvas, pix_fmt=PIX_FMT)
    stream.codec_context.thread_count = 1
    return stream


def has_alpha(stream: Any) -> bool:
    """Whether a VP8 or VP9 stream carries transparency."""
    modes = [value for key, value in stream.metadata.items() if key.lower() == ALPHA_MODE]
    return stream.codec_context.name in ("vp8", "vp9", "libvpx") and modes == ["1"]


def frames(container: av.container.InputContainer, *, threads: int = 0) -> Iterator[av.VideoFrame]:
    """The pictures of a container, with their transparency: FFmpeg's own VP8 and VP9 leave it out.

    `threads` at most decode what is transparent; 0: as many as there are processors.
    """
    stream = container.streams.video[0]
    if not has_alpha(stream):
        yield from container.decode(stream)
        return
    decoder: Any = av.CodecContext.create("libvpx-vp9" if "vp9" in stream.codec_context.name else "libvpx", "r")
    decoder.thread_count, decoder.options = threads, dict(stream.codec_context.options)
    for packet in container.demux(stream):
        if packet.size and packet.pts is not None:
            for frame in decoder.decode(packet):
                frame.pts, frame.time_base = packet.pts, packet.time_base
                yield frame
