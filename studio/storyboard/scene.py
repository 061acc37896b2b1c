"""A scene: who is seen, what is heard, and what is behind. The vocabulary is that of HeyGen's v2."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, ValidationInfo, field_validator

from studio.storyboard import limits
from studio.storyboard.values import (
    WHOLE,
    Color,
    Flag,
    Identifier,
    Locale,
    Number,
    Offset,
    Part,
    Script,
    Share,
    WebAddress,
    one_of,
    only_source,
)

Fit = Literal["cover", "crop", "contain", "none"]
PlayStyle = Literal["fit_to_scene", "freeze", "loop", "once"]
AvatarStyle = Literal["normal", "circle", "square", "closeUp"]
Emotion = Literal["Excited", "Friendly", "Serious", "Soothing", "Broadcaster"]
ElevenLabsModel = Literal[
    "eleven_monolingual_v1",
    "eleven_multilingual_v1",
    "eleven_multilingual_v2",
    "eleven_turbo_v2",
    "eleven_turbo_v2_5",
]


class AvatarCharacter(Part):
    """A presenter, a twin or a provider's avatar."""

    type: Literal["avatar"]
    avatar_id: Identifier
    """An avatar or look; never a group of avatars."""
    avatar_style: AvatarStyle = "normal"
    scale: Annotated[Number, Field(ge=limits.AVATAR_SCALE_MIN, le=limits.AVATAR_SCALE_MAX)] = 1.0
    """1 fills the screen, 0.5 half of it."""
    offset: Offset = Offset()
    matting: Flag = False
    """Remove the avatar's own background."""
    circle_background_color: Color | None = None
    """Behind the avatar inside a circle or square."""
    brand_color: Color | None = None
    """Dresses an embedded presenter: the main garment takes this colour."""


class TalkingPhotoCharacter(Part):
    """A still picture made to speak."""

    type: Literal["talking_photo"]
    talking_photo_id: Identifier
    talking_photo_style: Literal["square", "circle"] | None = None
    """null shows the whole picture."""
    scale: Annotated[Number, Field(ge=limits.PHOTO_SCALE_MIN, le=limits.PHOTO_SCALE_MAX)] = 1.0
    """1 fills the screen, 0.5 half of it."""
    offset: Offset = Offset()
    talking_style: Literal["stable", "expressive"] = "stable"
    expression: Literal["default", "happy"] = "default"
    super_resolution: Flag = False
    """Enhance the picture."""
    matting: Flag = False
    """Remove the picture's background."""
    circle_background_color: Color | None = None
    """Behind the picture inside a circle or square."""


class ElevenLabsSettings(Part):
    """For voices that ElevenLabs speaks; others pass over it."""

    model: ElevenLabsModel | None = None
    similarity_boost: Share | None = None
    stability: Share | None = None
    style: Share | None = None


class TextVoice(Part):
    """A voice that reads a script."""

    type: Literal["text"]
    voice_id: Identifier
    input_text: Script
    """What is said. A pause is written <break time="1s"/> (at most 30 s, and 120 s together)."""
    speed: Annotated[Number, Field(ge=limits.SPEED_MIN, le=limits.SPEED_MAX)] = 1.0
    pitch: Annotated[int, Strict(), Field(ge=limits.PITCH_MIN, le=limits.PITCH_MAX), WHOLE] = 0
    emotion: Emotion | None = None
    locale: Locale | None = None
    """The accent of a voice that has several, such as en-GB."""
    elevenlabs_settings: ElevenLabsSettings | None = None


class AudioVoice(Part):
    """A recording: by address or from the library, never both."""

    model_config = one_of("audio_url", "audio_asset_id")

    type: Literal["audio"]
    audio_asset_id: Identifier | None = None
    audio_url: Annotated[WebAddress | None, Field(validate_default=True)] = None

    @field_validator("audio_url")
    @classmethod
    def _one_recording(cls, url: str | None, info: ValidationInfo) -> str | None:
        return only_source(url, info, other="audio_asset_id")


class SilenceVoice(Part):
    """Nobody speaks for a while."""

    type: Literal["silence"]
    duration: Annotated[Number, Field(ge=limits.SILENCE_MIN, le=limits.SILENCE_MAX)] = 1.0
    """Seconds."""


class ColorBackground(Part):
    """One colour. The type may be left out."""

    type: Literal["color"] = "color"
    value: Color = limits.BACKGROUND_COLOR


class ImageBackground(Part):
    """A picture: by address or from the library, never both."""

    model_config = one_of("url", "image_asset_id")

    type: Literal["image"]
    image_asset_id: Identifier | None = None
    url: Annotated[WebAddress | None, Field(validate_default=True)] = None
    fit: Fit = "cover"

    @field_validator("url")
    @classmethod
    def _one_picture(cls, url: str | None, info: ValidationInfo) -> str | None:
        return only_source(url, info, other="image_asset_id")


class VideoBackground(Part):
    """A clip: by address or from the library, never both."""

    model_config = one_of("url", "video_asset_id")

    type: Literal["video"]
    video_asset_id: Identifier | None = None
    url: Annotated[WebAddress | None, Field(validate_default=True)] = None
    play_style: PlayStyle = "loop"
    """fit_to_scene changes the clip's speed; freeze holds its last frame; once leaves nothing after it."""
    fit: Fit = "cover"

    @field_validator("url")
    @classmethod
    def _one_clip(cls, url: str | None, info: ValidationInfo) -> str | None:
        return only_source(url, info, other="video_asset_id")


def _color_unless_said(given: Any) -> Any:
    """A background without a type is a colour, as in HeyGen; but not one that has other members."""
    if isinstance(given, dict) and given.get("type") is None and set(given) <= {"type", "value"}:
        return {**given, "type": "color"}
    return given


Character = Annotated[AvatarCharacter | TalkingPhotoCharacter, Field(discriminator="type")]
Voice = Annotated[TextVoice | AudioVoice | SilenceVoice, Field(discriminator="type")]
Background = Annotated[
    ColorBackground | ImageBackground | VideoBackground,
    Field(discriminator="type"),
    BeforeValidator(_color_unless_said),
]


class Scene(Part, defer_build=False):
    """One shot. It lasts as long as its voice."""

    character: Character | None = None
    """null: voice and background alone."""
    voice: Voice
    background: Background = ColorBackground()
