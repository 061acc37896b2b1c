"""What a stranger's file holds, found out by really opening it: for uploads and what was fetched, before it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.errors import BadInput
from studio.render import limits

PATH = "file"
RECORDING_SECONDS_MAX = 3600.0
GREEDY = "This file wants more memory than there is for looking into it. Export it again, or make it smaller."
_BOXES = 1000


def inspect(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Write folder/result.json, {"seconds", "width", "height"}, which is returned. `job`: {"file", "kind", "name"}.

    The kind is "voice" (a recording that somebody speaks), "recording" (any), "clip", "mp4" or "picture". A picture is
    made anew in `folder`, under the name that "made" says, and so is an "mp4" from any clip; refusals speak of a
    picture by `name`. Raises `BadInput` at "file" for what can't be used.
    """
    file, kind = Path(job["file"]), job["kind"]
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"seconds": 0.0, "width": 0, "height": 0}
    with _modestly():
        found |= _looked_into(file, kind, folder, name=str(job.get("name") or "This"))
    if kind == "mp4":  # what is drawn takes more
        found |= _mp4(file, folder, found)
    (folder / "result.json").write_text(json.dumps(found))
    return found


def _looked_into(file: Path, kind: str, folder: Path, *, name: str) -> dict[str, Any]:
    if kind == "picture":
        return _picture(file, folder, name=name)
    if kind == "voice":
        return {"seconds": _voice(file)}
    if kind == "recording":
        return {"seconds": _recording(file)}
    if kind in ("clip", "mp4"):
        return _clip(file)
    raise BadInput({"kind": f"There is no kind “{kind}”: a voice, a recording, a clip, an mp4 or a picture."})


@contextmanager
def _modestly() -> Iterator[None]:
    """A file that takes up too much of the machine's memory is at fault, not the engine."""
    try:
        with limits.modest():
            yield
    except MemoryError:
        raise BadInput({PATH: GREEDY}) from None


def _picture(file: Path, folder: Path, *, name: str) -> dict[str, Any]:
    from studio.render.pictures import made_anew  # each kind loads no more than it needs: this is a process of its own

    made, width, height = made_anew(file, folder, name=name)
    return {"width": width, "height": height, "made": made.name}


def _voice(file: Path) -> float:
    from studio.render.speech import recorded

    return recorded.time(file, path=PATH).duration


def _recording(file: Path) -> float:
    from studio.render import media
    from studio.render.spoken import RATE

    samples = 0
    for piece in media.pieces(file, path=PATH, layout="mono"):
        samples += piece.shape[1]
        if samples > RECORDING_SECONDS_MAX * RATE:
            raise BadInput({PATH: f"This recording is longer than {RECORDING_SECONDS_MAX / 60:.0f} minutes; cut it."})
    return samples / RATE


def _clip(file: Path) -> dict[str, Any]:
    """Its length by its packets, and its size as it is seen by its first picture: headers may claim another."""
    from studio.render import footage, media

    with media.opened(file, path=PATH) as container:
        seconds = media.clip_seconds(container, path=PATH)
    if _is_cut(file):
        raise BadInput({PATH: media.CLIP_CUT_OFF})
    with media.opened(file, path=PATH) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        first = next(container.decode(stream), None)
        if first is None:
            raise media.damaged(PATH)
        width, height = footage.size(stream, first)
        return {"seconds": seconds, "width": width, "height": height}


def _mp4(file: Path, folder: Path, found: Mapping[str, Any]) -> dict[str, Any]:
    """The clip, of which this was `found`, as the engine writes its own: as large as it is seen, 30 frames a second."""
    import shutil

    from studio.render import media
    from studio.render.conform import conformed
    from studio.render.plan import Canvas

    made = folder / "made.mp4"
    share = min(1.0, media.CLIP_SIDE_MAX / max(found["width"], found["height"]))
    width, height = (max(2, int(found[side] * share) // 2 * 2) for side in ("width", "height"))
    canvas = Canvas(width, height, 30)
    with conformed(file, canvas, path=PATH, spare=folder) as like:
        shutil.copyfile(like, made)
    return {"width": canvas.width, "height": canvas.height, "made": made.name}


def _is_cut(file: Path) -> bool:
    """Whether the pictures of an MP4 or MOV go on behind the file's end, by the length that their box gives itself.

    By its index alone a file that lost its last frames is whole: the packets in front of the cut are all there.
    """
    size, at = file.stat().st_size, 0
    with file.open("rb") as boxes:
        for _ in range(_BOXES):
            boxes.seek(at)
            head = boxes.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if length == 1:
                length = int.from_bytes(head[8:], "big")
            if kind == b"mdat" and at + length > size:
                return True
            if length < 8:
                return False
            at += length
    return False
