"""Where a text must be cut for espeak-ng, which leaves out what its buffers for a clause or a word don't hold.

Measured with espeak-ng 1.52: a clause holds some 200 Chinese characters, 80 Korean syllables, 300 words; a word some
130 sounds. Half of that is filled at most. Text that fits is not touched.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from studio.render.speech.utterance import Utterance

_CODE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_CODED = "\0"
"""Stands for every character of phoneme codes here, which are no text and never cut."""
_TOKEN = re.compile(rf"{_CODED}+|\s+|\S")
_CLAUSE_END = re.compile(r"[.,;:!?…]+(?=\s)|[。，、；：！？।؟،؛]+|\n[^\S\n]*\n")
_HAN = "\u2e80-\u3007\u3021-\u303f\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
_KANA = "\u3040-\u30ff"
_LINE_END = re.compile(rf"(?<=[{_HAN}{_HANGUL}{_KANA}])[^\S\n]*\n\s*|\n\s*(?=[{_HAN}{_HANGUL}{_KANA}])")
"""Those who write without spaces or full stops end a clause with the line."""
_LINE = re.compile(r"\s*\n\s*")
_COSTS = ((re.compile(f"[{_HANGUL}]"), 2.5), (re.compile(f"[{_HAN}]"), 1.0), (re.compile(f"[{_KANA}]"), 0.8),
          (re.compile(r"\d"), 1.0), (re.compile(r"\s"), 0.8), (re.compile(_CODED), 0.3))  # fmt: skip
_FULL = 100.0
"""What a clause may cost."""
_SPELLED = re.compile(r"[bcdfghjklmnpqrstvwxz]{13,}|\d{13,}", re.IGNORECASE)
_WORD = re.compile(rf"[^\s{_HAN}{_CODED}]+")
_LONG_WORD, _WORD_PART, _SPELLED_PART = 60, 40, 12
_SHORT_OF = 4
"""So many letters for a sound are in no language."""
_NOTICED = 16


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text from `start` to `end`. `pause`: a clause ends there, so a pause is due; else it goes on without one."""

    start: int
    end: int
    pause: bool


def stretches(text: str) -> list[Stretch]:
    """The text in stretches that espeak-ng says whole: one, unless some clause or word in it is too long."""
    cuts, text = dict[int, bool](), _without_codes(text)
    starts = [0, *(end.end() for end in _CLAUSE_END.finditer(text)), len(text)]
    for start, end in itertools.pairwise(starts):
        cuts |= dict(_cuts(text, start, end))
    places = [at for at in sorted(cuts) if text[:at].strip() and text[at:].strip()]
    return [Stretch(start, end, pause=cuts.get(end, False))
            for start, end in itertools.pairwise([0, *places, len(text)])]  # fmt: skip


def swallowed(text: str, said: Utterance) -> bool:
    """Whether espeak-ng left out a part of a text: many letters and hardly a sound between two words it names."""
    sounds = sorted(sample for sample, ipa in said.phonemes if ipa)
    letters = [0, *itertools.accumulate(sign.isalnum() for sign in _without_codes(text))]
    begins = {-1: 0}
    for sample, at in said.words:
        begins.setdefault(sample, at)
    marks = [*sorted(begins.items()), (len(said.samples) + 1, len(text))]
    heard = 0
    for (_, at), (until, after) in itertools.pairwise(marks):
        before = heard
        while heard < len(sounds) and sounds[heard] < until:
            heard += 1
        written = letters[min(after, len(text))] - letters[min(at, len(text))]
        if written >= _NOTICED and written > _SHORT_OF * (heard - before):
            return True
    return False


def _without_codes(text: str) -> str:
    return _CODE.sub(lambda code: _CODED * len(code[0]), text)


def _cuts(text: str, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """(place, whether a pause is due there) in one clause."""
    ends = _LINE if _cost(text[start:end]) > _FULL else _LINE_END
    lines = [start, *(line.end() for line in ends.finditer(text, start, end)), end]
    for begin, until in itertools.pairwise(lines):
        if begin > start:
            yield begin, True
        yield from ((at, False) for at in _in_line(text, begin, until))


def _in_line(text: str, start: int, end: int) -> Iterator[int]:
    yield from _in_words(text, start, end)
    total = _cost(text[start:end])
    if total <= _FULL:
        return
    share, spent, space = total / -(-total // _FULL), 0.0, start  # parts of much the same length
    since = 0.0
    for token in _TOKEN.finditer(text, start, end):
        if spent + since > share:
            at = space if space > start and since < share else token.start()
            if unicodedata.category(token[0][0])[0] != "M":
                yield at
                spent, since, start = (since, 0.0, at) if at == space else (0.0, 0.0, at)
                space = start
        since += _cost(token[0])
        if token[0].isspace():
            spent, since, space = spent + since, 0.0, token.end()


def _in_words(text: str, start: int, end: int) -> Iterator[int]:
    """Cuts in words too long for a word."""
    for spelled in _SPELLED.finditer(text, start, end):
        yield from range(spelled.start() + _SPELLED_PART, spelled.end(), _SPELLED_PART)
    for word in _WORD.finditer(text, start, end):
        if len(word[0]) > _LONG_WORD:
            for at in range(word.start() + _WORD_PART, word.end(), _WORD_PART):
                yield next((place for place in range(at, end) if unicodedata.category(text[place])[0] != "M"), end)


def _cost(text: str) -> float:
    """How much of a clause a text takes."""
    return sum(cost * len(pattern.findall(text)) for pattern, cost in _COSTS)
