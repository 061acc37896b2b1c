"""Our own words for every refusal: what the author should do, beside the field it is about."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.storyboard import limits
from studio.storyboard.document import Dimension, Position, Storyboard, Subtitles
from studio.storyboard.scene import (
    AudioVoice,
    AvatarCharacter,
    ColorBackground,
    ElevenLabsSettings,
    ImageBackground,
    Scene,
    SilenceVoice,
    TalkingPhotoCharacter,
    TextVoice,
    VideoBackground,
)
from studio.storyboard.sound import Music, Pronunciation
from studio.storyboard.template import ProviderTemplate, TemplateVariable
from studio.storyboard.values import SAID, UNREADABLE, Offset

Location = tuple[int | str, ...]

_TAG_DEPTH = 3
"""In ("scenes", 0, "voice", "text", "speed") the union's tag stands here, and nothing else ever does."""
_NAME_SHOWN = 40


def _on_off(what: str) -> str:
    return f"Switch {what} on or off."


def _address(what: str) -> str:
    return f"Give {what} as a web address that begins with https:// or http://."


_SHARE = "Choose a value from 0 to 1."
_COLOR = "Write the colour as # and three or six hexadecimal digits, such as #f6f6fc."
_FIT = "Choose how it fills the screen: cover, crop, contain or none."
_SIDE = f"Choose an even number of pixels from {limits.SIDE_MIN} to {limits.SIDE_MAX:,}."
_OFFSET = f"Choose an offset from {limits.OFFSET_MIN:g} to {limits.OFFSET_MAX:g}."
_POSITION = f"Choose a position from {limits.POSITION_MIN:,g} to {limits.POSITION_MAX:,g}."
_AVATAR_SCALE = f"Choose a scale from {limits.AVATAR_SCALE_MIN:g} to {limits.AVATAR_SCALE_MAX:g}."
_PHOTO_SCALE = f"Choose a scale from {limits.PHOTO_SCALE_MIN:g} to {limits.PHOTO_SCALE_MAX:g}."
_PAIR = "Give the offset as {x, y}."
_LIBRARY = "Choose {} from the library."

