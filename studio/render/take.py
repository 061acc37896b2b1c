"""One scene into one segment."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from studio.render import scene as scenes
from studio.render.cores import AtWork
from studio.render.pieces import Pieces
from studio.render.plan import ScenePlan, scene_plan
from studio.render.progress import Progress
from studio.render.splice import splice, write_sound
from studio.storyboard import Storyboard

SPEAKING, DRAWING = "Speaking", "Drawing frames"
SPOKEN = 0.03
"""The part of a take that speaking is."""


def take(
    storyboard: Storyboard,
    scene: int,
    folder: Path,
    *,
    media: Mapping[str, str],
    height: int | None,
    progress: Progress,
    rigs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw a scene to folder/segment.mp4 (.mkv when it is transparent; the result's "file" says which) and write
    folder/result.json, whose content is returned.

    `height` makes a draft that high. Raises `BadInput` with the dotted path of what is at fault.
    """
    plan = scene_plan(storyboard, scene, media=media, height=height, rigs=rigs)
    folder.mkdir(parents=True, exist_ok=True)
    segment = folder / ("segment.mkv" if plan.transparent else "segment.mp4")
    with ExitStack() as close:
        at_work = close.enter_context(AtWork())  # from now on: others shall not send helpers where this one will draw
        progress.tell(SPEAKING, 0.0)
        heard = scenes.score(plan)
        room = _room(folder, close)
        stage = scenes.stage(plan, heard, close=close)
        sound = room / f"sound{segment.suffix}"
        write_sound(sound, heard.samples, transparent=plan.transparent)
        result = _told(plan, heard, segment.name)
        del heard  # the sound of a long scene is larger than all its pictures
        pieces = Pieces(stage, plan, result["frames"], room, kind=segment.suffix, at_work=at_work)
        files = pieces.draw(lambda done: progress.tell(DRAWING, SPOKEN + (1 - SPOKEN) * done))
        draft = room / segment.name
        splice(sound, files, draft, fps=plan.canvas.fps, transparent=plan.transparent)
        draft.replace(segment)
    (folder / "result.json").write_text(json.dumps(result))
    return result


def _room(folder: Path, close: ExitStack) -> Path:
    """Empty: a take that was killed here may have been of another release."""
    room = folder / "pieces"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    close.callback(shutil.rmtree, room, ignore_errors=True)
    return room


def _told(plan: ScenePlan, heard: scenes.Score, file: str) -> dict[str, Any]:
    canvas = plan.canvas
    return {
        "file": file, "duration": heard.duration, "frames": heard.frames, "fps": canvas.fps,
        "width": canvas.width, "height": canvas.height, "words": heard.words(), "calm": scenes.calm_moment(plan, heard),
        "warnings": scenes.warnings(plan, heard),
    }  # fmt: skip
