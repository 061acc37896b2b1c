"""HeyGen's orders as storyboards, and a storyboard's problems as HeyGen's refusals."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.heygen.generate import (
    AudioVoice,
    Avatar,
    Generate,
    ImageBackground,
    Scene,
    TalkingPhoto,
    TextVoice,
    VideoBackground,
)
from studio.dialects.heygen.refusals import Refused, invalid, not_found
from studio.errors import BadInput
from studio.storyboard.limits import DIMENSIONS

DEFAULT_DIMENSION: Final = {"width": 1920, "height": 1080}
_AVATAR_STYLES: Final = {"full": "normal"}
_PLAY_STYLES: Final = {"full_video": "once"}
_TAGGED: Final = ("character", "voice", "background")


@dataclass(frozen=True, slots=True)
class Known:
    """A performer that an id means: the account's own id, whether it is a talking photo, and its own voice."""

    id: str
    photo: bool
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Whom the account offers: a performer by any id that programs know it by, and the ids of the voices."""

    find: Callable[[str], Known | None]
    voices: Collection[str]


def storyboard_of(order: Generate, cast: Cast) -> dict[str, Any]:
    """The storyboard of a v2 order. Raises Refused for whoever is not offered."""
    whole = order.model_dump(
        mode="json", exclude={"video_inputs", "callback_id", "callback_url", "folder_id", "aspect_ratio"},
        exclude_none=True,
    )  # fmt: skip
    if order.dimension is None and order.aspect_ratio:
        whole["dimension"] = dict(zip(("width", "height"), DIMENSIONS[order.aspect_ratio], strict=True))
    whole.setdefault("dimension", dict(DEFAULT_DIMENSION))
    scenes = [scene_of(scene, cast, path=f"video_inputs.{index}") for index, scene in enumerate(order.video_inputs)]
    return {**whole, "scenes": scenes}


def scene_of(scene: Scene, cast: Cast, *, path: str) -> dict[str, Any]:
    """One scene. `path` is where it stands in the request."""
    made = {"voice": _voice(scene.voice, cast), "background": _background(scene.background)}
    character = _character(scene.character, cast, path=f"{path}.character".lstrip("."))
    return {"character": character, **made} if character else made


def _character(character: Avatar | TalkingPhoto | None, cast: Cast, *, path: str) -> dict[str, Any] | None:
    """voiceOnly shows nobody. A talking photo sent as an avatar is taken for what it is."""
    if character is None:
        return None
    asked = character.avatar_id if isinstance(character, Avatar) else character.talking_photo_id
    known = cast.find(asked)
    if known is None or (isinstance(character, TalkingPhoto) and not known.photo):
        raise not_found("Avatar" if isinstance(character, Avatar) else "Talking photo", asked, code="avatar_not_found")
    made = character.model_dump(mode="json", exclude_none=True)
    style = made.pop("avatar_style", None) or made.pop("talking_photo_style", None)
    if style == "voiceOnly":
        return None
    if not known.photo:
        return {**made, "avatar_id": known.id, "avatar_style": _AVATAR_STYLES.get(style, style)}
    if style == "closeUp":
        raise invalid(f"{path}.avatar.avatar_style", "Value error, a talking photo has no close-up")
    made.pop("avatar_id", None)
    made |= {"type": "talking_photo", "talking_photo_id": known.id}
    return made if style in ("normal", "full") else {**made, "talking_photo_style": style}


def _voice(voice: Any, cast: Cast) -> dict[str, Any]:
    if isinstance(voice, TextVoice) and voice.voice_id not in cast.voices:
        raise not_found("Voice", voice.voice_id, code="voice_not_found")
    made: dict[str, Any] = voice.model_dump(mode="json", exclude_none=True)
    return _sourced(made, "audio_asset_id") if isinstance(voice, AudioVoice) else made


def _background(background: Any) -> dict[str, Any]:
    made: dict[str, Any] = background.model_dump(mode="json", exclude_none=True)
    if isinstance(background, ImageBackground):
        return _sourced(made, "image_asset_id")
    if isinstance(background, VideoBackground):
        made["play_style"] = _PLAY_STYLES.get(made["play_style"], made["play_style"])
        return _sourced(made, "video_asset_id")
    return made


def _sourced(made: dict[str, Any], asset: str) -> dict[str, Any]:
    """With its asset's id as the studio writes it."""
    if asset in made:
        made[asset] = our_id(made[asset])
    return made


def our_id(name: str) -> str:
    """An id of ours as the studio writes it, whether it came with hyphens or in 32 digits; anything else as it is."""
    try:
        return str(uuid.UUID(name))
    except ValueError:
        return name


def refusal_of(error: BadInput, storyboard: dict[str, Any], *, place: Callable[[str], str] = str) -> Refused:
    """What stands between a storyboard and its video, as HeyGen says it: the first problem, by its place there.

    `place` says what the order calls a place of v2's.
    """
    path, sentence = next(iter(error.problems.items()))
    last, param = path.rpartition(".")[2], place(place_of(path, storyboard))
    if last.endswith("_asset_id"):
        return not_found("Asset", _value_at(storyboard, path), code="asset_not_available", param=param)
    if last in ("url", "audio_url"):
        return Refused("download_failed", f"{param}: {sentence}", param=param)
    return invalid(param, sentence)


def place_of(path: str, storyboard: dict[str, Any]) -> str:
    """A storyboard's dotted path as HeyGen writes it: scenes.0.voice.speed is video_inputs.0.voice.text.speed."""
    steps = path.split(".")
    if steps[0] != "scenes":
        return path or "body"
    steps[0] = "video_inputs"
    if len(steps) > 3 and steps[2] in _TAGGED:
        steps.insert(3, str(_value_at(storyboard, ".".join(["scenes", steps[1], steps[2], "type"])) or steps[2]))
    return ".".join(steps)


def _value_at(storyboard: dict[str, Any], path: str) -> Any:
    found: Any = storyboard
    for step in path.split("."):
        try:
            found = found[int(step)] if isinstance(found, list) else found[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return ""
    return found
