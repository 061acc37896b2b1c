"""What requests and answers look like: JSON Schema (draft 2020-12) in few words.

A shape is exact: every member is there, and no other, unless it says otherwise. A title makes it one of a document's
named shapes. Requests are `asked`: what isn't required may be left out, and members nobody knows are passed over.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "number"}
WHOLE: Final[Schema] = {"type": "integer"}
FLAG: Final[Schema] = {"type": "boolean"}
NOTHING: Final[Schema] = {"type": "null"}
LINK: Final[Schema] = {"type": "string", "format": "uri"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
UUID: Final[Schema] = {"type": "string", "format": "uuid"}
SECONDS: Final[Schema] = {"type": "integer", "description": "Seconds since 1970."}
PERCENT: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 100}


def shape(title: str = "", /, **members: Schema) -> Schema:
    """An object of exactly these members."""
    made: Schema = {"title": title} if title else {}
    return made | {
        "type": "object", "properties": members, "required": list(members), "additionalProperties": False
    }  # fmt: skip


def more(than: Schema, title: str = "", /, **members: Schema) -> Schema:
    """A shape with more members, or others of the same names."""
    required = [*{**dict.fromkeys(than["required"]), **members}]
    return shape(title, **{**than["properties"], **members}) | {"required": required}


def perhaps(than: Schema, /, **members: Schema) -> Schema:
    """A shape with members that may be missing."""
    return {**than, "properties": {**than["properties"], **members}}


def asked(title: str, /, *required: str, **members: Schema) -> Schema:
    """A part of a request; `required` names what has to be there."""
    made: Schema = {"title": title, "type": "object", "properties": members}
    return made | ({"required": list(required)} if required else {})


def many(of: Schema, *, least: int = 0, most: int | None = None) -> Schema:
    made: Schema = {"type": "array", "items": of}
    return made | ({"minItems": least} if least else {}) | ({} if most is None else {"maxItems": most})


def each(of: Schema) -> Schema:
    """An object whose members have names of their own, and this shape."""
    return {"type": "object", "additionalProperties": of}


def nullable(of: Schema) -> Schema:
    if isinstance(of.get("type"), str) and not {"title", "enum", "const"} & set(of):
        return {**of, "type": [of["type"], "null"]}
    return {"anyOf": [of, NOTHING]}


def word(*words: str, default: str | None = None) -> Schema:
    made: Schema = {"type": "string", "enum": list(words)}
    return made if default is None else {**made, "default": default}


def always(value: Any) -> Schema:
    return {"const": value}


def text(*, least: int = 0, most: int | None = None) -> Schema:
    return TEXT | ({"minLength": least} if least else {}) | ({} if most is None else {"maxLength": most})


def number(least: float, most: float, *, default: float | None = None) -> Schema:
    made = {**NUMBER, "minimum": least, "maximum": most}
    return made if default is None else {**made, "default": default}


def whole(least: int, most: int | None = None, *, default: int | None = None) -> Schema:
    made: Schema = {**WHOLE, "minimum": least} | ({} if most is None else {"maximum": most})
    return made if default is None else {**made, "default": default}


def flag(*, default: bool) -> Schema:
    return {**FLAG, "default": default}


def said(of: Schema, description: str, /) -> Schema:
    """A shape with a sentence about it."""
    return {**of, "description": description}
