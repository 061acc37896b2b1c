"""Which font draws which character.

Bundled with the dependency `pymupdf-fonts` (SIL OFL 1.1), so that a machine without a single font draws them too:
FiraGO for Latin (Vietnamese included), Greek, Cyrillic, Arabic, Hebrew, Thai, Georgian and Devanagari; Noto Sans for
rarer Latin and Cyrillic; Noto Sans Symbols, Symbols 2 and Math for signs. Everything else comes from the system's
fonts through fontconfig, which is not asked (and not even started) while the bundled fonts suffice. What no font can
draw is named by `missing`, with the Debian package that helps: it must be reported, never drawn as boxes.

Weights: the bundled text fonts have 400 and 700; 600 and above draws bold. Faces are immutable, shared and cached.
"""

from __future__ import annotations

import importlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from studio.render.canvas import skia

BOLD_FROM = 600
REGULAR = ("FiraGO_Regular", "NotoSans_Regular")
BOLD = ("FiraGO_Bold", "NotoSans_Bold")
SIGNS = ("NotoSansSymbols_Regular", "NotoSansSymbols2_Regular", "NotoSansMath_Regular")

CORE, CJK, EMOJI = "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji"
CJK_WORDS = {
    "BOPOMOFO": "Chinese (Bopomofo)",
    "CJK": "Chinese/Japanese",
    "FULLWIDTH": "full-width",
    "HALFWIDTH": "half-width",
    "HANGUL": "Korean",
    "HIRAGANA": "Japanese",
    "IDEOGRAPHIC": "Chinese/Japanese",
    "KANGXI": "Chinese/Japanese",
    "KATAKANA": "Japanese",
    "KATAKANA-HIRAGANA": "Japanese",
}
EMOJI_LANGUAGE = "und-Zsye"
FAMILIES = {  # whose shapes a language wants for the characters that Chinese, Japanese and Korean share
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh": "Noto Sans CJK SC",
    "zh-HK": "Noto Sans CJK HK",
    "zh-Hant": "Noto Sans CJK TC",
    "zh-TW": "Noto Sans CJK TC",
    EMOJI_LANGUAGE: "Noto Color Emoji",
}
ZERO_WIDTH_JOINER = "\u200d"
EMOJI_SELECTOR = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters which one face draws. Joined in order, the texts of all runs are the whole text."""

    text: str
    face: skia.Typeface


@dataclass(frozen=True, slots=True)
class Shaping:
    """Fonts for `skia.textlayout`: the collection and the family names to set, most wanted first."""

    fonts: skia.textlayout.FontCollection
    families: tuple[str, ...]


def typeface(text: str, *, weight: int = 400, language: str = "") -> skia.Typeface:
    """The one face that draws the most of `text`, the bundled ones first. Never fails: see `missing` for the rest.

    `language` (BCP 47, such as "ja") chooses between the Chinese, Japanese and Korean shapes of one character; when
    empty it is guessed from the script.
    """
    seen = Counter(character for character in text if _visible(character))
    faces = [_bundled(weight >= BOLD_FROM)[0], *(run.face for run in runs(text, weight=weight, language=language))]
    # max() keeps the earliest of equals
    return max(faces, key=lambda face: sum(n for character, n in seen.items() if _draws(face, character)))


def runs(text: str, *, weight: int = 400, language: str = "") -> tuple[Run, ...]:
    """Cut `text` where the face must change; a letter is never parted from its marks, nor an emoji from its joiners.

    Order is that of the string (not of the screen). Spaces and punctuation stay with what stands before them.
    """
    cut: list[Run] = []
    hint = language or _language(text)
    for cluster in _clusters(text):
        face = _face_for(cluster, cut[-1] if cut else None, bold=weight >= BOLD_FROM, weight=weight, language=hint)
        if cut and cut[-1].face is face:
            cut[-1] = Run(cut[-1].text + cluster, face)
        else:
            cut.append(Run(cluster, face))
    return tuple(cut)


def shaping(text: str, *, weight: int = 400, language: str = "") -> Shaping:
    """What Skia's paragraphs need to set `text`: joined Arabic, stacked Devanagari, right-to-left order, line breaks.

    `Font` with `drawString` puts one glyph after the other and is right only for Latin, Greek, Cyrillic and the like.
    Give `fonts` to `skia.textlayout.ParagraphBuilder.make` and `families` to `TextStyle.setFontFamilies`, with the
    same weight in `setFontStyle`. The binding can't set a paragraph's direction: to begin at the right, put the text
    between U+2067 and U+2069. Not for use by two threads at once.
    """
    first = _bundled(weight >= BOLD_FROM)[0]  # even for an emoji alone: spaces and digits are to come from here
    faces = [first, *(run.face for run in runs(text, weight=weight, language=language))]
    return _shaping(tuple(dict.fromkeys(int(face.uniqueID()) for face in faces)))


def missing(text: str) -> str:
    """A sentence on the characters no installed font draws, with the Debian package to install; "" if all are drawn."""
    hint = _language(text)
    lacking = dict.fromkeys(c for c in text if _visible(c) and _owner(c, bold=False, weight=400, language=hint) is None)
    by_script: dict[tuple[str, str], str] = {}
    for character in lacking:
        key = _script(character)
        by_script[key] = by_script.get(key, "") + character
    return " ".join(
        f"No installed font draws the {word} characters “{characters[:12]}”"
        + (f": install the Debian package {package}." if package else ".")
        for (word, package), characters in by_script.items()
    )


@lru_cache(maxsize=64)
def _shaping(faces: tuple[int, ...]) -> Shaping:
    provider = skia.textlayout.TypefaceFontProvider()
    for face in faces:
        provider.registerTypeface(_shared[face])
    fonts = skia.textlayout.FontCollection()
    fonts.setDefaultFontManager(provider)
    return Shaping(fonts, tuple(dict.fromkeys(str(_shared[face].getFamilyName()) for face in faces)))


def _face_for(cluster: str, before: Run | None, *, bold: bool, weight: int, language: str) -> skia.Typeface:
    """The face of one cluster. What is no letter keeps the face of the words before it, if that face draws it: but not
    an emoji font's, whose digits are blanks.
    """
    visible = [character for character in cluster if _visible(character)]
    follows = before is not None and not any(map(_chooses, visible)) and any(c.isalpha() for c in before.text)
    if before is not None and follows and all(_draws(before.face, character) for character in visible):
        return before.face
    if EMOJI_SELECTOR in cluster and visible and (colour := _system(visible[0], 400, EMOJI_LANGUAGE)) is not None:
        return colour
    owners = [_owner(character, bold=bold, weight=weight, language=language) for character in visible]
    found = [face for face in owners if face is not None]
    whole = [face for face in found if all(_draws(face, character) for character in visible)]
    return next(iter(whole or found), _bundled(bold)[0])


@lru_cache(maxsize=8192)
def _owner(character: str, *, bold: bool, weight: int, language: str) -> skia.Typeface | None:
    """The first face that draws `character`: bundled, then the system's; None if there is none."""
    for face in _bundled(bold):
        if _draws(face, character):
            return face
    return _system(character, weight, language)


