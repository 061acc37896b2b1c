"""Segments into one video: the picture copied, the sound encoded once, subtitles and a poster beside it.

Every segment's sound is decoded, cut or filled to exactly as many samples as its frames last, and the whole is encoded
to AAC in one go: no gap, no click and no drift however many scenes there are. A segment that was made elsewhere, with
another size, pace or encoder, is the one thing that is encoded anew.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render import encode, media, subtitle_files
from studio.render.conform import conformed, sample
from studio.render.plan import Canvas, canvas_of
from studio.render.progress import Progress
from studio.render.spoken import RATE, Word
from studio.render.subtitles import Cue
from studio.render.typesetting import scene_cues
from studio.storyboard import Storyboard

JOINING = "Joining scenes"
AAC_BITS = 128_000
POSTER_AT = 1.0
"""Seconds into the first scene at which the poster is taken when the segment names no better moment."""
_DELAY = 2
"""Frames by which x264 with B-frames decodes ahead of what it shows."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A drawn scene to be joined. `words` are timed from its own start; `calm` is its best moment for a picture."""

    path: Path
    words: tuple[Word, ...] = ()
    calm: float = POSTER_AT


@dataclass(slots=True)
class _Reel:
    """The video being written, and how much is on it: in frames and in samples."""

    container: av.container.OutputContainer
    video: Any
    sound: Any
    frames: int = 0
    samples: int = 0


def join(storyboard: Storyboard, segments: Sequence[Segment], folder: Path, *, progress: Progress) -> dict[str, Any]:
    """Write video.mp4, poster.jpg, result.json and (when there are words) subtitles.srt and .vtt into `folder`.

    Returns the result. Raises `BadInput` at "segments.N" for a segment that can't be read.
    """
    if not segments:
        raise BadInput({"segments": "There is nothing to join."})
    folder.mkdir(parents=True, exist_ok=True)
    progress.tell(JOINING, 0.0)
    canvas = _canvas(storyboard, segments[0])
    draft, video = folder / "video.part.mp4", folder / "video.mp4"
    cues: list[Cue] = []
    with encode.open_mp4(draft) as container:
        reel = _reel(container, canvas, spare=folder)
        for index, segment in enumerate(segments):
            begin = reel.frames / canvas.fps
            with conformed(segment.path, canvas, path=f"segments.{index}", spare=folder) as (file, alike):
                _append(reel, file, canvas, path=f"segments.{index}", ours=alike)
            duration = reel.frames / canvas.fps - begin
            cues += scene_cues(segment.words, storyboard.subtitles, canvas, begin=begin, duration=duration)
            progress.tell(JOINING, 0.95 * (index + 1) / len(segments))
        container.mux(reel.sound.encode(None))
    draft.replace(video)
    if cues:
        alignment = storyboard.subtitles.alignment if storyboard.subtitles else 2
        subtitle_files.write(cues, srt=folder / "subtitles.srt", vtt=folder / "subtitles.vtt", alignment=alignment)
    _write_poster(video, folder / "poster.jpg", at=segments[0].calm)
    result = {
        "duration": reel.frames / canvas.fps, "width": canvas.width, "height": canvas.height,
        "warnings": _warnings(storyboard, cues),
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(result))
    return result


def _canvas(storyboard: Storyboard, first: Segment) -> Canvas:
    """The storyboard's, or the draft's when the segments are smaller in the same shape."""
    whole = canvas_of(storyboard)
    with media.opened(first.path, path="segments.0") as container:
        if not container.streams.video:
            raise BadInput({"segments.0": "There is no picture in this segment."})
        height = container.streams.video[0].height
    draft = canvas_of(storyboard, height)
    return draft if draft.height == height else whole


def _reel(container: av.container.OutputContainer, canvas: Canvas, *, spare: Path) -> _Reel:
    """The picture's stream is described by a sample of the engine's own, as all segments are alike."""
    with tempfile.TemporaryDirectory(dir=spare) as folder, av.open(str(sample(canvas, Path(folder)))) as template:
        video = container.add_stream_from_template(template.streams.video[0])
    sound: Any = container.add_stream("aac", rate=RATE, options={"b": str(AAC_BITS)})
    sound.layout = "mono"
    return _Reel(container, video, sound)


def _append(reel: _Reel, file: Path, canvas: Canvas, *, path: str, ours: bool) -> None:
    with media.opened(file, path=path) as segment:
        frames = _copy_picture(reel, segment, canvas, path=path)
    start, wanted = reel.samples, frames * RATE // canvas.fps
    with media.opened(file, path=path) as segment:
        for piece in _exactly(wanted, _heard(segment)):
            encode.write_sound(reel.container, reel.sound, piece, start=reel.samples)
            reel.samples += len(piece)
    assert reel.samples - start == wanted
    reel.frames += frames


def _copy_picture(reel: _Reel, segment: av.container.InputContainer, canvas: Canvas, *, path: str) -> int:
    """Copy a segment's packets behind what is on the reel. Returns how many frames they are."""
    stream, tick = segment.streams.video[0], Fraction(1, canvas.fps)
    count = 0
    for packet in segment.demux(stream):
        if packet.size == 0 or packet.pts is None:
            continue
        shown = round(packet.pts * packet.time_base / tick)
        packet.stream, packet.time_base = reel.video, tick
        packet.pts, packet.dts, packet.duration = reel.frames + shown, reel.frames + count - _DELAY, 1
        reel.container.mux(packet)
        count += 1
    if not count:
        raise BadInput({path: "This segment is empty or damaged; draw the scene again."})
    return count


def _heard(segment: av.container.InputContainer) -> Iterator[npt.NDArray[np.float32]]:
    if not segment.streams.audio:
        return
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    for frame in segment.decode(segment.streams.audio[0]):
        yield from (part.to_ndarray()[0] for part in resampler.resample(frame))
    yield from (part.to_ndarray()[0] for part in resampler.resample(None))


def _exactly(wanted: int, pieces: Iterator[npt.NDArray[np.float32]]) -> Iterator[npt.NDArray[np.float32]]:
    """The sound cut off, or filled with silence, at `wanted` samples."""
    for piece in pieces:
        if wanted <= 0:
            return
        yield piece[:wanted]
        wanted -= len(piece[:wanted])
    while wanted > 0:
        yield np.zeros(min(wanted, RATE), np.float32)
        wanted -= min(wanted, RATE)


def _write_poster(video: Path, poster: Path, *, at: float) -> None:
    with av.open(str(video)) as container:
        stream: Any = container.streams.video[0]
        seconds = float(stream.duration * stream.time_base)
        moment = max(0.0, min(at, seconds - 0.1))
        frame = next(f for f in container.decode(stream) if f.time >= moment - 1e-6)
        frame.to_image().save(poster, quality=88, progressive=True)


def _warnings(storyboard: Storyboard, cues: Sequence[Cue]) -> list[str]:
    if storyboard.subtitle_mode == "off" or cues:
        return []
    return ["caption: No scene has a script, so there are no subtitles."]
