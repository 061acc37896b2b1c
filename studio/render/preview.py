"""A short GIF of a finished video: its first seconds, small and looping, for mails and chats that play no video."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render import media, webm

SECONDS, SIDE = 6.0, 480
"""At most so long, and so many pixels on the longer side."""
HUNDREDTHS = 8
"""Between two pictures: 12½ a second. Browsers don't keep to delays below 2."""
PATH = "video"
"""Where a video that can't be read is reported."""
_GRAPH = (
    ("split", ""),
    ("palettegen", "stats_mode=diff:reserve_transparent=0"),
    ("paletteuse", "dither=bayer:bayer_scale=5:diff_mode=rectangle"),
)


def preview(video: Path, out: Path) -> None:
    """Write the GIF of a video to `out` (into a folder: preview.gif, and a result.json). Raises `BadInput` at "video".

    A JSON file {"video": path} may stand for the video, so that whoever starts the engine's commands can. What is
    transparent becomes white: a GIF's edges would be hard.
    """
    if video.suffix == ".json":
        try:
            video = Path(json.loads(video.read_text(encoding="utf-8"))["video"])
        except (OSError, ValueError, KeyError, TypeError):
            raise BadInput({PATH: "The job names no video."}) from None
    file = out / "preview.gif" if out.is_dir() else out
    with media.opened(video, path=PATH) as container:
        if not container.streams.video:
            raise BadInput({PATH: "There is no picture in this file; choose a video."})
        shown = _write(_small(container), file)
    if out.is_dir():
        (out / "result.json").write_text(json.dumps({"file": file.name, "frames": shown}))


def _small(container: av.container.InputContainer) -> Iterator[av.VideoFrame]:
    """The pictures the GIF shows, in its size and pace."""
    last, origin = -1, None
    for frame in webm.frames(container):
        origin = frame.time if origin is None else origin
        place = int((frame.time - origin) * 100 / HUNDREDTHS + 1e-3)
        if place * HUNDREDTHS >= SECONDS * 100:
            return
        if place == last:
            continue
        scale = min(1.0, SIDE / max(frame.width, frame.height))
        width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
        small = frame.reformat(width=width, height=height, format="rgba", interpolation="AREA", threads=1)
        made = av.VideoFrame.from_ndarray(_on_white(np.asarray(small.to_ndarray(), np.uint8)), format="rgb24")
        made.pts, made.time_base = place, Fraction(HUNDREDTHS, 100)
        last = place
        yield made


def _on_white(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    colours, alpha = pixels[..., :3], pixels[..., 3:]
    if int(alpha.min()) == 255:
        return np.ascontiguousarray(colours)
    mixed = (colours.astype(np.uint16) * alpha + 255 * (255 - alpha.astype(np.uint16)) + 127) // 255
    return mixed.astype(np.uint8)


def _write(frames: Iterator[av.VideoFrame], file: Path) -> int:
    """One palette for all pictures, and in each only what changed. Returns how many there are."""
    first = next(frames, None)
    if first is None:
        raise media.damaged(PATH)
    graph, count = _palette(first), 1
    graph.push(first)
    for frame in frames:
        graph.push(frame)
        count += 1
    graph.push(None)
    with av.open(str(file), "w", format="gif", container_options={"loop": "0"}) as out:
        stream: Any = out.add_stream("gif", rate=Fraction(100, HUNDREDTHS))
        stream.width, stream.height, stream.pix_fmt = first.width, first.height, "pal8"
        for _ in range(count):
            out.mux(stream.encode(graph.pull()))
        out.mux(stream.encode(None))
    return count


def _palette(first: av.VideoFrame) -> av.filter.Graph:
    graph = av.filter.Graph()
    source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=first.time_base)
    split, choose, use = (graph.add(name, options) for name, options in _GRAPH)
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(choose, 0, 0)
    split.link_to(use, 1, 0)
    choose.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph
