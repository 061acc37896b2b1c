"""Files that an order names, brought to HeyGen first. Uploading is free, so it may be done again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from studio.net.client import Answered, Client, Reply
from studio.providers import replies
from studio.providers.base import Connection, File, Later, Refused, TakeOrder
from studio.providers.heygen_words import HEYGEN, said

UPLOAD_URL: Final = "https://upload.heygen.com"
SECONDS: Final = 150.0
"""For all files of an order: its worker has to end in words before the queue would end it."""
PIECE: Final = 256 * 1024
PHOTO_ID: Final = "talking_photo_id"
ASSET_IDS: Final = ("audio_asset_id", "image_asset_id", "video_asset_id", "asset_id")
_MB: Final = 2**20
_MOST: Final = {"image": 50 * _MB, "video": 100 * _MB, "audio": 50 * _MB}
_TYPES: Final = ("image/jpeg", "image/png", "video/mp4", "video/webm", "audio/mpeg", "audio/wav")
SLOW: Final = "The files of this order could not be uploaded to HeyGen in time."
_UNFIT: Final = "HeyGen takes pictures as JPEG or PNG, clips as MP4 or WebM, recordings as MP3 or WAV; this is {}."
_TOO_LARGE: Final = "HeyGen takes files of at most {} MB of this kind, and one has {} MB. Use a smaller one."
_GONE: Final = "A file that this order names is gone. Upload it again, or choose another."


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file of ours at HeyGen. `url` may be ""."""

    id: str
    url: str = ""


Uploads = Mapping[str, Uploaded]
"""By the id that the storyboard says."""


class _Stop(Exception):
    def __init__(self, outcome: Later | Refused) -> None:
        self.outcome = outcome


async def uploaded(client: Client, connection: Connection, order: TakeOrder) -> Uploads | Later | Refused:
    """Every file of ours that the order's scenes or variables name, each once; or why the order can't be sent."""
    server = "" if connection.options.get("base_url") else UPLOAD_URL
    wanted = {name: photo for photo, name in named(order.storyboard) if name in order.files}
    found: dict[str, Uploaded] = {}
    try:
        async with asyncio.timeout(SECONDS):
            for name, photo in wanted.items():
                found[name] = await _upload(client, server, order.files[name], photo=photo)
    except TimeoutError:
        return Later(SLOW)
    except _Stop as stop:
        return stop.outcome
    return found


def named(storyboard: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """(whether it is to speak, id) of every file in the scenes; of a template's order, in the variables instead."""
    for part in _parts(storyboard):
        for name in (PHOTO_ID, *ASSET_IDS):
            if part.get(name):
                yield name == PHOTO_ID, str(part[name])


def _parts(storyboard: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if template := storyboard.get("template"):
        yield from (each.get("properties") or {} for each in (template.get("variables") or {}).values())
        return
    for scene in storyboard["scenes"]:
        yield from (part for part in scene.values() if isinstance(part, Mapping))


async def _upload(client: Client, server: str, file: File, *, photo: bool) -> Uploaded:
    path = "/v1/talking_photo" if photo else "/v1/asset"
    try:
        size = file.path.stat().st_size
        if refusal := _unfit(file, size):
            raise _Stop(Refused(refusal))
        reply = await client.call(
            "POST", server + path, content=_pieces(file.path), seconds=SECONDS,
            headers={"Content-Type": file.mime, "Content-Length": str(size)},
        )  # fmt: skip
    except OSError:
        raise _Stop(Refused(_GONE)) from None
    return _read(reply, photo=photo)


def _unfit(file: File, size: int) -> str:
    if file.mime not in _TYPES:
        return _UNFIT.format(file.mime or "something else")
    most = _MOST[file.mime.partition("/")[0]]
    return _TOO_LARGE.format(most // _MB, -(-size // _MB)) if size > most else ""


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _read(reply: Reply, *, photo: bool) -> Uploaded:
    """Whatever went wrong, no video was ordered: it can be tried again, unless HeyGen said no in words."""
    if not isinstance(reply, Answered):
        raise _Stop(Later(reply.sentence))
    made = reply.member("data", PHOTO_ID if photo else "id") if reply.good else None
    if isinstance(made, str) and made:
        return Uploaded(made, replies.address(reply.member("data", "talking_photo_url" if photo else "url")))
    reason = said(reply)
    if reason and reply.status < 500 and reply.status not in (408, 429):
        raise _Stop(Refused(f"{HEYGEN} did not take a file: {reason}", raw={"status": reply.status, "detail": reason}))
    raise _Stop(Later(f"{HEYGEN} answered {reply.status} to a file that was uploaded.", reply.retry_after))
