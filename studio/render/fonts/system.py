"""The system's fonts, through fontconfig: for what the bundled faces lack. Not even started while they suffice."""

from __future__ import annotations

from functools import lru_cache

from studio.render.canvas import skia
from studio.render.fonts import scripts
from studio.render.fonts.bundled import share

EMOJI_LANGUAGE = "und-Zsye"
_EMOJI_FAMILY = "Noto Color Emoji"


@lru_cache(maxsize=8192)
def face(character: str, weight: int, language: str) -> skia.Typeface | None:
    """The system's face for `character`, or None. The language `EMOJI_LANGUAGE` asks for a picture in colour."""
    style = skia.FontStyle(weight, skia.FontStyle.kNormal_Width, skia.FontStyle.kUpright_Slant)
    found = _manager().matchFamilyStyleCharacter(_family(character, language), style, [], ord(character))
    return share(found) if found is not None and found.unicharToGlyph(ord(character)) else None


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
