"""Who wants to be told, in HeyGen's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from studio.models import ApiKey, Endpoint
from tests.api.heygen.asking import ask, number_of
from tests.net.site import Site, open_site, reply

pytestmark = pytest.mark.django_db
BOTH = ["avatar_video.success", "avatar_video.fail"]
SHOWN = {"endpoint_id", "url", "events", "secret", "status", "username", "space_id", "entity_id", "created_at"}


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened, override_settings(FETCH_ALLOW=["127.0.0.1/32"]):
        opened.pages["/hook"] = reply()
        yield opened


def added(key: ApiKey, site: Site, **body: Any) -> dict[str, Any]:
    answer = ask("POST", "/v1/webhook/endpoint.add", key, {"url": site("/hook"), "events": BOTH, **body})
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"code", "data", "msg", "message"}
    found: dict[str, Any] = answer.json()["data"]
    return found


def test_an_endpoint_is_asked_and_kept(key: ApiKey, site: Site) -> None:
    made = added(key, site)
    assert set(made) == SHOWN
    assert site.asked[0].startswith("OPTIONS /hook ")
    assert (made["url"], made["events"], made["status"]) == (site("/hook"), BOTH, "enabled")
    assert made["secret"].startswith("whsec_")
    assert ask("GET", "/v1/webhook/endpoint.list", key).json()["data"] == [made]


def test_it_is_listed_without_a_secret_that_can_not_be_read_any_more(key: ApiKey, site: Site) -> None:
    made = added(key, site)
    with override_settings(CREDENTIALS_KEYS=["another"]):
        assert ask("GET", "/v1/webhook/endpoint.list", key).json()["data"] == [{**made, "secret": ""}]
        changed = ask("PATCH", "/v1/webhook/endpoint.update", key, {**made, "events": BOTH[:1]}).json()["data"]
        assert (changed["events"], changed["secret"]) == (BOTH[:1], "")
    assert Endpoint.objects.get().secret == {"value": made["secret"]}


@pytest.mark.parametrize("events", [None, []])
def test_no_events_are_all_events(key: ApiKey, site: Site, events: Any) -> None:
    assert added(key, site, events=events, entity_id=None)["events"] == []


def test_what_is_changed_is_changed_and_the_rest_stays(key: ApiKey, site: Site) -> None:
    made = added(key, site)
    path, name = "/v1/webhook/endpoint.update", made["endpoint_id"]
    changed = ask("PATCH", path, key, {"endpoint_id": name, "events": BOTH[:1]}).json()["data"]
    assert changed == {**made, "events": BOTH[:1]}
    assert len(site.asked) == 1
    site.pages["/other"] = reply(status="405 Method Not Allowed")
    moved = ask("PATCH", path, key, {"endpoint_id": name, "url": site("/other")}).json()["data"]
    assert moved["url"] == site("/other")
    assert len(site.asked) == 2


@pytest.mark.parametrize("way", ["query", "body"])
def test_it_is_deleted_by_query_or_body(key: ApiKey, site: Site, way: str) -> None:
    name = added(key, site)["endpoint_id"]
    query, body = (f"?endpoint_id={name}", None) if way == "query" else ("", {"endpoint_id": name})
    answer = ask("DELETE", f"/v1/webhook/endpoint.delete{query}", key, body)
    assert answer.json() == {"code": 100, "data": None, "message": None, "msg": None}
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("url", ["", None, 7, "ftp://example.org/", "https://", "http://exa mple.org/"])
def test_a_bad_address_has_its_number(key: ApiKey, url: Any) -> None:
    answer = ask("POST", "/v1/webhook/endpoint.add", key, {"url": url})
    assert number_of(answer) == (400, 400542)
    assert not Endpoint.objects.exists()


def test_an_address_where_nobody_answers_is_refused(
    key: ApiKey, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("studio.api.heygen.webhooks.PATIENCE", 0.1)
    site.pages["/late"] = site.silence
    late = ask("POST", "/v1/webhook/endpoint.add", key, {"url": site("/late")})
    assert number_of(late) == (400, 400542)
    assert late.json()["message"] == "url is invalid: No answer in time."
    with override_settings(FETCH_ALLOW=[]):
        assert number_of(ask("POST", "/v1/webhook/endpoint.add", key, {"url": site("/hook")})) == (400, 400542)


def test_an_unknown_endpoint_has_its_number(key: ApiKey, other: ApiKey, site: Site) -> None:
    name = added(key, site)["endpoint_id"]
    for who, asked in ((other, name), (key, "none")):
        assert number_of(ask("DELETE", f"/v1/webhook/endpoint.delete?endpoint_id={asked}", who)) == (400, 400131)
        assert number_of(ask("PATCH", "/v1/webhook/endpoint.update", who, {"endpoint_id": asked})) == (400, 400131)
    assert ask("GET", "/v1/webhook/endpoint.list", other).json()["data"] == []


@pytest.mark.parametrize("events", ["avatar_video.success", ["avatar_video.maybe"], [["a"]]])
def test_an_unknown_event_is_refused(key: ApiKey, events: Any) -> None:
    answer = ask("POST", "/v1/webhook/endpoint.add", key, {"url": "https://example.org/", "events": events})
    assert number_of(answer) == (400, 400175)


def test_it_tells_which_events_there_are(key: ApiKey) -> None:
    found = ask("GET", "/v1/webhook/webhook.list", key).json()
    assert found["data"][:2] == BOTH
    assert "batch.finished" in found["data"]
    assert (found["code"], found["msg"], found["message"]) == (100, None, None)
