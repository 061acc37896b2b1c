"""The system's fonts, through fontconfig: for what the bundled faces lack. Not even started while they suffice."""

from __future__ import annotations

from functools import lru_cache

from studio.render.canvas import skia
from studio.render.fonts import scripts
from studio.render.fonts.bundled import share

EMOJI_LANGUAGE = "und-Zsye"
_EMOJI_FAMILY = "Noto Color Emoji"
_COLOURED = frozenset(int.from_bytes(tag, "big") for tag in (b"CBDT", b"COLR", b"SVG ", b"sbix"))
"""The tables in which fonts keep pictures in colour."""


@lru_cache(maxsize=8192)
def face(character: str, weight: int, language: str) -> skia.Typeface | None:
    """The system's face for `character`, or None. With the language `EMOJI_LANGUAGE` one in colour."""
    style = skia.FontStyle(weight, skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    found = _manager().matchFamilyStyleCharacter(_family(character, language), style, [], ord(character))
    if found is None or not found.unicharToGlyph(ord(character)):
        return None
    if language == EMOJI_LANGUAGE and _COLOURED.isdisjoint(found.getTableTags()):
        return None
    return share(found)


@lru_cache(maxsize=1)
def _manager() -> skia.FontMgr:
    return skia.FontMgr()


def _family(character: str, language: str) -> str:
    """The family asked for first; any other will do. Without a wish, fontconfig takes a serif or a neighbouring
    script's font.
    """
    if language == EMOJI_LANGUAGE or scripts.pictured(character):
        return _EMOJI_FAMILY
    return f"Noto Sans {scripts.word(character).title()}"
