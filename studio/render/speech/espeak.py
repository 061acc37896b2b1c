"""The default voice: espeak-ng, in this process, through ctypes. No program is started and no network is used.

espeak-ng tells through a callback when each word and phoneme sounds, so mouths and subtitles need no recogniser.
API: https://github.com/espeak-ng/espeak-ng/blob/1.52.0/src/include/espeak-ng/speak_lib.h
It keeps its state in globals: it is initialised once a process, and a lock lets one thread in at a time.
"""

from __future__ import annotations

import ctypes
import functools
import math
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import espeakng_loader
import numpy as np
import numpy.typing as npt

from studio.render.speech.prosody import RATE_PLAIN, Prosody
from studio.render.speech.stretches import stretches, swallowed
from studio.render.speech.utterance import QUIET, TooLong, Utterance

_SYNCHRONOUS, _PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 2, 1, 2, 0x8000
_UTF8, _CHARACTERS, _CODED = 1, 1, 0x100
_RATE, _PITCH, _RANGE, _GAP = 1, 3, 4, 7
_END, _WORD, _PHONEME = 0, 1, 7
_LANGUAGE = b"("
"""Begins what is reported among the sounds and is none: "(en)", the language in which it goes on."""
UNREADABLE = frozenset(("th", "shn"))
"""Languages that espeak-ng lists but can't read: it says the names of their letters, or nearly nothing."""
LANGUAGES = {"zh": "cmn", "zh-hk": "yue", "no": "nb", "iw": "he"} | {
    f"es-{country}": "es-419" for country in ("mx", "ar", "bo", "cl", "co", "cr", "cu", "do", "ec", "gt", "hn", "ni",
                                              "pa", "pe", "pr", "py", "sv", "us", "uy", "ve")
}  # fmt: skip
"""Language tags that espeak-ng calls otherwise; en-GB is its plain "en"."""


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_void_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
_lock = threading.RLock()
_libc = ctypes.CDLL(None)
_SEED = 1
_PAUSE = 0.2
"""Seconds after a line that ends a clause."""


@functools.cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    options = _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), options)
    if rate <= 0:
        raise RuntimeError("espeak-ng could not be initialised; its voice data is missing or unreadable")
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    library.espeak_ng_SetRandSeed.argtypes = [ctypes.c_long]
    library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
        ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    return library, int(rate)


@functools.lru_cache(maxsize=256)
def language(locale: str) -> str | None:
    """espeak-ng's name for a language tag ("en-US" → "en-us", "zh-TW" → "cmn"), or None if it can't speak it."""
    tag = locale.lower()
    if tag.partition("-")[0] in UNREADABLE:
        return None
    parts = tag.split("-")
    longer = ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]
    for name in [LANGUAGES.get(shorter, shorter) for shorter in longer]:
        with _lock:
            if _library()[0].espeak_SetVoiceByName(name.encode()) == 0:
                return name
    return None


@contextmanager
def afresh() -> Iterator[None]:
    """Speak as a process that has just started does, whatever was said before.

    espeak-ng's voice goes on where the last text left it, in variables that only loading it anew resets (half a
    millisecond): a script would last some samples more or less each time.
    """
    with _lock:
        library, _ = _library()
        library.espeak_Terminate()
        _libc.dlclose(ctypes.c_void_p(library._handle))
        _library.cache_clear()
        yield


def synthesize(text: str, *, voice: str, prosody: Prosody, most: float = math.inf, coded: bool = False) -> Utterance:
    """Say `text` with an espeak-ng voice such as "en-us+f2". Markup in the text is spoken, not obeyed.

    `coded`: what stands in [[double brackets]] are espeak-ng's phonemes and not words.

    Raises `TooLong` as soon as it has spoken for more than `most` seconds.
    """
    with _lock:
        library, rate = _library()
        if library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((_RATE, prosody.rate), (_PITCH, prosody.pitch), (_RANGE, prosody.range),
                                 (_GAP, prosody.gap)):  # fmt: skip
            library.espeak_SetParameter(parameter, value, 0)
        library.espeak_ng_SetRandSeed(_SEED)  # its breath is noise, seeded with the time of day otherwise
        _libc.srand(_SEED)
        cut = stretches(text)
        if len(cut) == 1:
            return _uttered(text, most, coded=coded)
        said = Utterance(rate)
        for stretch in cut:
            written = text[stretch.start : stretch.end]
            more = written if stretch is cut[-1] else f"{written.rstrip()},"  # the voice stays up: more follows
            part = _uttered(more, most - len(said.samples) / rate, coded=coded)
            _join(said, part if stretch is cut[-1] else _ended(part, pause=stretch.pause), stretch.start)
    return said


