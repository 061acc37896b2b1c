"""A storyboard file names other files by where they lie beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.errors import BadInput


def localised(document: dict[str, Any], folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """A storyboard file may name media by paths relative to itself: (document with asset ids instead, their files).

    Raises `BadInput` for files that aren't there, each at the member that names it.
    """
    scenes, media, lost = [], dict[str, str](), dict[str, str]()
    for index, scene in enumerate(document.get("scenes") or document.get("video_inputs") or []):
        scenes.append(dict(scene) if isinstance(scene, dict) else scene)
        for place, url, asset in _places(scenes[-1]):
            part = dict(scenes[-1][place])
            name = part.pop(url)
            part[asset] = name
            scenes[-1][place] = part
            media[name] = str((folder / name).resolve())
            lost |= _lost(media[name], at=f"scenes.{index}.{place}.{url}")
    found = {key: value for key, value in document.items() if key != "video_inputs"} | {"scenes": scenes}
    if isinstance(document.get("music"), dict):
        found["music"] = _music(document["music"], folder, media)
        if (track := found["music"].get("audio_asset_id")) in media:
            lost |= _lost(media[track], at="music.url")
    if lost:
        raise BadInput(lost)
    for part in (*scenes, found):
        _ids_as_paths(part, folder, media)
    return found, media


def _lost(file: str, *, at: str) -> dict[str, str]:
    return {} if Path(file).is_file() else {at: f"There is no file {file}."}


def _music(wanted: dict[str, Any], folder: Path, media: dict[str, str]) -> dict[str, Any]:
    address = wanted.get("url")
    if not isinstance(address, str) or not address or "://" in address:
        return wanted
    media[address] = str((folder / address).resolve())
    return {key: value for key, value in wanted.items() if key != "url"} | {"audio_asset_id": address}


def _ids_as_paths(scene: Any, folder: Path, media: dict[str, str]) -> None:
    """An asset or talking photo id that is the name of a file beside the storyboard is that file."""
    for place in ("voice", "background", "character", "music"):
        part = scene.get(place) if isinstance(scene, dict) else None
        for asset in ("audio_asset_id", "image_asset_id", "video_asset_id", "talking_photo_id"):
            name = part.get(asset) if isinstance(part, dict) else None
            if isinstance(name, str) and name and (folder / name).is_file():
                media[name] = str((folder / name).resolve())


def rigs_beside(media: dict[str, str]) -> dict[str, Any]:
    """The rigs that lie beside pictures as `<picture>.rig.json`. Raises `BadInput` for one that is no JSON object."""
    rigs = {}
    for name, file in media.items():
        beside = Path(f"{file}.rig.json")
        if beside.is_file():
            try:
                rigs[name] = json.loads(beside.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise BadInput({"": f"{beside.name} can't be read as JSON: {error}"}) from None
    return rigs


def _places(scene: Any) -> Iterator[tuple[str, str, str]]:
    """Where a scene names a file instead of a web address: (part, member, member of the asset id)."""
    kinds = (("voice", "audio", "audio_url", "audio_asset_id"), ("background", "image", "url", "image_asset_id"),
             ("background", "video", "url", "video_asset_id"))  # fmt: skip
    for place, kind, url, asset in kinds:
        part = scene.get(place) if isinstance(scene, dict) else None
        address = part.get(url) if isinstance(part, dict) and part.get("type") == kind else None
        if isinstance(address, str) and address and "://" not in address:
            yield place, url, asset
