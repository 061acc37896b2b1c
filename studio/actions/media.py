"""Which files a storyboard speaks of, where they lie, and what they hold."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from studio.models import Asset, Team
from studio.vocabulary import AssetKind

_FIELDS = {
    ("voice", "audio_asset_id"): AssetKind.AUDIO,
    ("background", "image_asset_id"): AssetKind.IMAGE,
    ("background", "video_asset_id"): AssetKind.VIDEO,
}
_ADDRESSES = (("voice", "audio_url"), ("background", "url"))
_UPLOAD = "Upload the file: the embedded engine does not fetch addresses."
_WORDS = {AssetKind.AUDIO: "recording", AssetKind.IMAGE: "picture", AssetKind.VIDEO: "video"}


def part(scene: Any, name: str) -> dict[str, Any]:
    """A scene's "character", "voice" or "background" as typed; {} when there is none, or when it isn't an object."""
    found = scene.get(name) if isinstance(scene, dict) else None
    return found if isinstance(found, dict) else {}


def named(document: dict[str, Any]) -> Iterator[tuple[str, str, AssetKind]]:
    """Each file a storyboard names: (dotted path of the field, asset id, kind)."""
    if value := part(document, "music").get("audio_asset_id"):
        yield "music.audio_asset_id", str(value), AssetKind.AUDIO
    for index, scene in enumerate(document.get("scenes") or []):
        for (name, field), kind in _FIELDS.items():
            if value := part(scene, name).get(field):
                yield f"scenes.{index}.{name}.{field}", str(value), kind


def found(team: Team, document: dict[str, Any]) -> dict[str, Asset]:
    """The team's own assets among those named, by id. Another team's are not found."""
    ids = {value for _, value, _ in named(document) if _is_id(value)}
    return {str(asset.pk): asset for asset in Asset.objects.filter(team=team, pk__in=ids)} if ids else {}


def paths(assets: dict[str, Asset]) -> dict[str, str]:
    """Where the engine finds each, by id."""
    return {key: asset.file.path for key, asset in assets.items()}


def digests(assets: dict[str, Asset]) -> dict[str, str]:
    return {key: asset.sha256 for key, asset in assets.items()}


def problems(team: Team, document: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the files a storyboard names, by dotted path."""
    have = found(team, document)
    wrong = {}
    for path, value, kind in named(document):
        asset = have.get(value)
        if asset is None or asset.kind != kind:
            wrong[path] = f"This {_WORDS[kind]} is gone. Upload it again, or choose another."
    for index, scene in enumerate(document.get("scenes") or []):
        for name, field in _ADDRESSES:
            if part(scene, name).get(field):
                wrong[f"scenes.{index}.{name}.{field}"] = _UPLOAD
    if part(document, "music").get("url"):
        wrong["music.url"] = _UPLOAD
    return wrong


def _is_id(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True
