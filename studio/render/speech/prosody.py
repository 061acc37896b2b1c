"""How a script is to be said: speed, pitch and emotion as the numbers espeak-ng understands."""

from __future__ import annotations

from dataclasses import dataclass

from studio.render.speech.catalogue import VoiceInfo
from studio.storyboard import TextVoice

RATE_MIN, RATE_MAX = 80, 450
"""Words a minute within which espeak-ng keeps its promises."""
RATE_PLAIN, PITCH_MIDDLE, RANGE_MIDDLE = 160, 50, 50


@dataclass(frozen=True, slots=True)
class Prosody:
    """espeak-ng's parameters: words a minute, pitch and its range 0…99, gap between words in 10 ms."""

    rate: int
    pitch: int
    range: int
    gap: int


@dataclass(frozen=True, slots=True)
class _Emotion:
    rate: float = 1.0
    pitch: int = 0
    range: int = 0
    gap: int = 0


_PLAIN = _Emotion()
_EMOTIONS = {
    "Excited": _Emotion(rate=1.14, pitch=11, range=38),
    "Friendly": _Emotion(rate=1.03, pitch=5, range=20),
    "Serious": _Emotion(rate=0.92, pitch=-8, range=-24),
    "Soothing": _Emotion(rate=0.84, pitch=-5, range=-16, gap=2),
    "Broadcaster": _Emotion(rate=1.04, pitch=-5, range=18, gap=1),
}
"""Measured on Nora against her plain voice: Excited an eighth shorter, three semitones higher, its melody a fifth
wider; Serious two and a half semitones lower, its melody two fifths narrower (tests/render/test_emotions.py)."""


def prosody(voice: TextVoice, info: VoiceInfo) -> Prosody:
    """The prosody of a storyboard's voice. Speed scales the rate, pitch moves the voice up or down."""
    emotion = _EMOTIONS.get(voice.emotion or "", _PLAIN)
    return Prosody(
        rate=round(min(RATE_MAX, max(RATE_MIN, info.rate * emotion.rate * voice.speed))),
        pitch=min(99, max(0, PITCH_MIDDLE + voice.pitch + emotion.pitch)),
        range=min(99, max(0, RANGE_MIDDLE + emotion.range)),
        gap=emotion.gap,
    )
