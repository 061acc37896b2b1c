"""A storyboard in the words of HeyGen's v3: what goes into `POST /v3/videos` and `POST /v3/templates/{id}`.

One scene with somebody in it is a video of type `avatar` (or `image`, for a picture of ours that is made to speak);
anything else is one of type `studio`, whose scenes fill the whole frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from studio.providers.heygen_files import Uploaded
from studio.providers.heygen_templates import variables
from studio.providers.picture import SAME_SHAPE, burned_in

ASPECTS: Final = {"16:9": (16, 9), "9:16": (9, 16), "4:5": (4, 5), "5:4": (5, 4), "1:1": (1, 1)}
RESOLUTIONS: Final = ((720, "720p"), (1080, "1080p"))
"""The shorter side up to which a resolution suffices; above, it is 4k."""
ENGINE_MODELS: Final = ("eleven_multilingual_v2", "eleven_turbo_v2_5")
"""Those of our models that v3 still has."""
Assets = Mapping[str, str]
"""HeyGen's id of each of our files, by ours. One that isn't there is HeyGen's own already."""


def aspect_of(dimension: Mapping[str, Any]) -> str | None:
    """v3's name of a picture's shape, within 1 %; None when it has none."""
    for name, (wide, high) in ASPECTS.items():
        if abs(dimension["width"] * high / (dimension["height"] * wide) - 1) <= SAME_SHAPE:
            return name
    return None


def resolution_of(dimension: Mapping[str, Any]) -> str:
    short = min(dimension["width"], dimension["height"])
    return next((name for most, name in RESOLUTIONS if short <= most), "4k")


def stands_alone(storyboard: Mapping[str, Any]) -> bool:
    """Whether it is one scene with somebody in it: such a video can do more than a scene of several."""
    scenes = storyboard["scenes"]
    return len(scenes) == 1 and bool(scenes[0].get("character"))


def video(storyboard: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    """The body of an order of these scenes, without what names the order."""
    dimension = storyboard.get("dimension") or {"width": 1920, "height": 1080}
    whole: dict[str, Any] = {"resolution": resolution_of(dimension), "aspect_ratio": aspect_of(dimension)}
    if storyboard.get("caption") or storyboard.get("caption_mode"):
        whole["caption"] = {"file_format": "srt"} | ({"style": "default"} if burned_in(storyboard) else {})
    scenes = storyboard["scenes"]
    if stands_alone(storyboard):
        return {**_alone(scenes[0], assets), **whole}
    return {"type": "studio", "scenes": [_scene(scene, assets) for scene in scenes], **whole}


def template(storyboard: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    """The body of an order from a template."""
    chosen = storyboard["template"].get("variables") or {}
    made: dict[str, Any] = {
        "variables": variables(chosen, {name: Uploaded(theirs) for name, theirs in assets.items()}),
        "caption": burned_in(storyboard),
    }
    said = ("dimension", "fps", "subtitles") if burned_in(storyboard) else ("dimension", "fps")
    return made | {name: storyboard[name] for name in said if storyboard.get(name)}


def _alone(scene: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    made = _source(scene["character"], assets) | _audio(scene["voice"], assets)
    if background := _background(scene.get("background") or {}, assets):
        made["background"] = background
    if scene["character"].get("matting"):
        made["remove_background"] = True
    return made


def _scene(scene: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    """One of several. Behind an avatar there is one colour; a picture that speaks fills the frame."""
    background = scene.get("background") or {}
    if not scene.get("character"):
        shown = {"type": "image", "source": _asset(background, "image_asset_id", assets)}
        voice = scene["voice"]
        return shown | ({"duration": voice["duration"]} if voice["type"] == "silence" else _audio(voice, assets))
    source = _source(scene["character"], assets) | _audio(scene["voice"], assets)
    if source["type"] == "avatar" and (color := background.get("value")):
        source["background"] = {"type": "color", "color": color}  # "value" where a video is alone
    return {"type": "avatar_video", "input": source}


def _source(character: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    """Who speaks. A photo avatar of HeyGen's own is named as any avatar is."""
    name = character.get("avatar_id") or character.get("talking_photo_id") or ""
    made: dict[str, Any] = {"type": "avatar", "avatar_id": name}
    if name in assets:
        made = {"type": "image", "image": {"type": "asset_id", "asset_id": assets[name]}}
    if character.get("talking_style") == "expressive":
        made["expressiveness"] = "high"
    return made


def _audio(voice: Mapping[str, Any], assets: Assets) -> dict[str, Any]:
    if voice["type"] == "audio":
        if asset := voice.get("audio_asset_id"):
            return {"audio_asset_id": assets.get(asset, asset)}
        return {"audio_url": voice["audio_url"]}
    made: dict[str, Any] = {"script": voice["input_text"], "voice_id": voice["voice_id"]}
    settings = {name: voice[name] for name in ("speed", "pitch", "locale") if voice.get(name)}
    if engine := voice.get("elevenlabs_settings"):
        settings["engine_settings"] = {"engine_type": "elevenlabs", **engine}
    return made | ({"voice_settings": settings} if settings else {})


def _background(background: Mapping[str, Any], assets: Assets) -> dict[str, Any] | None:
    if background.get("type") == "image":
        return {**_asset(background, "image_asset_id", assets), "type": "image"}
    return {"type": "color", "value": background["value"]} if background.get("value") else None


def _asset(part: Mapping[str, Any], name: str, assets: Assets) -> dict[str, Any]:
    if asset := part.get(name):
        return {"type": "asset_id", "asset_id": assets.get(asset, asset)}
    return {"type": "url", "url": part["url"]}
