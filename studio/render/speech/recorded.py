"""A recorded voice: decoded, loudness-normalised, and mouth movements guessed from its energy and colour.

No words are recognised, so a recording has no subtitles. The guess: a syllable is a hump of loudness; between humps
the lips come together; hissing (many zero crossings) shows the teeth; how bright the sound is chooses the vowel.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render import media
from studio.render.speech import loudness
from studio.render.spoken import RATE, Phoneme, Spoken

SECONDS_MAX = 600.0
QUIETEST, MAX_GAIN = 10 ** (-60 / 20), 10 ** (50 / 20)
"""What is never louder than this is refused; what is can be raised to where it belongs."""
_CENTRED, _DRIFT = 0.004, 25
"""A constant part smaller than this is none; hundredths of a second on both sides over which it is constant."""
_HOP = RATE // 100
_FLOOR = 10 ** (-45 / 20)
_VOWELS = ((450.0, "u"), (750.0, "ɔ"), (1100.0, "ɑ"), (1600.0, "ɛ"), (1e9, "i"))
"""Spectral centroid below which a loud moment sounds like this vowel (Hz)."""


def read(file: Path, *, path: str) -> Spoken:
    """The recording as speech. Raises `BadInput` at `path` when it can't be heard."""
    sound = loudness.normalised(_level(_heard(file, path)), gain=MAX_GAIN)
    return Spoken(sound, phonemes=mouthing(sound))


def time(file: Path, *, path: str) -> Spoken:
    """What `read` gives, as long to the sample, but silent and without mouth movements: in a third of the time."""
    return Spoken(np.broadcast_to(np.float32(0), len(_heard(file, path))))


def _heard(file: Path, path: str) -> npt.NDArray[np.float32]:
    """Both channels of a stereo recording; one alone where they put each other out (a wire the wrong way round)."""
    sound = media.sound(file, path=path, seconds_max=SECONDS_MAX)
    if _loudest(sound) >= QUIETEST:
        return sound
    left = np.concatenate([piece[0] for piece in media.pieces(file, path=path, layout="stereo")])
    if _loudest(left) >= QUIETEST:
        return left
    if float(np.abs(left - left.mean()).max()) < 1e-4:
        raise BadInput({path: "This recording is silent; choose another."})
    raise BadInput({path: "This recording is too quiet to be understood; record it again, closer to the microphone."})


def _loudest(sound: npt.NDArray[np.float32]) -> float:
    """Root mean square of the loudest 10 ms, whatever constant part it has."""
    whole = np.pad(sound, (0, -len(sound) % _HOP)).reshape(-1, _HOP)
    return float(whole.std(axis=1).max(initial=0.0))


def _level(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Without the constant part that cheap sound cards add: it makes the voice quiet, and the mouth stay open."""
    hops = len(sound) // _HOP
    if not hops:
        return sound
    means = sound[: hops * _HOP].reshape(hops, _HOP).mean(axis=1)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(means, _DRIFT, mode="edge"), 2 * _DRIFT + 1)
    drift = np.median(around, axis=1)
    if float(np.abs(drift).max()) < _CENTRED:
        return sound
    return sound - np.pad(np.repeat(drift, _HOP), (0, len(sound) - hops * _HOP), mode="edge").astype(np.float32)


def mouthing(sound: npt.NDArray[np.float32]) -> tuple[Phoneme, ...]:
    """Phonemes that a mouth could be making, in steps of 10 ms at the finest; "" where nothing is heard."""
    hops = len(sound) // _HOP
    if not hops:
        return ()
    frames = sound[: hops * _HOP].reshape(hops, _HOP)
    level = np.sqrt((frames**2).mean(axis=1))
    level = np.convolve(level, np.hanning(7) / np.hanning(7).sum(), "same")
    crossings = (np.diff(np.signbit(frames), axis=1)).mean(axis=1)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(level, 12, mode="edge"), 25).max(axis=1)
    quiet = max(_FLOOR, 0.06 * float(np.percentile(level, 95)))
    bright = _centroids(frames)
    symbols = []
    for hop in range(hops):
        if level[hop] < quiet:
            symbols.append("")
        elif crossings[hop] > 0.16:
            symbols.append("s")
        elif level[hop] < 0.32 * around[hop]:
            symbols.append("m")
        else:
            symbols.append(next(vowel for limit, vowel in _VOWELS if bright[hop] < limit))
    return _merged(symbols)


def _centroids(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Spectral centroid of each hop below 4 kHz, smoothed over 70 ms."""
    frequencies = np.fft.rfftfreq(frames.shape[1], 1 / RATE)
    low = frequencies < 4000
    power = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=1)[:, low]) ** 2
    centroid = (power * frequencies[low]).sum(axis=1) / np.maximum(power.sum(axis=1), 1e-12)
    return np.convolve(np.pad(centroid, 3, mode="edge"), np.full(7, 1 / 7), "valid")


def _merged(symbols: list[str]) -> tuple[Phoneme, ...]:
    """Runs of one symbol; a run under 40 ms is too short for a mouth and joins the one before it."""
    runs: list[list[int | str]] = []
    for hop, symbol in enumerate(symbols):
        if runs and runs[-1][0] == symbol:
            runs[-1][2] = hop + 1
        else:
            runs.append([symbol, hop, hop + 1])
    kept: list[tuple[str, int, int]] = []
    for name, start, end in runs:
        symbol, begin, until = str(name), int(start), int(end)
        if kept and (until - begin < 4 or kept[-1][0] == symbol):
            kept[-1] = (kept[-1][0], kept[-1][1], until)
        else:
            kept.append((symbol, begin, until))
    return tuple(Phoneme(symbol, begin / 100, until / 100) for symbol, begin, until in kept)
