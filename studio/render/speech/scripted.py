"""A script said by an espeak-ng voice: pauses, loudness, and every word's and phoneme's time in the scene."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render.speech import espeak, loudness, timing
from studio.render.speech.catalogue import VoiceInfo, find, voices
from studio.render.speech.prosody import prosody
from studio.render.spoken import RATE, Phoneme, Spoken, Word
from studio.storyboard import TextVoice, breaks, script_text
from studio.storyboard.limits import SCENE_MAX

LEAD, TAIL = 0.12, 0.38
"""Seconds of silence before the first and after the last sound, so that cuts don't clip a mouth in motion."""
_HEARD = 65
"""Of 32,767: what is quieter is silence."""
_NOTHING = np.zeros(0, np.int16)
_TOO_LONG = (
    f"Shorten the script, or split it into several scenes: said aloud it takes longer than {SCENE_MAX / 60:g} minutes."
)
_SCRIPTS = {
    "ar": "ARABIC", "el": "GREEK", "he": "HEBREW", "hi": "DEVANAGARI", "ko": "HANGUL", "ru": "CYRILLIC",
    "uk": "CYRILLIC", "zh": "CJK",
}  # fmt: skip
_LATIN = "LATIN"
_SAID_AS = {"HIRAGANA": "Japanese", "KATAKANA": "Japanese", "CJK": "Chinese"}


@dataclass(slots=True)
class _Said:
    """A script as espeak-ng said it: pieces of (sound at its own rate, that rate, samples of silence after it)."""

    pieces: list[tuple[npt.NDArray[np.int16], int, int]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    phonemes: list[Phoneme] = field(default_factory=list)
    warnings: tuple[str, ...] = ()
    at: float = 0.0
    """Seconds so far."""

    def add(self, part: str, said: espeak.Utterance) -> None:
        heard = _trimmed(said.samples, said.rate)
        end = _length(heard, said.rate) / RATE
        self.words += [Word(w.text, self.at + w.start, self.at + min(end, w.end)) for w in timing.words(part, said)]
        self.phonemes += [Phoneme(p.ipa, self.at + p.start, self.at + min(end, p.end))
                          for p in timing.phonemes(said) if p.start < end]  # fmt: skip
        self.pieces.append((heard, said.rate, 0))
        self.at += end

    def pause(self, seconds: float) -> None:
        self.pieces.append((_NOTHING, RATE, round(seconds * RATE)))
        self.phonemes.append(Phoneme("", self.at, self.at + seconds))
        self.at += seconds

    def spoken(self, samples: npt.NDArray[np.float32]) -> Spoken:
        return Spoken(samples, tuple(self.words), tuple(self.phonemes), self.warnings)


def say(voice: TextVoice, *, path: str) -> Spoken:
    """The script, said. `path` is the voice's place in the storyboard, for errors and warnings. Raises `BadInput`."""
    said = _said(voice, path)
    pieces = [part for heard, rate, rest in said.pieces
              for part in (_resampled(heard, rate), np.zeros(rest, np.float32))]  # fmt: skip
    return said.spoken(loudness.normalised(np.concatenate(pieces)))


def time(voice: TextVoice, *, path: str) -> Spoken:
    """What `say` gives, as long to the sample, but silent: in a tenth of the time, and without memory for samples."""
    said = _said(voice, path)
    length = sum(_length(heard, rate) + rest for heard, rate, rest in said.pieces)
    return said.spoken(np.broadcast_to(np.float32(0), length))


def _said(voice: TextVoice, path: str) -> _Said:
    info = find(voice.voice_id)
    locale = voice.locale or info.locale
    language = espeak.language(locale)
    if language is None:
        raise BadInput({f"{path}.locale": f"The embedded voices don't speak “{locale}”; choose another."})
    text, said, name, manner = script_text(voice), _Said(), f"{language}+{info.speaker}", prosody(voice, info)
    said.pause(LEAD)
    try:
        with espeak.afresh():
            for part, rest in _parts(text, voice):
                if part.strip():
                    left = SCENE_MAX - said.at - rest
                    said.add(part, espeak.synthesize(part, voice=name, prosody=manner, most=left))
                said.pause(rest)
    except espeak.TooLong:
        raise BadInput({f"{path}.input_text": _TOO_LONG}) from None
    if not any(p.ipa for p in said.phonemes):
        raise BadInput({f"{path}.input_text": "There is nothing in this script that can be said aloud."})
    said.warnings = tuple(_doubts(text, info, locale, path))
    return said


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
    """Without the silence espeak-ng leaves at the end (0.3 s after a sentence): pauses are ours to set."""
    heard = np.flatnonzero((samples > _HEARD) | (samples < -_HEARD))
    return samples[: min(len(samples), int(heard[-1]) + rate // 50)] if len(heard) else samples[:0]


def _doubts(text: str, info: VoiceInfo, locale: str, path: str) -> list[str]:
    """A sentence when the script looks like another language's than the voice's: espeak-ng would spell it out."""
    names = Counter(unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha())
    main = names.most_common(1)[0][0] if names else ""
    tag = locale.partition("-")[0].lower()
    if tag == "ja" and main in ("HIRAGANA", "KATAKANA", "CJK"):
        return [f"{path}: The embedded voices read kana only; write kanji in kana."] if names["CJK"] else []
    if not main or main == _SCRIPTS.get(tag, _LATIN):
        return []
    fitting = [v.name for v in voices() if _SCRIPTS.get(v.locale.partition("-")[0], _LATIN) == main]
    seen = _SAID_AS.get(main, main.title())
    advice = f" {' or '.join(fitting[:2])} can read it." if fitting else ""
    return [f"{path}: {info.name} speaks {locale}, but the script is in {seen} letters.{advice}"]
