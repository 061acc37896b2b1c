"""From espeak-ng's events to words as they were written and phonemes, each with a beginning and an end.

An event names the character where a word begins; numbers and compounds give several events within one written word,
and common pairs ("of the") one event for two words. So the script is cut into written words first and the events
are laid onto these. Scripts without spaces are cut where espeak-ng cut them.
"""

from __future__ import annotations

import re
import unicodedata

from studio.render.speech.reading.signs import unspoken
from studio.render.speech.utterance import Utterance
from studio.render.spoken import Phoneme, Word

_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC", "FULLWIDTH")
_HYPHEN = re.compile(r"(?<!\S)-+\s+")
"""Between words: espeak-ng names it as the beginning of the word behind it."""
_MATHS = re.compile(r"[<>=|~^+]+")
"""Marks that are said in some places, and silent in others."""
_SOFT = "ʲ"
"""Palatalisation, which espeak-ng reports on its own in some languages: it belongs to the sound before it."""


def spaceless(sign: str) -> bool:
    """Whether a character belongs to a script that writes no spaces between words."""
    return sign > "\u0dff" and unicodedata.name(sign, "").startswith(_SPACELESS)


def words(text: str, said: Utterance) -> tuple[Word, ...]:
    """The words of `text` as written, punctuation kept, with times in seconds from the start of the utterance.

    The words of `said` name places in `text`, whatever was said for it (`studio.render.speech.reading`).
    Joined (with spaces where the script has them) they are the text again, on one line.
    """
    begun = [(sample, _begin(text, at)) for sample, at in said.words]
    spans = _spans(text, {at for _, at in begun})
    starts: list[int | None] = [None] * len(spans)
    place = 0
    for sample, at in begun:
        while place + 1 < len(spans) and spans[place + 1][0] <= at:
            place += 1
        if spans and starts[place] is None:
            starts[place] = sample
    times = _filled(starts, [end - start for start, end in spans], len(said.samples))
    pauses = [(start, end) for start, end, ipa in _sounds(said) if not ipa]
    found = []
    for (first, last), (start, end) in zip(spans, times, strict=True):
        heard_until = next((p for p, q in pauses if start < p < end <= q), end)
        found.append(Word(" ".join(text[first:last].split()), start / said.rate, heard_until / said.rate))
    return tuple(found)


def phonemes(said: Utterance) -> tuple[Phoneme, ...]:
    """Every phoneme in order, without gaps; pauses in a row are one."""
    return tuple(Phoneme(ipa, start / said.rate, end / said.rate) for start, end, ipa in _sounds(said))


def _sounds(said: Utterance) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    following = [sample for sample, _ in said.phonemes[1:]] + [len(said.samples)]
    for (start, ipa), end in zip(said.phonemes, following, strict=True):
        if not ipa and found and not found[-1][2]:
            found[-1] = (found[-1][0], end, "")
        elif ipa == _SOFT and found and found[-1][2]:
            found[-1] = (found[-1][0], end, found[-1][2] + ipa)
        elif end > start:
            found.append((start, end, ipa))
    return found


def _begin(text: str, at: int) -> int:
    """Where the word begins that is named at `at`."""
    hyphen = _HYPHEN.match(text, at)
    return hyphen.end() if hyphen else at


def _spans(text: str, begins: set[int]) -> list[tuple[int, int]]:
    """(start, end) of each written word. Punctuation goes with what it follows, opening marks with what follows."""
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"\S+", text):
        cuts = [match.start()]
        for at in range(match.start() + 1, match.end()):
            inside_number = text[at].isdigit() and text[at - 1].isdigit()
            if at in begins and spaceless(text[at]) | spaceless(text[at - 1]) and not inside_number:
                cuts.append(at)
        spans += zip(cuts, [*cuts[1:], match.end()], strict=True)
    return _with_lone_marks_joined(text, spans, begins)


def _with_lone_marks_joined(text: str, spans: list[tuple[int, int]], begins: set[int]) -> list[tuple[int, int]]:
    """A dash, an arrow or an emoji on its own is no word. It belongs to the word before it, at the beginning of a line
    to the one after."""
    joined: list[tuple[int, int]] = []
    leading = False
    for start, end in spans:
        silent = unspoken(text[start:end]) or (
            unspoken(_MATHS.sub("", text[start:end])) and begins.isdisjoint(range(start, end))
        )
        begins_line = not joined or "\n" in text[joined[-1][1] : start]
        if joined and (leading or (silent and not begins_line)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        leading = silent and (leading or begins_line)
    if leading and len(joined) > 1:
        joined[-2:] = [(joined[-2][0], joined[-1][1])]
    return joined


def _filled(starts: list[int | None], letters: list[int], end: int) -> list[tuple[int, int]]:
    """(start, end) of every word: one without an event shares the time of the word before it, letter by letter."""
    times: list[tuple[int, int]] = []
    index = 0
    while index < len(starts):
        stop = index + 1
        while stop < len(starts) and starts[stop] is None:
            stop += 1
        begin, until = starts[index] or 0, next((at for at in starts[stop:] if at is not None), end)
        total, passed = sum(letters[index:stop]), 0
        for size in letters[index:stop]:
            first = begin + (until - begin) * passed // total
            passed += size
            times.append((first, begin + (until - begin) * passed // total))
        index = stop
    return times
