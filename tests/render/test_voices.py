"""Every voice of the catalogue, heard: sound, words as written, mouths that know each phoneme."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from studio.render.cast.visemes import visemes_of
from studio.render.speech import loudness, scripted
from studio.render.speech.catalogue import VoiceInfo, find, home_of, voices
from studio.storyboard import TextVoice

PROMISED = Path(__file__).parents[2] / "docs" / "voices.md"
SINCE_THE_BEGINNING = {
    "nora", "emma", "liv", "paul", "hugh", "ben", "ar-salma", "cs-jana", "da-freja", "de-anna", "de-jonas", "el-eleni",
    "es-lucia", "es-mateo", "fi-aino", "fr-claire", "fr-louis", "he-noa", "hi-asha", "hu-eszter", "id-dewi",
    "it-giulia",
    "ko-minji", "nb-ida", "nl-sanne", "pl-zofia", "pt-clara", "ro-ioana", "ru-anya", "sv-elsa", "tr-elif", "uk-olena",
    "vi-linh", "zh-mei",
}  # fmt: skip


def test_it_offers_the_fifty_languages_that_are_promised_and_drops_no_voice() -> None:
    ids = [voice.id for voice in voices()]
    told = PROMISED.read_text().partition("## Languages")[2].split("\n\n")[1].replace("\n", " ").replace("\\*", "")
    languages = {voice.language for voice in voices()}
    assert languages == set(told.rstrip(".").split(", ")) and len(languages) == 50
    assert len(set(ids)) == len(ids)
    assert set(ids) >= SINCE_THE_BEGINNING
    assert ids[:6] == ["nora", "emma", "liv", "paul", "hugh", "ben"]


@pytest.mark.parametrize("voice", voices(), ids=lambda voice: voice.id)
def test_it_says_the_sample_of_every_voice_without_doubts(voice: VoiceInfo) -> None:
    said = scripted.say(TextVoice(type="text", voice_id=voice.id, input_text=voice.sample_text), path="p")
    assert said.warnings == ()
    assert "".join("".join(word.text for word in said.words).split()) == "".join(voice.sample_text.split())
    assert -17.5 <= loudness.measure(said.samples) <= -15.0
    assert 1.5 < said.duration < 9
    sounds = [phoneme for phoneme in said.phonemes if phoneme.ipa]
    known = [phoneme for phoneme in sounds if visemes_of(phoneme.ipa) and _whole(phoneme.ipa)]
    strange = {phoneme.ipa for phoneme in sounds} - {phoneme.ipa for phoneme in known}
    assert len(known) >= 0.95 * len(sounds), strange
    spoken = sum(word.end - word.start for word in said.words)
    assert sum(phoneme.end - phoneme.start for phoneme in sounds) >= 0.7 * spoken


def _whole(ipa: str) -> bool:
    """Whether the mouth knows every letter of a phoneme, marks and tones aside."""
    letters = [sign for sign in ipa if unicodedata.category(sign) in ("Ll", "Lo")]
    return bool(letters) and all(visemes_of(sign) for sign in letters)


def test_it_knows_where_a_language_is_at_home() -> None:
    assert home_of("pt") == "pt-BR"
    assert home_of("en") == find("nora").locale
    assert home_of("la") == "la"
