"""Files by a signed link, for whoever holds it: what a dialect's answers point to."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from studio.actions import links
from studio.ranges import serve


@login_not_required
@require_safe
def signed_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """The bytes behind a link, with ranges. Extra headers, such as another service's key, don't matter."""
    answer = serve(request, links.opened(token), download="download" in request.GET)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
