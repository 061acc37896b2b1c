"""Gaps in what a template says: found where text is said, filled with plain text and nothing else."""

from __future__ import annotations

import time

import pytest

from studio.storyboard import gaps
from studio.storyboard.limits import SCRIPT_MAX
from studio.storyboard.script import seconds_of_pauses


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi {{first_name}}, {{ company-2 }}! {{first_name}}", ("first_name", "company-2")),
        ("مرحبا {{الاسم}} {{اِسم}}, {{ नाम }} {{ชื่อ}}", ("الاسم", "اِسم", "नाम", "ชื่อ")),
        ("{{}} {{1st}} {name} {{two words}} {{a.b}}", ()),
        ('Wait.<break time="{{pause}}s"/>', ()),
        ("{{{name}}}", ("name",)),
        ("{{" + "n" * 64 + "}} {{" + "n" * 65 + "}}", ("n" * 64,)),
    ],
)
def test_it_finds_names(text: str, names: tuple[str, ...]) -> None:
    assert gaps.names_in(text) == names


def test_it_fills_every_gap_once() -> None:
    said = gaps.fill("{{a}} and {{ a }}, then {{b}} and {{c}}.", {"a": "{{b}}", "b": "Bo"})
    assert said == "{b} and {b}, then Bo and {{c}}."
    assert gaps.names_in(said) == ("c",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Hi {{a}}.", {"a": 'Jo<break time="30s"/>'}),
        ("Hi <{{a}}", {"a": 'break time="30s"/>'}),
        ("Hi {{a}}{{b}}", {"a": "<", "b": 'break time="30s"/>'}),
        ("Hi {{a}}", {"a": '<bre<break/>ak time="30s"/>'}),
    ],
)
def test_a_value_brings_no_pause(text: str, values: dict[str, str]) -> None:
    assert seconds_of_pauses(gaps.fill(text, values)) == 0
    pausing = 'First.<break time="1s"/>' + text
    assert seconds_of_pauses(gaps.fill(pausing, values)) == 1


def test_it_leaves_signs_alone_that_make_no_pause() -> None:
    assert gaps.fill('{{a}} <break time="1s"/> {{b}}', {"a": "1 < 2", "b": "3 > 2"}) == '1 < 2 <break time="1s"/> 3 > 2'


def test_a_gap_that_stands_often_makes_no_endless_text() -> None:
    filled = gaps.fill("{{a}}" * 1000, {"a": "x" * 100_000})
    assert SCRIPT_MAX < len(filled) <= gaps.FILLED_MAX
    assert gaps.fill("{{a}}.", {"a": "x" * SCRIPT_MAX}) == "x" * SCRIPT_MAX + "."


def test_a_value_of_many_pauses_is_read_once() -> None:
    value = "".join(f'a<break time="{each}ms"/>' for each in range(50_000))
    began = time.process_time()
    gaps.fill("{{a}}", {"a": value})
    assert time.process_time() - began < 5
