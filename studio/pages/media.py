"""Files behind a permission check."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from studio.pages import access
from studio.ranges import serve


@require_http_methods(["GET", "HEAD"])
def media(request: HttpRequest, asset_id: uuid.UUID, name: str = "") -> HttpResponseBase:
    """One file of the member's team, in ranges if asked. `?download` saves it under its own name."""
    asset = access.asset_for(request, asset_id)
    return serve(request, asset, download="download" in request.GET)
