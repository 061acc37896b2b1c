"""Who wants to be told, in v3's words, and how they are told."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from studio.actions import deliveries
from studio.models import ApiKey, Delivery, Endpoint, Render
from studio.net import signature
from studio.net.deliver import Told
from tests import heygen_schemas, people
from tests.api.heygen.asking import ask
from tests.api.heygen_v3.asking import error_of, ordered, told

pytestmark = pytest.mark.django_db
PATH, ONE, SECRET = "/webhooks/endpoints", "/v3/webhooks/endpoints/{endpoint_id}", "/rotate-secret"
BOTH = ["avatar_video.success", "avatar_video.fail"]


def added(key: ApiKey, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = told("POST", PATH, key, {"url": "https://example.org/hook", "events": BOTH, **body})["data"]
    return made


def test_an_endpoint_is_kept_and_its_secret_told_once(key: ApiKey) -> None:
    made = added(key)
    assert set(made) == heygen_schemas.members("POST /v3/webhooks/endpoints")
    assert (made["url"], made["events"], made["status"]) == ("https://example.org/hook", BOTH, "enabled")
    assert made["secret"].startswith("whsec_")
    assert told("GET", PATH, key)["data"] == [{**made, "secret": None}]


@pytest.mark.parametrize("events", [None, []])
def test_no_events_are_all_events(key: ApiKey, events: Any) -> None:
    assert added(key, events=events)["events"] is None


def test_what_is_changed_is_changed_and_the_rest_stays(key: ApiKey) -> None:
    made = added(key)
    name = made["endpoint_id"]
    moved = told("PATCH", f"{PATH}/{name}", key, {"url": "https://example.org/other"}, route=f"PATCH {ONE}")["data"]
    assert moved == {**made, "url": "https://example.org/other", "secret": None}
    fewer = told("PATCH", f"{PATH}/{name}", key, {"events": BOTH[:1]}, route=f"PATCH {ONE}")["data"]
    assert fewer["events"] == BOTH[:1]
    assert Endpoint.objects.get().secret == {"value": made["secret"]}


def test_a_new_secret_ends_the_old_one(key: ApiKey) -> None:
    made = added(key)
    name = made["endpoint_id"]
    found = told("POST", f"{PATH}/{name}{SECRET}", key, route=f"POST {ONE}{SECRET}")["data"]
    assert found["endpoint_id"] == name
    assert found["secret"] != made["secret"]
    assert Endpoint.objects.get().secret == {"value": found["secret"]}


def test_it_is_deleted(key: ApiKey) -> None:
    name = added(key)["endpoint_id"]
    assert told("DELETE", f"{PATH}/{name}", key, route=f"DELETE {ONE}") == {"data": {}}
    assert not Endpoint.objects.exists()


def test_they_are_listed_page_by_page(key: ApiKey, other: ApiKey) -> None:
    names = [added(key)["endpoint_id"] for _ in range(3)]
    first = told("GET", f"{PATH}?limit=2", key)
    rest = told("GET", f"{PATH}?limit=2&token={first['next_token']}", key)
    assert {each["endpoint_id"] for each in first["data"] + rest["data"]} == set(names)
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert told("GET", PATH, other)["data"] == []


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"url": None}, "url"), ({"url": 7}, "url"), ({"url": "ftp://example.org/"}, "url"),
        ({"events": "all"}, "events"), ({"events": ["avatar_video.maybe"]}, "events"), ({"events": [["a"]]}, "events"),
    ],
)  # fmt: skip
def test_a_wrong_member_is_refused(key: ApiKey, body: dict[str, Any], param: str) -> None:
    answer = ask("POST", f"/v3{PATH}", key, {"url": "https://example.org/hook", **body})
    assert error_of(answer) == (400, "invalid_parameter", param)
    assert not Endpoint.objects.exists()


def test_another_teams_endpoint_is_not_there(key: ApiKey, other: ApiKey) -> None:
    name = added(key)["endpoint_id"]
    for who, asked in ((other, name), (key, "none")):
        for method, path in (("PATCH", ""), ("DELETE", ""), ("POST", SECRET)):
            answer = ask(method, f"/v3{PATH}/{asked}{path}", who, {})
            assert error_of(answer) == (404, "webhook_not_found", "")


def test_it_tells_which_events_there_are(key: ApiKey) -> None:
    found = told("GET", "/webhooks/event-types", key)
    assert [each["event_type"] for each in found["data"]][:2] == BOTH
    assert "never" in found["data"][2]["description"]


def test_news_are_signed_for_programs_of_every_version(key: ApiKey) -> None:
    secret = added(key)["secret"]
    name = ordered(key)
    people.made(Render.objects.get())
    sent = list[tuple[bytes, dict[str, str]]]()

    def post(url: str, body: bytes, headers: dict[str, str], **_: Any) -> Told:
        sent.append((body, headers))
        return Told(200, 1)

    deliveries.send(str(Delivery.objects.get().pk), post=post)
    ((body, headers),) = sent
    assert json.loads(body)["event_data"]["video_id"] == name
    assert headers["Signature"] == headers["Heygen-Signature"] == signature.hex_of(secret, body)
    assert abs(int(headers["Heygen-Timestamp"]) - time.time()) < 60
    assert headers["Heygen-Event-Id"] == Delivery.objects.get().pk.hex


def test_what_was_told_can_be_asked_for(key: ApiKey, other: ApiKey) -> None:
    added(key)
    first, second = ordered(key, callback_url="https://example.org/other"), ordered(key)
    for render in Render.objects.order_by("created_at"):
        people.made(render)
    page = told("GET", "/webhooks/events?limit=1", key)
    (event,) = page["data"]
    assert (event["event_type"], event["event_data"]["video_id"]) == ("avatar_video.success", second)
    assert event["event_id"] == Delivery.objects.exclude(endpoint=None).order_by("-created_at")[0].pk.hex
    page = told("GET", f"/webhooks/events?limit=1&token={page['next_token']}", key)
    assert ([each["event_data"]["video_id"] for each in page["data"]], page["has_more"]) == ([first], False)
    assert told("GET", "/webhooks/events", other)["data"] == []
