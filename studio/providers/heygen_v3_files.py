"""Files of ours brought to HeyGen before a paid order names them: `POST /v3/assets`, multipart, at most 32 MB each."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
from collections.abc import Mapping
from typing import Final

from studio.net.client import Client
from studio.providers.base import File, Later, Outcome, Refused
from studio.providers.heygen_files import SECONDS, SLOW
from studio.providers.heygen_v3_words import file_outcome

MOST_BYTES: Final = 32 * 2**20
AT_ONCE: Final = 3
TOO_LARGE: Final = "A file of this video has {size:,.0f} MB, and HeyGen takes {most} MB: make it smaller."
LOST: Final = "A file of this video is not there any more. Choose it anew."


async def upload(client: Client, files: Mapping[str, File], *, token: str) -> dict[str, str] | Outcome:
    """HeyGen's id of each file, by ours; or why the order must not be sent.

    Each goes out with a key of its own made from `token`, so that an order sent twice names the same files twice.
    """
    for file in files.values():
        if not file.path.is_file():
            return Refused(LOST)
        if (size := file.path.stat().st_size) > MOST_BYTES:
            return Refused(TOO_LARGE.format(size=size / 2**20, most=MOST_BYTES // 2**20))
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, file: File) -> str | Outcome:
        async with turns:
            return await _one(client, name, file, key=f"{token}:{name}")

    brought: dict[str, str] = {}
    try:
        async with asyncio.timeout(SECONDS):
            every = await asyncio.gather(*(one(*each) for each in files.items()))
    except TimeoutError:
        return Later(SLOW)
    for name, found in zip(files, every, strict=True):
        if not isinstance(found, str):
            return found
        brought[name] = found
    return brought


async def _one(client: Client, name: str, file: File, *, key: str) -> str | Outcome:
    content = await asyncio.to_thread(file.path.read_bytes)
    body, mime = multipart(name + (file.path.suffix or mimetypes.guess_extension(file.mime) or ""), file.mime, content)
    headers = {"Content-Type": mime, "Idempotency-Key": key}
    return file_outcome(await client.call("POST", "/v3/assets", content=body, headers=headers, seconds=SECONDS))


def multipart(name: str, mime: str, content: bytes) -> tuple[bytes, str]:
    """A form with one field, `file`, and its Content-Type (RFC 7578). The same file makes the same bytes."""
    boundary = hashlib.sha256(content).hexdigest()
    told = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {mime}'
    head, foot = f"--{boundary}\r\n{told}\r\n\r\n", f"\r\n--{boundary}--\r\n"
    return head.encode() + content + foot.encode(), f"multipart/form-data; boundary={boundary}"
