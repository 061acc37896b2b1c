"""Whether answers are what the documents at /api/docs say of them.

`as_documented` is a fixture, to be imported where dialects are asked: every answer that a test's client gets at a
documented address is compared, and what differs fails the test at its end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from studio.api.openapi.documents import DOCUMENTS
from studio.api.openapi.made import document

ORIGIN, METHODS = "http://testserver", ("get", "post", "patch", "delete")
_differences: list[str] = []


@pytest.fixture(autouse=True)
def as_documented(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.looking"]
    _differences.clear()
    yield
    if _differences:
        pytest.fail("Not as its document says:\n" + "\n".join(_differences), pytrace=False)


@cache
def _operations() -> dict[str, tuple[str, str, str]]:
    """(document, path, method) by operationId."""
    return {
        operation["operationId"]: (name, path, method)
        for name in DOCUMENTS
        for path, item in document(name, origin=ORIGIN)["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


@cache
def _registry() -> Registry[Any]:
    made: Registry[Any] = Registry()
    for name in DOCUMENTS:
        resource = Resource(document(name, origin=ORIGIN), DRAFT202012)
        made = made.with_resource(f"urn:{name}", resource)
    return made


@cache
def _answers(name: str, path: str, method: str, status: str) -> dict[str, Any] | None:
    """What the document says of this status."""
    document_ = document(name, origin=ORIGIN)
    told = document_["paths"][path][method]["responses"].get(status)
    if told and "$ref" in told:
        told = document_["components"]["responses"][told["$ref"].rpartition("/")[2]]
    return told


@cache
def _validator(name: str, path: str, method: str, status: str, kind: str) -> Draft202012Validator:
    told = _answers(name, path, method, status)
    assert told
    return Draft202012Validator(_absolute(told["content"][kind]["schema"], name), registry=_registry())


def _absolute(schema: Any, name: str) -> Any:
    """A schema whose references say in which document they lead."""
    if isinstance(schema, list):
        return [_absolute(each, name) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: f"urn:{name}{value}" if key == "$ref" else _absolute(value, name) for key, value in schema.items()}


def looking(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware."""

    def answer(request: HttpRequest) -> HttpResponse:
        found = get_response(request)
        match = request.resolver_match
        if match and match.url_name and hasattr(match.func, "doorway") and request.method != "OPTIONS":
            where = f"{request.method} {request.path} → {found.status_code}"
            told = problems(match.url_name, request.method or "", found)
            _differences.extend(f"{where}: {problem}" for problem in told)
        return found

    return answer


def problems(name: str, method: str, answer: HttpResponse) -> list[str]:
    """What an answer of the address of this name differs in from its document."""
    method = "get" if method == "HEAD" else method.lower()
    known = _operations()
    ways = [known[each] for each in (name, *(f"{name}_{way}" for way in METHODS)) if each in known]
    found = next((way for way in ways if way[2] == method), None)
    status = str(answer.status_code)
    if found is None and ways and status == "405":  # a refusal like any other
        found, status = ways[0], "401"
    if found is None:
        return ["the document does not have it"]
    told = _answers(*found, status)
    if told is None:
        return [f"the document does not have this status: {_text(answer)}"]
    kind = (answer.get("Content-Type") or "").partition(";")[0]
    content = told.get("content", {})
    if kind not in content:
        return [] if "*/*" in content or not content else [f"the document does not have {kind}"]
    validator = _validator(*found, status, kind)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(answer.content))]


def _text(answer: HttpResponse) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")[:200]
