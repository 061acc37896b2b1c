"""Where a line may end, and where it does so well.

Rules of the trade: subtitle guides (BBC, Netflix) ask for lines of about one length, broken after commas and before
conjunctions, never after an article or a preposition, and never with one short word left over. Japanese and Chinese
break between any two characters but for kinsoku (JIS X 4051); Thai, Lao, Khmer and Burmese between words, which only a
dictionary knows (see segments.py).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from studio.render.segments import words_of
from studio.render.speech.timing import spaceless
from studio.render.spoken import Word

ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "॥", "۔", "።", "։")
BREAKS = (*ENDS, ",", ";", ":", "،", "，", "、", "；", "：", "؛", "·", "—", "–", "፣")
_NEVER_FIRST = frozenset(
    "、。，．・：；？！‼⁇⁈⁉゛゜ヽヾゝゞ々ー」』）］｝〉》】〕〗〙〟’”»›,.!?:;)]}%％‰°℃…‥—ぁぃぅぇぉっゃゅょゎゕゖ"
    "ァィゥェォッャュョヮヵヶ～〜ๆฯ។៕၊။"
)
_NEVER_LAST = frozenset("「『（［｛〈《【〔〖〘〝‘“«‹([{¿¡$＄£￡¥￥€₩#＃№")
_DICTIONARY = ("THAI", "LAO", "KHMER", "MYANMAR")
_PHRASE = 6
"""Characters of a Chinese or Japanese word that are kept together at most."""
SHORT = 3
"""Letters of a word that is likely an article, a preposition or the like."""
_QUOTES = "\"'”’»)」』）]›"


def spaced(before: str, after: str) -> bool:
    """Whether a space stands between two words: not between characters of scripts that write none."""
    if not before or not after:
        return False
    return not spaceless(before[-1]) and not (spaceless(after[0]) and not before[-1].isalpha())


def joined(words: Sequence[Word]) -> str:
    """Words as a line of text."""
    line = ""
    for word in words:
        line += f" {word.text}" if spaced(line, word.text) else word.text
    return line


def may_part(before: str, after: str) -> bool:
    """Whether a line may end between two words."""
    if not before or not after or spaced(before, after):
        return True
    return before[-1] not in _NEVER_LAST and after[0] not in _NEVER_FIRST


def ends_sentence(text: str) -> bool:
    """Whether a word is the last of its sentence."""
    return text.rstrip(_QUOTES).endswith(ENDS)


@functools.lru_cache(maxsize=4096)
def awkward(before: str, after: str) -> float:
    """How bad a line's end between two words is: 0 after a comma, little before a short word, 3 after one letter.

    Short words are articles, prepositions and conjunctions in most languages that write spaces.
    """
    last = before.rstrip(_QUOTES)
    if last.endswith(BREAKS):
        return 0.0
    if not spaced(before, after):
        return 1.0 if _turns(before[-1], after[0]) else 1.6
    letters = [sign for sign in last if sign.isalnum()]
    if len(letters) <= 1 and not last.isdigit():
        return 3.0
    if last[-1:].isdigit() and len(after) <= SHORT:
        return 2.5
    if len(letters) <= SHORT and last.islower():
        return 2.0
    return 0.5 if len(after) <= SHORT and after.islower() else 1.0


def pieces(words: Sequence[Word]) -> list[Word]:
    """The words cut, and joined, to what may stand at a line's end: only scripts without spaces change.

    Times inside of a word that is cut are shared out by characters.
    """
    found: list[Word] = []
    run: list[Word] = []
    for word in words:
        if run and _dictionary(word.text[:1]) and _dictionary(run[-1].text[-1:]):
            run.append(word)
            continue
        found += _recut(run)
        run = [word]
    return [*found, *_recut(run)]


def _recut(run: list[Word]) -> list[Word]:
    """Consecutive words of one script without spaces, cut where it may be broken."""
    text = "".join(word.text for word in run)
    if not text or not any(spaceless(sign) for sign in text):
        return run
    if _dictionary(text[0]):
        return _timed(run, words_of(text))
    return [part for word in run for part in _timed([word], _phrases(word.text))]


def _dictionary(sign: str) -> bool:
    return sign > "\u0dff" and unicodedata.name(sign, "").startswith(_DICTIONARY)


def _phrases(text: str) -> list[str]:
    """A long Chinese or Japanese word cut where kana turn into other characters, at the latest after `_PHRASE`."""
    if len(text) <= _PHRASE:
        return [text]
    found = [text[0]]
    for before, after in pairwise(text):
        turns = spaceless(before) and (_turns(before, after) or len(found[-1]) >= _PHRASE)
        if turns and may_part(before, after):
            found.append(after)
        else:
            found[-1] += after
    return found


def _turns(before: str, after: str) -> bool:
    """Whether a Japanese phrase likely ends: hiragana (endings, particles) before anything else."""
    names = (unicodedata.name(before, ""), unicodedata.name(after, ""))
    return names[0].startswith("HIRAGANA") and names[1].startswith(("CJK", "KATAKANA", "FULLWIDTH"))


def _timed(run: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """`texts`, which joined are the words' texts joined, each with the time of its characters."""
    times: list[tuple[float, float]] = []
    for word in run:
        each = (word.end - word.start) / max(len(word.text), 1)
        times += [(word.start + n * each, word.start + (n + 1) * each) for n in range(len(word.text))]
    found, at = [], 0
    for text in texts:
        found.append(Word(text, times[at][0], times[at + len(text) - 1][1]))
        at += len(text)
    if found:
        found[-1] = replace(found[-1], end=run[-1].end)
    return found


def parted(
    words: Sequence[Word], *, fits: Callable[[int, int], bool], cost: Callable[[int, int], float]
) -> list[tuple[int, int]]:
    """`words` in consecutive parts [start, end) with the least sum of costs; a word that fits nowhere stands alone.

    `fits(i, j)` must be false for every longer part too when it is for one.
    """
    count = len(words)
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        found = (float("inf"), start + 1)
        for end in range(start + 1, count + 1):
            if end > start + 1 and not fits(start, end):
                break
            if end < count and not may_part(words[end - 1].text, words[end].text):
                continue
            found = min(found, (cost(start, end) + best[end][0], end))
        best[start] = found if found[0] < float("inf") else (best[start + 1][0], start + 1)
    parts, at = [], 0
    while at < count:
        parts.append((at, best[at][1]))
        at = best[at][1]
    return parts
