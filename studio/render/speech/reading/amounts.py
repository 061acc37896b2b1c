"""Percentages, measures, ranges and grouped numbers. Digits stay digits: saying them is espeak-ng's part."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from studio.render.speech.reading import prices
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD, Tongue

_UNITS = {
    "km/h": "speed-kilometer-per-hour", "mph": "speed-mile-per-hour", "m/s": "speed-meter-per-second",
    "km²": "area-square-kilometer", "m²": "area-square-meter", "m³": "volume-cubic-meter", "km": "length-kilometer",
    "cm": "length-centimeter", "mm": "length-millimeter", "m": "length-meter", "ft": "length-foot", "mi": "length-mile",
    "kg": "mass-kilogram", "mg": "mass-milligram", "g": "mass-gram", "lb": "mass-pound", "lbs": "mass-pound",
    "oz": "mass-ounce", "l": "volume-liter", "L": "volume-liter", "ml": "volume-milliliter",
    "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit",
    "kB": "digital-kilobyte", "KB": "digital-kilobyte", "MB": "digital-megabyte",
    "GB": "digital-gigabyte", "TB": "digital-terabyte", "kWh": "energy-kilowatt-hour", "kW": "power-kilowatt",
    "MW": "power-megawatt", "W": "power-watt", "V": "electric-volt", "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz", "MHz": "frequency-megahertz", "GHz": "frequency-gigahertz",
    "ms": "duration-millisecond", "px": "graphics-pixel", "min": "duration-minute", "h": "duration-hour",
    "hr": "duration-hour", "hrs": "duration-hour", "sec": "duration-second", "mins": "duration-minute",
    "s": "duration-second", "℃": "temperature-celsius", "℉": "temperature-fahrenheit", "sq ft": "area-square-foot",
}  # fmt: skip
_AFTER_NUMBER = {
    "en": {"fps": "frames per second", "x": "times", "×": "times", "dB": "decibels", "Mbps":
           "megabits per second", "Gbps": "gigabits per second", "Mbit/s": "megabits per second"},
    "de": {"x": "mal", "×": "mal"}, "fr": {"x": "fois", "×": "fois"}, "es": {"x": "veces"}, "it": {"x": "volte"},
    "pt": {"x": "vezes"}, "nl": {"x": "keer", "×": "keer", "u": "uur"},
    "zh": {"km/h": "公里每小时", "km": "公里", "m": "米", "cm": "厘米", "mm": "毫米", "kg": "公斤", "g": "克",
           "l": "升", "°C": "摄氏度", "℃": "摄氏度", "m²": "平方米", "GB": "G B", "x": "倍"},
}  # fmt: skip
_BY = {"en": "by", "de": "mal", "fr": "par", "es": "por", "it": "per", "pt": "por", "nl": "bij"}
_OUT_OF = {"en": "out of", "de": "von", "fr": "sur", "es": "sobre", "it": "su", "pt": "de", "nl": "van"}
_RATING = re.compile(r"(?<![\w/.,-])(\d[.,]\d\d?|[45](?=/5)|[5-9](?=/10)|10(?=/10))/(5|10)(?![\w/]|[.,]\d|\sof\b)")
_BEFORE_DATES = re.compile(
    r"\b(?:on|by|until|from|le|du|au|am|vom|zum|bis|el|del|il|dal|em|op|van|tot)\s$", re.IGNORECASE
)
_SIMPLE_FRACTION = re.compile(rf"(?<!{WORD})(?<![.,/])([1-9])/([2-9]|10)(?!{WORD}|[./])")
_AROUND_THE_CLOCK = re.compile(rf"(?<!{WORD}|/)24/7(?:/365)?(?!{WORD}|/)")
_SHARES = re.compile(r"(?<![\w/])(\d\d)/(\d\d)(?![\w/])")
_SHARPNESS = frozenset(("2K", "4K", "5K", "8K"))
"""Of screens: letters, not thousands."""
_PLACES = re.compile(
    r"\b(?:apt|apartment|suite|ste|unit|room|rm|flat|gate|seat|booth|building|hall|section|exit|platform|number|form|"
    r"figure|fig|model|level)\.?\s$",
    re.IGNORECASE,
)
"""Before a number that is a name, with a letter behind it or without."""
_MANY = "users|people|customers|downloads|views|subscribers|followers|streams|players|members|visitors|installs|readers"
"""What there are millions of, and no meters."""
_HOURS_MINUTES = re.compile(r"(?<![\w.,])(\d{1,2})\s?h\s?(\d{1,2})\s?m(?:in)?(?!\w)")
_HYPHEN_APART = re.compile(r"(?<=[\w%€£$.])\s-\s(?=[$€£]?\d)")
_ENDS_OF_RANGES = tuple(
    (re.compile(rf"(?<![\w.,:/-])(?:{end})$", re.IGNORECASE), re.compile(rf"(?:{end})(?![\w:/-])", re.IGNORECASE))
    for end in (r"\d\d?(?:[:.]\d\d)?\s?[ap]\.?m\b\.?|\d\d?:\d\d(?:\s?(?:Uhr|uur))?|\d\d?\s?h(?:\s?\d\d)?",
                r"\d+(?:[.,]\d+)?\s?%", r"[$€£]\s?\d[\d.,]*", r"\d[\d.,]*\s?[€£$]")
)  # fmt: skip
"""Between two of a kind a hyphen between spaces is "to"; between plain numbers it may be a minus."""
_LONGEST = 24
"""Signs of a number that is an amount of something."""
_BACK = 24
"""Signs before a dash in which a number is looked for."""


def rules(tongue: Tongue) -> Iterator[Rule]:
    """The rules for amounts in a language."""
    number, words = tongue.number.pattern, tongue.words
    yield from prices.rules(tongue)
    if words.percent:
        percent = re.compile(rf"(?<!{WORD})(?<![.,])({number})\s?[%٪]")
        yield percent, lambda match: words.percent.format(tongue.plain(match[1]))
    if tongue.language == "ar":
        turned = re.compile(rf"(?<![\w%٪])[%٪]\s?({number})(?!\w)")
        yield turned, lambda match: words.percent.format(tongue.plain(match[1]))
    if tongue.language in ("zh", "yue"):
        yield _SIMPLE_FRACTION, lambda match: f"{match[2]}分之{match[1]}"
    yield _AROUND_THE_CLOCK, lambda match: match[0].replace("/", " ")
    yield _SHARES, lambda match: f"{match[1]} {match[2]}" if int(match[1]) + int(match[2]) == 100 else None
    if of := _OUT_OF.get(tongue.language):
        yield _RATING, lambda match: _rated(match, of)
    yield from _measures(tongue)
    yield from prices.large_numbers(tongue)
    yield re.compile(rf"(?<![\w.,])(?:{number})(?![A-Za-z_])"), lambda match: _grouped(match[0], tongue)


def _measures(tongue: Tongue) -> Iterator[Rule]:
    """Numbers with what they count."""
    number, alone = rf"(?<!{WORD})(?<![.,])({tongue.number.pattern})", rf"(?!{WORD})"
    if tongue.language == "en":
        yield _HOURS_MINUTES, lambda match: f"{match[1]} hour{'s' * (match[1] != '1')} {match[2]} minutes"
        yield re.compile(rf"{number}m(?=\+?\s(?:{_MANY})\b)"), lambda match: f"{tongue.plain(match[1])} million"
    if by := _BY.get(tongue.language):
        yield re.compile(r"(?<=\d\d)\s?[×x]\s?(?=\d\d)"), lambda _: f" {by} "
    units = _units(tongue.locale)
    measured = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True) if unit != "s")
    yield (
        re.compile(rf"{number}(?:\s?({measured})|\s(s)){alone}(?![/²³'’])(?:(?<=[a-z])\.(?=\s[a-z]))?"),
        lambda match: _measure(match, units, tongue),
    )
    if named := _AFTER_NUMBER.get(tongue.language):
        after = "|".join(re.escape(unit) for unit in sorted(named, key=len, reverse=True))
        yield re.compile(rf"{number}\s?({after}){alone}"), lambda match: f"{tongue.plain(match[1])} {named[match[2]]}"
    if tongue.language == "en":
        yield re.compile(rf"{number}X{alone}"), lambda match: f"{tongue.plain(match[1])} times"
        yield (
            re.compile(rf"{number}(k|K|M|MM|bn|B(?!\s[A-Z])){alone}"),
            lambda match: prices.short(match[1], match[2], tongue) if not _is_name(match) else None,
        )
        yield re.compile(r"(?<=\d)\s?[×x]\s?(?=\d)"), lambda _: " by "


def ranges(tongue: Tongue) -> Iterator[Rule]:
    """The rule for what stands between the ends of a range: 5–10 km, $5-10, 9am–5pm. Before all other numbers."""
    if not tongue.words.to:
        return
    number, size = tongue.number.pattern, prices.sizes(tongue)
    unit = rf"(?:\s?(?:[%€£$₹¥]|[ap]\.?m\.?|Uhr|uur|h|x|×|{size}))"
    clock = "[:h]" if tongue.decimal == "." else "[:.h]"
    before = re.compile(
        rf"(?<!{WORD})(?<![.,/–-])(?P<hour>\d{{1,2}}{clock})?({number})(?P<unit>{unit})?$", re.IGNORECASE
    )
    after = re.compile(rf"[$€£₹¥]?({number})(?P<half>[:.\d]*\s?[ap]\.?m\b)?(?![\w/–-]*[/–-]\d)", re.IGNORECASE)

    def apart(match: re.Match[str]) -> str | None:
        start = match.string[max(0, match.start() - _BACK) : match.start()]
        alike = any(one.search(start) and other.match(match.string, match.end()) for one, other in _ENDS_OF_RANGES)
        return f" {tongue.words.to} " if alike else None

    def to(match: re.Match[str]) -> str | None:
        left = before.search(match.string[max(0, match.start() - _BACK) : match.start()])
        right = after.match(match.string, match.end())
        if left is None or right is None or (len(right[1]) > 1 and right[1].startswith("0")):
            return None
        return f" {tongue.words.to} " if "-" not in match[0] or _ranges(left, right, tongue) else None

    yield _HYPHEN_APART, apart
    yield re.compile(r"(?<=[\w%€£$₹¥×.])(?:\s?[–—〜～]\s?|[-~])(?=[$€£₹¥]?\d)"), to


def _ranges(left: re.Match[str], right: re.Match[str], tongue: Tongue) -> bool:
    """Whether a hyphen stands between the ends of a range, and in no score, telephone number or name."""
    low, high = left[2], right[1]
    if left["hour"] or left["unit"] or right["half"]:
        return True
    local_phone = len(low) == 3 and len(high) == 4
    return tongue.value(low) < tongue.value(high) and not local_phone and not (len(low) > 2 and low.startswith("0"))


def _rated(match: re.Match[str], of: str) -> str | None:
    """ "4.9/5" and "9/10" are how good something is; "on 9/10" is a day."""
    if _BEFORE_DATES.search(match.string[max(0, match.start() - _BACK) : match.start()]):
        return None
    return f"{match[1]} {of} {match[2]}"


def _is_name(match: re.Match[str]) -> bool:
    """Whether a letter behind a number is no thousand, million or billion: 4K, "Room 12B"."""
    before = match.string[max(0, match.start() - _BACK) : match.start()]
    return match[0] in _SHARPNESS or _PLACES.search(before) is not None


def _grouped(written: str, tongue: Tongue) -> str | None:
    plain = tongue.plain(written)
    return plain if plain != written else None


@functools.lru_cache(maxsize=64)
def _units(locale: str) -> dict[str, str]:
    """Signs of units, the language's own included: "кг". Those that end with a point are abbreviations like others."""
    from babel.units import format_unit

    if locale.partition("_")[0] in ("zh", "yue", "ja", "ko"):
        return _UNITS
    own = {str(format_unit(5, unit, length="short", locale=locale)).strip("5 \u00a0\u202f"): unit
           for unit in _UNITS.values()}  # fmt: skip
    return {sign: unit for sign, unit in own.items() if len(sign) > 1 and sign[-1] not in ".׳"} | _UNITS


def _measure(match: re.Match[str], units: dict[str, str], tongue: Tongue) -> str | None:
    from babel.units import format_unit

    if len(match[1]) > _LONGEST:
        return None
    unit = units[match[2] or match[3]]
    written = str(format_unit(tongue.value(match[1]), unit, length="long", format="0.######", locale=tongue.locale))
    return " ".join(written.split()) if unit not in written else None
