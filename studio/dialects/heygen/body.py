"""What stands in a HeyGen request: reading JSON, and models whose refusals are worded as HeyGen's own validator words
them (it is pydantic, too, as its messages show).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from studio.dialects.heygen.refusals import Refused, invalid
from studio.dialects.reading import parsed
from studio.storyboard.limits import CALLBACK_ID_MAX, ID_MAX, TITLE_MAX
from studio.storyboard.values import WRITABLE, WebAddress

NO_JSON = "The request body is not valid JSON."
NO_OBJECT = "The request body must be a JSON object."


class Sent(BaseModel):
    """A part of a request. null is as good as leaving an optional member out; unknown members are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _null_means_left_out(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


def _blank(given: Any) -> Any:
    return None if given == "" else given


Text = Annotated[str, WRITABLE]
Name = Annotated[str, Field(min_length=1, max_length=ID_MAX), WRITABLE]
Words = Annotated[str, Field(max_length=TITLE_MAX), WRITABLE]
CallbackId = Annotated[str, Field(max_length=CALLBACK_ID_MAX), WRITABLE]
Link = Annotated[WebAddress | None, BeforeValidator(_blank)]
AssetId = Annotated[Name | None, BeforeValidator(_blank)]
"""Like a link, "" is as good as none: programs send the source they don't use as an empty text."""
Read = TypeVar("Read", bound=Sent)


def json_body(raw: bytes) -> dict[str, Any]:
    """What was sent, whatever its Content-Type, its strings without control characters; no body is as good as {}.

    Raises Refused.
    """
    if not raw.strip():
        return {}
    try:
        found = parsed(raw)
    except ValueError:
        raise Refused("invalid_parameter", NO_JSON) from None
    if not isinstance(found, dict):
        raise Refused("invalid_parameter", NO_OBJECT)
    return found


def read(model: type[Read], body: Mapping[str, Any]) -> Read:
    """The checked request. Raises Refused with the first thing that is wrong, by its dotted path."""
    try:
        return model.model_validate(dict(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        path = ".".join(str(step) for step in first["loc"]) or "body"
        raise invalid(path, first["msg"]) from None


def counted(items: Any, *, most: int) -> Any:
    """A list before its items are looked at. A very long one is refused at once."""
    if isinstance(items, list) and len(items) > most:
        raise PydanticCustomError(
            "too_long",
            "List should have at most {most} items after validation, not {count}",
            {"most": most, "count": len(items)},
        )
    return items


def one_of(first: Any, second: Any, *, names: tuple[str, str]) -> None:
    """Refuse neither and both, as HeyGen does for a recording."""
    if not first and not second:
        raise ValueError(f"either {names[0]} or {names[1]} needs to be provided")
    if first and second:
        raise ValueError(f"only one of {names[0]} and {names[1]} can be provided")
