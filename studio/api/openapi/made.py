"""Making a document: addresses, doors and declarations as OpenAPI 3.1."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from studio.actions.answers import IN_FLIGHT, OTHER, OtherRequest
from studio.api.door import Manner
from studio.api.openapi.documents import DOCUMENTS, Document
from studio.api.openapi.places import Place, below
from studio.api.openapi.schemas import Shapes
from studio.api.operations import NOT_THERE, Form, Operation, Raw
from studio.api.refusals import KEY_MAX, RETRIED, Broken, KeyTooLong, NoKey, TooBig, TooFast, WrongMethod
from studio.dialects.messages import SHAPES
from studio.errors import BadInput, Conflict, StudioError
from studio.storyboard.limits import TITLE_MAX

VERSION = "3.1.0"
JSON = "application/json"
_ADDRESSED = re.compile(r"^(?:`[^`]*`(?:, | and |, and )?)+: ")
"""How docstrings begin that name their address first: the document says it anyway."""
_BYTES = {"type": "string", "contentMediaType": "application/octet-stream"}
PARTS = {
    "206": {"description": "Part of the bytes, for a Range.", "content": {"*/*": {"schema": _BYTES}}},
    "304": {"description": "The asker has them."},
    "416": {"description": "The Range lies outside."},
}  # fmt: skip
AGAIN = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": KEY_MAX},
    "description": "Any text of yours. What is sent again with it is worked on once, and gets the first answer again.",
}  # fmt: skip


def document(name: str, *, origin: str) -> dict[str, Any]:
    """The document of this name, for a server that programs reach at `origin`. Raises KeyError."""
    found = DOCUMENTS[name]
    return {**_made(name), "servers": [{"url": origin + found.root}]}


@cache
def _made(name: str) -> dict[str, Any]:
    found, shapes = DOCUMENTS[name], Shapes()
    paths: dict[str, Any] = {}
    for place in below(found.root[1:] + "/"):
        if place.doorway:
            paths[place.path] = _item(found, place, shapes)
    schemes = {header: _scheme(header) for way in found.manner.keys for header in way}
    return {
        "openapi": VERSION,
        "info": {"title": found.title, "version": "1", "description": _about(found)},
        "security": [{header: [] for header in way} for way in found.manner.keys],
        "paths": paths,
        "webhooks": {"ended": {"post": _message(found, shapes)}},
        "components": {
            "schemas": dict(sorted(shapes.named.items())), "responses": dict(sorted(shapes.refusals.items())),
            "securitySchemes": schemes,
        },
    }  # fmt: skip


def _message(found: Document, shapes: Shapes) -> dict[str, Any]:
    """What is told of a video's end."""
    content = {JSON: {"schema": shapes.of(SHAPES[found.manner.dialect])}}
    return {
        "operationId": f"{found.name}_ended", "summary": "A video has ended.", "description": found.signed,
        "security": [],
        "requestBody": {"required": True, "content": content},
        "responses": {"2XX": {"description": "Taken. Otherwise it comes again, for two days."}},
    }  # fmt: skip


def _about(found: Document) -> str:
    refused = found.manner.refuse(_request("GET", found.root), WrongMethod(("POST",)))
    return (
        f"{found.told}\n\nAnother method than an address has is answered {refused.status_code}, an address that isn't "
        "there 404; both look like every other refusal. In requests, null is as good as leaving an optional member out."
    )


def _scheme(header: str) -> dict[str, str]:
    if header == "Authorization":
        return {"type": "http", "scheme": "bearer"}
    return {"type": "apiKey", "in": "header", "name": header}


def _item(found: Document, place: Place, shapes: Shapes) -> dict[str, Any]:
    assert place.doorway
    made: dict[str, Any] = {}
    if place.parameters:
        made["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": schema}
            for name, schema in place.parameters.items()
        ]
    several = len(place.doorway.operations) > 1
    for operation in place.doorway.operations:
        method = operation.method.lower()
        name = f"{place.name}_{method}" if several else place.name
        made[method] = {"operationId": name, **_operation(found, place, operation, shapes)}
    return made


