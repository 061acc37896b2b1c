"""What happens around every page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from studio.errors import StudioError
from studio.pages.problems import refusal

Get = Callable[[HttpRequest], HttpResponse]


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
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error) if isinstance(error, StudioError) else None

    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer
