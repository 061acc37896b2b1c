"""JSON that programs send, made safe to keep: no signs that can't be stored, no numbers that aren't any."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

DEEPEST = 24
"""Objects and lists within one another, below the outermost; a storyboard needs six."""
MOST_SIGNS = 300_000
"""Brackets, braces, colons and commas of one text, also those that are said in it: all scripts of the longest
storyboard have no more letters than that. Five megabytes of nothing else become three hundred in memory."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def script(text: str) -> str:
    """`text` without control characters, but for tabs and line ends; those are \\n everywhere."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def parsed(text: str | bytes, *, whole: Callable[[str], int] = int) -> Any:
    """What `text` holds, its strings without control characters; `whole` reads integers.

    Raises ValueError for all else: broken or bottomless JSON, more parts than any request has, NaN, infinities, half a
    surrogate pair.
    """
    if _signs(text) > MOST_SIGNS:
        raise ValueError("too many parts")
    try:
        found = json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=whole)
    except RecursionError:
        raise ValueError("too deep") from None
    return _clean(found, DEEPEST + 1)


def _signs(text: str | bytes) -> int:
    """What holds JSON's parts together, counted before any of them is made."""
    if isinstance(text, str):
        return sum(map(text.count, "[{:,"))
    return sum(map(text.count, (b"[", b"{", b":", b",")))


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
