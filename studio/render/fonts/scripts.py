"""What a character is: its script in words, whether it needs a glyph, and which Debian package has fonts for it.

Python's library has no table of scripts; the first word of a character's Unicode name serves as well.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

CORE, CJK, EMOJI = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"
CJK_WORDS = {
    "BOPOMOFO": "Chinese (Bopomofo)",
    "CJK": "Chinese",
    "FULLWIDTH": "full-width",
    "HALFWIDTH": "half-width",
    "HANGUL": "Korean",
    "HIRAGANA": "Japanese",
    "IDEOGRAPHIC": "Chinese",
    "KANGXI": "Chinese",
    "KATAKANA": "Japanese",
    "KATAKANA-HIRAGANA": "Japanese",
}
ZERO_WIDTH_JOINER = "\u200d"
EMOJI_SELECTOR = "\ufe0f"
KEYCAP = "\u20e3"
"""Makes a digit a key, where a font has it as one picture; by itself it is an empty box beside the digit."""


@lru_cache(maxsize=8192)
def word(character: str) -> str:
    """The first word of a character's Unicode name: its script, for a letter."""
    return unicodedata.name(character, "").partition(" ")[0]


def east_asian(character: str) -> bool:
    """Whether a Chinese, Japanese or Korean font is to draw it, their wide punctuation included."""
    if character < "\u1100" or pictured(character):
        return False
    return word(character) in CJK_WORDS or unicodedata.east_asian_width(character) in "WF"


def pictured(character: str) -> bool:
    """Whether it is an emoji by itself."""
    return "\U0001f000" <= character <= "\U0001faff" or character == KEYCAP


def visible(character: str) -> bool:
    """False for what needs no glyph: spaces, controls, joiners and variation selectors."""
    if character.isspace() or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def chooses(character: str) -> bool:
    """Letters and pictures choose a face; digits, marks and punctuation follow the text they stand in."""
    return character.isalpha() or unicodedata.category(character) == "So"


def clusters(text: str) -> list[str]:
    """Grapheme clusters, near enough for choosing a face (Unicode annex 29: marks, joiners, skin tones)."""
    found: list[str] = []
    for character in text:
        extends = (
            unicodedata.category(character)[0] == "M"
            or unicodedata.category(character) == "Cf"
            or "\U0001f3fb" <= character <= "\U0001f3ff"
        )
        if found and (extends or found[-1].endswith(ZERO_WIDTH_JOINER)):
            found[-1] += character
        else:
            found.append(character)
    return found


def language(text: str) -> str:
    """Which East Asian shapes a text wants: "ja" when it has kana, "ko" when it has Hangul, "zh" for Han alone."""
    words = {word(character) for character in text if character > "\u1100"}
    if words & {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return "ja"
    if "HANGUL" in words:
        return "ko"
    return "zh" if "CJK" in words else ""


def is_east_asian_language(tag: str) -> bool:
    """Whether a BCP 47 tag means Chinese, Japanese or Korean."""
    return tag.lower().partition("-")[0] in {"ja", "ko", "zh", "yue", "cmn"}


def script(character: str, *, among: str = "") -> tuple[str, str]:
    """(the script's name, the Debian package that draws it, or "" if none is known).

    `among` is the language of the text (see `language`): Chinese characters in a Japanese text are Japanese.
    """
    name = word(character)
    if name in CJK_WORDS:
        return ("Japanese" if among == "ja" and CJK_WORDS[name] == "Chinese" else CJK_WORDS[name]), CJK
    if pictured(character):
        return "emoji", EMOJI
    if not name:
        return "unassigned or private", ""
    return (name.title() if unicodedata.category(character)[0] in "LMN" else "special"), CORE
