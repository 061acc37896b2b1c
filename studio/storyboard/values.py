"""The kinds of value a storyboard is made of.

Types are those of JSON: a number is never a text or a truth value, but 25.0 is as good an integer as 25.
Checks that need more words than the table in `sentences` raise `Said`, whose message is for the author.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from studio.storyboard.limits import (
    ID_MAX,
    LOCALE_MAX,
    MEMBERS_MAX,
    OFFSET_MAX,
    OFFSET_MIN,
    PAUSE_MAX,
    PAUSES_MAX,
    SCRIPT_MAX,
    URL_MAX,
)
from studio.storyboard.script import is_blank, misread_break, seconds_of_pauses

SAID = "said"
"""Error type of a refusal that carries its own sentence."""
UNREADABLE = "Remove the unreadable characters; they can't be stored."
_UNWRITABLE = re.compile(r"[\0\ud800-\udfff]")
OVERFULL = f"Remove what doesn't belong here: no object of a storyboard has more than {MEMBERS_MAX} fields."


def refusal(sentence: str) -> PydanticCustomError:
    """A validation error whose message is the sentence the author reads."""
    return PydanticCustomError(SAID, "{sentence}", {"sentence": sentence})


class Part(BaseModel):
    """A frozen piece of a storyboard. Unknown members are refused; null is as good as leaving one out. An object with
    more members than any part has is refused as a whole: each would be told of in a sentence of its own.

    Its validator is built when it is first needed: most parts are only read as pieces of a whole, which says otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _null_means_left_out(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if len(given) > MEMBERS_MAX:
            raise refusal(OVERFULL)
        optional = {name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in given.items() if value is not None or name not in optional}


def counted(most: int) -> BeforeValidator:
    """Refuses a longer list, or an object of more names, before it looks at what is in it."""

    def count(given: Any) -> Any:
        if isinstance(given, list | tuple | dict) and len(given) > most:
            raise PydanticCustomError("too_long", "too long")
        return given

    return BeforeValidator(count)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def writable(text: str) -> str:
    """Databases can't store NUL, and half a surrogate pair can't be encoded."""
    if _UNWRITABLE.search(text):
        raise refusal(UNREADABLE)
    return text


def _visible(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("blank", "blank")
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise PydanticCustomError("address", "not an address")
    return url


def _long_form(color: str) -> str:
    digits = color[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _sayable(script: str) -> str:
    if len(script) > SCRIPT_MAX:
        raise refusal(f"Shorten the script to {SCRIPT_MAX:,} characters; it has {len(script):,}.")
    if is_blank(script):
        raise PydanticCustomError("blank", "blank")
    if misread_break(script):
        raise refusal(f'Write a pause like <break time="1s"/>, of at most {PAUSE_MAX:g} seconds.')
    paused = seconds_of_pauses(script)
    if paused > PAUSES_MAX:
        told = f"together they last {math.ceil(paused):,} seconds, and a script may pause for {PAUSES_MAX:g}."
        raise refusal(f"Shorten the pauses: {told}")
    return script


WHOLE = BeforeValidator(_whole)
WRITABLE = AfterValidator(writable)
VISIBLE = AfterValidator(_visible)
"""Validators stand last in an annotation: constraints after them would be missing from the JSON Schema."""

Flag = Annotated[bool, Strict()]
Number = Annotated[float, Strict()]
Share = Annotated[Number, Field(ge=0.0, le=1.0)]
Identifier = Annotated[str, Strict(), Field(min_length=1, max_length=ID_MAX), WRITABLE, VISIBLE]
Script = Annotated[
    str,
    Strict(),
    Field(min_length=1, json_schema_extra={"maxLength": SCRIPT_MAX}),
    WRITABLE,
    AfterValidator(_sayable),
]
Color = Annotated[
    str,
    Strict(),
    Field(pattern=r"^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
    AfterValidator(_long_form),
]
"""#rgb or #rrggbb; kept as lower-case #rrggbb."""
WebAddress = Annotated[
    str,
    Strict(),
    Field(max_length=URL_MAX, pattern=r"^[hH][tT][tT][pP][sS]?://[^\s\\]+$"),
    WRITABLE,
    AfterValidator(_web_address),
]
"""http or https, kept to the letter: a signed link must not change."""
Locale = Annotated[
    str,
    Strict(),
    Field(max_length=LOCALE_MAX, pattern=r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"),
]
"""A language tag such as en, en-GB or zh-Hant-TW (the shape of BCP 47, not its registry)."""


class Offset(Part):
    """Where the middle of the character is, in fractions of the screen from its centre."""

    x: Annotated[Number, Field(ge=OFFSET_MIN, le=OFFSET_MAX)] = 0.0
    """To the right: 0.5 is the right edge."""
    y: Annotated[Number, Field(ge=OFFSET_MIN, le=OFFSET_MAX)] = 0.0
    """Upwards: 0.5 is the top edge."""


def one_of(*names: str) -> ConfigDict:
    """JSON Schema for what `only_source` checks."""
    return ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in names]}
    )


def only_source(url: str | None, info: ValidationInfo, *, other: str) -> str | None:
    """Refuse neither and both. Says nothing when the other member already has a problem of its own."""
    if other not in info.data:
        return url
    if url is None and info.data[other] is None:
        raise refusal("Give a web address, or choose a file from the library.")
    if url is not None and info.data[other] is not None:
        raise refusal("Keep one: either the web address or the file from the library.")
    return url
