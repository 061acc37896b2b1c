"""HeyGen's deprecated v1: one background, a ratio and clips. For servers that speak nothing newer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from studio.net.client import Client
from studio.providers import heygen_jobs
from studio.providers.base import Connection, Features, Later, NoNews, Outcome, Refused, Submitted, TakeOrder, Unsent
from studio.providers.base import TemplateOffer as Template
from studio.providers.heygen import MOST_AT_ONCE, SCENES, SUBMITS_A_MINUTE, HeyGenV2
from studio.providers.heygen_files import Uploads, uploaded
from studio.providers.heygen_scenes import LONGEST_SCRIPT, whole_problems
from studio.providers.heygen_words import outcome
from studio.providers.picture import burned_in, shape_of

_WORD: Final = "HeyGen's v1 "
_SILENT: Final = _WORD + "knows no silence: give every scene a script or a recording."
_PARTLY: Final = {
    "dimension": _WORD + "makes 16:9 and 9:16 only: choose one of them.",
    "caption_mode": _WORD + "can only burn captions in.",
    "background": _WORD + "has one background for the whole video: give every scene the same.",
    "background.fit": _WORD + "fills the screen with its background: choose cover.",
    "character": _WORD + "needs an avatar or a talking photo in every scene.",
    "character.avatar_style": _WORD + "shows avatars normal or in a circle.",
    "character.talking_photo_style": _WORD + "shows talking photos whole or in a circle.",
    "voice.type": _SILENT,
}
"""Where v1 has less to choose from."""
REFUSES: Final = {
    "subtitles": _WORD + "has one style of captions: leave theirs out.",
    "enable_watermark": _WORD + "puts no watermark on videos.",
    "template": _WORD + "has no templates.",
    "background.play_style": _WORD + "repeats its background: choose loop.",
    "character.talking_style": _WORD + "has one way of talking.",
    "character.expression": _WORD + "has no expressions.",
    "character.super_resolution": _WORD + "doesn't enhance photos.",
    "character.matting": _WORD + "can't remove an avatar's background.",
    "character.circle_background_color": _WORD + "has no colour behind a circle.",
    "character.brand_color": "HeyGen's avatars wear what they wear: leave the brand colour out.",
    "voice.silence": _SILENT,
    "voice.speed": _WORD + "has one speed.",
    "voice.pitch": _WORD + "has one pitch.",
    "voice.emotion": _WORD + "has no emotions.",
    "voice.locale": _WORD + "has no accents.",
    "voice.elevenlabs_settings": _WORD + "has no settings for ElevenLabs' voices.",
}
_ALLOWED: Final[Mapping[str, tuple[Any, ...]]] = {
    "background.fit": ("cover",), "background.play_style": ("loop",), "character.avatar_style": ("normal", "circle"),
    "character.talking_photo_style": ("circle",), "character.talking_style": ("stable",),
    "character.expression": ("default",), "character.super_resolution": (False,), "character.matting": (False,),
    "character.circle_background_color": (), "character.brand_color": (), "voice.type": ("text", "audio"),
    "voice.speed": (1,), "voice.pitch": (0,), "voice.emotion": (), "voice.locale": (), "voice.elevenlabs_settings": (),
}  # fmt: skip
"""What the fields that v1 doesn't have may say."""
_RATIOS: Final = {"16:9": 16 / 9, "9:16": 9 / 16}
_BACKGROUND: Final = "#f6f6fc"


class HeyGenV1(HeyGenV2):
    """Everything but ordering is as in v2."""

    features = Features(
        longest_script=LONGEST_SCRIPT, scenes_a_take=SCENES, cancels=True, webhooks=True, tests=True,
        most_at_once=MOST_AT_ONCE, submits_a_minute=SUBMITS_A_MINUTE, refuses=REFUSES,
    )  # fmt: skip

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        found = whole_problems(storyboard)
        if not shape_of(storyboard, _RATIOS):
            found["dimension"] = _PARTLY["dimension"]
        if storyboard.get("caption_mode") == "file_only":
            found["caption_mode"] = _PARTLY["caption_mode"]
        found |= {
            name: REFUSES[name] for name in ("subtitles", "enable_watermark", "template") if storyboard.get(name)
        }  # fmt: skip
        first = storyboard["scenes"][0].get("background")
        for index, scene in enumerate(storyboard["scenes"]):
            wrong = _problems(scene)
            if scene.get("background") != first:
                wrong.append("background")
            found |= {f"scenes.{index}.{field}": _PARTLY.get(field) or REFUSES[field] for field in wrong}
        return found

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        files = await uploaded(client, connection, order)
        if isinstance(files, Later | Refused):
            return files
        if not await order.wanted():
            return Unsent()
        reply = await client.call("POST", "/v1/video.generate", body=_body(order, files))
        return outcome(reply, accepted=heygen_jobs.accepted)

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        """v1's orders have no title."""
        return await heygen_jobs.find(client, orders, known=known, titled=False)

    async def templates(self, client: Client, connection: Connection) -> tuple[Template, ...] | NoNews:
        return ()


def _problems(scene: Mapping[str, Any]) -> list[str]:
    wrong = [] if scene.get("character") else ["character"]
    for path, allowed in _ALLOWED.items():
        part, _, field = path.partition(".")
        value = (scene.get(part) or {}).get(field)
        if value is not None and value not in allowed:
            wrong.append(path)
    return wrong


def _body(order: TakeOrder, files: Uploads) -> dict[str, Any]:
    storyboard = order.storyboard
    return {
        "background": _background(storyboard["scenes"][0].get("background") or {}, order, files),
        "ratio": shape_of(storyboard, _RATIOS), "test": bool(storyboard.get("test")), "version": "v1alpha",
        "caption_open": burned_in(storyboard), "callback_id": heygen_jobs.callback_id(order),
        "clips": [_clip(scene, order, files) for scene in storyboard["scenes"]],
    }  # fmt: skip


def _clip(scene: Mapping[str, Any], order: TakeOrder, files: Uploads) -> dict[str, Any]:
    """v1 has one of two ids, and one of a script and a recording's address."""
    character, voice = scene["character"], scene["voice"]
    offset = character.get("offset") or {}
    clip: dict[str, Any] = {
        "scale": character.get("scale", 1),
        "offset": {"x": offset.get("x", 0), "y": offset.get("y", 0)},
    }  # fmt: skip
    if character["type"] == "talking_photo":
        asked = character["talking_photo_id"]
        clip["talking_photo_id"] = files[asked].id if asked in files else asked
        clip["talking_photo_style"] = character.get("talking_photo_style") or "normal"
    else:
        clip["avatar_id"] = character["avatar_id"]
        clip["avatar_style"] = character.get("avatar_style") or "normal"
    if voice["type"] == "audio":
        return clip | {"input_audio": voice.get("audio_url") or _link(voice["audio_asset_id"], order, files)}
    return clip | {"input_text": voice["input_text"], "voice_id": voice["voice_id"]}


def _background(background: Mapping[str, Any], order: TakeOrder, files: Uploads) -> str:
    kind = background.get("type", "color")
    if kind == "color":
        return str(background.get("value") or _BACKGROUND)
    return str(background.get("url") or _link(background[f"{kind}_asset_id"], order, files))


def _link(name: str, order: TakeOrder, files: Uploads) -> str:
    """v1 knows addresses only: HeyGen's own of what was uploaded, else ours."""
    if name in files and files[name].url:
        return files[name].url
    return order.files[name].url if name in order.files else name