def _operation(found: Document, place: Place, operation: Operation, shapes: Shapes) -> dict[str, Any]:
    summary, description = _words(place, operation)
    made: dict[str, Any] = {"tags": [tag_of(place)], "summary": summary}
    if description:
        made["description"] = description
    parameters = [
        {"name": name, "in": "query", "required": name in operation.needs, "schema": schema}
        for name, schema in shapes.members(operation.asks).items()
    ] + ([AGAIN] if operation.method == "POST" else [])
    if parameters:
        made["parameters"] = parameters
    if operation.takes is not None:
        made["requestBody"] = _body(operation, shapes)
    made["responses"] = {
        str(operation.status): {
            "description": _phrase(operation.status), "content": _content(operation.gives, shapes)
        },
        **(PARTS if isinstance(operation.gives, Raw) else {}),
        **_refusals(found, place, operation, shapes),
    }  # fmt: skip
    return made


def tag_of(place: Place) -> str:
    """The noun of its view's file, v3's apart from v2's."""
    module: str = place.view.__module__
    _, room, noun = module.rsplit(".", 2)
    return ("v3 " if room.endswith("_v3") else "") + noun.replace("_", " ")


def _words(place: Place, operation: Operation) -> tuple[str, str]:
    """The first sentence, and the rest, of what the operation or its view says."""
    told = operation.told or _ADDRESSED.sub("", " ".join((place.view.__doc__ or "").split()))
    told = told[:1].upper() + told[1:]
    first, dot, rest = told.partition(". ")
    return first + dot.strip(), rest


def _body(operation: Operation, shapes: Shapes) -> dict[str, Any]:
    content = _content(operation.takes, shapes)
    if operation.example is not None:
        content[JSON]["example"] = operation.example
    takes = operation.takes
    return {"required": not isinstance(takes, dict) or bool(takes.get("required")), "content": content}


def _content(declared: Any, shapes: Shapes) -> dict[str, Any]:
    if isinstance(declared, Raw):
        return {kind: {"schema": _BYTES} for kind in declared.types}
    if isinstance(declared, Form):
        fields = {"properties": dict.fromkeys(declared.fields, _BYTES), "required": list(declared.fields)}
        return {"multipart/form-data": {"schema": {"type": "object", **fields}}}
    return {JSON: {"schema": shapes.of(declared)}}


def _refusals(found: Document, place: Place, operation: Operation, shapes: Shapes) -> dict[str, Any]:
    """By status, each with the dialect's own words for one that may happen."""
    manner, path = found.manner, found.root + place.path
    schema = shapes.of(manner.refusal(path))
    made: dict[str, Any] = {}
    for error in _errors(manner, place, operation):
        answer = manner.refuse(_request(operation.method, path), error)
        status = answer.status_code
        response: dict[str, Any] = {"description": _phrase(status)}
        if error.status in RETRIED:
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        response["content"] = {JSON: {"schema": schema, "example": json.loads(answer.content)}}
        made[str(status)] = shapes.refusal(status, response, shape=schema)
    return dict(sorted(made.items()))


def _errors(manner: Manner, place: Place, operation: Operation) -> list[StudioError]:
    """What may be wrong, the likeliest of each status first."""
    found: list[StudioError] = [NoKey(manner.no_key), TooFast(12), Broken(), *operation.refuses]
    if place.parameters:
        found.append(NOT_THERE)
    if operation.takes is not None or operation.asks:
        found.append(BadInput({"title": f"Write at most {TITLE_MAX} characters."}))
    if operation.takes is not None:
        found.append(TooBig(f"Send at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB."))
    if operation.method == "POST":
        found += [OtherRequest(OTHER), Conflict(IN_FLIGHT), KeyTooLong()]
    return found


def _request(method: str, path: str) -> HttpRequest:
    made = HttpRequest()
    made.method, made.path = method, path
    return made


def _phrase(status: int) -> str:
    return HttpResponse(status=status).reason_phrase
