"""Which voices the engine speaks with. Cheap to import: no sound library is loaded.

A voice is an espeak-ng language with one of espeak's speaker variants, so every voice can be asked for another
locale: it keeps its speaker and changes its language.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from studio.render.speech.folder import PREFIX, PiperFile, piper_voices
from studio.render.speech.languages import LANGUAGES

FEMALE, MALE = "female", "male"


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice. `language` is for people ("German"), `locale` a language tag, `sample_text` a sentence to try it with.

    `speaker` (espeak-ng's variant; a Piper voice's espeak-ng language), `rate` (words a minute at speed 1) and `file`
    (of a Piper voice) concern the engine alone.
    """

    id: str
    name: str
    language: str
    locale: str
    gender: str
    sample_text: str
    speaker: str
    rate: int = 160
    file: Path | None = None


_HELLO = "Hello! I'm {}. Give me a few words, and I'll turn them into a video."
_ENGLISH = (
    ("nora", "Nora", "en-US", FEMALE, "f2", 160),
    ("emma", "Emma", "en-GB", FEMALE, "f3", 162),
    ("liv", "Liv", "en-US", FEMALE, "f4", 156),
    ("paul", "Paul", "en-US", MALE, "m3", 158),
    ("hugh", "Hugh", "en-GB", MALE, "m2", 152),
    ("ben", "Ben", "en-US", MALE, "m7", 164),
)
_OTHERS = (
    ("af-annelie", "Annelie", "af-ZA", FEMALE, "f2"),
    ("ar-salma", "Salma", "ar", FEMALE, "f2"),
    ("bg-elena", "Elena", "bg-BG", FEMALE, "f2"),
    ("bn-ruma", "Ruma", "bn-BD", FEMALE, "f2"),
    ("ca-marta", "Marta", "ca-ES", FEMALE, "f2"),
    ("cs-jana", "Jana", "cs-CZ", FEMALE, "f2"),
    ("cy-rhys", "Rhys", "cy-GB", MALE, "m3"),
    ("da-freja", "Freja", "da-DK", FEMALE, "f2"),
    ("de-anna", "Anna", "de-DE", FEMALE, "f2"),
    ("de-jonas", "Jonas", "de-DE", MALE, "m3"),
    ("el-eleni", "Eleni", "el-GR", FEMALE, "f2"),
    ("es-lucia", "Lucía", "es-ES", FEMALE, "f2"),
    ("es-mateo", "Mateo", "es-MX", MALE, "m3"),
    ("et-kadri", "Kadri", "et-EE", FEMALE, "f2"),
    ("eu-iker", "Iker", "eu-ES", MALE, "m3"),
    ("fa-darya", "Darya", "fa-IR", FEMALE, "f2"),
    ("fi-aino", "Aino", "fi-FI", FEMALE, "f2"),
    ("fr-claire", "Claire", "fr-FR", FEMALE, "f2"),
    ("fr-louis", "Louis", "fr-FR", MALE, "m3"),
    ("he-noa", "Noa", "he-IL", FEMALE, "f2"),
    ("hi-asha", "Asha", "hi-IN", FEMALE, "f2"),
    ("hr-ivan", "Ivan", "hr-HR", MALE, "m3"),
    ("hu-eszter", "Eszter", "hu-HU", FEMALE, "f2"),
    ("id-dewi", "Dewi", "id-ID", FEMALE, "f2"),
    ("is-sigrun", "Sigrún", "is-IS", FEMALE, "f2"),
    ("it-giulia", "Giulia", "it-IT", FEMALE, "f2"),
    ("ja-haruka", "Haruka", "ja-JP", FEMALE, "f2"),
    ("ja-kenji", "Kenji", "ja-JP", MALE, "m3"),
    ("ko-minji", "Min-ji", "ko-KR", FEMALE, "f2"),
    ("lt-ruta", "Rūta", "lt-LT", FEMALE, "f2"),
    ("lv-janis", "Jānis", "lv-LV", MALE, "m3"),
    ("mk-goran", "Goran", "mk-MK", MALE, "m3"),
    ("mr-sneha", "Sneha", "mr-IN", FEMALE, "f2"),
    ("ms-aisyah", "Aisyah", "ms-MY", FEMALE, "f2"),
    ("nb-ida", "Ida", "nb-NO", FEMALE, "f2"),
    ("nl-sanne", "Sanne", "nl-NL", FEMALE, "f2"),
    ("pl-zofia", "Zofia", "pl-PL", FEMALE, "f2"),
    ("pt-clara", "Clara", "pt-BR", FEMALE, "f2"),
    ("ro-ioana", "Ioana", "ro-RO", FEMALE, "f2"),
    ("ru-anya", "Anya", "ru-RU", FEMALE, "f2"),
    ("sk-zuzana", "Zuzana", "sk-SK", FEMALE, "f2"),
    ("sl-luka", "Luka", "sl-SI", MALE, "m3"),
    ("sr-milica", "Milica", "sr-RS", FEMALE, "f2"),
    ("sv-elsa", "Elsa", "sv-SE", FEMALE, "f2"),
    ("sw-amani", "Amani", "sw-KE", MALE, "m3"),
    ("ta-kavitha", "Kavitha", "ta-IN", FEMALE, "f2"),
    ("te-ravi", "Ravi", "te-IN", MALE, "m3"),
    ("tr-elif", "Elif", "tr-TR", FEMALE, "f2"),
    ("uk-olena", "Olena", "uk-UA", FEMALE, "f2"),
    ("ur-bilal", "Bilal", "ur-PK", MALE, "m3"),
    ("vi-linh", "Linh", "vi-VN", FEMALE, "f2"),
    ("yue-kayan", "Ka-yan", "yue-HK", FEMALE, "f2"),
    ("zh-mei", "Mei", "zh-CN", FEMALE, "f2"),
    ("zh-wei", "Wei", "zh-CN", MALE, "m3"),
)


