"""What people and programs send, made safe to keep: no signs that can't be stored, no numbers that aren't any."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from studio.errors import BadInput

DEEPEST = 24
"""Objects and lists within one another; a storyboard needs six."""
GREATEST = 2**53
"""The largest integer that every reader of JSON can hold."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def script(text: str) -> str:
    """`text` without control characters, but for tabs and line ends; those are \\n everywhere."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """`text` as one line: without control characters, without space around it."""
    return " ".join(script(text).replace("\t", "\n").split("\n")).strip()


def json_object(text: str | bytes, *, path: str = "", sentence: str = "Send one JSON object.") -> dict[str, Any]:
    """The object that `text` holds, its strings without control characters.

    Raises BadInput with `sentence` for all else: broken or bottomless JSON, NaN, infinities, half a surrogate pair.
    """
    try:
        found = json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
        if isinstance(found, dict):
            return {_kept(name): _clean(value, DEEPEST) for name, value in found.items()}
    except (ValueError, RecursionError):
        pass
    raise BadInput({path: sentence})


def _clean(value: Any, deeper: int) -> Any:
    if isinstance(value, str):
        return _kept(value)
    if not isinstance(value, dict | list):
        return value
    if not deeper:
        raise ValueError("too deep")
    if isinstance(value, list):
        return [_clean(each, deeper - 1) for each in value]
    return {_kept(name): _clean(each, deeper - 1) for name, each in value.items()}


def _kept(text: str) -> str:
    text.encode()  # UnicodeEncodeError is a ValueError
    return script(text)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(typed: str) -> float:
    value = float(typed)
    return value if math.isfinite(value) else _refuse(typed)


def _whole(typed: str) -> int:
    value = int(typed)
    return value if abs(value) <= GREATEST else _refuse(typed)
