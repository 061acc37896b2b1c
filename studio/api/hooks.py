"""`POST /hooks/<provider>/<token>`: providers telling us news."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from studio.actions import hooks
from studio.actions.hooks import Reception
from studio.api.door import as_json

_STATUS = {Reception.KEPT: 200, Reception.KNOWN: 200, Reception.FORGED: 401, Reception.UNKNOWN: 404}


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "OPTIONS"])
def receive(request: HttpRequest, provider: str, token: str) -> HttpResponse:
    """Kept and answered at once. OPTIONS is what HeyGen asks when an endpoint is registered."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": "POST, OPTIONS"})
    try:
        too_big = len(request.body) > hooks.MOST_BYTES
    except RequestDataTooBig:
        too_big = True
    except UnreadablePostError:
        return as_json({"error": "ended too early"}, status=400)
    if too_big:
        return as_json({"error": "too big"}, status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    found = hooks.receive(provider, token, headers, request.body)
    return as_json({"received": found in (Reception.KEPT, Reception.KNOWN)}, status=_STATUS[found])
