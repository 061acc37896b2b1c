"""Which language a script is in, when nobody has said: by its letters, and by its words (CLD2, in a millisecond) where
pycld2 is installed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

LETTERS_MIN = 20
"""Shorter scripts in the voice's own letters are taken to be in its language: names and "OK" prove nothing."""
KIN_LETTERS_MIN = 60
"""So many for languages that share most words."""
_SHARE = 80
_TWINS = ({"da", "nb", "nn"}, {"hr", "bs", "sr"}, {"id", "ms"}, {"zh", "yue"})
"""Written so alike that words don't tell one from the other: never changed into each other."""
_KIN = ({"da", "nb", "nn", "sv"}, {"hr", "bs", "sr", "sl", "mk", "bg"}, {"cs", "sk"},
        {"es", "pt", "gl", "ca", "it"}, {"af", "nl"}, {"hi", "mr", "ne"}, {"ru", "uk", "be", "bg"})  # fmt: skip
_CODES = {"iw": "he", "no": "nb", "zh-Hant": "zh", "jw": "jv", "fil": "tl", "in": "id"}
_BY_LETTERS = {
    "GREEK": "el", "CYRILLIC": "ru", "HEBREW": "he", "ARABIC": "ar", "DEVANAGARI": "hi", "BENGALI": "bn",
    "TAMIL": "ta", "TELUGU": "te", "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "GUJARATI": "gu", "KANNADA": "kn", "MALAYALAM": "ml", "GURMUKHI": "pa",
    "THAI": "th", "SINHALA": "si", "ETHIOPIC": "am", "LAO": "lo", "KHMER": "km", "MYANMAR": "my",
}  # fmt: skip
_LETTERS = {
    "ar": "ARABIC", "bg": "CYRILLIC", "bn": "BENGALI", "el": "GREEK", "fa": "ARABIC", "he": "HEBREW",
    "hi": "DEVANAGARI", "ja": "KANA", "ka": "GEORGIAN", "ko": "HANGUL", "mk": "CYRILLIC", "mr": "DEVANAGARI",
    "ne": "DEVANAGARI", "ru": "CYRILLIC", "ta": "TAMIL", "te": "TELUGU", "th": "THAI", "uk": "CYRILLIC",
    "ur": "ARABIC", "yue": "CJK", "zh": "CJK", "hy": "ARMENIAN", "gu": "GUJARATI", "kn": "KANNADA",
    "ml": "MALAYALAM", "pa": "GURMUKHI", "be": "CYRILLIC", "kk": "CYRILLIC", "am": "ETHIOPIC", "si": "SINHALA",
}  # fmt: skip
"""Letters each language is written in; others in Latin ones."""
_ALSO = {"sr": "CYRILLIC", "ja": "CJK"}
"""Other letters that a language is written in as well: a Japanese heading is often nothing but kanji."""
_KANJI_ALONE = ("ja", "CJK")
"""Of which four tell Japanese from Chinese."""
_NAMES = {"CJK": "Chinese", "KANA": "Japanese"}


@dataclass(frozen=True, slots=True)
class Found:
    """A language tag, and its name for people."""

    language: str
    name: str


def letters_of(text: str) -> str:
    """The name of most of a text's letters, as Unicode calls them ("CYRILLIC"); "KANA" for Japanese; "" for none."""
    plain = unicodedata.normalize("NFKC", text)
    names = Counter(unicodedata.name(sign, "").partition(" ")[0] for sign in plain if sign.isalpha())
    if names["HIRAGANA"] + names["KATAKANA"] > 0.1 * names["CJK"] and names["HIRAGANA"] + names["KATAKANA"]:
        names["KANA"] = names.pop("HIRAGANA", 0) + names.pop("KATAKANA", 0) + names.pop("CJK", 0)
    return names.most_common(1)[0][0] if names else ""


def letters_name(letters: str) -> str:
    """For people: "CYRILLIC" → "Cyrillic"."""
    return _NAMES.get(letters, letters.title())


def reads(locale: str, letters: str) -> bool:
    """Whether a language is written in such letters."""
    tag = language_of(locale)
    return letters in (_LETTERS.get(tag, "LATIN"), _ALSO.get(tag))


def language_of(locale: str) -> str:
    """The language of a tag, one name for each: "pt" of "pt-BR", "nb" of "no"."""
    tag = locale.partition("-")[0].lower()
    return _CODES.get(tag, tag)


def other_language(text: str, locale: str) -> Found | None:
    """The language a script is clearly in, if that is not the voice's; None when it is, or when nobody can tell."""
    letters = letters_of(text)
    if not letters:
        return None
    mine, own = language_of(locale), reads(locale, letters)
    count = sum(sign.isalpha() for sign in text)
    if own and count < LETTERS_MIN and (mine, letters) != _KANJI_ALONE:
        return None
    found = _by_words(text)
    if found is None or not reads(found.language, letters):
        return None if own else _by_letters(letters)
    if found.language == mine or _among(_TWINS, found.language, mine):
        return None
    return None if own and count < KIN_LETTERS_MIN and _among(_KIN, found.language, mine) else found


def _by_words(text: str) -> Found | None:
    try:
        import pycld2
    except ImportError:  # it has no wheel for Python 3.14: nobody can tell
        return None
    try:
        reliable, _, ranked = pycld2.detect(_without_controls(text))
    except pycld2.error:
        return None
    name, code, share, _ = ranked[0]
    if not reliable or share < _SHARE or code == "un":
        return None
    tag = _CODES.get(code, code)
    return Found(tag, "Chinese" if tag == "zh" else name.title())


def _by_letters(letters: str) -> Found | None:
    tag = "ja" if letters == "KANA" else _BY_LETTERS.get(letters)
    names = {"ja": "Japanese", "zh": "Chinese", "ru": "Russian", "hi": "Hindi", "ko": "Korean"}
    return Found(tag, names.get(tag, letters.title())) if tag else None


def _without_controls(text: str) -> str:
    """CLD2 refuses control characters and half characters, and knows letters in one piece."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign if unicodedata.category(sign) not in ("Cc", "Cs", "Cn") else " " for sign in plain)


def _among(families: tuple[set[str], ...], one: str, other: str) -> bool:
    return any(one in family and other in family for family in families)
