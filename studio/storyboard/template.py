"""A template that lies at a provider, and what fills it: the video is made from it, the scenes only stand for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from studio.storyboard import limits
from studio.storyboard.script import is_blank
from studio.storyboard.values import Identifier, Part, WebAddress, counted, refusal, writable

VariableType = Literal["text", "image", "video", "audio", "avatar", "voiceover"]
SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "text": ("content",),
    "image": ("url", "asset_id"),
    "video": ("url", "asset_id"),
    "audio": ("url", "asset_id"),
    "avatar": ("avatar_id", "talking_photo_id"),
    "voiceover": ("voice_id",),
}
"""Of each type, the properties of which it needs exactly one."""
UNNAMED: Final = f"Name each of them by a text of at most {limits.ID_MAX} characters."
NO_VALUE: Final = f"Give every property as a number, a switch or a text of at most {limits.SCRIPT_MAX:,} characters."
NO_ADDRESS: Final = "Give the url as a web address that begins with https:// or http://."
_ADDRESS: Final = TypeAdapter(WebAddress)


def _without_null(given: Any) -> Any:
    return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given


def _named(given: dict[str, Any]) -> dict[str, Any]:
    if any(is_blank(writable(name)) or len(name) > limits.ID_MAX for name in given):
        raise refusal(UNNAMED)
    return given


def _plain(given: dict[str, Any]) -> dict[str, Any]:
    for value in _named(given).values():
        if isinstance(value, str):
            right = len(writable(value)) <= limits.SCRIPT_MAX
        else:
            right = isinstance(value, int | float) and abs(value) <= limits.PROPERTY_MAX
        if not right:
            raise refusal(NO_VALUE)
    return given


Properties = Annotated[
    dict[str, Any],
    Field(
        max_length=limits.PROPERTIES_MAX,
        json_schema_extra={"additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
    ),
    BeforeValidator(_without_null),
    AfterValidator(_plain),
]


class TemplateVariable(Part):
    """What fills one gap of the template."""

    type: VariableType
    properties: Properties
    """The value by its name (content, url or a file of the library, avatar_id, voice_id), and how it is shown."""

    @field_validator("properties")
    @classmethod
    def _one_source(cls, properties: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if kind := info.data.get("type"):
            _check(kind, properties)
        return properties


def _check(kind: str, properties: Mapping[str, Any]) -> None:
    given = [name for name in SOURCES[kind] if name in properties]
    if len(given) != 1:
        raise refusal(f"Give this {kind} variable exactly one of: {', '.join(SOURCES[kind])}.")
    value = properties[given[0]]
    if not isinstance(value, str) or (is_blank(value) and kind != "text"):
        raise refusal(f"Give {given[0]} as a text.")
    if given[0] == "url":
        try:
            _ADDRESS.validate_python(value)
        except ValidationError:
            raise refusal(NO_ADDRESS) from None


class ProviderTemplate(Part):
    """A template by the id that it has at the provider."""

    template_id: Identifier
    variables: Annotated[
        dict[str, TemplateVariable],
        Field(
            max_length=limits.VARIABLES_MAX,
            json_schema_extra={"propertyNames": {"minLength": 1, "maxLength": limits.ID_MAX}},
        ),
        AfterValidator(_named),
        counted(limits.VARIABLES_MAX),
    ] = {}
    """By the names that the template gives its gaps. One that is left out keeps what the template shows."""
