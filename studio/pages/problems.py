"""Answers when something can't be done: a page for people, a fragment for htmx, JSON for scripts."""

from __future__ import annotations

import sys
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from studio.errors import BadInput, StudioError
from studio.pages.template_parts import in_words

BROKE = "Something broke on our side."
DATABASE_AWAY = "The studio can't reach its database. What is being made goes on when it is back."


def wants_json(request: HttpRequest) -> bool:
    """Scripts say so; programs have addresses of their own."""
    if _is_for_programs(request):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal(request: HttpRequest, error: StudioError) -> HttpResponse:
    """The error's own status and sentence, in the form the asker reads."""
    if wants_json(request):
        body: dict[str, object] = {"error": {"code": error.code, "message": str(error)}}
        if isinstance(error, BadInput):
            body["problems"] = error.problems
        return JsonResponse(body, status=error.status)
    template = "studio/problems/_refusal.html" if getattr(request, "htmx", False) else "studio/problems/refusal.html"
    frame = {"error": error, "said": sentence_of(error), "came_from": _came_from(request)}
    return render(request, template, frame, status=error.status)


def sentence_of(error: StudioError) -> str:
    """What is wrong, without the names that fields have in a form or a storyboard."""
    if isinstance(error, BadInput):
        return " ".join(in_words(path, sentence) for path, sentence in error.problems.items())
    return str(error)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = "address" if _is_for_programs(request) else "address, or it belongs to another team"
    return refusal(request, _Plain(404, "not_found", f"There is nothing at this {words}."))


def signed_out(request: HttpRequest) -> HttpResponse:
    """For what is asked by a page that was open when its session ended."""
    return refusal(request, _Plain(401, "signed_out", "You are signed out. Nothing was changed."))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(
        request, _Plain(403, "not_allowed", "Your role in this team does not include that. Ask one of its owners.")
    )


def wrong_verb(request: HttpRequest, answer: HttpResponseNotAllowed) -> HttpResponse:
    """A button's address that somebody opened, or the other way round: Django's own answer is an empty page. It stays
    that answer, with words: it is in the log already.
    """
    looked = request.method in ("GET", "HEAD")
    said = (
        "This address only takes what a button sends. Go back, reload the page and press it there."
        if looked
        else "Nothing can be sent to this address. Reload the page and try again."
    )
    page = refusal(request, _Plain(405, "wrong_verb", said))
    answer.content, answer["Content-Type"] = page.content, page["Content-Type"]
    return answer


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What isn't a request that this server reads: a form without end, letters in an unknown code, a strange host."""
    if isinstance(exception, RequestDataTooBig):
        return too_big(request, most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if isinstance(exception, DisallowedHost):
        said = "This server is not known by that name. Whoever runs it can add the name to ALLOWED_HOSTS."
        return refusal(request, _Plain(400, "bad_request", said))
    return refusal(request, _Plain(400, "bad_request", "This server can't read that. Reload the page and try again."))


def too_big(request: HttpRequest, *, most: int) -> HttpResponse:
    """More bytes than the `most` that may come."""
    return refusal(request, _Plain(413, "too_big", f"That is too much at once. Send less than {most // 2**20} MB."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that was open while somebody signed in or out."""
    said = "This form is no longer good. Go back, reload the page and send it again; cookies must be on."
    return refusal(request, _Plain(403, "stale_form", said))


def broken(request: HttpRequest) -> HttpResponse:
    """No template context, no database, in need no template: it must work when they don't."""
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status, headers = (503, {"Retry-After": "10"}) if away else (500, {})
    text = f"{DATABASE_AWAY if away else BROKE} Try again in a moment; if it stays so, tell whoever runs this server."
    if wants_json(request):
        return JsonResponse({"error": {"code": "broken", "message": text}}, status=status, headers=headers)
    if request.get_preferred_type(["text/plain", "text/html"]) == "text/html":
        with suppress(Exception):  # whatever is broken may be what draws pages
            frame = {"text": text, "status": status, "away": away, "looked": request.method == "GET"}
            page = render_to_string("studio/problems/broken.html", frame)
            return HttpResponse(page, status=status, headers=headers)
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _came_from(request: HttpRequest) -> str:
    """The page that asked for a part of itself; "/" when it doesn't say, or says no address."""
    try:
        return getattr(getattr(request, "htmx", None), "current_url_abs_path", None) or "/"
    except ValueError:
        return "/"


def _is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/captions/", "/creatify/", "/heygen/", "/hooks/"))


class _Plain(StudioError):
    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code = status, code
        super().__init__(message)
