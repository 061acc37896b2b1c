"""What HeyGen says of files, and which kind a raw upload is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from studio import kinds
from studio.dialects.heygen.refusals import Refused
from studio.dialects.shapes import LINK, NOTHING, SECONDS, TEXT, WHOLE, many, nullable, shape, word
from studio.vocabulary import AssetKind

_UNSAID: Final = {"", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded"}
"""What programs send that don't say it; the last one is curl's."""
ASSET: Final = shape(
    "Asset", id=TEXT, name=TEXT, file_type=word("image", "video", "audio"), folder_id=TEXT, meta=NOTHING,
    created_ts=SECONDS, url=LINK, image_key=nullable(TEXT),
)  # fmt: skip
ASSETS: Final = shape("Assets", assets=many(ASSET), total=WHOLE, token=nullable(TEXT))
PHOTO: Final = shape("TalkingPhotoMade", talking_photo_id=TEXT, talking_photo_url=TEXT)
PICTURES: Final = ("image/jpeg", "image/png")
FILES: Final = (*PICTURES, "video/mp4", "video/webm", "audio/mpeg")
TYPES: Final = f"{', '.join(FILES[:-1])} or {FILES[-1]}"
_SUFFIXES: Final = {"image": kinds.PICTURE, "video": kinds.CLIP, "audio": kinds.RECORDING}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as HeyGen shows it. `id` has 32 digits; `url` opens without a key."""

    id: str
    kind: str
    created: int
    url: str


def kind_of(content_type: str, head: bytes) -> tuple[AssetKind, str]:
    """Which kind of file this is, and a name's suffix for it: the Content-Type decides, or else the first bytes.

    Raises Refused when neither says.
    """
    said = content_type.partition(";")[0].strip().lower()
    said = kinds.kind_of(head) if said in _UNSAID else said
    expected = _SUFFIXES.get(said.partition("/")[0])
    if expected is None:
        raise Refused("invalid_parameter", f"Content-Type is invalid: Send the file's raw bytes as {TYPES}.")
    suffix = expected.suffixes.get(kinds.kind_of(head)) or expected.suffixes.get(said, "bin")
    return AssetKind(said.partition("/")[0]), suffix


def asset(upload: Upload) -> dict[str, Any]:
    """One file, as an upload answers and as lists show it."""
    return {
        "id": upload.id, "name": upload.id, "file_type": upload.kind, "folder_id": "", "meta": None,
        "created_ts": upload.created, "url": upload.url,
        "image_key": f"image/{upload.id}/original" if upload.kind == AssetKind.IMAGE else None,
    }  # fmt: skip
