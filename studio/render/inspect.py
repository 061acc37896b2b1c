"""What a stranger's file holds, found out by really opening it: for uploads and what was fetched, before it is kept."""

from __future__ import annotations

from pathlib import Path

from studio.errors import BadInput
from studio.render import media
from studio.render.speech import recorded
from studio.render.spoken import RATE

PATH = "file"
RECORDING_SECONDS_MAX = 3600.0


def inspect(file: Path, *, kind: str) -> dict[str, float]:
    """{"seconds", "width", "height"} of a "voice" (a recording that somebody speaks), "recording" (any) or "clip".

    Raises `BadInput` at "file" for what can't be used.
    """
    if kind == "voice":
        return {"seconds": recorded.time(file, path=PATH).duration, "width": 0, "height": 0}
    if kind == "recording":
        return {"seconds": _length(file), "width": 0, "height": 0}
    if kind == "clip":
        return _clip(file)
    raise BadInput({"kind": f"There is no kind “{kind}”: a voice, a recording or a clip."})


def _length(file: Path) -> float:
    samples = 0
    for piece in media.pieces(file, path=PATH, layout="mono"):
        samples += piece.shape[1]
        if samples > RECORDING_SECONDS_MAX * RATE:
            raise BadInput({PATH: f"This recording is longer than {RECORDING_SECONDS_MAX / 60:.0f} minutes; cut it."})
    return samples / RATE


def _clip(file: Path) -> dict[str, float]:
    """Its length by its packets, and its size by its first picture: headers may claim another."""
    with media.opened(file, path=PATH) as container:
        seconds = media.clip_seconds(container, path=PATH)
    with media.opened(file, path=PATH) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        first = next(container.decode(stream), None)
        if first is None:
            raise media.damaged(PATH)
        return {"seconds": seconds, "width": first.width, "height": first.height}
