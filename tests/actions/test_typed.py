"""Text from outside becomes something that can be kept, or a refusal with words."""

from __future__ import annotations

import pytest

from studio.actions import typed
from studio.errors import BadInput


@pytest.mark.parametrize(
    "text",
    [
        "", "[1]", "null", '{"a": NaN}', '{"a": -Infinity}', '{"a": 1e999}', '{"a": "\\ud800"}', '{"\\udfff": 1}',
        '{"a": ' + "9" * 400 + "}", '{"a": ' + "9" * 5000 + "}", "[" * 90_000, '{"a": ' + "[" * 90_000,
        '{"a": ' + "[" * 30 + "]" * 30 + "}", b'{"a": "\xff"}',
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_json_object(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        typed.json_object(text, path="document")
    assert refused.value.problems == {"document": "Send one JSON object."}


def test_it_reads_an_object_and_drops_control_characters() -> None:
    found = typed.json_object('{"a\\u0000": ["x\\u0007y\\r\\nz", {"b": 1.5, "c": null, "d": true, "e": -7}]}')
    assert found == {"a": ["xy\nz", {"b": 1.5, "c": None, "d": True, "e": -7}]}


def test_it_keeps_lines_in_scripts_only() -> None:
    assert typed.script("One\0\r\ntwo\tthree\x85\r") == "One\ntwo\tthree\n"
    assert typed.line(" One\0\r\ntwo\tthree ") == "One two three"
