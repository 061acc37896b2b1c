"""Raw uploads, as HeyGen's programs send them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from studio.actions import disk, uploads
from studio.models import Account, ApiKey, Asset, Avatar, Render
from studio.providers import local
from studio.vocabulary import Provider
from tests import faces
from tests.api.heygen.asking import ask, error_of, number_of, ordered

pytestmark = pytest.mark.django_db


def sent(
    key: ApiKey, path: str = "/v1/asset", body: bytes | None = None, mime: str = "image/png", **headers: str
) -> HttpResponse:
    return ask("POST", path, key, faces.png() if body is None else body, **{"content-type": mime, **headers})


def test_a_picture_is_kept_and_can_be_used(key: ApiKey) -> None:
    answer = sent(key).json()
    assert set(answer) == {"code", "data", "msg", "message"}
    made = answer["data"]
    row = Asset.objects.get()
    assert made == {
        "id": row.pk.hex, "name": row.pk.hex, "file_type": "image", "folder_id": "", "meta": None,
        "created_ts": int(row.created_at.timestamp()), "url": made["url"],
        "image_key": f"image/{row.pk.hex}/original",
    }  # fmt: skip
    opened = Client().get(made["url"].removeprefix("http://testserver"))
    assert opened.getvalue()[:2] == b"\xff\xd8"  # made anew: nothing of the file itself is kept
    said = {"type": "text", "voice_id": "nora", "input_text": "Hi."}
    ordered(key, video_inputs=[{"voice": said, "background": {"type": "image", "image_asset_id": made["id"]}}])
    assert Render.objects.get().storyboard["scenes"][0]["background"]["image_asset_id"] == str(row.pk)


@pytest.mark.parametrize("mime", ["", "application/octet-stream", "application/x-www-form-urlencoded", "image/jpeg"])
def test_its_bytes_tell_what_it_is_when_nobody_does(key: ApiKey, mime: str) -> None:
    assert sent(key, mime=mime).json()["data"]["file_type"] == "image"


@pytest.mark.parametrize(
    ("body", "mime", "part"),
    [
        (b"", "image/png", "empty"),
        (b"<html>", "image/png", "a web page"),
        (b"ID3 none", "audio/mpeg", ""),
        (b"hello", "text/plain", "Content-Type is invalid: "),
        (b"hello", "application/octet-stream", "Content-Type is invalid: "),
        (b"--x", "multipart/form-data; boundary=x", "raw bytes"),
    ],
)
def test_what_is_no_file_of_use_is_refused(key: ApiKey, body: bytes, mime: str, part: str) -> None:
    answer = sent(key, body=body, mime=mime)
    assert number_of(answer) == (400, 400175)
    assert part in answer.json()["message"]
    assert not Asset.objects.exists()


def test_too_large_a_file_is_refused_with_its_limit(key: ApiKey) -> None:
    with override_settings(UPLOAD_LIMIT_MEDIA=100):
        answer = sent(key)
    assert number_of(answer) == (413, 413)
    with override_settings(UPLOAD_LIMIT_IMAGE=100):
        assert number_of(sent(key)) == (400, 400175)


def test_a_body_larger_than_a_form_is_taken(key: ApiKey) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
        assert sent(key).status_code == 200
        first, again = (sent(key, **{"Idempotency-Key": "one"}) for _ in range(2))
        assert (first.status_code, again.json(), again["Idempotent-Replayed"]) == (200, first.json(), "true")
        assert number_of(sent(key, body=faces.png() + b"more", **{"Idempotency-Key": "one"})) == (422, 400175)
    assert Asset.objects.count() == 2


def test_it_is_taken_once_there_is_room_again(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free", lambda: disk.NEEDED)
    full = sent(key, **{"Idempotency-Key": "one"})
    assert full.status_code == 500 and "disk is nearly full" in full.json()["message"]
    monkeypatch.undo()
    assert sent(key, **{"Idempotency-Key": "one"}).status_code == 200


def test_files_are_listed_and_deleted(key: ApiKey, other: ApiKey) -> None:
    first, second = (sent(key).json()["data"] for _ in range(2))
    page = ask("GET", "/v1/asset/list?limit=1", key).json()["data"]
    assert (page["total"], [each["id"] for each in page["assets"]]) == (2, [second["id"]])
    rest = ask("GET", f"/v1/asset/list?token={page['token']}", key).json()["data"]
    assert [each["id"] for each in rest["assets"]] == [first["id"]]
    assert ask("GET", "/v1/asset/list", other).json()["data"]["assets"] == []
    for who, name in ((other, first["id"]), (key, "none"), (key, "0" * 32)):
        assert number_of(ask("POST", f"/v1/asset/{name}/delete", who)) == (404, 404)
    assert ask("POST", f"/v1/asset/{first['id']}/delete", key).json() == {
        "code": 100, "data": None, "msg": None, "message": None
    }  # fmt: skip
    assert Asset.objects.count() == 1


def test_what_a_talking_photo_holds_stays(key: ApiKey, account: Account) -> None:
    photo = faces.photo(account)
    answer = ask("POST", f"/v1/asset/{photo.picture_id.hex}/delete", key)  # type: ignore[union-attr]
    assert number_of(answer) == (409, 409)
    assert Asset.objects.exists()


def rig(found: dict[str, Any]) -> Any:
    def find(picture: Path, folder: Path) -> dict[str, Any]:
        return found

    return find


def test_a_face_becomes_a_talking_photo(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_rig", rig(faces.FOUND))
    answer = sent(key, "/v1/talking_photo").json()
    photo = Avatar.objects.get(kind="talking_photo")
    assert answer == {
        "code": 100,
        "data": {"talking_photo_id": photo.external_id, "talking_photo_url": answer["data"]["talking_photo_url"]},
        "msg": None, "message": None,
    }  # fmt: skip
    said = {"type": "text", "voice_id": "nora", "input_text": "Hi."}
    character = {"type": "talking_photo", "talking_photo_id": photo.external_id}
    ordered(key, video_inputs=[{"voice": said, "character": character}])


def test_no_face_is_refused_and_not_kept(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_rig", rig(faces.GUESSED))
    answer = sent(key, "/v1/talking_photo")
    assert number_of(answer) == (400, 400175)
    assert answer.json()["message"] == uploads.FACELESS
    assert not Asset.objects.exists()
    assert number_of(sent(key, "/v1/talking_photo", b"ID3", "audio/mpeg")) == (400, 400175)
    Account.objects.filter(pk=key.account_id).update(provider=Provider.HEYGEN)
    assert sent(key, "/v1/talking_photo").json()["message"] == uploads.ELSEWHERE


def test_it_wants_a_key(db: None) -> None:
    answer = ask("POST", "/v1/asset", None, b"x", **{"content-type": "image/png"})
    assert number_of(answer) == (401, 400112)
    assert error_of(ask("DELETE", "/v2/talking_photo/x")) == (401, "unauthorized")
