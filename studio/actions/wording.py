"""What differs between two scripts, word by word: as somebody would mark it in the margin.

A word is what stands between spaces, its outer punctuation apart. Chinese, Japanese, Thai, Lao, Khmer and Burmese write
no spaces: there every letter stands for itself, with the marks that belong to it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal

from studio.storyboard.script import take_apart

Mark = Literal["same", "gone", "new"]

MOST = 800
"""Words that are matched with each other at once: time grows with their square. Of a longer stretch whole sentences are
matched first, and one of which nothing is left is shown as replaced; so is one of more sentences than that."""
_ENDS = frozenset(".!?…。！？؟।۔።។၊။")
_UNSPACED = (
    ("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"),
    ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"),
)  # fmt: skip
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that are in both scripts, in the first alone ("gone") or in the second alone ("new").

    `pause`: seconds of a pause, which has no words; 0 for words. Joined, the texts have the spaces between words.
    """

    mark: Mark
    text: str
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, a sign or a pause, with the white space behind it. Two are the same when their `key` is."""

    key: str
    text: str
    pause: float = 0.0

    @property
    def is_word(self) -> bool:
        return bool(self.pause) or any(sign.isalnum() for sign in self.key)


@dataclass(frozen=True, slots=True)
class _Change:
    """What stands in the first and in the second script at one place; `agreed` where that is the same."""

    before: tuple[_Token, ...]
    after: tuple[_Token, ...]
    agreed: bool = False

    @property
    def words(self) -> int:
        return max(sum(token.is_word for token in side) for side in (self.before, self.after))


def differences(before: str, after: str, *, closely: bool = True) -> tuple[Run, ...]:
    """How one script becomes the other, in reading order. White space alone is no difference. () for two empty ones.

    Not `closely`: all between the first and the last word that differs is shown as replaced, which takes no time.
    """
    first, second = tuple(_tokens(before)), tuple(_tokens(after))
    head = _alike(first, second)
    tail = _alike(first[head:][::-1], second[head:][::-1])
    end, until = len(first) - tail, len(second) - tail
    changes = [
        _Change(first[:head], second[:head], agreed=True),
        *(_changes if closely else _replaced)(first[head:end], second[head:until]),
        _Change(first[end:], second[until:], agreed=True),
    ]
    return tuple(_runs(_calmed([each for each in changes if each.before or each.after])))


def word_keys(script: str) -> list[str]:
    """The words of a script as they are compared, pauses and punctuation left out."""
    return [token.key for token in _tokens(script) if token.is_word and not token.pause]


def _tokens(script: str) -> list[_Token]:
    said, pauses = take_apart(script)
    found: list[_Token] = []
    start = 0
    for pause in pauses:
        found += _words(said[start : pause.at])
        found.append(_Token(f"<{pause.seconds:g}>", " ", pause.seconds))
        start = pause.at
    return found + list(_words(said[start:]))


def _words(text: str) -> Iterator[_Token]:
    pieces = [piece for chunk in _chunks(text) for piece in _pieces(chunk)]
    for index, piece in enumerate(pieces):
        if not piece.isspace():
            space = pieces[index + 1] if index + 1 < len(pieces) and pieces[index + 1].isspace() else ""
            yield _Token(unicodedata.normalize("NFC", piece), piece + space)


def _chunks(text: str) -> Iterator[str]:
    """Stretches of white space and of anything else, in turn."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or text[index].isspace() != text[start].isspace():
            yield text[start:index]
            start = index


def _pieces(chunk: str) -> Iterator[str]:
    """A word and the signs around it; letter by letter where no spaces are written."""
    if chunk.isspace():
        yield chunk
        return
    clusters = _clusters(chunk)
    if any(_unspaced(sign) for sign in chunk):
        yield from clusters
        return
    wordy = [index for index, cluster in enumerate(clusters) if _holds_word(cluster)]
    first, last = (wordy[0], wordy[-1] + 1) if wordy else (0, 0)
    yield from clusters[:first]
    if wordy:
        yield "".join(clusters[first:last])
    yield from clusters[last:]


