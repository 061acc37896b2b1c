"""The pronunciation list: what is said changes, what is shown doesn't."""

from __future__ import annotations

import time
from typing import Any

import pytest

from studio.render import scene as scenes
from studio.render.plan import scene_hash
from studio.render.speech import scripted
from studio.render.speech.reading import ipa
from studio.render.speech.reading.pronunciations import Entry, fitting, occurring
from studio.render.speech.reading.reader import read
from studio.render.spoken import Spoken
from studio.storyboard import Pronunciation, TextVoice
from tests.render.boards import board, plan, text


def listed(*entries: tuple[str, str] | tuple[str, str, str]) -> tuple[Pronunciation, ...]:
    names = ("written", "spoken", "locale")
    return tuple(Pronunciation.model_validate(dict(zip(names, entry, strict=False))) for entry in entries)


def say(line: str, *entries: Any, voice: str = "nora") -> Spoken:
    script = TextVoice(type="text", voice_id=voice, input_text=line)
    return scripted.time(script, path="p", pronunciations=listed(*entries))


def sounds(spoken: Spoken) -> str:
    return "".join(phoneme.ipa for phoneme in spoken.phonemes)


def test_it_says_a_respelling_and_shows_the_written_word() -> None:
    said = say("Meet Nguyen today.", ("nguyen", "win"))
    assert [word.text for word in said.words] == ["Meet", "Nguyen", "today."]
    assert sounds(said) == sounds(say("Meet win today."))


def test_it_takes_no_brackets_for_phoneme_codes() -> None:
    for brackets in ("[[", "[", "[[h@l'oU]]"):
        said = say("Say [hello to Ann", ("hello", brackets))
        assert sounds(said).endswith(sounds(say("to Ann"))[-3:])
    assert sounds(say("Say hello to Ann", ("hello", "[["))) == sounds(say("Say to Ann"))


@pytest.mark.parametrize(
    ("spoken", "doubt"), [("...", "nothing to say"), ("привет", "Cyrillic letters"), ("win", ""), ("5", "")]
)
def test_it_warns_of_respellings_it_cant_say(spoken: str, doubt: str) -> None:
    warnings = say("Meet Nguyen today.", ("Nguyen", spoken)).warnings
    assert [doubt in warning for warning in warnings] == ([True] if doubt else [])


def test_it_says_ipa() -> None:
    said = say("Nike's shoes", ("Nike", "/ˈnaɪki/"))
    assert sounds(said).startswith("nˈaɪki")
    assert [word.text for word in said.words] == ["Nike's", "shoes"]


@pytest.mark.parametrize(
    ("language", "wanted", "heard"),
    [
        ("en-us", "lɪˈnʌks", "lɪnˈʌks"), ("en-us", "ˈhʌndɹəd", "hˈʌndɹəd"), ("en-us", "kwɛstʃən", "kwɛstʃən"),
        ("en", "ˈpɔːʃə", "pˈɔːʃə"), ("de", "ˈʃpiːɡl̩", "ʃpˈiːɡl̩"), ("fr", "bɔ̃ʒuʁ", "bɔ̃ʒuʁ"), ("es", "ˈθaɾa", "θˈaɾa"),
        ("it", "ˈɲokka", "ɲˈokka"), ("pl", "ˈnajkʲi", "nˈajkʲi"),
    ],
)  # fmt: skip
def test_it_turns_ipa_into_what_espeak_says_as_that(language: str, wanted: str, heard: str) -> None:
    from studio.render.speech import espeak

    code = ipa.code(wanted, language)
    assert code is not None
    assert espeak.heard(code, language).replace("ˈ", "") == heard.replace("ˈ", "")


def test_it_refuses_sounds_that_a_language_lacks() -> None:
    assert ipa.code("ʕam", "en-us") is None
    said = say("Nike", ("Nike", "/ʕam/"))
    assert sounds(said) == sounds(say("Nike"))
    assert said.warnings[0].startswith("pronunciations: /ʕam/ for “Nike” has sounds that the voices lack in “en-us”")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("NIKE nike Nikes Snike", "naikee naikee Nikes Snike"),
        ("New York Labs in New York", "Enwhyel in Noo Yawk"),
        ("new\u00a0york", "Noo Yawk"),
        ("nike.com", "naikee dot com"),
        ("naïve nikeé", "naïve nikeé"),
        ("C# is", "see sharp is"),
        ("नमक नमकीन", "saalt नमकीन"),
        ("東京都", "Toukyou都"),
    ],
)
def test_it_matches_whole_words_the_longest_first(line: str, expected: str) -> None:
    entries = [Entry("nike", "naikee"), Entry("New York", "Noo Yawk"), Entry("New York Labs", "Enwhyel"),
               Entry("C#", "see sharp"), Entry("नमक", "saalt"), Entry("東京", "Toukyou")]  # fmt: skip
    assert read(line, locale="en-US", entries=entries).said == expected


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [("Istanbul", "in İstanbul, ISTANBUL", "in there, there"), ("İzmir", "izmir", "there"), ("idea", "ıdea", "ıdea")],
)
def test_it_matches_a_turkish_i_with_its_dot(name: str, line: str, expected: str) -> None:
    assert read(line, locale="en-US", entries=[Entry(name, "there")]).said == expected
    assert bool(occurring(line, [Pronunciation(written=name, spoken="there")])) == (line != expected)


def test_it_prefers_the_locale_to_the_language_to_everybody() -> None:
    entries = listed(("a", "any"), ("A", "british", "en-GB"), ("a", "english", "en"), ("a", "deutsch", "de"))
    assert [entry.spoken for entry in fitting(entries, "en-GB")] == ["british"]
    assert [entry.spoken for entry in fitting(entries, "en-AU")] == ["english"]
    assert [entry.spoken for entry in fitting(entries, "de-DE")] == ["deutsch"]
    assert [entry.spoken for entry in fitting(entries, "fr-FR")] == ["any"]


def test_it_finds_the_entries_that_occur() -> None:
    entries = listed(("Nike", "x"), ("Acme", "y"), ("ike", "z"))
    assert [entry.written for entry in occurring("We love NIKE!", entries)] == ["Nike"]


def test_it_looks_through_a_script_once_for_an_entry_that_begins_as_the_script_does() -> None:
    entries = listed(*((f"{'a ' * 46}b{each}", "c") for each in range(500)))
    began = time.process_time()
    assert occurring("a " * 2500, entries) == ()
    assert time.process_time() - began < 1


def test_it_speaks_a_scene_with_the_storyboards_list() -> None:
    entry = {"written": "Nike", "spoken": "/ˈnaɪki/"}
    scene = {"voice": text("Nike.")}
    told = scenes.timing(plan(scene, pronunciations=[entry])).spoken
    assert sounds(told) == "nˈaɪki" != sounds(scenes.timing(plan(scene)).spoken)


def test_it_knows_a_scene_by_those_entries_alone_that_occur_in_it() -> None:
    def known(*entries: dict[str, str]) -> str:
        return scene_hash(board({"voice": text("Nike is here.")}, pronunciations=list(entries)), 0, {}, None)

    nike, other = {"written": "Nike", "spoken": "naikee"}, {"written": "Acme", "spoken": "ak-mee"}
    assert known() == known(other) != known(nike) == known(nike, other)
    assert known(nike) != known({**nike, "spoken": "nyke"})
