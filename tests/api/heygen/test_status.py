"""What became of videos, in HeyGen's words; and the manners of every address."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from studio.actions import renders
from studio.models import ApiKey, Asset, Job, Render, Video
from tests import people
from tests.api.heygen.asking import ask, error_of, number_of, ordered

pytestmark = pytest.mark.django_db
FIELDS = {
    "callback_id", "caption_url", "created_at", "duration", "error", "gif_url", "id", "status", "thumbnail_url",
    "video_url", "video_url_caption", "progress",
}  # fmt: skip


def test_a_status_has_every_field_at_every_time(key: ApiKey) -> None:
    name = ordered(key, caption=True)
    before = ask("GET", f"/v1/video_status.get?video_id={name}", key).json()["data"]
    assert set(before) == FIELDS
    assert isinstance(before["created_at"], int)
    assert [before[each] for each in ("duration", "error", "video_url", "thumbnail_url")] == [None] * 4
    renders.cancel(Render.objects.get(), actor=None)
    after = ask("GET", f"/v1/video_status.get?video_id={name}", key).json()["data"]
    assert (set(after), after["status"], after["error"]["code"]) == (FIELDS, "failed", 500)
    assert after["error"]["detail"]


@pytest.mark.parametrize("path", ["video_status.get?video_id=", "video/caption.get?video_id="])
def test_another_teams_video_is_not_there(key: ApiKey, other: ApiKey, path: str) -> None:
    name = ordered(key)
    for who, asked in ((other, name), (key, "0" * 32)):
        answer = ask("GET", f"/v1/{path}{asked}", who)
        assert number_of(answer) == (404, 40031)
    assert error_of(ask("GET", f"/v2/videos/{name}", other)) == (404, "video_not_found")
    assert number_of(ask("DELETE", f"/v1/video.delete?video_id={name}", other)) == (404, 40031)
    assert number_of(ask("GET", f"/v1/{path}", key)) == (400, 400128)


def test_lists_come_page_by_page(key: ApiKey, other: ApiKey) -> None:
    names = [ordered(key, title=f"No. {number}") for number in range(3)][::-1]
    first = ask("GET", "/v1/video.list?limit=2", key).json()
    assert set(first) == {"code", "data", "message"}
    assert [line["video_id"] for line in first["data"]["videos"]] == names[:2]
    assert set(first["data"]["videos"][0]) == {"video_id", "video_title", "status", "created_at", "type"}
    rest = ask("GET", f"/v1/video.list?limit=2&token={first['data']['token']}", key).json()["data"]
    assert ([line["video_id"] for line in rest["videos"]], rest["token"]) == (names[2:], None)
    assert ask("GET", "/v1/video.list", other).json()["data"] == {"token": None, "videos": []}
    assert number_of(ask("GET", "/v1/video.list?limit=many", key)) == (400, 400128)
    for token in ("x", "WzEsMl0=", "WyIyMDI2LTAxLTAxIiwgIngiXQ==", "W1tb" * 800):
        assert number_of(ask("GET", f"/v1/video.list?token={token}", key)) == (400, 400128)


def test_a_list_takes_as_many_queries_for_two_as_for_one(key: ApiKey) -> None:
    counts = []
    for _ in range(2):
        ordered(key)
        with CaptureQueriesContext(connection) as seen:
            ask("GET", "/v1/video.list", key)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_video_is_found_however_its_id_is_written(key: ApiKey) -> None:
    name = ordered(key)
    for written in (str(uuid.UUID(name)), name.upper()):
        assert ask("GET", f"/v1/video_status.get?video_id={written}", key).json()["data"]["id"] == name
        assert ask("GET", f"/v2/videos/{written}", key).json()["data"]["id"] == name
        assert ask("GET", f"/v3/videos/{written}", key).json()["data"]["id"] == name
        (found,) = ask("GET", f"/v3/videos/statuses?video_ids={written}", key).json()["data"]
        assert (found["video_id"], found["status"]) == (written, "pending")


@pytest.mark.parametrize("way", ["query", "body", "post"])
def test_a_video_is_deleted_in_every_way_that_programs_know(key: ApiKey, way: str) -> None:
    name = ordered(key)
    path, body = "/v1/video.delete", {"video_id": name}
    if way == "query":
        answer = ask("DELETE", f"{path}?video_id={name}", key)
    else:
        answer = ask("DELETE" if way == "body" else "POST", path, key, body)
    assert answer.json() == {"code": 100, "data": None, "msg": None, "message": None}
    assert Video.objects.get().trashed_at
    assert number_of(ask("GET", f"/v1/video_status.get?video_id={name}", key)) == (404, 40031)
    assert number_of(ask("DELETE", path, key, {})) == (400, 400128)


def test_the_interim_rest_says_the_same(key: ApiKey) -> None:
    name = ordered(key)
    shown = ask("GET", f"/v2/videos/{name}", key).json()
    assert shown["error"] is None
    assert (shown["data"]["id"], shown["data"]["status"], shown["data"]["failure_code"]) == (name, "pending", None)
    assert [each["id"] for each in ask("GET", "/v2/videos", key).json()["data"]["videos"]] == [name]
    assert ask("DELETE", f"/v2/videos/{name}", key).json()["data"] == {"id": name, "deleted": True}
    assert ask("GET", "/v2/videos", key).json()["data"] == {"videos": [], "has_more": False, "token": None}


def test_one_idempotency_key_shares_one_video(key: ApiKey) -> None:
    """Though both are named in the query, and the bodies are alike: there was nothing in them."""
    first, second = ordered(key), ordered(key)
    for render in Render.objects.all():
        people.made(render)
    header = {"idempotency-key": "one"}
    assert ask("POST", f"/v1/video/share?video_id={first}", key, **header).status_code == 200
    assert number_of(ask("POST", f"/v1/video/share?video_id={second}", key, **header)) == (422, 400175)


def test_a_finished_video_can_be_shared(key: ApiKey) -> None:
    name = ordered(key, title="Spring <sale>")
    assert number_of(ask("POST", "/v1/video/share", key, {"video_id": name})) == (409, 409)
    people.made(Render.objects.get())
    answer = ask("POST", "/v1/video/share", key, {"video_id": name}).json()
    assert (answer["code"], answer["message"]) == (100, "Success")
    path = answer["data"].removeprefix("http://testserver")
    page = Client().get(path)
    assert page.status_code == 200
    assert b"Spring &lt;sale&gt;" in page.content
    assert b'src="/files/' in page.content
    assert page["X-Robots-Tag"] == "noindex"
    assert Client().post(path).status_code == 405
    assert Client().get(path + "x").status_code == 404
    ask("DELETE", f"/v1/video.delete?video_id={name}", key)
    assert Client().get(path).status_code == 404


def test_the_subtitles_of_a_shared_video_say_their_language(key: ApiKey) -> None:
    """HTML wants it of every subtitle track."""
    name = ordered(key)
    made = people.made(Render.objects.get())
    made.vtt = Asset.objects.create(
        team=made.video.team, file=ContentFile(b"WEBVTT", "a.vtt"), name="a.vtt", kind="subtitles", mime="text/vtt",
        size=6, sha256="a" * 64,
    )  # fmt: skip
    made.save(update_fields=["vtt"])
    page = Client().get(ask("POST", "/v1/video/share", key, {"video_id": name}).json()["data"])
    assert 'srclang="en-US"' in page.content.decode()


def test_a_shared_video_without_a_title_still_has_a_heading(key: ApiKey) -> None:
    name = ordered(key)
    Job.objects.filter(external_id=name).update(title="")
    people.made(Render.objects.get())
    page = Client().get(ask("POST", "/v1/video/share", key, {"video_id": name}).json()["data"])
    assert '<h1 dir="auto">Video</h1>' in page.content.decode()


@pytest.mark.parametrize(
    "path", ["/v2/../v1/video.list", "//v1/video.list", "/v1/video.list/", "/v1//video.list", "/./v1/video.list"]
)
def test_paths_joined_by_hand_are_found(key: ApiKey, path: str) -> None:
    assert ask("GET", path, key).json()["data"] == {"token": None, "videos": []}
    assert number_of(ask("GET", path)) == (401, 400112)


@pytest.mark.parametrize(
    "path", ["/v2/video_translate", "/v2/photo_avatar/train", "/v2/../../admin/", "/v2/../../files/x/y", "/"]
)
def test_neighbours_are_told_in_json(key: ApiKey, path: str) -> None:
    for who in (key, None):
        answer = ask("GET", path, who)
        assert error_of(answer) == (404, "not_found")
        assert answer["Content-Type"] == "application/json"
    assert number_of(ask("POST", "/v1/streaming.new", key)) == (404, 404)


def test_browsers_are_welcome(key: ApiKey) -> None:
    asked = {"origin": "https://app.example.org", "access-control-request-headers": "x-api-key, content-type"}
    may = ask("OPTIONS", "/v2/video/generate", None, **asked)
    assert (may.status_code, may["Access-Control-Allow-Origin"]) == (204, "*")
    assert may["Access-Control-Allow-Headers"] == "x-api-key, content-type"
    assert may["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    for answer in (ask("GET", "/v1/video.list", key), ask("GET", "/v1/video.list"), ask("GET", "/v2/nothing", key)):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert len(answer["X-Request-Id"]) == 32
    assert ask("OPTIONS", "/v2/nothing").status_code == 204


@override_settings(DIALECT_HOSTS=True, ALLOWED_HOSTS=["api.heygen.com", "upload.heygen.com"])
@pytest.mark.parametrize("host", ["api.heygen.com", "upload.heygen.com"])
def test_a_program_with_a_hard_coded_host_works(key: ApiKey, host: str) -> None:
    headers = {"host": host, "x-api-key": key.secret}  # type: ignore[attr-defined]
    assert Client().get("/v1/video.list", headers=headers).json()["code"] == 100
    assert Client().get("/v1/nothing", headers=headers).json()["code"] == 404
    assert not Job.objects.exists()
