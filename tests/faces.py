"""Pictures with a face, and talking photos of them: rows written directly, without the engine."""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import zlib
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from studio.models import Account, Asset, Avatar
from studio.models.ids import new_id
from studio.vocabulary import AssetKind, AvatarKind

SIZE = (240, 320)
PLACED = ("left_eye", "right_eye", "mouth_left", "mouth_right", "mouth_top", "mouth_bottom", "chin")
"""The points that a form sends while the lips are closed."""
POINTS: dict[str, list[float]] = {
    "left_eye": [0.36, 0.4], "right_eye": [0.64, 0.4], "left_upper_lid": [0.36, 0.38], "left_lower_lid": [0.36, 0.42],
    "right_upper_lid": [0.64, 0.38], "right_lower_lid": [0.64, 0.42], "mouth_left": [0.4, 0.62],
    "mouth_right": [0.6, 0.62], "mouth_top": [0.5, 0.6], "mouth_bottom": [0.5, 0.65], "inner_top": [0.5, 0.62],
    "inner_bottom": [0.5, 0.62], "chin": [0.5, 0.76],
}  # fmt: skip
FOUND: dict[str, Any] = {
    "points": POINTS, "eye_width": 0.12, "open": False, "confidence": 0.8,
    "face": {"x": 0.5, "y": 0.52, "width": 0.6, "height": 0.6, "angle": 0.0},
}  # fmt: skip
GUESSED: dict[str, Any] = {**FOUND, "confidence": 0.0}


@functools.cache
def png(size: tuple[int, int] = SIZE, ground: str = "#7aa0a8") -> bytes:
    """A face with eyes, mouth and chin where POINTS says."""
    picture = Image.new("RGB", size, ground)
    pen = ImageDraw.Draw(picture)

    def oval(x: float, y: float, wide: float, high: float, colour: str) -> None:
        left, top = (x - wide / 2) * size[0], (y - high / 2) * size[1]
        pen.ellipse((left, top, left + wide * size[0], top + high * size[1]), colour)

    oval(0.5, 0.5, 0.66, 0.62, "#e5b48f")
    for x in (0.36, 0.64):
        oval(x, 0.4, 0.14, 0.05, "white")
        oval(x, 0.4, 0.06, 0.045, "#3a2a22")
    oval(0.5, 0.625, 0.2, 0.05, "#b4544c")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def photo(account: Account, *, name: str = "Lena", rig: dict[str, Any] | None = FOUND, file: bool = True) -> Avatar:
    """A talking photo of the account. Without `file` its picture is not on the disk: for the many of a long list."""
    key, body = new_id(), png() if file else b""
    picture = Asset(
        team_id=account.team_id, kind=AssetKind.IMAGE, name=f"{name}.png", mime="image/png", size=len(body),
        sha256=hashlib.sha256(body).hexdigest(), width=SIZE[0], height=SIZE[1], uploaded=True,
    )  # fmt: skip
    if file:
        picture.file.save("face.png", ContentFile(body), save=False)
    picture.save(force_insert=True)
    return Avatar.objects.create(
        id=key, account=account, external_id=str(key), kind=AvatarKind.TALKING_PHOTO, name=name, picture=picture,
        rig=rig, voice="nora",
    )  # fmt: skip


def huge_png(side: int) -> bytes:
    """A valid PNG header of side × side pixels with next to no data behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
