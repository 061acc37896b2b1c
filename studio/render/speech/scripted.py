"""A script said by a voice: pauses, loudness, and every word's and phoneme's time in the scene."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render.speech import loudness, timing
from studio.render.speech.delivery import delivery
from studio.render.speech.reading.text import Reading
from studio.render.speech.utterance import QUIET, TooLong, Utterance
from studio.render.spoken import RATE, Phoneme, Spoken, Word
from studio.storyboard import Pronunciation, TextVoice, breaks, script_text
from studio.storyboard.limits import SCENE_MAX

LEAD, TAIL = 0.12, 0.38
"""Seconds of silence before the first and after the last sound, so that cuts don't clip a mouth in motion."""
_MARKS = re.compile(r"[\s.,;:!?…—–()\[\]'*-]*")
"""What alone makes no sound."""
_NOTHING = np.zeros(0, np.int16)
_TOO_LONG = (
    f"Shorten the script, or split it into several scenes: said aloud it takes longer than {SCENE_MAX / 60:g} minutes."
)
_SWALLOWED = (
    "The voice left out a part of this script; put full stops between its sentences and spaces into long words."
)


_Piece = tuple[npt.NDArray[np.int16], int, int]
"""(sound at its own rate, that rate, samples of silence after it)."""


@dataclass(slots=True)
class _Said:
    """A script as it was said."""

    pieces: list[_Piece] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    phonemes: list[Phoneme] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    at: float = 0.0
    """Seconds so far."""
    swallowed: bool = False
    """Whether the voice left out some of the script."""
    unshown: str = ""
    """What is seen and not heard, and has no word before it."""

    def add(self, part: str, said: Utterance) -> None:
        heard = _trimmed(said.samples, said.rate)
        end = _length(heard, said.rate) / RATE
        self.swallowed = self.swallowed or said.swallowed
        for word in timing.words(part, said):
            if word.start >= end and self.words:
                self.show(word.text)
                continue
            text, self.unshown = f"{self.unshown} {word.text}".strip(), ""
            self.words.append(Word(text, self.at + word.start, self.at + min(end, word.end)))
        self.phonemes += [Phoneme(p.ipa, self.at + p.start, self.at + min(end, p.end))
                          for p in timing.phonemes(said) if p.start < end]  # fmt: skip
        self.pieces.append((heard, said.rate, 0))
        self.at += end

    def show(self, unspoken: str) -> None:
        """What is seen and not heard goes with the word before it, at the beginning with the one after."""
        if self.words and unspoken:
            last = self.words[-1]
            self.words[-1] = Word(f"{last.text} {unspoken}", last.start, last.end)
        elif unspoken:
            self.unshown = f"{self.unshown} {unspoken}".strip()

    def pause(self, seconds: float) -> None:
        self.pieces.append((_NOTHING, RATE, round(seconds * RATE)))
        self.phonemes.append(Phoneme("", self.at, self.at + seconds))
        self.at += seconds

    def spoken(self, samples: npt.NDArray[np.float32]) -> Spoken:
        return Spoken(samples, tuple(self.words), tuple(self.phonemes), self.warnings)


def say(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...] = ()) -> Spoken:
    """The script, said. `path` is the voice's place in the storyboard, for errors and warnings. Raises `BadInput`."""
    said = _said(voice, path, pronunciations)
    return said.spoken(loudness.normalised(_joined(said.pieces)))


def time(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...] = ()) -> Spoken:
    """What `say` gives, as long to the sample, but silent: in a tenth of the time, and without memory for samples."""
    said = _said(voice, path, pronunciations)
    length = sum(_length(heard, rate) + rest for heard, rate, rest in said.pieces)
    return said.spoken(np.broadcast_to(np.float32(0), length))


def _joined(pieces: list[_Piece]) -> npt.NDArray[np.float32]:
    """The pieces at `RATE`, one behind the other. They are used up: long speech is not held twice."""
    out = np.zeros(sum(_length(heard, rate) + rest for heard, rate, rest in pieces), np.float32)
    at = 0
    while pieces:
        heard, rate, rest = pieces.pop(0)
        wanted = _length(heard, rate)
        _resample(heard, rate, out[at : at + wanted])
        at += wanted + rest
    return out


def _said(voice: TextVoice, path: str, pronunciations: tuple[Pronunciation, ...]) -> _Said:
    chosen = delivery(voice, path=path, pronunciations=pronunciations)
    parts = [(part, chosen.read(part), rest) for part, rest in _parts(script_text(voice), voice)]
    said = _Said()
    said.pause(LEAD)
    try:
        with chosen.speaker.opened():  # everything is read by now: reading may ask espeak-ng for sounds
            for part, reading, rest in parts:
                if _MARKS.fullmatch(reading.said):
                    said.show(" ".join(part.split()))
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


def _resample(samples: npt.NDArray[np.int16], rate: int, out: npt.NDArray[np.float32]) -> None:
    """Into `out`, which is silent, at `RATE`; what is left over is cut off."""
    if not len(samples):
        return
    resampler, done = av.AudioResampler(format="fltp", layout="mono", rate=RATE), 0
    for frame in chain(_frames(samples, rate), (None,)):
        for part in resampler.resample(frame):
            room = out[done : done + part.samples]
            room[:] = part.to_ndarray()[0, : len(room)]
            done += part.samples


def _frames(samples: npt.NDArray[np.int16], rate: int) -> Iterator[av.AudioFrame]:
    for at in range(0, len(samples), rate):
        frame = av.AudioFrame.from_ndarray(samples[None, at : at + rate], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
        yield frame


def _trimmed(samples: npt.NDArray[np.int16], rate: int) -> npt.NDArray[np.int16]:
    """Without the silence that voices leave at the end (espeak-ng 0.3 s): pauses are ours to set."""
    heard = ((samples > QUIET) | (samples < -QUIET))[::-1]
    return samples[: len(samples) - max(0, int(heard.argmax()) + 1 - rate // 50)] if heard.any() else samples[:0]
