"""Whole answers beside the contract's own examples: every key is there, and every value is of the same type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from studio.models import Account, ApiKey, Render
from tests import faces, people
from tests.api.heygen.asking import ask, ordered
from tests.net.site import Site, open_site, reply

pytestmark = pytest.mark.django_db
URL = "https://example.org/x"
STATUS = {
    "code": 100,
    "data": {
        "callback_id": None, "caption_url": None, "created_at": 1706000000, "duration": 12.48, "error": None,
        "gif_url": URL, "id": "1", "status": "completed", "thumbnail_url": URL, "video_url": URL,
        "video_url_caption": None,
    },
    "message": "Success",
}  # fmt: skip
LIST = {
    "code": 100,
    "data": {
        "token": None,
        "videos": [
            {
                "video_id": "1", "video_title": "My Title", "status": "completed", "created_at": 1706000000,
                "type": "GENERATED",
            }
        ],
    },
    "message": "Success",
}  # fmt: skip
AVATARS = {
    "error": None,
    "data": {
        "avatars": [
            {
                "avatar_id": "Abigail_expressive_2024112501", "avatar_name": "Abigail (Upper Body)",
                "gender": "female", "preview_image_url": URL, "preview_video_url": URL, "premium": False, "type": None,
                "tags": None, "default_voice_id": None,
            }
        ],
        "talking_photos": [{"talking_photo_id": "1", "talking_photo_name": "1", "preview_image_url": URL}],
    },
}  # fmt: skip
VOICES = {
    "error": None,
    "data": {
        "voices": [
            {
                "voice_id": "1", "language": "English", "gender": "female", "name": "Sara", "preview_audio": URL,
                "support_pause": True, "emotion_support": False, "support_interactive_avatar": True,
                "support_locale": False,
            }
        ]
    },
}  # fmt: skip
LOCALES = {
    "error": None,
    "data": {
        "locales": [
            {"value": "1", "label": "1", "language": "1", "locale": "es-ES", "language_code": "1", "tag": None}
        ]
    },
}  # fmt: skip
GROUPS = {
    "error": None,
    "data": {
        "total_count": 1,
        "avatar_group_list": [
            {
                "id": "1", "name": "1", "created_at": 1732000000, "num_looks": 3, "preview_image": URL,
                "group_type": "PRIVATE", "train_status": "ready", "default_voice_id": None,
            }
        ],
    },
}  # fmt: skip
PHOTOS = {"code": 100, "data": [{"id": "1", "image_url": URL, "circle_image": URL}], "message": "Success"}
ASSET = {
    "code": 100,
    "data": {
        "id": "4566", "name": "4566", "file_type": "image", "folder_id": "", "meta": None, "created_ts": 1722360649,
        "url": URL, "image_key": "image/4566/original",
    },
    "msg": None, "message": None,
}  # fmt: skip
ENDPOINT = {
    "code": 100,
    "data": {
        "endpoint_id": "33af8a72", "url": URL, "events": ["avatar_video.success"], "secret": "whsec_", "username": "1",
        "status": "enabled", "space_id": "1", "entity_id": None, "created_at": "1",
    },
    "msg": None, "message": None,
}  # fmt: skip
QUOTA = {
    "error": None,
    "data": {
        "remaining_quota": 3600,
        "details": {
            "api": 3600, "seat": 1, "streaming_avatar": 0, "streaming_avatar_instance_quota": 0, "plan_credit": 0,
            "avatar_iv_free_credit": 0, "generative_element_free_image_credit": 0,
            "generative_element_free_video_credit": 0, "video_agent_quality_mode_credit": 0,
        },
    },
}  # fmt: skip
GET = [
    ("/v2/avatars", AVATARS), ("/v2/voices", VOICES), ("/v2/voices/locales", LOCALES),
    ("/v2/avatar_group.list?include_public=true", GROUPS), ("/v1/talking_photo.list", PHOTOS),
    ("/v2/user/remaining_quota", QUOTA),
]  # fmt: skip


def differences(found: Any, example: Any, path: str = "") -> Iterator[str]:
    """Where an answer lacks a key, or has a value of another type. null on either side is as good as any value."""
    if example is None or found is None:
        return
    if type(found) is not type(example):
        yield f"{path}: {type(found).__name__}, not {type(example).__name__}"
    elif isinstance(example, dict):
        yield from (f"{path}.{name}: missing" for name in example.keys() - found.keys())
        for name in example.keys() & found.keys():
            yield from differences(found[name], example[name], f"{path}.{name}")
    elif isinstance(example, list):
        assert found, f"{path}: nothing to compare"
        for each in found:
            yield from differences(each, example[0], f"{path}[]")


def unlike(found: Any, example: Any) -> list[str]:
    """Everything in which an answer differs from the contract's example, members that it has too many included."""
    return [*differences(found, example), *(f".{name}: too many" for name in found.keys() - example.keys())]


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened, override_settings(FETCH_ALLOW=["127.0.0.1/32"]):
        opened.pages["/hook"] = reply()
        yield opened


@pytest.mark.parametrize(("path", "example"), GET, ids=[path for path, _ in GET])
def test_what_is_asked_looks_as_in_the_contract(key: ApiKey, account: Account, path: str, example: Any) -> None:
    faces.photo(account)
    assert unlike(ask("GET", path, key).json(), example) == []


def test_a_video_looks_as_in_the_contract(key: ApiKey) -> None:
    name = ordered(key)
    people.made(Render.objects.get())
    assert unlike(ask("GET", f"/v1/video_status.get?video_id={name}", key).json(), STATUS) == []
    assert unlike(ask("GET", "/v1/video.list", key).json(), LIST) == []


def test_what_is_made_looks_as_in_the_contract(key: ApiKey, site: Site) -> None:
    assert unlike(ask("POST", "/v1/asset", key, faces.png(), **{"content-type": "image/png"}).json(), ASSET) == []
    added = ask("POST", "/v1/webhook/endpoint.add", key, {"url": site("/hook"), "events": ["avatar_video.success"]})
    assert unlike(added.json(), ENDPOINT) == []


def test_it_sees_a_difference() -> None:
    assert list(differences({"a": "1"}, {"a": 1, "b": 2})) == [".b: missing", ".a: str, not int"]
