"""Avatars of one's own, made and taken away through v3."""

from __future__ import annotations

from typing import Any

import pytest

from studio.actions import twins
from studio.models import ApiKey, Asset, Avatar, Render
from studio.providers import local
from studio.vocabulary import AvatarKind, TwinState
from tests import doubles, faces, people
from tests.api.heygen.asking import ask
from tests.api.heygen_v3.asking import error_of, ordered, told

pytestmark = pytest.mark.django_db
GROUP, LOOK = "/v3/avatars/{group_id}", "/v3/avatars/looks/{look_id}"


@pytest.fixture(autouse=True)
def _face(monkeypatch: pytest.MonkeyPatch) -> None:
    """A face is found in every picture, without the engine."""
    monkeypatch.setattr(local, "find_rig", lambda picture, folder: faces.FOUND)


@pytest.fixture
def picture(key: ApiKey) -> Asset:
    found = faces.photo(key.account)
    found.delete()
    assert found.picture
    return found.picture


def body(picture: Asset, **changes: Any) -> dict[str, Any]:
    return {"type": "photo", "name": "Ada", "file": {"type": "asset_id", "asset_id": picture.pk.hex}, **changes}


def test_a_picture_becomes_an_avatar_that_can_speak(key: ApiKey, picture: Asset) -> None:
    made = told("POST", "/avatars", key, body(picture))["data"]
    look, group = made["avatar_item"], made["avatar_group"]
    assert (look["name"], look["avatar_type"], look["status"]) == ("Ada", "photo_avatar", "completed")
    assert (group["id"], group["looks_count"]) == (look["group_id"], 1)
    assert told("GET", f"/avatars/looks/{look['id']}", key, route=f"GET {LOOK}")["data"]["name"] == "Ada"
    ordered(key, avatar_id=look["id"])
    assert Render.objects.get().storyboard["scenes"][0]["character"]["talking_photo_id"] == look["id"]


def test_it_belongs_to_the_keys_own_account(key: ApiKey, picture: Asset) -> None:
    for asking in (key, people.key(people.account(key.team, name="Second"))):
        look = told("POST", "/avatars", asking, body(picture))["data"]["avatar_item"]["id"]
        assert Avatar.objects.get(external_id=look).account == asking.account


def test_one_picture_may_have_several_names(key: ApiKey, picture: Asset) -> None:
    first, second, again = (
        told("POST", "/avatars", key, body(picture, name=name))["data"]["avatar_item"]["id"]
        for name in ("Ada", "Eve", "Ada")
    )
    assert first == again != second


def test_it_is_named_anew_and_taken_away(key: ApiKey, picture: Asset) -> None:
    name = told("POST", "/avatars", key, body(picture))["data"]["avatar_item"]["id"]
    path = f"/avatars/looks/{name}"
    assert told("PATCH", path, key, {"name": "Eve"}, route=f"PATCH {LOOK}")["data"]["name"] == "Eve"
    for method in ("GET", "PATCH", "DELETE"):
        assert error_of(ask(method, f"/v3{path}.red", key, {"name": "Eva"})) == (404, "avatar_not_found", "")
    assert told("DELETE", path, key, route=f"DELETE {LOOK}") == {"data": {"id": name}}
    assert error_of(ask("GET", f"/v3{path}", key)) == (404, "avatar_not_found", "")
    assert told("POST", "/avatars", key, body(picture))["data"]["avatar_item"]["id"] == name
    assert told("DELETE", f"/avatars/{name}", key, route=f"DELETE {GROUP}") == {"data": {"id": name}}


def test_a_dot_in_its_id_is_no_look(key: ApiKey, picture: Asset) -> None:
    name = told("POST", "/avatars", key, body(picture))["data"]["avatar_item"]["id"]
    Avatar.objects.filter(external_id=name).update(external_id="twin-1-dr. sam")
    path = "/avatars/looks/twin-1-dr.%20sam"
    assert told("PATCH", path, key, {"name": "Eve"}, route=f"PATCH {LOOK}")["data"]["name"] == "Eve"
    assert told("DELETE", path, key, route=f"DELETE {LOOK}") == {"data": {"id": "twin-1-dr. sam"}}


def test_a_picture_that_was_taken_away_speaks_when_it_is_ordered(key: ApiKey, picture: Asset) -> None:
    alone = {"type": "image", "image": {"type": "asset_id", "asset_id": picture.pk.hex}, "avatar_id": None}
    ordered(key, **alone)
    name = Avatar.objects.get(kind=AvatarKind.TALKING_PHOTO).external_id
    assert ask("DELETE", f"/v2/talking_photo/{name}", key).status_code == 200
    ordered(key, **alone)


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        ({"type": "digital_twin"}, 400, "invalid_parameter", "type"),
        ({"type": "prompt", "prompt": "x"}, 400, "invalid_parameter", "type"),
        ({"name": None}, 400, "invalid_parameter", "name"),
        ({"file": None}, 400, "invalid_parameter", "file"),
        ({"file": {"type": "asset_id", "asset_id": "x"}}, 404, "asset_not_available", "file.asset_id"),
        ({"file": {"type": "url", "url": "http://127.0.0.1/a.png"}}, 400, "download_failed", "file.url"),
        ({"file": {"type": "base64", "media_type": "image/png", "data": "AA"}}, 400, "invalid_parameter", "file.data"),
        ({"avatar_group_id": "maya"}, 400, "invalid_parameter", "avatar_group_id"),
    ],
)  # fmt: skip
def test_it_refuses_at_a_place(
    key: ApiKey, picture: Asset, changes: dict[str, Any], status: int, code: str, param: str
) -> None:
    assert error_of(ask("POST", "/v3/avatars", key, body(picture, **changes))) == (status, code, param)


def test_everybodys_are_nobodys_to_change(key: ApiKey, other: ApiKey, picture: Asset) -> None:
    for method, path in (("DELETE", "maya"), ("DELETE", "looks/maya.navy"), ("PATCH", "looks/maya")):
        assert error_of(ask(method, f"/v3/avatars/{path}", key, {"name": "x"})) == (403, "forbidden", "")
    name = told("POST", "/avatars", key, body(picture))["data"]["avatar_item"]["id"]
    assert error_of(ask("DELETE", f"/v3/avatars/looks/{name}", other)) == (404, "avatar_not_found", "")


def test_a_picture_without_a_face_is_no_avatar(key: ApiKey, picture: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "find_rig", lambda picture, folder: {**faces.FOUND, "confidence": 0})
    assert error_of(ask("POST", "/v3/avatars", key, body(picture))) == (400, "invalid_parameter", "file")


def test_it_is_not_named_nothing(key: ApiKey, picture: Asset) -> None:
    name = told("POST", "/avatars", key, body(picture))["data"]["avatar_item"]["id"]
    answer = ask("PATCH", f"/v3/avatars/looks/{name}", key, {"name": " "})
    assert error_of(answer) == (400, "invalid_parameter", "name")


def test_a_twin_is_taken_away_like_a_photo(key: ApiKey) -> None:
    twin = doubles.twin(key.account, state=TwinState.READY)
    assert ask("DELETE", f"/v3/avatars/{twin.external_name}", key).json() == {"data": {"id": twin.external_name}}
    assert error_of(ask("DELETE", f"/v3/avatars/{twin.external_name}", key)) == (404, "avatar_not_found", "")
    assert not twins.of(key.account)
