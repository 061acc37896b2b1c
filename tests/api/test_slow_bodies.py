"""A body that takes its time, and whose key is revoked meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from studio.actions import accounts
from studio.api import door
from studio.models import ApiKey, Asset, Video
from tests import faces, people

pytestmark = pytest.mark.django_db
PICTURE = {"data": faces.png(), "content_type": "image/png"}


@pytest.mark.parametrize(("path", "sent"), [
    ("/api/videos", {"data": people.storyboard("Hello."), "content_type": "application/json"}),
    ("/heygen/v1/asset", PICTURE), ("/heygen/v1/talking_photo", PICTURE),
    ("/heygen/v3/assets", {"data": {"file": SimpleUploadedFile("a.png", faces.png(), "image/png")}}),
])  # fmt: skip
def test_nothing_is_made_of_what_came_behind_its_keys_end(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch, path: str, sent: dict[str, Any]
) -> None:
    monkeypatch.setattr(door, "SLOW", -1.0)
    monkeypatch.setattr(door._pace, "go", lambda _: accounts.revoke_key(key))
    reply = Client().post(path, **sent, headers={"x-api-key": key.secret})  # type: ignore[attr-defined]
    assert reply.status_code == 401
    assert not Video.objects.exists()
    assert not Asset.objects.exists()


def test_what_came_at_once_is_not_looked_at_again(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, real = list[object](), door.key_of
    monkeypatch.setattr(door, "key_of", lambda *given: looked.append(given) or real(*given))
    body = {"generate": False, **people.storyboard("Hello.")}
    headers = {"x-api-key": key.secret}  # type: ignore[attr-defined]
    assert Client().post("/api/videos", body, content_type="application/json", headers=headers).status_code == 201
    assert len(looked) == 1
