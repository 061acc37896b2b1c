"""Filling a template in: values for its variables become a storyboard that can be made."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Literal

from studio import storyboard as boards
from studio.actions import casting, media, typed
from studio.actions.casting import Performer
from studio.actions.template_variables import contents, places, texts
from studio.errors import BadInput
from studio.models import Template
from studio.storyboard import gaps
from studio.storyboard.gaps import Value
from studio.storyboard.limits import PHOTO_SCALE_MAX, TITLE_MAX

LACKING = "Give a value for this variable."
STRANGER = "This template has no such variable."
MISMATCH = "This variable is of type {wanted}, not {given}."
NOBODY = "This avatar isn't offered."
NO_VOICE = "This voice isn't offered."
EMPTY = "Give a web address, or the id of a file."


def filled(
    template: Template, values: Mapping[str, Value], *, strangers: Literal["ignore", "refuse"] = "refuse"
) -> dict[str, Any]:  # fmt: skip
    """The storyboard with every variable filled, by its default where no value is given.

    A text fills every {{name}}, as plain text: it brings no pauses and no gaps of its own. Raises BadInput by the
    variable's name (or by dotted path, for what no variable is to blame for) when one lacks a value, has one of another
    type, or makes a storyboard that can't be. `strangers`: what to do about names that the template doesn't have.
    """
    chosen, wrong = _chosen(template, values)
    if strangers == "refuse":
        wrong |= {name: STRANGER for name in values if name not in template.variables}
    document: dict[str, Any] = copy.deepcopy(template.storyboard)
    words = {name: value.text for name, value in chosen.items() if value.type == "text"}
    _say(document, words)
    for name, value in chosen.items():
        if value.type != "text" and (problem := _put(template, document, template.variables[name]["path"], value)):
            wrong[name] = problem
    if not wrong:
        found = {**media.problems(template.team, document), **boards.problems(document)}
        wrong = {_blamed(template, path, words): text for path, text in found.items()}
    if wrong:
        raise BadInput(wrong)
    return document


def blamed(template: Template, values: Mapping[str, Value], path: str) -> str:
    """The variable whose value made this part of the filled storyboard wrong; `path` itself when none did."""
    chosen, _ = _chosen(template, values)
    return _blamed(template, path, {name: value.text for name, value in chosen.items() if value.type == "text"})


def _chosen(template: Template, values: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, str]]:
    """A value for each variable that changes something, and what is wrong by name."""
    chosen, wrong = {}, {}
    for name, variable in template.variables.items():
        kind, given = variable["type"], values.get(name)
        if given is None and variable["default"] is None:
            wrong[name] = LACKING
        elif given is None and (kind == "text" or variable["default"]):
            chosen[name] = _default(kind, variable["default"])
        elif given is not None and given.type != kind:
            wrong[name] = MISMATCH.format(wanted=kind, given=given.type)
        elif given is not None:
            chosen[name] = given
    return chosen, wrong


def _default(kind: str, default: Any) -> Value:
    if kind == "text":
        return Value(kind, text=default)
    return Value(kind, **default) if isinstance(default, Mapping) else Value(kind, id=default)


def _say(document: dict[str, Any], words: Mapping[str, str]) -> None:
    clean = {name: typed.script(text) for name, text in words.items()}
    if isinstance(title := document.get("title"), str):
        document["title"] = typed.line(gaps.fill(title, clean))[:TITLE_MAX]
    for properties in contents(document).values():
        properties["content"] = gaps.fill(properties["content"], clean)
    for scene in document.get("scenes") or []:
        voice = media.part(scene, "voice")
        if isinstance(script := voice.get("input_text"), str):
            voice["input_text"] = gaps.fill(script, clean)


def _put(template: Template, document: dict[str, Any], path: str, value: Value) -> str:
    """Put a value at its places. Returns why it can't be, or ""."""
    if value.type in ("image", "video", "audio") and not (value.url or value.asset_id):
        return EMPTY
    performer = casting.by_id(template.account, value.id) if value.type == "avatar" else None
    if value.type == "avatar" and performer is None:
        return NOBODY
    voice_id = casting.voice_id(template.account, value.id) if value.type == "voice" else ""
    if value.type == "voice" and not voice_id:
        return NO_VOICE
    for place in places(template.storyboard, path, value.type):
        if place.startswith(media.TEMPLATE):
            variables = document["template"].setdefault("variables", {})
            variables[place.removeprefix(media.TEMPLATE)] = _told(value, performer, voice_id)
        else:
            _show(document, place, value, performer, voice_id)
    return ""


