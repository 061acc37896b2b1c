"""Ordering videos as programs written for HeyGen do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import override_settings

from studio.actions import answers, jobs
from studio.models import Account, ApiKey, Delivery, Endpoint, Folder, Job, Render, Wallet
from tests import people
from tests.api.heygen.asking import BODY, ask, error_of, number_of, ordered
from tests.dialects.test_heygen_v1 import CONTRACT as CLIPS

pytestmark = pytest.mark.django_db


def scene(**changes: Any) -> dict[str, Any]:
    return {**BODY["video_inputs"][0], **changes}


def test_it_goes_from_scenes_to_a_video(key: ApiKey) -> None:
    name = ordered(key)
    assert re.fullmatch("[0-9a-f]{32}", name)
    render = Render.objects.get()
    assert render.storyboard["scenes"][0]["voice"]["input_text"] == "Hello."
    assert (render.storyboard["dimension"], render.storyboard["title"]) == ({"width": 1280, "height": 720}, "My Title")
    assert "callback_id" not in render.storyboard
    status = ask("GET", f"/v1/video_status.get?video_id={name}", key).json()
    assert (status["code"], status["message"], status["data"]["status"]) == (100, "Success", "pending")
    people.made(render)
    done = ask("GET", f"/v1/video_status.get?video_id={name}", key).json()["data"]
    assert (done["status"], done["id"], done["callback_id"]) == ("completed", name, "order-17")
    assert done["video_url"].startswith("http://testserver/files/")
    assert isinstance(done["duration"], float)
    assert done["thumbnail_url"]


def test_a_test_costs_nothing_and_bears_a_mark(key: ApiKey) -> None:
    Account.objects.filter(pk=key.account_id).update(price=100_00)
    ordered(key, test=True)
    assert Render.objects.get().kind == "test"


def test_whom_to_tell_is_told_at_the_end(key: ApiKey) -> None:
    Endpoint.objects.create(
        team=key.team, dialect="heygen", external_id="e", url="https://example.org/all", secret={"value": "whsec_x"}
    )
    Endpoint.objects.create(
        team=key.team, dialect="heygen", external_id="f", url="https://example.org/other", events=["avatar_video.fail"]
    )
    name = ordered(key, callback_url="https://example.org/own")
    people.made(Render.objects.get())
    told = {delivery.url: delivery for delivery in Delivery.objects.all()}
    assert set(told) == {"https://example.org/all", "https://example.org/own"}
    assert f'"video_id":"{name}"' in told["https://example.org/own"].body
    assert '"callback_id":"order-17"' in told["https://example.org/all"].body


def test_it_goes_into_a_folder(key: ApiKey, other: ApiKey) -> None:
    folder = Folder.objects.create(team=key.team, name="Spring")
    ordered(key, folder_id=folder.pk.hex)
    assert Job.objects.get().video.folder == folder  # type: ignore[union-attr]
    for name in (Folder.objects.create(team=other.team, name="Theirs").pk.hex, "none"):
        answer = ask("POST", "/v2/video/generate", key, {**BODY, "folder_id": name})
        assert error_of(answer) == (404, "resource_not_found")


@pytest.mark.parametrize(
    ("changes", "status", "code", "part"),
    [
        ({"video_inputs": None}, 400, "invalid_parameter", "video_inputs is invalid: Field required"),
        ({"video_inputs": [scene()] * 51}, 400, "invalid_parameter", "at most 50 items"),
        (
            {"video_inputs": [scene(voice={"type": "text", "voice_id": "nora", "input_text": "x" * 5001})]},
            400,
            "invalid_parameter",
            "at most 5000 characters",
        ),
        (
            {"video_inputs": [scene(voice={"type": "text", "voice_id": "nora", "input_text": "…"})]},
            400,
            "invalid_parameter",
            "video_inputs.0.voice.text.input_text is invalid: ",
        ),
        (
            {"video_inputs": [scene(character={"type": "avatar", "avatar_id": "nobody"})]},
            400,
            "avatar_not_found",
            "Avatar nobody not found or no longer available.",
        ),
        (
            {"video_inputs": [scene(voice={"type": "text", "voice_id": "nobody", "input_text": "Hi."})]},
            400,
            "voice_not_found",
            "nobody",
        ),
        (
            {"video_inputs": [scene(voice={"type": "audio", "audio_asset_id": "none"})]},
            400,
            "asset_not_available",
            "none",
        ),
        (
            {"video_inputs": [scene(background={"type": "image", "url": "http://127.0.0.1/a.png"})]},
            400,
            "download_failed",
            "video_inputs.0.background.image.url: ",
        ),
    ],
)
def test_it_refuses_and_makes_nothing(key: ApiKey, changes: dict[str, Any], status: int, code: str, part: str) -> None:
    answer = ask("POST", "/v2/video/generate", key, {**BODY, **changes})
    assert error_of(answer) == (status, code), answer.content
    assert part in answer.json()["error"]["message"]
    assert "scenes." not in answer.json()["error"]["message"]
    assert not Job.objects.exists()


def test_it_says_when_credits_do_not_reach(key: ApiKey, wallet: Wallet) -> None:
    Account.objects.filter(pk=key.account_id).update(price=100_00)
    long = scene(voice={"type": "text", "voice_id": "nora", "input_text": "Hello there. " * 40})
    answer = ask("POST", "/v2/video/generate", key, {**BODY, "video_inputs": [long]})
    assert error_of(answer) == (402, "insufficient_credit")
    clips = [{**CLIPS["clips"][0], "input_text": "Hello there. " * 40}]
    refused = ask("POST", "/v1/video.generate", key, {**CLIPS, "test": False, "clips": clips})
    assert number_of(refused) == (402, 402)
    before = wallet.available
    wallet.refresh_from_db()
    assert (wallet.available, wallet.held) == (before, 0)


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "us_wrong"}, {"authorization": "Bearer us_wrong"}])
def test_it_wants_a_key(db: None, headers: dict[str, str]) -> None:
    answer = ask("POST", "/v2/video/generate", None, BODY, **headers)
    assert answer.json() == {"data": None, "error": {"code": "unauthorized", "message": "Unauthorized"}}
    assert answer.status_code == 401
    old = ask("GET", "/v1/video.list", None, **headers)
    assert (old.status_code, old.json()) == (401, {"code": 400112, "message": "Unauthorized", "data": None})


def test_a_bearer_is_as_good_as_a_key(key: ApiKey) -> None:
    answer = ask("GET", "/v1/video.list", None, authorization=f"Bearer {key.secret}")  # type: ignore[attr-defined]
    assert answer.status_code == 200


def test_the_same_request_is_ordered_once(key: ApiKey) -> None:
    sent = {"idempotency-key": "one"}
    first, again = (ask("POST", "/v2/video/generate", key, BODY, **sent) for _ in range(2))
    assert first.json() == again.json()
    assert Job.objects.count() == 1
    changed = ask("POST", "/v2/video/generate", key, {**BODY, "title": "Else"}, **sent)
    assert error_of(changed) == (422, "invalid_parameter")


@override_settings(API_RATE=1)
def test_it_asks_for_patience(key: ApiKey) -> None:
    assert ask("GET", "/v1/video.list", key).status_code == 200
    answer = ask("GET", "/v1/video.list", key)
    assert number_of(answer) == (429, 400123)
    assert answer["Retry-After"]
    assert error_of(ask("GET", "/v2/videos", key)) == (429, "rate_limit_exceeded")


def test_it_takes_older_orders(key: ApiKey) -> None:
    answer = ask("POST", "/v1/video.generate", key, CLIPS)
    assert answer.status_code == 200, answer.content
    name = answer.json()["data"]["video_id"]
    assert answer.json() == {"code": 100, "data": {"video_id": name}, "message": "Success"}
    assert Job.objects.get(external_id=name).callback_id == "string"
    sent = {"avatar_pose_id": "kate", "avatar_style": "normal", "input_text": "Hi.", "voice_id": "nora"}
    webm = ask("POST", "/v1/video.webm", key, sent).json()["data"]["video_id"]
    assert Job.objects.get(external_id=webm).render.storyboard["output_format"] == "webm"  # type: ignore[union-attr]
    assert number_of(ask("POST", "/v1/video.generate", key, {**CLIPS, "clips": []})) == (400, 400175)
    assert number_of(ask("POST", "/v1/video.generate", key, b"{")) == (400, 400175)
    assert number_of(ask("GET", "/v1/video.generate", key)) == (405, 405)


def test_captions_of_older_orders_are_told_of(key: ApiKey) -> None:
    name = ask("POST", "/v1/video.generate", key, {**CLIPS, "caption_open": True}).json()["data"]["video_id"]
    people.made(Render.objects.get())
    found = ask("GET", f"/v1/video/caption.get?video_id={name}", key).json()["data"]
    assert (found["caption_status"], bool(found["video_url_caption"])) == (2, True)


def test_older_orders_are_refused_in_their_own_names(key: ApiKey) -> None:
    dead = {"input_text": None, "input_audio": "http://127.0.0.1/a.mp3"}
    answer = ask("POST", "/v1/video.generate", key, {**CLIPS, "clips": [{**CLIPS["clips"][0], **dead}]})
    assert answer.json()["message"].startswith("clips.0.input_audio: ")
    answer = ask("POST", "/v1/video.webm", key, {"avatar_pose_id": "kate", **dead})
    assert answer.json()["message"].startswith("input_audio: ")


def test_signs_that_cannot_be_stored_are_left_out(key: ApiKey) -> None:
    answer = ask("POST", "/v2/video/generate", key, {**BODY, "callback_id": "a\0b", "unknown": "a\0b"})
    assert answer.status_code == 200
    assert Job.objects.get().callback_id == "ab"
    assert error_of(ask("POST", "/v2/video/generate", key, {**BODY, "callback_id": "\ud800"})) == (
        400, "invalid_parameter",
    )  # fmt: skip


def test_too_large_a_body_and_a_wrong_method_have_words(key: ApiKey) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        assert error_of(ask("POST", "/v2/video/generate", key, BODY)) == (413, "payload_too_large")
    answer = ask("GET", "/v2/video/generate", key)
    assert error_of(answer) == (405, "method_not_allowed")
    assert answer["Allow"] == "POST"


def test_a_request_at_work_is_told_to_wait(key: ApiKey) -> None:
    sent = json.dumps(BODY).encode()
    answers.begin(key, "k", digest=answers.digest_of("POST", "/heygen/v2/video/generate", sent))
    answer = ask("POST", "/v2/video/generate", key, BODY, **{"idempotency-key": "k"})
    assert error_of(answer) == (409, "conflict")


def test_a_breakdown_is_told_in_json(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "order", lambda key, wish: 1 / 0)
    assert error_of(ask("POST", "/v2/video/generate", key, BODY)) == (500, "internal_error")
    assert number_of(ask("POST", "/v1/video.generate", key, CLIPS)) == (500, 500)
