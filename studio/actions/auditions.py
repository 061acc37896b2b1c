"""Auditions: a short clip of each presenter and a sample of each voice, made when first asked for and then kept."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio import storyboard as boards
from studio.actions import caches, cast, fair, previews
from studio.errors import NotFound
from studio.providers import local
from studio.providers.child import Progress
from studio.render.plan import ENGINE_VERSION

WAIT = 60.0
"""Seconds that one waits for others' auditions: they are made one at a time, two seconds each."""
SECONDS = 4.0
"""About how long a clip is."""
HEIGHT = 480
CROWDED = "The samples are being made one after the other; this one comes in a moment."
NAMELESS = "There is no such presenter or voice."
LINE = "Hi, I'm {}. Shall we make a video?"
_TURN = threading.Semaphore(1)


def clip(avatar_id: str) -> Path:
    """An MP4 of an embedded presenter who introduces themselves. Raises NotFound, Busy or EngineFailed."""
    try:
        presenter, look = local.find_presenter(avatar_id)
    except KeyError:
        raise NotFound(NAMELESS) from None
    scene = {
        "character": {"type": "avatar", "avatar_id": f"{presenter.id}.{look.id}"},
        "voice": {"type": "text", "voice_id": presenter.voice, "input_text": LINE.format(presenter.name)},
        "background": {"type": "color", "value": look.backdrop},
    }
    document = {"dimension": {"width": HEIGHT * 9 // 16 // 2 * 2, "height": HEIGHT}, "scenes": [scene]}
    return _kept(f"{presenter.id}.{look.id}.mp4", lambda draft: film(document, draft, seconds=SECONDS))


def voice(voice_id: str) -> Path:
    """An MP3 of an embedded voice saying its sample sentence. Raises NotFound, Busy or EngineFailed."""
    found = next((each for each in local.voices() if each.id == voice_id), None)
    if found is None:
        raise NotFound(NAMELESS)
    scene = {"voice": {"type": "text", "voice_id": voice_id, "input_text": found.sample_text}}
    return _kept(f"{voice_id}.mp3", lambda draft: previews.say({"scenes": [scene]}, out=draft))


def film(document: dict[str, Any], draft: Path, *, seconds: float, props: cast.Props = cast.NO_PROPS) -> None:
    """The one scene of a storyboard, about `seconds` long, as an MP4 at `draft`. Raises BadInput or EngineFailed."""
    folder = draft.with_suffix(".making")
    board = boards.parse(document).plain()
    try:
        made = local.draw(
            board, scene=0, media=props.paths, rigs=props.rigs, height=None, folder=folder / "take", seconds=seconds,
            on_progress=_go_on,
        )  # fmt: skip
        segment = {**made, "path": str(folder / "take" / made["file"])}
        local.join(board, segments=[segment], media={}, folder=folder / "video", on_progress=_go_on)
        (folder / "video" / "video.mp4").replace(draft)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _go_on(news: Progress | None) -> bool:
    return True


def _kept(name: str, make: Callable[[Path], object]) -> Path:
    """The file, made when it is not there yet. Names are those of the cast: nobody can fill the disk with them."""
    path = caches.folder() / "auditions" / ENGINE_VERSION / name.replace("/", "-").replace(":", "-")
    if caches.there(path):
        return path
    with fair.turn(_TURN, wait=WAIT, otherwise=CROWDED):
        if not path.exists():
            with caches.making(path) as draft:
                make(draft)
    return path


def sentence(voice_id: str, text: str, *, out: Path, team: uuid.UUID) -> dict[str, Any]:
    """Any text in an embedded voice, as an MP3 at `out`. `team` wants it. Raises BadInput, Busy or EngineFailed."""
    document = {"scenes": [{"voice": {"type": "text", "voice_id": voice_id, "input_text": text}}]}
    boards.parse(document)
    return previews.say(document, out=out, team=team)
