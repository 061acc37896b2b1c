"""Dates and times of day."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator

from studio.render.speech.reading import english, european
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD, Tongue

_ISO = re.compile(rf"(?<!{WORD})(?<![/-])(\d{{4}})([/-])(\d{{1,2}})\2(\d{{1,2}})(?!{WORD}|[/-])")
_SLASHED = re.compile(
    r"(?<![\w/.-])(\d{1,2})(?:/(\d{1,2})/(\d{4}|\d\d(?!\s?[%€$£]|[\s-](?:month|year|week|day|hour|Monat|mois|mes)))|"
    r"-(\d{1,2})-(\d{4}))(?![\w/-])"
)
"""12/24/36 months are no day."""
_POINTED = re.compile(r"(?<![\w/.-])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d\d(?![.,:]\d))(?![\w/-])")
_POINTING = frozenset(
    ("bg", "cs", "da", "de", "et", "fi", "hr", "lv", "mk", "nb", "pl", "ro", "ru", "sk", "sl", "sr", "tr", "uk")
)
"""Languages that write days with points; elsewhere 1.2.26 is no date."""
_ENDS_AFTER_HALF = (
    r"(?-i:\s+(?!(?:[ECMP][SD]?T|GMT|UTC|BST|CET|Eastern|Central|Mountain|Pacific|Mon|Tue|Wed|Thu|Fri|Sat|Sun))[A-Z])"
)
_M = rf"m\b(?:(?<=\.m)\.(?!{_ENDS_AFTER_HALF}))?"
"""The end of "pm" and "p.m.", without the point that ends the sentence too."""
_CLOCK = re.compile(rf"(?<!{WORD})(?<![:.,])" r"([01]?\d|2[0-4])[:.]([0-5]\d)"
                    rf"(?!(?!(?:[ap]\.?m|h|Uhr)\b){WORD}|[:%]|[.,]\d)"
                    rf"(?:\s?((?:[ap]\.?\s?{_M}|Uhr|uur|h)(?!\w)))?", re.IGNORECASE)  # fmt: skip
_FRENCH_CLOCK = re.compile(r"(?<![\w:])([01]?\d|2[0-4])\s?h(?:\s?([0-5]\d))?(?!\w)")
_HOUR_AM = re.compile(rf"\b(1[0-2]|0?[1-9])\s?([ap])\.?\s?{_M}(?!\w)", re.IGNORECASE)
_HOUR_COMES = re.compile(r"\b(?:ore|alle|dalle|le)\s$", re.IGNORECASE)
_HOUR_FOLLOWS = re.compile(r"\s(?:bis|und|tot|en)\s\d{1,2}[.:]\d\d\s?(?:Uhr|uur)\b")
"""Where hours are written with a point: before it in Italian, after its range in German and Dutch."""
_CHINESE_YEAR = re.compile(r"(?<!\d)\d{4}(?=\s?年)")
_JAPANESE_DAY = re.compile(r"(?:(?<![\d/])(1?\d)/([1-3]?\d)|(?<=日))\s?[（(]([月火水木金土日])[)）]")
"""With its weekday: 3/5(木), 3月5日（木）."""
_BETWEEN = {
    "fr": "heures",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "uur",
    "de": "Uhr",
    "zh": "点",
}
_HOURS_MINUTES = {"ja": ("時", "分"), "ko": ("시 ", "분")}
_YEAR_OF = {" г.": " года", " р.": " року", " г": " года", " р": " року"}


def rules(tongue: Tongue) -> Iterator[Rule]:
    """The rules for dates and times in a language."""

    def iso(match: re.Match[str]) -> str | None:
        return _said(int(match[1]), int(match[3]), int(match[4]), tongue)

    def slashed(match: re.Match[str]) -> str | None:
        first, second = int(match[1]), int(match[2] or match[4])
        month, day = (first, second) if _month_first(tongue) else (second, first)
        return _said(_whole_year(match[3] or match[5]), month, day, tongue)

    def pointed(match: re.Match[str]) -> str | None:
        if len(match[3]) == 2 and tongue.language not in _POINTING:
            return None
        return _said(_whole_year(match[3]), int(match[2]), int(match[1]), tongue)

    yield _ISO, iso
    yield _SLASHED, slashed
    yield _POINTED, pointed
    yield _CLOCK, _clock(tongue)
    if tongue.language in ("zh", "yue"):
        yield _CHINESE_YEAR, lambda match: " ".join(match[0])
    if tongue.language == "ja":
        yield _JAPANESE_DAY, lambda match: f"{match[1]}月{match[2]}日{match[3]}曜日" if match[1] else f"{match[3]}曜日"
    if tongue.language == "fr":
        yield _FRENCH_CLOCK, lambda match: f"{int(match[1])} heures {_minutes(match[2])}".strip()
    if tongue.language == "pt":
        yield _FRENCH_CLOCK, lambda match: f"{int(match[1])} {'e ' + match[2] if match[2] else 'horas'}"
    if tongue.language == "en":
        yield _HOUR_AM, lambda match: f"{int(match[1])} {_half(match[2])}"


def spans(tongue: Tongue) -> Iterator[Rule]:
    """The rules for Mon–Fri and Jan–Mar, in the languages whose names don't change after "to"."""
    if tongue.language not in european.DAYS | {"en"}:
        return
    for names in _names(tongue.locale):
        listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))

        def between(match: re.Match[str], names: dict[str, str] = names) -> str | None:
            first, last = names.get(match[1].lower()), names.get(match[2].lower())  # ſ is found as an s, and is none
            return f"{first} {tongue.words.to} {last}" if first and last else None

        yield (
            re.compile(
                rf"(?<![\w.-])({listed})\.?\s?[-–—]\s?({listed})(?![\w-])(?:\.(?=\s*[\d,:a-z]))?", re.IGNORECASE
            ),
            between,
        )


