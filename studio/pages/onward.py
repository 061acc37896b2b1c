"""On to another page of ours, however this one was asked for, and what that page tells of what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def go(request: HttpRequest, address: str) -> HttpResponse:
    """The browser goes there; htmx has it go."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def offer(request: HttpRequest, page: str, template: str, **said: Any) -> None:
    """Have the list of that name tell, when it is opened next, what was done, with a way to undo it or to go on."""
    request.session[f"undo_{page}"] = {"template": template, **said}


def offered(request: HttpRequest, page: str) -> dict[str, Any]:
    """What its next opening was to tell, for its template; once."""
    told = request.session.pop(f"undo_{page}", None)
    return {"undo": told} if told else {}
