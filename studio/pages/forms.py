"""What the storyboard page sends, read into documents as they were typed: nothing is refused here, nothing is lost.

Fields are named by their dotted path inside the document ("voice.speed"), which is also how problems name them. What
can't be read as a number stays the text it was typed as, so that studio.storyboard says what is wrong with it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Container, Mapping
from typing import Any

from studio.actions.media import part as _part
from studio.actions.typed import GREATEST, line, script
from studio.storyboard import DIMENSIONS
from studio.storyboard.limits import PRONUNCIATIONS_MAX

Document = dict[str, Any]
Reader = Callable[[str], Any]

NOBODY = "-"
"""The presenter of a scene without one."""
PHOTO = "photo:"
"""Before the id of a talking photo that was chosen to present."""


def number(typed: str) -> float | int | str | None:
    """12, 1.5, "1,5" and "−0.12" as numbers; "" is left out; anything else as typed."""
    plain = typed.strip().replace("−", "-").replace(",", ".").removesuffix("×")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return line(typed)
    if not abs(value) <= GREATEST:  # nor is NaN
        return line(typed)
    return int(value) if value.is_integer() and "." not in plain and "e" not in plain.lower() else value


def optional(typed: str) -> str | None:
    return line(typed) or None


def flag(typed: str) -> bool:
    return typed == "on"


_PLACE: dict[str, Reader] = {"scale": number, "offset.x": number, "offset.y": number}
_SHAPED: dict[str, Reader] = {"matting": flag, "circle_background_color": optional, **_PLACE}
CHARACTER: dict[str, dict[str, Reader]] = {
    "avatar": {"avatar_style": optional, "brand_color": optional, **_SHAPED},
    "talking_photo": {
        "talking_photo_style": optional, "talking_style": optional, "expression": optional, "super_resolution": flag,
        **_SHAPED,
    },
}  # fmt: skip
VOICE: dict[str, dict[str, Reader]] = {
    "text": {
        "voice_id": line, "input_text": script, "speed": number, "pitch": number, "emotion": optional,
        "locale": optional,
    },
    "audio": {"audio_asset_id": optional, "audio_url": optional},
    "silence": {"duration": number},
}  # fmt: skip
BACKGROUND: dict[str, dict[str, Reader]] = {
    "color": {"value": line},
    "image": {"image_asset_id": optional, "url": optional, "fit": optional},
    "video": {"video_asset_id": optional, "url": optional, "fit": optional, "play_style": optional},
}
SUBTITLES: dict[str, Reader] = {
    "preset_name": optional, "font_size": number, "alignment": number, "position.x": number, "position.y": number,
    "disable_highlight": flag,
}  # fmt: skip
MUSIC: dict[str, Reader] = {
    "audio_asset_id": optional, "url": optional, "volume": number, "ducking": flag, "loop": flag, "fade": number,
}  # fmt: skip
WHOLE: dict[str, Reader] = {"fps": number, "output_format": optional, "enable_watermark": flag, "test": flag}
"""What holds for the whole video and stands alone."""
UNSET: Document = {"fps": 25, "output_format": "mp4", "enable_watermark": False, "test": False}
"""What the storyboard takes these for when they are left out."""
SAYING: dict[str, Reader] = {"written": line, "spoken": line, "locale": optional}
SOURCES = (
    ("audio_asset_id", "audio_url"), ("audio_asset_id", "url"), ("image_asset_id", "url"), ("video_asset_id", "url"),
)  # fmt: skip
"""A file of the team and a web address: one part of a storyboard has one of them."""
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
    now, then = presenter_of(document, own), presenter_of(before, own)
    voice, held = _part(document, "voice"), _part(before, "voice")
    untouched = voice.get("voice_id") == held.get("voice_id") and held.get("voice_id") in ("", None, own.get(then))
    if now == then or not own.get(now) or voice.get("type") != "text" or not untouched:
        return document
    return {**document, "voice": {**voice, "voice_id": own[now]}}


def presenter_of(document: Document, known: Container[str] = ()) -> str:
    """The id of the avatar without its look, or of the talking photo; "" for a scene without anybody. An id that is
    `known` has no look, whatever dots are in it.
    """
    character = _part(document, "character")
    if character.get("type") == "talking_photo":
        return str(character.get("talking_photo_id") or "")
    asked = str(character.get("avatar_id") or "")
    return asked if asked in known else asked.partition(".")[0]


def setup_changes(
    before: Document, posted: Mapping[str, str], *, held_aspect: str, held_size: tuple[int, int] = (0, 0)
) -> Document:
    """What changes in the video's setup; None takes a field out. A shape that is shown already keeps its pixels."""
    held = copy.deepcopy(before)
    changes = _shape(held, posted, held_aspect=held_aspect, held_size=held_size)
    if posted.get("mode") in MODES:
        mode = posted["mode"]
        changes |= {"caption": None, "caption_mode": None if mode == "off" else mode}
    for part, readers in (("subtitles", SUBTITLES), ("music", MUSIC)):
        if any(f"{part}.{name}" in posted for name in readers):
            changes[part] = _one_source(_part(before, part), _read(_part(held, part), readers, posted, part))
    if "music" in changes and not any(changes["music"].get(name) for name in ("audio_asset_id", "url")):
        changes["music"] = None
    for name, read in WHOLE.items():
        if name in posted:
            value = read(posted[name])
            changes[name] = None if value == UNSET[name] and name not in before else value
    if "pronunciations" in posted:
        changes["pronunciations"] = _sayings(posted) or None
    return {name: value for name, value in changes.items() if before.get(name) != value}


