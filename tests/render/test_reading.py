"""From written to spoken: a table of what people write and what must be said for it."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import BadInput
from studio.render.speech import scripted
from studio.render.speech.reading.reader import read
from studio.storyboard import TextVoice

READINGS = {
    file.stem: [tuple(line.split(" | ")) for line in file.read_text().splitlines()]
    for file in sorted((Path(__file__).parent / "data" / "readings").iterdir())
}
"""What is written and what is said for it, by locale."""
WRITTEN = [written for rows in READINGS.values() for written, _ in rows]


@pytest.mark.parametrize("locale", READINGS)
def test_it_reads_what_is_written_as_people_do(locale: str) -> None:
    wrong = []
    for written, spoken in READINGS[locale]:
        reading = read(written, locale=locale)
        if " ".join(reading.said.split()) != spoken:
            wrong.append(f"{written} → {' '.join(reading.said.split())}, wanted: {spoken}")
        assert len(reading.places) == len(reading.said) + 1
        assert reading.places == sorted(reading.places), written
        assert 0 <= reading.places[0] <= reading.places[-1] <= len(written)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en-US", "a naïve café"), ("de-DE", "für Größe"), ("vi-VN", "Tiếng Việt"), ("ja-JP", "がんばるバナナ"),
     ("ko-KR", "안녕하세요")],
)  # fmt: skip
def test_it_reads_letters_whose_marks_are_signs_of_their_own(locale: str, written: str) -> None:
    apart = unicodedata.normalize("NFD", written)
    reading = read(apart, locale=locale)
    assert reading.said == read(written, locale=locale).said
    assert len(reading.places) == len(reading.said) + 1
    assert reading.places == sorted(reading.places)
    assert reading.places[-1] == len(apart)


@pytest.mark.parametrize(
    ("written", "spoken"), [("𝗕𝗼𝗹𝗱 𝓼𝓬𝓻𝓲𝓹𝓽", "Bold script"), ("ofﬁce", "office"), ("ＨＥＬＬＯ you", "HELLO you")]
)
def test_it_reads_letters_of_another_face(written: str, spoken: str) -> None:
    assert read(written, locale="en-US").said == spoken


def test_it_keeps_every_word_as_written_for_as_long_as_it_is_said() -> None:
    line = "👋 Dr. Smith paid €1,299.50 at understudy.io/pricing 🎉 on 12 March 2026 — twice!"
    said = scripted.time(TextVoice(type="text", voice_id="nora", input_text=line), path="p")
    assert [word.text for word in said.words] == [
        "👋 Dr.", "Smith", "paid", "€1,299.50", "at", "understudy.io/pricing 🎉", "on", "12", "March", "2026 —",
        "twice!",
    ]  # fmt: skip
    times = {word.text: word.end - word.start for word in said.words}
    assert times["€1,299.50"] > 2.5 > times["paid"]
    assert times["understudy.io/pricing 🎉"] > 1.2
    assert all(one.end <= other.start + 1e-9 for one, other in zip(said.words, said.words[1:], strict=False))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WRITTEN), max_size=4), st.sampled_from(["", " ", ", "]), st.sampled_from([*READINGS]))
def test_whatever_stands_beside_what_it_finds_its_written_word(parts: list[str], between: str, locale: str) -> None:
    written = between.join(parts)
    reading = read(written, locale=locale)
    assert len(reading.places) == len(reading.said) + 1
    assert reading.places == sorted(reading.places)
    assert reading.places[-1] == len(written)


def test_it_passes_over_emoji_in_silence() -> None:
    plain, merry = ("".join(p.ipa for p in scripted.time(
        TextVoice(type="text", voice_id="nora", input_text=line), path="p").phonemes)
        for line in ("Good news today.", "Good 👍🏽 news 🇩🇪 today 👨‍👩‍👧."))  # fmt: skip
    assert merry == plain


def test_it_sounds_the_same_though_it_has_learnt_words_since() -> None:
    lines = [TextVoice(type="text", voice_id="ja-kenji", input_text="Webinarのbrochureです。") for _ in range(2)]
    first, again = (scripted.say(line, path="p").samples.tobytes() for line in lines)
    assert first == again


@pytest.mark.parametrize("stray", ["Hello. :)", "Hello! !!", "Hello ! ! !", "! Hello", 'Hello.<break time="0.1s"/>!',
    "Hello :-)", "Hello :-(", "Hello. :]", "Hello! :'(", "“Hello.” :)", "(Hello!) :)", "*Hello!* :)", "Hello — !",
])  # fmt: skip
def test_it_says_no_mark_that_ends_nothing(stray: str) -> None:
    said, plain = (scripted.time(TextVoice(type="text", voice_id="nora", input_text=line), path="p")
                   for line in (stray, "Hello."))  # fmt: skip
    assert "".join(p.ipa for p in said.phonemes) == "".join(p.ipa for p in plain.phonemes)
    assert len(said.words) == 1


@pytest.mark.parametrize(
    ("written", "locale"),
    [("Bonjour ! Ça va ?", "fr-FR"), ("Attention : voici", "fr-FR"), ("¡ Hola ! ¿ Qué tal ?", "es-ES")],
)
def test_a_mark_that_ends_something_stays(written: str, locale: str) -> None:
    assert read(written, locale=locale).said == written


@pytest.mark.parametrize("marks", ["!!!", "?", ":", "...!"])
def test_marks_alone_are_nothing_to_say(marks: str) -> None:
    with pytest.raises(BadInput, match="nothing in this script"):
        scripted.time(TextVoice(type="text", voice_id="nora", input_text=marks), path="p")


def test_it_passes_over_a_part_of_nothing_but_emoji() -> None:
    said = scripted.time(
        TextVoice(type="text", voice_id="nora", input_text='Hello. <break time="1s"/> 🎉 <break/> Bye.'), path="p"
    )
    assert [word.text for word in said.words] == ["Hello. 🎉", "Bye."]


def test_emoji_before_the_first_word_stand_with_it() -> None:
    voice = {
        "type": "text",
        "voice_id": "nora",
        "input_text": '👋 <break time="0.5s"/> 🎉 <break time="0.5s"/> Hello you.',
    }
    said = scripted.say(TextVoice.model_validate(voice), path="scenes.0.voice")
    assert [word.text for word in said.words] == ["👋 🎉 Hello", "you."]
    assert said.words[0].start > 1


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP"])
def test_it_reads_the_longest_and_strangest_scripts_in_a_moment(locale: str) -> None:
    read("Hello, €5.", locale=locale)
    began = time.process_time()
    for odd in ("é.", "a.", "\n", "12.", '" ', "1-", "9", "€9", "a@a.", "A&", "👋", "—"):
        read((odd * 5000)[:5000], locale=locale)
    assert time.process_time() - began < 4


@pytest.mark.parametrize("bullet", ["- ", "• ", "* ", "2. ", "2) ", "✅ ", "👉"])
def test_a_list_goes_on_after_a_pause(bullet: str) -> None:
    assert read(f"Fast\n{bullet}Cheap", locale="en-US").said.startswith("Fast,\n")
    for line in (f"Fast.\n{bullet}Cheap", f"Fast\n{bullet}", f"Fast {bullet}Cheap", "Fast\nand cheap", "Fast\n2.5 km"):
        assert "," not in read(line, locale="en-US").said


def test_it_tells_which_kanji_it_left_out() -> None:
    said = scripted.time(TextVoice(type="text", voice_id="ja-haruka", input_text="鱻です。"), path="p")
    assert said.warnings == ("p: The voice doesn't know how to read 鱻 and left it out; write it in kana.",)


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP"])
def test_it_reads_anything_at_all(locale: str) -> None:
    for odd in ("", " ", "...", "[[", "$", "€€€ 5", "1.2.3.4.5", "99/99/9999", "25:99", "#", "@", "http://",
                "-" * 50, "9" * 300, "\u0000\ud7ff", "No.", "12345678901234567890 kg", "a" * 500,
                "1e400 km", "½⅓ ①"):  # fmt: skip
        reading = read(odd, locale=locale)
        assert len(reading.places) == len(reading.said) + 1
