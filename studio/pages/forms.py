"""What the storyboard page sends, read into documents as they were typed: nothing is refused here, nothing is lost.

Fields are named by their dotted path inside the document ("voice.speed"), which is also how problems name them. What
can't be read as a number stays the text it was typed as, so that studio.storyboard says what is wrong with it.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from typing import Any

from studio.actions.media import part as _part
from studio.actions.typed import line, script
from studio.storyboard import DIMENSIONS

Document = dict[str, Any]
Reader = Callable[[str], Any]

NOBODY = "-"
"""The presenter of a scene without one."""


def text(typed: str) -> str:
    """Line ends as everywhere else (browsers send CRLF), and no control characters."""
    return script(typed)


def number(typed: str) -> float | int | str | None:
    """12, 1.5, "1,5" and "−0.12" as numbers; "" is left out; anything else as typed."""
    plain = typed.strip().replace("−", "-").replace(",", ".").removesuffix("×")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return line(typed)
    if not math.isfinite(value):
        return line(typed)
    return int(value) if value.is_integer() and "." not in plain and "e" not in plain.lower() else value


def optional(typed: str) -> str | None:
    return line(typed) or None


def flag(typed: str) -> bool:
    return typed == "on"


_PLACE: dict[str, Reader] = {"scale": number, "offset.x": number, "offset.y": number}
CHARACTER: dict[str, dict[str, Reader]] = {
    "avatar": {"avatar_style": optional, "matting": flag, "circle_background_color": optional, **_PLACE},
    "talking_photo": {"circle_background_color": optional, **_PLACE},
}
VOICE: dict[str, dict[str, Reader]] = {
    "text": {
        "voice_id": line, "input_text": text, "speed": number, "pitch": number, "emotion": optional,
        "locale": optional,
    },
    "audio": {"audio_asset_id": optional},
    "silence": {"duration": number},
}  # fmt: skip
BACKGROUND: dict[str, dict[str, Reader]] = {
    "color": {"value": line},
    "image": {"image_asset_id": optional, "fit": optional},
    "video": {"video_asset_id": optional, "fit": optional, "play_style": optional},
}
SUBTITLES: dict[str, Reader] = {
    "preset_name": optional, "font_size": number, "alignment": number, "disable_highlight": flag,
}  # fmt: skip
MODES = ("off", "file_only", "burn_in")


def scene_document(before: Document, posted: Mapping[str, str]) -> Document:
    """The scene's document with what was posted. What the page has no field for stays as it was."""
    document = copy.deepcopy(before) if isinstance(before, dict) else {}
    if "presenter" in posted:
        document["character"] = _cast(_part(document, "character"), posted)
    for part, kinds in (("character", CHARACTER), ("voice", VOICE), ("background", BACKGROUND)):
        held = _part(document, part)
        kind = str(posted.get(f"{part}.type") or held.get("type"))
        if kind in kinds:
            document[part] = _filled(held, kind, kinds, posted, part)
    if not document.get("character"):
        document.pop("character", None)
    return document


def with_presenters_voice(document: Document, before: Document, *, own: Mapping[str, str]) -> Document:
    """A new presenter brings their own voice along, unless the author had chosen another. `own`: voice by presenter."""
    now, then = presenter_of(document), presenter_of(before)
    voice, held = _part(document, "voice"), _part(before, "voice")
    untouched = voice.get("voice_id") == held.get("voice_id") and held.get("voice_id") in ("", None, own.get(then))
    if now == then or not own.get(now) or voice.get("type") != "text" or not untouched:
        return document
    return {**document, "voice": {**voice, "voice_id": own[now]}}


def presenter_of(document: Document) -> str:
    """The avatar's id without its look; "" for a scene without an avatar."""
    return str(_part(document, "character").get("avatar_id") or "").partition(".")[0]


def setup_changes(before: Document, posted: Mapping[str, str], *, held_aspect: str) -> Document:
    """What changes in the video's setup; None takes a field out. A shape that is shown already keeps its pixels."""
    changes: Document = {}
    if (aspect := posted.get("aspect", "")) in DIMENSIONS and aspect != held_aspect:
        width, height = DIMENSIONS[aspect]
        changes |= {"dimension": {"width": width, "height": height}, "aspect_ratio": None}
    if posted.get("mode") in MODES:
        mode = posted["mode"]
        changes |= {"caption": None, "caption_mode": None if mode == "off" else mode}
    if any(f"subtitles.{name}" in posted for name in SUBTITLES):
        subtitles = _part(before, "subtitles")
        changes["subtitles"] = _read(dict(subtitles), SUBTITLES, posted, "subtitles")
    return changes


def mode_of(setup: Document) -> str:
    """One of MODES, as the storyboard would read it."""
    mode = setup.get("caption_mode")
    return str(mode) if mode in MODES else "burn_in" if setup.get("caption") is True else "off"


def _cast(held: Document, posted: Mapping[str, str]) -> Document:
    presenter, look = line(posted["presenter"]), line(posted.get("look", ""))
    if presenter == NOBODY:
        return {}
    if not presenter:
        return held
    whole = look if look.partition(".")[0] == presenter else presenter
    return {**(held if held.get("type") == "avatar" else {}), "type": "avatar", "avatar_id": whole}


def _filled(
    held: Document, kind: str, kinds: dict[str, dict[str, Reader]], posted: Mapping[str, str], part: str
) -> Document:
    """`held` as a part of this kind: another kind's members go, and so does an address a chosen file replaces."""
    kept = dict(held) if held.get("type", kind) == kind else {}
    filled = _read({**kept, "type": kind}, kinds[kind], posted, part)
    for chosen, address in (("audio_asset_id", "audio_url"), ("image_asset_id", "url"), ("video_asset_id", "url")):
        if filled.get(chosen) and address in filled:
            del filled[address]
    return filled


def _read(held: Document, readers: Mapping[str, Reader], posted: Mapping[str, str], part: str) -> Document:
    for name, read in readers.items():
        field = f"{part}.{name}"
        if field not in posted:
            continue
        value = read(posted[field])
        owner, _, member = name.rpartition(".")
        into = held.setdefault(owner, {}) if owner and isinstance(held.get(owner, {}), dict) else held
        if value is None:
            into.pop(member, None)
        else:
            into[member] = value
    return held
