"""A scene's voice as an MP3 of its own: samples of voices, and text read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av

from studio.render import scene as scenes
from studio.render.encode import write_sound
from studio.render.plan import scene_plan
from studio.render.spoken import RATE
from studio.storyboard import Storyboard

BITS = 96_000


def say(storyboard: Storyboard, scene: int, *, media: Mapping[str, str], out: Path) -> dict[str, Any]:
    """Speak a scene into `out`. Returns {"duration" in seconds, "words": [[text, start, end]], "warnings"}."""
    heard = scenes.score(scene_plan(storyboard, scene, media=media))
    with av.open(str(out), "w", format="mp3") as container:
        stream: Any = container.add_stream("libmp3lame", rate=RATE, options={"b": str(BITS)})
        stream.layout, stream.format = "mono", "fltp"
        write_sound(container, stream, heard.samples)
    return {"duration": heard.duration, "words": heard.words(), "warnings": list(heard.spoken.warnings)}
