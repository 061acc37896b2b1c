"""What a voice engine gives back, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

QUIET = 65
"""Of 32,767: samples no louder are silence."""


@dataclass(slots=True)
class Utterance:
    """16-bit samples at `rate`; (sample, character of the text) of words; (sample, IPA or "") of phonemes."""

    rate: int
    samples: npt.NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    words: list[tuple[int, int]] = field(default_factory=list)
    phonemes: list[tuple[int, str]] = field(default_factory=list)
    swallowed: bool = False
    """Whether some of the text was left out."""


class TooLong(Exception):
    """It was stopped speaking: the text takes longer than was allowed."""
