"""How programs come in, whichever dialect they speak: their key, their pace, their Idempotency-Key, and every refusal
in the dialect's own words.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils.encoding import escape_uri_path
from django.views.decorators.csrf import csrf_exempt

from studio.actions import accounts, answers
from studio.api.operations import Operation
from studio.api.pace import Pace
from studio.api.refusals import KEY_MAX, RETRIED, Away, Broken, KeyTooLong, NoKey, TooBig, TooFast, Unknown, WrongMethod
from studio.dialects.shapes import Schema
from studio.errors import BadInput, StudioError
from studio.models import ApiKey
from studio.vocabulary import Dialect

log = logging.getLogger(__name__)
_pace = Pace()
View = Callable[..., HttpResponseBase]
SLOW = 1.0
"""Seconds after which a body that came so late is only taken if its key still works."""
SOON = 5
"""Seconds after which what could not be done at the moment may be asked again."""
NO_NUL = "Leave %00 out: nothing has that in its name."
PACKINGS = ("gzip", "x-gzip", "deflate", "compress", "br", "zstd")
PACKED = "Send the body as it is: a packed one, with a Content-Encoding, is not read here."
CUT_SHORT = "The body ended too early: send it again."
TOO_MANY = "Send fewer fields, and fewer files: no request needs that many."


@dataclass(frozen=True, slots=True)
class Manner:
    """What differs between dialects: where the key stands in a request, and how a refusal looks.

    `keys` are the ways in which the key may be sent, each the headers that it needs; `refusal` is the shape of a
    refusal at a path.
    """

    dialect: Dialect
    secret: Callable[[HttpRequest], str]
    refuse: Callable[[HttpRequest, StudioError], HttpResponse]
    no_key: str = "Send a working API key."
    keys: tuple[tuple[str, ...], ...] = ()
    refusal: Callable[[str], Schema] = field(default=lambda path: {})


@dataclass(frozen=True, slots=True)
class Doorway:
    """What a locked view lets in, as the documents tell it: the view's `doorway`."""

    manner: Manner
    operations: tuple[Operation, ...]


def door(manner: Manner, *operations: Operation) -> Callable[[View], View]:
    """A view for programs: view(request, key, …). HEAD is let in wherever GET is."""

    methods = tuple(operation.method for operation in operations)
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def dress(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if request.method not in allowed:
                    raise WrongMethod(allowed)
                key = key_of(request, manner)
                request.let_in = manner, time.monotonic()  # type: ignore[attr-defined]
                _storable(request)
                _pace.go(str(key.pk))
                return _once(request, key, manner, lambda: view(request, key, *args, **kwargs))
            except StudioError as error:
                return refused(manner, request, error)
            except SuspiciousOperation as error:
                return refused(manner, request, _overfull(error))
            except Exception as error:
                log.exception("%s %s", request.method, escape_uri_path(request.path))
                away = isinstance(error, OperationalError | InterfaceError)
                reply = refused(manner, request, Away() if away else Broken())
                reply._has_been_logged = True  # type: ignore[attr-defined]  # Django would say once more that it broke
                return reply

        answer.doorway = Doorway(manner, operations)  # type: ignore[attr-defined]
        return csrf_exempt(login_not_required(answer))

    return dress


def unlocked(view: View) -> View:
    """A view for programs that asks for no key: it tells nothing."""
    return csrf_exempt(login_not_required(view))


def refused(manner: Manner, request: HttpRequest, error: StudioError) -> HttpResponse:
    """The refusal in the dialect's words, with the headers that HTTP wants beside its status."""
    answer = manner.refuse(request, error)
    if isinstance(error, WrongMethod):
        answer["Allow"] = ", ".join(error.allowed)
    if error.status in RETRIED:
        answer["Retry-After"] = str(error.wait if isinstance(error, TooFast) else SOON)
    return answer


def key_of(request: HttpRequest, manner: Manner) -> ApiKey:
    """The live key that came with the request. Raises NoKey."""
    secret = manner.secret(request).strip()
    key = accounts.use_key(secret) if secret else None
    if key is None:
        raise NoKey(manner.no_key)
    return key


def _storable(request: HttpRequest) -> None:
    """Refuse names that nothing can have. PostgreSQL breaks off when it is asked for a NUL."""
    if "\0" in request.path:
        raise Unknown
    for name, values in request.GET.lists():
        if any("\0" in value for value in values):
            raise BadInput({name: NO_NUL})


def body_of(request: HttpRequest) -> bytes:
    """The request's bytes. Raises TooBig, BadInput when they are packed or too few, or what `look_again` raises."""
    if request.headers.get("Content-Encoding", "").lower() in PACKINGS:
        raise BadInput({"": PACKED})
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise _overfull(error) from None
    except UnreadablePostError:
        raise BadInput({"": CUT_SHORT}) from None
    look_again(request)
    return body


def look_again(request: HttpRequest) -> None:
    """For whoever has read the body: raises NoKey when the key was revoked while it came. Else somebody with a key that
    leaked could keep orders waiting half-sent.
    """
    manner, since = getattr(request, "let_in", (None, 0.0))
    if manner and time.monotonic() - since > SLOW:
        key_of(request, manner)


def _overfull(error: SuspiciousOperation) -> StudioError:
    """What Django says of a query or a form while it reads it, as a refusal."""
    if isinstance(error, RequestDataTooBig):
        return TooBig(f"Send at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB.")
    return BadInput({"": TOO_MANY})


def request_key(request: HttpRequest) -> str:
    """The Idempotency-Key; "" without one. Raises KeyTooLong."""
    name = request.headers.get("Idempotency-Key", "").strip()
    if len(name) > KEY_MAX:
        raise KeyTooLong
    return name


def ids_in(request: HttpRequest, name: str) -> list[str]:
    """The ids that an address asks for: commas between them, or a parameter for each."""
    return [each.strip() for each in ",".join(request.GET.getlist(name)).split(",") if each.strip()]


def origin_of(request: HttpRequest) -> str:
    """What links in an answer begin with: where the program reached us, scheme and host."""
    return request.build_absolute_uri("/").rstrip("/")


def _once(request: HttpRequest, key: ApiKey, manner: Manner, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Do the work of a POST with an Idempotency-Key once; later ones get the first one's answer."""
    name = request_key(request) if request.method == "POST" else ""
    if not name:
        return work()
    kept = answers.begin(key, name, digest=answers.digest_of("POST", _address(request), _told_apart(request)))
    if kept.status:
        again = HttpResponse(kept.body, status=kept.status, content_type=kept.mime)
        again["Idempotent-Replayed"] = "true"
        return again
    try:
        answer = work()
    except StudioError as error:
        answer = refused(manner, request, error)
    except BaseException:
        answers.finish(kept, status=500, body="", mime="")
        raise
    text = answer.content.decode() if isinstance(answer, HttpResponse) else ""
    answers.finish(kept, status=answer.status_code, body=text, mime=answer["Content-Type"])
    return answer


def _address(request: HttpRequest) -> str:
    """With its query: some requests name there what they are about."""
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path}?{query}" if query else request.path


def _told_apart(request: HttpRequest) -> bytes:
    """By what a request is known to be the same. A form with a file is not read into memory for that, and has another
    boundary every time: its length must do. So it must of a raw file that is larger than what memory may hold.
    """
    length = request.headers.get("Content-Length", "")
    large = length.isdecimal() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if large or request.content_type == "multipart/form-data":
        return length.encode()
    return body_of(request)


def as_json(document: Any, *, status: int = 200) -> HttpResponse:
    """JSON with letters as they are. A list may stand at the top, as some dialects want it."""
    text = json.dumps(document, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json")
