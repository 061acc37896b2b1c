"""Files, as v3 tells of them."""

from __future__ import annotations

from typing import Final

from studio.dialects.shapes import LINK, NOTHING, SECONDS, TEXT, WHOLE, shape, word

UPLOADED: Final = shape("V3Uploaded", asset_id=TEXT, url=LINK, mime_type=TEXT, size_bytes=WHOLE)
ASSET: Final = shape(
    "V3Asset", id=TEXT, name=TEXT, type=word("image", "video", "audio"), owner=TEXT, space_id=TEXT,
    uploaded_at=SECONDS, folder_id=NOTHING, url=LINK,
)  # fmt: skip
REMOVED: Final = shape("V3AssetRemoved", id=TEXT)
