"""What goes wrong, and when: the same seed gives the same faults, whoever asks first."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CALM: Final = ""
ORDERS: Final[Mapping[str, int]] = {
    "slow": 4, "refused": 3, "429 in seconds": 4, "429 at a date": 4, "reset unread": 3, "reset, not taken": 3,
    "500, not taken": 3, "page, not taken": 2,
    "reset, taken": 3, "500, taken": 3, "502, taken": 3, "too late, taken": 2, "cut, taken": 3, "page, taken": 2,
    "wrong type, taken": 2, "no number, taken": 2, "another's number, taken": 2, "empty, taken": 1,
}  # fmt: skip
"""With an order. Only "taken" ones have made a job; the studio can tell that of none of them."""
ANSWERS: Final[Mapping[str, int]] = {
    "slow": 4, "reset unread": 3, "reset": 3, "cut": 3, "500": 3, "503": 3, "429 in seconds": 3, "429 at a date": 2,
    "page": 3, "wrong types": 3, "nothing": 2, "no news": 2, "unknown word": 5, "backwards": 5, "404": 4,
    "done without a film": 3, "too late": 1,
}  # fmt: skip
"""With a question about a job."""
FILES: Final[Mapping[str, int]] = {
    "403": 5, "404": 2, "500": 2, "page": 3, "JSON": 2, "empty": 2, "connection cut": 3, "file cut": 4,
    "file cut near its end": 4, "reset": 3, "slow": 2,
}  # fmt: skip
"""With the fetch of a film."""
FATES: Final[Mapping[str, int]] = {"done": 82, "longer": 6, "failed": 8, "gone": 4}
REFUSAL: Final = "Script contains words that are not allowed."
FAILURE: Final = "The voice could not be made."


@dataclass(frozen=True, slots=True)
class Weather:
    """`rough` is the share of requests that something happens to; `tries` after which it is calm for one order."""

    seed: int
    rough: float = 0.35
    tries: int = 4

    def _dice(self, *of: object) -> random.Random:
        return random.Random(":".join(map(str, (self.seed, *of))))

    def _one(self, kinds: Mapping[str, int], what: str, name: str, number: int) -> str:
        dice = self._dice(what, name, number)
        if number > self.tries or dice.random() >= self.rough:
            return CALM
        return dice.choices(list(kinds), list(kinds.values()))[0]

    def order(self, text: str, number: int) -> str:
        return self._one(ORDERS, "order", text, number)

    def answer(self, text: str, number: int) -> str:
        return self._one(ANSWERS, "answer", text, number)

    def file(self, text: str, number: int) -> str:
        return self._one(FILES, "file", text, number)

    def fate(self, text: str) -> str:
        return self._dice("fate", text).choices(list(FATES), list(FATES.values()))[0]

    def needs(self, text: str) -> int:
        """Answers until a job has ended."""
        return self._dice("needs", text).randint(1, 3)


FINE: Final = Weather(0, rough=0.0)
