"""Storyboards for tests: the smallest that works, and ways to change one value of it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

AVATAR: dict[str, Any] = {"type": "avatar", "avatar_id": "maya"}
PHOTO: dict[str, Any] = {"type": "talking_photo", "talking_photo_id": "photo-1"}
TEXT: dict[str, Any] = {"type": "text", "voice_id": "nora", "input_text": "Hello."}
AUDIO: dict[str, Any] = {"type": "audio", "audio_asset_id": "take-1"}
SILENCE: dict[str, Any] = {"type": "silence"}
COLOR: dict[str, Any] = {"type": "color"}
IMAGE: dict[str, Any] = {"type": "image", "url": "https://example.org/a.jpg"}
VIDEO: dict[str, Any] = {"type": "video", "video_asset_id": "clip-1"}
MUSIC: dict[str, Any] = {"audio_asset_id": "song-1"}
VARIABLE: dict[str, Any] = {"type": "text", "properties": {"content": "Hello."}}
PRONUNCIATION: dict[str, Any] = {"written": "Nike", "spoken": "nykee"}

PARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "avatar": ("character", AVATAR),
    "talking_photo": ("character", PHOTO),
    "text": ("voice", TEXT),
    "audio": ("voice", AUDIO),
    "silence": ("voice", SILENCE),
    "color": ("background", COLOR),
    "image": ("background", IMAGE),
    "video": ("background", VIDEO),
}
"""Each kind of scene part: the scene's member it stands in, and its least form."""

SOURCES = ("url", "audio_url", "image_asset_id", "video_asset_id", "audio_asset_id")


def a_storyboard(*scenes: dict[str, Any], **top: Any) -> dict[str, Any]:
    """A document with the given scenes (one that says hello when there are none) and top-level fields."""
    return {**deepcopy(top), "scenes": [deepcopy(scene) for scene in scenes] or [{"voice": dict(TEXT)}]}


def a_scene(kind: str, **fields: Any) -> dict[str, Any]:
    """A scene with one part of `kind` in its least form, changed by `fields`."""
    place, least = PARTS[kind]
    return {"voice": dict(TEXT), place: {**deepcopy(least), **deepcopy(fields)}}


def with_value(key: str, value: Any) -> tuple[dict[str, Any], str]:
    """A document in which the field `key` ("title", "scene.voice", "text.speed", …) has `value`, and its path.

    A source (an address or a file of the library) takes the place of the other one of its pair.
    """
    owner, *rest = key.split(".")
    if owner == "scene":
        return a_storyboard(_planted({"voice": dict(TEXT)}, rest, value)), ".".join(("scenes.0", *rest))
    if owner == "pronunciation":
        entry = _planted(PRONUNCIATION, rest, value) if rest else value
        return a_storyboard(pronunciations=[entry]), ".".join(("pronunciations.0", *rest))
    if owner == "variable":
        variable = _planted(VARIABLE, rest, value) if rest else value
        template = {"template_id": "t-1", "variables": {"greeting": variable}}
        return a_storyboard(template=template), ".".join(("template.variables.greeting", *rest))
    if owner == "music" and rest:
        least = {name: kept for name, kept in MUSIC.items() if rest[-1] not in SOURCES}
        return {**a_storyboard(), "music": _planted(least, rest, value)}, key
    if owner in PARTS:
        scene = a_scene(owner)
        place = PARTS[owner][0]
        if rest[-1] in SOURCES:
            scene[place] = {name: kept for name, kept in scene[place].items() if name not in SOURCES}
        scene[place] = _planted(scene[place], rest, value)
        return a_storyboard(scene), ".".join(("scenes.0", place, *rest))
    return _planted(a_storyboard(), [owner, *rest], value), key


_LEAST: dict[str, dict[str, Any]] = {
    "dimension": {"width": 1920, "height": 1080},
    "subtitles": {"preset_name": "bold"},
    "template": {"template_id": "t-1"},
}


def _planted(owner: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    first, *rest = path
    if not rest:
        return {**owner, first: value}
    return {**owner, first: _planted(owner.get(first, _LEAST.get(first, {})), rest, value)}
