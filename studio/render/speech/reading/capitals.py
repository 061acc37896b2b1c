"""English words in capitals: which are spelled, which are words, and Roman numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.words import ordinal

_CAPITALS = re.compile(r"\b([A-Z]{2,5})(s?)\b(?![.'’]?[^\W\d])(-(?=\d))?")
_LETTERS_AND = re.compile(r"\b([A-Z])&([A-Z])\b")
_EITHER_LETTER = re.compile(r"(?<![\w/])(?:([A-Z])/([A-Z])|n/a)(?![\w/])")
_NAMED_A = re.compile(
    r"\bA(?=[+]|\s(?:and|or|to)\s[B-Z]\b)|(?<=\b(?:Plan|Type|Tier|Team)\s)A\b(?!\s[A-Z])|(?<=\b(?:Grade|Group|Class)\s)A\b|"
    r"(?<=\b(?:Series|Option)\s)A\b|(?<=\b(?:Vitamin|Section)\s)A\b"
)
_DIGIT_BETWEEN = re.compile(r"\b([A-Z])(2)([A-Z])\b")
_ROMAN = re.compile(r"\b([A-Z][a-z]+)\s(X{0,3}(?:IX|IV|V?I{0,3}))\b(?![.'’]?[^\W\d])")
_NAMES = (
    "Benedict Catherine Charles Edward Elizabeth Francis Frederick George Henry James John Louis Napoleon Paul Philip "
    "Pius Richard William"
)
_RULERS = frozenset(_NAMES.split())
_VALUES = {"I": 1, "V": 5, "X": 10}
_MIXED = {
    "SaaS": "sass", "PaaS": "pass", "IoT": "I.O.T", "PhD": "P.H.D", "FAQs": "F.A.Q's", "CO2": "C.O 2", "vs": "versus",
    "WWI": "World War 1", "WWII": "World War 2", "FY": "F.Y",
}  # fmt: skip
_MIXED_WORD = re.compile(rf"\b(?:(?:{'|'.join(_MIXED)})\b|FY(?=['’]?\d))")
_WORLD_WAR = re.compile(r"(?<=\bWorld War )I\b")
_COMMON = (
    "A I AM AN AS AT BE BY DO GO HE IF IN IS ME MY NO OF OH ON OR SO TO UP WE ALL AND ANY ARE ASK BAD BAR BAY BED "
    "BIG BOX BOY BUS BUT BUY CAN CAR CAT CUP CUT DAY DID DOG EAT END FAR FEW FIT FLY FOR FUN GET GOD GOT GUN GUY "
    "HAD HAS HER HEY HIM HIS HIT HOT HOW ICE ITS JOB JOY KEY LAW LET LOT LOW MAN MAP MAY MEN MIX MOM NET NEW NOR "
    "NOT NOW OFF OIL OLD ONE OUR OUT OWN PAY PUT RED RUN SAD SAY SEA SEE SET SHE SIT SIX SKY SUM SUN TAX TEA TEN "
    "THE TOO TOP TRY TWO USE WAR WAS WAY WEB WHO WHY WIN WON YES YET YOU OK "
)
_WORDS = frozenset(_COMMON.split())
_ACRONYMS = (
    "AIDS ASAP BIOS COBOL COVID DOS FIFA GIF GUI IKEA JPEG JSON LASER LEGO MIDI NAFTA NASA NATO OPEC PIN RADAR "
    "RAM ROM SCUBA SIM SOAP SONAR SWAT UEFA VAT WYSIWYG YAML ZIP "
)
_SAID_AS_WORDS = frozenset(_ACRONYMS.split())
_SPELLED = frozenset(("IEEE", "ISBN"))
_VOWELS = frozenset("AEIOUY")
_A = "[[eI]]"
"""The letter; espeak-ng takes a lone A for the article."""


def rules(*, shouted: bool) -> Iterator[Rule]:
    """`shouted`: most of the script is in capitals, so that these mean nothing."""
    yield _MIXED_WORD, lambda match: _MIXED[match[0]] + " " * match.string[match.end() : match.end() + 1].isdigit()
    yield _WORLD_WAR, lambda _: "1"
    yield _EITHER_LETTER, lambda match: f"{_letter(match[1])} {_letter(match[2])}" if match[1] else f"N {_A}"
    yield _NAMED_A, lambda _: _A
    yield _LETTERS_AND, lambda match: f"{_letter(match[1])} and {_letter(match[2])}"
    yield _DIGIT_BETWEEN, lambda match: f"{_letter(match[1])} to {_letter(match[3])}"
    if not shouted:
        yield _ROMAN, _roman
        yield _CAPITALS, _acronym


def _roman(match: re.Match[str]) -> str | None:
    """ "World War II" → 2, "Henry VIII" → the 8th. A single I, V or X is a letter."""
    numeral = match[2]
    if len(numeral) < 2:
        return None
    values = [_VALUES[sign] for sign in numeral]
    number = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return f"{match[1]} the {ordinal(number)}" if match[1] in _RULERS else f"{match[1]} {number}"


def _acronym(match: re.Match[str]) -> str | None:
    written, after = match[1], " " if match[3] else ""
    if written in _WORDS and written not in ("IT", "US"):
        return None
    if written in _SAID_AS_WORDS:
        return written.lower() + match[2] + after
    if written in _SPELLED or len(written) <= 3 or not _VOWELS & set(written):
        return ".".join(written) + ("'s" if match[2] else "") + after
    return None


def _letter(sign: str) -> str:
    return _A if sign == "A" else sign
