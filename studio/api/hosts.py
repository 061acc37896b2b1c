"""Programs whose address is hard-coded: a request for another service's host is served by its dialect.

Off unless settings.DIALECT_HOSTS is on; the operator points the names at this server (DNS, /etc/hosts, a proxy).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PLACES = {
    "api.captions.ai": "/captions",
    "api.heygen.com": "/heygen",
    "upload.heygen.com": "/heygen",
    "api.creatify.ai": "/creatify",
}
"""Where each service's root lies on this server."""
_OURS = re.compile(r"/(cast|files|static|s)/")
"""What answers link to is served at the root for every host."""


def dialect_hosts(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: put the dialect's place before the path when the host is its service's."""

    def answer(request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "").partition(":")[0].lower()
        place = PLACES.get(host) if settings.DIALECT_HOSTS else None
        if place and not _OURS.match(request.path_info) and not request.path_info.startswith(place + "/"):
            request.path = request.path_info = place + request.path_info
        return get_response(request)

    return answer
