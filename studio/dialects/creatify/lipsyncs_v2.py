"""`lipsyncs_v2`: scenes, each with a character, a voice and a background."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.creatify.fields import Fields
from studio.dialects.creatify.lipsyncs import STYLE, subtitles
from studio.dialects.creatify.words import (
    COMMON,
    ECHOED,
    JOB,
    LINE_PROGRESS,
    RATIO,
    RATIOS,
    URL_MAX,
    Common,
    answer,
    common_of,
    ratio_of,
)
from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    LINK,
    NUMBER,
    TEXT,
    always,
    asked,
    flag,
    many,
    more,
    nullable,
    number,
    said,
    shape,
    text,
    whole,
    word,
)
from studio.storyboard.limits import (
    AVATAR_SCALE_MAX,
    FONT_SIZE_MAX,
    FONT_SIZE_MIN,
    OFFSET_MAX,
    SCENES_MAX,
    SCRIPT_MAX,
    SILENCE_MAX,
    SILENCE_MIN,
)

STYLES: Final = ("normal", "circle", "square", "closeUp")
NO_COLOR: Final = "Write the colour as # and three or six hexadecimal digits."
_COLORS = re.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
FITS: Final = ("crop", "contain", "cover")
_ADDRESS: Final = {**LINK, "maxLength": URL_MAX}
_HALF: Final = {"x": number(-0.5, 0.5, default=0), "y": number(-0.5, 0.5, default=0.4)}
_SHIFT: Final = number(-OFFSET_MAX, OFFSET_MAX, default=0)
_CHARACTER: Final = asked(
    "Character", type={**always("avatar"), "default": "avatar"},
    avatar_id=said(TEXT, "A persona's id, unless nobody is seen."),
    avatar_style=word(*STYLES, default=STYLES[0]), scale=number(0, AVATAR_SCALE_MAX, default=1),
    offset=said(asked("Shift", x=_SHIFT, y=_SHIFT), "y goes down."), hidden=flag(default=False),
)  # fmt: skip
_SCRIPT: Final = asked(
    "TextVoice", "input_text", type=word("text", default="text"), input_text=text(least=1, most=SCRIPT_MAX),
    voice_id=said(TEXT, "An accent's id; the persona's own voice without one."),
)  # fmt: skip
_SILENCE: Final = asked(
    "SilenceVoice", "type", type=always("silence"), duration=number(SILENCE_MIN, SILENCE_MAX, default=1)
)  # fmt: skip
_RECORDING: Final = {
    **asked(
        "AudioVoice", "type", type=always("audio"), audio_url=_ADDRESS, url=said(_ADDRESS, "Another name of audio_url.")
    ),
    "anyOf": [{"required": ["audio_url"]}, {"required": ["url"]}],
}
_PICTURE: Final = asked(
    "MediaBackground", "url", type=word("image", "video", default="image"), url=_ADDRESS,
    fit=word(*FITS, default="crop"),
)  # fmt: skip
_HEX: Final = said(TEXT, "#RRGGBB.")
_COLOR: Final = {
    **asked("ColorBackground", "type", type=always("color"), color=_HEX, value=said(_HEX, "Another name of color.")),
    "anyOf": [{"required": ["color"]}, {"required": ["value"]}],
}
_CAPTIONS: Final = asked(
    "CaptionSetting", style={**text(most=64), "default": STYLE}, offset=asked("CaptionOffset", **_HALF),
    font_size=whole(FONT_SIZE_MIN, FONT_SIZE_MAX), hidden=flag(default=False),
)  # fmt: skip
_INPUT: Final = asked(
    "VideoInput", "voice", character=_CHARACTER, voice={"anyOf": [_SCRIPT, _SILENCE, _RECORDING]},
    background={"anyOf": [_PICTURE, _COLOR]}, caption_setting=_CAPTIONS,
)  # fmt: skip
ORDER: Final = asked(
    "LipsyncV2", "video_inputs", video_inputs=many(_INPUT, least=1, most=SCENES_MAX), aspect_ratio=RATIO,
    background_music=asked("BackgroundMusic", url=_ADDRESS, volume=number(0, 1, default=0.3)), **COMMON,
)  # fmt: skip
ANSWER: Final = more(
    JOB, "LipsyncV2Job", output=nullable(LINK), video_thumbnail=nullable(LINK), progress=LINE_PROGRESS,
    failed_reason=nullable(TEXT), aspect_ratio=word(*RATIOS),
    video_inputs=said(many({"type": "object"}), "As they were sent."), **ECHOED,
)  # fmt: skip
_WORD: Final = shape("WordAlignment", start=NUMBER, duration=NUMBER, text=TEXT)
DETAIL: Final = more(ANSWER, "LipsyncV2Detail", word_alignments=many(_WORD))


@dataclass(frozen=True, slots=True)
class Input:
    """One scene. `persona` "" for a scene without anybody, `voice_id` "" for the persona's own voice. `placed` is the
    character's look in a storyboard's words; `background` {} stands for the persona's own backdrop.
    """

    persona: str
    placed: dict[str, Any]
    voice: dict[str, Any]
    voice_id: str
    background: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LipsyncV2Order:
    """A checked order; `inputs` as they came stand in `video_inputs`. `captions` is None without any."""

    inputs: tuple[Input, ...]
    video_inputs: list[Any]
    ratio: str
    captions: dict[str, Any] | None
    music: dict[str, Any] | None
    common: Common

    def echo(self) -> dict[str, Any]:
        return {"aspect_ratio": self.ratio, "video_inputs": self.video_inputs, **self.common.echo()}


def lipsync_v2_order(body: Mapping[str, Any]) -> LipsyncV2Order:
    """Raises Refused with every wrong field."""
    fields = Fields(body)
    given = fields.parts("video_inputs", most=SCENES_MAX)
    ratio = ratio_of(fields)
    captions = [found for each in given if (found := _captions(each, RATIOS[ratio]))]
    order = LipsyncV2Order(
        inputs=tuple(_input(each) for each in given),
        video_inputs=[dict(each.body) for each in given],
        ratio=ratio,
        captions=captions[0] if captions else None,
        music=_music(fields.part("background_music")),
        common=common_of(fields),
    )
    fields.check()
    return order


def _input(fields: Fields) -> Input:
    shown = fields.part("character")
    voice = fields.part("voice", required=True)
    hidden = not shown.body or shown.flag("hidden", default=False)
    return Input(
        persona="" if hidden else shown.text("avatar_id", required=True),
        placed={} if hidden else _placed(shown),
        voice=_voice(voice),
        voice_id=voice.text("voice_id"),
        background=_background(fields.part("background")),
    )


def _placed(fields: Fields) -> dict[str, Any]:
    """Creatify's y goes down, as that of its captions and logos does; a storyboard's goes up."""
    fields.choice("type", ("avatar",), "avatar")
    offset = fields.part("offset")
    x = offset.number("x", 0.0, least=-OFFSET_MAX, most=OFFSET_MAX)
    y = offset.number("y", 0.0, least=-OFFSET_MAX, most=OFFSET_MAX)
    return {
        "avatar_style": fields.choice("avatar_style", STYLES, STYLES[0]),
        "scale": fields.number("scale", 1.0, least=0.0, most=AVATAR_SCALE_MAX),
        "offset": {"x": x, "y": 0.0 - y},
    }


def _voice(fields: Fields) -> dict[str, Any]:
    kind = fields.choice("type", ("text", "silence", "audio"), "text")
    if kind == "silence":
        return {"type": kind, "duration": fields.number("duration", 1.0, least=SILENCE_MIN, most=SILENCE_MAX)}
    if kind == "audio":
        name = "audio_url" if fields.body.get("audio_url") else "url"
        return {"type": kind, "audio_url": fields.address(name, most=URL_MAX, required=True)}
    return {"type": kind, "input_text": fields.text("input_text", most=SCRIPT_MAX, required=True)}


def _background(fields: Fields) -> dict[str, Any]:
    if not fields.body:
        return {}
    kind = fields.choice("type", ("image", "video", "color"), "image")
    if kind == "color":
        name = "color" if fields.body.get("color") else "value"
        value = fields.text(name, required=True)[:7]  # #RRGGBBAA: nothing lies behind it
        if value and not _COLORS.fullmatch(value):
            fields.wrong(name, NO_COLOR)
        return {"type": kind, "value": value}
    url = fields.address("url", most=URL_MAX, required=True)
    return {"type": kind, "url": url, "fit": fields.choice("fit", FITS, "crop")}


def _captions(fields: Fields, size: tuple[int, int]) -> dict[str, Any] | None:
    """A storyboard has one look for all subtitles: the first scene's that shows some."""
    setting = fields.part("caption_setting")
    if not setting.body or setting.flag("hidden", default=False):
        return None
    offset = setting.part("offset")
    x, y = offset.number("x", 0.0, least=-0.5, most=0.5), offset.number("y", 0.4, least=-0.5, most=0.5)
    made = subtitles(setting.text("style", STYLE, most=64), (x, y), size)
    if font_size := setting.number("font_size", 0.0, least=FONT_SIZE_MIN, most=FONT_SIZE_MAX):
        made["font_size"] = round(font_size)
    return made


