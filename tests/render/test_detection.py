"""Which language a script is in, and what becomes of it."""

from __future__ import annotations

import pytest

from studio.errors import BadInput
from studio.render.speech import scripted
from studio.render.speech.detection import other_language, reads
from studio.render.spoken import Spoken
from studio.storyboard import TextVoice

SPANISH = "Hola, ¿qué tal? Vamos a ver el nuevo producto de la empresa."


def say(line: str, voice: str = "nora", **more: object) -> Spoken:
    script = TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": line, **more})
    return scripted.time(script, path="scenes.0.voice")


@pytest.mark.parametrize(
    ("line", "own", "found"),
    [
        (SPANISH, "en-US", "es"),
        ("Guten Tag, wir freuen uns sehr über Ihren Besuch.", "en-US", "de"),
        ("Welcome to our new office, and thank you all for coming.", "de-DE", "en"),
        ("Привіт! Дайте мені кілька слів", "en-US", "uk"),
        ("Привіт! Дайте мені кілька слів, і я зроблю з них відео для вашої нової компанії.", "ru-RU", "uk"),
        ("Привет!", "en-US", "ru"),
        ("你好世界", "en-US", "zh"),
        ("안녕", "en-US", "ko"),
        ("カメラ", "en-US", "ja"),
        ("新製品発表会", "en-US", "ja"),
        ("新製品発表会、東京・大阪", "ja-JP", None),
        ("谢谢观看", "ja-JP", "zh"),
        ("営業時間", "zh-CN", None),
        ("我们今天推出一个全新的产品，欢迎大家访问我们的网站了解更多。", "ja-JP", "zh"),
        ("สวัสดีครับ", "en-US", "th"),
        ("Hello, my good people. Maybe we meet more often.", "en-US", None),
        ("Hola a todos", "en-US", None),
        ("OK!", "de-DE", None),
        ("Dr. Smith and Mr. Jones met Nguyen in Cupertino.", "en-GB", None),
        ("Lorem ipsum", "en-US", None),
        ("Hei! Gi meg noen ord, så lager jeg en video av dem.", "da-DK", None),
        ("Halo! Beri saya beberapa kata, dan saya jadikan video.", "ms-MY", None),
        ("Dobro jutro, dajte mi nekoliko riječi za naš novi video.", "sr-RS", None),
        ("2026 — 50%!", "en-US", None),
        ("", "en-US", None),
        ("bad \x00 \ud800 signs", "en-US", None),
    ],
)
def test_it_finds_another_language_only_where_it_is_sure(line: str, own: str, found: str | None) -> None:
    seen = other_language(line, own)
    assert (seen.language if seen else None) == found


def test_it_knows_the_letters_of_languages() -> None:
    assert reads("sr-RS", "LATIN") and reads("sr-RS", "CYRILLIC")
    assert reads("en-GB", "LATIN") and not reads("en-GB", "GREEK")


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
