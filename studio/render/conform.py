"""Makes a segment like the engine's own, so that it can be joined by copying."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from studio.render import encode, media
from studio.render.canvas import skia
from studio.render.layers.fit import fitted
from studio.render.plan import Canvas
from studio.render.spoken import RATE


@contextmanager
def conformed(file: Path, canvas: Canvas, *, path: str, spare: Path) -> Iterator[tuple[Path, bool]]:
    """(a file alike in size, pace and encoder, whether it is `file` itself). Others are encoded anew in `spare`."""
    if _alike(file, canvas, path=path):
        yield file, True
        return
    with tempfile.TemporaryDirectory(dir=spare) as folder:
        made = Path(folder) / "segment.mp4"
        _encode(file, made, canvas, path=path)
        yield made, False


def _alike(file: Path, canvas: Canvas, *, path: str) -> bool:
    with media.opened(file, path=path) as container:
        if not container.streams.video:
            return False
        stream = container.streams.video[0]
        return bool(
            stream.codec_context.name == "h264"
            and (stream.width, stream.height) == (canvas.width, canvas.height)
            and stream.average_rate == canvas.fps
            and stream.codec_context.extradata == _extradata(canvas)
        )


def sample(canvas: Canvas, folder: Path) -> Path:
    """One black frame as the engine encodes it, as an MP4 in `folder`; removing it is the caller's part."""
    made = folder / "sample.mp4"
    with encode.SegmentWriter(made, canvas) as writer:
        writer.frame(encode.Picture(canvas).frame)
        writer.finish(np.zeros(RATE // canvas.fps, np.float32))
    return made


@lru_cache(maxsize=8)
def _extradata(canvas: Canvas) -> bytes:
    """What our encoder writes before the first picture (its parameter sets), as it stands in a finished MP4."""
    with tempfile.TemporaryDirectory() as folder, av.open(str(sample(canvas, Path(folder)))) as container:
        return bytes(container.streams.video[0].codec_context.extradata or b"")


def _encode(file: Path, made: Path, canvas: Canvas, *, path: str) -> None:
    """Frames at the canvas' pace, scaled to cover it; the sound as it is."""
    picture = encode.Picture(canvas)
    pixels = np.zeros((canvas.height, canvas.width, 4), np.uint8)
    information = skia.ImageInfo.Make(canvas.width, canvas.height, skia.kBGRA_8888_ColorType, skia.kOpaque_AlphaType)
    surface = skia.Surface.MakeRasterDirect(information, pixels, canvas.width * 4)
    with media.opened(file, path=path) as container, encode.SegmentWriter(made, canvas) as writer:
        seconds = media.clip_seconds(container, path=path)
        stream = container.streams.video[0]
        container.seek(stream.start_time or 0, stream=stream)
        wanted = max(1, round(Fraction(seconds).limit_denominator(90_000) * canvas.fps))
        for frame, times in _paced(container.decode(stream), canvas.fps, wanted):
            _paint(surface.getCanvas(), frame, canvas)
            picture.update(pixels, [(0, 0, canvas.width, canvas.height)])
            for _ in range(times):
                writer.frame(picture.frame)
        has_sound = bool(container.streams.audio)
        sound = (
            media.sound(file, path=path, seconds_max=media.CLIP_SECONDS_MAX) if has_sound else np.zeros(0, np.float32)
        )
        length = wanted * RATE // canvas.fps
        writer.finish(np.pad(sound[:length], (0, max(0, length - len(sound)))))


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


def _paint(canvas: skia.Canvas, frame: av.VideoFrame, target: Canvas) -> None:
    image = skia.Image.fromarray(np.ascontiguousarray(frame.to_ndarray(format="rgba")))
    place = fitted("cover", (frame.width, frame.height), (target.width, target.height))
    smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
    canvas.drawImageRect(image, skia.Rect.MakeXYWH(*place), smooth, None)
