"""What happens around every page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from studio.errors import StudioError
from studio.pages.problems import refusal, signed_out, too_big, unreadable, wants_json, wrong_verb

Get = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]
FILES = 3
"""Of the largest, in one form: a page sends each alone, but a template's form has several where there is no script."""


def readable_requests(get_response: Get) -> Get:
    """Refuse letters in another code than UTF-8 before anything reads them; no browser sends those. Programs do: some
    libraries call everything ISO-8859-1, and JSON is UTF-8 whatever it is called. Nor does a browser send a cookie with
    a NUL, at which PostgreSQL breaks off: that one is left out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        code = str((request.content_params or {}).get("charset", "utf-8")).strip().lower()
        if code.replace("_", "-") in ("utf-8", "utf8", "us-ascii"):
            return get_response(request)
        request.encoding = "utf-8"
        return get_response(request) if _wants_no_token(request) else unreadable(request)

    return answer


def _wants_no_token(request: HttpRequest) -> bool:
    """Whether its view takes forms of strangers, as those for programs do."""
    try:
        return bool(getattr(resolve(request.path_info).func, "csrf_exempt", False))
    except Resolver404:
        return False


def private_pages(get_response: Get) -> Get:
    """What says nothing of its own about it is kept by nobody, and htmx's part of a page is never taken for the page.

    Asked for again by the browser's Back button, htmx gets the whole page, as the browser would.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-History-Restore-Request") == "true":
            request.META.pop("HTTP_HX_REQUEST", None)
            vars(request).pop("headers", None)
        reply = get_response(request)
        if not reply.has_header("Cache-Control"):
            reply["Cache-Control"] = "private, no-store"
            patch_vary_headers(reply, ("HX-Request",))
        return reply

    return answer


def bounded_requests(get_response: Get) -> Get:
    """Refuse a body that nobody means, before any of it is read: to look for a form's token Django writes all its files
    to the disk, whoever sends it to whatever page. Views that want no token bound what they read by themselves.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        sent = int(length) if length.isdecimal() and len(length) < 20 else 0
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if sent <= most or getattr(view, "csrf_exempt", False):
            return None
        files, most = (FILES, settings.UPLOAD_LIMIT_MEDIA) if request.user.is_authenticated else (1, most)
        return too_big(request, most=most) if sent > files * most else None

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


class SmallPages(GZipMiddleware):
    """Send pages in an eighth of their bytes. Files are left alone: they are small already, and asked for in parts.

    Random bytes keep lengths from betraying a form's token (BREACH): Django adds them.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if page else response


class MembersOnly(LoginRequiredMiddleware):
    """Show a visitor the door; to a page that asks for a part of itself say it, or the door would stand in its room.

    Whoever sent a form comes back to the page it stood on: its own address shows nothing.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:  # type: ignore[override]
        if getattr(request, "htmx", False) or wants_json(request):
            return signed_out(request)
        if request.method not in ("GET", "HEAD"):
            return redirect_to_login(_page_of_form(request))
        door: HttpResponse = super().handle_no_permission(request, view_func)
        return door


def _page_of_form(request: HttpRequest) -> str:
    """The path, with its query, that a form was sent from; "/" when that is none of this server's."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    return page._replace(scheme="", netloc="").geturl() if page.netloc == request.get_host() else "/"


def members_zone(get_response: Get) -> Get:
    """Show times in the member's zone: the one they chose, else the one their browser reports in a cookie."""

    def answer(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "zone", "") or request.COOKIES.get("zone", "")
        try:
            zone = zoneinfo.ZoneInfo(name) if name else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            zone = None
        with timezone.override(zone):
            return get_response(request)

    return answer


def plain_errors(get_response: Get) -> Get:
    """Turn a refusal that a view let through into a page (or fragment, or JSON) with its sentence."""

    def answer(request: HttpRequest) -> HttpResponse:
        reply = get_response(request)
        return wrong_verb(request, reply) if isinstance(reply, HttpResponseNotAllowed) and not reply.content else reply

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error) if isinstance(error, StudioError) else None

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer
