"""Named gaps in what a template says: {{first_name}} in a script or a title.

A gap stands in text that is read or said. Inside a pause tag, an id or a number it is none, but what it looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from studio.storyboard.limits import SCRIPT_MAX
from studio.storyboard.script import between_pause_tags, pause_tags

NAME_MAX: Final = 64
FILLED_MAX: Final = 30 * SCRIPT_MAX
"""Characters that all gaps of one text are filled with. A script may name a gap a thousand times, and what is that long
is refused however it goes on."""
_NAME = re.compile(r"[^\W\d_][\w\-]*|_[\w\-]+")
_GAP = re.compile(r"\{\{\s*([^\s{}]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Value:
    """What goes into one variable, whose `type` is text, image, video, audio, avatar or voice.

    `text`; `url` or `asset_id` of an image, a video or audio; `id` of an avatar or a voice, the account's own or the
    UUID by which programs know it. `fit`, `play_style` and `volume` of a file, as in a storyboard; None keeps the
    template's.
    """

    type: str
    text: str = ""
    url: str = ""
    asset_id: str = ""
    id: str = ""
    fit: str | None = None
    play_style: str | None = None
    volume: float | None = None


def is_name(text: str) -> bool:
    """Of a variable: letters of any script, with their signs, digits, _ and -; a letter or _ first."""
    bare = "".join(sign for sign in text if not unicodedata.category(sign).startswith("M"))
    return len(text) <= NAME_MAX and _NAME.fullmatch(bare) is not None


def names_in(text: str) -> tuple[str, ...]:
    """The names of the gaps, each once, in the order in which they stand."""
    found = (gap[1] for piece in between_pause_tags(text) for gap in _GAP.finditer(piece))
    return tuple(dict.fromkeys(name for name in found if is_name(name)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every gap that has a value filled; others stay.

    A value is plain text: pause tags in it are left out, doubled braces become single ones, and nothing it holds is
    filled again. It can't make a pause together with what stands around it either.
    """
    plain = {name: _plain(value) for name, value in values.items()}
    filled = _filled(text, plain)
    if pause_tags(filled) != pause_tags(text):
        filled = _filled(text, {name: re.sub("[<>]", "", value) for name, value in plain.items()})
    return filled


def _filled(text: str, values: Mapping[str, str]) -> str:
    left = FILLED_MAX

    def said(gap: re.Match[str]) -> str:
        nonlocal left
        value = values.get(gap[1], gap[0])[:left]
        left -= len(value)
        return value

    made, tags = [], pause_tags(text)
    for number, piece in enumerate(between_pause_tags(text)):
        made.append(_GAP.sub(said, piece))
        made += tags[number : number + 1]
    return "".join(made)


def _plain(value: str) -> str:
    value = " ".join(between_pause_tags(value))
    return re.sub(r"\}{2,}", "}", re.sub(r"\{{2,}", "{", value))
