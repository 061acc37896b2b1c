"""JSON that programs send, made safe to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studio.dialects.reading import DEEPEST, MOST_SIGNS, parsed, script
from studio.storyboard.limits import SCENES_MAX, SCRIPT_MAX


def test_it_reads_what_can_be_kept() -> None:
    found = parsed(b'{"a\\u0000": ["b\\r\\n\\tc\\rd\\u007f\\u00e9", 1, 1.5, null, true]}')
    assert found == {"a": ["b\n\tc\ndé", 1, 1.5, None, True]}


def test_it_goes_as_deep_as_anybody_writes() -> None:
    found = parsed("[" * (DEEPEST + 1) + "7" + "]" * (DEEPEST + 1))
    for _ in range(DEEPEST + 1):
        (found,) = found
    assert found == 7


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "NaN", "[Infinity]", "[-Infinity]", "[1e999]", '"\\ud800"', '{"\\ud800": 1}', "[" * 100_000, b"\xff",
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2), '{"a": ' * (DEEPEST + 2) + "1" + "}" * (DEEPEST + 2),
    ],
    ids=lambda text: str(text[:12]),
)  # fmt: skip
def test_it_refuses_what_can_not_be_kept(text: Any) -> None:
    with pytest.raises(ValueError):
        parsed(text)


def test_whole_numbers_are_read_as_asked() -> None:
    assert parsed("[12]", whole=len) == [2]


def test_a_script_keeps_tabs_and_lines_alone() -> None:
    assert script("a\x08\tb\r\nc\rd\x0b\x1f\x7f\x85\x9f\ud800\udfff\xa0") == "a\tb\nc\nd\xa0"


@pytest.mark.parametrize("kind", [str, str.encode])
def test_a_text_of_nothing_but_parts_is_refused_before_they_are_made(
    kind: Callable[[str], str | bytes], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    said = '["' + "," * (SCENES_MAX * SCRIPT_MAX) + '"]'
    assert parsed(kind(said)) == [said[2:-2]]
    monkeypatch.setattr("studio.dialects.reading.json", None)
    for part in ("[],", "{},", '{"":0},', "0,", '"a",'):
        with pytest.raises(ValueError, match="too many parts"):
            parsed(kind("[" + part * MOST_SIGNS + "0]"))
