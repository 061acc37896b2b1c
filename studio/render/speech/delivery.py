"""How a script will be said: by which speaker, in which language, with which pronunciations. And doubts about that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from studio.errors import BadInput
from studio.render.speech import detection, espeak, vowels
from studio.render.speech.catalogue import VoiceInfo, find, home_of, voices
from studio.render.speech.prosody import Prosody, prosody
from studio.render.speech.reading import Reading, ipa, read
from studio.render.speech.reading.pronunciations import Entry, fitting, ipa_of
from studio.render.speech.utterance import Utterance
from studio.storyboard import Pronunciation, TextVoice, script_text


@dataclass(frozen=True, slots=True)
class Delivery:
    """A speaker with everything decided. Speak inside `opened()`."""

    info: VoiceInfo
    locale: str
    name: str
    """espeak-ng's: a language with a speaker, such as "en-us+f2"."""
    manner: Prosody
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]

    def opened(self) -> AbstractContextManager[None]:
        """Whatever was said before leaves no trace in what is said now."""
        return espeak.afresh()

    def read(self, part: str) -> Reading:
        """What is to be said for a part of the script."""
        return read(part, locale=self.locale, entries=self.entries)

    def utter(self, said: str, most: float) -> Utterance:
        """Say it, in `most` seconds at most. Raises `TooLong`."""
        return espeak.synthesize(said, voice=self.name, prosody=self.manner, most=most, coded="[[" in said)


def delivery(voice: TextVoice, *, path: str, pronunciations: tuple[Pronunciation, ...]) -> Delivery:
    """Decide how a voice says its script. Raises `BadInput` where it can't."""
    info, script = find(voice.voice_id), script_text(voice)
    locale, doubts = _locale(voice, info, script, path)
    language = espeak.language(locale)
    if language is None:
        raise BadInput({f"{path}.locale": f"The embedded voices don't speak “{locale}”; choose another."})
    entries, unsaid = _entries(fitting(pronunciations, locale), language)
    return Delivery(info, locale, f"{language}+{info.speaker}", prosody(voice, info), entries, (*doubts, *unsaid))


def _locale(voice: TextVoice, info: VoiceInfo, script: str, path: str) -> tuple[str, tuple[str, ...]]:
    """The language to speak: the one asked for, else the script's where that is clear, else the voice's own."""
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


def _doubts(script: str, info: VoiceInfo, locale: str, path: str) -> Iterator[str]:
    """A sentence when the script is in other letters than the language's: espeak-ng would spell it out."""
    letters = detection.letters_of(script)
    if letters and not detection.reads(locale, letters):
        fitting_voices = [v.name for v in voices() if detection.reads(v.locale, letters)]
        advice = f" {' or '.join(fitting_voices[:2])} can read it." if fitting_voices else ""
        seen = detection.letters_name(letters)
        yield f"{path}: {info.name} speaks {locale}, but the script is in {seen} letters.{advice}"
    yield from vowels.doubts(script, locale, path)


def _entries(listed: tuple[Pronunciation, ...], language: str) -> tuple[tuple[Entry, ...], list[str]]:
    """The list for espeak-ng, and sentences on IPA that this language has no sounds for."""
    entries, unsaid = [], []
    for entry in listed:
        wanted = ipa_of(entry.spoken)
        code = ipa.code(wanted, language) if wanted is not None else None
        if wanted is None:
            entries.append(Entry(entry.written, entry.spoken))
        elif code:
            entries.append(Entry(entry.written, entry.spoken, code))
        else:
            unsaid.append(f"pronunciations: /{wanted}/ for “{entry.written}” has sounds that the voices lack in "
                          f"“{language}”; it was read as written. Respell it in ordinary letters instead.")  # fmt: skip
    return tuple(entries), unsaid
