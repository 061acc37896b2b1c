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
import sys
from pathlib import Path

from studio.render import limits
from studio.render.commands import attempt


def main(arguments: list[str] | None = None) -> int:
    """Do one command; the exit code."""
    given = _parser().parse_args(arguments)
    limits.apply()
    if given.command not in ("serve", "takes"):
        limits.die_with_parent()
    if given.command in ("serve", "takes"):
        _stay(given.command)
        return 0
    if given.command == "rig":
        return attempt(given.command, given.picture.resolve(), given.out.resolve(), overlay=given.overlay)
    if given.command == "preview":
        return attempt(given.command, given.video.resolve(), given.out.resolve())
    return attempt(given.command, given.job.resolve(), given.folder.resolve())


def _stay(command: str) -> None:
    if command == "serve":
        from studio.render.serve import serve

        serve(sys.stdin, sys.stdout)
    else:
        from studio.render.standby import standby

        standby(sys.stdin, attempt)


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
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
