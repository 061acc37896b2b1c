"""Money: prices, ranges of prices, what they are for; and large numbers written short."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading.coins import CODES, COINS, SIGNS, Coin
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD, Tongue

_LARGE = {
    "en": {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "MM": "million", "bn":
           "billion", "b": "billion", "B": "billion", "tn": "trillion", "T": "trillion", "thousand": "thousand",
           "million": "million", "billion": "billion", "trillion": "trillion", "lakh": "lakh", "crore": "crore"},
    "de": {"Tsd.": "Tausend", "Mio.": "Millionen", "Mrd.": "Milliarden", "Mio": "Millionen", "Mrd": "Milliarden",
           "M": "Millionen", "Millionen": "Millionen", "Milliarden": "Milliarden", "Million": "Million", "Milliarde":
           "Milliarde"},
    "fr": {"k": "mille", "M": "millions", "Md": "milliards", "Mds": "milliards", "millions": "millions",
           "milliards": "milliards", "million": "million", "milliard": "milliard"},
    "es": {"k": "mil", "M": "millones", "mil": "mil", "millones": "millones", "millón": "millón"},
    "it": {"k": "mila", "M": "milioni", "mln": "milioni", "mld": "miliardi", "mila": "mila", "milioni": "milioni",
           "miliardi": "miliardi", "milione": "milione", "miliardo": "miliardo"},
    "pt": {"k": "mil", "M": "milhões", "mi": "milhões", "bi": "bilhões", "mil": "mil", "milhões": "milhões", "bilhões":
           "bilhões", "milhão": "milhão", "bilhão": "bilhão"},
    "nl": {"k": "duizend", "mln": "miljoen", "mld": "miljard", "mln.": "miljoen", "mld.": "miljard",
           "miljoen": "miljoen", "miljard": "miljard"},
    "hi": {"लाख": "लाख", "करोड़": "करोड़", "हज़ार": "हज़ार", "हजार": "हजार"},
    "ja": {"万": "万", "億": "億", "千": "千"},
    "ko": {"만": "만", "억": "억", "천": "천"},
    "zh": {"万": "万", "亿": "亿", "千": "千"},
    "yue": {"萬": "萬", "億": "億", "千": "千"},
}  # fmt: skip
_ONE = {"Millionen": "eine Million", "Million": "eine Million", "Milliarden": "eine Milliarde", "Milliarde":
        "eine Milliarde", "millones": "un millón", "millón": "un millón", "milioni": "un milione", "milione":
        "un milione", "miliardi": "un miliardo", "miliardo": "un miliardo", "milhões": "um milhão", "milhão":
        "um milhão", "bilhões": "um bilhão", "bilhão": "um bilhão"}  # fmt: skip
"""What one of many is."""
_OF = {"fr": ("de ", "d'"), "es": ("de ", "de "), "it": ("di ", "di "), "pt": ("de ", "de ")}
"""After millions the money's name wants a preposition here: (before consonants, before vowels)."""
_SHORT_TIMES = {"en": {"mo": "month", "yr": "year", "wk": "week", "hr": "hour", "pp": "person", "ea": "each"},
                "de": {"Mon": "Monat"},
                "pl": {"mies": "miesiąc"}}  # fmt: skip
_HOME = {"pl": r"\s(?:polsk|amerykańsk)\w+", "ru": r"российск\w+\s|\sСША", "uk": r"українськ\w+\s|\sСША", "cs":
         r"(?:česk|americk)\w+\s", "hu": r"magyar\s", "ro": r"\sromânesc\b|\sromânești", "bg": r"български\s", "ko":
         r"대한민국\s|미국\s", "he": r"\sחדש(?:ים)?", "mr": r"भारतीय\s", "ta": r"இந்திய\s", "te": r"భారతదేశ\s", "ur":
         r"پاکستانی\s", "id": r"\sIndonesia", "vi": r"\sViệt Nam", "is": r"íslensk\w*\s"}  # fmt: skip
"""What CLDR adds to the names of coins and nobody says who pays with them."""
_CENTS = 2
_LONGEST = 24
"""Signs of a number that is an amount of something."""
_BACK = 40
"""Signs before a slash in which a price is looked for."""
_SIGN = "|".join(re.escape(s) for s in sorted(SIGNS | CODES, key=len, reverse=True))
_NOTHING_LEFT = r"(?:/-|,(?:-{1,2}|–)(?=\s|$))?"
""" "₹499/-", "49,–": there are no cents."""


def rules(tongue: Tongue) -> Iterator[Rule]:
    """The rules for prices, after those for what they are for."""
    amount, size = _amount(tongue), _size(tongue)

    def money(match: re.Match[str]) -> str | None:
        return _money(match["coin"], match["amount"], match["size"], tongue)

    if tongue.words.minus:
        yield re.compile(rf"(?<![\w.,)\]/–-])[-−](?=(?:{_SIGN})?\d)"), lambda _: f"{tongue.words.minus} "
    before = rf"(?<!{WORD})(?<!\d\s)(?P<coin>{_SIGN})\s?(?P<amount>{amount})"
    yield re.compile(rf"{before}{size}(?![.,]\d){_NOTHING_LEFT}(?!{WORD})"), money
    yield (
        re.compile(rf"(?<!{WORD})(?<![.,])(?P<amount>{amount}){_NOTHING_LEFT}{size}\s?(?P<coin>{_SIGN})(?!{WORD})"),
        money,
    )


