"""`/v1/webhook/*`: who wants to be told."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import endpoints, probing
from studio.api.door import as_json, body_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import named
from studio.api.operations import DELETE, GET, PATCH, POST, or_post
from studio.dialects import heygen
from studio.dialects.shapes import NOTHING, TEXT, asked, many
from studio.errors import BadInput
from studio.models import ApiKey, Endpoint
from studio.vocabulary import Dialect

PATIENCE = 1.0
"""Seconds in which an address must answer OPTIONS."""
PREFIX = "whsec_"
NAMED = asked("EndpointId", endpoint_id=TEXT)


@heygen_door(GET(gives=heygen.in_v1_plain(heygen.webhooks.EVENT_LIST)))
def events(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/webhook/webhook.list`: the events there are."""
    return as_json(heygen.v1_plain(list(heygen.EVENTS)))


@heygen_door(POST(takes=heygen.webhooks.NEW, gives=heygen.in_v1_plain(heygen.webhooks.ENDPOINT)))
def add(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/webhook/endpoint.add`: have an address told of ends. It must answer OPTIONS within a second.

    Every message is signed: its header Signature is the HMAC-SHA256 of its body with the secret, in hexadecimal digits.
    """
    body = heygen.json_body(body_of(request))
    url, wanted = _url(body), _events(body)
    _answered(url)
    name = uuid.uuid4().hex
    made = _checked(lambda: endpoints.add(key, Dialect.HEYGEN, url=url, events=wanted, external_id=name, prefix=PREFIX))
    return as_json(heygen.v1_plain(_shown(made)))


@heygen_door(GET(gives=heygen.in_v1_plain(many(heygen.webhooks.ENDPOINT))))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/webhook/endpoint.list`: every address that is told."""
    found = endpoints.of(key, Dialect.HEYGEN).select_related("api_key__created_by")
    return as_json(heygen.v1_plain([_shown(endpoint) for endpoint in found]))


@heygen_door(*or_post(PATCH(takes=heygen.webhooks.CHANGED, gives=heygen.in_v1_plain(heygen.webhooks.ENDPOINT))))
def update(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`PATCH /v1/webhook/endpoint.update`: change an endpoint. What is left out stays, the secret too."""
    endpoint = _of(request, key)
    body = heygen.json_body(body_of(request))
    url = _url(body) if body.get("url") is not None else None
    wanted = _events(body) if body.get("events") is not None else None
    if url is not None and url != endpoint.url:
        _answered(url)
    return as_json(heygen.v1_plain(_shown(_checked(lambda: endpoints.change(endpoint, url=url, events=wanted)))))


@heygen_door(*or_post(DELETE(takes=NAMED, asks={"endpoint_id": TEXT}, gives=heygen.in_v1_plain(NOTHING))))
def delete(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`DELETE /v1/webhook/endpoint.delete`: tell an address no more. The id stands in the query or in a JSON body."""
    endpoints.remove(_of(request, key))
    return as_json(heygen.v1_plain(None))


def _of(request: HttpRequest, key: ApiKey) -> Endpoint:
    name = named(request, "endpoint_id")
    found = endpoints.find(key, Dialect.HEYGEN, name)
    if found is None:
        raise heygen.not_found("Webhook endpoint", name, code="webhook_not_found")
    return found


def _url(body: dict[str, Any]) -> str:
    url = body.get("url")
    if not isinstance(url, str) or not url:
        raise heygen.Refused("invalid_webhook_url", "url is invalid: Field required")
    return url


def events_of(body: dict[str, Any], known: Collection[str], *, listed_at: str) -> list[str]:
    """The events wanted; [] for all."""
    wanted = body.get("events") or []
    if not isinstance(wanted, list):
        raise heygen.invalid("events", "Input should be a valid list")
    for event in wanted:
        if event not in known:
            raise heygen.invalid("events", f"There is no event {event}. Ask {listed_at} for those there are.")
    return list(dict.fromkeys(wanted))


def _events(body: dict[str, Any]) -> list[str]:
    return events_of(body, heygen.EVENTS, listed_at="webhook.list")


def _answered(url: str) -> None:
    _checked(lambda: endpoints.checked(url))
    if why := probing.silence(url, seconds=PATIENCE):
        raise heygen.Refused("invalid_webhook_url", f"url is invalid: {why}")


def _checked(work: Any) -> Any:
    try:
        return work()
    except BadInput as error:
        raise heygen.Refused("invalid_webhook_url", f"url is invalid: {error.first_sentence}") from None


def _shown(endpoint: Endpoint) -> dict[str, Any]:
    maker = endpoint.api_key.created_by if endpoint.api_key else None
    return {
        "endpoint_id": endpoint.external_id, "url": endpoint.url, "events": endpoint.events,
        "secret": endpoint.secret.get("value", ""), "status": "disabled" if endpoint.disabled_at else "enabled",
        "username": maker.email if maker else "program", "space_id": endpoint.team_id.hex, "entity_id": None,
        "created_at": endpoint.created_at.isoformat(),
    }  # fmt: skip