def _show(document: dict[str, Any], place: str, value: Value, performer: Performer | None, voice_id: str) -> None:
    owner, name = _owner(document, place)
    part = owner.get(name) or {}
    if performer:
        owner[name] = _seen(part, performer.character())
    elif not voice_id:
        owner[name] = _played(name, part, value)
    elif part["type"] == "text":  # another variable may have put a recording here
        owner[name] = {**part, "voice_id": voice_id}


def _told(value: Value, performer: Performer | None, voice_id: str) -> dict[str, Any]:
    """A value as a provider's template is told it: people and voices by the provider's own ids."""
    if performer:
        who = {name: id for name, id in performer.character().items() if name != "type"}
        return {"type": "avatar", "properties": who}
    if voice_id:
        return {"type": "voiceover", "properties": {"voice_id": voice_id}}
    how = {name: asked for name in ("fit", "play_style", "volume") if (asked := getattr(value, name)) is not None}
    source = {"url": value.url} if value.url else {"asset_id": value.asset_id}
    return {"type": value.type, "properties": {**source, **how}}


def _owner(document: dict[str, Any], place: str) -> tuple[dict[str, Any], str]:
    if place == "music":
        return document, place
    _, index, name = place.split(".")
    return document["scenes"][int(index)], name


def _seen(before: Mapping[str, Any], character: dict[str, Any]) -> dict[str, Any]:
    """Somebody else, standing where the one before stood."""
    if before.get("type") == character["type"]:
        own = {"avatar_id", "talking_photo_id", "brand_color"}
        return {**{name: value for name, value in before.items() if name not in own}, **character}
    kept = {name: before[name] for name in ("offset", "matting", "circle_background_color") if name in before}
    if isinstance(scale := before.get("scale"), int | float):
        kept["scale"] = min(scale, PHOTO_SCALE_MAX)
    return {**kept, **character}


def _played(name: str, before: Mapping[str, Any], value: Value) -> dict[str, Any]:
    """A background, a recording or music from another source; how it is shown or played stays."""
    own = {"url": value.url} if value.url else {f"{value.type}_asset_id": value.asset_id}
    if name == "voice":
        return {"type": "audio", **({"audio_url": value.url} if value.url else own)}
    if name == "music":
        kept = {key: kept for key, kept in before.items() if key not in ("url", "audio_asset_id")}
        return {**kept, **own, **({} if value.volume is None else {"volume": value.volume})}
    styles = ("fit", "play_style") if value.type == "video" else ("fit",)
    kept = {style: before[style] for style in styles if style in before}
    asked = {style: asked for style in styles if (asked := getattr(value, style)) is not None}
    return {"type": value.type, **kept, **asked, **own}


def _blamed(template: Template, path: str, words: Mapping[str, str]) -> str:
    """The variable that made this part of the storyboard wrong; `path` itself when none did."""
    for place, text in texts(template.storyboard):
        names = gaps.names_in(text) if place in (path, f"{path}.content") else ()
        if names:
            return max(names, key=lambda name: len(words.get(name, "")))
    for name, variable in template.variables.items():
        found = places(template.storyboard, variable["path"], variable["type"]) if variable["path"] else ()
        if any(path == place or path.startswith(f"{place}.") for place in found):
            return str(name)
    return path
