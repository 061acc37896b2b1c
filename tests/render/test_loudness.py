"""BS.1770 loudness and the limiter."""

from __future__ import annotations

import numpy as np
import pytest

from studio.render.speech import loudness
from studio.render.spoken import RATE


def tone(seconds: float, *, level: float, hertz: float = 997.0) -> loudness.Sound:
    t = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def test_it_measures_the_reference_tone() -> None:
    """ITU-R BS.1770-5: a 0 dBFS 997 Hz sine in one channel reads −3.01 LKFS."""
    assert loudness.measure(tone(5, level=1.0)) == pytest.approx(-3.01, abs=0.05)


def test_it_measures_over_many_pieces_as_over_one() -> None:
    assert loudness.measure(tone(61, level=0.1)) == pytest.approx(-23.01, abs=0.05)


def test_it_leaves_silence_out_of_the_measure() -> None:
    sound = np.concatenate([tone(4, level=0.1), np.zeros(20 * RATE, np.float32)])
    assert loudness.measure(sound) == pytest.approx(-23.01, abs=0.3)
    assert loudness.measure(np.zeros(RATE, np.float32)) == -np.inf


def test_it_raises_quiet_sound_and_lowers_loud_sound() -> None:
    for level in (0.01, 0.9):
        assert loudness.measure(loudness.normalised(tone(3, level=level))) == pytest.approx(-16, abs=0.2)


def test_it_limits_peaks_without_clipping_the_rest() -> None:
    sound = tone(4, level=0.02)
    sound[RATE * 2 : RATE * 2 + 200] = 0.9
    made = loudness.normalised(sound)
    assert float(np.abs(made).max()) <= loudness.CEILING + 1e-6
    calm = slice(RATE // 2, RATE)
    ratio = made[calm][np.abs(sound[calm]) > 0.01] / sound[calm][np.abs(sound[calm]) > 0.01]
    assert float(ratio.std()) < 1e-3 * float(ratio.mean())


def test_it_leaves_silence_silent() -> None:
    assert not loudness.normalised(np.zeros(RATE, np.float32)).any()
