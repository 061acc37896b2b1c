"""The embedded engine as a provider: one take a scene, drawn by a child process on this machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from studio.providers.child import Progress, run
from studio.render.cast.catalogue import Look, Presenter
from studio.render.cast.catalogue import find as find_presenter
from studio.render.cast.catalogue import presenters as _presenters
from studio.render.plan import scene_hash
from studio.render.speech.catalogue import VoiceInfo
from studio.render.speech.catalogue import voices as _voices

__all__ = ["Look", "Presenter", "VoiceInfo", "draw", "find_presenter", "find_rig", "inspect", "join", "presenters",
           "preview", "quote", "scene_hash", "split", "voices"]  # fmt: skip

DRAFT_HEIGHT = 360
RIG_SECONDS, PREVIEW_SECONDS = 30.0, 60.0

OnProgress = Callable[[Progress | None], bool]


def presenters() -> tuple[Presenter, ...]:
    return _presenters()


def voices() -> tuple[VoiceInfo, ...]:
    return _voices()


def split(scenes: int) -> tuple[tuple[int, ...], ...]:
    """Which scenes make up which take: here each its own, so that workers share and unchanged ones are reused."""
    return tuple((index,) for index in range(scenes))


def quote(seconds: float, *, price: int) -> int:
    """Hundredths of a credit for `seconds` of video at `price` hundredths a second, rounded up once."""
    return math.ceil(round(seconds * price, 6))


def find_rig(picture: Path, folder: Path) -> dict[str, Any]:
    """The rig document of a picture (docs/engine.md), found by a child process that works in `folder`.

    With "confidence" 0 there was no face: the points are a place to start from, and five must be set by hand. Raises
    BadInput at "picture" when the file is no picture, EngineFailed when the engine ended without an answer.
    """
    return run("rig", {"picture": str(picture)}, folder, limit=RIG_SECONDS, on_progress=lambda _: True)


def inspect(clip: Path, folder: Path) -> dict[str, Any]:
    """What a child of the engine finds in a video: {"seconds", "width", "height"}. Raises BadInput for what is none."""
    return run("inspect", {"file": str(clip), "kind": "clip"}, folder / "look", limit=60, on_progress=lambda _: True)


def draw(
    storyboard: Mapping[str, Any], *, scene: int, media: Mapping[str, str], height: int | None, folder: Path,
    seconds: float, on_progress: OnProgress, rigs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Draw one scene into the result's "file" in `folder`; its duration is in seconds.

    `rigs` holds rig documents by talking photo id. `seconds` is how long this one scene will be: it may take a minute
    for each of them, and two to begin with.

    Raises BadInput when the storyboard is at fault, EngineFailed when the engine ended without a video, and
    Stopped when `on_progress` said to stop (it is called at least every two seconds, with None when there is no news).
    """
    job = {"storyboard": dict(storyboard), "scene": scene, "media": dict(media), "height": height,
           "rigs": dict(rigs or {})}  # fmt: skip
    return run("take", job, folder, limit=120 + 60 * seconds, on_progress=on_progress)


def join(
    storyboard: Mapping[str, Any], *, segments: list[dict[str, Any]], folder: Path, on_progress: OnProgress,
    media: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Join drawn segments (each what `draw` gave, with its "path") into folder/video.mp4, or .webm when the storyboard
    says so, with subtitles and a poster. `media` holds the music's file by its asset id or address.
    """
    job = {"storyboard": dict(storyboard), "segments": segments, "media": dict(media or {})}
    return run("join", job, folder, limit=300 + 2 * sum(part["duration"] for part in segments), on_progress=on_progress)


def preview(video: Path, folder: Path) -> Path:
    """A short GIF of a finished video, made by a child process in `folder`. Raises BadInput at "video" when the file
    is no video, EngineFailed when the engine ended without one.
    """
    made = run("preview", {"video": str(video)}, folder, limit=PREVIEW_SECONDS, on_progress=lambda _: True)
    return folder / str(made["file"])