def _uttered(text: str, most: float, *, coded: bool) -> Utterance:
    """A text that espeak-ng's buffers hold, in the voice that is set."""
    library, rate = _library()
    said, chunks, spoken = Utterance(rate), list[npt.NDArray[np.int16]](), 0

    def listen(wave: object, count: int, events: object) -> int:
        nonlocal spoken
        if count > 0:
            chunks.append(np.ctypeslib.as_array(wave, (count,)).copy())
            spoken += count
        _note(events, said)
        return int(spoken > most * rate)  # 1 ends it

    callback = _Callback(listen)  # kept alive until the calls below return
    library.espeak_SetSynthCallback(callback)
    data, flags = text.encode(), _UTF8 | (_CODED if coded else 0)
    if library.espeak_Synth(data, len(data) + 1, 0, _CHARACTERS, 0, flags, None, None) != 0:
        raise RuntimeError("espeak-ng could not say the text")
    library.espeak_Synchronize()
    if spoken > most * rate:
        raise TooLong
    if chunks:
        said.samples = np.concatenate(chunks)
    said.swallowed = swallowed(text, said)
    return said


def _ended(part: Utterance, *, pause: bool) -> Utterance:
    """A part after which more follows: its own silence at the end becomes a comma's pause, or none."""
    loud = np.flatnonzero(np.abs(part.samples.astype(np.int32)) > QUIET)
    end = int(loud[-1]) + 1 if len(loud) else 0
    rest = np.zeros(round(_PAUSE * part.rate) if pause and end else 0, np.int16)
    part.samples = np.concatenate((part.samples[:end], rest))
    while part.phonemes and not part.phonemes[-1][1]:
        part.phonemes.pop()
    part.phonemes = [(min(sample, end), ipa) for sample, ipa in part.phonemes]
    part.words = [(min(sample, end), at) for sample, at in part.words]
    if len(rest):
        part.phonemes.append((end, ""))
    return part


def _join(said: Utterance, part: Utterance, start: int) -> None:
    """Put `part`, which says the text from character `start` on, after what was said."""
    length = len(said.samples)
    said.words += [(length + sample, start + at) for sample, at in part.words]
    said.phonemes += [(length + sample, ipa) for sample, ipa in part.phonemes]
    said.samples = np.concatenate((said.samples, part.samples))
    said.swallowed = said.swallowed or part.swallowed


@dataclass(frozen=True, slots=True)
class Speaker:
    """One of espeak-ng's voices, such as "en-us+f2", in a manner."""

    name: str
    manner: Prosody

    def opened(self) -> AbstractContextManager[None]:
        """See `afresh`."""
        return afresh()

    def utter(self, said: str, most: float) -> Utterance:
        """Say a text, phonemes in [[double brackets]] included. Raises `TooLong`."""
        return synthesize(said, voice=self.name, prosody=self.manner, most=most, coded="[[" in said)


def ipa_of(word: str, language: str) -> str:
    """The IPA of a word in a language."""
    said = synthesize(word, voice=language, prosody=Prosody(RATE_PLAIN, 50, 50, 0))
    return "".join(ipa for _, ipa in said.phonemes)


def heard(code: str, language: str) -> str:
    """The IPA of what is said for some of espeak-ng's phonemes in a language; "" when it knows no such."""
    said = synthesize(f"[[{code}]]", voice=language, prosody=Prosody(RATE_PLAIN, 50, 50, 0), coded=True)
    return "".join(ipa for _, ipa in said.phonemes)


def _note(events: object, said: Utterance) -> None:
    index = 0
    while (event := events[index]).type != _END:  # type: ignore[index]
        if event.type == _WORD:
            said.words.append((event.sample, event.text_position - 1))
        elif event.type == _PHONEME and not event.id.string.startswith(_LANGUAGE):
            said.phonemes.append((event.sample, event.id.string.decode("utf-8", "ignore")))
        index += 1
