"""Single moments for the editor, and how long scenes will be. Meant for a process that stays warm."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PIL import Image

from studio.errors import BadInput, EngineFailed, unwritable
from studio.render import scene as scenes
from studio.render.plan import scene_plan
from studio.storyboard import Storyboard

QUALITY = 86


def still(
    storyboard: Storyboard, scene: int, at: float | None, *, height: int | None, media: Mapping[str, str], out: Path,
    backdrop: bool = False, seeing: bool = False, rigs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write the moment `at` (seconds from the scene's start) as a JPEG. Returns its width, height and `at` as shown.

    Without `at` it is the scene's calmest moment: eyes open, lips at rest. `seeing` takes the frame nearest to `at` in
    which nobody blinks.

    `backdrop` stands the presenter before their own backdrop instead of the scene's background.
    """
    plan = scene_plan(storyboard, scene, media=media, height=height, rigs=rigs)
    heard = scenes.score(plan, keep=True)
    moment = scenes.calm_moment(plan, heard) if at is None else min(max(0.0, at), heard.duration - 1 / plan.canvas.fps)
    if seeing:
        moment = scenes.seeing_moment(plan, heard, moment)
    with ExitStack() as close:
        stage = scenes.stage(plan, heard, close=close, backdrop=backdrop, checkered=True)
        stage.draw(moment)
        picture = Image.frombuffer("RGB", (plan.canvas.width, plan.canvas.height), stage.pixels[..., 2::-1].tobytes())
    try:
        picture.save(out, "JPEG", quality=QUALITY)
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    return {"width": plan.canvas.width, "height": plan.canvas.height, "at": moment}


def measure(
    storyboard: Storyboard, *, media: Mapping[str, str], rigs: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Every scene's length in seconds, its timed words and its warnings. Raises `BadInput` with every problem."""
    durations: list[float] = []
    words: list[list[list[object]]] = []
    warnings: list[str] = []
    problems: dict[str, str] = {}
    for index in range(len(storyboard.scenes)):
        try:
            plan = scene_plan(storyboard, index, media=media, rigs=rigs)
            heard = scenes.timing(plan)
        except BadInput as error:
            problems |= error.problems
            continue
        durations.append(heard.duration)
        words.append(heard.words())
        warnings += scenes.warnings(plan, heard)
    if problems:
        raise BadInput(problems)
    return {"durations": durations, "words": words, "warnings": list(dict.fromkeys(warnings))}
