"""`POST /v3/videos`: the body, as HeyGen's published schema has it, as far as this server can honour it.

What tunes HeyGen's own models (engine, motion_prompt, engine_settings) or the place of an avatar in its frame (fit) is
passed over; anything else that would change the video and can't be done here is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic.json_schema import SkipJsonSchema

from studio.dialects.heygen.body import AssetId, CallbackId, Link, Name, Read, Sent, Words, counted
from studio.dialects.heygen.refusals import Refused
from studio.storyboard import limits
from studio.storyboard.values import WRITABLE, Color, Locale, WebAddress

LONGEST_STILL: Final = limits.SILENCE_MAX
"""Seconds. v3 says 300; a scene of ours is silent for at most so many."""
UPLOAD: Final = "upload the file to POST /v3/assets and name it by its asset_id"
NO_MARK: Final = "this server lays no picture over videos; leave it out"
AUDIO: Final = ("script", "audio_url", "audio_asset_id")


def _no_base64(given: str) -> str:
    raise ValueError(UPLOAD)


def _nothing(given: Any) -> Any:
    raise ValueError(NO_MARK)


class UrlSource(Sent):
    type: Literal["url"]
    url: WebAddress


class IdSource(Sent):
    type: Literal["asset_id"]
    asset_id: Name


class Base64Source(Sent):
    type: Literal["base64"]
    data: Annotated[str, AfterValidator(_no_base64)]


Source = Annotated[UrlSource | IdSource | SkipJsonSchema[Base64Source], Field(discriminator="type")]


class VoiceSettings(Sent):
    speed: Annotated[float, Field(ge=limits.SPEED_MIN, le=limits.SPEED_MAX)] = 1.0
    pitch: Annotated[float, Field(ge=limits.PITCH_MIN, le=limits.PITCH_MAX)] = 0
    locale: Locale | None = None
    volume: Annotated[float, Field(ge=1, le=1)] = 1.0


class Spoken(Sent):
    """What is said: a script or a recording, exactly one of them."""

    script: Annotated[str | None, Field(min_length=1, max_length=limits.SCRIPT_MAX), WRITABLE] = None
    voice_id: AssetId = None
    audio_url: Link = None
    audio_asset_id: AssetId = None
    voice_settings: VoiceSettings = VoiceSettings()

    @property
    def said(self) -> list[str]:
        return [name for name in AUDIO if getattr(self, name)]

    @model_validator(mode="after")
    def _one_sound(self) -> Spoken:
        if len(self.said) != 1 and not (self.silent and not self.said):
            raise ValueError(f"exactly one of {', '.join(AUDIO)} needs to be provided")
        return self

    @property
    def silent(self) -> bool:
        return False


class Background(Sent):
    type: Literal["color", "image"]
    value: Color | None = None
    url: Link = None
    asset_id: AssetId = None

    @model_validator(mode="after")
    def _one_ground(self) -> Background:
        if self.type == "color" and not self.value:
            raise ValueError("value needs to be provided for a color")
        if self.type == "image" and bool(self.url) == bool(self.asset_id):
            raise ValueError("exactly one of url and asset_id needs to be provided for an image")
        return self


class OneColor(Sent):
    """Behind one of several; there the schema says `color`, and `value` where a video is alone."""

    type: Literal["color"]
    color: Color


class AvatarInput(Spoken):
    type: Literal["avatar"]
    avatar_id: Name
    background: OneColor | None = None
    expressiveness: Literal["high", "medium", "low"] | None = None


class ImageInput(Spoken):
    type: Literal["image"]
    image: Source
    expressiveness: Literal["high", "medium", "low"] | None = None


class AvatarScene(Sent):
    type: Literal["avatar_video"]
    input: Annotated[AvatarInput | ImageInput, Field(discriminator="type")]


class StillScene(Spoken):
    """A picture that is held for a while, or shown while something is said."""

    type: Literal["image"]
    source: UrlSource | IdSource | SkipJsonSchema[Base64Source] = Field(discriminator="type")
    duration: Annotated[float, Field(ge=limits.SILENCE_MIN, le=LONGEST_STILL)] | None = None

    @property
    def silent(self) -> bool:
        return self.duration is not None

    @model_validator(mode="after")
    def _one_mode(self) -> StillScene:
        if self.silent and self.said:
            raise ValueError(f"only one of duration, {', '.join(AUDIO)} can be provided")
        return self


class Playback(Sent):
    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    mute: bool = False


class ClipScene(Sent):
    type: Literal["video"]
    source: Source
    playback: Playback = Playback()

    @model_validator(mode="after")
    def _muted(self) -> ClipScene:
        if not self.playback.mute and self.playback.volume:
            raise ValueError('this server shows clips without their sound; send playback {"mute": true}')
        return self


class Caption(Sent):
    file_format: Literal["srt"] = "srt"
    style: Literal["default"] | None = None


class Order(Sent):
    """What every order may say of the whole video."""

    title: Words = ""
    callback_id: CallbackId = ""
    callback_url: Link = None
    resolution: Literal["4k", "1080p", "720p"] = "1080p"
    aspect_ratio: Literal["16:9", "9:16", "4:5", "5:4", "1:1", "auto"] = "16:9"
    caption: Caption | None = None
    output_format: Literal["mp4", "webm"] = "mp4"
    watermark: Annotated[SkipJsonSchema[Any], BeforeValidator(_nothing)] = None


class FromAvatar(Order, AvatarInput):
    background: Background | None = None  # type: ignore[assignment]  # alone it may have a picture behind it
    remove_background: bool = False


class FromImage(Order, ImageInput):
    background: Background | None = None
    remove_background: bool = False


class FromStudio(Order):
    type: Literal["studio"]
    scenes: Annotated[
        list[Annotated[AvatarScene | StillScene | ClipScene, Field(discriminator="type")]],
        Field(min_length=limits.SCENES_MIN, max_length=limits.SCENES_MAX),
        BeforeValidator(lambda items: counted(items, most=limits.SCENES_MAX)),
    ]
    output_format: Literal["mp4"] = "mp4"


Body = Annotated[FromAvatar | FromImage | FromStudio, Field(discriminator="type")]
_BODIES: Final[dict[str, type[Order]]] = {"avatar": FromAvatar, "image": FromImage, "studio": FromStudio}
UNKNOWN_TYPE: Final = f"type is invalid: This server makes videos of type {', '.join(_BODIES)}."


def read(model: type[Read], body: Mapping[str, Any]) -> Read:
    """The checked request. Raises Refused with the first thing that is wrong, and where."""
    try:
        return model.model_validate(dict(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        param = _place(body, first["loc"], whole=first["type"] == "value_error")
        raise Refused("invalid_parameter", f"{param or 'body'} is invalid: {first['msg']}", param=param) from None


def order_of(body: Mapping[str, Any]) -> Order:
    """The checked request. Raises Refused with the first thing that is wrong, and where."""
    model = _BODIES.get(str(body.get("type")))
    if model is None:
        raise Refused("invalid_parameter", UNKNOWN_TYPE, param="type")
    found = read(model, body)
    if found.output_format == "webm" and getattr(found, "background", None):
        raise Refused("invalid_parameter", "background is invalid: A webm has none; leave it out.", param="background")
    return found


def sources_of(order: Order) -> Iterator[tuple[str, UrlSource | IdSource]]:
    """The files whose content an order depends on, with where they stand: pictures that speak, and clips."""
    if isinstance(order, FromImage):
        yield "image", order.image  # type: ignore[misc]  # base64 was refused
    for index, scene in enumerate(order.scenes if isinstance(order, FromStudio) else ()):
        if isinstance(scene, ClipScene):
            yield f"scenes.{index}.source", scene.source  # type: ignore[misc]
        elif isinstance(scene, AvatarScene) and isinstance(scene.input, ImageInput):
            yield f"scenes.{index}.input.image", scene.input.image  # type: ignore[misc]


def _place(body: Mapping[str, Any], steps: tuple[int | str, ...], *, whole: bool) -> str:
    """pydantic's path without the tags it puts in where a type chooses a model. `whole`: the error is about a part as
    such, whose path may end with its tag.
    """
    here: Any = body
    path = list[str]()
    for number, step in enumerate(steps):
        tagged = isinstance(here, dict) and here.get("type") == step and not isinstance(here.get(str(step)), dict)
        if tagged and (whole or number < len(steps) - 1):
            continue
        path.append(str(step))
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return ".".join(path)
