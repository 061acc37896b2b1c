"""Five emotions that ears tell apart: pace, height and melody, measured on the sound."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from studio.render.speech import loudness, scripted
from studio.render.spoken import RATE
from studio.storyboard import TextVoice

LINE = "Our new office opens today, and everyone is invited to visit us. Will you come along?"
VOICES = ("nora", "paul")
_WINDOW, _STEP, _LESS = 600, 240, 4


@functools.cache
def heard(voice: str, emotion: str | None) -> tuple[float, float, float, float]:
    """(seconds, median fundamental frequency in Hz, its spread in semitones from 10 % to 90 %, LUFS)."""
    script = TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": LINE, "emotion": emotion})
    spoken = scripted.say(script, path="p")
    pitches = fundamental(spoken.samples)
    low, middle, high = (float(each) for each in np.percentile(pitches, (10, 50, 90)))
    return spoken.duration, middle, 12 * float(np.log2(high / low)), loudness.measure(spoken.samples)


def fundamental(samples: np.ndarray) -> np.ndarray:
    """Hz in each voiced 50 ms, by autocorrelation."""
    sound, rate = samples[::_LESS].astype(float), RATE // _LESS
    found = []
    for at in range(0, len(sound) - _WINDOW, _STEP):
        part = sound[at : at + _WINDOW]
        if np.sqrt((part**2).mean()) < 0.04:
            continue
        peaks = np.fft.irfft(np.abs(np.fft.rfft(part, 2048)) ** 2)
        lag = int(np.argmax(peaks[rate // 450 : rate // 60])) + rate // 450
        if peaks[lag] > 0.5 * peaks[0]:
            found.append(rate / lag)
    return np.array(found)


@pytest.mark.parametrize("voice", VOICES)
def test_it_says_each_emotion_at_its_own_pace(voice: str) -> None:
    seconds = {emotion: heard(voice, emotion)[0] for emotion in (None, "Excited", "Friendly", "Serious", "Soothing")}
    assert seconds["Excited"] < 0.92 * seconds[None]
    assert seconds["Friendly"] < seconds[None]
    assert seconds["Serious"] > 1.05 * seconds[None]
    assert seconds["Soothing"] > 1.2 * seconds[None]


@pytest.mark.parametrize("voice", VOICES)
def test_it_says_each_emotion_at_its_own_height(voice: str) -> None:
    pitch = {emotion: heard(voice, emotion)[1] for emotion in (None, "Excited", "Friendly", "Serious", "Soothing")}
    assert pitch["Excited"] > 1.12 * pitch[None]
    assert 1.12 * pitch[None] > pitch["Friendly"] > 1.04 * pitch[None]
    assert pitch["Serious"] < 0.92 * pitch[None]
    assert pitch["Soothing"] < 0.97 * pitch[None]


@pytest.mark.parametrize("voice", VOICES)
def test_it_gives_each_emotion_its_own_melody(voice: str) -> None:
    spread = {emotion: heard(voice, emotion)[2] for emotion in (None, "Excited", "Serious", "Soothing", "Broadcaster")}
    assert spread["Excited"] > 1.15 * spread[None]
    assert spread["Broadcaster"] > 1.05 * spread[None]
    assert spread["Serious"] < 0.85 * spread[None]
    assert spread["Soothing"] < spread[None]


@pytest.mark.parametrize("voice", VOICES)
def test_it_tells_a_broadcaster_from_a_friend(voice: str) -> None:
    friend, broadcaster = heard(voice, "Friendly"), heard(voice, "Broadcaster")
    assert broadcaster[0] > 1.02 * friend[0]
    assert broadcaster[1] < 0.95 * friend[1]


def test_it_says_all_of_them_equally_loud() -> None:
    emotions = (None, "Excited", "Friendly", "Serious", "Soothing", "Broadcaster")
    assert [heard("nora", emotion)[3] for emotion in emotions] == pytest.approx([-16.0] * 6, abs=0.4)
