"""Our own JSON: a key, a storyboard, a video; and one sentence for every wrong field."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from studio.actions import accounts, answers, assets
from studio.models import Account, Answer, Asset, Render, User, Video
from studio.vocabulary import AssetKind
from tests import joined, people
from tests.storyboards import a_storyboard, with_value

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def key(account: Account, alice: User) -> str:
    return accounts.make_key(account, name="site", actor=alice)


def send(path: str, body: Any, key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = body if isinstance(body, str) else json.dumps(body)
    return Client().post(path, body, content_type="application/json", headers=headers)


def fetch(path: str, key: str = "") -> Any:
    return Client().get(path, headers={"X-Api-Key": key})


def test_it_makes_a_video_from_a_storyboard(key: str, account: Account) -> None:
    answer = send("/api/videos", a_storyboard(), key)
    assert answer.status_code == 201
    video = Video.objects.get(pk=answer.json()["id"])
    assert video.team_id == account.team_id
    assert answer.json()["render"]["state"] == "queued"
    assert fetch(f"/api/videos/{video.pk}", key).json()["render"]["number"] == 1


def test_it_tells_of_one_in_the_trash(key: str) -> None:
    """Its files open by the key alone, so nobody saves an error page as a video."""
    name = send("/api/videos", a_storyboard(), key).json()["id"]
    people.made(Render.objects.get())
    Video.objects.update(trashed_at=timezone.now())
    shown = fetch(f"/api/videos/{name}", key).json()["render"]
    assert shown["state"] == "completed" and fetch(shown["video_url"], key).status_code == 200


@pytest.mark.parametrize("spelled", [lambda pk: pk.hex, lambda pk: str(pk).upper(), str])
def test_it_knows_a_file_however_its_id_is_spelled(
    key: str, account: Account, alice: User, spelled: Callable[[uuid.UUID], str]
) -> None:
    """HeyGen's uploads, here too, give their ids in 32 digits."""
    file = assets.upload(account.team, actor=alice, file=joined.picture(), kind=AssetKind.IMAGE)
    board = a_storyboard()
    board["scenes"][0]["background"] = {"type": "image", "image_asset_id": spelled(file.pk)}
    answer = send("/api/videos", board, key)
    assert answer.status_code == 201, answer.json()
    kept = Render.objects.get().storyboard["scenes"][0]["background"]
    assert kept["image_asset_id"] == str(file.pk)


def test_it_only_saves_when_told_to(key: str) -> None:
    assert send("/api/videos", {**a_storyboard(), "generate": False}, key).json()["render"] is None
    assert not Render.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text.input_text", "   "),
        ("text.speed", 3),
        ("text.pitch", 0.5),
        ("avatar.scale", "huge"),
        ("avatar.avatar_style", "upside down"),
        ("dimension", {"width": 127, "height": 128}),
        ("fps", 24),
        ("scenes", []),
    ],
)
def test_it_names_the_wrong_field(key: str, field: str, wrong: object) -> None:
    document, path = with_value(field, wrong)
    path = "dimension.width" if field == "dimension" else path
    for address in ("/api/storyboards/check", "/api/videos"):
        answer = send(address, document, key)
        assert answer.status_code == 422
        assert list(answer.json()["problems"]) == [path]
    assert not Video.objects.exists()


def test_it_checks_what_can_be_made(key: str) -> None:
    assert send("/api/storyboards/check", a_storyboard(), key).json() == {"ok": True}


@pytest.mark.parametrize("body", ["", "[1]", "{", "null", '"storyboard"'])
def test_it_wants_an_object(key: str, body: str) -> None:
    answer = send("/api/videos", body, key)
    assert answer.status_code == 422
    assert answer.json()["problems"] == {"": "Send the storyboard as a JSON object."}


def test_it_says_when_credits_do_not_reach_and_leaves_nothing(key: str, account: Account) -> None:
    account.price = 100_000
    account.save()
    answer = send("/api/videos", a_storyboard(), key)
    assert answer.status_code == 402
    assert answer.json()["error"]["code"] == "not_enough_credits"
    assert not Video.objects.exists()


@pytest.mark.parametrize("wrong", ["", "us_wrong", "us_" + "x" * 43])
def test_it_wants_a_working_key(key: str, wrong: str) -> None:
    for answer in (send("/api/videos", a_storyboard(), wrong), fetch(f"/api/videos/{NOBODY}", wrong)):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"


def test_it_does_not_take_a_revoked_key(key: str) -> None:
    accounts.revoke_key(accounts.use_key(key))
    assert send("/api/videos", a_storyboard(), key).status_code == 401


def test_it_hides_other_teams(key: str, charlie: User, db: None) -> None:
    theirs = people.account(charlie.teams.get())
    video = people.video(theirs, by=charlie)
    asset = Asset.objects.create(team=theirs.team, kind="video", name="x", file="x", mime="video/mp4", size=1)
    assert fetch(f"/api/videos/{video.pk}", key).status_code == 404
    assert fetch(f"/api/media/{asset.pk}", key).status_code == 404


