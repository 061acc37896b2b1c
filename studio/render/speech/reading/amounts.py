"""Money, percentages, measures, ranges and grouped numbers. Digits stay digits: saying them is espeak-ng's part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading.coins import CODES, COINS, SIGNS, Coin
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import Tongue

_LARGE = {
    "en": {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion",
           "b": "billion", "B": "billion", "tn": "trillion", "T": "trillion", "thousand": "thousand",
           "million": "million", "billion": "billion", "trillion": "trillion"},
    "de": {"Tsd.": "Tausend", "Mio.": "Millionen", "Mrd.": "Milliarden", "Mio": "Millionen", "Mrd": "Milliarden",
           "M": "Millionen", "Millionen": "Millionen", "Milliarden": "Milliarden"},
    "fr": {"k": "mille", "M": "millions", "Md": "milliards", "Mds": "milliards", "millions": "millions",
           "milliards": "milliards"},
    "es": {"k": "mil", "M": "millones", "mil": "mil", "millones": "millones"},
    "it": {"k": "mila", "M": "milioni", "mln": "milioni", "mld": "miliardi", "milioni": "milioni",
           "miliardi": "miliardi"},
    "pt": {"k": "mil", "M": "milhões", "mil": "mil", "milhões": "milhões", "bilhões": "bilhões"},
    "nl": {"k": "duizend", "mln": "miljoen", "mld": "miljard", "mln.": "miljoen", "mld.": "miljard",
           "miljoen": "miljoen", "miljard": "miljard"},
}  # fmt: skip
_OF = {"fr": ("de ", "d'"), "es": ("de ", "de "), "it": ("di ", "di "), "pt": ("de ", "de ")}
"""After millions the money's name wants a preposition here: (before consonants, before vowels)."""
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
    "hrs": "duration-hour", "sec": "duration-second", "mins": "duration-minute",
    "s": "duration-second",
}  # fmt: skip
_AFTER_NUMBER = {"en": {"fps": "frames per second", "x": "times", "×": "times", "dB": "decibels", "Mbps":
                 "megabits per second", "Gbps": "gigabits per second", "Mbit/s": "megabits per second"},
    "zh": {"km/h": "公里每小时", "km": "公里", "m": "米", "cm": "厘米", "mm": "毫米", "kg": "公斤", "g": "克",
           "l": "升",
           "°C": "摄氏度", "m²": "平方米", "GB": "G B"}}  # fmt: skip
_SHARPNESS = frozenset(("2K", "4K", "5K", "8K"))
"""Of screens: letters, not thousands."""
_CENTS = 2
_LONGEST = 24
"""Signs of a number that is an amount of something."""


def rules(tongue: Tongue) -> Iterator[Rule]:
    """The rules for amounts in a language."""
    number, words = tongue.number.pattern, tongue.words
    large = _LARGE.get(tongue.language, {})
    size = rf"(?:\s?(?P<size>{'|'.join(re.escape(s) for s in sorted(large, key=len, reverse=True))})(?!\w))?" if large \
        else "(?P<size>(?!))?"  # fmt: skip
    sign = "|".join(re.escape(s) for s in sorted(SIGNS | CODES, key=len, reverse=True))

    def money(match: re.Match[str]) -> str | None:
        return _money(match, tongue, large)

    if words.minus:
        yield re.compile(rf"(?<![\w.,)\]/–-])[-−](?=(?:{sign})?\d)"), lambda _: f"{words.minus} "
    yield re.compile(rf"(?<!\w)(?<!\d\s)(?P<coin>{sign})\s?(?P<amount>{number}){size}(?!\w)"), money
    yield re.compile(rf"(?<![\w.,])(?P<amount>{number}){size}\s?(?P<coin>{sign})(?!\w)"), money
    if words.percent:
        percent = re.compile(rf"(?<![\w.,])({number})\s?[%٪]")
        yield percent, lambda match: words.percent.format(tongue.plain(match[1]))
    measured = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True) if unit != "s")
    yield (
        re.compile(rf"(?<![\w.,])({number})(?:\s?({measured})|\s(s))(?![\w/²³'’])"),
        lambda match: _measure(match, tongue),
    )
    named = _AFTER_NUMBER.get(tongue.language, {})
    if named:
        after = "|".join(re.escape(unit) for unit in named)
        yield (
            re.compile(rf"(?<![\w.,])({number})\s?({after})(?!\w)"),
            (lambda match: f"{tongue.plain(match[1])} {named[match[2]]}"),
        )
    if large and tongue.language == "en":
        yield (
            re.compile(rf"(?<![\w.,])({number})(k|K|M|bn|B)(?!\w)"),
            (lambda match: f"{tongue.plain(match[1])} {large[match[2]]}" if match[0] not in _SHARPNESS else None),
        )
        yield re.compile(r"(?<=\d)\s?[×x]\s?(?=\d)"), lambda _: " by "
    yield re.compile(rf"(?<![\w.,])(?:{number})(?![A-Za-z_])"), lambda match: _grouped(match[0], tongue)