def mode_of(setup: Document) -> str:
    """One of MODES, as the storyboard would read it."""
    mode = setup.get("caption_mode")
    return str(mode) if mode in MODES else "burn_in" if setup.get("caption") is True else "off"


def _shape(held: Document, posted: Mapping[str, str], *, held_aspect: str, held_size: tuple[int, int]) -> Document:
    """The dimension of another named shape, or the pixels that were typed."""
    if (aspect := posted.get("aspect", "")) in DIMENSIONS and aspect != held_aspect:
        width, height = DIMENSIONS[aspect]
        return {"dimension": {"width": width, "height": height}, "aspect_ratio": None}
    sides: dict[str, Reader] = {"width": number, "height": number}
    typed = _read({}, sides, posted, "dimension")
    shown = _part(held, "dimension") or dict(zip(sides, held_size, strict=True))
    if typed in ({}, shown) or "dimension.width" not in posted:
        return {}
    return {"dimension": typed, "aspect_ratio": None}


def _sayings(posted: Mapping[str, str]) -> list[Document]:
    """The rows of the list in which something stands."""
    found: list[Document] = []
    for index in range(PRONUNCIATIONS_MAX + 1):
        part = f"pronunciations.{index}"
        if f"{part}.written" not in posted:
            break
        entry = _read({}, SAYING, posted, part)
        if any(entry.values()):
            found.append(entry)
    return found


def _cast(held: Document, posted: Mapping[str, str]) -> Document:
    presenter, look = line(posted["presenter"]), line(posted.get("look", ""))
    if presenter == NOBODY:
        return {}
    if not presenter:
        return held
    if presenter.startswith(PHOTO):
        return {**_placed_like(held, "talking_photo"), "talking_photo_id": presenter.removeprefix(PHOTO)}
    whole = look if look.partition(".")[0] == presenter else presenter
    return {**_placed_like(held, "avatar"), "avatar_id": whole}


def _placed_like(held: Document, kind: str) -> Document:
    """The character it was; of another kind, only where and in what shape it stood."""
    if held.get("type") == kind:
        return dict(held)
    kept: Document = {name: held[name] for name in ("scale", "offset", "circle_background_color") if name in held}
    was, now = ("talking_photo_style", "avatar_style") if kind == "avatar" else ("avatar_style", "talking_photo_style")
    shape = {now: held[was]} if held.get(was) in ("circle", "square") else {}
    return {"type": kind, **kept, **shape}


def _filled(
    held: Document, kind: str, kinds: dict[str, dict[str, Reader]], posted: Mapping[str, str], part: str
) -> Document:
    """`held` as a part of this kind. Another kind's members go, and what was typed of them: an address of a picture
    is none of a clip."""
    same = held.get("type", kind) == kind
    kept, readers = dict(held) if same else {}, kinds[kind]
    if not same:
        readers = {name: read for name, read in readers.items() if name != "url"}
    return _one_source(held, _read({**kept, "type": kind}, readers, posted, part))


def _one_source(held: Document, filled: Document) -> Document:
    """A file and an address exclude one another: what was chosen last stays."""
    for file, address in SOURCES:
        if filled.get(file) and filled.get(address):
            typed = filled[address] != held.get(address) and filled[file] == held.get(file)
            del filled[file if typed else address]
    return filled


def _read(held: Document, readers: Mapping[str, Reader], posted: Mapping[str, str], part: str) -> Document:
    for name, read in readers.items():
        field = f"{part}.{name}"
        if field not in posted:
            continue
        value = read(posted[field])
        owner, _, member = name.rpartition(".")
        if owner and not isinstance(held.get(owner), dict):
            held[owner] = {}
        into = held[owner] if owner else held
        if value is None:
            into.pop(member, None)
        else:
            into[member] = value
        if owner and held.get(owner) == {}:
            del held[owner]
    return held
