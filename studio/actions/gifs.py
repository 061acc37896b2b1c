"""The short GIF of a finished video, made when somebody first asks for it and kept by the video's content."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from django.conf import settings

from studio.actions import caches, fair
from studio.errors import NotFound
from studio.models import Asset, Render
from studio.providers import local

WAIT = 15.0
"""Seconds that one waits for those before."""
_MAKING = threading.Semaphore(1)
"""One at a time in this process: it takes a processor for a second or two."""


def place(video: Asset) -> Path:
    """Where the GIF of a video lies or will lie."""
    return caches.place("gifs", f"{video.sha256}.gif")


def gif(render: Render) -> Path:
    """The GIF of a version. Raises NotFound when it has no video, Busy when others are being made, else what the
    engine says of the file.
    """
    video = render.file
    if video is None:
        raise NotFound("This version has no video.")
    path = place(video)
    if caches.there(path):
        return path
    with fair.turn(_MAKING, wait=WAIT, otherwise="Other GIFs are being made. Try again in a moment."):
        if not path.exists():
            _make(video, path)
    return path


def _make(video: Asset, path: Path) -> None:
    folder = Path(settings.DATA_DIR) / "work" / f"gif-{video.pk}-{os.getpid()}"
    try:
        with caches.making(path) as draft:
            local.preview(Path(video.file.path), folder).replace(draft)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
