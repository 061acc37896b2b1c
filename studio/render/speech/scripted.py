"""A script said by an espeak-ng voice: pauses, loudness, and every word's and phoneme's time in the scene."""

from __future__ import annotations

import unicodedata
from collections import Counter
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

LEAD, TAIL = 0.12, 0.38
"""Seconds of silence before the first and after the last sound, so that cuts don't clip a mouth in motion."""
_SCRIPTS = {
    "ar": "ARABIC", "el": "GREEK", "he": "HEBREW", "hi": "DEVANAGARI", "ko": "HANGUL", "ru": "CYRILLIC",
    "uk": "CYRILLIC", "zh": "CJK",
}  # fmt: skip
_LATIN = "LATIN"
_SAID_AS = {"HIRAGANA": "Japanese", "KATAKANA": "Japanese", "CJK": "Chinese"}


def say(voice: TextVoice, *, path: str) -> Spoken:
    """The script, said. `path` is the voice's place in the storyboard, for errors and warnings. Raises `BadInput`."""
    info = find(voice.voice_id)
    locale = voice.locale or info.locale
    language = espeak.language(locale)
    if language is None:
        raise BadInput({f"{path}.locale": f"The embedded voices don't speak “{locale}”; choose another."})
    text = script_text(voice)
    pieces, at = [np.zeros(round(LEAD * RATE), np.float32)], LEAD
    words: list[Word] = []
    phonemes = [Phoneme("", 0.0, LEAD)]
    for part, pause in _parts(text, voice):
        if part.strip():
            said = espeak.synthesize(part, voice=f"{language}+{info.speaker}", prosody=prosody(voice, info))
            sound = _trimmed(_resampled(said.samples, said.rate))
            end = len(sound) / RATE
            words += [Word(w.text, at + w.start, at + min(end, w.end)) for w in timing.words(part, said)]
            phonemes += [Phoneme(p.ipa, at + p.start, at + min(end, p.end))
                         for p in timing.phonemes(said) if p.start < end]  # fmt: skip
            pieces.append(sound)
            at += end
        pieces.append(np.zeros(round(pause * RATE), np.float32))
        phonemes.append(Phoneme("", at, at + pause))
        at += pause
    sound = loudness.normalised(np.concatenate(pieces))
    if not any(p.ipa for p in phonemes):
        raise BadInput({f"{path}.input_text": "There is nothing in this script that can be said aloud."})
    return Spoken(sound, tuple(words), tuple(phonemes), tuple(_doubts(text, info, locale, path)))


def _parts(text: str, voice: TextVoice) -> list[tuple[str, float]]:
    """(words, seconds of pause after them)."""
    parts, start = [], 0
    for pause in breaks(voice):
        parts.append((text[start : pause.at], pause.seconds))
        start = pause.at
    return [*parts, (text[start:], TAIL)]


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
    wanted = round(len(samples) * RATE / rate)
    return np.pad(sound, (0, max(0, wanted - len(sound))))[:wanted]


def _trimmed(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Without the silence espeak-ng leaves at the end (0.3 s after a sentence): pauses are ours to set."""
    heard = np.flatnonzero(np.abs(sound) > 0.002)
    return sound[: min(len(sound), int(heard[-1]) + RATE // 50)] if len(heard) else sound[:0]


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
