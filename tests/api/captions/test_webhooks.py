"""Who wants to be told, in Captions' words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from studio.models import Answer, ApiKey, Endpoint, User
from studio.storyboard.limits import URL_MAX
from tests import people
from tests.api.captions.test_creator import ask

pytestmark = pytest.mark.django_db
BOTH = ["creator.success", "creator.failure"]


def registered(key: ApiKey, **body: Any) -> dict[str, Any]:
    answer = ask("webhooks/register", key, {"url": "https://example.org/hook", "enabledEvents": BOTH, **body})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_it_registers_lists_updates_and_deletes(key: ApiKey) -> None:
    assert ask("webhooks/events", key).json() == {"events": BOTH}
    made = registered(key)
    assert set(made) == {"id", "secret", "url", "enabledEvents"}
    assert ask("webhooks/list", key).json() == {"registeredWebhooks": [made]}
    changed = ask("webhooks/update", key, {"id": made["id"], "enabledEvents": BOTH[:1]}).json()
    assert changed["url"] == made["url"]
    assert changed["enabledEvents"] == BOTH[:1]
    assert changed["secret"] != made["secret"]
    assert ask("webhooks/delete", key, {"id": made["id"]}).json() == {"success": True}
    assert ask("webhooks/list", key).json() == {"registeredWebhooks": []}
    assert ask("webhooks/delete", key, {"id": made["id"]}).status_code == 400


def test_it_is_listed_without_a_secret_that_can_not_be_read_any_more(key: ApiKey) -> None:
    made = registered(key)
    with override_settings(CREDENTIALS_KEYS=["another"]):
        assert ask("webhooks/list", key).json() == {"registeredWebhooks": [{**made, "secret": ""}]}
        anew = ask("webhooks/update", key, {"id": made["id"]}).json()
        assert anew["secret"] not in ("", made["secret"])


def test_one_that_was_disabled_works_again_when_it_is_changed(key: ApiKey) -> None:
    made, now = registered(key), timezone.now()
    Endpoint.objects.update(disabled_at=now, disabled_why="410", failing_since=now)
    for url in ("https://example.org:0/", "https://example.org/" + "x" * URL_MAX):
        assert ask("webhooks/update", key, {"id": made["id"], "url": url, "enabledEvents": BOTH}).status_code == 400
    assert Endpoint.objects.get().disabled_at == now
    assert ask("webhooks/update", key, {"id": made["id"], "enabledEvents": BOTH}).status_code == 200
    hook = Endpoint.objects.get()
    assert (hook.url, hook.disabled_at, hook.disabled_why, hook.failing_since) == (made["url"], None, "", None)


def test_its_secret_is_kept_encrypted(key: ApiKey) -> None:
    from django.db import connection

    made = registered(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM studio_endpoint")
        assert made["secret"] not in str(cursor.fetchone()[0])
    assert Endpoint.objects.get().secret["value"] == made["secret"]


@pytest.mark.parametrize(
    "body",
    [
        {"url": ""}, {"url": None}, {"url": "ftp://example.org/"}, {"url": "https://"}, {"url": "http://exa mple.org/"},
        {"enabledEvents": []}, {"enabledEvents": ["creator.other"]}, {"enabledEvents": "creator.success"},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_with_a_detail(key: ApiKey, body: dict[str, Any]) -> None:
    answer = ask("webhooks/register", key, {"url": "https://example.org/", "enabledEvents": BOTH, **body})
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})
    assert not Endpoint.objects.exists()


def test_another_teams_webhook_does_not_exist(key: ApiKey, charlie: User) -> None:
    made = registered(key)
    other = people.key(people.account(charlie.teams.get()), by=charlie)
    for verb in ("update", "delete"):
        assert ask(f"webhooks/{verb}", other, {"id": made["id"]}).status_code == 400
    assert ask("webhooks/list", other).json() == {"registeredWebhooks": []}
    assert ask("creator/submit", other, {"script": "Hi.", "webhookId": made["id"]}).status_code == 400


def test_a_team_has_so_many_and_no_more(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.actions.endpoints.MOST", 1)
    registered(key)
    answer = ask("webhooks/register", key, {"url": "https://example.org/2", "enabledEvents": BOTH})
    assert answer.status_code == 400


def test_its_secret_is_encrypted_in_the_answer_that_is_kept_too(key: ApiKey) -> None:
    headers = {"x-api-key": key.secret, "Idempotency-Key": "once"}  # type: ignore[attr-defined]
    body = json.dumps({"url": "https://example.org/hook", "enabledEvents": BOTH})

    def register() -> Any:
        return Client().post("/captions/api/webhooks/register", body, content_type="application/json", headers=headers)

    made, again = register().json(), register()
    assert (again.json(), again["Idempotent-Replayed"]) == (made, "true")
    assert made["secret"] not in Answer.objects.get().body
    Answer.objects.update(body="of another key")
    assert register().status_code == 409
    assert Endpoint.objects.count() == 1
