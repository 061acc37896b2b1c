"""The engine's command line. Every command gives JSON lines on stdout:

    python -m studio.render take  JOB.json OUT_DIR     {"storyboard", "scene", "media": {reference: file}, "height",
                                                       "rigs": {talking photo id: rig}}
    python -m studio.render join  JOB.json OUT_DIR     {"storyboard", "segments": [a take's result with its path],
                                                       "media": {the music's reference: file}}
    python -m studio.render video STORYBOARD.json OUT_DIR
    python -m studio.render preview VIDEO OUT.gif      its first seconds, small and looping
    python -m studio.render rig   PICTURE OUT.json     where the face is (docs/engine.md); --overlay PNG shows it
    python -m studio.render inspect JOB.json OUT_DIR   {"file", "kind": see inspect.py}
    python -m studio.render serve                      questions on stdin, see serve.py
    python -m studio.render takes                      takes, joins and rigs, asked for on stdin, see standby.py

Progress: {"stage", "progress": 0…1, "left": seconds or null}. On failure the last line is {"error", "path"}. Exit code
2: the input is at fault and asking again can't help; any other but 0: the engine broke.
"""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from pathlib import Path
from typing import Any

from studio.errors import BadInput
from studio.render import limits
from studio.render.progress import Progress, to_stdout

INPUT_AT_FAULT, BROKEN = 2, 1


def main(arguments: list[str] | None = None) -> int:
    """Do one command; the exit code."""
    given = _parser().parse_args(arguments)
    limits.apply(programs=given.command == "video")  # whose scenes are drawn by processes of their own
    if given.command not in ("serve", "takes"):
        limits.die_with_parent()
    if given.command in ("serve", "takes"):
        _stay(given.command)
        return 0
    if given.command == "rig":
        return _attempt(given.command, given.picture.resolve(), given.out.resolve(), overlay=given.overlay)
    if given.command == "preview":
        return _attempt(given.command, given.video.resolve(), given.out.resolve())
    return _attempt(given.command, given.job.resolve(), given.folder.resolve())


def _stay(command: str) -> None:
    if command == "serve":
        from studio.render.serve import serve

        serve(sys.stdin, sys.stdout)
    else:
        from studio.render.standby import standby

        standby(sys.stdin, _attempt)


def _attempt(command: str, file: Path, folder: Path, *, overlay: Path | None = None) -> int:
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
        from studio.render.video import localised, video

        document, media = localised(job, file.parent)
        video(document, folder, media=media, progress=progress)
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
    except (OSError, ValueError) as error:
        raise BadInput({"": f"{file.name} can't be read as JSON: {error}"}) from None
    if not isinstance(job, dict):
        raise BadInput({"": f"{file.name} must hold one JSON object."})
    return job


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m studio.render", description="The embedded render engine.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("take", "join", "video", "inspect"):
        command = commands.add_parser(name)
        command.add_argument("job", type=Path)
        command.add_argument("folder", type=Path)
    rig = commands.add_parser("rig")
    rig.add_argument("picture", type=Path)
    rig.add_argument("out", type=Path)
    rig.add_argument("--overlay", type=Path)
    gif = commands.add_parser("preview")
    gif.add_argument("video", type=Path)
    gif.add_argument("out", type=Path)
    commands.add_parser("serve")
    commands.add_parser("takes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
