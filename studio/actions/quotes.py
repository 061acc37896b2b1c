"""What a video would cost, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SceneQuote:
    """One scene's share: seconds, hundredths of a credit, and whether an earlier take is reused for free."""

    seconds: float
    amount: int
    reused: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What Generate would cost now. `problem` is "" or the sentence that forbids it."""

    scenes: tuple[SceneQuote, ...]
    available: int
    problem: str

    @property
    def seconds(self) -> float:
        return sum(scene.seconds for scene in self.scenes)

    @property
    def amount(self) -> int:
        return sum(scene.amount for scene in self.scenes)

    @property
    def reused(self) -> int:
        return sum(scene.reused for scene in self.scenes)
