"""`/api/docs`: what programs can ask here, to read and to feed to tools. No key is needed: it tells nothing secret."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.api.door import as_json, origin_of
from studio.api.openapi.documents import DOCUMENTS, Document
from studio.api.openapi.made import document as made
from studio.api.openapi.reading import Reading, read
from studio.api.refusals import Unknown
from studio.dialects.studio import EXAMPLE


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every document, with what it is and how it is asked."""
    found = [_shown(document, origin_of(request)) for document in DOCUMENTS.values()]
    return render(request, "studio/docs/index.html", {"documents": found})


@login_not_required
@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One document's operations, to read."""
    document = _found(name)
    return render(request, "studio/docs/document.html", _shown(document, origin_of(request)))


@login_not_required
@require_safe
def openapi(request: HttpRequest, name: str) -> HttpResponse:
    """One document, as OpenAPI 3.1. Pages of any origin may fetch it."""
    answer = as_json(made(_found(name).name, origin=origin_of(request)))
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def curl_of(document: Document, origin: str) -> str:
    """A request that works as it stands, for whoever has a key in $KEY."""
    example = json.dumps(EXAMPLE, ensure_ascii=False)
    return document.curl.replace("{base}", origin + document.root).replace("{example}", example)


def _found(name: str) -> Document:
    if name not in DOCUMENTS:
        raise Unknown
    return DOCUMENTS[name]


@cache
def _reading(name: str) -> Reading:
    """The same wherever the server is reached."""
    return read(made(name, origin=""))


def _shown(document: Document, origin: str) -> dict[str, Any]:
    reading = _reading(document.name)
    return {
        "document": document, "base": origin + document.root, "curl": curl_of(document, origin), "reading": reading,
        "count": sum(len(found) for _, found in reading.tags),
        "keys": [" and ".join(_header(header) for header in way) for way in document.manner.keys],
    }  # fmt: skip


def _header(name: str) -> str:
    if name == "Authorization":
        return "Authorization: Bearer us_…"
    return f"{name}: anything" if name.endswith("-ID") else f"{name}: us_…"