def ranges(tongue: Tongue) -> Iterator[Rule]:
    """The rule for what stands between the ends of a range: 5–10 km, $5-10, 9am–5pm. Before all other numbers."""
    if not tongue.words.to:
        return
    number = tongue.number.pattern
    before = re.compile(rf"(?<![\w.,/–-])({number})(?:\s?[%€]|\s?[ap]\.?m\.?)?$", re.IGNORECASE)
    after = re.compile(rf"[$€£]?({number})(?:\s?[ap]\.?m\b)?(?![\w/–-]*[/–-]\d)", re.IGNORECASE)

    def to(match: re.Match[str]) -> str | None:
        left = before.search(match.string[max(0, match.start() - 24) : match.start()])
        right = after.match(match.string, match.end())
        if left is None or right is None or (len(right[1]) > 1 and right[1].startswith("0")):
            return None
        rising = tongue.value(left[1]) < tongue.value(right[1]) or left[0] != left[1]
        local_phone = len(left[1]) == 3 and len(right[1]) == 4
        return f" {tongue.words.to} " if "-" not in match[0] or (rising and not local_phone) else None

    yield re.compile(r"(?<=[\d%€mM.])(?:\s?[–—]\s?|-)(?=[$€£]?\d)"), to


def _grouped(written: str, tongue: Tongue) -> str | None:
    plain = tongue.plain(written)
    return plain if plain != written else None


def _money(match: re.Match[str], tongue: Tongue, large: dict[str, str]) -> str | None:
    code = CODES.get(match["coin"]) or SIGNS[match["coin"]]
    if not code:
        code = {"sv": "SEK", "nb": "NOK", "da": "DKK", "zh": "CNY", "ja": "JPY"}.get(tongue.language, "")
        code = code or ("JPY" if match["coin"] in "¥￥" else "")
    if not code:
        return None
    if len(match["amount"]) > _LONGEST:
        return None
    amount, size = tongue.plain(match["amount"]), large.get(match["size"] or "", "")
    whole, _, cents = amount.partition(tongue.decimal)
    coin = COINS.get(tongue.language, {}).get(code)
    if size:
        name = coin.many if coin else _money_name(code, 2_000_000, tongue)
        return f"{amount} {size} {_of(name, size, tongue)}{name}"
    if coin is None:
        return f"{amount} {_money_name(code, tongue.value(match['amount']), tongue)}"
    if len(cents) != _CENTS or not coin.cents:
        return f"{amount} {coin.one if amount == '1' else coin.many}"
    return _with_cents(int(whole), int(cents), coin)


def _with_cents(whole: int, cents: int, coin: Coin) -> str:
    small = f"{cents} {coin.cent if cents == 1 else coin.cents}"
    if whole == 0 and cents:
        return small
    large = f"{whole} {coin.one if whole == 1 else coin.many}"
    return f"{large} {coin.between}{small if coin.names_cents else cents}" if cents else large


def _money_name(code: str, amount: float, tongue: Tongue) -> str:
    from babel.numbers import get_currency_name

    return str(get_currency_name(code, amount, locale=tongue.locale))


def _of(name: str, size: str, tongue: Tongue) -> str:
    before = _OF.get(tongue.language)
    if before is None or size in ("mil", "mille", "mila"):
        return ""
    return before[name[0].lower() in "aeiou"]


def _measure(match: re.Match[str], tongue: Tongue) -> str | None:
    from babel.units import format_unit

    if len(match[1]) > _LONGEST:
        return None
    unit = _UNITS[match[2] or match[3]]
    written = str(format_unit(tongue.value(match[1]), unit, length="long", format="0.######", locale=tongue.locale))
    return " ".join(written.split()) if unit not in written else None
