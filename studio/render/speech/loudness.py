"""Loudness after ITU-R BS.1770-5 and EBU R 128: measure it, set it, and keep the peaks from clipping."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from studio.render.spoken import RATE

Sound = npt.NDArray[np.float32]

TARGET = -16.0
"""LUFS of speech in a finished video, as podcasts and the large platforms ask for mono or stereo speech."""
CEILING = 10 ** (-1.5 / 20)
"""No sample is louder: −1.5 dBFS leaves room for what AAC adds."""
_BLOCK, _HOP = RATE * 4 // 10, RATE // 10
_PIECE, _SETTLE = 2**20 // _HOP * _HOP - _HOP, _HOP
"""Samples filtered at once, and those after them in which the filter dies away; together a bit under 2²⁰."""
STEP = RATE // 1000
"""Samples of one gain."""
AHEAD = 6
"""Gains by which the limiter looks ahead and behind, twice."""
MAX_GAIN = 10 ** (30 / 20)


def measure(sound: Sound) -> float:
    """Integrated loudness of one channel in LUFS; −inf for silence."""
    meter = Meter()
    for at in range(0, len(sound), _PIECE):
        meter.add(sound[at : at + _PIECE])
    return meter.integrated()


class Meter:
    """Integrated loudness of sound that comes in pieces: samples, or channels × samples. Memory stays flat."""

    def __init__(self) -> None:
        self._hops: list[npt.NDArray[np.float64]] = []
        self._waiting: list[Sound] = []
        self._samples = 0

    def add(self, sound: Sound) -> None:
        self._waiting.append(np.atleast_2d(sound))
        self._samples += self._waiting[-1].shape[1]
        if self._samples >= _PIECE:
            whole = np.concatenate(self._waiting, axis=1)
            full = whole.shape[1] // _PIECE * _PIECE
            self._hops += [_hop_energies(whole[:, at : at + _PIECE]) for at in range(0, full, _PIECE)]
            self._waiting, self._samples = [whole[:, full:]], whole.shape[1] - full

    def integrated(self) -> float:
        """LUFS of all that came; −inf for silence. What is shorter than 0.4 s is measured as if silence followed."""
        rest = np.concatenate(self._waiting, axis=1) if self._waiting else np.zeros((1, 0), np.float32)
        if not self._hops:
            rest = np.pad(rest, ((0, 0), (0, max(0, _BLOCK - rest.shape[1]))))
        hops = np.concatenate([*self._hops, _hop_energies(rest)])
        blocks = np.convolve(hops, np.full(4, 0.25), "valid") if len(hops) >= 4 else np.zeros(0)
        loud = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
        if not len(loud):
            return -np.inf
        loud = loud[loud > loud.mean() / 10]
        return float(-0.691 + 10 * np.log10(loud.mean()))


def normalised(sound: Sound, *, gain: float = MAX_GAIN) -> Sound:
    """`sound` at `TARGET` LUFS (raised by no more than `gain`), its peaks held under `CEILING` by a limiter."""
    loud = measure(sound)
    if not np.isfinite(loud):
        return sound
    sound = _set(sound, loud, gain)
    loud = measure(sound)
    return sound if abs(loud - TARGET) < 0.1 else _set(sound, loud, gain)  # limiting took a little loudness away


def _set(sound: Sound, loud: float, gain: float) -> Sound:
    return _limited(sound * np.float32(min(gain, 10 ** ((TARGET - loud) / 20))))


def _hop_energies(piece: Sound) -> npt.NDArray[np.float64]:
    """Mean square of the K-weighted sound in each whole 100 ms, channels added. Filtered in the frequency domain."""
    length = piece.shape[1]
    size = _smooth(length + _SETTLE)
    energies = np.zeros(length // _HOP)
    for channel in piece:
        weighted = np.fft.irfft(np.fft.rfft(channel, size) * _k_weighting(size), size)[: length // _HOP * _HOP]
        energies += (weighted.reshape(-1, _HOP) ** 2).mean(axis=1, dtype=np.float64)
    return energies


def _smooth(size: int) -> int:
    """The next of five even sizes an octave: as quick a sample as powers of two, and few, so that weights are kept."""
    found = 1 << (size - 1).bit_length()
    for odd in (3, 5, 9, 15):
        found = min(found, odd << max(1, (-(-size // odd) - 1).bit_length()))
    return found


@functools.lru_cache(maxsize=8)
def _k_weighting(size: int) -> npt.NDArray[np.complex64]:
    """BS.1770-5 tables 1 and 2: the two biquads, for 48 kHz."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    highpass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(shelf * highpass, np.complex64)


def _limited(sound: Sound) -> Sound:
    if not len(sound) or max(float(sound.max()), -float(sound.min())) <= CEILING:
        return sound
    starts = np.arange(0, len(sound), STEP)
    peaks = np.maximum(np.maximum.reduceat(sound, starts), -np.minimum.reduceat(sound, starts))
    return with_gains(sound, gains(np.maximum(peaks, 0)))


def gains(peaks: Sound) -> Sound:
    """Gain per millisecond that keeps these peaks under `CEILING`: what the loudest of its neighbours needs, then
    smoothed over the same neighbours. It depends on peaks at most 2 · `AHEAD` away.
    """
    need = np.minimum(1.0, CEILING / np.maximum(peaks, 1e-9))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(need, 2 * AHEAD, constant_values=1.0), 2 * AHEAD + 1)
    smooth = np.convolve(around.min(axis=1), np.full(2 * AHEAD + 1, 1 / (2 * AHEAD + 1)), "valid")
    return smooth.astype(np.float32)


def with_gains(sound: Sound, gains: Sound) -> Sound:
    """A gain per millisecond, gliding from one to the next; only where it is not 1."""
    steps = np.pad(sound, (0, len(gains) * STEP - len(sound))).reshape(-1, STEP)
    around = np.pad(gains, 1, mode="edge")
    begin, end = (around[:-2] + gains) / 2, (around[2:] + gains) / 2
    busy = np.flatnonzero(np.minimum(begin, end) < 1)
    glide = (np.arange(STEP, dtype=np.float32) + np.float32(0.5)) / STEP
    steps[busy] *= begin[busy, None] + (end - begin)[busy, None] * glide
    return np.clip(steps, -CEILING, CEILING, out=steps).reshape(-1)[: len(sound)]
