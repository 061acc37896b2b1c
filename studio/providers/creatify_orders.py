"""Orders in Creatify's words: a video of scenes (`lipsyncs_v2`), or a template of its own, filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from studio.providers.base import File, TakeOrder
from studio.providers.creatify_words import NAME
from studio.providers.picture import burned_in, shape_of
from studio.providers.spoken import respelled, unusual
from studio.render.presets import PRESETS
from studio.storyboard.script import pause_tags

LONGEST_SCRIPT: Final = 2000
NAME_MAX, WEBHOOK_MAX = 255, 200
STYLE: Final = "normal-black"
"""The look of captions whose name is documented; our own styles become it."""
RATIOS: Final = {"9x16": 9 / 16, "16x9": 16 / 9, "1x1": 1.0}
FITS: Final = {"cover": "crop", "crop": "crop", "contain": "contain"}
_ROWS: Final = (0.4, 0.0, -0.4)
"""Where captions at the foot, in the middle and at the top have their centre: parts of the height, downwards."""
_COLUMNS: Final = (-0.25, 0.0, 0.25)
_SAYS: Final = "Creatify's voices speak at their own {}: choose another voice instead."
REFUSES: Final = {
    "character.matting": "Creatify shows its people where they were filmed: put a picture or clip behind them instead.",
    "character.talking_photo": "Creatify shows its own personas and yours: choose one instead of a photo.",
    "voice.audio": "Creatify's scenes take no recordings: write a script instead.",
    "voice.speed": _SAYS.format("speed"),
    "voice.pitch": _SAYS.format("pitch"),
    "voice.emotion": _SAYS.format("temper"),
    "voice.locale": _SAYS.format("accent"),
    "voice.pause": "Creatify makes no pauses inside a script: put a silent scene there instead.",
    "background.color": "Creatify has no plain colours: people stand where they were filmed, or before a picture.",
    "background.nobody": "Nothing would be seen here: choose a persona, or a picture or clip.",
    "background.fit": "Creatify fills the screen or shows the whole picture: choose crop or contain.",
    "output_format": "Creatify makes no transparent videos for programs: choose mp4.",
    "dimension": "Creatify makes videos of 9:16, 16:9 and 1:1: choose one of these shapes.",
}


class Gone(Exception):
    """An order names a file that there is no more: nothing may be sent."""


def template_body(order: TakeOrder) -> dict[str, Any]:
    template = order.storyboard["template"]
    variables = template.get("variables") or {}
    filled = {
        name: {"type": each["type"], "properties": _properties(each["type"], each["properties"], order.files)}
        for name, each in variables.items()
    }
    return {"template_id": template["template_id"], "variables": filled, **_common(order)}


def _properties(kind: str, given: Mapping[str, Any], files: Mapping[str, File]) -> dict[str, Any]:
    """Only what is documented: how a file is shown or how loud it is lies in the template."""
    if kind in ("image", "video", "audio"):
        return {"url": _url(given, "asset_id", files)}
    (name,) = (name for name in ("content", "avatar_id", "voice_id") if name in given)
    return {name: given[name]}


def _url(given: Mapping[str, Any], field: str, files: Mapping[str, File]) -> str:
    """Where Creatify fetches a file: our link to it, or the address that somebody gave."""
    asset_id = given.get(field)
    if asset_id and str(asset_id) not in files:
        raise Gone("A file of this video is gone. Upload it again, or choose another.")
    return files[str(asset_id)].url if asset_id else str(given["url"])


def _common(order: TakeOrder) -> dict[str, Any]:
    """Our token stands in the name: by it a job whose reply was lost is found again."""
    made: dict[str, Any] = {"name": f"{order.title[: NAME_MAX - len(order.token) - 3]} · {order.token}".strip(" ·")}
    if order.callback_url and len(order.callback_url) <= WEBHOOK_MAX:
        made["webhook_url"] = order.callback_url
    if model := order.storyboard.get("model_version"):
        made["model_version"] = model
    return made


def lipsync_body(order: TakeOrder) -> dict[str, Any]:
    """Music is laid under the finished video here, so it is not sent."""
    board = order.storyboard
    shown: Mapping[str, Any] = next((scene["character"] for scene in board["scenes"] if scene.get("character")), {})
    captions = _captions(board)
    inputs = [
        {
            "character": _character(scene.get("character"), shown),
            "voice": _voice(scene["voice"]),
            **_background(scene.get("background") or {}, order.files),
            "caption_setting": captions,
        }
        for scene in board["scenes"]
    ]
    return {"video_inputs": inputs, "aspect_ratio": shape_of(board, RATIOS), **_common(order)}


def _character(given: Mapping[str, Any] | None, shown: Mapping[str, Any]) -> dict[str, Any]:
    """A scene without anybody hides whoever is seen in another. Creatify's y goes down, a storyboard's up."""
    seen = given or shown
    offset = seen.get("offset") or {}
    return {
        "type": "avatar", "avatar_id": seen["avatar_id"],
        "offset": {"x": offset.get("x", 0.0), "y": 0.0 - offset.get("y", 0.0)},
        "scale": seen.get("scale", 1.0), "avatar_style": seen.get("avatar_style", "normal"), "hidden": given is None,
    }  # fmt: skip


def _voice(given: Mapping[str, Any]) -> dict[str, Any]:
    if given["type"] == "silence":
        return {"type": "silence", "duration": given.get("duration", 1.0)}
    return {"type": "text", "input_text": given["input_text"], "voice_id": given["voice_id"]}


def _background(given: Mapping[str, Any], files: Mapping[str, File]) -> dict[str, Any]:
    """Nothing for a colour: then people stand where they were filmed."""
    kind = given.get("type")
    if kind not in ("image", "video"):
        return {}
    url = _url(given, f"{kind}_asset_id", files)
    return {"background": {"type": kind, "url": url, "fit": FITS[given.get("fit", "cover")]}}


def _captions(board: Mapping[str, Any]) -> dict[str, Any]:
    if not burned_in(board):
        return {"hidden": True}
    look = board.get("subtitles") or {}
    name, place = look.get("preset_name", ""), look.get("position") or {}
    row, column = divmod(int(look.get("alignment", 2)) - 1, 3)
    x = _COLUMNS[column] + place.get("x", 0.0) / board["dimension"]["width"]
    y = _ROWS[row] - place.get("y", 0.0) / board["dimension"]["height"]
    made = {
        "style": name if name and name not in PRESETS else STYLE, "hidden": False,
        "offset": {"x": round(max(-0.5, min(0.5, x)), 4), "y": round(max(-0.5, min(0.5, y)), 4)},
    }  # fmt: skip
    return {**made, "font_size": look["font_size"]} if look.get("font_size") else made


def problems(board: Mapping[str, Any]) -> dict[str, str]:
    """What can't be ordered of a right storyboard, by dotted path."""
    wrong = {} if board.get("output_format", "mp4") == "mp4" else {"output_format": REFUSES["output_format"]}
    if board.get("template"):
        variables = board["template"].get("variables") or {}
        photos = (name for name, each in variables.items() if "talking_photo_id" in each["properties"])
        return wrong | {f"template.variables.{name}.properties": REFUSES["character.talking_photo"] for name in photos}
    if not shape_of(board, RATIOS):
        wrong["dimension"] = REFUSES["dimension"]
    if not any(scene.get("character") for scene in board["scenes"]):
        wrong["scenes.0.character"] = "Creatify needs somebody in one scene at least: choose a persona."
    entries = board.get("pronunciations") or ()
    for index, scene in enumerate(board["scenes"]):
        wrong |= {f"scenes.{index}.{field}": text for field, text in _of_scene(scene, entries)}
    return wrong


def _of_scene(scene: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    character, background = scene.get("character") or {}, scene.get("background") or {}
    if character.get("type", "avatar") != "avatar":
        yield "character.type", REFUSES["character.talking_photo"]
    if character.get("matting"):
        yield "character.matting", REFUSES["character.matting"]
    yield from _of_voice(scene["voice"], entries)
    if not character and background.get("type") not in ("image", "video"):
        yield "background.type", REFUSES["background.nobody"]
    if background.get("type") in ("image", "video") and background.get("fit", "cover") not in FITS:
        yield "background.fit", REFUSES["background.fit"]


def _of_voice(voice: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    if voice["type"] == "audio":
        yield "voice.type", REFUSES["voice.audio"]
    if voice["type"] != "text":
        return
    if len(voice["input_text"]) > LONGEST_SCRIPT:
        yield "voice.input_text", f"Creatify reads {LONGEST_SCRIPT:,} characters a scene: cut it in two."
    elif pause_tags(voice["input_text"]):
        yield "voice.input_text", REFUSES["voice.pause"]
    elif told := respelled(voice["input_text"], entries, provider=NAME):
        yield "voice.input_text", told
    for name in unusual(voice):
        yield f"voice.{name}", REFUSES[f"voice.{name}"]
