"""Scripts that leave their vowels out: what a voice can't know, the author is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SHARE = 0.25
"""Marks for each letter, from which on a text counts as written with its vowels."""
_MARKED = {
    "ar": ("Arabic", "short vowels (ḥarakāt)"),
    "he": ("Hebrew", "vowel points (niqqud)"),
}
_LETTER = re.compile("[\u05d0-\u05ea\u0620-\u064a]")


def doubts(script: str, locale: str, path: str) -> Iterator[str]:
    """A sentence on Arabic and Hebrew without vowel marks, most of which a voice then has to leave out."""
    known = _MARKED.get(locale.partition("-")[0].lower())
    letters = len(_LETTER.findall(script))
    if known is None or not letters:
        return
    marks = sum(unicodedata.category(sign) == "Mn" for sign in script)
    if marks < _SHARE * letters:
        name, wanted = known
        yield f"{path}: {name} without {wanted} can't be read properly; add them, or use a recording."