def _clusters(chunk: str) -> list[str]:
    """Letters and signs, each with the marks that combine with it."""
    found: list[str] = []
    for sign in chunk:
        sticks = unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf"} or (found and found[-1].endswith(_JOINER))
        if found and sticks:
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _holds_word(cluster: str) -> bool:
    """Letters, digits, money and per cent belong to words: $5 and 20 % of something are changed as a whole."""
    return cluster[0].isalnum() or unicodedata.category(cluster[0]) == "Sc" or cluster[0] in "%‰#@"


def _unspaced(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _UNSPACED)


def _alike(first: Sequence[_Token], second: Sequence[_Token]) -> int:
    """How many tokens are the same from the beginning on."""
    most = min(len(first), len(second))
    return next((index for index in range(most) if first[index].key != second[index].key), most)


def _replaced(first: Sequence[_Token], second: Sequence[_Token]) -> Iterator[_Change]:
    yield _Change(tuple(first), tuple(second))


def _changes(first: Sequence[_Token], second: Sequence[_Token]) -> Iterator[_Change]:
    if max(len(first), len(second)) <= MOST:
        yield from _matched(_singly(first), _singly(second))
        return
    ours, theirs = _sentences(first), _sentences(second)
    if max(len(ours), len(theirs)) > MOST:
        yield from _replaced(first, second)
        return
    for change in _matched(ours, theirs):
        if change.agreed or max(len(change.before), len(change.after)) > MOST:
            yield change
        else:
            yield from _matched(_singly(change.before), _singly(change.after))


_Group = tuple[_Token, ...]


def _matched(first: Sequence[_Group], second: Sequence[_Group]) -> Iterator[_Change]:
    matcher = SequenceMatcher(None, _keys(first), _keys(second))
    for what, start, end, begin, until in matcher.get_opcodes():
        yield _Change(_flat(first[start:end]), _flat(second[begin:until]), agreed=what == "equal")


def _keys(groups: Sequence[_Group]) -> list[tuple[str, ...]]:
    return [tuple(token.key for token in group) for group in groups]


def _singly(tokens: Sequence[_Token]) -> list[_Group]:
    return [(token,) for token in tokens]


def _flat(groups: Sequence[_Group]) -> _Group:
    return tuple(token for group in groups for token in group)


def _sentences(tokens: Sequence[_Token]) -> list[_Group]:
    ends = [index + 1 for index, token in enumerate(tokens) if token.key in _ENDS]
    cuts = [0, *ends, len(tokens)]
    return [tuple(tokens[start:end]) for start, end in pairwise(cuts) if start < end]


def _calmed(changes: Sequence[_Change]) -> list[_Change]:
    """One large change instead of several with next to nothing between them: that reads better."""
    calm: list[_Change] = []
    for index, change in enumerate(changes):
        last = calm[-1] if calm and not calm[-1].agreed else None
        after = changes[index + 1] if index + 1 < len(changes) else None
        if last and (not change.agreed or (after and _is_weak(change, last, after))):
            calm[-1] = _Change(last.before + change.before, last.after + change.after)
        else:
            calm.append(change)
    return calm


def _is_weak(between: _Change, before: _Change, after: _Change) -> bool:
    """A sign, or one word between two changes of several words. The end of a sentence is none."""
    if not between.words:
        return not any(token.key in _ENDS for token in between.after)
    return between.words == 1 and min(before.words, after.words) > 1


def _runs(changes: Sequence[_Change]) -> Iterator[Run]:
    for index, change in enumerate(changes):
        if not change.agreed:
            yield from _said("gone", change.before, apart=bool(change.after))
            yield from _said("new", change.after)
        else:  # The space before what is gone is the first script's.
            gone = index + 1 < len(changes) and changes[index + 1].before
            yield from _said("same", (*change.after[:-1], change.before[-1] if gone else change.after[-1]))


def _said(mark: Mark, tokens: Sequence[_Token], *, apart: bool = False) -> Iterator[Run]:
    """Runs of one mark. White space at their end belongs to nobody; `apart`: something is said instead of them."""
    for is_pause, group in groupby(tokens, key=lambda token: bool(token.pause)):
        if is_pause:
            yield from (Run(mark, "", token.pause) for token in group)
        elif mark == "same":
            yield Run(mark, "".join(token.text for token in group))
        else:
            text = "".join(token.text for token in group)
            said = text.rstrip()
            space = text[len(said) :] or (" " if apart and not _unspaced(said[-1]) else "")
            yield Run(mark, said)
            if space:
                yield Run("same", space)