def _draws(face: skia.Typeface, character: str) -> bool:
    return bool(face.unicharToGlyph(ord(character)))


@lru_cache(maxsize=2)
def _bundled(bold: bool) -> tuple[skia.Typeface, ...]:
    """The wheel's faces in order of preference. Read without fontconfig: 0.1 s once, nothing from the system."""
    return tuple(_bundled_face(name) for name in (*(BOLD if bold else REGULAR), *SIGNS))


@cache
def _bundled_face(name: str) -> skia.Typeface:
    data = importlib.import_module(f"pymupdf_fonts.{name}").fontbuffer
    face = skia.FontMgr.New_Custom_Empty().makeFromData(skia.Data.MakeWithCopy(data))
    if face is None:
        raise RuntimeError(f"pymupdf-fonts: {name} is not a font Skia can read")
    return _share(face)


@lru_cache(maxsize=1)
def _manager() -> skia.FontMgr:
    return skia.FontMgr()


@lru_cache(maxsize=8192)
def _system(character: str, weight: int, language: str) -> skia.Typeface | None:
    """The system's face for `character`, or None."""
    style = skia.FontStyle(weight, skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    face = _manager().matchFamilyStyleCharacter(_family(character, language), style, [], ord(character))
    return _share(face) if face is not None and _draws(face, character) else None


def _family(character: str, language: str) -> str:
    """The family asked for first; any other will do. Fontconfig passes over Skia's hint of a language, and without a
    wish it takes a serif or a neighbouring script's font.
    """
    word = _word(character)
    if language == EMOJI_LANGUAGE or _pictured(character):
        return FAMILIES[EMOJI_LANGUAGE]
    if word in CJK_WORDS:
        return FAMILIES.get(language) or FAMILIES.get(language.partition("-")[0], "Noto Sans CJK JP")
    return f"Noto Sans {word.title()}"


_shared: dict[int, skia.Typeface] = {}


def _share(face: skia.Typeface) -> skia.Typeface:
    """One Python object for one typeface, so that `is` compares them (they have no hash)."""
    return _shared.setdefault(int(face.uniqueID()), face)


def _visible(character: str) -> bool:
    """False for what needs no glyph: spaces, controls, joiners and variation selectors."""
    if character.isspace() or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def _chooses(character: str) -> bool:
    """Letters and pictures choose a face; digits, marks and punctuation follow the text they stand in."""
    return character.isalpha() or unicodedata.category(character) == "So"


def _clusters(text: str) -> list[str]:
    """Grapheme clusters, near enough for choosing a face (Unicode annex 29: marks, joiners, skin tones)."""
    clusters: list[str] = []
    for character in text:
        extends = (
            unicodedata.category(character)[0] == "M"
            or unicodedata.category(character) == "Cf"
            or "\U0001f3fb" <= character <= "\U0001f3ff"
        )
        if clusters and (extends or clusters[-1].endswith(ZERO_WIDTH_JOINER)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _language(text: str) -> str:
    """Which East Asian shapes a text wants: "ja" when it has kana, "ko" when it has Hangul, "zh" for Han alone."""
    words = {_word(character) for character in text if character > "\u1100"}
    if words & {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return "ja"
    if "HANGUL" in words:
        return "ko"
    return "zh" if "CJK" in words else ""


def _script(character: str) -> tuple[str, str]:
    """(the script's name, the Debian package that draws it, or "" if none is known)."""
    word = _word(character)
    if word in CJK_WORDS:
        return CJK_WORDS[word], CJK
    if _pictured(character):
        return "emoji", EMOJI
    if not word:
        return "unassigned or private", ""
    return (word.title() if unicodedata.category(character)[0] in "LMN" else "special"), CORE


def _word(character: str) -> str:
    """The first word of a character's Unicode name: its script, for a letter. The library has no table of scripts."""
    return unicodedata.name(character, "").partition(" ")[0]


def _pictured(character: str) -> bool:
    return "\U0001f000" <= character <= "\U0001faff"
