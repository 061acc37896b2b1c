"""The page behind a share link: one video, for whoever has its address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.actions import shares


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Search engines are asked not to list it: the address is the key."""
    answer = render(request, "studio/shares/shared.html", {"shared": shares.opened(token)})
    answer["X-Robots-Tag"] = "noindex"
    return answer
