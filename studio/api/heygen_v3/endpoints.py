"""`/v3/webhooks/*`: who wants to be told."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import delivery_log
from studio.actions import endpoints as rows
from studio.api.door import as_json, body_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED, page_of
from studio.api.heygen.webhooks import PREFIX, events_of
from studio.api.operations import DELETE, GET, PATCH, POST
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen_v3 import lists
from studio.dialects.shapes import shape
from studio.errors import BadInput
from studio.models import ApiKey, Endpoint
from studio.vocabulary import Dialect

PAGE = 10
"""Endpoints or events of one answer, unless told."""
SENT = "Sent when a video has {}."
NEVER = "Accepted, and never sent by this server."


@heygen_door(GET(gives=heygen_v3.in_page(heygen_v3.endpoints.EVENT)))
def events(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/webhooks/event-types`: the events that an endpoint may ask for, all at once."""
    told = dict(zip(heygen_v3.EVENTS, (SENT.format("been made"), SENT.format("failed")), strict=False))
    found = [{"event_type": event, "description": told.get(event, NEVER)} for event in heygen_v3.EVENTS]
    return as_json(heygen_v3.page(found, None))


@heygen_door(GET(asks=PAGE_ASKED, gives=heygen_v3.in_page(heygen_v3.endpoints.TOLD)))
def told(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/webhooks/events?limit=&token=`: what endpoints are told, newest first, sent already or not."""
    found, token = page_of(request, delivery_log.of_endpoints(key.team, Dialect.HEYGEN), usual=PAGE)
    shown = [
        heygen_v3.endpoints.told(row.pk.hex, body=json.loads(row.body), at=row.created_at.isoformat())
        for row in found
    ]  # fmt: skip
    return as_json(heygen_v3.page(shown, token))


@heygen_door(
    GET("Every address that is told, newest first.", asks=PAGE_ASKED, gives=heygen_v3.in_page(lists.ENDPOINT)),
    POST("Have an address told of ends.", takes=heygen_v3.endpoints.NEW, gives=heygen_v3.in_v3(lists.ENDPOINT)),
)  # fmt: skip
def endpoints(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET` and `POST /v3/webhooks/endpoints`."""
    if request.method == "POST":
        body = heygen.json_body(body_of(request))
        url, wanted, name = _url(body), _events(body), uuid.uuid4().hex
        made = _checked(
            lambda: rows.add(key, Dialect.HEYGEN, url=url, events=wanted, external_id=name, prefix=PREFIX)
        )  # fmt: skip
        return as_json(heygen_v3.v3(_shown(made, secret=True)))
    found, token = page_of(request, rows.of(key, Dialect.HEYGEN).order_by("-created_at", "-id"), usual=PAGE)
    return as_json(heygen_v3.page([_shown(endpoint) for endpoint in found], token))


@heygen_door(
    PATCH("Change an endpoint.", takes=heygen_v3.endpoints.CHANGED, gives=heygen_v3.in_v3(lists.ENDPOINT)),
    DELETE("Tell an address no more.", gives=heygen_v3.in_v3(shape())),
)  # fmt: skip
def endpoint(request: HttpRequest, key: ApiKey, endpoint_id: str) -> HttpResponse:
    """`PATCH` and `DELETE /v3/webhooks/endpoints/{id}`. What is left out stays, the secret too."""
    found = _of(key, endpoint_id)
    if request.method == "DELETE":
        rows.remove(found)
        return as_json(heygen_v3.v3({}))
    body = heygen.json_body(body_of(request))
    url = _url(body) if body.get("url") is not None else None
    wanted = _events(body) if body.get("events") is not None else None
    return as_json(heygen_v3.v3(_shown(_checked(lambda: rows.change(found, url=url, events=wanted)))))


@heygen_door(POST(gives=heygen_v3.in_v3(heygen_v3.endpoints.ROTATED)))
def rotate(request: HttpRequest, key: ApiKey, endpoint_id: str) -> HttpResponse:
    """`POST /v3/webhooks/endpoints/{id}/rotate-secret`: a new secret. The old one is over at once."""
    found = _of(key, endpoint_id)
    made = rows.change(found, new_secret=True, prefix=PREFIX)
    return as_json(heygen_v3.v3({"endpoint_id": made.external_id, "secret": made.secret["value"]}))


def _of(key: ApiKey, name: str) -> Endpoint:
    found = rows.find(key, Dialect.HEYGEN, name)
    if found is None:
        raise heygen_v3.not_found("Webhook endpoint", name, code="webhook_not_found")
    return found


def _url(body: dict[str, Any]) -> str:
    url = body.get("url")
    if not isinstance(url, str) or not url:
        raise heygen.invalid("url", "Field required")
    return url


def _events(body: dict[str, Any]) -> list[str]:
    return events_of(body, heygen_v3.EVENTS, listed_at="/v3/webhooks/event-types")


def _checked(work: Any) -> Endpoint:
    try:
        made: Endpoint = work()
    except BadInput as error:
        raise heygen.invalid("url", error.first_sentence) from None
    return made


def _shown(found: Endpoint, *, secret: bool = False) -> dict[str, Any]:
    return lists.endpoint(
        name=found.external_id, url=found.url, events=found.events, enabled=found.disabled_at is None,
        created=found.created_at.isoformat(), secret=found.secret["value"] if secret else None,
    )  # fmt: skip
