"""What speech hands to the rest of the engine: sound, and when each word and phoneme is heard. Seconds throughout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RATE = 48_000
"""Samples a second of all sound inside the engine."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written, with the time in which it sounds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One phoneme in IPA (stress marks ˈ ˌ kept), with the time in which it sounds. "" is silence."""

    ipa: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """Mono float32 samples in −1…1 at `RATE`, and their timing. `warnings` are sentences for the author."""

    samples: npt.NDArray[np.float32]
    words: tuple[Word, ...] = ()
    phonemes: tuple[Phoneme, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def duration(self) -> float:
        return len(self.samples) / RATE
