"""AI Creator as programs written for it use it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from studio.actions import renders
from studio.models import Account, ApiKey, Job, Render, User, Wallet
from tests import people

pytestmark = pytest.mark.django_db


def ask(path: str, key: ApiKey | None, body: Any = None, **headers: str) -> HttpResponse:
    if key:
        headers["x-api-key"] = key.secret  # type: ignore[attr-defined]
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    answer: HttpResponse = Client().post(f"/captions/api/{path}", data, content_type="text/plain", headers=headers)
    return answer


def submitted(key: ApiKey, **body: Any) -> str:
    answer = ask("creator/submit", key, {"script": "Hello there.", **body})
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"operationId"}
    return str(answer.json()["operationId"])


@pytest.mark.parametrize("body", [None, {}, [], b""])
def test_it_lists_creators_with_pictures(key: ApiKey, body: Any) -> None:
    answer = ask("creator/list", key, body).json()
    assert set(answer) == {"supportedCreators", "thumbnails"}
    assert {"Kate", "Maya", "Maya-2"} <= set(answer["supportedCreators"])
    assert len(set(answer["supportedCreators"])) == len(answer["supportedCreators"])
    assert answer["thumbnails"]["Kate"]["imageUrl"] == "http://testserver/cast/kate.jpg"
    assert set(answer["thumbnails"]["Maya-2"]) == {"imageUrl", "videoUrl"}


def test_its_pictures_open_without_a_key(key: ApiKey) -> None:
    url = ask("creator/list", key).json()["thumbnails"]["Kate"]["imageUrl"]
    picture = Client().get(url.removeprefix("http://testserver"))
    assert picture.getvalue()[:2] == b"\xff\xd8"
    assert Client().get("/cast/nobody.jpg").status_code == 404
    assert Client().get("/cast/nobody.mp4").status_code == 404
    assert Client().get("/cast/voices/nobody.mp3").status_code == 404


def test_it_goes_from_script_to_url(key: ApiKey) -> None:
    operation = submitted(key, resolution="fhd")
    assert ask("creator/poll", key, {"operationId": operation}).json() == {"state": "QUEUED", "progress": 0}
    render = Render.objects.get()
    assert render.storyboard["scenes"][0]["character"]["avatar_id"] == "kate"
    assert render.storyboard["dimension"] == {"width": 1080, "height": 1920}
    people.made(render)
    done = ask("creator/poll", key, b"", **{"x-operation-id": operation})
    assert set(done.json()) == {"url", "state"}
    assert done.json()["state"] == "COMPLETE"
    path = done.json()["url"].removeprefix("http://testserver")
    assert Client().get(path, headers={"x-api-key": "left over"}).status_code == 200
    assert Client().get(path, headers={"Range": "bytes=0-3"}).status_code == 206


def test_the_body_wins_over_the_header(key: ApiKey) -> None:
    first, second = submitted(key), submitted(key)
    people.made(Job.objects.get(external_id=first).render or Render())
    both = ask("creator/poll", key, {"operationId": first}, **{"x-operation-id": second})
    assert both.json()["state"] == "COMPLETE"
    assert ask("creator/poll", key, {}, **{"x-operation-id": second}).json()["state"] == "QUEUED"


def test_a_failure_says_why(key: ApiKey) -> None:
    operation = submitted(key)
    renders.cancel(Render.objects.get(), actor=None)
    failed = ask("creator/poll", key, {"operationId": operation})
    assert (failed.status_code, failed.json()["state"]) == (200, "FAILED")
    assert failed.json()["error"]


@pytest.mark.parametrize("name", ["Kate", "kate", "KATE-1", "kate.apron", "Maya-2"])
def test_it_knows_creators_by_their_names(key: ApiKey, name: str) -> None:
    if "." in name:
        avatar = key.account.avatars.get(external_id="kate")
        name = f"kate.{avatar.looks[1]['id']}"
    submitted(key, creatorName=name)
    (scene,) = Render.objects.get().storyboard["scenes"]
    assert scene["character"]["avatar_id"].partition(".")[0] == name[:4].lower()


@pytest.mark.parametrize(
    ("body", "status", "part"),
    [
        ({}, 400, "script is required"),
        ({"script": "x" * 801}, 400, "801"),
        ({"script": "Hi.", "creatorName": "Nobody"}, 400, "Creator 'Nobody' is not supported"),
        ({"script": "Hi.", "resolution": "hd"}, 400, "resolution"),
        ({"script": "Hi.", "webhookId": "none"}, 400, "Webhook 'none' is not registered"),
        ({"script": "…"}, 400, ""),
        (b"{", 400, "not valid JSON"),
    ],
)
def test_it_refuses_with_a_detail(key: ApiKey, body: Any, status: int, part: str) -> None:
    answer = ask("creator/submit", key, body)
    assert answer.status_code == status, answer.content
    assert set(answer.json()) == {"detail"}
    assert part in answer.json()["detail"]
    assert "scenes." not in answer.json()["detail"]
    assert not Job.objects.exists()


@pytest.mark.parametrize("secret", [None, "us_wrong"])
def test_it_wants_a_key(db: None, secret: str | None) -> None:
    headers = {"x-api-key": secret} if secret else {}
    answer = Client().post("/captions/api/creator/list", headers=headers)
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized API key"})


def test_it_says_when_credits_do_not_reach(key: ApiKey, wallet: Wallet) -> None:
    Account.objects.filter(pk=key.account_id).update(price=100_00)
    answer = ask("creator/submit", key, {"script": "Hello there. " * 40})
    assert answer.status_code == 402
    assert "credits" in answer.json()["detail"]
    before = wallet.available
    wallet.refresh_from_db()
    assert (wallet.available, wallet.held) == (before, 0)


def test_it_tells_another_team_nothing(key: ApiKey, charlie: User) -> None:
    operation = submitted(key)
    other = people.key(people.account(charlie.teams.get()), by=charlie)
    for body in ({"operationId": operation}, {"operationId": "unknown"}):
        answer = ask("creator/poll", other, body)
        assert (answer.status_code, set(answer.json())) == (404, {"detail"})
    assert ask("creator/poll", key, {}).json() == {"detail": "operationId is required."}


@override_settings(API_RATE=1)
def test_it_asks_for_patience(key: ApiKey) -> None:
    assert ask("creator/list", key).status_code == 200
    answer = ask("creator/list", key)
    assert (answer.status_code, set(answer.json())) == (429, {"detail"})
    assert answer["Retry-After"]


@pytest.mark.parametrize("path", ["ads/submit", "translate/submit", "creator/nothing", ""])
def test_neighbours_are_told_in_json(db: None, path: str) -> None:
    answer = Client().post(f"/captions/api/{path}")
    assert (answer.status_code, set(answer.json())) == (404, {"detail"})
    assert Client().get("/captions/api/creator/list").json() == {"detail": "Ask for this address with POST."}


@override_settings(DIALECT_HOSTS=True, ALLOWED_HOSTS=["api.captions.ai"])
def test_a_program_with_a_hard_coded_host_works(key: ApiKey) -> None:
    answer = Client().post(
        "/api/creator/list",
        b"",
        content_type="application/json",
        headers={"host": "api.captions.ai", "x-api-key": key.secret},  # type: ignore[attr-defined]
    )
    assert answer.json()["thumbnails"]["Kate"]["imageUrl"] == "http://api.captions.ai/cast/kate.jpg"
