"""A script said by a voice: pauses, loudness, and every word's and phoneme's time in the scene."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render.speech import loudness, timing
from studio.render.speech.delivery import delivery
from studio.render.speech.reading import Reading
from studio.render.speech.utterance import TooLong, Utterance
from studio.render.spoken import RATE, Phoneme, Spoken, Word
from studio.storyboard import Pronunciation, TextVoice, breaks, script_text
from studio.storyboard.limits import SCENE_MAX

LEAD, TAIL = 0.12, 0.38
"""Seconds of silence before the first and after the last sound, so that cuts don't clip a mouth in motion."""
_HEARD = 65
"""Of 32,767: what is quieter is silence."""
_NOTHING = np.zeros(0, np.int16)
_TOO_LONG = (
    f"Shorten the script, or split it into several scenes: said aloud it takes longer than {SCENE_MAX / 60:g} minutes."
)
_SWALLOWED = (
    "The voice left out a part of this script; put full stops between its sentences and spaces into long words."
)


@dataclass(slots=True)
class _Said:
    """A script as it was said: pieces of (sound at its own rate, that rate, samples of silence after it)."""

    pieces: list[tuple[npt.NDArray[np.int16], int, int]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    phonemes: list[Phoneme] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    at: float = 0.0
    """Seconds so far."""
    swallowed: bool = False
    """Whether the voice left out some of the script."""

    def add(self, part: str, said: Utterance) -> None:
        heard = _trimmed(said.samples, said.rate)
        end = _length(heard, said.rate) / RATE
        self.swallowed = self.swallowed or said.swallowed
        self.words += [Word(w.text, self.at + w.start, self.at + min(end, w.end)) for w in timing.words(part, said)]
        self.phonemes += [Phoneme(p.ipa, self.at + p.start, self.at + min(end, p.end))
                          for p in timing.phonemes(said) if p.start < end]  # fmt: skip
        self.pieces.append((heard, said.rate, 0))
        self.at += end

    def show(self, unspoken: str) -> None:
        """What is seen and not heard goes with the word before it."""
        if self.words and unspoken:
            last = self.words[-1]
            self.words[-1] = Word(f"{last.text} {unspoken}", last.start, last.end)

    def pause(self, seconds: float) -> None:
        self.pieces.append((_NOTHING, RATE, round(seconds * RATE)))
        self.phonemes.append(Phoneme("", self.at, self.at + seconds))
        self.at += seconds

    def spoken(self, samples: npt.NDArray[np.float32]) -> Spoken:
        return Spoken(samples, tuple(self.words), tuple(self.phonemes), self.warnings)


def say(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...] = ()) -> Spoken:
    """The script, said. `path` is the voice's place in the storyboard, for errors and warnings. Raises `BadInput`."""
    said = _said(voice, path, pronunciations)
    pieces = [part for heard, rate, rest in said.pieces
              for part in (_resampled(heard, rate), np.zeros(rest, np.float32))]  # fmt: skip
    return said.spoken(loudness.normalised(np.concatenate(pieces)))


def time(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...] = ()) -> Spoken:
    """What `say` gives, as long to the sample, but silent: in a tenth of the time, and without memory for samples."""
    said = _said(voice, path, pronunciations)
    length = sum(_length(heard, rate) + rest for heard, rate, rest in said.pieces)
    return said.spoken(np.broadcast_to(np.float32(0), length))


def _said(voice: TextVoice, path: str, pronunciations: tuple[Pronunciation, ...]) -> _Said:
    chosen = delivery(voice, path=path, pronunciations=pronunciations)
    parts = [(part, chosen.read(part), rest) for part, rest in _parts(script_text(voice), voice)]
    said = _Said()
    said.pause(LEAD)
    try:
        with chosen.speaker.opened():  # everything is read by now: reading may ask espeak-ng for sounds
            for part, reading, rest in parts:
                if not reading.said.strip():
                    said.show(part.strip())
                else:
                    said.add(part, _in_places(chosen.speaker.utter(reading.said, SCENE_MAX - said.at - rest), reading))
                said.pause(rest)
    except TooLong:
        raise BadInput({f"{path}.input_text": _TOO_LONG}) from None
    if not any(p.ipa for p in said.phonemes):
        raise BadInput({f"{path}.input_text": "There is nothing in this script that can be said aloud."})
    unread = [sign for _, reading, _ in parts for sign in reading.unread]
    said.warnings = (*chosen.warnings, *_left_out(unread, path), *([f"{path}: {_SWALLOWED}"] if said.swallowed else []))
    return said


def _in_places(said: Utterance, reading: Reading) -> Utterance:
    """Its words at their places in the written text."""
    said.words = [(sample, reading.place(at)) for sample, at in said.words]
    return said


def _left_out(unread: list[str], path: str) -> list[str]:
    signs = "".join(dict.fromkeys(unread))
    return [f"{path}: The voice doesn't know how to read {signs} and left it out; write it in kana."] if signs else []


def _parts(text: str, voice: TextVoice) -> list[tuple[str, float]]:
    """(words, seconds of pause after them)."""
    parts, start = [], 0
    for pause in breaks(voice):
        parts.append((text[start : pause.at], pause.seconds))
        start = pause.at
    return [*parts, (text[start:], TAIL)]


def _length(samples: npt.NDArray[np.int16], rate: int) -> int:
    """How many samples at `RATE` this is."""
    return round(len(samples) * RATE / rate)


def _resampled(samples: npt.NDArray[np.int16], rate: int) -> npt.NDArray[np.float32]:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    out: list[npt.NDArray[np.float32]] = []
    for at in range(0, len(samples), rate):
        frame = av.AudioFrame.from_ndarray(samples[None, at : at + rate], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
        out += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    if len(samples):
        out += [part.to_ndarray()[0] for part in resampler.resample(None)]
    sound = np.concatenate(out) if out else np.zeros(0, np.float32)
    wanted = _length(samples, rate)
    return np.pad(sound, (0, max(0, wanted - len(sound))))[:wanted]


def _trimmed(samples: npt.NDArray[np.int16], rate: int) -> npt.NDArray[np.int16]:
    """Without the silence that voices leave at the end (espeak-ng 0.3 s): pauses are ours to set."""
    heard = np.flatnonzero((samples > _HEARD) | (samples < -_HEARD))
    return samples[: min(len(samples), int(heard[-1]) + rate // 50)] if len(heard) else samples[:0]
