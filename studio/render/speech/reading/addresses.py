"""Web addresses, e-mail, hashtags, telephone numbers and versions: what is said one part at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD, Tongue

_SIGN = "A-Za-z0-9\u00c0-\u024f"
_LABELS = rf"(?<![{_SIGN}])(?:[{_SIGN}](?:[{_SIGN}_-]{{0,61}}[{_SIGN}])?\.){{1,6}}"
"""The parts of a domain before its ending; in Latin letters, which end where Japanese begins."""
_AFTER = rf"(?![{_SIGN}_@-])"
_DOMAIN = rf"{_LABELS}[A-Za-z]{{2,18}}{_AFTER}"
_PATH = r"(?::\d{2,5})?(?:[/?#][!#-;=?-~]*)?"
_MAIL = re.compile(rf"(?:mailto:)?(?<![{_SIGN}])[{_SIGN}_.+-]+@{_DOMAIN}")
_LINK = re.compile(rf"(?<![{_SIGN}])(?:(?:https?|ftp)://|www\.){_DOMAIN}{_PATH}", re.IGNORECASE)
_ENDINGS = (
    "com org net io ai app dev co tv me eu uk de fr es it nl pt br at ch be pl se no dk fi ie us ca au nz in jp cn kr "
    "ru ua tr gr cz hu ro info biz shop store online tech cloud video studio agency edu gov int museum ly gg fm "
    "xyz"
)
_BARE = re.compile(rf"{_LABELS}(?:{'|'.join(_ENDINGS.split())}){_AFTER}(?:/[!#-;=?-~]*)?")
_SHORT_ENDING = re.compile(
    r"(?<=\.)(?:io|ai|tv|eu|uk|us|de|fr|es|nl|pt|br|ch|be|pl|se|dk|fi|ie|ca|au|nz|jp|cn|kr|ru)(?![.\w])"
)
_SPELLED_WITH = {"en": "\0", "ja": "\u200b"}
"""What stands between the letters of a short ending, until the dots of the address have been read."""
_HASHTAG = re.compile(r"(?<![\w&/])#([^\W\d_]\w*)")
_NUMBER_SIGN = re.compile(r"(?<!\w)(?:#|№)\s?(?=\d)")
_MENTION = re.compile(r"(?<![\w.@])@(\w+)")
_PHONE = re.compile(rf"(?<!{WORD})(?<![.,/-])"
                    r"(?:\+\d{1,3}[\s.-]?(?:\d[\s.-])?|00\d{1,3}\s|1-)?(?:\(\d{1,5}\)[\s-]?)?"
                    rf"\d{{2,5}}(?:[\s./-]\d{{2,8}}){{1,5}}(?!{WORD}|[/-]|[.,]\d)")  # fmt: skip
_LONE_PHONE = re.compile(rf"(?<!{WORD})\+\d{{7,15}}(?!{WORD})")
_VERSION = re.compile(r"\b[vV](?:ersion )?\.?\s?(\d+(?:\.\d+){0,3})\b")
_NO_AMOUNT = re.compile(rf"(?<![{_SIGN}.,])(?:[A-Z]{{1,4}}(?:\d\d[A-Z]{{1,4}})?)?\d{{10,}}(?![{_SIGN}]|[.,]\d)")
"""Account, card and order numbers: nobody counts in billions without writing a separator."""
_GROUP = 4
_DOTTED = re.compile(r"\b\d+(?:\.\d+){2,3}\b")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_TRAILING = ".,;:!?)]}'’…"
_SIGNS = re.compile(r"[./@_+=?&#%~-]|[^./@_+=?&#%~-]+")


def links(tongue: Tongue) -> Iterator[Rule]:
    """The rules for web addresses, e-mail, hashtags and mentions."""
    words = tongue.words

    def address(match: re.Match[str]) -> str:
        written = re.sub(r"^(?:mailto:|https?://|ftp://)", "", match[0], flags=re.IGNORECASE)
        text = written.rstrip(_TRAILING)
        rest = written[len(text) :]
        text = re.split(r"[?#]", text, maxsplit=1)[0]  # nobody reads a query aloud
        if text.startswith("www."):
            text = text[4:]
        if between := _SPELLED_WITH.get(tongue.language):
            text = _SHORT_ENDING.sub(lambda ending: between.join(ending[0].upper()), text)
        return " ".join(_named(text.rstrip("/"), tongue)).replace("\0", ".").replace("\u200b", "") + rest

    yield _MAIL, address
    yield _LINK, address
    yield _BARE, address
    yield _HASHTAG, lambda match: f"{words.hashtag or '#'} {_CAMEL.sub(' ', match[1])}"
    yield _MENTION, lambda match: f"{words.at} {_CAMEL.sub(' ', match[1])}"


def numbers(tongue: Tongue) -> Iterator[Rule]:
    """The rules for telephone numbers, versions and numbered things."""
    words = tongue.words

    def phone(match: re.Match[str]) -> str | None:
        digits = re.sub(r"\D", "", match[0])
        groups = re.findall(r"\d+", match[0])
        local = tongue.language == "en" and [len(group) for group in groups] == [3, 4] and "-" in match[0]
        if not 7 <= len(digits) <= 15 or (len(groups) < 3 and not local and not match[0].startswith(("+", "(", "0"))):
            return None
        if tongue.number.fullmatch(match[0]) and not match[0].startswith("0"):
            return None
        plus = f"{words.plus} " if match[0].startswith("+") and words.plus else ""
        return plus + ", ".join(" ".join(group) for group in groups)

    def lone(match: re.Match[str]) -> str:
        digits = match[0][1:]
        return f"{words.plus} " + ", ".join(" ".join(digits[at : at + 3]) for at in range(0, len(digits), 3))

    def version(match: re.Match[str]) -> str | None:
        if not words.version or (match[0][0] == "V" and match[0][1:] == match[1] and "." not in match[1]):
            return None  # a V8 is an engine
        return f"{words.version} {_dotted(match[1], tongue)}"

    if words.number:
        yield _NUMBER_SIGN, lambda match: f"{words.number} "
    yield _LONE_PHONE, lone
    yield _PHONE, phone
    yield _VERSION, version
    yield _DOTTED, lambda match: None if tongue.number.fullmatch(match[0]) else _dotted(match[0], tongue)


def long_numbers(tongue: Tongue) -> Iterator[Rule]:
    """The rule for numbers that are names and no amounts: said by their digits, four at a time."""
    dotted = tongue.language in ("en", "de", "fr", "es", "it", "pt", "nl")

    def grouped(match: re.Match[str]) -> str:
        parts = re.findall(rf"[A-Z]+|\d{{1,{_GROUP}}}", match[0])
        return ", ".join(("." if dotted and part.isalpha() else " ").join(part) for part in parts)

    yield _NO_AMOUNT, grouped


def _named(text: str, tongue: Tongue) -> Iterator[str]:
    words = tongue.words
    names = {".": words.dot, "/": words.slash, "@": words.at, "-": words.dash, "_": words.underscore or words.dash,
             "+": words.plus, "&": words.and_}  # fmt: skip
    for piece in _SIGNS.findall(text):
        yield names.get(piece) or piece


def _dotted(number: str, tongue: Tongue) -> str:
    """ "2.0" → "2 point 0": versions have points in every language."""
    point = "point" if tongue.language == "en" else tongue.words.dot
    return f" {point} ".join(number.split("."))
