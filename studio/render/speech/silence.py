"""Nobody speaks for a while."""

from __future__ import annotations

import numpy as np

from studio.render.spoken import RATE, Phoneme, Spoken
from studio.storyboard import SilenceVoice


def keep(voice: SilenceVoice) -> Spoken:
    """Silence of the voice's duration."""
    samples = np.zeros(round(voice.duration * RATE), np.float32)
    return Spoken(samples, phonemes=(Phoneme("", 0.0, len(samples) / RATE),))
