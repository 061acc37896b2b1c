"""Pages of lists that are made anew for every request."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from studio.api.heygen.status import limit_of
from studio.dialects import heygen, heygen_v3


def page(request: HttpRequest, items: Sequence[Any], *, usual: int) -> dict[str, Any]:
    """The page that `limit` and `token` ask for; a token tells how many came before it."""
    begin, end = _begin(request.GET.get("token") or ""), limit_of(request, usual=usual)
    shown = items[begin : begin + end]
    token = base64.urlsafe_b64encode(str(begin + end).encode()).decode() if begin + end < len(items) else None
    return heygen_v3.page(shown, token)


def _begin(token: str) -> int:
    try:
        return max(0, int(base64.urlsafe_b64decode(token))) if token else 0
    except (ValueError, binascii.Error):
        told = "token is invalid: It is not one of this server's"
        raise heygen.Refused("invalid_query_parameter", told, param="token") from None
