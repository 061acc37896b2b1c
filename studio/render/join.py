"""Segments into one video: the picture copied, the sound encoded once, subtitles and a poster beside it.

Every segment's sound is decoded, cut or filled to exactly as many samples as its frames last, and the whole is encoded
as one (soundtrack.py): no gap, no click and no drift however many scenes there are. A segment that was made elsewhere,
with another size, pace or encoder, is the one thing that is encoded anew. Music is mixed in on the way (mixing.py); for
that the speech is listened to once before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av
from PIL import Image

from studio.errors import BadInput
from studio.render import media as found
from studio.render import music, reel, splice, subtitle_files, webm
from studio.render.conform import conformed
from studio.render.ducking import Speech
from studio.render.heard import Heard
from studio.render.mixing import Mix
from studio.render.plan import Canvas, canvas_of
from studio.render.progress import Progress
from studio.render.spoken import RATE, Word
from studio.render.subtitles import Cue
from studio.render.typesetting import scene_cues
from studio.storyboard import Storyboard, script_text

JOINING = "Joining scenes"
POSTER_AT = 1.0
"""Seconds into the first scene at which the poster is taken when the segment names no better moment."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A drawn scene to be joined. `words` are timed from its own start; `calm` is its best moment for a picture."""

    path: Path
    words: tuple[Word, ...] = ()
    calm: float = POSTER_AT


