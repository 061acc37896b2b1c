"""Whether videos can be made: for monitors, load balancers and the person who wonders."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from studio.actions import health


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while videos can be made, else 503 with the problems in sentences. Within about two seconds."""
    found = health.look()
    return JsonResponse(asdict(found), status=200 if found.status == "ok" else 503)
