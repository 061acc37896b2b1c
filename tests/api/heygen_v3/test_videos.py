"""Ordering videos as programs written for HeyGen's v3 do, and what they are told of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings

from studio.actions import uploads
from studio.models import Account, ApiKey, Asset, Avatar, Delivery, Endpoint, Folder, Job, Render, Wallet
from studio.providers import local
from studio.vocabulary import AssetKind, RenderState
from tests import faces, heygen_schemas, people
from tests.api.heygen.asking import ask
from tests.api.heygen.asking import ordered as ordered_in_v2
from tests.api.heygen_v3.asking import ALONE, error_of, ordered, told
from tests.net.site import open_site, reply

pytestmark = pytest.mark.django_db
VIDEO = "GET /v3/videos/{video_id}"


@pytest.fixture
def seeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A face is found in every picture, without the engine."""
    monkeypatch.setattr(local, "find_rig", lambda picture, folder: faces.FOUND)


def test_it_goes_from_a_script_to_a_video(key: ApiKey) -> None:
    made = told("POST", "/videos", key, ALONE)
    name = made["data"]["video_id"]
    assert made == {"data": {"video_id": name, "status": "waiting", "output_format": "mp4"}}
    assert re.fullmatch("[0-9a-f]{32}", name)
    render = Render.objects.get()
    assert render.storyboard["dimension"] == {"width": 1280, "height": 720}
    before = told("GET", f"/videos/{name}", key, route=VIDEO)["data"]
    assert (before["id"], before["status"], before["video_url"], before["folder_id"]) == (name, "pending", None, None)
    people.made(render)
    done = told("GET", f"/videos/{name}", key, route=VIDEO)["data"]
    assert (done["status"], done["title"], done["progress"]) == ("completed", "Spring", 100)
    assert done["video_url"].startswith("http://testserver/files/")
    assert set(done) - {"progress"} == heygen_schemas.members(VIDEO)


def test_the_same_video_is_seen_by_every_version(key: ApiKey) -> None:
    newer, older = ordered(key), ordered_in_v2(key)
    assert ask("GET", f"/v1/video_status.get?video_id={newer}", key).json()["data"]["id"] == newer
    assert told("GET", f"/videos/{older}", key, route=VIDEO)["data"]["id"] == older
    assert [each["id"] for each in told("GET", "/videos", key)["data"]] == [older, newer]


@pytest.mark.parametrize(("caption", "burned"), [({"file_format": "srt"}, False), ({"style": "default"}, True)])
def test_only_burned_subtitles_make_a_captioned_video(key: ApiKey, caption: Any, burned: bool) -> None:
    name = ordered(key, caption=caption)
    people.made(Render.objects.get())
    done = told("GET", f"/videos/{name}", key, route=VIDEO)["data"]
    assert done["captioned_video_url"] == (done["video_url"] if burned else None)


def test_a_failure_has_its_words(key: ApiKey) -> None:
    name = ordered(key)
    Render.objects.update(state=RenderState.FAILED, error="No luck.")
    failed = told("GET", f"/videos/{name}", key, route=VIDEO)["data"]
    assert (failed["status"], failed["failure_code"], failed["failure_message"]) == (
        "failed", "rendering_failed", "No luck."
    )  # fmt: skip


def test_many_are_asked_about_at_once(key: ApiKey, other: ApiKey) -> None:
    first, second, foreign = ordered(key), ordered(key), ordered(other)
    Render.objects.filter(jobs__external_id=second).update(state=RenderState.FAILED, error="No luck.")
    found = told("GET", f"/videos/statuses?video_ids={first},{second},{foreign},none", key)["data"]
    assert [(each["video_id"], each["status"]) for each in found] == [
        (first, "pending"), (second, "failed"), (foreign, "not_found"), ("none", "not_found")
    ]  # fmt: skip
    assert found[1]["error"]["message"] == "No luck."
    twice = told("GET", f"/videos/statuses?video_ids={first}&video_ids={second}", key)["data"]
    assert [each["video_id"] for each in twice] == [first, second], "as many clients write lists"
    for query in ("", "?video_ids=,", "?video_ids=" + "a," * 101):
        answer = ask("GET", f"/v3/videos/statuses{query}", key)
        assert error_of(answer) == (400, "invalid_parameter", "video_ids")


def test_to_delete_one_stops_it(key: ApiKey) -> None:
    name = ordered(key)
    gone = told("DELETE", f"/videos/{name}", key, route="DELETE /v3/videos/{video_id}")
    assert gone == {"data": {"id": name, "deleted": True}}
    assert Render.objects.get().state == RenderState.CANCELED
    assert error_of(ask("GET", f"/v3/videos/{name}", key)) == (404, "video_not_found", "")


