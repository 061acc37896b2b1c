"""Which gaps a storyboard has: texts by {{name}}, everything else by the dotted path of what it replaces.

A template that lies at a provider has its own gaps, filled through `template.variables.<name>` of the storyboard.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from studio.actions import media, typed
from studio.storyboard import gaps
from studio.storyboard.limits import SCRIPT_MAX

MOST: Final = 200
LABEL_MAX: Final = 120
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "text": (),
    "image": ("background",),
    "video": ("background",),
    "audio": ("music", "voice"),
    "avatar": ("character",),
    "voice": ("voice",),
}
"""Every type, with the parts of a storyboard that it can replace."""
_PATH = re.compile(r"scenes\.(\d{1,3}|\*)\.(character|voice|background)(?:\.\w+)?")


def texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text in which a gap may stand: (dotted path, text). The title, what a provider's template is told, and what
    is said.
    """
    if isinstance(title := document.get("title"), str):
        yield "title", title
    for name, properties in contents(document).items():
        yield f"{media.TEMPLATE}{name}.properties.content", properties["content"]
    for index, scene in enumerate(document.get("scenes") or []):
        if isinstance(script := media.part(scene, "voice").get("input_text"), str):
            yield f"scenes.{index}.voice.input_text", script


def contents(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The properties of each text that a provider's template is told, by the name that it has there."""
    variables = media.part(media.part(document, "template"), "variables")
    found = {name: media.part(media.part(variables, name), "properties") for name in variables}
    return {name: properties for name, properties in found.items() if isinstance(properties.get("content"), str)}


def places(document: Mapping[str, Any], path: str, kind: str) -> tuple[str, ...]:
    """The parts that a variable of this type replaces: "scenes.0.background" or "music"; () when there are none.

    A path may go on to a field ("scenes.0.background.url"); * stands for every scene that has such a part. A gap of a
    provider's template need not have been filled yet.
    """
    if path.startswith(media.TEMPLATE):
        there = bool(path.removeprefix(media.TEMPLATE)) and bool(document.get("template")) and kind != "text"
        return (path,) if there else ()
    if path.partition(".")[0] == "music":
        return ("music",) if "music" in PARTS[kind] else ()
    match = _PATH.fullmatch(path)
    scenes = document.get("scenes") or []
    if match is None or match[2] not in PARTS[kind]:
        return ()
    wanted = range(len(scenes)) if match[1] == "*" else [int(match[1])] if int(match[1]) < len(scenes) else []
    return tuple(f"scenes.{index}.{match[2]}" for index in wanted if _suits(scenes[index], match[2], kind))


def _suits(scene: Any, part: str, kind: str) -> bool:
    """Only a voice that reads can be another's; only where somebody is seen can somebody else be."""
    found = media.part(scene, part)
    if kind == "voice":
        return found.get("type") == "text"
    return bool(found) if kind == "avatar" else True


def shown(document: Mapping[str, Any], variable: Mapping[str, Any]) -> Any:
    """What a variable's place shows when nobody says otherwise, in the form of a default: a text, the account's own id
    of an avatar or a voice, {"url"} or {"asset_id"} of a file. "" when there is nothing, or only a provider knows.
    """
    kind, path = variable["type"], variable["path"]
    if variable["default"] or kind == "text" or path.startswith(media.TEMPLATE):
        return variable["default"] or ""
    part = _part(document, next(iter(places(document, path, kind)), ""))
    if kind in ("avatar", "voice"):
        names = ("avatar_id", "talking_photo_id") if kind == "avatar" else ("voice_id",)
        return next((part[name] for name in names if part.get(name)), "")
    if url := part.get("url") or part.get("audio_url"):
        return {"url": url}
    file = part.get(f"{kind}_asset_id")
    return {"asset_id": file} if file else ""


def _part(document: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    found: Any = document
    for name in path.split(".") if path else ():
        found = found[int(name)] if isinstance(found, list) else found.get(name)
    return found if isinstance(found, Mapping) and path else {}


def named(document: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(the template's variables, what is wrong with `given` as {"variables.<name>": sentence})."""
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    said = dict.fromkeys(name for _, text in texts(document) for name in gaps.names_in(text))
    for name in [*said, *(name for name in given if name not in said)]:
        spec = given.get(name) or {}
        if problem := _problem(document, name, spec, said=said):
            wrong[f"variables.{name}"] = problem
            continue
        kind = "text" if name in said else spec["type"]
        found[name] = {
            "type": kind,
            "label": typed.line(str(spec.get("label") or ""))[:LABEL_MAX] or name.replace("_", " ").capitalize(),
            "path": "" if kind == "text" else spec["path"],
            "default": spec.get("default") if "default" in spec or kind == "text" else "",
        }
    if len(found) > MOST:
        wrong["variables"] = f"Name at most {MOST} variables."
    return found, wrong


def _problem(document: Mapping[str, Any], name: str, spec: Any, *, said: Collection[str]) -> str:
    """Why this can't be a variable; "" when it can."""
    if not isinstance(spec, Mapping):
        return "Describe the variable by its type, path, label and default."
    kind = spec.get("type", "text" if name in said else None)
    if not gaps.is_name(name):
        return f"Name it with letters, digits and _, at most {gaps.NAME_MAX}."
    if kind not in PARTS:
        return f"Choose its type: {', '.join(PARTS)}."
    if unplaced := _unplaced(document, name, kind, str(spec.get("path") or ""), said=name in said):
        return unplaced
    return "" if _default_fits(kind, spec.get("default")) else f"This default is no {kind}."


def _unplaced(document: Mapping[str, Any], name: str, kind: str, path: str, *, said: bool) -> str:
    """Why there is no place for it; "" when there is."""
    if said and kind != "text":
        return "It stands in a text as {{" + name + "}}, so it must be a text."
    if not said and kind == "text":
        return "Write {{" + name + "}} into a script or the title."
    if kind != "text" and not places(document, path, kind):
        return f"Say by a path where the {kind} goes, such as {_example(kind)}."
    return ""


def _example(kind: str) -> str:
    part = PARTS[kind][0]
    return part if part == "music" else f"scenes.0.{part}"


def _default_fits(kind: str, default: Any) -> bool:
    """null: it must be given; "": what the template shows stays (for a text: nothing is said)."""
    if default is None or default == "":
        return True
    if kind in ("text", "avatar", "voice"):
        return isinstance(default, str) and len(default) <= SCRIPT_MAX
    return (
        isinstance(default, Mapping) and len(default) == 1 and set(default) <= {"url", "asset_id"}
        and all(isinstance(value, str) and value for value in default.values())
    )  # fmt: skip
