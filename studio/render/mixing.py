"""Speech and music into one sound: speech in the middle, music under it, no peak above −1.5 dBTP."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from studio.render.ducking import HOP
from studio.render.music import Bed, Stereo
from studio.render.speech import loudness

MIDDLE = np.float32(10 ** (-3.01 / 20))
"""Speech in two channels is as loud as in one when each has half of its power (BS.1770 adds the channels' powers)."""
_CONTEXT = 20 * loudness.STEP
"""Samples on both sides on which a limited sample may depend: the limiter's reach and the true peaks' filter."""
_TAPS, _PHASES = 24, 4
_SPARE = np.float32(1.02)
"""Gains glide between milliseconds, so a peak may lie where the gain isn't down yet."""


class Mix:
    """Takes speech in order, gives the mix in order, some milliseconds later. `finish` gives the rest."""

    def __init__(self, bed: Bed, *, ducking: npt.NDArray[np.float32] | None) -> None:
        self._bed, self._ducking = bed, ducking
        self._limiter = Limiter()
        self._at = 0

    def add(self, speech: npt.NDArray[np.float32]) -> Stereo:
        music = self._bed.take(len(speech))
        if self._ducking is not None:
            middles = (np.arange(len(self._ducking)) + 0.5) * HOP
            near = np.arange(self._at, self._at + len(speech), dtype=np.float64)
            music *= np.interp(near, middles, self._ducking).astype(np.float32)
        self._at += len(speech)
        return self._limiter.add(music + speech * MIDDLE)

    def finish(self) -> Stereo:
        return self._limiter.finish()


class Limiter:
    """Holds true peaks of two channels under the ceiling, both turned down alike. It looks ahead, so it lags behind."""

    def __init__(self) -> None:
        self._held = np.zeros((2, _CONTEXT), np.float32)
        self._waiting = 0

    def add(self, sound: Stereo) -> Stereo:
        self._waiting += sound.shape[1]
        return self._limited(np.concatenate([self._held, sound], axis=1))

    def finish(self) -> Stereo:
        """What is still held back."""
        wanted = self._waiting
        tail = np.zeros((2, _CONTEXT + loudness.STEP), np.float32)
        return self._limited(np.concatenate([self._held, tail], axis=1))[:, :wanted]

    def _limited(self, whole: Stereo) -> Stereo:
        """What has context on both sides; the rest is held back."""
        steps = whole.shape[1] // loudness.STEP
        ready = max(_CONTEXT, steps * loudness.STEP - _CONTEXT)
        out = whole[:, :ready]
        if np.abs(whole).max(initial=0.0) > loudness.CEILING / 2:  # between samples a wave is some decibels higher
            full = whole[:, : steps * loudness.STEP]
            gains = loudness.gains(_SPARE * _true_peaks(full))
            out = np.stack([loudness.with_gains(channel, gains) for channel in full])
        self._held = whole[:, ready - _CONTEXT :]
        self._waiting -= ready - _CONTEXT
        return out[:, _CONTEXT:ready]


def _true_peaks(sound: Stereo) -> npt.NDArray[np.float32]:
    """The highest peak of each millisecond in either channel, between samples too (BS.1770-5 annex 2: four times
    oversampled). `sound` is whole milliseconds."""
    highest = np.abs(sound).max(axis=0)
    for taps in _phases():
        for channel in sound:
            highest = np.maximum(highest, np.abs(np.convolve(channel, taps, "same")))
    return np.asarray(highest.reshape(-1, loudness.STEP).max(axis=1), np.float32)


@functools.lru_cache(maxsize=1)
def _phases() -> tuple[npt.NDArray[np.float32], ...]:
    """Filters that give the wave ¼, ½ and ¾ of a sample further: a sinc under a Kaiser window."""
    near = np.arange(_TAPS + 1) - _TAPS // 2
    window = np.kaiser(_TAPS + 1, 6.0)
    return tuple(np.asarray(np.sinc(near + part / _PHASES) * window, np.float32) for part in range(1, _PHASES))