SENTENCES: Final[dict[str, str]] = {
    "": "Send the storyboard as one JSON object.",
    "title": f"Write the title as text of at most {limits.TITLE_MAX} characters.",
    "dimension": "Give the dimension as {width, height} in pixels.",
    "dimension.width": _SIDE,
    "dimension.height": _SIDE,
    "aspect_ratio": "Choose 16:9, 9:16, 1:1 or 4:5.",
    "caption": _on_off("subtitles"),
    "caption_mode": "Choose file_only or burn_in.",
    "subtitles": "Describe the subtitles as an object with a preset_name.",
    "subtitles.preset_name": "Choose a subtitle preset.",
    "subtitles.font_size": f"Choose a font size from {limits.FONT_SIZE_MIN} to {limits.FONT_SIZE_MAX}.",
    "subtitles.alignment": f"Choose an alignment from {limits.ALIGNMENT_MIN} to {limits.ALIGNMENT_MAX}.",
    "subtitles.position": "Give the position as {x, y}.",
    "subtitles.position.x": _POSITION,
    "subtitles.position.y": _POSITION,
    "subtitles.disable_highlight": _on_off("disable_highlight"),
    "callback_id": f"Write the callback id as text of at most {limits.CALLBACK_ID_MAX:,} characters.",
    "callback_url": _address("the callback"),
    "folder_id": "Choose a folder.",
    "fps": "Choose 25 or 30 frames a second.",
    "enable_watermark": _on_off("the watermark"),
    "test": _on_off("test mode"),
    "music": "Describe the music as an object with a url or an audio_asset_id.",
    "music.url": _address("the music"),
    "music.audio_asset_id": _LIBRARY.format("a recording"),
    "music.volume": "Choose a volume from 0 to 1.",
    "music.ducking": _on_off("ducking"),
    "music.loop": _on_off("looping"),
    "music.fade": f"Choose a fade from {limits.FADE_MIN:g} to {limits.FADE_MAX:g} seconds.",
    "pronunciations": f"Give at most {limits.PRONUNCIATIONS_MAX} pronunciations as a list.",
    "pronunciation": "Describe the pronunciation as an object with written and spoken.",
    "pronunciation.written": f"Write the word as the script has it, in at most {limits.SPELLING_MAX} characters.",
    "pronunciation.spoken": f"Write how the word is said, in at most {limits.SPELLING_MAX} characters.",
    "pronunciation.locale": "Write the locale as a language tag, such as en-GB.",
    "output_format": "Choose mp4 or webm.",
    "resolution": "Choose fhd or 4k.",
    "model_version": "Choose standard, aurora_v1 or aurora_v1_fast.",
    "template": "Describe the template as an object with a template_id and variables.",
    "template.template_id": "Choose a template of the provider.",
    "template.variables": f"Give at most {limits.VARIABLES_MAX} variables as an object, by name.",
    "variable": "Describe the variable as an object with a type and properties.",
    "variable.type": "Choose the variable's type: text, image, video, audio, avatar or voiceover.",
    "variable.properties": f"Give at most {limits.PROPERTIES_MAX} properties as an object, by name.",
    "scenes": f"Add from {limits.SCENES_MIN} to {limits.SCENES_MAX} scenes.",
    "video_inputs": "Send the scenes once: as scenes or as video_inputs.",
    "scene": "Describe the scene as an object with a voice.",
    "scene.character": "Describe the character as an object with a type, or leave it out.",
    "scene.character.type": "Choose a character type: avatar or talking_photo.",
    "scene.voice": "Give the scene a voice: text, audio or silence.",
    "scene.voice.type": "Choose a voice type: text, audio or silence.",
    "scene.background": "Describe the background as an object, or leave it out.",
    "scene.background.type": "Choose a background type: color, image or video.",
    "avatar.avatar_id": "Choose an avatar.",
    "avatar.avatar_style": "Choose a style: normal, circle, square or closeUp.",
    "avatar.scale": _AVATAR_SCALE,
    "avatar.offset": _PAIR,
    "avatar.offset.x": _OFFSET,
    "avatar.offset.y": _OFFSET,
    "avatar.matting": _on_off("matting"),
    "avatar.circle_background_color": _COLOR,
    "avatar.brand_color": _COLOR,
    "talking_photo.talking_photo_id": "Choose a talking photo.",
    "talking_photo.talking_photo_style": "Choose square or circle, or leave the style out for the whole picture.",
    "talking_photo.scale": _PHOTO_SCALE,
    "talking_photo.offset": _PAIR,
    "talking_photo.offset.x": _OFFSET,
    "talking_photo.offset.y": _OFFSET,
    "talking_photo.talking_style": "Choose stable or expressive.",
    "talking_photo.expression": "Choose default or happy.",
    "talking_photo.super_resolution": _on_off("super_resolution"),
    "talking_photo.matting": _on_off("matting"),
    "talking_photo.circle_background_color": _COLOR,
    "text.voice_id": "Choose a voice.",
    "text.input_text": "Write what the presenter should say.",
    "text.speed": f"Choose a speed from {limits.SPEED_MIN:g} to {limits.SPEED_MAX:g}.",
    "text.pitch": f"Choose a whole pitch from {limits.PITCH_MIN} to {limits.PITCH_MAX}.",
    "text.emotion": "Choose Excited, Friendly, Serious, Soothing or Broadcaster.",
    "text.locale": "Write the locale as a language tag, such as en-GB.",
    "text.elevenlabs_settings": "Describe the ElevenLabs settings as an object.",
    "text.elevenlabs_settings.model": "Choose one of ElevenLabs' models, such as eleven_multilingual_v2.",
    "text.elevenlabs_settings.similarity_boost": _SHARE,
    "text.elevenlabs_settings.stability": _SHARE,
    "text.elevenlabs_settings.style": _SHARE,
    "audio.audio_url": _address("the recording"),
    "audio.audio_asset_id": _LIBRARY.format("a recording"),
    "silence.duration": f"Choose from {limits.SILENCE_MIN:g} to {limits.SILENCE_MAX:g} seconds of silence.",
    "color.value": _COLOR,
    "image.url": _address("the picture"),
    "image.image_asset_id": _LIBRARY.format("a picture"),
    "image.fit": _FIT,
    "video.url": _address("the clip"),
    "video.video_asset_id": _LIBRARY.format("a clip"),
    "video.play_style": "Choose how it plays: fit_to_scene, freeze, loop or once.",
    "video.fit": _FIT,
}
"""What to say of each field. Scenes' members are found under the type they belong to."""

