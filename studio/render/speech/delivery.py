"""How a script will be said: by which speaker, in which language, with which pronunciations. And doubts about that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from studio.errors import BadInput
from studio.render.speech import detection, espeak, vowels
from studio.render.speech.catalogue import VoiceInfo, find, home_of, voices
from studio.render.speech.prosody import Prosody, prosody
from studio.render.speech.reading import ipa
from studio.render.speech.reading.pronunciations import Entry, fitting, ipa_of
from studio.render.speech.reading.reader import read
from studio.render.speech.reading.signs import unspoken
from studio.render.speech.reading.text import Reading
from studio.render.speech.utterance import Utterance
from studio.storyboard import Pronunciation, TextVoice, script_text


class Speaker(Protocol):
    """A voice engine, ready to say one script."""

    def opened(self) -> AbstractContextManager[None]:
        """Speak inside: whatever was said before leaves no trace in what is said now."""

    def utter(self, said: str, most: float) -> Utterance:
        """Say a text, in `most` seconds at most. Raises `TooLong`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A speaker with everything decided."""

    info: VoiceInfo
    locale: str
    speaker: Speaker
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]

    def read(self, part: str) -> Reading:
        """What is to be said for a part of the script."""
        return read(part, locale=self.locale, entries=self.entries)


def delivery(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...]) -> Delivery:
    """Decide how a voice says its script. Raises `BadInput` where it can't."""
    info, script = find(voice.voice_id), script_text(voice)
    locale, doubts = _locale(voice, info, script, path)
    language = espeak.language(locale)
    if language is None:
        raise BadInput({f"{path}.locale": f"The embedded voices don't speak “{locale}”; choose another."})
    entries, unsaid = _entries(fitting(pronunciations, locale), language, locale)
    return Delivery(info, locale, _speaker(info, language, prosody(voice, info)), entries, (*doubts, *unsaid))


def _speaker(info: VoiceInfo, language: str, manner: Prosody) -> Speaker:
    if info.file is None:
        return espeak.Speaker(f"{language}+{info.speaker}", manner)
    from studio.render.speech.piper import PiperSpeaker

    return PiperSpeaker(info.file, info.speaker, manner)


def _locale(voice: TextVoice, info: VoiceInfo, script: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The language to speak: the one asked for, else the script's where that is clear, else the voice's own."""
    if info.file is not None:
        return info.locale, _only_language(voice, info, script, path)
    if voice.locale:
        return voice.locale, tuple(_doubts(script, info, voice.locale, path))
    found = detection.other_language(script, info.locale)
    if found is None:
        return info.locale, tuple(_doubts(script, info, info.locale, path))
    locale = home_of(found.language)
    if espeak.language(locale) is not None:
        said = (f"{path}: This script looks {found.name}, so {info.name} says it as {locale}. To choose otherwise, set "
                f"the voice's locale (its own is {info.locale}).")  # fmt: skip
        return locale, (said, *vowels.doubts(script, locale, path))
    if not detection.reads(info.locale, detection.letters_of(script)):
        raise BadInput({f"{path}.input_text": f"This script looks {found.name}, which the embedded voices can't read."})
    said = (f"{path}: This script looks {found.name}, which the embedded voices don't speak; {info.name} says it as "
            f"{info.locale}.")  # fmt: skip
    return info.locale, (said,)


def _only_language(voice: TextVoice, info: VoiceInfo, script: str, path: str) -> tuple[str, ...]:
    """Doubts about a voice that has one language and can't change it."""
    asked = voice.locale or info.locale
    if detection.language_of(asked) != detection.language_of(info.locale):
        raise BadInput({f"{path}.locale": f"{info.name} speaks {info.locale} only; leave the locale out."})
    doubts = list(_doubts(script, info, info.locale, path))
    if asked.lower() != info.locale.lower():
        doubts.append(f"{path}.locale: {info.name} speaks {info.locale} only, whatever the locale.")
    found = None if voice.locale else detection.other_language(script, info.locale)
    if found is not None and not doubts:
        doubts.append(f"{path}: This script looks {found.name}, but {info.name} speaks {info.locale} only.")
    return tuple(doubts)


def _doubts(script: str, info: VoiceInfo, locale: str, path: str) -> Iterator[str]:
    """A sentence when the script is in other letters than the language's: espeak-ng would spell it out."""
    letters = detection.letters_of(script)
    if letters and not detection.reads(locale, letters):
        fitting_voices = [v.name for v in voices() if detection.reads(v.locale, letters)]
        advice = f" {' or '.join(fitting_voices[:2])} can read it." if fitting_voices else ""
        seen = detection.letters_name(letters)
        yield f"{path}: {info.name} speaks {locale}, but the script is in {seen} letters.{advice}"
    yield from vowels.doubts(script, locale, path)


def _respelling_doubts(entry: Pronunciation, locale: str) -> Iterator[str]:
    """A sentence when a respelling says nothing, or is in letters that the voice only spells out."""
    letters = detection.letters_of(entry.spoken)
    if unspoken(entry.spoken):
        yield f"pronunciations: “{entry.spoken}” for “{entry.written}” has nothing to say, so the word was left out."
    elif letters not in ("", "LATIN") and not detection.reads(locale, letters):
        seen = detection.letters_name(letters)
        yield (f"pronunciations: “{entry.spoken}” for “{entry.written}” is in {seen} letters, which the voice "
               f"can't read in {locale}.")  # fmt: skip


def _entries(listed: tuple[Pronunciation, ...], language: str, locale: str) -> tuple[tuple[Entry, ...], list[str]]:
    """The list for espeak-ng, and sentences on IPA that this language has no sounds for."""
    entries, unsaid = list[Entry](), list[str]()
    for entry in listed:
        wanted = ipa_of(entry.spoken)
        code = ipa.code(wanted, language) if wanted is not None else None
        if wanted is None:
            entries.append(Entry(entry.written, entry.spoken))
            unsaid += _respelling_doubts(entry, locale)
        elif code:
            entries.append(Entry(entry.written, entry.spoken, code))
        else:
            unsaid.append(f"pronunciations: /{wanted}/ for “{entry.written}” has sounds that the voices lack in "
                          f"“{language}”; it was read as written. Respell it in ordinary letters instead.")  # fmt: skip
    return tuple(entries), unsaid