def large_numbers(tongue: Tongue) -> Iterator[Rule]:
    """The rule for thousands, millions and billions of anything, written short."""
    large = _LARGE.get(tongue.language, {})
    written = [name for name, said in large.items() if name != said]
    if tongue.language == "en" or not written:
        return
    names = "|".join(re.escape(name) for name in sorted(written, key=len, reverse=True))

    def number(match: re.Match[str]) -> str:
        return short(match[1], match[2], tongue)

    yield re.compile(rf"(?<![\w.,])({tongue.number.pattern})\s?({names})(?!\w)"), number


def before_all(tongue: Tongue) -> Iterator[Rule]:
    """What must be read before numbers are: ranges of prices ($5–10m), and what a price is for ($9/month)."""
    amount, size, words = _amount(tongue), _size(tongue), tongue.words

    def between(match: re.Match[str]) -> str | None:
        coin, low, high = match["coin"], match["low"], match["amount"]
        named = match["less"] is None and match["size"] is None and tongue.decimal in low + high
        first = _money(coin, low, None, tongue) if named else short(low, match["less"], tongue)
        last = _money(coin, high, match["size"], tongue)
        return f"{first} {words.to} {last}" if first and last else None

    price = re.compile(rf"(?:(?:{_SIGN})\s?{amount}{size}|{amount}{_size(tongue, 'more')}\s?(?:{_SIGN}))(?:/{WORD}+)*$")
    times = _SHORT_TIMES.get(tongue.language, {})

    def each(match: re.Match[str]) -> str | None:
        if not price.search(match.string[max(0, match.start() - _BACK) : match.start()]):
            return None
        return f" {words.per} {times.get(match[1] or '', '')}"

    if words.per:
        yield re.compile(rf"\s?/\s?(?:({'|'.join(times) or '(?!)'})\b(?:\.(?!\s+[A-Z]|\s*$))?|(?=[^\W\d_]))"), each
    if words.to:
        low = rf"(?<!{WORD})(?P<coin>{_SIGN})\s?(?P<low>{tongue.number.pattern}){_size(tongue, 'less')}\s?[–—-]\s?"
        yield re.compile(rf"{low}(?P<amount>{tongue.number.pattern}){size}(?![.,/-]?\d)(?!{WORD})"), between


def _amount(tongue: Tongue) -> str:
    """A price's number, even with the cents as another language writes them: $9.99 in a German script."""
    return rf"(?:{tongue.number.pattern}|\d{{1,3}}(?:[.,]\d{{3}})*[.,]\d\d(?!\d))"


def sizes(tongue: Tongue) -> str:
    """A pattern for thousands, millions and billions as they are written behind a number."""
    listed = sorted(_LARGE.get(tongue.language, {}), key=len, reverse=True)
    return "|".join(re.escape(size) for size in listed) or "(?!)"


def _size(tongue: Tongue, name: str = "size") -> str:
    return rf"(?:\s?(?P<{name}>{sizes(tongue)})(?!{WORD}))?"


def _money(sign: str, written: str, large: str | None, tongue: Tongue) -> str | None:
    code = CODES.get(sign) or SIGNS[sign]
    if not code:
        code = {"sv": "SEK", "nb": "NOK", "da": "DKK", "zh": "CNY", "ja": "JPY"}.get(tongue.language, "")
        code = code or ("JPY" if sign in "¥￥" else "")
    if not code or len(written) > _LONGEST:
        return None
    amount, coin = _plain(written, tongue), COINS.get(tongue.language, {}).get(code)
    whole, _, cents = amount.partition(tongue.decimal)
    if large:
        size = _LARGE[tongue.language][large]
        name = coin.many if coin else _name(code, 2_000_000, tongue)
        if tongue.language in ("ja", "zh", "yue"):
            return f"{amount}{size}{name}"
        return f"{_sized(amount, size)} {_of(name, size, tongue)}{name}"
    if coin is None:
        return f"{amount} {_name(code, float(amount.replace(tongue.decimal, '.')), tongue)}"
    if len(cents) != _CENTS or not coin.cents:
        return f"{coin.single} {coin.one}" if amount == "1" else f"{amount} {coin.many}"
    return _with_cents(int(whole), int(cents), coin)


def _plain(written: str, tongue: Tongue) -> str:
    if tongue.number.fullmatch(written):
        return tongue.plain(written)
    return re.sub(r"[.,]", "", written[:-3]) + tongue.decimal + written[-2:]


def short(written: str, large: str | None, tongue: Tongue) -> str:
    """A number and how many of it there are: "1.5", "M" → "1.5 million"."""
    return _sized(tongue.plain(written), _LARGE[tongue.language][large]) if large else tongue.plain(written)


def _sized(amount: str, size: str) -> str:
    return _ONE[size] if amount == "1" and size in _ONE else f"{amount} {size}"


def _with_cents(whole: int, cents: int, coin: Coin) -> str:
    small = f"{cents} {coin.cent if cents == 1 else coin.cents}"
    if whole == 0 and cents:
        return small
    large = f"{coin.single} {coin.one}" if whole == 1 else f"{whole} {coin.many}"
    return f"{large} {coin.between}{small if coin.names_cents else cents}" if cents else large


def _name(code: str, amount: float, tongue: Tongue) -> str:
    from babel.numbers import get_currency_name

    name = str(get_currency_name(code, amount, locale=tongue.locale))
    return re.sub(_HOME.get(tongue.language, "(?!)"), "", name)


def _of(name: str, size: str, tongue: Tongue) -> str:
    before = _OF.get(tongue.language)
    if before is None or size in ("mil", "mille", "mila"):
        return ""
    return before[name[0].lower() in "aeiou"]
