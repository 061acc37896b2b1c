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
_LANGUAGES = {  # tag: (name, a sentence to try a voice with)
    "ar": ("Arabic", "مرحبا! أعطني بضع كلمات وسأحولها إلى فيديو."),
    "cs": ("Czech", "Dobrý den! Stačí pár slov a udělám z nich video."),
    "da": ("Danish", "Hej! Giv mig et par ord, så laver jeg dem til en video."),
    "de": ("German", "Hallo! Gib mir ein paar Worte, und ich mache ein Video daraus."),
    "el": ("Greek", "Γεια σας! Δώστε μου λίγες λέξεις και θα τις κάνω βίντεο."),
    "es": ("Spanish", "¡Hola! Dame unas palabras y las convierto en un vídeo."),
    "fi": ("Finnish", "Hei! Anna minulle muutama sana, niin teen niistä videon."),
    "fr": ("French", "Bonjour ! Donnez-moi quelques mots, j'en ferai une vidéo."),
    "he": ("Hebrew", "שלום! תנו לי כמה מילים ואהפוך אותן לסרטון."),
    "hi": ("Hindi", "नमस्ते! मुझे कुछ शब्द दीजिए, मैं उनसे वीडियो बना दूँगी।"),
    "hu": ("Hungarian", "Jó napot! Adjon néhány szót, és videót készítek belőle."),
    "id": ("Indonesian", "Halo! Beri saya beberapa kata, dan saya jadikan video."),
    "it": ("Italian", "Ciao! Dammi qualche parola e ne farò un video."),
    "ko": ("Korean", "안녕하세요! 몇 마디만 주시면 영상으로 만들어 드릴게요."),
    "nb": ("Norwegian", "Hei! Gi meg noen ord, så lager jeg en video av dem."),
    "nl": ("Dutch", "Hallo! Geef me een paar woorden, dan maak ik er een video van."),
    "pl": ("Polish", "Cześć! Daj mi kilka słów, a zrobię z nich film."),
    "pt": ("Portuguese", "Olá! Me dê algumas palavras e eu faço um vídeo."),
    "ro": ("Romanian", "Bună! Dă-mi câteva cuvinte și le transform într-un video."),
    "ru": ("Russian", "Привет! Дайте мне несколько слов, и я сделаю из них видео."),
    "sv": ("Swedish", "Hej! Ge mig några ord, så gör jag en video av dem."),
    "tr": ("Turkish", "Merhaba! Bana birkaç kelime verin, onları videoya çevireyim."),
    "uk": ("Ukrainian", "Привіт! Дайте мені кілька слів, і я зроблю з них відео."),
    "vi": ("Vietnamese", "Xin chào! Hãy cho tôi vài từ, tôi sẽ biến chúng thành video."),
    "zh": ("Chinese", "你好！给我几句话，我就把它们变成视频。"),
}
_OTHERS = (
    ("ar-salma", "Salma", "ar", FEMALE, "f2"),
    ("cs-jana", "Jana", "cs-CZ", FEMALE, "f2"),
    ("da-freja", "Freja", "da-DK", FEMALE, "f2"),
    ("de-anna", "Anna", "de-DE", FEMALE, "f2"),
    ("de-jonas", "Jonas", "de-DE", MALE, "m3"),
    ("el-eleni", "Eleni", "el-GR", FEMALE, "f2"),
    ("es-lucia", "Lucía", "es-ES", FEMALE, "f2"),
    ("es-mateo", "Mateo", "es-MX", MALE, "m3"),
    ("fi-aino", "Aino", "fi-FI", FEMALE, "f2"),
    ("fr-claire", "Claire", "fr-FR", FEMALE, "f2"),
    ("fr-louis", "Louis", "fr-FR", MALE, "m3"),
    ("he-noa", "Noa", "he-IL", FEMALE, "f2"),
    ("hi-asha", "Asha", "hi-IN", FEMALE, "f2"),
    ("hu-eszter", "Eszter", "hu-HU", FEMALE, "f2"),
    ("id-dewi", "Dewi", "id-ID", FEMALE, "f2"),
    ("it-giulia", "Giulia", "it-IT", FEMALE, "f2"),
    ("ko-minji", "Min-ji", "ko-KR", FEMALE, "f2"),
    ("nb-ida", "Ida", "nb-NO", FEMALE, "f2"),
    ("nl-sanne", "Sanne", "nl-NL", FEMALE, "f2"),
    ("pl-zofia", "Zofia", "pl-PL", FEMALE, "f2"),
    ("pt-clara", "Clara", "pt-BR", FEMALE, "f2"),
    ("ro-ioana", "Ioana", "ro-RO", FEMALE, "f2"),
    ("ru-anya", "Anya", "ru-RU", FEMALE, "f2"),
    ("sv-elsa", "Elsa", "sv-SE", FEMALE, "f2"),
    ("tr-elif", "Elif", "tr-TR", FEMALE, "f2"),
    ("uk-olena", "Olena", "uk-UA", FEMALE, "f2"),
    ("vi-linh", "Linh", "vi-VN", FEMALE, "f2"),
    ("zh-mei", "Mei", "zh-CN", FEMALE, "f2"),
)


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
