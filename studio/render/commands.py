"""What the engine can be told to do, one job at a time, and how it says that it went wrong."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

from studio.errors import BadInput
from studio.render.progress import Progress, to_stdout

INPUT_AT_FAULT, BROKEN = 2, 1


def attempt(command: str, file: Path, folder: Path, *, overlay: Path | None = None) -> int:
    """Do one job; the exit code, after the last line has said what went wrong."""
    try:
        if command == "rig":
            from studio.render.photo.command import rig

            rig(file, folder, overlay=overlay)
        elif command == "preview":
            from studio.render.preview import preview

            preview(file, folder)
        else:
            _do(command, file, folder)
    except BadInput as error:
        path, text = next(iter(error.problems.items()))
        to_stdout({"error": text, "path": path, "problems": error.problems})
        return INPUT_AT_FAULT
    except Exception as error:
        traceback.print_exc()
        to_stdout({"error": f"{type(error).__name__}: {error}", "path": ""})
        return BROKEN
    return 0


def _do(command: str, file: Path, folder: Path) -> None:
    """The imports are here because the drawing libraries take half a second that a refused job needn't wait for."""
    job, progress = _read(file), Progress()
    if command == "video":
        from studio.render.beside import localised
        from studio.render.video import video

        document, media = localised(job, file.parent)
        video(document, folder, media=media, progress=progress, attempt=attempt)
        return
    if command == "inspect":
        from studio.render.inspect import inspect

        inspect(job, folder)
        return
    from studio.storyboard import parse

    storyboard = parse(job["storyboard"])
    if command == "take":
        from studio.render.take import take

        take(storyboard, int(job["scene"]), folder, media=job.get("media") or {}, height=job.get("height"),
             progress=progress, rigs=job.get("rigs"))  # fmt: skip
    else:
        from studio.render.join import POSTER_AT, Segment, join
        from studio.render.spoken import Word

        segments = [
            Segment(
                Path(part["path"]),
                tuple(Word(str(w[0]), float(w[1]), float(w[2])) for w in part.get("words") or ()),
                float(part.get("calm") or POSTER_AT),
            )
            for part in job["segments"]
        ]
        join(storyboard, segments, folder, progress=progress, media=job.get("media") or {})


def _read(file: Path) -> dict[str, Any]:
    try:
        job = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput({"": f"There is no file {file}."}) from None
    except OSError as error:
        raise BadInput({"": f"{file.name} can't be read: {error.strerror}."}) from None
    except ValueError as error:
        raise BadInput({"": f"{file.name} can't be read as JSON: {error}"}) from None
    if not isinstance(job, dict):
        raise BadInput({"": f"{file.name} must hold one JSON object."})
    return job
