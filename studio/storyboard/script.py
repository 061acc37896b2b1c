"""Pauses inside a script: <break time="1s"/>, as SSML and HeyGen write them.

Source: https://www.w3.org/TR/speech-synthesis11/#S3.2.3 (times are "1s", "1.5s" or "500ms").
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from studio.storyboard.limits import PAUSE_DEFAULT, PAUSE_MAX

_TAG = re.compile(r"</?break\b[^<>]*>", re.IGNORECASE)
_HAS_TIME = re.compile(r"\btime\s*=", re.IGNORECASE)
_TIME = re.compile(r"""\btime\s*=\s*(["']?)(\d{1,7}(?:\.\d{1,6})?|\.\d{1,6})(ms|s)\1(?=[\s/>])""", re.IGNORECASE)
_INVISIBLE = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of `seconds` that begins before character `at` of the script without its tags."""

    at: int
    seconds: float


def take_apart(text: str) -> tuple[str, tuple[Break, ...]]:
    """The words to say, and the pauses between them.

    Words on both sides of a tag stay apart by exactly one space; the ends are stripped. Tags whose time
    can't be read pause as long as one without a time; `misread_break` finds them.
    """
    said, found, start = "", [], 0
    for tag in _TAG.finditer(text):
        said = _join(said, text[start : tag.start()])
        start = tag.end()
        if not tag[0].startswith("</"):
            found.append(Break(at=len(said), seconds=_seconds(tag[0])))
    said = _join(said, text[start:]).rstrip()
    return said, tuple(Break(at=min(pause.at, len(said)), seconds=pause.seconds) for pause in found)


def pause_tags(text: str) -> list[str]:
    """Every pause tag, in order, as it was typed."""
    return _TAG.findall(text)


def between_pause_tags(text: str) -> list[str]:
    """What stands before, between and after the pause tags."""
    return _TAG.split(text)


def misread_break(text: str) -> str | None:
    """The first pause tag whose time can't be read or is longer than `PAUSE_MAX`, as it was typed."""
    for tag in _TAG.finditer(text):
        unreadable = _HAS_TIME.search(tag[0]) and not _TIME.search(tag[0])
        if unreadable or _seconds(tag[0]) > PAUSE_MAX:
            return tag[0]
    return None


def seconds_of_pauses(text: str) -> float:
    """How long all pauses of a script last together."""
    return math.fsum(pause.seconds for pause in take_apart(text)[1])


def is_blank(text: str) -> bool:
    """Whether nothing but pauses, white space and invisible characters is left to say."""
    return all(unicodedata.category(sign) in _INVISIBLE for sign in _TAG.sub("", text))


def _seconds(tag: str) -> float:
    time = _TIME.search(tag)
    if time is None:
        return PAUSE_DEFAULT
    return float(time[2]) / (1000.0 if time[3].lower() == "ms" else 1.0)


def _join(before: str, after: str) -> str:
    if not before:
        return after.lstrip()
    if before[-1].isspace():
        return before + after.lstrip()
    if after and not after[0].isspace():
        return f"{before} {after}"
    return before + after
