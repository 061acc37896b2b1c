"""How Creatify lets programs in: two headers, JSON or forms, and refusals as Django REST framework words them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from studio.actions import typed
from studio.api.door import Manner, as_json, body_of
from studio.api.refusals import TooFast, Unknown, WrongMethod
from studio.dialects import creatify
from studio.errors import BadInput, NotEnoughCredits, NotFound, StudioError
from studio.vocabulary import Dialect

NO_KEY = "Authentication credentials were not provided or are not valid: send X-API-ID and X-API-KEY."
NO_JSON = "JSON parse error - send one JSON object."
_SAME = {401, 403, 404, 405, 409, 413, 422, 429}
"""Statuses that go out as they are; what else we can't use is a bad request."""
LARGEST_PAGE = 100
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class NotServed(StudioError):
    """Something of Creatify's that this server doesn't do."""

    code = "not_implemented"
    status = 501


def refuse(request: HttpRequest, error: StudioError) -> HttpResponse:
    """{"detail": a sentence}, or {"field": [sentences]} for what a body got wrong."""
    if isinstance(error, BadInput) and any(error.problems):
        return as_json(_by_field(error.problems), status=400)
    kept = (error.status in _SAME or error.status >= 500) and not isinstance(error, BadInput)
    status = error.status if kept else 400
    return as_json({"detail": _detail(request, error)}, status=status)


def _by_field(problems: dict[str, str]) -> dict[str, list[str]]:
    """One list a field of the body; what lies deeper is told before the sentence."""
    found: dict[str, list[str]] = {}
    for path, sentence in problems.items():
        name, _, rest = path.partition(".")
        said = found.setdefault(name or "non_field_errors", [])
        said.append(f"{rest}: {sentence}" if rest else sentence)
    return found


def _detail(request: HttpRequest, error: StudioError) -> str:
    if isinstance(error, WrongMethod):
        return f'Method "{request.method}" not allowed.'
    if isinstance(error, TooFast):
        return f"Request was throttled. Expected available in {error.wait} seconds."
    if isinstance(error, NotEnoughCredits):
        return f"Not enough credits. {error}"
    if isinstance(error, NotFound | Unknown):
        return "Not found."
    if isinstance(error, BadInput):
        return " ".join(error.problems.values())
    return str(error)


def _secret(request: HttpRequest) -> str:
    """The key alone says who it is; X-API-ID has to be there, as at Creatify, and may hold anything."""
    return request.headers.get("X-API-KEY", "") if request.headers.get("X-API-ID", "").strip() else ""


MANNER = Manner(
    Dialect.CREATIFY, _secret, refuse, no_key=NO_KEY, keys=(("X-API-ID", "X-API-KEY"),),
    refusal=lambda path: creatify.REFUSAL,
)  # fmt: skip


def asked(request: HttpRequest) -> dict[str, Any]:
    """The fields of a request: JSON, or a form's. No body is as good as {}. Raises BadInput."""
    raw = body_of(request)
    kind = (request.content_type or "").lower()
    if kind in _FORMS and not raw.lstrip().startswith(b"{"):  # curl -d says it sends a form, whatever it sends
        return _form(request)
    if not raw.strip() or raw.strip() in (b"null", b"[]"):
        return {}
    return typed.json_object(raw, sentence=NO_JSON)


def _form(request: HttpRequest) -> dict[str, Any]:
    try:
        return {typed.script(name): typed.script(str(value)) for name, value in request.POST.items()}
    except (MultiPartParserError, UnicodeError, ValueError):
        raise BadInput({"": "Multipart form parse error."}) from None


def no_such(given: str) -> str:
    """Their sentence about an id that leads to nothing."""
    return f'Invalid pk "{given[:60]}" - object does not exist.'


def page_asked(request: HttpRequest) -> tuple[int, int]:
    """(page, page_size) of a query; 0 for a page that can't be."""
    return _number(request, "page", 1), min(_number(request, "page_size", 10) or 10, LARGEST_PAGE)


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def paginated(request: HttpRequest, found: list[Any]) -> HttpResponse:
    """One page of a list, at <the list>/paginated/."""
    page, size = page_asked(request)
    filters = request.GET.copy()
    for name in ("page", "page_size"):
        filters.pop(name, None)
    address = request.build_absolute_uri(request.path)
    made = creatify.page_of(found, page=page, size=size, address=address, filters=filters.urlencode())
    if made is None:
        return as_json({"detail": "Invalid page."}, status=404)
    return as_json(made)
