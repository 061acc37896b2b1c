"""The account behind a key: `GET /v3/users/me`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.actions import credits
from studio.api.door import as_json
from studio.api.heygen.manner import heygen_door
from studio.api.operations import GET
from studio.dialects import heygen_v3
from studio.models import ApiKey


@heygen_door(GET(gives=heygen_v3.in_v3(heygen_v3.ME)))
def me(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/users/me`: whose key it is, and what is left."""
    wallet, person = credits.open_wallet(key.account), key.created_by
    found = heygen_v3.me(
        wallet.available, free=key.account.price == 0, email=person.email if person else "",
        name=person.name if person else "",
    )  # fmt: skip
    return as_json(heygen_v3.v3(found))
