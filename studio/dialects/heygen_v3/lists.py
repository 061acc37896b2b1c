"""Avatars, their looks, voices and endpoints as v3 lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from studio.dialects.heygen.lists import UNKNOWN, Face, Speaker
from studio.dialects.shapes import (
    FLAG,
    LINK,
    MOMENT,
    NOTHING,
    SECONDS,
    TEXT,
    WHOLE,
    always,
    many,
    nullable,
    shape,
    word,
)

TYPES: Final = ("studio_avatar", "digital_twin", "photo_avatar")
PUBLIC, PRIVATE = "public", "private"
_SEEN: Final = {
    "gender": nullable(TEXT), "preview_image_url": nullable(LINK), "preview_video_url": nullable(LINK),
    "default_voice_id": nullable(TEXT), "status": nullable(TEXT), "error": NOTHING,
}  # fmt: skip
LOOK: Final = shape(
    "V3Look", id=TEXT, name=TEXT, avatar_type=word(*TYPES), group_id=TEXT, tags=many(TEXT),
    supported_api_engines=many(TEXT), image_width=NOTHING, image_height=NOTHING, preferred_orientation=NOTHING, **_SEEN,
)  # fmt: skip
GROUP: Final = shape(
    "V3Avatar", id=TEXT, name=TEXT, created_at=SECONDS, looks_count=WHOLE, consent_status=NOTHING, **_SEEN
)  # fmt: skip
VOICE: Final = shape(
    "V3Voice", voice_id=TEXT, name=TEXT, language=TEXT, gender=TEXT, preview_audio_url=LINK, support_pause=FLAG,
    support_locale=FLAG, type=always(PUBLIC),
)  # fmt: skip
ENDPOINT: Final = shape(
    "V3Endpoint", endpoint_id=TEXT, url=LINK, events=nullable(many(TEXT)), status=word("enabled", "disabled"),
    created_at=MOMENT, secret=nullable(TEXT),
)  # fmt: skip


def type_of(face: Face) -> str:
    if face.photo:
        return "photo_avatar"
    return "digital_twin" if face.own else "studio_avatar"


def look(face: Face) -> dict[str, Any]:
    """One look; its id is what an order names."""
    return {
        "id": face.id, "name": face.name, "avatar_type": type_of(face), "group_id": face.group,
        "gender": face.gender or None, "preview_image_url": face.picture or None,
        "preview_video_url": face.clip or None, "default_voice_id": face.voice or None, "tags": [],
        "supported_api_engines": ["avatar_iv"], "image_width": None, "image_height": None,
        "preferred_orientation": None, "status": "completed" if face.own else None, "error": None,
    }  # fmt: skip


def groups(faces: Iterable[Face]) -> list[dict[str, Any]]:
    """Every avatar, with how many looks it has."""
    looks: dict[str, list[Face]] = {}
    for face in faces:
        looks.setdefault(face.group, []).append(face)
    return [_group(found[0], len(found)) for found in looks.values()]


def _group(first: Face, count: int) -> dict[str, Any]:
    return {
        "id": first.group, "name": first.group_name, "created_at": first.created, "looks_count": count,
        "gender": first.gender or None, "preview_image_url": first.picture or None,
        "preview_video_url": first.clip or None, "default_voice_id": first.voice or None,
        "status": "completed" if first.own else None, "consent_status": None, "error": None,
    }  # fmt: skip


def voice(found: Speaker) -> dict[str, Any]:
    return {
        "voice_id": found.id, "name": found.name, "language": found.language or UNKNOWN,
        "gender": found.gender or UNKNOWN, "preview_audio_url": found.sample, "support_pause": True,
        "support_locale": False, "type": PUBLIC,
    }  # fmt: skip


def endpoint(
    *, name: str, url: str, events: list[str], enabled: bool, created: str, secret: str | None = None
) -> dict[str, Any]:  # fmt: skip
    """Its secret is told once, when it is made."""
    return {
        "endpoint_id": name, "url": url, "events": events or None, "status": "enabled" if enabled else "disabled",
        "created_at": created, "secret": secret,
    }  # fmt: skip
