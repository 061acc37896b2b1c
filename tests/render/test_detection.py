"""Which language a script is in, and what becomes of it."""

from __future__ import annotations

import sys

import pytest

from studio.errors import BadInput
from studio.render.speech import scripted
from studio.render.speech.detection import other_language, reads
from studio.render.spoken import Spoken
from studio.storyboard import TextVoice
from tests.render.words import needs_words

SPANISH = "Hola, ¿qué tal? Vamos a ver el nuevo producto de la empresa."


def say(line: str, voice: str = "nora", **more: object) -> Spoken:
    script = TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": line, **more})
    return scripted.time(script, path="scenes.0.voice")


@pytest.fixture
def words_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where pycld2 can't be installed."""
    monkeypatch.setitem(sys.modules, "pycld2", None)


LINES = [
    # script, the voice's language, found by letters and words, found by letters alone
    (SPANISH, "en-US", "es", None),
    ("Guten Tag, wir freuen uns sehr über Ihren Besuch.", "en-US", "de", None),
    ("Welcome to our new office, and thank you all for coming.", "de-DE", "en", None),
    ("Привіт! Дайте мені кілька слів", "en-US", "uk", "ru"),
    ("Привіт! Дайте мені кілька слів, і я зроблю з них відео для вашої нової компанії.", "ru-RU", "uk", None),
    ("Привет!", "en-US", "ru", "ru"),
    ("Καλημέρα σε όλους, ευχαριστώ που ήρθατε.", "en-US", "el", "el"),
    ("שלום לכולם, תודה שבאתם.", "en-US", "he", "he"),
    ("Welcome to our new office, and thank you all for coming.", "el-GR", "en", None),
    ("你好世界", "en-US", "zh", "zh"),
    ("안녕", "en-US", "ko", "ko"),
    ("カメラ", "en-US", "ja", "ja"),
    ("新製品発表会", "en-US", "ja", "zh"),
    ("新製品発表会、東京・大阪", "ja-JP", None, None),
    ("谢谢观看", "ja-JP", "zh", None),
    ("営業時間", "zh-CN", None, None),
    ("我们今天推出一个全新的产品，欢迎大家访问我们的网站了解更多。", "ja-JP", "zh", None),
    ("สวัสดีครับ", "en-US", "th", "th"),
    ("Hello, my good people. Maybe we meet more often.", "en-US", None, None),
    ("Hola a todos", "en-US", None, None),
    ("OK!", "de-DE", None, None),
    ("Dr. Smith and Mr. Jones met Nguyen in Cupertino.", "en-GB", None, None),
    ("Lorem ipsum", "en-US", None, None),
    ("Hei! Gi meg noen ord, så lager jeg en video av dem.", "da-DK", None, None),
    ("Halo! Beri saya beberapa kata, dan saya jadikan video.", "ms-MY", None, None),
    ("Dobro jutro, dajte mi nekoliko riječi za naš novi video.", "sr-RS", None, None),
    ("2026 — 50%!", "en-US", None, None),
    ("", "en-US", None, None),
    ("bad \x00 \ud800 signs", "en-US", None, None),
]


def found_in(line: str, own: str) -> str | None:
    seen = other_language(line, own)
    return seen.language if seen else None


@needs_words
@pytest.mark.parametrize(("line", "own", "found"), [(line, own, found) for line, own, found, _ in LINES])
def test_it_finds_another_language_only_where_it_is_sure(line: str, own: str, found: str | None) -> None:
    assert found_in(line, own) == found


@pytest.mark.parametrize(("line", "own", "found"), [(line, own, found) for line, own, _, found in LINES])
def test_it_goes_by_letters_alone_where_nobody_knows_words(
    line: str, own: str, found: str | None, words_unknown: None
) -> None:
    assert found_in(line, own) == found


def test_it_says_nothing_of_words_that_nobody_knows(words_unknown: None) -> None:
    said, english = say(SPANISH), say(SPANISH, locale="en-US")
    assert said.phonemes == english.phonemes and said.warnings == ()
    assert "so Nora says it as el-GR" in say("Καλημέρα σε όλους!").warnings[0]


def test_it_knows_the_letters_of_languages() -> None:
    assert reads("sr-RS", "LATIN") and reads("sr-RS", "CYRILLIC")
    assert reads("en-GB", "LATIN") and not reads("en-GB", "GREEK")


@needs_words
def test_it_says_a_spanish_script_in_spanish_and_tells_how_to_choose_otherwise() -> None:
    said, spanish = say(SPANISH), say(SPANISH, locale="es-ES")
    assert said.phonemes == spanish.phonemes
    assert said.warnings == (
        "scenes.0.voice: This script looks Spanish, so Nora says it as es-ES. To choose otherwise, set the voice's "
        "locale (its own is en-US).",
    )
    assert spanish.warnings == ()
    english = say(SPANISH, locale="en-US")
    assert english.phonemes != said.phonemes and english.warnings == ()


def test_it_warns_when_a_chosen_locale_has_other_letters() -> None:
    assert say("Привет, друзья!", locale="en-US").warnings == (
        "scenes.0.voice: Nora speaks en-US, but the script is in Cyrillic letters. Elena or Goran can read it.",
    )


@needs_words
def test_it_warns_of_a_language_that_no_voice_has() -> None:
    (doubt,) = say("Kumusta ka? Magandang umaga sa inyong lahat mga kaibigan ko.").warnings
    assert "looks Tagalog, which the embedded voices don't speak; Nora says it as en-US." in doubt


def test_it_refuses_thai_rather_than_to_misread_it() -> None:
    with pytest.raises(BadInput) as refused:
        say("สวัสดีครับ ยินดีต้อนรับ")
    assert list(refused.value.problems) == ["scenes.0.voice.input_text"]
    with pytest.raises(BadInput) as refused:
        say("สวัสดีครับ", locale="th-TH")
    assert list(refused.value.problems) == ["scenes.0.voice.locale"]


def test_it_warns_of_arabic_and_hebrew_without_vowels() -> None:
    assert "ḥarakāt" in say("مرحبا! أعطني بضع كلمات", "ar-salma").warnings[0]
    assert "niqqud" in say("שלום! תנו לי כמה מילים", "he-noa").warnings[0]
