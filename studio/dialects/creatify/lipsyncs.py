"""`lipsyncs`: one persona says one text, or moves to one recording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.creatify.fields import Fields
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
from studio.dialects.shapes import FLAG, LINK, NOTHING, TEXT, asked, flag, more, nullable, number, said, text, word
from studio.storyboard.limits import SCRIPT_MAX

LONGEST: Final = 8000
"""Characters of a text."""
BACKGROUND_MAX: Final = 1024
GREEN: Final = "#00ff00"
STYLE: Final = "normal-black"
ORDER: Final = asked(
    "Lipsync", "creator",
    text=said(text(most=LONGEST), "Required without an audio."),
    audio=said({**LINK, "maxLength": URL_MAX}, "A recording; it wins over the text."),
    creator=said(TEXT, "A persona's id."), accent=said(TEXT, "An accent's id; the persona's own voice without one."),
    aspect_ratio=RATIO, green_screen=flag(default=False), transparent_background=flag(default=False),
    no_caption=flag(default=True), no_music=flag(default=True), caption_style={**text(most=64), "default": STYLE},
    caption_offset_x=number(-0.5, 0.5, default=0), caption_offset_y=number(-0.5, 0.5, default=0.4),
    background_asset_image_url={**LINK, "maxLength": BACKGROUND_MAX}, **COMMON,
)  # fmt: skip
ANSWER: Final = more(
    JOB, "LipsyncJob", output=nullable(LINK), video_thumbnail=nullable(LINK), preview_audio=NOTHING,
    progress=LINE_PROGRESS, failed_reason=nullable(TEXT), aspect_ratio=word(*RATIOS), audio_url=nullable(LINK),
    text=nullable(TEXT), creator=TEXT, accent=nullable(TEXT), green_screen=FLAG, transparent_background=FLAG,
    no_caption=FLAG, no_music=FLAG, caption_style=TEXT, caption_offset_x=TEXT, caption_offset_y=TEXT,
    background_asset_image_url=nullable(LINK), **ECHOED,
)  # fmt: skip
_END = re.compile(r"[.!?…。！？؟।]+[\"'”’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class LipsyncOrder:
    """A checked order. `audio` wins over `text`; `accent` "" means the persona's own voice."""

    text: str
    audio: str
    creator: str
    accent: str
    ratio: str
    green_screen: bool
    transparent: bool
    no_caption: bool
    no_music: bool
    caption_style: str
    caption_x: float
    caption_y: float
    background: str
    common: Common

    def echo(self) -> dict[str, Any]:
        """In the words of an answer."""
        return {
            "aspect_ratio": self.ratio, "audio_url": self.audio or None, "text": self.text or None,
            "creator": self.creator, "accent": self.accent or None, "green_screen": self.green_screen,
            "transparent_background": self.transparent, "no_caption": self.no_caption, "no_music": self.no_music,
            "caption_style": self.caption_style, "caption_offset_x": f"{self.caption_x:g}",
            "caption_offset_y": f"{self.caption_y:g}", "background_asset_image_url": self.background or None,
            **self.common.echo(),
        }  # fmt: skip


def lipsync_order(body: Mapping[str, Any]) -> LipsyncOrder:
    """Raises Refused with every wrong field."""
    fields = Fields(body)
    audio = fields.address("audio", most=URL_MAX)
    order = LipsyncOrder(
        text=fields.text("text", most=LONGEST, required=not audio),
        audio=audio,
        creator=fields.text("creator", required=True),
        accent=fields.text("accent"),
        ratio=ratio_of(fields),
        green_screen=fields.flag("green_screen", default=False),
        transparent=fields.flag("transparent_background", default=False),
        no_caption=fields.flag("no_caption", default=True),
        no_music=fields.flag("no_music", default=True),
        caption_style=fields.text("caption_style", STYLE, most=64),
        caption_x=fields.number("caption_offset_x", 0.0, least=-0.5, most=0.5),
        caption_y=fields.number("caption_offset_y", 0.4, least=-0.5, most=0.5),
        background=fields.address("background_asset_image_url", most=BACKGROUND_MAX),
        common=common_of(fields),
    )
    fields.check()
    return order


def lipsync_storyboard(
    order: LipsyncOrder, *, character: dict[str, Any], voice_id: str, backdrop: str
) -> dict[str, Any]:  # fmt: skip
    """One scene; a text that is longer than a scene's script may be goes on in a second one."""
    width, height = RATIOS[order.ratio]
    if order.audio:
        voices: list[dict[str, Any]] = [{"type": "audio", "audio_url": order.audio}]
    else:
        voices = [{"type": "text", "voice_id": voice_id, "input_text": part} for part in shares(order.text)]
    board: dict[str, Any] = {
        "title": order.common.name or " ".join(order.text.split())[:60],
        "dimension": {"width": width, "height": height},
        "model_version": order.common.model_version,
        "output_format": "webm" if order.transparent else "mp4",
        "scenes": [
            {"character": character, "voice": voice, "background": _behind(order, backdrop)} for voice in voices
        ],
    }
    if not order.no_caption:
        board |= {
            "caption_mode": "burn_in",
            "subtitles": subtitles(order.caption_style, (order.caption_x, order.caption_y), (width, height)),
        }
    return board


def _behind(order: LipsyncOrder, backdrop: str) -> dict[str, Any]:
    if order.green_screen:
        return {"type": "color", "value": GREEN}
    if order.background:
        return {"type": "image", "url": order.background, "fit": "cover"}
    return {"type": "color", "value": backdrop}


def subtitles(style: str, offset: tuple[float, float], size: tuple[int, int]) -> dict[str, Any]:
    """Creatify's offset is in parts of the picture from its centre, to the right and down; ours in pixels, and up."""
    return {
        "preset_name": style,
        "alignment": 5,
        "position": {"x": round(offset[0] * size[0], 1), "y": round(-offset[1] * size[1], 1)},
    }


def shares(text: str, *, most: int = SCRIPT_MAX) -> list[str]:
    """`text` in parts of at most so many characters, cut at the last end of a sentence, else of a word."""
    found = []
    while len(text) > most:
        ends = [match.end() for match in _END.finditer(text, 0, most)]
        space = text.rfind(" ", 0, most) + 1
        cut = ends[-1] if ends and text[: ends[-1]].strip() else space or most
        found.append(text[:cut])
        text = text[cut:]
    return [part for part in [*found, text] if part.strip()] or [text]


def lipsync_job(news: JobNews, *, ordered: bool = False) -> dict[str, Any]:
    """`progress` is a string in this family, and a job without a failure has none: null."""
    told = answer(news, ordered=ordered)
    return {
        **told, "output": news.video_url, "video_thumbnail": news.poster_url, "preview_audio": None,
        "progress": f"{told['progress']:g}", "failed_reason": told["failed_reason"] or None, **news.request,
    }  # fmt: skip
