"""Voices of Piper (piper-tts): natural ones, read by a neural network from files in the voices folder.

espeak-ng leads: it reads the script as for its own voices, so words, pronunciations and phonemes are the same; Piper
says the phonemes. When each is heard, a voice file tells that was made with alignments, or any when the `onnx` package
is there (`pip install piper-tts[alignment]`); otherwise espeak-ng's own timing is stretched over the sound.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.render.speech import espeak
from studio.render.speech.prosody import PITCH_MIDDLE, RATE_PLAIN, Prosody
from studio.render.speech.utterance import TooLong, Utterance

_PAUSES = {",": ",", ";": ";", ":": ":", ".": ".", "?": "?", "!": "!", "—": ",", "…": ".", "،": ",", "؟": "?",
           "。": ".", "，": ",", "！": "!", "？": "?", "।": "."}  # fmt: skip
_ENDS = ".?!"
_BETWEEN = 0.18
"""Seconds between two sentences."""
_OCTAVE = 100.0
"""Steps of pitch for an octave; the storyboard's −50…50 is half an octave either way."""
_LEAD_RATE = Prosody(RATE_PLAIN, PITCH_MIDDLE, 50, 0)
_QUIET = 0.02
_SEED = 1


@dataclass(slots=True)
class _Sentence:
    """espeak-ng's phonemes of a sentence for Piper: signs, and for each the event it belongs to (−1: none)."""

    signs: list[str] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, text: str, owner: int) -> None:
        for sign in unicodedata.normalize("NFD", text):
            self.signs.append(sign)
            self.owners.append(owner)


@dataclass(frozen=True, slots=True)
class PiperSpeaker:
    """One voice file, spoken with at a pace and pitch."""

    file: Path
    language: str
    manner: Prosody

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The voice is loaded afresh, its noise seeded: the same script sounds the same every time."""
        with espeak.afresh():
            _voice.cache_clear()
            yield

    def utter(self, said: str, most: float) -> Utterance:
        """Say a text. Raises `TooLong` when that takes more than `most` seconds."""
        lead = espeak.synthesize(said, voice=self.language, prosody=_LEAD_RATE, most=4 * most + 60, coded="[[" in said)
        voice = _voice(self.file)
        higher = 2.0 ** ((self.manner.pitch - PITCH_MIDDLE) / _OCTAVE)
        pace = self.manner.rate / RATE_PLAIN / higher
        spoken = Utterance(round(voice.config.sample_rate * higher), swallowed=lead.swallowed)
        pieces: list[npt.NDArray[np.float32]] = []
        starts: dict[int, int] = {}
        length = 0
        for sentence in _sentences(said, lead):
            sound, times = _say(voice, sentence, pace, lead)
            starts |= {owner: length + at for owner, at in times.items()}
            pieces += [sound, np.zeros(round(_BETWEEN * spoken.rate), np.float32)]
            length += len(sound) + len(pieces[-1])
            if length > most * spoken.rate:
                raise TooLong
        if pieces:
            spoken.samples = (np.clip(np.concatenate(pieces[:-1]), -1, 1) * 32767).astype(np.int16)
        _place(spoken, lead, starts)
        return spoken


@functools.lru_cache(maxsize=1)
def _voice(file: Path) -> Any:
    """The voice, on one thread, as all the engine's work."""
    import onnxruntime
    from piper import PiperVoice
    from piper.config import PiperConfig

    onnxruntime.set_seed(_SEED)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(_aligned(file), options, providers=["CPUExecutionProvider"])
    sheet = json.loads(file.with_name(f"{file.name}.json").read_text(encoding="utf-8"))
    return PiperVoice(session=session, config=PiperConfig.from_dict(sheet))


def _aligned(file: Path) -> str | bytes:
    """The model with its durations as a second result, where `onnx` is installed to add them; else as it is."""
    try:
        import onnx
        from piper.patch_voice_with_alignment import add_alignment_output
    except ImportError:
        return str(file)
    model = onnx.load(str(file))
    try:
        add_alignment_output(model)
    except ValueError:  # it has them, or can't be seen to
        return str(file)
    return bytes(model.SerializeToString())