def _music(fields: Fields) -> dict[str, Any] | None:
    if fields.body.get("url") is None:
        return None
    return {
        "url": fields.address("url", most=URL_MAX, required=True),
        "volume": fields.number("volume", 0.3, least=0.0, most=1.0),
    }


def lipsync_v2_storyboard(order: LipsyncV2Order, *, scenes: list[dict[str, Any]]) -> dict[str, Any]:
    """`scenes`: each input as `scene_of` makes it."""
    width, height = RATIOS[order.ratio]
    texts = (each.voice.get("input_text") for each in order.inputs)
    board: dict[str, Any] = {
        "title": order.common.name or " ".join(next(filter(None, texts), "").split())[:60],
        "dimension": {"width": width, "height": height},
        "model_version": order.common.model_version,
        "scenes": scenes,
    }
    if order.captions:
        board |= {"caption_mode": "burn_in", "subtitles": order.captions}
    if order.music:
        board["music"] = order.music
    return board


def scene_of(given: Input, *, character: dict[str, Any] | None, voice_id: str, backdrop: str) -> dict[str, Any]:
    """One scene of a storyboard. A talking photo knows fewer styles than an avatar."""
    voice = {**given.voice, "voice_id": voice_id} if given.voice["type"] == "text" else given.voice
    scene = {"voice": voice, "background": given.background or {"type": "color", "value": backdrop}}
    if character is None:
        return scene
    placed = dict(given.placed)
    if character["type"] == "talking_photo":
        style = placed.pop("avatar_style")
        placed |= {"talking_photo_style": style} if style in ("circle", "square") else {}
    return {"character": {**placed, **character}, **scene}


def lipsync_v2_job(news: JobNews, *, ordered: bool = False) -> dict[str, Any]:
    told = answer(news, ordered=ordered)
    return {
        **told, "output": news.video_url, "video_thumbnail": news.poster_url, "progress": f"{told['progress']:g}",
        "failed_reason": told["failed_reason"] or None, **news.request,
    }  # fmt: skip


def word_alignments(news: JobNews) -> list[dict[str, Any]]:
    """When each word is said, in seconds of the whole video."""
    return [
        {"start": round(start, 3), "duration": round(end - start, 3), "text": text} for text, start, end in news.words
    ]
