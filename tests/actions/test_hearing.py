"""Hearing words before a video is made. The engine that says them is the real one."""

from __future__ import annotations

import pytest

from studio.actions import hearing, pronunciations
from studio.errors import BadInput
from studio.models import Account, Video
from tests import people


def test_it_begins_with_whole_sentences() -> None:
    long = "First of all. " + "And then some more words " * 20
    assert hearing.beginning("Hello. Short.") == "Hello. Short."
    assert hearing.beginning(long) == "First of all."
    assert hearing.beginning("word " * 100).endswith("word")
    assert hearing.beginning("こんにちは。" * 100).endswith("。")
    assert "<" not in hearing.beginning("x" * 290 + ' <break time="1.5s"/> y')


def test_it_says_a_script_once_for_each_content(video: Video) -> None:
    scene = video.scenes.get()
    first = hearing.script(scene)
    assert first.read_bytes()[:3] in (b"ID3", b"\xff\xfb\x90") or first.stat().st_size > 1000
    assert hearing.script(scene) == first
    word = scene.document["voice"]["input_text"].split()[0].strip(",.")
    pronunciations.add(video.team, written=word, spoken="banana")
    assert hearing.script(scene) != first


def test_it_says_what_is_wrong_with_a_scene(video: Video) -> None:
    scene = video.scenes.get()
    scene.document["voice"] |= {"speed": 9}
    with pytest.raises(BadInput) as found:
        hearing.script(scene)
    assert found.value.problems == {"voice.speed": "Choose a speed from 0.5 to 1.5."}
    scene.document["voice"] = {"type": "silence"}
    with pytest.raises(BadInput, match="Write a script first"):
        hearing.script(scene)


def test_it_does_not_let_a_list_under_work_silence_the_script(video: Video) -> None:
    scene = video.scenes.get()
    scene.video.setup["pronunciations"] = [{"written": "a"}]
    assert hearing.script(scene).stat().st_size > 1000


def test_it_says_an_entry_in_a_voice_of_its_language(account: Account) -> None:
    assert hearing.entry(account.pk, written="Nguyen", spoken="win", voice="nora").stat().st_size > 1000
    with pytest.raises(BadInput) as found:
        hearing.entry(account.pk, written="", spoken="win")
    assert "written" in found.value.problems
    with pytest.raises(BadInput, match="no embedded voice"):
        hearing.entry(people.team("Empty").pk, written="a", spoken="b")
