"""Reading a request's fields as Django REST framework does, in its words; every problem at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from studio.dialects.reading import parsed
from studio.dialects.shapes import TEXT, each, many, shape
from studio.errors import BadInput

REQUIRED: Final = "This field is required."
BLANK: Final = "This field may not be blank."
NO_TEXT: Final = "Not a valid string."
NO_URL: Final = "Enter a valid URL."
NO_NUMBER: Final = "A valid number is required."
NO_FLAG: Final = "Must be a valid boolean."
NO_OBJECT: Final = "Expected a dictionary of items."
NO_LIST: Final = "Expected a list of items."
REFUSAL: Final = {"anyOf": [shape("Refusal", detail=TEXT), {"title": "WrongFields", **each(many(TEXT, least=1))}]}
"""A sentence, or sentences for every wrong field."""
_TRUE, _FALSE = {"true", "1", "yes", "on", "t", "y"}, {"false", "0", "no", "off", "f", "n", ""}


class Refused(BadInput):
    """A request that is answered 400 with its fields."""


@dataclass(slots=True)
class Fields:
    """The fields of one object at `at` (a dotted path, "" or ending in a dot). null is as good as leaving one out.

    Forms send everything as text, so "true", "0.4" and JSON in a text count as what they say. Whatever can't be read is
    noted in `problems` by its path, and the field's default goes on: `check()` raises them all.
    """

    body: Mapping[str, Any]
    at: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        if self.problems:
            raise Refused(self.problems)

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.setdefault(f"{self.at}{name}", sentence)

    def text(self, name: str, default: str = "", *, most: int | None = None, required: bool = False) -> str:
        """A number is as good as the text it is written as."""
        value = self.body.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            if required:
                self.wrong(name, REQUIRED if value is None else BLANK)
            return default
        if not isinstance(value, str):
            self.wrong(name, NO_TEXT)
            return default
        if required and not value.strip():
            self.wrong(name, BLANK)
        if most is not None and len(value) > most:
            self.wrong(name, f"Ensure this field has no more than {most} characters.")
        return value

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        value = self.body.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, str) or value not in choices:
            self.wrong(name, f'"{str(value)[:100]}" is not a valid choice. Choose one of: {", ".join(choices)}.')
            return default
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.body.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        word = str(value).strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        self.wrong(name, NO_FLAG)
        return default

    def number(self, name: str, default: float, *, least: float, most: float) -> float:
        value = self.body.get(name)
        if value is None or value == "":
            return default
        try:
            found = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError, OverflowError):
            found = math.nan
        if not math.isfinite(found):
            self.wrong(name, NO_NUMBER)
        elif not least <= found <= most:
            self.wrong(name, f"Ensure this value is between {least:g} and {most:g}.")
        else:
            return found
        return default

    def address(self, name: str, *, most: int, required: bool = False) -> str:
        found = self.text(name, most=most, required=required)
        if found and not is_address(found):
            self.wrong(name, NO_URL)
        return found

    def part(self, name: str, *, required: bool = False) -> Fields:
        """An object in this one; an empty one when there is none."""
        value = _unpacked(self.body.get(name))
        if value is None and required:
            self.wrong(name, REQUIRED)
        elif value is not None and not isinstance(value, Mapping):
            self.wrong(name, NO_OBJECT)
        return Fields(value if isinstance(value, Mapping) else {}, f"{self.at}{name}.", self.problems)

    def parts(self, name: str, *, most: int) -> list[Fields]:
        """The objects of a list that has to have one at least."""
        value = _unpacked(self.body.get(name))
        if value is None:
            self.wrong(name, REQUIRED)
        elif not isinstance(value, list):
            self.wrong(name, NO_LIST)
        elif not value:
            self.wrong(name, "This list may not be empty.")
        elif len(value) > most:
            self.wrong(name, f"Ensure this field has no more than {most} elements.")
        else:
            return [self._item(name, number, each) for number, each in enumerate(value)]
        return []

    def _item(self, name: str, number: int, value: Any) -> Fields:
        if not isinstance(value, Mapping):
            self.wrong(f"{name}.{number}", NO_OBJECT)
        return Fields(value if isinstance(value, Mapping) else {}, f"{self.at}{name}.{number}.", self.problems)


def is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable() and " " not in text
    except ValueError:
        return False


def _unpacked(value: Any) -> Any:
    """An object or list that came as text, as in a form; "" is as good as null."""
    if not isinstance(value, str):
        return value
    try:
        return parsed(value) if value.strip() else None
    except ValueError:
        return value
