"""What differs between two scripts, word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.actions import wording
from studio.actions.wording import differences


def marked(before: str, after: str) -> str:
    """[-gone-], {+new+}, and (1s) for a pause."""
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    runs = differences(before, after)
    return "".join(signs[run.mark].format(run.text or f"({run.pause:g}s)") for run in runs)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("Hello there.", "Hello there.", "Hello there."),
        ("Hello  there.\n", "Hello there.", "Hello there."),
        ("", "Hello there.", "{+Hello there.+}"),
        ("Hello there.", "", "[-Hello there.-]"),
        ("Meet the new one.", "Meet the new one today.", "Meet the new one {+today+}."),
        ("Meet the new one today.", "Meet the new one.", "Meet the new one [-today-]."),
        ("Meet one", "Meet two", "Meet [-one-] {+two+}"),
        ("It is here", "It is here!", "It is here{+!+}"),
        ("only $5 now", "only $50 now", "only [-$5-] {+$50+} now"),
        ("don't stop", "do not stop", "[-don't-] {+do not+} stop"),
    ],
)  # fmt: skip
def test_it_marks_whole_words(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("مجموعة الربيع، اليوم", "مجموعة الصيف، اليوم", "مجموعة [-الربيع-] {+الصيف+}، اليوم"),
        ("मेरा नाम है", "मेरा काम है", "मेरा [-नाम-] {+काम+} है"),
        ("今天天气很好。", "今天天气不好。", "今天天气[-很-]{+不+}好。"),
        ("ราคาดี", "ราคาดีมาก", "ราคาดี{+มาก+}"),
        ("cafe\u0301 noir", "caf\u00e9 noir", "caf\u00e9 noir"),
        ("👩\u200d🚀 up", "👩\u200d🚀 down", "👩\u200d🚀 [-up-] {+down+}"),
    ],
)  # fmt: skip
def test_it_knows_words_of_any_script(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


def test_pauses_are_told_as_pauses() -> None:
    before, after = 'Meet.<break time="1s"/>It is here.', 'Meet. It is here.<break time="500ms"/>'
    assert marked(before, after) == "Meet.[-(1s)-]It is here.{+(0.5s)+}"
    assert marked('a<break time="1s"/>b', 'a<break time="1000ms"/>b') == "a(1s)b"
    assert marked('a<break time="1s"/>b', 'a<break time="2s"/>b') == "a[-(1s)-]{+(2s)+}b"


def test_next_to_nothing_between_two_changes_is_part_of_them() -> None:
    before, after = "We offer old plans of great things, always.", "They sell new ideas of small hopes, never."
    assert marked(before, after).startswith("[-We offer old plans of great things, always-] {+They")
    sentences = marked("Hello there. Bye now.", "Hi you. Ciao then.")
    assert sentences == "[-Hello there-] {+Hi you+}. [-Bye now-] {+Ciao then+}."


SCRIPT = st.lists(
    st.sampled_from(["a", "b", "one", ".", ", ", " ", "\n", "الربيع", "好", "<break/>", "é"]), max_size=24
)


@given(SCRIPT, SCRIPT)
def test_it_loses_no_word(before: list[str], after: list[str]) -> None:
    first, second = "".join(before), "".join(after)
    runs = differences(first, second)
    for script, mark in ((first, "gone"), (second, "new")):
        kept = [run for run in runs if run.mark in ("same", mark)]
        told = "".join("".join(run.text.split()) or f"<{run.pause:g}>" * bool(run.pause) for run in kept)
        alone = "".join(
            "".join(run.text.split()) or f"<{run.pause:g}>" * bool(run.pause) for run in differences(script, script)
        )
        assert told == alone


def test_a_long_script_is_compared_by_sentences_and_soon() -> None:
    lines = [f"Sentence {number} says something about thing {number}." for number in range(300)]
    other = [*lines[:100], "This one is about nothing at all.", *lines[101:200], *lines[201:]]
    assert len(wording.word_keys(" ".join(lines))) > wording.MOST
    other[0], other[-1] = "Another begins.", "Another ends."
    began = time.process_time()
    shown = marked(" ".join(lines), " ".join(other))
    cycle = [f"w{number % 100}" for number in range(1700)]
    marked(" ".join(cycle), " ".join(f"{word} x{number}" for number, word in enumerate(cycle[:850])))
    assert time.process_time() - began < 3
    assert "[-Sentence 200 says something about thing 200.-]" in shown
    assert "{+Another+}" in shown or "{+Another begins+}" in shown


def test_sentences_that_are_too_many_to_be_matched_are_replaced() -> None:
    """Each is one letter, and every second one is in both: thousands of searches through thousands."""
    asked = [chr(0x4E00 + number % 104) for number in range(1249)]
    ours, theirs = (
        "".join(f"{each}。{chr(place + number)}。" for number, each in enumerate(asked)) for place in (0x5000, 0x6000)
    )
    began = time.process_time()
    runs = differences("乙" + ours, "丙" + theirs)
    assert [run.mark for run in runs if run.text.strip()] == ["gone", "new", "same"]
    assert time.process_time() - began < 1


def test_what_is_not_compared_closely_is_replaced_between_what_stayed() -> None:
    before, after = "Meet the new one and the old one today.", "Meet a new one and an old one today."
    runs = differences(before, after, closely=False)
    assert [(run.mark, run.text.strip()) for run in runs if run.text.strip()] == [
        ("same", "Meet"), ("gone", "the new one and the"), ("new", "a new one and an"), ("same", "old one today."),
    ]  # fmt: skip
