"""Which key a program holds."""

from __future__ import annotations

from django.http import HttpRequest

from studio.actions import accounts
from studio.errors import StudioError
from studio.models import ApiKey


class NoKey(StudioError):
    code = "unauthorized"
    status = 401


def key_of(request: HttpRequest) -> ApiKey:
    """The live API key sent as `Authorization: Bearer …` or `X-Api-Key`. Raises NoKey."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if scheme.lower() == "bearer" else request.headers.get("X-Api-Key", "")
    key = accounts.use_key(secret) if secret else None
    if key is None:
        raise NoKey("Send a working API key as 'Authorization: Bearer us_…'.")
    return key
