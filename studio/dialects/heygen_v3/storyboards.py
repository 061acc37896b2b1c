"""v3's orders as storyboards, and a storyboard's problems as v3's refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.heygen.refusals import Refused
from studio.dialects.heygen.storyboards import Cast, Known, our_id
from studio.dialects.heygen_v3.orders import (
    AvatarInput,
    AvatarScene,
    Background,
    ClipScene,
    FromAvatar,
    FromImage,
    FromStudio,
    IdSource,
    ImageInput,
    OneColor,
    Order,
    Spoken,
    StillScene,
    UrlSource,
)
from studio.dialects.heygen_v3.refusals import not_found
from studio.errors import BadInput
from studio.storyboard import limits

SHORT_SIDES: Final = {"720p": 720, "1080p": 1080, "4k": 2160}
"""Pixels of the shorter side."""
SHAPES: Final = {"16:9": (16, 9), "9:16": (9, 16), "4:5": (4, 5), "5:4": (5, 4), "1:1": (1, 1), "auto": (16, 9)}
"""`auto` falls back to 16:9 at HeyGen, too, where it can't read the source."""
_PARTS: Final = {
    "voice.input_text": "script", "voice.voice_id": "voice_id", "voice.audio_url": "audio_url",
    "voice.audio_asset_id": "audio_asset_id", "voice.duration": "duration", "voice.speed": "voice_settings.speed",
    "voice.pitch": "voice_settings.pitch", "voice.locale": "voice_settings.locale",
    "character.avatar_id": "avatar_id", "character.talking_photo_id": "image",
}  # fmt: skip
_GROUND: Final = {
    "background.url": "url", "background.image_asset_id": "asset_id", "background.video_asset_id": "asset_id"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was looked at for an order: by what a storyboard names it, and how long a clip lasts."""

    id: str
    seconds: float = 0.0


Files = Mapping[str, Brought]
"""By where they stand in the order, as `sources_of` says."""


def storyboard_of(order: Order, cast: Cast, files: Files) -> dict[str, Any]:
    """Raises Refused for whoever is not offered."""
    made = {
        "title": order.title, "dimension": dimension_of(order), "output_format": order.output_format,
        "scenes": [*_scenes(order, cast, files)],
    }  # fmt: skip
    if order.caption:
        made["caption_mode"] = "burn_in" if order.caption.style else "file_only"
    return made


def dimension_of(order: Order) -> dict[str, int]:
    """Even pixels: the resolution is the shorter side."""
    wide, high = SHAPES[order.aspect_ratio]
    unit = SHORT_SIDES[order.resolution] / min(wide, high)
    return {"width": round(unit * wide / 2) * 2, "height": round(unit * high / 2) * 2}


def _scenes(order: Order, cast: Cast, files: Files) -> list[dict[str, Any]]:
    if isinstance(order, FromStudio):
        return [_scene(scene, cast, files, path=f"scenes.{index}") for index, scene in enumerate(order.scenes)]
    assert isinstance(order, FromAvatar | FromImage)
    made = _speaking(order, cast, files, path="")
    if order.remove_background or order.output_format == "webm":
        made["character"]["matting"] = True
    return [made]


def _scene(scene: AvatarScene | StillScene | ClipScene, cast: Cast, files: Files, *, path: str) -> dict[str, Any]:
    if isinstance(scene, AvatarScene):
        return _speaking(scene.input, cast, files, path=f"{path}.input.")
    if isinstance(scene, ClipScene):
        return _clip(files[f"{path}.source"], path=f"{path}.source")
    source = scene.source
    assert isinstance(source, UrlSource | IdSource)
    shown = {"url": source.url} if isinstance(source, UrlSource) else {"image_asset_id": our_id(source.asset_id)}
    voice = {"type": "silence", "duration": scene.duration} if scene.silent else _voice(scene, cast, path=f"{path}.")
    return {"background": {"type": "image", **shown}, "voice": voice}


def _clip(found: Brought, *, path: str) -> dict[str, Any]:
    """A scene as long as the clip."""
    if not limits.SILENCE_MIN <= found.seconds <= limits.SILENCE_MAX:
        told = f"a clip lasts {limits.SILENCE_MIN:g} to {limits.SILENCE_MAX:g} seconds, not {found.seconds:.1f}"
        raise Refused("invalid_parameter", f"{path} is invalid: {told}.", param=path)
    return {
        "background": {"type": "video", "video_asset_id": found.id, "play_style": "freeze"},
        "voice": {"type": "silence", "duration": found.seconds},
    }


def _speaking(part: AvatarInput | ImageInput, cast: Cast, files: Files, *, path: str) -> dict[str, Any]:
    if isinstance(part, ImageInput):
        known = Known(files[f"{path}image"].id, photo=True)
    else:
        found = cast.find(part.avatar_id)
        if found is None:
            raise not_found("Avatar", part.avatar_id, code="avatar_not_found", param=f"{path}avatar_id")
        known = found
    made: dict[str, Any] = {"voice": _voice(part, cast, path=path, default=known.voice)}
    character: dict[str, Any] = {"type": "avatar", "avatar_id": known.id}
    if known.photo:
        character = {"type": "talking_photo", "talking_photo_id": known.id}
        if part.expressiveness == "high":
            character["talking_style"] = "expressive"
    ground = getattr(part, "background", None)
    return {"character": character, **made} | ({"background": _background(ground)} if ground else {})


def _voice(part: Spoken, cast: Cast, *, path: str, default: str = "") -> dict[str, Any]:
    if part.audio_url:
        return {"type": "audio", "audio_url": part.audio_url}
    if part.audio_asset_id:
        return {"type": "audio", "audio_asset_id": our_id(part.audio_asset_id)}
    voice = part.voice_id or default
    if not voice:
        raise Refused("invalid_parameter", f"{path}voice_id is invalid: Field required", param=f"{path}voice_id")
    if voice not in cast.voices:
        raise not_found("Voice", voice, code="voice_not_found", param=f"{path}voice_id")
    settings = part.voice_settings
    made = {"type": "text", "voice_id": voice, "input_text": part.script, "speed": settings.speed}
    return made | {"pitch": round(settings.pitch)} | ({"locale": settings.locale} if settings.locale else {})


def _background(ground: Background | OneColor) -> dict[str, Any]:
    if isinstance(ground, OneColor):
        return {"type": "color", "value": ground.color}
    if ground.type == "color":
        return {"type": "color", "value": ground.value}
    if ground.url:
        return {"type": "image", "url": ground.url}
    return {"type": "image", "image_asset_id": our_id(ground.asset_id or "")}


def refusal_of(error: BadInput, order: Order) -> Refused:
    """What stands between an order and its video: the first problem, by its place in the order."""
    path, sentence = next(iter(error.problems.items()))
    param, last = place_of(path, order), path.rpartition(".")[2]
    if last.endswith("_asset_id"):
        return Refused("asset_not_available", f"{param}: {sentence}", status=404, param=param)
    if last in ("url", "audio_url"):
        return Refused("download_failed", f"{param}: {sentence}", param=param)
    return Refused("invalid_parameter", f"{param or 'body'} is invalid: {sentence}", param=param)


def place_of(path: str, order: Order) -> str:
    """A storyboard's dotted path as v3 writes it: scenes.0.voice.speed is voice_settings.speed of a video alone."""
    first, _, rest = path.partition(".")
    if first == "dimension":
        return "resolution"
    number, _, part = rest.partition(".")
    if first != "scenes" or not number.isdigit():
        return path
    if not isinstance(order, FromStudio):
        return _PARTS.get(part) or part.replace("image_asset_id", "asset_id")
    if int(number) < len(order.scenes) and isinstance(order.scenes[int(number)], AvatarScene):
        return f"scenes.{number}.input.{_PARTS.get(part, part)}"
    return f"scenes.{number}." + (f"source.{_GROUND[part]}" if part in _GROUND else _PARTS.get(part, part))
