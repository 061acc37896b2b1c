"""How HeyGen lets programs in: X-Api-Key, three envelopes by the path, browsers welcome."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from studio.api.door import Manner, View, as_json, door
from studio.api.operations import Operation
from studio.dialects import heygen, heygen_v3
from studio.dialects.shapes import Schema
from studio.errors import StudioError
from studio.vocabulary import Dialect

NO_KEY = "Unauthorized"
_V1 = re.compile(r"(?:/heygen)?/v1/(?!folders)")
"""v1's folders speak v2."""
_V3 = re.compile(r"(?:/heygen)?/v3/")
_SHOWN = "X-Request-Id, Retry-After"


def _secret(request: HttpRequest) -> str:
    """The key of X-Api-Key or, as programs that came by OAuth send it, of a Bearer."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get("X-Api-Key") or (secret if scheme.lower() == "bearer" else "")


def refuse(request: HttpRequest, error: StudioError) -> HttpResponse:
    """The refusal in the envelope of its path, always with an HTTP status of 400 or more."""
    if _V3.match(request.path):
        body, status = heygen_v3.v3_error(error)
    else:
        said = heygen.told(error)
        body, status = heygen.v1_error(said) if _V1.match(request.path) else heygen.v2_error(said), said.status
    return as_json(body, status=status)


def _refusal(path: str) -> Schema:
    if _V3.match(path):
        return heygen_v3.V3_ERROR
    return heygen.V1_ERROR if _V1.match(path) else heygen.V2_ERROR


MANNER = Manner(
    Dialect.HEYGEN, _secret, refuse, no_key=NO_KEY, keys=(("X-Api-Key",), ("Authorization",)), refusal=_refusal
)  # fmt: skip


def heygen_door(*operations: Operation) -> Callable[[View], View]:
    """The door of every HeyGen address. A browser's OPTIONS needs no key: it tells nothing."""

    methods = [operation.method for operation in operations]

    def dress(view: View) -> View:
        locked = door(MANNER, *operations)(view)

        @wraps(locked)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return preflight(request, *methods)
            return welcoming(locked(request, *args, **kwargs))

        return answer

    return dress


def preflight(request: HttpRequest, *methods: str) -> HttpResponse:
    """The answer to a browser that asks what it may send."""
    answer = HttpResponse(status=204)
    answer["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
    answer["Access-Control-Allow-Headers"] = request.headers.get("Access-Control-Request-Headers", "*")
    answer["Access-Control-Max-Age"] = "86400"
    welcoming(answer)
    return answer


def welcoming(answer: HttpResponseBase) -> HttpResponseBase:
    """With what lets a page of any origin read it, and the id by which a request is spoken of."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = _SHOWN
    answer["X-Request-Id"] = uuid.uuid4().hex
    return answer
