"""The page behind a share link: one video, for whoever has its address."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from studio.actions import shares
from studio.ranges import serve


@login_not_required
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Search engines are asked not to list it: the address is the key."""
    answer = render(request, "studio/shares/shared.html", {"shared": shares.opened(token)})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@require_safe
def shared_file(request: HttpRequest, token: str, asset_id: uuid.UUID, name: str) -> HttpResponseBase:
    """A file of what a team's link shows, in ranges if asked. `?download` saves it under the video's name."""
    answer = serve(request, shares.opened_file(token, asset_id), download="download" in request.GET)
    answer["X-Robots-Tag"] = "noindex"
    return answer
