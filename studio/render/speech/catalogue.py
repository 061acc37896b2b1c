"""Which voices the engine speaks with. Cheap to import: no sound library is loaded.

A voice is an espeak-ng language with one of espeak's speaker variants, so every voice can be asked for another
locale: it keeps its speaker and changes its language.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

FEMALE, MALE = "female", "male"


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice. `language` is for people ("German"), `locale` a language tag, `sample_text` a sentence to try it with.

    `speaker` (espeak-ng's variant) and `rate` (words a minute at speed 1) concern the engine alone.
    """

    id: str
    name: str
    language: str
    locale: str
    gender: str
    sample_text: str
    speaker: str
    rate: int = 160


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
    ("ar-salma", "Salma", "Arabic", "ar", FEMALE, "f2", "مرحبا! أعطني بضع كلمات وسأحولها إلى فيديو."),
    ("cs-jana", "Jana", "Czech", "cs-CZ", FEMALE, "f2", "Dobrý den! Stačí pár slov a udělám z nich video."),
    ("da-freja", "Freja", "Danish", "da-DK", FEMALE, "f2", "Hej! Giv mig et par ord, så laver jeg dem til en video."),
    ("de-anna", "Anna", "German", "de-DE", FEMALE, "f2", "Hallo! Gib mir ein paar Worte, und ich mache ein Video daraus."),
    ("de-jonas", "Jonas", "German", "de-DE", MALE, "m3", "Hallo! Gib mir ein paar Worte, und ich mache ein Video daraus."),
    ("el-eleni", "Eleni", "Greek", "el-GR", FEMALE, "f2", "Γεια σας! Δώστε μου λίγες λέξεις και θα τις κάνω βίντεο."),
    ("es-lucia", "Lucía", "Spanish", "es-ES", FEMALE, "f2", "¡Hola! Dame unas palabras y las convierto en un vídeo."),
    ("es-mateo", "Mateo", "Spanish", "es-MX", MALE, "m3", "¡Hola! Dame unas palabras y las convierto en un video."),
    ("fi-aino", "Aino", "Finnish", "fi-FI", FEMALE, "f2", "Hei! Anna minulle muutama sana, niin teen niistä videon."),
    ("fr-claire", "Claire", "French", "fr-FR", FEMALE, "f2", "Bonjour ! Donnez-moi quelques mots, j'en ferai une vidéo."),
    ("fr-louis", "Louis", "French", "fr-FR", MALE, "m3", "Bonjour ! Donnez-moi quelques mots, j'en ferai une vidéo."),
    ("he-noa", "Noa", "Hebrew", "he-IL", FEMALE, "f2", "שלום! תנו לי כמה מילים ואהפוך אותן לסרטון."),
    ("hi-asha", "Asha", "Hindi", "hi-IN", FEMALE, "f2", "नमस्ते! मुझे कुछ शब्द दीजिए, मैं उनसे वीडियो बना दूँगी।"),
    ("hu-eszter", "Eszter", "Hungarian", "hu-HU", FEMALE, "f2", "Jó napot! Adjon néhány szót, és videót készítek belőle."),
    ("id-dewi", "Dewi", "Indonesian", "id-ID", FEMALE, "f2", "Halo! Beri saya beberapa kata, dan saya jadikan video."),
    ("it-giulia", "Giulia", "Italian", "it-IT", FEMALE, "f2", "Ciao! Dammi qualche parola e ne farò un video."),
    ("ko-minji", "Min-ji", "Korean", "ko-KR", FEMALE, "f2", "안녕하세요! 몇 마디만 주시면 영상으로 만들어 드릴게요."),
    ("nb-ida", "Ida", "Norwegian", "nb-NO", FEMALE, "f2", "Hei! Gi meg noen ord, så lager jeg en video av dem."),
    ("nl-sanne", "Sanne", "Dutch", "nl-NL", FEMALE, "f2", "Hallo! Geef me een paar woorden, dan maak ik er een video van."),
    ("pl-zofia", "Zofia", "Polish", "pl-PL", FEMALE, "f2", "Cześć! Daj mi kilka słów, a zrobię z nich film."),
    ("pt-clara", "Clara", "Portuguese", "pt-BR", FEMALE, "f2", "Olá! Me dê algumas palavras e eu faço um vídeo."),
    ("ro-ioana", "Ioana", "Romanian", "ro-RO", FEMALE, "f2", "Bună! Dă-mi câteva cuvinte și le transform într-un video."),
    ("ru-anya", "Anya", "Russian", "ru-RU", FEMALE, "f2", "Привет! Дайте мне несколько слов, и я сделаю из них видео."),
    ("sv-elsa", "Elsa", "Swedish", "sv-SE", FEMALE, "f2", "Hej! Ge mig några ord, så gör jag en video av dem."),
    ("tr-elif", "Elif", "Turkish", "tr-TR", FEMALE, "f2", "Merhaba! Bana birkaç kelime verin, onları videoya çevireyim."),
    ("uk-olena", "Olena", "Ukrainian", "uk-UA", FEMALE, "f2", "Привіт! Дайте мені кілька слів, і я зроблю з них відео."),
    ("vi-linh", "Linh", "Vietnamese", "vi-VN", FEMALE, "f2", "Xin chào! Hãy cho tôi vài từ, tôi sẽ biến chúng thành video."),
    ("zh-mei", "Mei", "Chinese", "zh-CN", FEMALE, "f2", "你好！给我几句话，我就把它们变成视频。"),
)  # fmt: skip


@functools.cache
def voices() -> tuple[VoiceInfo, ...]:
    """Every voice, always in the same order: English first, the other languages by their tags."""
    english = tuple(
        VoiceInfo(key, name, "English", locale, gender, _HELLO.format(name), speaker, rate)
        for key, name, locale, gender, speaker, rate in _ENGLISH
    )
    others = []
    for key, name, locale, gender, speaker in _OTHERS:
        language, sample = _LANGUAGES[locale.partition("-")[0]]
        others.append(VoiceInfo(key, name, language, locale, gender, sample, speaker))
    return english + tuple(others)


@functools.cache
def _by_id() -> dict[str, VoiceInfo]:
    return {voice.id: voice for voice in voices()}


def find(voice_id: str) -> VoiceInfo:
    """The voice with this id. KeyError when there is none such."""
    return _by_id()[voice_id]
