"""What people and programs send, made safe to keep: no signs that can't be stored, no numbers that aren't any."""

from __future__ import annotations

from typing import Any

from studio.dialects.reading import parsed, script
from studio.errors import BadInput

__all__ = ["json_object", "line", "script", "storable", "values_in"]

GREATEST = 2**53
"""The largest integer that every reader of JSON can hold."""


def storable(text: str) -> str:
    """Without signs that a database refuses: for what is kept as others have said it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def line(text: str) -> str:
    """`text` as one line: without control characters, without space around it."""
    return " ".join(script(text).replace("\t", "\n").split("\n")).strip()


def json_object(text: str | bytes, *, path: str = "", sentence: str = "Send one JSON object.") -> dict[str, Any]:
    """The object that `text` holds, its strings without control characters.

    Raises BadInput with `sentence` for all else: broken or bottomless JSON, NaN, infinities, half a surrogate pair.
    """
    try:
        found = parsed(text, whole=_whole)
        if isinstance(found, dict):
            return found
    except ValueError:
        pass
    raise BadInput({path: sentence})


def values_in(document: Any) -> int:
    """How many values lie in it, at any depth: what it takes to keep and look at, beside its letters."""
    found, waiting = 0, [document]
    while waiting:
        each = waiting.pop()
        held = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        found += len(held)
        waiting.extend(held)
    return found


def _whole(typed: str) -> int:
    value = int(typed)
    if abs(value) > GREATEST:
        raise ValueError(typed)
    return value
