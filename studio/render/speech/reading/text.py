"""A script on its way from written to spoken, character by character, so that every sound finds its written word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class Reading:
    """What is to be said. `places[i]` is the character of the written text that character i of `said` stands for.

    `settled[i]` is 1 where a rule has already had its say: each stretch is read by the first rule that knows it.
    """

    said: str
    places: list[int]
    settled: bytearray
    unread: tuple[str, ...] = ()
    """Signs that nothing knows how to say. They were left out."""

    @classmethod
    def of(cls, written: str) -> Reading:
        """A reading that says what is written."""
        return cls(written, list(range(len(written) + 1)), bytearray(len(written)))

    def place(self, at: int) -> int:
        """The written character that character `at` of what is said stands for."""
        return self.places[min(at, len(self.said))]

    def replace(
        self, pattern: re.Pattern[str], spoken: Callable[[re.Match[str]], str | None], *, settle: bool = True
    ) -> None:
        """Say something else wherever `pattern` matches text no rule has settled. None leaves a match to others.

        Without `settle` later rules may read on in what is said.
        """
        said: list[str] = []
        places: list[int] = []
        settled = bytearray()
        done = 0
        for match in pattern.finditer(self.said):
            start, end = match.span()
            if start == end or 1 in self.settled[start:end] or (words := spoken(match)) is None:
                continue
            said += (self.said[done:start], words)
            places += self.places[done:start]
            places += _spread(words, match[0], self.places[start:end])
            settled += self.settled[done:start] + bytes((settle,)) * len(words)
            done = end
        if done:
            self.said = "".join((*said, self.said[done:]))
            self.places = places + self.places[done:]
            self.settled = settled + self.settled[done:]


def _spread(spoken: str, written: str, places: list[int]) -> list[int]:
    """Where each spoken character belongs: the spoken words are dealt out evenly to the written ones, in order."""
    owners = [found.start() for found in _WORD.finditer(written)] or [0]
    heard = list(_WORD.finditer(spoken))
    if len(owners) == 1 or not heard:
        return [places[owners[0]]] * len(spoken)
    found, word = [], 0
    for at in range(len(spoken)):
        while word + 1 < len(heard) and heard[word + 1].start() <= at:
            word += 1
        found.append(places[owners[min(len(owners) - 1, word * len(owners) // len(heard))]])
    return found