def _sentences(said: str, lead: Utterance) -> Iterator[_Sentence]:
    words = iter([*lead.words, (len(lead.samples) + 1, len(said))])
    next_word, place = next(words), 0
    sentence = _Sentence()
    for index, (sample, ipa) in enumerate(lead.phonemes):
        before = place
        while sample >= next_word[0]:
            place = max(place, next_word[1])
            next_word = next(words)
        if not ipa:
            sign = _pause(said[place : next_word[1]])
            if sign and sentence.signs and sentence.signs[-1] not in _PAUSES:
                sentence.add(sign, index)
            if sign and sign in _ENDS and sentence.signs:
                yield sentence
                sentence = _Sentence()
            continue
        if place != before and sentence.signs and sentence.signs[-1] != " ":
            sentence.add(" ", -1)
        sentence.add(ipa, index)
    if sentence.signs:
        yield sentence


def _pause(between: str) -> str:
    """The last sign of a pause in the text between two words, as Piper's voices know it."""
    return next((_PAUSES[sign] for sign in reversed(between) if sign in _PAUSES), "")


def _say(
    voice: Any, sentence: _Sentence, pace: float, lead: Utterance
) -> tuple[npt.NDArray[np.float32], dict[int, int]]:
    """(sound, where in it each event begins)."""
    from piper.config import SynthesisConfig
    from piper.const import BOS, EOS, PAD

    known = voice.config.phoneme_id_map
    ids, owners = [*known[BOS], *known[PAD]], [-1] * (len(known[BOS]) + len(known[PAD]))
    for sign, owner in zip(sentence.signs, sentence.owners, strict=True):
        numbers = known.get(sign)
        if numbers:
            ids += [*numbers, *known[PAD]]
            owners += [owner] * len(numbers) + [-1] * len(known[PAD])
    ids += known[EOS]
    manner = SynthesisConfig(length_scale=voice.config.length_scale / pace)
    audio, lengths = voice.phoneme_ids_to_audio(ids, manner, include_alignments=True)
    sound = np.asarray(audio, np.float32).reshape(-1)
    if lengths is not None and len(np.atleast_1d(lengths)) == len(ids):
        begins = np.concatenate([[0], np.cumsum(lengths)])
        times: dict[int, int] = {}
        for at, owner in enumerate(owners):
            if owner >= 0:
                times.setdefault(owner, min(int(begins[at]), len(sound)))
        return sound, times
    return sound, _stretched(sentence, sound, lead)


def _stretched(sentence: _Sentence, sound: npt.NDArray[np.float32], lead: Utterance) -> dict[int, int]:
    """espeak-ng's times of the same phonemes, scaled to where this sound is heard."""
    events = sorted({owner for owner in sentence.owners if owner >= 0})
    first, last = lead.phonemes[events[0]][0], _end(lead, events[-1])
    heard = np.flatnonzero(np.abs(sound) > _QUIET * max(float(np.abs(sound).max(initial=0.0)), 1e-6))
    begin, until = (int(heard[0]), int(heard[-1]) + 1) if len(heard) else (0, len(sound))
    scale = (until - begin) / max(1, last - first)
    return {event: begin + round((lead.phonemes[event][0] - first) * scale) for event in events}


def _end(lead: Utterance, event: int) -> int:
    if not lead.phonemes[event][1]:
        return lead.phonemes[event][0]
    return lead.phonemes[event + 1][0] if event + 1 < len(lead.phonemes) else len(lead.samples)


def _place(spoken: Utterance, lead: Utterance, starts: dict[int, int]) -> None:
    """Words and phonemes at their places in the sound."""
    spoken.phonemes = [(starts[event], ipa) for event, (_, ipa) in enumerate(lead.phonemes) if event in starts]
    times = sorted(starts)
    for sample, at in lead.words:
        first = next((event for event in times if lead.phonemes[event][0] >= sample and lead.phonemes[event][1]), None)
        if first is not None:
            spoken.words.append((starts[first], at))
