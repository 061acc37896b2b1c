"""Dates and times of day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator

from studio.render.speech.reading import english, european
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import Tongue

_ISO = re.compile(r"(?<![\w/-])(\d{4})-(\d{2})-(\d{2})(?![\w/-])")
_SLASHED = re.compile(r"(?<![\w/.-])(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\w/-])")
_POINTED = re.compile(r"(?<![\w/.-])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?![\w/-])")
_CLOCK = re.compile(r"(?<![\w:.,])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\w:%]|[.,]\d)"
                    r"(?:\s?((?:[ap]\.?\s?m\b\.?|Uhr|uur|h)(?!\w)))?", re.IGNORECASE)  # fmt: skip
_FRENCH_CLOCK = re.compile(r"(?<![\w:])([01]?\d|2[0-4])\s?h\s?([0-5]\d)?(?!\w)")
_HOUR_AM = re.compile(r"\b(1[0-2]|0?[1-9])\s?([ap])\.?\s?m\b\.?(?!\w)", re.IGNORECASE)
_CHINESE_YEAR = re.compile(r"(?<!\d)\d{4}(?=\s?年)")
_BETWEEN = {
    "fr": "heures",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "uur",
    "de": "Uhr",
    "ja": "時",
    "zh": "点",
    "ko": "시",
}
_YEAR_OF = {" г.": " года", " р.": " року", " г": " года", " р": " року"}


def rules(tongue: Tongue) -> Iterator[Rule]:
    """The rules for dates and times in a language."""

    def iso(match: re.Match[str]) -> str | None:
        return _said(int(match[1]), int(match[2]), int(match[3]), tongue)

    def slashed(match: re.Match[str]) -> str | None:
        first, second = int(match[1]), int(match[3])
        month, day = (first, second) if _month_first(tongue) else (second, first)
        return _said(int(match[4]), month, day, tongue)

    def pointed(match: re.Match[str]) -> str | None:
        return _said(int(match[3]), int(match[2]), int(match[1]), tongue)

    yield _ISO, iso
    yield _SLASHED, slashed
    yield _POINTED, pointed
    yield _CLOCK, _clock(tongue)
    if tongue.language in ("zh", "yue"):
        yield _CHINESE_YEAR, lambda match: " ".join(match[0])
    if tongue.language == "fr":
        yield _FRENCH_CLOCK, lambda match: f"{int(match[1])} heures {_minutes(match[2])}".strip()
    if tongue.language == "pt":
        yield _FRENCH_CLOCK, lambda match: f"{int(match[1])} {'e ' + match[2] if match[2] else 'horas'}"
    if tongue.language == "en":
        yield _HOUR_AM, lambda match: f"{int(match[1])} {_half(match[2])}"


def _said(year: int, month: int, day: int, tongue: Tongue) -> str | None:
    from babel.dates import format_date

    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    if tongue.language == "en":
        return english.date(date, tongue)
    if tongue.language in european.DAYS:
        return european.date(date, tongue)
    written = " ".join(str(format_date(date, "long", locale=tongue.locale)).split())
    for short, whole in _YEAR_OF.items():
        if written.endswith(short):
            written = written.removesuffix(short) + whole
    return written


def _clock(tongue: Tongue) -> Callable[[re.Match[str]], str | None]:
    between = _BETWEEN.get(tongue.language, "")

    def clock(match: re.Match[str]) -> str | None:
        hour, minutes, after = int(match[1]), match[2], (match[3] or "").lower()
        if ":" not in match[0] and after in ("", "h") and not (after and tongue.language == "fr"):
            return None  # 10.30 is a number
        if tongue.language == "en":
            half = f" {_half(after[0])}" if after[:1] in ("a", "p") else ""
            if minutes == "00":
                return f"{hour}{half}" if half else f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred hours"
            return f"{hour} {'oh ' if minutes[0] == '0' else ''}{int(minutes)}{half}"
        return f"{hour} {between} {_minutes(minutes)}".replace("  ", " ").rstrip() if minutes != "00" or between \
            not in ("y", "e", "") else f"{hour}"  # fmt: skip

    return clock


def _minutes(written: str | None) -> str:
    return str(int(written)) if written and written != "00" else ""


def _half(sign: str) -> str:
    return "A.M" if sign.lower() == "a" else "P.M"


def _month_first(tongue: Tongue) -> bool:
    return tongue.language == "en" and tongue.region in ("", "US", "PH")