def test_videos_are_listed_page_by_page(key: ApiKey, other: ApiKey) -> None:
    names = [ordered(key, title=title) for title in ("One", "Two (mark)", "Three")]
    first = told("GET", "/videos?limit=2", key)
    assert ([each["id"] for each in first["data"]], first["has_more"]) == (names[:0:-1], True)
    rest = told("GET", f"/videos?limit=2&token={first['next_token']}", key)
    assert ([each["id"] for each in rest["data"]], rest["has_more"], rest["next_token"]) == (names[:1], False, None)
    assert [each["id"] for each in told("GET", "/videos?title=mark", key)["data"]] == [names[1]]
    assert told("GET", "/videos", other)["data"] == []
    Folder.objects.create(team=key.team, name="Spring")
    empty = Folder.objects.get().pk.hex
    assert told("GET", f"/videos?folder_id={empty}", key)["data"] == []
    for query, param in (("limit=many", "limit"), ("token=x", "token")):
        assert error_of(ask("GET", f"/v3/videos?{query}", key)) == (400, "invalid_parameter", param)


@pytest.mark.usefixtures("seeing")
def test_a_picture_is_made_to_speak_once(key: ApiKey) -> None:
    picture = faces.photo(key.account).picture
    assert picture
    body = {"type": "image", "image": {"type": "asset_id", "asset_id": picture.pk.hex}, "script": "Hi.",
            "voice_id": "nora"}  # fmt: skip
    for _ in range(2):
        told("POST", "/videos", key, body)
    made = {render.storyboard["scenes"][0]["character"]["talking_photo_id"] for render in Render.objects.all()}
    assert len(made) == 1
    assert Avatar.objects.filter(external_id__in=made).count() == 1


@pytest.mark.usefixtures("seeing")
@pytest.mark.django_db(transaction=True)
def test_a_picture_at_an_address_is_fetched_first(key: ApiKey) -> None:
    with open_site() as site, override_settings(FETCH_ALLOW=["127.0.0.1/32"]):
        site.pages["/me.png"] = reply(faces.png(), Content_Type="image/png")
        body = {"type": "image", "script": "Hi.", "voice_id": "nora", "image": {"type": "url", "url": site("/me.png")}}
        told("POST", "/videos", key, body)
        body["image"]["url"] = site("/none.png")  # type: ignore[index]
        assert error_of(ask("POST", "/v3/videos", key, body)) == (400, "download_failed", "image.url")
    assert Render.objects.get().storyboard["scenes"][0]["character"]["type"] == "talking_photo"


def test_a_clip_is_a_scene_of_its_own(key: ApiKey) -> None:
    clip = Asset(
        team=key.team, kind=AssetKind.VIDEO, name="a.mp4", mime="video/mp4", size=4, sha256="0" * 64, duration=4.0,
        uploaded=True,
    )  # fmt: skip
    clip.file.save("a.mp4", ContentFile(b"film"), save=False)
    clip.save(force_insert=True)
    scene = {"type": "video", "source": {"type": "asset_id", "asset_id": clip.pk.hex}, "playback": {"mute": True}}
    spoken = {name: ALONE[name] for name in ("type", "avatar_id", "voice_id", "script")}
    told("POST", "/videos", key, {"type": "studio", "scenes": [{"type": "avatar_video", "input": spoken}, scene]})
    assert Render.objects.get().storyboard["scenes"][1]["voice"] == {"type": "silence", "duration": 4.0}


