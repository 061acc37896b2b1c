"""v1's orders: `video.generate` (a background, a ratio and clips) and `video.webm` (one avatar on nothing)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from studio.dialects.heygen.body import CallbackId, Link, Name, Sent, Text, Words, counted, read
from studio.dialects.heygen.generate import Dimension, Offset, Scene
from studio.dialects.heygen.refusals import Refused, invalid
from studio.dialects.heygen.storyboards import DEFAULT_DIMENSION, Cast, scene_of
from studio.storyboard import limits

_FILMS: Final = {".mp4", ".webm", ".mov", ".m4v"}
_V1: Final = {"audio_url": "input_audio"}
"""v2's names that v1 has another one for."""


class Clip(Sent):
    avatar_id: Text = ""
    avatar_style: Literal["normal", "circle", "closeUp", "full", "voiceOnly"] = "normal"
    talking_photo_id: Text = ""
    talking_photo_style: Literal["normal", "square", "circle"] = "normal"
    input_text: Text = ""
    input_audio: Link = None
    voice_id: Text = ""
    scale: float = 1.0
    offset: Offset = Offset()
    caption: bool = False


class Clips(Sent):
    """`POST /v1/video.generate`."""

    clips: Annotated[
        list[Clip],
        Field(min_length=1, max_length=limits.SCENES_MAX),
        BeforeValidator(lambda items: counted(items, most=limits.SCENES_MAX)),
    ]
    background: Text = limits.BACKGROUND_COLOR
    ratio: Literal["16:9", "9:16"] = "16:9"
    test: bool = False
    caption_open: bool = False
    title: Words = ""
    callback_id: CallbackId = ""
    callback_url: Link = None


class Webm(Sent):
    """`POST /v1/video.webm`."""

    avatar_pose_id: Name
    avatar_style: Literal["normal", "circle", "closeUp", "full", "voiceOnly"] = "normal"
    input_text: Text = ""
    input_audio: Link = None
    voice_id: Text = ""
    dimension: Dimension = Dimension(**DEFAULT_DIMENSION)
    title: Words = ""
    callback_id: CallbackId = ""
    callback_url: Link = None
    test: bool = False


def clips_storyboard(order: Clips, cast: Cast) -> dict[str, Any]:
    """The storyboard of a v1 order. Raises Refused."""
    width, height = limits.DIMENSIONS[order.ratio]
    background = _background(order.background)
    scenes = []
    for index, clip in enumerate(order.clips):
        path = f"clips.{index}"
        sent = {"character": _character(clip, cast, path), "voice": _voice(clip, path), "background": background}
        scenes.append(_scene(sent, cast, index, clips_place))
    return {
        "title": order.title, "test": order.test, "dimension": {"width": width, "height": height},
        "caption": order.caption_open or any(clip.caption for clip in order.clips), "scenes": scenes,
    }  # fmt: skip


def webm_storyboard(order: Webm, cast: Cast) -> dict[str, Any]:
    """One avatar, and nothing behind it. Raises Refused."""
    character = {"type": "avatar", "avatar_id": order.avatar_pose_id, "avatar_style": order.avatar_style}
    scene = _scene({"character": character, "voice": _voice(order, "")}, cast, 0, webm_place)
    return {
        "title": order.title, "test": order.test, "dimension": order.dimension.model_dump(), "output_format": "webm",
        "scenes": [scene],
    }  # fmt: skip


def clips_place(path: str) -> str:
    """A place of a v2 order as a v1 order calls it: video_inputs.0.voice.audio.audio_url is clips.0.input_audio."""
    first, number, part, *fields = [*path.split("."), "", ""]
    if first != "video_inputs":
        return path
    if part == "background":
        return part
    return ".".join(filter(None, ("clips", number, *(_V1.get(field, field) for field in fields[1:]))))


def webm_place(path: str) -> str:
    """The same for an order of one avatar on nothing."""
    place = clips_place(path).removeprefix("clips.0.")
    return "avatar_pose_id" if place == "avatar_id" else place


def _scene(sent: dict[str, Any], cast: Cast, index: int, place: Callable[[str], str]) -> dict[str, Any]:
    try:
        return scene_of(read(Scene, sent), cast, path="")
    except Refused as error:
        if error.code != "invalid_parameter":
            raise
        path, _, why = str(error).partition(" is invalid: ")
        raise invalid(place(f"video_inputs.{index}.{path}"), why) from None


def _character(clip: Clip, cast: Cast, path: str) -> dict[str, Any]:
    """Programs send both ids with a dummy in one of them: the one that is offered counts, the avatar's first."""
    given = [name for name in (clip.avatar_id, clip.talking_photo_id) if name]
    if not given:
        raise Refused("missing_parameter", f"{path}.avatar_id is invalid: Field required")
    asked = next((name for name in given if cast.find(name)), given[0])
    known = cast.find(asked)
    same = {"scale": clip.scale, "offset": clip.offset.model_dump()}
    if known and known.photo and asked == clip.talking_photo_id:
        return {
            "type": "talking_photo", "talking_photo_id": asked, "talking_photo_style": clip.talking_photo_style, **same
        }  # fmt: skip
    return {"type": "avatar", "avatar_id": asked, "avatar_style": clip.avatar_style, **same}


def _voice(clip: Clip | Webm, path: str) -> dict[str, Any]:
    before = f"{path}." if path else ""
    if clip.input_text and clip.input_audio:
        raise invalid(path or "body", "Value error, only one of input_text and input_audio can be provided")
    if clip.input_audio:
        return {"type": "audio", "audio_url": clip.input_audio}
    for name in ("input_text", "voice_id"):
        if not getattr(clip, name):
            raise Refused("missing_parameter", f"{before}{name} is invalid: Field required")
    return {"type": "text", "voice_id": clip.voice_id, "input_text": clip.input_text}


def _background(said: str) -> dict[str, Any]:
    """A colour, or a link to a picture or a film: its ending tells which."""
    if not said.lower().startswith(("http://", "https://")):
        return {"type": "color", "value": said or limits.BACKGROUND_COLOR}
    try:
        ending = PurePosixPath(urlsplit(said).path).suffix.lower()
    except ValueError:
        raise invalid("background", "Input should be a valid URL") from None
    return {"type": "video", "url": said} if ending in _FILMS else {"type": "image", "url": said}