def join(
    storyboard: Storyboard, segments: Sequence[Segment], folder: Path, *, progress: Progress,
    media: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write video.mp4 or video.webm, poster.jpg, result.json and (when there are words) subtitles.srt and .vtt.

    `segments` may still be being drawn: each is asked for when its turn comes. `media` holds the music's file by its
    address or asset id. Returns the result. Raises `BadInput` at "segments.N" for a segment that can't be read, at
    "music.…" for music that can't be.
    """
    if not segments:
        raise BadInput({"segments": "There is nothing to join."})
    track = music.source(storyboard, media or {})
    if track:
        music.check(track[0], path=track[1])
    folder.mkdir(parents=True, exist_ok=True)
    canvas, kind = _canvas(storyboard, segments[0]), reel.WEBM if storyboard.output_format == "webm" else reel.MP4
    draft = folder / f"part.{kind.file}"
    with ExitStack() as close:
        parts: Iterable[Segment] = (_fitting(segment, canvas, kind, path=path, spare=folder, close=close)
                                    for path, segment in _numbered(segments))  # fmt: skip
        if track:
            parts = list(parts)
        progress.tell(JOINING, 0.0)
        mix = _mix(storyboard, track, parts, canvas, close) if track else None
        made = close.enter_context(
            reel.Reel(draft, canvas, kind=kind, channels=2 if mix else 1, title=storyboard.title)
        )
        cues = _wound(made, parts, storyboard, mix, poster=folder / "poster.jpg",
                      tell=lambda count: progress.tell(JOINING, 0.95 * count / len(segments)))  # fmt: skip
    draft.replace(folder / kind.file)
    if cues:
        alignment = storyboard.subtitles.alignment if storyboard.subtitles else 2
        subtitle_files.write(cues, srt=folder / "subtitles.srt", vtt=folder / "subtitles.vtt", alignment=alignment)
    result = {
        "duration": made.frames / canvas.fps, "width": canvas.width, "height": canvas.height,
        "warnings": _warnings(storyboard, cues),
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(result))
    return result


def _wound(
    made: reel.Reel, parts: Iterable[Segment], storyboard: Storyboard, mix: Mix | None, *, poster: Path,
    tell: Callable[[int], None],
) -> list[Cue]:  # fmt: skip
    """Everything onto the reel. Returns the subtitles; `tell` gets how many segments are there.

    The poster is made by a thread meanwhile: nothing else waits for it.
    """
    cues, fps = list[Cue](), made.canvas.fps
    with ThreadPoolExecutor(1) as painter:
        for index, segment in enumerate(parts):
            if index == 0:
                painted = painter.submit(_write_poster, segment.path, poster, at=segment.calm)
            begin = made.frames / fps
            _append(made, segment.path, mix, path=f"segments.{index}")
            duration = made.frames / fps - begin
            cues += scene_cues(segment.words, storyboard.subtitles, made.canvas, begin=begin, duration=duration)
            tell(index + 1)
        if mix:
            made.sound(mix.finish())
        made.finish()
    painted.result()
    return cues


def _numbered(segments: Iterable[Segment]) -> Iterator[tuple[str, Segment]]:
    return ((f"segments.{index}", segment) for index, segment in enumerate(segments))


def _fitting(
    segment: Segment, canvas: Canvas, kind: reel.Format, *, path: str, spare: Path, close: ExitStack
) -> Segment:
    """The segment, or one like it that can be joined by copying and lies in `spare` until `close`."""
    file = close.enter_context(conformed(segment.path, canvas, path=path, spare=spare, transparent=kind.transparent))
    return replace(segment, path=file)


def _mix(
    storyboard: Storyboard, track: tuple[Path, str], segments: Iterable[Segment], canvas: Canvas, close: ExitStack
) -> Mix:
    """Listens to all that is spoken, so that the music knows when to make room, and how long the video is."""
    wanted = storyboard.music
    assert wanted is not None
    speech, words = Speech(), list[Word]()
    for path, segment in _numbered(segments):
        begin = speech.samples / RATE
        words += [Word(word.text, begin + word.start, begin + word.end) for word in segment.words]
        samples = _count(segment.path, path=path) * RATE // canvas.fps
        with Heard.of(segment.path, path=path) as heard:
            for start in range(0, samples, RATE):
                speech.add(heard.take(min(RATE, samples - start)))
        speech.next_scene()
    bed = music.Bed(track[0], path=track[1], volume=wanted.volume, loop=wanted.loop, fade=wanted.fade,
                    samples=speech.samples)  # fmt: skip
    close.callback(bed.close)
    return Mix(bed, ducking=speech.gains(words) if wanted.ducking else None)


def _count(file: Path, *, path: str) -> int:
    """How many frames a segment has."""
    with found.segment(file, path=path) as segment:
        return sum(packet.size > 0 and packet.pts is not None for packet in segment.demux(segment.streams.video[0]))


def _canvas(storyboard: Storyboard, first: Segment) -> Canvas:
    """The storyboard's, or the draft's when the segments are smaller in the same shape."""
    whole = canvas_of(storyboard)
    with found.segment(first.path, path="segments.0") as container:
        if not container.streams.video:
            raise BadInput({"segments.0": "There is no picture in this segment."})
        height = container.streams.video[0].height
    draft = canvas_of(storyboard, height)
    return draft if draft.height == height else whole


def _append(made: reel.Reel, file: Path, mix: Mix | None, *, path: str) -> None:
    """A segment, a second of sound behind every second of pictures: a player finds both in the same place."""
    frames, fps = 0, made.canvas.fps
    with found.segment(file, path=path) as segment:
        seen, told = splice.tracks(segment)
        heard = Heard.beside(segment, told)

        def sound(samples: int) -> None:
            speech = heard.take(samples)
            made.sound(mix.add(speech) if mix else speech)

        for frames in made.pictures(segment, seen, path=path):
            if frames % fps == 0:
                sound(RATE)
        if frames % fps:
            sound(frames % fps * RATE // fps)


def _write_poster(segment: Path, poster: Path, *, at: float) -> None:
    """A moment of the first scene; what is transparent becomes white."""
    with av.open(str(segment)) as container:
        seconds = float((container.duration or 0) / av.time_base)
        moment = max(0.0, min(at, seconds - 0.1))
        container.seek(round(moment * av.time_base))  # the key frame before it
        frame = next(f for f in webm.frames(container) if f.time >= moment - 1e-3)
        seen = Image.fromarray(frame.to_ndarray(format="rgba", threads=1))  # more round differently where they meet
    white = Image.new("RGBA", seen.size, "white")
    Image.alpha_composite(white, seen).convert("RGB").save(poster, quality=88, progressive=True)


def _warnings(storyboard: Storyboard, cues: Sequence[Cue]) -> list[str]:
    if storyboard.subtitle_mode == "off" or cues:
        return []
    if any(script_text(scene.voice) for scene in storyboard.scenes):
        return ["caption: Nobody told when each word is said, so there are no subtitles."]
    return ["caption: No scene has a script, so there are no subtitles."]
