"""Makes a segment like the engine's own, so that it can be joined by copying."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.render import encode, footage, media, webm
from studio.render.canvas import skia
from studio.render.fit import fitted
from studio.render.plan import Canvas
from studio.render.spoken import RATE


@contextmanager
def conformed(file: Path, canvas: Canvas, *, path: str, spare: Path, transparent: bool = False) -> Iterator[Path]:
    """A file alike in size, pace and encoder: `file` itself, or what it was encoded anew to, in `spare`."""
    if _alike(file, canvas, path=path, transparent=transparent):
        yield file
        return
    with tempfile.TemporaryDirectory(dir=spare) as folder:
        made = Path(folder) / "segment"
        _encode(file, made, canvas, path=path, transparent=transparent)
        yield made


def _alike(file: Path, canvas: Canvas, *, path: str, transparent: bool) -> bool:
    with media.segment(file, path=path) as container:
        if not container.streams.video:
            return False
        stream = container.streams.video[0]
        encoder = (
            webm.has_alpha(stream) and "matroska" in container.format.name and not stream.codec_context.extradata
            if transparent
            else stream.codec_context.name == "h264" and stream.codec_context.extradata == _extradata(canvas)
        )
        return bool(
            encoder
            and (stream.width, stream.height) == (canvas.width, canvas.height)
            and stream.average_rate == canvas.fps
        )


def writing(file: Path, canvas: Canvas, *, transparent: bool) -> tuple[encode.Picture, encode.SegmentWriter]:
    """What pictures are painted into, and what writes them as a segment, or as a piece of one."""
    if transparent:
        return webm.Picture(canvas), webm.SegmentWriter(file, canvas)
    return encode.Picture(canvas), encode.SegmentWriter(file, canvas)


@lru_cache(maxsize=8)
def sample(canvas: Canvas, *, transparent: bool = False) -> bytes:
    """A file with one black frame as the engine encodes it: it says how all of the engine's pictures are described."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "sample"
        picture, segment = writing(made, canvas, transparent=transparent)
        with segment:
            segment.sound(np.zeros(RATE // canvas.fps, np.float32))
            segment.frame(picture.frame)
            segment.finish()
        return made.read_bytes()


@lru_cache(maxsize=8)
def _extradata(canvas: Canvas) -> bytes:
    """What our encoder writes before the first picture (its parameter sets), as it stands in a finished MP4."""
    with av.open(BytesIO(sample(canvas))) as container:
        return bytes(container.streams.video[0].codec_context.extradata or b"")


def _encode(file: Path, made: Path, canvas: Canvas, *, path: str, transparent: bool) -> None:
    """Frames at the canvas' pace, scaled to cover it; the sound as it is."""
    picture, segment = writing(made, canvas, transparent=transparent)
    pixels = np.zeros((canvas.height, canvas.width, 4), np.uint8)
    information = skia.ImageInfo.Make(canvas.width, canvas.height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(information, pixels, canvas.width * 4)
    with segment, media.opened(file, path=path) as container:
        seconds = media.clip_seconds(container, path=path)
        stream = container.streams.video[0]
        container.seek(stream.start_time or 0, stream=stream)
        wanted = max(1, round(Fraction(seconds).limit_denominator(90_000) * canvas.fps))
        segment.sound(_heard(file, container, samples=wanted * RATE // canvas.fps, path=path))
        for frame, times in _paced(webm.frames(container), canvas.fps, wanted):
            _paint(surface.getCanvas(), frame, footage.size(stream, frame), canvas)
            picture.update(pixels, [(0, 0, canvas.width, canvas.height)])
            for _ in range(times):
                segment.frame(picture.frame)
        segment.finish()


def _heard(file: Path, container: Any, *, samples: int, path: str) -> npt.NDArray[np.float32]:
    """The file's sound from its first picture on, so long exactly; silence where it has none."""
    if not container.streams.audio:
        return np.zeros(samples, np.float32)
    late = _begin(container.streams.audio[0]) - _begin(container.streams.video[0])
    before = min(samples, round(max(0.0, late) * RATE))
    sound = media.sound(file, path=path, seconds_max=media.CLIP_SECONDS_MAX)[round(max(0.0, -late) * RATE) :]
    return np.pad(sound[: samples - before], (before, max(0, samples - before - len(sound))))


def _begin(stream: Any) -> float:
    """Seconds at which a stream of a file begins: a browser's recorder gets its first picture after the first sound."""
    return float((stream.start_time or 0) * (stream.time_base or 0))


def _paced(frames: Iterator[Any], fps: int, wanted: int) -> Iterator[tuple[Any, int]]:
    """(frame, how many times it is shown), `wanted` in all."""
    shown, held, origin = 0, None, None
    for frame in frames:
        origin = frame.time if origin is None else origin
        place = min(wanted, round((frame.time - origin) * fps))
        if held is not None and place > shown:
            yield held, place - shown
            shown = place
        held = frame
    if held is not None and shown < wanted:
        yield held, wanted - shown


def _paint(canvas: skia.Canvas, frame: av.VideoFrame, size: tuple[int, int], target: Canvas) -> None:
    """A frame with transparency is blended over nothing, in an MP4 over black. `size` is its own, as it is seen."""
    place = fitted("cover", size, (target.width, target.height))
    image = skia.Image.fromarray(footage.pixels(frame, shown=place[2:]))
    canvas.clear(0)
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
    canvas.drawImageRect(image, skia.Rect.MakeXYWH(*place), smooth, None)
