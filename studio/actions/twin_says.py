"""A twin says somebody's own sentence: a short film, drawn here from its neutral photo and kept for a while."""

from __future__ import annotations

import hashlib
import shutil
import threading
import uuid
from pathlib import Path
from typing import Any

from studio.actions import auditions, caches, cast, fair, standins, typed
from studio.errors import BadInput, NotFound
from studio.models import Avatar, Twin
from studio.vocabulary import Provider

LONGEST = 160
"""Characters: a dozen seconds."""
WAIT = 30.0
"""Seconds that one waits for others' sentences: they are made one at a time."""
HEIGHT = 480
SPEED = 8.0
"""Characters a second, at the slowest: how long the film may be."""
NOTHING = "Write a sentence for it to say."
TOO_LONG = f"Write at most {LONGEST} characters: this is only to hear and see it."
SILENT = "This twin has no picture to speak with here."
GONE = "This twin was deleted meanwhile."
_TURN = threading.Semaphore(1)


def say(twin: Twin, text: str) -> str:
    """Have it say this; the film's name. Raises BadInput for "text", Busy or EngineFailed."""
    text = typed.line(text)
    if not text or len(text) > LONGEST:
        raise BadInput({"text": TOO_LONG if text else NOTHING})
    avatar = twin.avatar
    if avatar is None or avatar.picture is None:
        raise BadInput({"text": SILENT})
    scene = _scene(avatar, text)
    digest = hashlib.sha256(f"{cast.digest(avatar)} {scene}".encode()).hexdigest()[:32]
    path = place(twin, digest)
    if not caches.there(path):
        _film(avatar, scene, path, seconds=len(text) / SPEED + 2)
        if not Twin.objects.kept().filter(pk=twin.pk).exists():  # its films may have gone before this one came
            forget(twin.pk)
            raise NotFound(GONE)
    return digest


def film(twin: Twin, digest: str) -> Path:
    """The MP4 that `say` made. Raises NotFound."""
    path = place(twin, digest)
    if not caches.there(path):
        raise NotFound("This sentence is gone. Have it said again.")
    return path


def forget(twin_id: uuid.UUID) -> None:
    """Delete all that it said."""
    shutil.rmtree(_folder(twin_id), ignore_errors=True)


def forget_gone() -> int:
    """Delete what twins said that are no more: a crash came between their row and their films. Returns how many."""
    said = {path.name.removeprefix("twin-"): path for path in caches.folder().glob("twin-*")}
    kept = {str(pk) for pk in Twin.objects.values_list("pk", flat=True)}
    for name in said.keys() - kept:
        shutil.rmtree(said[name], ignore_errors=True)
    return len(said.keys() - kept)


def voice_of(avatar: Avatar) -> str:
    """The embedded voice in which it speaks here; that of a provider's twin is the provider's own."""
    if avatar.account.provider == Provider.LOCAL and avatar.voice:
        return avatar.voice
    return standins.speaker("", None, avatar)


def _scene(avatar: Avatar, text: str) -> dict[str, Any]:
    return {
        "character": {"type": "talking_photo", "talking_photo_id": avatar.external_id},
        "voice": {"type": "text", "voice_id": voice_of(avatar), "input_text": text},
    }


def _film(avatar: Avatar, scene: dict[str, Any], path: Path, *, seconds: float) -> None:
    assert avatar.picture
    width = round(HEIGHT * avatar.picture.width / avatar.picture.height / 2) * 2
    document = {"dimension": {"width": max(128, width), "height": HEIGHT}, "scenes": [scene]}
    with (
        fair.turn(_TURN, wait=WAIT, otherwise="Others are being listened to. Try again in a moment."),
        caches.making(path) as draft,
    ):
        auditions.film(document, draft, seconds=seconds, props=cast.alone(avatar))


def place(twin: Twin, digest: str) -> Path:
    """Where a film of this name lies, made or not."""
    return _folder(twin.pk) / f"{digest[:32]}.mp4"


def _folder(twin_id: uuid.UUID) -> Path:
    return caches.folder() / f"twin-{twin_id}"