PARTS: Final[dict[str, tuple[str, type[BaseModel]]]] = {
    "": ("a storyboard", Storyboard),
    "dimension": ("a dimension", Dimension),
    "subtitles": ("the subtitles' description", Subtitles),
    "subtitles.position": ("a position", Position),
    "music": ("the music", Music),
    "pronunciation": ("a pronunciation", Pronunciation),
    "template": ("the template", ProviderTemplate),
    "variable": ("a variable", TemplateVariable),
    "scene": ("a scene", Scene),
    "avatar": ("an avatar", AvatarCharacter),
    "avatar.offset": ("an offset", Offset),
    "talking_photo": ("a talking photo", TalkingPhotoCharacter),
    "talking_photo.offset": ("an offset", Offset),
    "text": ("a text voice", TextVoice),
    "text.elevenlabs_settings": ("the ElevenLabs settings", ElevenLabsSettings),
    "audio": ("an audio voice", AudioVoice),
    "silence": ("a silent voice", SilenceVoice),
    "color": ("a colour background", ColorBackground),
    "image": ("an image background", ImageBackground),
    "video": ("a video background", VideoBackground),
}
"""Each object of the document by the prefix of its fields in `SENTENCES`."""


def describe(error: ValidationError) -> dict[str, str]:
    """One sentence for each wrong field, by its dotted path, in the order of the document's fields."""
    said: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        if detail["type"] == "too_short" and detail["input"]:
            continue  # pydantic counts only the scenes without a problem; theirs are told anyway
        path, sentence = _describe_one(detail)
        said.setdefault(path, sentence)
    return said


def _describe_one(detail: ErrorDetails) -> tuple[str, str]:
    place, kind = detail["loc"], detail["type"]
    if kind.startswith("union_tag"):
        place = (*place, "type")
    key = _key(place)
    if kind == SAID:
        sentence = detail["msg"]
    elif kind == "string_unicode":
        sentence = UNREADABLE
    elif kind == "invalid_key":
        sentence = "Name every field by a text."
    elif kind == "extra_forbidden" and place != ("video_inputs",):
        sentence = _unknown_member(place)
    else:
        sentence = SENTENCES.get(key) or SENTENCES[""]
    return ".".join(str(step) for step in _without_tag(place)), sentence


def _without_tag(place: Location) -> Location:
    if place[:1] == ("scenes",) and len(place) > _TAG_DEPTH and place[_TAG_DEPTH] != "type":
        return (*place[:_TAG_DEPTH], *place[_TAG_DEPTH + 1 :])
    return place


def _key(place: Location) -> str:
    """Where `SENTENCES` has words for this place."""
    if place[:1] == ("pronunciations",) and len(place) > 1:
        return ".".join(("pronunciation", *(str(step) for step in place[2:])))
    if place[:2] == ("template", "variables") and len(place) > 2:
        return ".".join(("variable", *(str(step) for step in place[3:])))
    if place[:1] != ("scenes",) or len(place) == 1:
        return ".".join(str(step) for step in place)
    if len(place) <= _TAG_DEPTH or place[_TAG_DEPTH] == "type":
        return ".".join(("scene", *(str(step) for step in place[2:])))
    return ".".join(str(step) for step in place[_TAG_DEPTH:])


def _unknown_member(place: Location) -> str:
    owner, name = _key(place[:-1]), str(place[-1])
    where, model = PARTS.get(owner, PARTS[""])
    shown = name if len(name) <= _NAME_SHOWN else name[:_NAME_SHOWN] + "…"
    meant = get_close_matches(name[:_NAME_SHOWN], model.model_fields, n=1)
    advice = f" Did you mean “{meant[0]}”?" if meant else ""
    return f"Remove “{shown}”: {where} has no such field.{advice}"