@functools.lru_cache(maxsize=16)
def _names(locale: str) -> tuple[dict[str, str], dict[str, str]]:
    """Days and months: short and whole names, in small letters, and the whole name for each."""
    from babel.dates import get_day_names, get_month_names

    found = []
    for get in (get_day_names, get_month_names):
        whole, short = get("wide", locale=locale), get("abbreviated", locale=locale)
        found.append({str(name).lower().rstrip("."): str(whole[key]) for names in (whole, short)
                      for key, name in names.items()})  # fmt: skip
    return found[0], found[1]


def _whole_year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


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
        if ":" not in match[0] and not _is_clock(match, after, tongue):
            return None  # 10.30 is a number
        if units := _HOURS_MINUTES.get(tongue.language):
            return f"{hour}{units[0]}" + (f"{int(minutes)}{units[1]}" if minutes != "00" else "")
        if tongue.language == "en":
            half = f" {_half(after[0])}" if after[:1] in ("a", "p") else ""
            if minutes == "00":
                return f"{hour}{half}" if half else f"{hour} o'clock" if 0 < hour <= 12 else f"{hour} hundred hours"
            return f"{hour} {'oh ' if minutes[0] == '0' else ''}{int(minutes)}{half}"
        return f"{hour} {between} {_minutes(minutes)}".replace("  ", " ").rstrip() if minutes != "00" or between \
            not in ("y", "e", "") else f"{hour}"  # fmt: skip

    return clock


def _is_clock(match: re.Match[str], after: str, tongue: Tongue) -> bool:
    """Whether what is written with a point, as numbers are, is a time."""
    if after not in ("", "h") or (after and tongue.language == "fr"):
        return True
    if tongue.language == "it":
        return bool(_HOUR_COMES.search(match.string[max(0, match.start() - 8) : match.start()]))
    return tongue.language in ("de", "nl") and bool(_HOUR_FOLLOWS.match(match.string, match.end()))


def _minutes(written: str | None) -> str:
    return str(int(written)) if written and written != "00" else ""


def _half(sign: str) -> str:
    return "A.M" if sign.lower() == "a" else "P.M"


def _month_first(tongue: Tongue) -> bool:
    return tongue.language == "en" and tongue.region in ("", "US", "PH")
