"""Which way a line runs, word by word: Unicode's annex 9, for words that are set one at a time.

Inside of a word Skia does it. Between words it is done here, because words are marked, and moved, on their own.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from typing import Literal

Side = Literal["L", "R", "number", ""]
_MARK, _OPEN, _CLOSE = "\u200f", "\u2067", "\u2069"
"""RIGHT-TO-LEFT MARK, RIGHT-TO-LEFT ISOLATE and its end. They draw nothing."""
_FINAL = (".", ",", "!", "?", ":", ";", "…")
_BRACKETS = "()[]{}«»<>"


@functools.lru_cache(maxsize=1024)
def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (rules P2 and P3)."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def directed(words: Sequence[str], *, rtl: bool) -> list[str]:
    """A line's words to be set one by one, so that where it runs to the left their punctuation does too."""
    if not rtl:
        return list(words)
    sides, found, begin = _sides(words, rtl=rtl), list(words), 0
    for index, (side, following) in enumerate(zip(sides, [*sides[1:], ""], strict=True)):
        if side != "L":
            found[index], begin = f"{_MARK}{words[index]}{_MARK}", index + 1
        elif following != "L":
            _close(found, begin, index)
            begin = index + 1
    return found


def visual_order(words: Sequence[str], *, rtl: bool) -> list[int]:
    """The indexes of a line's words from left to right as they stand on the screen (rules N1 to L2)."""
    sides = _sides(words, rtl=rtl)
    levels: list[int] = []
    for index, side in enumerate(sides):
        if index:
            levels.append(_gap(sides[index - 1], side, rtl=rtl))
        levels.append(_level(side, rtl=rtl))
    order = list(range(len(levels)))  # even places are words, odd ones the gaps after them
    for level in range(max(levels, default=0), 0, -1):
        order = _turned(order, levels, level)
    return [place // 2 for place in order if place % 2 == 0]


def _close(found: list[str], begin: int, last: int) -> None:
    """Put the marks that end foreign words (`begin` to `last`) on their left, where the line goes on."""
    plain = found[last].rstrip("".join(_FINAL))
    marks, bracketed = found[last][len(plain) :], begin < last and plain[-1:] in _BRACKETS
    if marks and found[begin][0] not in _BRACKETS and not bracketed:
        found[last] = plain
        found[begin] = f"{_OPEN}{found[begin]}{marks}{_CLOSE}"


def _sides(words: Sequence[str], *, rtl: bool) -> list[Side]:
    """What each word is. Numbers after a word that runs to the right are like it (rule W7)."""
    found: list[Side] = []
    strong: Side = "R" if rtl else "L"
    for word in words:
        kinds = {unicodedata.bidirectional(sign) for sign in word}
        side: Side = "R" if kinds & {"R", "AL"} else "L" if "L" in kinds else "number" if kinds & {"EN", "AN"} else ""
        if side in ("L", "R"):
            strong = side
        found.append("L" if side == "number" and strong == "L" else side or strong)
    return found


def _level(side: Side, *, rtl: bool) -> int:
    return {"R": 1, "number": 2}.get(side, 2 if rtl else 0)


def _gap(before: Side, after: Side, *, rtl: bool) -> int:
    left = (before == "L", after == "L")
    if left == (True, True):
        return 2 if rtl else 0
    return 1 if rtl or left == (False, False) else 0


def _turned(order: list[int], levels: list[int], level: int) -> list[int]:
    """Every stretch of at least this level turned around."""
    found: list[int] = []
    run: list[int] = []
    for place in order:
        if levels[place] >= level:
            run.insert(0, place)
        else:
            found += [*run, place]
            run = []
    return [*found, *run]
