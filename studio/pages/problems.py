"""Answers when something can't be done: a page for people, a fragment for htmx, JSON for scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from studio.errors import BadInput, StudioError


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal(request: HttpRequest, error: StudioError) -> HttpResponse:
    """The error's own status and sentence, in the form the asker reads."""
    if wants_json(request):
        body: dict[str, object] = {"error": {"code": error.code, "message": str(error)}}
        if isinstance(error, BadInput):
            body["problems"] = error.problems
        return JsonResponse(body, status=error.status)
    template = "studio/problems/_refusal.html" if getattr(request, "htmx", False) else "studio/problems/refusal.html"
    return render(request, template, {"error": error}, status=error.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, _Plain(404, "There is nothing at this address, or it belongs to another team."))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, _Plain(403, "Your role in this team does not include that."))


def broken(request: HttpRequest) -> HttpResponse:
    """No template context, no database: it must work when they don't."""
    text = "Something broke on our side. What you typed is kept; try again in a moment."
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


class _Plain(StudioError):
    def __init__(self, status: int, message: str) -> None:
        self.status = status
        self.code = {404: "not_found", 403: "not_allowed"}[status]
        super().__init__(message)
