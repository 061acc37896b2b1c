"""What a rule must know of a language: how it writes numbers, and its words for what stands between words."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from studio.render.speech.reading.words import ENGLISH, WORDS, Words

WORD = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A letter or digit that a number or sign belongs together with: not those of scripts that write no spaces."""
_SPACES = " \u00a0\u2009\u202f"
_ALIASES = {"iw": "he", "no": "nb", "cmn": "zh"}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as rules see it. `decimal` and `groups` are the signs inside its numbers."""

    language: str
    region: str
    locale: str
    """As Babel (CLDR) knows it: "en_GB"."""
    words: Words
    decimal: str
    groups: str
    number: re.Pattern[str]
    """A whole number or decimal as it is written here, grouped or not."""

    def plain(self, number: str) -> str:
        """A written number without its group signs, as espeak-ng reads it: "1,299.50" → "1299.50"."""
        grouped = re.sub(rf"(?<=\d)[{re.escape(self.groups)}](?=\d{{2,3}}(?!\d))", "", number)
        return grouped.translate({ord(sign): None for sign in _SPACES})

    def value(self, number: str) -> float:
        """The number that is written."""
        return float(self.plain(number).replace(self.decimal, "."))


@functools.lru_cache(maxsize=64)
def tongue(locale: str) -> Tongue:
    """The tongue of a language tag. Languages that CLDR doesn't know are read with English numbers."""
    language, _, rest = locale.replace("_", "-").partition("-")
    language = _ALIASES.get(language.lower(), language.lower())
    region = next((part.upper() for part in rest.split("-") if len(part) == 2), "")
    known, decimal, groups = _numbers(language, region)
    sign = re.escape(decimal)
    between = re.escape(groups)
    number = rf"\d{{1,3}}(?:[{between}]\d{{2,3}}){{0,6}}[{between}]\d{{3}}(?:{sign}\d+)?(?!\d)|\d+(?:{sign}\d+)?"
    words = WORDS.get(language, ENGLISH)
    return Tongue(language, region, known, words, decimal, groups, re.compile(number))


def _numbers(language: str, region: str) -> tuple[str, str, str]:
    """(CLDR's name, decimal sign, group signs)."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    for name in (f"{language}_{region}" if region else language, language, "en"):
        try:
            Locale.parse(name)
        except UnknownLocaleError:
            continue
        decimal = get_decimal_symbol(name, numbering_system="latn")
        group = get_group_symbol(name, numbering_system="latn")
        groups = group if group not in _SPACES else ""
        return name, decimal, (groups or "") + "\u00a0\u202f" + (" " if group in _SPACES else "") + "’'"
    raise AssertionError("CLDR knows English")
