"""Words become cues: what stands on the screen together, on which lines, and for how long.

A cue is one or two lines of one sentence. Files and burned-in subtitles share them; styles that show few words at a
time show the parts of a cue's lines one after the other (`pages`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from studio.render.bidi import right_to_left
from studio.render.linebreaks import SHORT, awkward, ends_sentence, joined, may_part, parted, pieces, spaced
from studio.render.speech.timing import spaceless
from studio.render.spoken import Word

LETTERS, LETTERS_SQUARE, LETTERS_TALL = 42, 36, 30
"""Letters of a line: wide pictures as broadcasters have it, square ones, and pictures higher than wide."""
WIDE_SIGN = 2.5
"""Letters that a Chinese, Japanese or Korean character counts as: 16 to a line of 42."""
HOLD = 0.6
"""Seconds a cue stays after its last word when nothing follows."""
CLOSED = 0.45
"""Gaps between cues shorter than this are closed: text that blinks off and on disturbs."""
PAUSE = 0.9
"""A gap between words that ends a cue."""
SHORTEST, SHORTEST_PAGE = 0.7, 0.24
"""Seconds that a cue, and a page of it, should stand."""
READ = 20.0
"""Letters that can be read in a second."""
_JOINED_LETTERS = 2.2
"""Characters of a script without spaces that count as a word."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Lines of words shown together from `start` to `end` (seconds)."""

    lines: tuple[tuple[Word, ...], ...]
    start: float
    end: float
    leftwards: bool = False
    """Whether its sentence runs from right to left, whatever this part of it begins with."""

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line)

    @property
    def text(self) -> str:
        """The lines as they are broken."""
        return "\n".join(joined(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Frame:
    """How much room cues have. `width` gives a text's width in the units of `room` and `space`."""

    letters: float = LETTERS
    lines: int = 2
    room: float = float("inf")
    space: float = 0.0
    width: Callable[[str], float] = len


class _Ruler:
    """Measures stretches of words against a frame: which part of a line they fill."""

    def __init__(self, words: Sequence[Word], frame: Frame) -> None:
        self.words, self.frame = words, frame
        self._gaps = [(0.0, 0.0)] + [
            (1.0, frame.space) if spaced(before.text, after.text) else (0.0, 0.0) for before, after in pairwise(words)
        ]
        sums = [(0.0, 0.0)]
        for word, gap in zip(words, self._gaps, strict=False):
            sums.append((sums[-1][0] + letters(word.text) + gap[0], sums[-1][1] + frame.width(word.text) + gap[1]))
        self._sums = sums

    def letters(self, start: int, end: int) -> float:
        """How many letters words [start, end) count as, spaces included."""
        return self._sums[end][0] - self._sums[start][0] - self._gaps[start][0]

    def share(self, start: int, end: int) -> float:
        """The part of a line that words [start, end) fill; above 1 they don't fit."""
        width = self._sums[end][1] - self._sums[start][1] - self._gaps[start][1]
        return max(self.letters(start, end) / self.frame.letters, width / self.frame.room)

    def lines(self, start: int, end: int) -> int:
        """How many lines words [start, end) need."""
        count, at = 1, start
        for index in range(start + 1, end):
            if self.share(at, index + 1) > 1:
                while index > at + 1 and not may_part(self.words[index - 1].text, self.words[index].text):
                    index -= 1  # noqa: PLW2901 - what may not begin a line takes the word before it along
                count, at = count + 1, index
        return count


def letters(text: str) -> float:
    """How many letters a text counts as; marks count nothing."""
    return sum(
        WIDE_SIGN if unicodedata.east_asian_width(sign) in "WF" else float(unicodedata.category(sign)[0] not in "MC")
        for sign in text
    )


def letters_of(width: int, height: int) -> int:
    """Letters of a line for a picture of this shape."""
    return LETTERS if width > height * 1.2 else LETTERS_SQUARE if width >= height * 0.9 else LETTERS_TALL


def cues(words: Sequence[Word], *, frame: Frame | None = None, until: float = float("inf")) -> tuple[Cue, ...]:
    """Cut words into cues of well-broken lines. Cues never overlap and none stands beyond `until` (seconds)."""
    frame = frame or Frame()
    groups: list[list[Word]] = []
    sentences = _sentences(pieces(words))
    for sentence in sentences:
        ruler = _Ruler(sentence, frame)
        found = parted(sentence, fits=lambda i, j, r=ruler: r.lines(i, j) <= r.frame.lines, cost=_cue_cost(ruler))  # type: ignore[misc]
        groups += [sentence[start:end] for start, end in found]
    groups = _without_flashes(groups, frame)
    sides = [side for each in sentences for side in [right_to_left(joined(each))] * len(each)]
    firsts = accumulate((len(group) for group in groups), initial=0)
    made = [Cue(_lines(group, frame), group[0].start, group[-1].end, sides[first])
            for group, first in zip(groups, firsts, strict=False)]  # fmt: skip
    starts = [*(cue.start for cue in made), until][1:]
    return tuple(_held(cue, following) for cue, following in zip(made, starts, strict=True))


def pages(cue: Cue, *, most: int, frame: Frame) -> tuple[Cue, ...]:
    """The parts of a cue that a style with at most `most` words at a time shows, one after the other."""
    parts: list[tuple[Word, ...]] = []
    for line in cue.lines:
        ruler = _Ruler(line, replace(frame, letters=float("inf")))

        def fits(start: int, end: int, ruler: _Ruler = ruler, line: Sequence[Word] = line) -> bool:
            return ruler.share(start, end) <= 1 and load(line[start:end]) <= most + 0.5

        parts += [line[start:end] for start, end in parted(line, fits=fits, cost=_page_cost(line, most))]
    starts = [*(part[0].start for part in parts), cue.end]
    return tuple(
        Cue((part,), start, end, cue.leftwards) for part, start, end in zip(parts, starts, starts[1:], strict=False)
    )


def load(words: Sequence[Word]) -> float:
    """How many words these count as: a Chinese character or a Thai syllable is less than a word."""
    return sum(min(1.0, len(w.text) / _JOINED_LETTERS) if spaceless(w.text[:1] or " ") else 1.0 for w in words)


def _sentences(words: Sequence[Word]) -> list[list[Word]]:
    """Words up to the end of a sentence or a long pause."""
    found: list[list[Word]] = []
    for word in words:
        last = found[-1][-1] if found else None
        if last is None or ends_sentence(last.text) or word.start - last.end > PAUSE:
            found.append([word])
        else:
            found[-1].append(word)
    return found


def _cue_cost(ruler: _Ruler) -> Callable[[int, int], float]:
    """Cues of a sentence should be alike in length, end where the sentence breathes, and be readable in their time."""
    words, count = ruler.words, len(ruler.words)
    mean = ruler.share(0, count) / max(1, -(-ruler.lines(0, count) // ruler.frame.lines)) or 1.0  # nothing but marks

    def cost(start: int, end: int) -> float:
        stands = (words[end].start if end < count else words[-1].end + HOLD) - words[start].start
        uneven = (ruler.share(start, end) - mean) / mean
        alone = 1.0 if end - start == 1 and count > 1 else 0.0
        hurried = 1.5 if stands < SHORTEST or ruler.letters(start, end) / max(stands, 0.01) > READ * 1.3 else 0.0
        return 0.35 + uneven * uneven + alone + hurried + (0.5 * _break_after(words, end))

    return cost


def _break_after(words: Sequence[Word], end: int) -> float:
    return awkward(words[end - 1].text, words[end].text) if end < len(words) else 0.0


def _page_cost(words: Sequence[Word], most: int) -> Callable[[int, int], float]:
    whole = load(words)
    mean = whole / max(1, -(-whole // most))

    def cost(start: int, end: int) -> float:
        stands = (words[end].start if end < len(words) else words[-1].end + HOLD) - words[start].start
        uneven = (load(words[start:end]) - mean) / mean
        return 0.2 + uneven * uneven + (1.5 if stands < SHORTEST_PAGE else 0.0) + 0.3 * _break_after(words, end)

    return cost


def _without_flashes(groups: list[list[Word]], frame: Frame) -> list[list[Word]]:
    """Cues too short to be seen join a neighbour, if both fit and follow on each other."""

    def joins(one: list[Word], other: list[Word]) -> bool:
        both = [*one, *other]
        return other[0].start - one[-1].end <= PAUSE and _Ruler(both, frame).lines(0, len(both)) <= frame.lines

    found: list[list[Word]] = []
    for index, group in enumerate(groups):
        following = groups[index + 1][0].start if index + 1 < len(groups) else group[-1].end + HOLD
        flash = following - group[0].start < SHORTEST
        before_flashed = bool(found) and group[0].start - found[-1][0].start < SHORTEST
        if found and (flash or before_flashed) and joins(found[-1], group):
            found[-1] = [*found[-1], *group]
        else:
            found.append(group)
    return found


def _lines(words: list[Word], frame: Frame) -> tuple[tuple[Word, ...], ...]:
    """A cue's words on as few lines as can be, of about one length."""
    ruler = _Ruler(words, frame)
    mean = ruler.share(0, len(words)) / ruler.lines(0, len(words))

    def cost(start: int, end: int) -> float:
        uneven, last = ruler.share(start, end) - mean, end == len(words)
        orphan = 0.8 if last and start > 0 and end - start == 1 and len(words[start].text) <= 2 * SHORT else 0.0
        return 4.0 + 3 * uneven * uneven + orphan + 0.25 * _break_after(words, end)

    parts = parted(words, fits=lambda start, end: ruler.share(start, end) <= 1, cost=cost)
    return tuple(tuple(words[start:end]) for start, end in parts)


def _held(cue: Cue, following: float) -> Cue:
    """A cue that stays a moment after its last word, long enough to be read, and up to the next one if that is near."""
    readable = cue.start + max(SHORTEST, letters(cue.text) / READ)
    end = min(max(cue.end + HOLD, readable), following)
    return replace(cue, end=following if following - end < CLOSED else end)
