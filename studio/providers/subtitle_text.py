"""Words with their times out of a provider's subtitle file: SubRip, WebVTT or Advanced SubStation Alpha.

Such files time lines, not words. A line's time is shared out over its words by their letters, which is close enough
for files of our own and for music that makes room.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

MOST_WORDS: Final = 50_000
_CLOCK: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES: Final = re.compile(rf"\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_DIALOGUE: Final = re.compile(rf"Dialogue:[^,]*,\s*{_CLOCK}\s*,\s*{_CLOCK}\s*,(?:[^,]*,){{6}}(.*)")
"""In the order of fields that every writer keeps: layer, start, end, style, name, three margins, effect, text."""
_MARKUP: Final = re.compile(r"<[^<>\n]{0,200}>|\{[^{}\n]{0,400}\}")
Timed = tuple[str, float, float]


def words(text: str, *, seconds: float) -> list[Timed]:
    """(word, start, end) in order, none of them beyond `seconds`. [] for a text that is no subtitle file."""
    found: list[Timed] = []
    for start, end, line in sorted(_lines(text)):
        begin, until = max(start, found[-1][2] if found else 0.0), min(end, seconds)
        if begin < until:
            found += _shared(line, begin, until)
        if len(found) > MOST_WORDS:
            return []
    return found


def _lines(text: str) -> Iterator[tuple[float, float, str]]:
    """(start, end, text) of every cue."""
    times, said = None, list[str]()
    for line in [*text.splitlines(), ""]:
        if match := _DIALOGUE.match(line):
            yield _read(match.groups()[:4]), _read(match.groups()[4:8]), _plain(match[9].replace("\\N", " "))
        elif match := _TIMES.match(line):
            times, said = (_read(match.groups()[:4]), _read(match.groups()[4:8])), []
        elif times and line.strip():
            said.append(line)
        elif times:
            yield *times, _plain(" ".join(said))
            times = None


def _plain(line: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", line)).replace("\0", "").split())


def _read(clock: tuple[Any, ...]) -> float:
    """Only hours may be missing."""
    hours, minutes, seconds, parts = clock
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{parts}")


def _shared(line: str, start: float, end: float) -> Iterator[Timed]:
    each = line.split()
    letters = sum(map(len, each))
    at = start
    for word in each:
        until = min(end, at + (end - start) * len(word) / letters)
        yield word, round(at, 3), round(until, 3)
        at = until
