"""The account behind a key: what is left, and whose it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.actions import credits
from studio.api.door import as_json
from studio.api.heygen.manner import heygen_door
from studio.api.operations import GET
from studio.dialects import heygen
from studio.dialects.heygen import account
from studio.models import ApiKey


@heygen_door(GET(gives=heygen.in_v2(account.QUOTA)))
def quota(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/user/remaining_quota`: sixty a credit."""
    wallet = credits.open_wallet(key.account)
    return as_json(heygen.v2(account.quota(wallet.available, free=key.account.price == 0)))


@heygen_door(GET(gives=heygen.in_v1_plain(account.ME)))
def me(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/user/me`: who made the key."""
    person = key.created_by
    return as_json(
        heygen.v1_plain(account.me(email=person.email if person else "", name=person.name if person else ""))
    )
