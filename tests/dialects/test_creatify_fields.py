"""A request's fields as Creatify's server reads them, and the sentence for each that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects.creatify.fields import (
    BLANK,
    NO_FLAG,
    NO_LIST,
    NO_NUMBER,
    NO_OBJECT,
    NO_TEXT,
    NO_URL,
    REQUIRED,
    Fields,
    is_address,
)


@pytest.mark.parametrize(
    ("read", "given", "found", "problem"),
    [
        *((lambda fields: fields.text("x", "d", most=3), *row) for row in (
            ("abc", "abc", ""), ("abcd", "abcd", "Ensure this field has no more than 3 characters."), (7, "7", ""),
            (1.5, "1.5", ""), (True, "d", NO_TEXT), (["a"], "d", NO_TEXT), (None, "d", ""), ("", "d", ""),
            (" ", " ", ""),
        )),
        *((lambda fields: fields.text("x", required=True), *row) for row in (
            ("abc", "abc", ""), (None, "", REQUIRED), ("", "", BLANK), (" ", " ", BLANK), (0, "0", ""),
        )),
        *((lambda fields: fields.choice("x", ("a", "b"), "b"), *row) for row in (
            ("a", "a", ""), (None, "b", ""), ("", "b", ""),
            (["a"], "b", '"[\'a\']" is not a valid choice. Choose one of: a, b.'),
            ("y" * 101, "b", f'"{"y" * 100}" is not a valid choice. Choose one of: a, b.'),
        )),
        *((lambda fields: fields.flag("x", default=True), *row) for row in (
            (True, True, ""), (False, False, ""), (None, True, ""), ("", False, ""), (" TRUE ", True, ""),
            ("off", False, ""),
            (1, True, ""), (0, False, ""), ("maybe", True, NO_FLAG), (2, True, NO_FLAG),
        )),
        *((lambda fields: fields.number("x", 7.0, least=-0.5, most=0.5), *row) for row in (
            (-0.5, -0.5, ""), (0.5, 0.5, ""), ("0.25", 0.25, ""), (None, 7.0, ""), ("", 7.0, ""),
            (True, 7.0, NO_NUMBER),
            ("x", 7.0, NO_NUMBER), ([], 7.0, NO_NUMBER), ("nan", 7.0, NO_NUMBER), ("inf", 7.0, NO_NUMBER),
            (0.51, 7.0, "Ensure this value is between -0.5 and 0.5."),
            (-1, 7.0, "Ensure this value is between -0.5 and 0.5."),
        )),
        *((lambda fields: fields.address("x", most=12, required=True), *row) for row in (
            ("http://a/b.c", "http://a/b.c", ""), ("", "", BLANK), ("a.jpg", "a.jpg", NO_URL),
            ("http://a/b.cd", "http://a/b.cd", "Ensure this field has no more than 12 characters."),
        )),
        *((lambda fields: fields.part("x", required=True).body, *row) for row in (
            ({"a": 1}, {"a": 1}, ""), ('{"a": 1}', {"a": 1}, ""), ({}, {}, ""), (None, {}, REQUIRED),
            (" ", {}, REQUIRED),
            ([], {}, NO_OBJECT), ("{", {}, NO_OBJECT), (7, {}, NO_OBJECT),
        )),
        *((lambda fields: fields.part("x").body, *row) for row in ((None, {}, ""), ("", {}, ""),
        ("[]", {}, NO_OBJECT))),
        *((lambda fields: [each.body for each in fields.parts("x", most=2)], *row) for row in (
            ([{"a": 1}, {}], [{"a": 1}, {}], ""), ('[{"a": 1}]', [{"a": 1}], ""), (None, [], REQUIRED),
            ("", [], REQUIRED),
            ({}, [], NO_LIST), ([], [], "This list may not be empty."),
            ([{}, {}, {}], [], "Ensure this field has no more than 2 elements."),
        )),
    ],
)  # fmt: skip
def test_a_field_is_read_or_blamed(read: Any, given: Any, found: Any, problem: str) -> None:
    fields = Fields({"x": given}, "at.")
    assert read(fields) == found
    assert fields.problems == ({"at.x": problem} if problem else {})


def test_the_sentences_are_the_frameworks() -> None:
    assert (REQUIRED, BLANK) == ("This field is required.", "This field may not be blank.")
    assert (NO_TEXT, NO_URL) == ("Not a valid string.", "Enter a valid URL.")
    assert (NO_NUMBER, NO_FLAG) == ("A valid number is required.", "Must be a valid boolean.")
    assert (NO_OBJECT, NO_LIST) == ("Expected a dictionary of items.", "Expected a list of items.")


@pytest.mark.parametrize("words", [("true", "1", "yes", "on", "t", "y"), ("false", "0", "no", "off", "f", "n", "")])
def test_a_form_may_say_yes_and_no_in_several_words(words: tuple[str, ...]) -> None:
    assert {Fields({"x": word}).flag("x", default="true" not in words) for word in words} == {"true" in words}


def test_an_item_is_blamed_by_its_number() -> None:
    fields = Fields({"x": [{"y": []}, 7]}, "at.")
    first, second = fields.parts("x", most=2)
    assert (first.text("y"), second.body) == ("", {})
    second.wrong("z", "No.")
    second.wrong("z", "What is said first counts.")
    assert fields.problems == {"at.x.1": NO_OBJECT, "at.x.0.y": NO_TEXT, "at.x.1.z": "No."}


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("http://a.example", True), ("https://a.example/a?b=c", True), ("HTTPS://a.example", True),
        ("ftp://a.example", False),
        ("https:///a", False), ("https://a.example/a b", False), ("https://a.example/\x07", False),
        ("https://[a", False),
    ],
)  # fmt: skip
def test_it_knows_a_web_address(text: str, good: bool) -> None:
    assert is_address(text) is good


def test_a_number_of_hundreds_of_digits_is_none() -> None:
    offset = Fields({"offset": f'{{"x": 1{"0" * 400}}}'}).part("offset")
    assert offset.number("x", 0.5, least=0.0, most=1.0) == 0.5
    assert offset.problems == {"offset.x": NO_NUMBER}