def test_it_answers_other_methods_without_html(key: str) -> None:
    assert Client().get("/api/videos").status_code == 405
    assert Client().post(f"/api/videos/{NOBODY}").status_code == 405


def test_it_keeps_scenes_under_their_other_name(key: str) -> None:
    document = a_storyboard()
    document["video_inputs"] = document.pop("scenes")
    answer = send("/api/videos", {**document, "generate": False}, key)
    assert answer.status_code == 201
    kept = Video.objects.get().scenes.get().document
    assert kept["voice"]["input_text"] == document["video_inputs"][0]["voice"]["input_text"]


@pytest.mark.parametrize("wanted", ["false", 0, 1, [], {}])
def test_it_generates_on_true_or_false_alone(key: str, wanted: object) -> None:
    answer = send("/api/videos", {**a_storyboard(), "generate": wanted}, key)
    assert (answer.status_code, list(answer.json()["problems"])) == (422, ["generate"])
    assert not Video.objects.exists()


@pytest.mark.parametrize(
    "body", ["[" * 90_000, '{"a": ' + "[" * 90_000, '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}']
)
def test_it_refuses_json_that_is_none(key: str, body: str) -> None:
    answer = send("/api/storyboards/check", body, key)
    assert answer.status_code == 422
    assert answer.json()["problems"] == {"": "Send the storyboard as a JSON object."}


@pytest.mark.parametrize("name", ["scenes", "video_inputs"])
def test_it_counts_scenes_before_it_reads_them(key: str, name: str) -> None:
    answer = send("/api/storyboards/check", {name: [1] * 50_000}, key)
    assert answer.status_code == 422
    assert answer.json()["problems"] == {"scenes": "Add from 1 to 50 scenes."}


def test_it_refuses_in_json_whatever_is_wrong(key: str) -> None:
    big = send("/api/videos", '{"a": "' + "x" * (6 * 2**20) + '"}', key)
    assert (big.status_code, big.json()["error"]["code"]) == (413, "too_big")
    for answer in (Client().get("/api/videos"), Client().put(f"/api/videos/{NOBODY}")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")
        assert answer["Allow"] in ("POST", "GET, HEAD")
    for path in ("/api/", "/api/videos/", "/api/videos/7", "/api/nothing"):
        answer = fetch(path, key)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_json_is_utf_8_whatever_it_is_called(key: str) -> None:
    kind, headers = "text/plain; charset=ISO-8859-1", {"X-Api-Key": key}
    named = Client().generic("POST", "/api/videos", b'{"title": "\xc3\xa9"}', content_type=kind, headers=headers)
    assert (named.status_code, "scenes" in named.json()["problems"]) == (422, True)
    wrong = Client().generic("POST", "/api/videos", b'{"title": "\xe9"}', content_type=kind, headers=headers)
    assert set(wrong.json()["problems"]) == {""}, "these are no letters"


def test_it_breaks_in_json(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.api.videos.typed.json_object", lambda *_, **__: 1 / 0)
    client = Client(raise_request_exception=False)
    answer = client.post("/api/videos", "{}", content_type="application/json", headers={"X-Api-Key": key})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")


def test_it_says_that_it_is_away_while_the_database_is(
    key: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("studio.api.videos.typed.json_object", gone)
    answer = send("/api/videos", "{}", key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert [record.name for record in caplog.records] == ["studio.api.door"], "told once"


def test_one_idempotency_key_makes_one_video(key: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k1"}
    body = json.dumps(a_storyboard())
    first, again = (
        Client().post("/api/videos", body, content_type="application/json", headers=headers) for _ in range(2)
    )
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Video.objects.count() == 1


def test_a_server_that_died_over_an_order_makes_no_second_video(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k1"}

    def order() -> Any:
        body = json.dumps(a_storyboard())
        return Client().post("/api/videos", body, content_type="application/json", headers=headers)

    with monkeypatch.context() as patch:
        patch.setattr(answers, "finish", lambda *_, **__: None)  # what it would have answered is not kept
        first = order()
    assert order().status_code == 409
    Answer.objects.update(created_at=timezone.now() - answers.LOST)
    again = order()
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    assert (Video.objects.count(), Render.objects.count()) == (1, 1)
    for row in (Answer.objects, Video.objects):
        row.update(created_at=timezone.now() - answers.KEPT)
    with monkeypatch.context() as patch:
        patch.setattr(answers, "finish", lambda *_, **__: None)
        later = order()
    assert later.json()["id"] != first.json()["id"], "a day later it is a new order"
    Answer.objects.update(created_at=timezone.now() - answers.LOST)
    assert order().json()["id"] == later.json()["id"], "which makes one video, too"
    assert (Video.objects.count(), Render.objects.count()) == (2, 2)