def voices() -> tuple[VoiceInfo, ...]:
    """Every voice, always in the same order: English first, the other languages by their tags, then Piper's."""
    return _espeak_voices() + tuple(_of_file(voice) for voice in piper_voices())


@functools.cache
def _espeak_voices() -> tuple[VoiceInfo, ...]:
    english = tuple(
        VoiceInfo(key, name, "English", locale, gender, _HELLO.format(name), speaker, rate)
        for key, name, locale, gender, speaker, rate in _ENGLISH
    )
    others = []
    for key, name, locale, gender, speaker in _OTHERS:
        language, sample = LANGUAGES[locale.partition("-")[0]]
        others.append(VoiceInfo(key, name, language, locale, gender, sample, speaker))
    return english + tuple(others)


def _of_file(voice: PiperFile) -> VoiceInfo:
    """Its gender isn't known."""
    tag = voice.locale.partition("-")[0].lower()
    language, sample = ("English", _HELLO.format(voice.name)) if tag == "en" else LANGUAGES.get(tag, ("", voice.name))
    return VoiceInfo(voice.id, f"{voice.name} (Piper)", language or voice.language or voice.locale, voice.locale, "",
                     sample, voice.speaker, file=voice.file)  # fmt: skip


@functools.cache
def _by_id() -> dict[str, VoiceInfo]:
    return {voice.id: voice for voice in _espeak_voices()}


def find(voice_id: str) -> VoiceInfo:
    """The voice with this id. KeyError when there is none such."""
    if voice_id.startswith(PREFIX):
        return {voice.id: voice for voice in voices()}[voice_id]
    return _by_id()[voice_id]


def fingerprint(voice_id: str) -> int | None:
    """What changes when a voice's file does: its size. None for voices without a file."""
    voice = next((voice for voice in piper_voices() if voice.id == voice_id), None)
    return voice.file.stat().st_size if voice else None


@functools.cache
def home_of(language: str) -> str:
    """The locale in which a language is spoken when nothing else is known: that of its first voice, else itself."""
    return next((voice.locale for voice in _espeak_voices() if voice.locale.partition("-")[0] == language), language)
