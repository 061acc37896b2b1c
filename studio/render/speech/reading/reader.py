"""From a script as it is written to one that can be said: "€1,299.50" becomes "1299 euros and 50 cents".

Numbers themselves stay digits, which espeak-ng reads in every language it has. Currencies, units, dates and the way
numbers are grouped come from CLDR (Babel). English is read in detail, German, French, Spanish, Italian, Portuguese and
Dutch well, other languages by what they share.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from studio.render.speech.reading import addresses, amounts, calendar, english, european, hebrew, pairs, prices, signs
from studio.render.speech.reading.pronunciations import Entry, entry_rules
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.text import Reading
from studio.render.speech.reading.tongue import Tongue, tongue

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"[^\W_][.@/][^\W_]")
_SHOUTED = 0.6
"""Share of words in capitals from which on capitals mean nothing."""


def read(written: str, *, locale: str, entries: Sequence[Entry] = ()) -> Reading:
    """How a script is said in a language. `entries`: what the pronunciation list says, which nothing else touches."""
    reading = Reading.of(written)
    for pattern, spoken in entry_rules([entry for entry in entries if _ADDRESS.search(entry.written)]):
        reading.replace(pattern, spoken)
    for pattern, spoken in _first(locale):
        reading.replace(pattern, spoken, settle=False)
    for pattern, spoken in entry_rules(entries):  # names inside addresses, too
        reading.replace(pattern, spoken)
    for pattern, spoken in _rules(locale, shouted=_shouted(written)):
        reading.replace(pattern, spoken)
    if tongue(locale).language == "he":
        hebrew.as_phonemes(reading)
    if tongue(locale).language == "ja":
        from studio.render.speech.reading import japanese

        return japanese.in_kana(reading)
    return reading


@functools.lru_cache(maxsize=64)
def _rules(locale: str, *, shouted: bool) -> tuple[Rule, ...]:
    return tuple(_all(tongue(locale), shouted=shouted))


@functools.lru_cache(maxsize=64)
def _first(locale: str) -> tuple[Rule, ...]:
    known = tongue(locale)
    return (*signs.unseen(), *addresses.links(known))


def _all(known: Tongue, *, shouted: bool) -> Iterator[Rule]:
    yield from signs.compared(known)
    yield from calendar.spans(known)
    if known.language == "en":
        yield from english.spans()
    yield from european.spans(known)
    yield from prices.before_all(known)
    yield from amounts.ranges(known)
    yield from calendar.rules(known)
    yield from addresses.numbers(known)
    yield from amounts.rules(known)
    yield from addresses.long_numbers(known)
    yield from pairs.rules(known)
    if known.language == "en":
        yield from english.rules(shouted=shouted)
    yield from european.rules(known, shouted=shouted)
    yield from signs.rules(known)


def _shouted(written: str) -> bool:
    words = _WORD.findall(written)
    return len(words) > 2 and sum(word.isupper() for word in words) >= _SHOUTED * len(words)
