"""The one typed document that describes a video. Pages edit it, dialects parse into it, providers translate out of
it, the engine draws it.

`parse(document)` gives a frozen `Storyboard` or raises `BadInput` with one sentence for every wrong field. Sources of
the vocabulary: HeyGen's `POST /v2/video/generate`, with `resolution` from Captions, `model_version` from Creatify, and
`template` for providers where templates lie.
No Django and no I/O here. The fields and their limits: docs/storyboard.md, docs/storyboard.schema.json.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from studio.errors import BadInput
from studio.storyboard import limits
from studio.storyboard.document import Dimension, Position, Storyboard, SubtitleMode, Subtitles
from studio.storyboard.limits import DIMENSIONS
from studio.storyboard.scene import (
    AudioVoice,
    AvatarCharacter,
    Background,
    Character,
    ColorBackground,
    ElevenLabsSettings,
    ImageBackground,
    Scene,
    SilenceVoice,
    TalkingPhotoCharacter,
    TextVoice,
    VideoBackground,
    Voice,
)
from studio.storyboard.schema import schema_text
from studio.storyboard.script import Break, take_apart
from studio.storyboard.sentences import describe
from studio.storyboard.sound import Music, Pronunciation
from studio.storyboard.template import ProviderTemplate, TemplateVariable
from studio.storyboard.values import Offset

__all__ = [
    "DIMENSIONS",
    "AudioVoice",
    "AvatarCharacter",
    "Background",
    "Break",
    "Character",
    "ColorBackground",
    "Dimension",
    "ElevenLabsSettings",
    "ImageBackground",
    "Music",
    "Offset",
    "Position",
    "Pronunciation",
    "ProviderTemplate",
    "Scene",
    "SilenceVoice",
    "Storyboard",
    "SubtitleMode",
    "Subtitles",
    "TalkingPhotoCharacter",
    "TemplateVariable",
    "TextVoice",
    "VideoBackground",
    "Voice",
    "breaks",
    "limits",
    "parse",
    "problems",
    "schema_text",
    "script_text",
]


def parse(document: dict[str, Any]) -> Storyboard:
    """The storyboard in `document`, which is left as it was. Raises `BadInput` with every problem at once."""
    try:
        return Storyboard.model_validate(document)
    except ValidationError as error:
        raise BadInput(describe(error)) from None


def problems(document: dict[str, Any]) -> dict[str, str]:
    """What `parse` would refuse: {"scenes.0.voice.speed": "Choose a speed from 0.5 to 1.5."}; {} when nothing."""
    try:
        Storyboard.model_validate(document)
    except ValidationError as error:
        return describe(error)
    return {}


def script_text(voice: Voice) -> str:
    """The words a voice says, without pause tags; "" for recordings and silence."""
    return take_apart(voice.input_text)[0] if isinstance(voice, TextVoice) else ""


def breaks(voice: Voice) -> tuple[Break, ...]:
    """The pauses of a voice, in order, at their places in `script_text(voice)`."""
    return take_apart(voice.input_text)[1] if isinstance(voice, TextVoice) else ()
