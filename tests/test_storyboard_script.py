"""Pauses in a script."""

from __future__ import annotations

import math
import time

import pytest

from studio.storyboard import AudioVoice, Break, SilenceVoice, TextVoice, breaks, problems, script_text
from tests.storyboards import a_scene, a_storyboard


def voice(text: str) -> TextVoice:
    return TextVoice(type="text", voice_id="nora", input_text=text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello.", "Hello."),
        (" Hello.\n", "Hello."),
        ('Hello.<break time="1s"/>World.', "Hello. World."),
        ('Hello. <break time="1s"/> World.', "Hello. World."),
        ('Hello. <break time="1s"/>World.', "Hello. World."),
        ('Hello.<break time="1s"/> World.', "Hello. World."),
        ('<break time="1s"/> Hello. <break time="1s"/>', "Hello."),
        ("One<break/><break/>two", "One two"),
        ('One<break time="1s"></break>two', "One two"),
        ("One<BREAK TIME='1S' />two", "One two"),
        ("你好。<break/>再见。", "你好。 再见。"),
        ("First.\n\nSecond.", "First.\n\nSecond."),
        ("I <3 <breakfast> & brunch", "I <3 <breakfast> & brunch"),
    ],
)
def test_it_leaves_the_words(text: str, said: str) -> None:
    assert script_text(voice(text)) == said


@pytest.mark.parametrize(
    ("tag", "seconds"),
    [
        ('<break time="1s"/>', 1.0),
        ('<break time="1.5s"/>', 1.5),
        ('<break time=".25s" />', 0.25),
        ('<break time="500ms"/>', 0.5),
        ("<break time='2s'/>", 2.0),
        ("<break time=2s/>", 2.0),
        ('<break time = "3s">', 3.0),
        ('<break strength="weak" time="4s"/>', 4.0),
        ("<break/>", 0.5),
        ('<break strength="strong"/>', 0.5),
        ('<break time="0s"/>', 0.0),
        ('<break time="30s"/>', 30.0),
    ],
)
def test_it_reads_the_length_of_a_pause(tag: str, seconds: float) -> None:
    assert breaks(voice(f"One{tag}two")) == (Break(at=3, seconds=seconds),)


@pytest.mark.parametrize(
    "tag",
    [
        '<break time="31s"/>',
        '<break time="30001ms"/>',
        '<break time="soon"/>',
        '<break time=""/>',
        '<break time="1"/>',
        '<break time="-1s"/>',
        '<break time="1s/>',
        '<break time="1e9s"/>',
        '<break time="99999999s"/>',
        '<break time="nan"/>',
        "<break time=“1s”/>",
    ],
)
def test_it_refuses_pauses_it_cannot_keep(tag: str) -> None:
    said = problems(a_storyboard(a_scene("text", input_text=f"One{tag}two")))
    assert said == {"scenes.0.voice.input_text": 'Write a pause like <break time="1s"/>, of at most 30 seconds.'}


def test_it_places_pauses_in_the_words_that_are_said() -> None:
    spoken = voice('<break time="1s"/>  One. <break time="2s"/> Two.<break time="3s"/>Three.  <break time="4s"/>')
    text = script_text(spoken)
    assert text == "One. Two. Three."
    assert [(text[: pause.at].strip(), pause.seconds) for pause in breaks(spoken)] == [
        ("", 1.0),
        ("One.", 2.0),
        ("One. Two.", 3.0),
        ("One. Two. Three.", 4.0),
    ]
    assert all(0 <= pause.at <= len(text) for pause in breaks(spoken))


def test_it_does_not_count_a_closing_tag_as_a_pause() -> None:
    assert breaks(voice('One<break time="1s"></break>two')) == (Break(at=3, seconds=1.0),)


@pytest.mark.parametrize("text", ['<break time="1s"/>', "<break/> \n <break/>", "<break/>\u200b"])
def test_it_wants_something_to_say(text: str) -> None:
    said = problems(a_storyboard(a_scene("text", input_text=text)))
    assert said == {"scenes.0.voice.input_text": "Write what the presenter should say."}


def test_it_has_no_words_for_recordings_and_silence() -> None:
    for mute in (AudioVoice(type="audio", audio_asset_id="x"), SilenceVoice(type="silence")):
        assert (script_text(mute), breaks(mute)) == ("", ())


@pytest.mark.parametrize("part", ["<", "<break ", "<break time=", "<break time= ", " ", "</break", "<break time='1"])
def test_it_is_quick_with_hostile_scripts(part: str) -> None:
    started = time.process_time()
    problems(a_storyboard(a_scene("text", input_text=(part * 5000)[:5000])))
    problems(a_storyboard(a_scene("text", input_text=part + " " * 4990)))
    problems(a_storyboard(a_scene("text", input_text=part * 100_000)))
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("tag", ['<break time="30s"/>', "<break/>", '<break time="1500ms"></break>'])
def test_it_bounds_the_pauses_of_a_script_together(tag: str) -> None:
    each = breaks(voice(f"hi{tag}"))[0].seconds
    most = int(120 / each)
    assert problems(a_storyboard(a_scene("text", input_text="hi" + tag * most))) == {}
    said = problems(a_storyboard(a_scene("text", input_text="hi" + tag * (most + 1))))
    assert said == {
        "scenes.0.voice.input_text": f"Shorten the pauses: together they last {math.ceil((most + 1) * each)} seconds, "
        "and a script may pause for 120."
    }
