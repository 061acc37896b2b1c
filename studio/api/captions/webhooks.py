"""`/api/webhooks/*`: who wants to be told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import endpoints
from studio.api.captions.manner import MANNER
from studio.api.door import as_json, body_of, door
from studio.api.operations import POST
from studio.dialects import captions
from studio.dialects.captions import webhooks, words
from studio.models import ApiKey, Endpoint
from studio.vocabulary import Dialect


@door(MANNER, POST(takes=words.NOTHING_ASKED, gives=webhooks.EVENT_LIST))
def events(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The events that an endpoint may ask for."""
    return as_json({"events": list(captions.EVENTS)})


@door(MANNER, POST(takes=webhooks.NEW, gives=webhooks.ENDPOINT))
def register(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Have an address told of ends. Its secret comes with every message, as `Authorization: Bearer …`.

    A message has event, operationId and creditsSpent; then url or, of a failure, the reason in error, message, detail.
    """
    body = captions.json_body(body_of(request))
    made = endpoints.add(
        key, Dialect.CAPTIONS, url=_url(body), events=_events(body), external_id=captions.operation_id()
    )
    return as_json(_shown(made))


@door(MANNER, POST(takes=words.NOTHING_ASKED, gives=webhooks.ENDPOINTS))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Every address that is told."""
    return as_json({"registeredWebhooks": [_shown(found) for found in endpoints.of(key, Dialect.CAPTIONS)]})


@door(MANNER, POST(takes=webhooks.CHANGED, gives=webhooks.ENDPOINT))
def update(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Change the address or the events. Either way the secret is a new one, as at Captions."""
    body = captions.json_body(body_of(request))
    endpoint = _of(key, body)
    url = _url(body) if body.get("url") is not None else None
    wanted = _events(body) if body.get("enabledEvents") is not None else None
    return as_json(_shown(endpoints.change(endpoint, url=url, events=wanted, new_secret=True)))


@door(MANNER, POST(takes=webhooks.NAMED, gives=words.DONE))
def delete(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Tell an address no more."""
    endpoints.remove(_of(key, captions.json_body(body_of(request))))
    return as_json({"success": True})


def _of(key: ApiKey, body: dict[str, Any]) -> Endpoint:
    name = body.get("id")
    if not isinstance(name, str) or not name:
        raise captions.Refused("id is required.")
    found = endpoints.find(key, Dialect.CAPTIONS, name)
    if found is None:
        raise captions.Refused(f"Webhook '{name}' is not registered.")
    return found


def _url(body: dict[str, Any]) -> str:
    url = body.get("url")
    if not isinstance(url, str) or not url:
        raise captions.Refused("url is required.")
    return url


def _events(body: dict[str, Any]) -> list[str]:
    wanted = body.get("enabledEvents")
    if not isinstance(wanted, list) or not wanted or not all(name in captions.EVENTS for name in wanted):
        raise captions.Refused(f"enabledEvents must be a list of {' and '.join(captions.EVENTS)}.")
    return list(dict.fromkeys(wanted))


def _shown(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.external_id, "url": endpoint.url, "secret": endpoint.secret.get("value", ""),
        "enabledEvents": endpoint.events,
    }  # fmt: skip
