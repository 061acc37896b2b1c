"""`POST /v2/video/generate`: the body, as HeyGen checks it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from studio.dialects.heygen.body import AssetId, CallbackId, Link, Name, Sent, Text, Words, counted, one_of
from studio.storyboard import limits
from studio.storyboard.scene import ElevenLabsModel, Emotion, Fit
from studio.storyboard.values import WRITABLE, Color, Locale

Shift = Annotated[float, Field(ge=limits.OFFSET_MIN, le=limits.OFFSET_MAX)]
Part01 = Annotated[float, Field(ge=0, le=1)]
Side = Annotated[int, Field(ge=limits.SIDE_MIN, le=limits.SIDE_MAX, multiple_of=limits.SIDE_STEP)]
Rate = Literal[25, 30]


def _rate(given: Any) -> Any:
    """A text or a whole float is as good as the number, as wherever HeyGen reads one."""
    return next((rate for rate in get_args(Rate) if given in (rate, str(rate), f"{rate}.0")), given)


FPS = BeforeValidator(_rate)


class Dimension(Sent):
    width: Side
    height: Side


class Offset(Sent):
    x: Shift = 0.0
    y: Shift = 0.0


class Avatar(Sent):
    type: Literal["avatar"]
    avatar_id: Name
    scale: Annotated[float, Field(ge=limits.AVATAR_SCALE_MIN, le=limits.AVATAR_SCALE_MAX)] = 1.0
    avatar_style: Literal["normal", "circle", "closeUp", "full", "voiceOnly"] = "normal"
    offset: Offset = Offset()
    matting: bool = False
    circle_background_color: Color | None = None


class TalkingPhoto(Sent):
    type: Literal["talking_photo"]
    talking_photo_id: Name
    scale: Annotated[float, Field(ge=limits.PHOTO_SCALE_MIN, le=limits.PHOTO_SCALE_MAX)] = 1.0
    talking_photo_style: Literal["normal", "square", "circle"] = "normal"
    offset: Offset = Offset()
    talking_style: Literal["stable", "expressive"] = "stable"
    expression: Literal["default", "happy"] = "default"
    super_resolution: bool = False
    matting: bool = False
    circle_background_color: Color | None = None


class ElevenLabs(Sent):
    model: ElevenLabsModel | None = None
    similarity_boost: Part01 | None = None
    stability: Part01 | None = None
    style: Part01 | None = None


class TextVoice(Sent):
    type: Literal["text"]
    voice_id: Name
    input_text: Annotated[str, Field(min_length=1, max_length=limits.SCRIPT_MAX), WRITABLE]
    speed: Annotated[float, Field(ge=limits.SPEED_MIN, le=limits.SPEED_MAX)] = 1.0
    pitch: Annotated[int, Field(ge=limits.PITCH_MIN, le=limits.PITCH_MAX)] = 0
    emotion: Emotion | None = None
    locale: Locale | None = None
    elevenlabs_settings: ElevenLabs | None = None


class AudioVoice(Sent):
    type: Literal["audio"]
    audio_url: Link = None
    audio_asset_id: AssetId = None

    @model_validator(mode="after")
    def _one_recording(self) -> AudioVoice:
        one_of(self.audio_url, self.audio_asset_id, names=("audio_url", "audio_asset_id"))
        return self


class SilenceVoice(Sent):
    type: Literal["silence"]
    duration: Annotated[float, Field(ge=limits.SILENCE_MIN, le=limits.SILENCE_MAX)] = 1.0


class ColorBackground(Sent):
    type: Literal["color"]
    value: Color = limits.BACKGROUND_COLOR


class ImageBackground(Sent):
    type: Literal["image"]
    url: Link = None
    image_asset_id: AssetId = None
    fit: Fit = "cover"

    @model_validator(mode="after")
    def _one_picture(self) -> ImageBackground:
        one_of(self.url, self.image_asset_id, names=("url", "image_asset_id"))
        return self


class VideoBackground(Sent):
    type: Literal["video"]
    url: Link = None
    video_asset_id: AssetId = None
    play_style: Literal["fit_to_scene", "freeze", "loop", "once", "full_video"] = "loop"
    fit: Fit = "cover"

    @model_validator(mode="after")
    def _one_clip(self) -> VideoBackground:
        one_of(self.url, self.video_asset_id, names=("url", "video_asset_id"))
        return self


def _color_unless_said(given: Any) -> Any:
    """Colour is the default type; but not of a background that has other members."""
    if isinstance(given, dict):
        said = {name for name, value in given.items() if value is not None}
        if said <= {"value"}:
            return {**given, "type": "color"}
    return given


class Scene(Sent):
    character: Annotated[Avatar | TalkingPhoto, Field(discriminator="type")] | None = None
    voice: Annotated[TextVoice | AudioVoice | SilenceVoice, Field(discriminator="type")]
    background: Annotated[
        Annotated[ColorBackground | ImageBackground | VideoBackground, Field(discriminator="type")],
        BeforeValidator(_color_unless_said),
    ] = ColorBackground(type="color")


class Position(Sent):
    x: Annotated[float, Field(ge=limits.POSITION_MIN, le=limits.POSITION_MAX)] = 0.0
    y: Annotated[float, Field(ge=limits.POSITION_MIN, le=limits.POSITION_MAX)] = 0.0


class Subtitles(Sent):
    preset_name: Annotated[Name, Field(max_length=limits.PRESET_NAME_MAX)]
    font_size: Annotated[int, Field(ge=limits.FONT_SIZE_MIN, le=limits.FONT_SIZE_MAX)] | None = None
    alignment: Annotated[int, Field(ge=limits.ALIGNMENT_MIN, le=limits.ALIGNMENT_MAX)] = 2
    position: Position = Position()
    disable_highlight: bool = False


class Whole(Sent):
    """What every order may say of the whole video."""

    title: Words = ""
    callback_id: CallbackId = ""
    callback_url: Link = None
    folder_id: Text = ""
    caption: bool = False
    test: bool = False


class Generate(Whole):
    """The whole body. `aspect_ratio` is an older way to say the dimension, and gives way to it."""

    video_inputs: Annotated[
        list[Scene],
        Field(min_length=limits.SCENES_MIN, max_length=limits.SCENES_MAX),
        BeforeValidator(lambda items: counted(items, most=limits.SCENES_MAX)),
    ]
    dimension: Dimension | None = None
    aspect_ratio: Literal["16:9", "9:16", "1:1", "4:5"] | None = None
    caption_mode: Literal["file_only", "burn_in"] | None = None
    subtitles: Subtitles | None = None
    fps: Annotated[Rate, FPS] = 25
    enable_watermark: bool = False