def test_without_a_face_a_picture_does_not_speak(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_rig", lambda picture, folder: faces.GUESSED)
    picture = faces.photo(key.account).picture
    assert picture
    body = {"type": "image", "image": {"type": "asset_id", "asset_id": picture.pk.hex}, "script": "Hi.",
            "voice_id": "nora"}  # fmt: skip
    answer = ask("POST", "/v3/videos", key, body)
    assert error_of(answer) == (400, "invalid_parameter", "image")
    assert uploads.FACELESS in answer.json()["error"]["message"]


def test_whom_to_tell_is_told_at_the_end(key: ApiKey) -> None:
    Endpoint.objects.create(
        team=key.team, dialect="heygen", external_id="e", url="https://example.org/all", secret={"value": "whsec_x"}
    )
    name = ordered(key, callback_url="https://example.org/own")
    people.made(Render.objects.get())
    found = {delivery.url: json.loads(delivery.body) for delivery in Delivery.objects.all()}
    assert set(found) == {"https://example.org/all", "https://example.org/own"}
    for body in found.values():
        assert body["event_type"] == "avatar_video.success"
        assert (body["event_data"]["video_id"], body["event_data"]["callback_id"]) == (name, "order-17")


def test_the_same_idempotency_key_orders_once(key: ApiKey) -> None:
    header = {"idempotency-key": "550e8400-e29b-41d4-a716-446655440000"}
    first = told("POST", "/videos", key, ALONE, **header)
    again = ask("POST", "/v3/videos", key, ALONE, **header)
    assert (again.json(), again["Idempotent-Replayed"]) == (first, "true")
    reused = ask("POST", "/v3/videos", key, {**ALONE, "title": "Other"}, **header)
    assert error_of(reused) == (422, "idempotency_key_reused", "")
    assert Job.objects.count() == 1


def no_key(key: ApiKey) -> None:
    key.secret = ""  # type: ignore[attr-defined]


def wrong_key(key: ApiKey) -> None:
    key.secret = "us_wrong"  # type: ignore[attr-defined]


def poor(key: ApiKey) -> None:
    Account.objects.filter(pk=key.account_id).update(price=100_00)
    Wallet.objects.filter(account=key.account_id).update(available=0)


@pytest.mark.parametrize(
    ("before", "changes", "found"),
    [
        (no_key, {}, (401, "unauthorized", "")),
        (wrong_key, {}, (401, "unauthorized", "")),
        (poor, {}, (402, "insufficient_credit", "")),
        (None, {"avatar_id": "nobody"}, (404, "avatar_not_found", "avatar_id")),
        (None, {"voice_id": "nobody"}, (404, "voice_not_found", "voice_id")),
        (None, {"script": "x" * 5001}, (400, "invalid_parameter", "script")),
        (None, {"script": "…"}, (400, "invalid_parameter", "script")),
        (None, {"type": "studio", "scenes": [{"type": "x"}] * 51}, (400, "invalid_parameter", "scenes")),
        (None, {"script": None, "audio_asset_id": "none"}, (404, "asset_not_available", "audio_asset_id")),
        (None, {"background": {"type": "image", "url": "http://127.0.0.1/a.png"}},
         (400, "download_failed", "background.url")),
        (None, {"type": "image", "image": {"type": "asset_id", "asset_id": "none"}},
         (404, "asset_not_available", "image.asset_id")),
    ],
)  # fmt: skip
def test_it_refuses_and_makes_nothing(
    key: ApiKey, before: Callable[[ApiKey], None] | None, changes: dict[str, Any], found: tuple[int, str, str]
) -> None:
    if before:
        before(key)
    answer = ask("POST", "/v3/videos", key, {**ALONE, **changes})
    assert error_of(answer) == found, answer.content
    assert "scenes.0.voice" not in answer.json()["error"]["message"]
    assert not Job.objects.exists()


def test_a_body_that_is_no_json_is_refused(key: ApiKey) -> None:
    for body in (b"{", b"[]", b""):
        assert error_of(ask("POST", "/v3/videos", key, body))[:2] == (400, "invalid_parameter")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_teams_video_is_not_there(key: ApiKey, other: ApiKey, method: str) -> None:
    name = ordered(key)
    for who, asked in ((other, name), (key, "none"), (key, "0" * 32)):
        assert error_of(ask(method, f"/v3/videos/{asked}", who)) == (404, "video_not_found", "")
    assert Render.objects.get().state == RenderState.QUEUED


def test_neighbours_and_other_methods_are_refused_in_v3s_words(key: ApiKey) -> None:
    for path in ("video-agents", "videos/batches", "assets/direct-uploads", "voices/clone", "voices/speech"):
        assert error_of(ask("POST", f"/v3/{path}", key, {})) == (404, "not_found", "")
    for path in ("brand-kits", "assets/search", "assets/statuses"):
        assert error_of(ask("GET", f"/v3/{path}", key)) == (404, "not_found", "")
    answer = ask("PUT", "/v3/videos", key, {})
    assert error_of(answer) == (405, "method_not_allowed", "")
    assert "POST" in answer["Allow"]


def test_browsers_are_welcome(key: ApiKey) -> None:
    answer = ask("OPTIONS", "/v3/videos", **{"access-control-request-headers": "x-api-key,idempotency-key"})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in answer["Access-Control-Allow-Methods"]


def test_paths_may_be_oddly_written(key: ApiKey) -> None:
    assert ask("GET", "/v3/videos/", key).status_code == 200
    assert ask("GET", "//v3/users/me", key).status_code == 200
