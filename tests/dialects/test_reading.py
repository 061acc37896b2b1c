"""JSON that programs send, made safe to keep."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects.reading import DEEPEST, parsed, script


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
