"""The storyboard's fields as a form shows them, and where things stand in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from studio import storyboard as boards
from studio.errors import StudioError
from studio.pages import forms
from studio.render.framing import framing
from studio.render.plan import Canvas

HALF_FIGURE, CROWN = 0.95, 0.62
"""A figure's half width, and its crown above the head's centre, in heads."""
NO_FILE = {
    ("background.url", "image"): gettext_noop("Upload a picture, choose one of the team's, or give a web address."),
    ("background.url", "video"): gettext_noop("Upload a clip, choose one of the team's, or give a web address."),
    ("voice.audio_url", "audio"): gettext_noop("Upload a recording, choose one of the team's, or give a web address."),
}
"""What to say of a missing file, by field and type; the storyboard speaks of addresses alone."""
_SILENT = {"voice": {"type": "silence", "duration": 1.0}}


@dataclass(frozen=True, slots=True)
class Field:
    """One input: its name (dotted path within the scene), its id, what was typed and what is wrong with it."""

    name: str
    value: Any = ""
    error: str = ""
    shown: bool = True
    """Whether the page has this field now; the errors of others are told together."""

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-").replace("_", "-")


def fields(document: Mapping[str, Any], wrong: Mapping[str, str]) -> dict[str, Field]:
    """Every field of a scene by a name templates can say: voice_speed for voice.speed. `wrong`: sentences by path."""
    kind = str(at(document, "character.type"))
    on_page = {"character.avatar_id", "character.talking_photo_id"}
    on_page |= {f"character.{name}" for name in forms.CHARACTER.get(kind, {})}
    found = {}
    for name in _names():
        shown = name in on_page or not name.startswith("character.")
        found[name.replace(".", "_")] = Field(name, at(document, name), wrong.get(name, "") if shown else "", shown)
    said = {each.name for each in found.values() if each.shown}
    rest = "; ".join(text for path, text in wrong.items() if path not in said)
    return {**found, "other": Field("other", "", rest)}


def _names() -> list[str]:
    names = ["character.avatar_id", "character.talking_photo_id"]
    for part, kinds in (("character", forms.CHARACTER), ("voice", forms.VOICE), ("background", forms.BACKGROUND)):
        names += [f"{part}.{name}" for name in ("type", *dict.fromkeys(n for kind in kinds.values() for n in kind))]
    return names


def in_our_words(path: str, sentence: str, document: Any) -> str:
    """The sentence as this page says it. `path` is within the scene."""
    known = NO_FILE.get((path, str(at(document, path.partition(".")[0] + ".type"))))
    return _(known) if known and not at(document, path) else sentence


def setup_fields(setup: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Field]:
    """The fields that hold for the whole video."""
    names = ["title", "account", "dimension", "pronunciations", *forms.WHOLE]
    names += [f"subtitles.{name}" for name in forms.SUBTITLES] + [f"music.{name}" for name in forms.MUSIC]
    found = {name.replace(".", "_"): Field(name, at(setup, name), problems.get(name, "")) for name in names}
    for side, pixels in zip(("width", "height"), size(setup), strict=True):
        name = f"dimension.{side}"
        value = at(setup, name) if isinstance(setup.get("dimension"), dict) else pixels
        found[f"dimension_{side}"] = Field(name, value, problems.get(name, ""))
    said = {each.name for each in found.values()} | {"scenes"}
    rest = "; ".join(text for path, text in problems.items() if path not in said and path.count(".") < 2)
    return {**found, "other": Field("setup-other", "", rest)}


def size(setup: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels of the picture, or 16:9 while the dimension can't be used."""
    return _usable(setup) or boards.DIMENSIONS["16:9"]


def ratio(setup: Mapping[str, Any]) -> str:
    """Such as "9:16", or the pixels of a shape without a name; "" while the dimension can't be used."""
    width, height = _usable(setup) or (0, 0)
    if not width:
        return ""
    named = next((name for name, shape in boards.DIMENSIONS.items() if width * shape[1] == height * shape[0]), "")
    return named or f"{width}×{height}"


def _usable(setup: Mapping[str, Any]) -> tuple[int, int] | None:
    try:
        dimension = boards.parse({**_drawable(setup), "scenes": [_SILENT]}).dimension
    except StudioError:
        return None
    return dimension.width, dimension.height


def boxes(width: int, height: int) -> dict[str, list[float]]:
    """Where an avatar is at size 1 in the middle, by style: left, top, right, bottom in fractions of the picture.

    Size and offset then work about the picture's middle, as in the engine's framing.
    """
    found = {"whole": [0.0, 0.0, 1.0, 1.0]}  # a talking photo's whole picture covers the screen
    for style in ("normal", "circle", "square", "closeUp"):
        character = boards.AvatarCharacter(type="avatar", avatar_id="-", avatar_style=style)
        frame = framing(character, Canvas(width, height, 25))
        left, top, right, bottom = frame.window
        if frame.radius is None:  # the figure itself: head and shoulders, down to where it is cut off
            left, right = frame.x - HALF_FIGURE * frame.head, frame.x + HALF_FIGURE * frame.head
            top = frame.y - CROWN * frame.head
        found[style] = [round(v, 4) for v in (left / width, top / height, right / width, bottom / height)]
    return found


def _drawable(setup: Mapping[str, Any]) -> dict[str, Any]:
    return {name: setup[name] for name in ("dimension", "aspect_ratio") if name in setup}


def at(document: Any, path: str) -> Any:
    """What stands at a dotted path; "" when nothing does."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return "" if document is None else document
