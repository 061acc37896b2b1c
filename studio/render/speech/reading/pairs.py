"""Two numbers side by side: ratios (16:9), scores (2-0), years (2025-26), heights (5'10"), pages (3/10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading import english
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import Tongue

_ALONE, _ENDS = r"(?<![\w.,:/-])", r"(?![\w:/-]|[.,]\d)"
_RATIO = re.compile(rf"{_ALONE}(\d{{1,3}}):(\d){_ENDS}")
"""Times have two digits behind the colon."""
_WIDE = frozenset(("16:9", "21:9"))
"""Of pictures: sixteen by nine."""
_SCORE = re.compile(rf"{_ALONE}\d{{1,2}}(?:-\d{{1,2}})+{_ENDS}")
_YEARS = re.compile(rf"{_ALONE}((?:19|20)\d\d)[-–/](\d\d){_ENDS}")
_PLACE = re.compile(rf"\b(page|slide|part|step|scene|chapter|episode|lesson)\s(\d+)/(\d+){_ENDS}", re.IGNORECASE)
_NAMED = re.compile(rf"{_ALONE}(9/11|20/20){_ENDS}")
_HEIGHT = re.compile(r"""(?<![\w.,:/'"-])([3-8])\s?['’′]\s?(\d|1[01])(?:\s?["”″]|'')(?!\w)""")


def rules(tongue: Tongue) -> Iterator[Rule]:
    """Once ranges, dates and times have been read, in the languages where espeak-ng names the sign between them."""
    if tongue.language in ("en", "de", "pt"):
        yield _SCORE, lambda match: match[0].replace("-", " ")
    if tongue.language != "en":
        return
    yield _RATIO, lambda match: f"{match[1]} {'by' if match[0] in _WIDE else 'to'} {match[2]}"
    yield _YEARS, _years
    yield _PLACE, lambda match: f"{match[1]} {match[2]} of {match[3]}"
    yield _NAMED, lambda match: match[0].replace("/", " ")
    yield _HEIGHT, lambda match: f"{match[1]} foot {match[2]}"


def _years(match: re.Match[str]) -> str | None:
    first, last = int(match[1]), int(match[2])
    return f"{english.year(first)} to {last}" if first % 100 < last else None
