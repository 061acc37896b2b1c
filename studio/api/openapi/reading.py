"""A document as people read it: for every operation its parameters, what it takes and what it gives, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from studio.api.openapi.schemas import HERE, REFUSED
from studio.dialects.shapes import Schema

_METHODS = ("get", "post", "patch", "delete")
_WORDS = {"integer": "whole number", "boolean": "true or false", "object": "object", "null": "null"}
_FORMATS = {"uri": "address", "date-time": "date and time", "uuid": "UUID"}
_OPENED = ("", "data")
"""Where a named shape's members are shown at once: at the top, and in an envelope."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a type; `shape` names the shape that they lead to."""

    text: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One member: its dotted name, its type and what is said of it."""

    name: str
    type: list[Part]
    required: bool
    told: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A request's or an answer's. `type` says what it is where it isn't an object with rows."""

    kinds: str
    type: list[Part]
    rows: list[Row]
    example: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, list[Row]]]
    takes: Body | None
    gives: Body
    status: str
    refusals: list[tuple[str, str, str]]
    """(status, its name, the dialect's words for one)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole document: its operations by tag, and its named shapes."""

    tags: list[tuple[str, list[Told]]]
    shapes: list[tuple[str, str, Body]] = field(default_factory=list)


def read(document: dict[str, Any]) -> Reading:
    named, refusals = document["components"]["schemas"], document["components"]["responses"]
    told = [
        (item[method]["tags"][0], _told(path, method, item, named, refusals))
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    ]
    tags = list(dict.fromkeys(tag for tag, _ in told))
    told.sort(key=lambda each: tags.index(each[0]))
    grouped = [(tag, [operation for _, operation in found]) for tag, found in groupby(told, key=lambda each: each[0])]
    shapes = [
        (name, schema.get("description", ""), Body("", [], list(rows(schema, named)) or [Row("", words(schema), True)]))
        for name, schema in named.items()
    ]
    return Reading(grouped, shapes)


def _told(path: str, method: str, item: dict[str, Any], named: dict[str, Schema], refusals: dict[str, Any]) -> Told:
    operation = item[method]
    parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
    places = [("path", "In the path"), ("query", "In the query"), ("header", "In a header")]
    shown = [(title, [_row(each) for each in parameters if each["in"] == place]) for place, title in places]
    (status, answer), *others = operation["responses"].items()
    refused = [(code, refusals[each["$ref"].removeprefix(REFUSED)]) for code, each in others if "$ref" in each]
    return Told(
        operation["operationId"], method.upper(), path, operation["summary"], operation.get("description", ""),
        [(title, found) for title, found in shown if found],
        _body(operation["requestBody"]["content"], named) if "requestBody" in operation else None,
        _body(answer["content"], named), status,
        [(code, each["description"], _shown(each)) for code, each in refused],
    )  # fmt: skip


def _shown(refusal: dict[str, Any]) -> str:
    (content,) = refusal["content"].values()
    return json.dumps(content["example"], ensure_ascii=False)


def _row(parameter: dict[str, Any]) -> Row:
    schema = parameter["schema"]
    told = parameter.get("description") or schema.get("description", "")
    return Row(parameter["name"], words(schema), parameter.get("required", False), told)


def _body(content: dict[str, Any], named: dict[str, Schema]) -> Body:
    first = next(iter(content.values()))
    example = json.dumps(first["example"], indent=2, ensure_ascii=False) if "example" in first else ""
    schema = first["schema"]
    if schema.get("contentMediaType"):
        return Body("the file's bytes" if "*/*" in content else ", ".join(content), [], [])
    return Body(", ".join(content), words(schema), list(rows(schema, named)), example)


def rows(schema: Schema, named: dict[str, Schema], *, before: str = "") -> Iterator[Row]:
    """The members of an object; those of unnamed objects inside it by their dotted names."""
    schema = _opened(schema, named, before)
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        at = f"{before}.{name}" if before else name
        yield Row(at, words(member), name in required, member.get("description", ""))
        inside, deeper = member, at
        if member.get("type") == "array":
            inside, deeper = member["items"], f"{at}[]"
        if "properties" in inside or ("$ref" in inside and deeper in _OPENED):
            yield from rows(inside, named, before=deeper)


def _opened(schema: Schema, named: dict[str, Schema], before: str) -> Schema:
    if "$ref" in schema and before in _OPENED:
        return named[schema["$ref"].removeprefix(HERE)]
    return schema


def words(schema: Schema) -> list[Part]:
    """A type in words, with its limits."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(HERE)
        return [Part(name, name)]
    if values := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        said = (each if isinstance(each, str) else json.dumps(each) for each in values)
        return [Part(" · ".join(said)), *_limits(schema)]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return [*_choices(choices), *_limits(schema)]
    if schema.get("type") == "array":
        return [Part("list of "), *words(schema["items"]), *_limits(schema)]
    if isinstance(more := schema.get("additionalProperties"), dict):
        return [Part("object of "), *words(more)]
    return [Part(_plain(schema)), *_limits(schema)]


def _plain(schema: Schema) -> str:
    """A type without parts."""
    kinds = schema.get("type", "anything")
    names = {**_WORDS, "string": _FORMATS.get(schema.get("format", ""), "text")}
    return " or ".join(names.get(each, each) for each in ([kinds] if isinstance(kinds, str) else kinds))


def _choices(choices: list[Schema]) -> list[Part]:
    found: list[Part] = []
    for choice in choices:
        found += [Part(" or "), *words(choice)] if found else words(choice)
    return found


def _limits(schema: Schema) -> list[Part]:
    """Least and most, and what it is when it is left out."""
    found = []
    for least, most, unit in (
        ("minLength", "maxLength", " characters"), ("minItems", "maxItems", ""), ("minimum", "maximum", "")
    ):  # fmt: skip
        low, high = schema.get(least), schema.get(most)
        if low is not None and high is not None:
            found.append(f"{low:g} to {high:g}{unit}")
        elif low is not None or high is not None:
            found.append(f"at most {high:g}{unit}" if low is None else f"at least {low:g}{unit}")
    default = schema.get("default")
    if default not in (None, "", [], {}):
        found.append(f"otherwise {json.dumps(default, ensure_ascii=False)}")
    return [Part(f", {', '.join(found)}")] if found else []
