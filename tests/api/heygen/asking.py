"""Asking the HeyGen dialect as its programs do."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from studio.models import ApiKey
from tests.dialects.test_heygen import CONTRACT

BODY: dict[str, Any] = {**CONTRACT, "test": False, "callback_url": None}


def ask(method: str, path: str, key: ApiKey | None = None, body: Any = None, **headers: str) -> HttpResponse:
    """One request. `body` is sent as JSON, or as it is when it is bytes."""
    if key:
        headers.setdefault("x-api-key", key.secret)  # type: ignore[attr-defined]
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    mime = headers.pop("content-type", "application/json")
    answer: HttpResponse = Client().generic(method, f"/heygen{path}", data, content_type=mime, headers=headers)
    return answer


def ordered(key: ApiKey, **changes: Any) -> str:
    answer = ask("POST", "/v2/video/generate", key, {**BODY, **changes})
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert found == {"error": None, "data": {"video_id": found["data"]["video_id"]}}
    return str(found["data"]["video_id"])


def error_of(answer: HttpResponse) -> tuple[int, str]:
    """Status and code of a v2 refusal, whose shape is checked."""
    found = answer.json()
    assert set(found) == {"data", "error"}
    assert found["data"] is None
    assert set(found["error"]) == {"code", "message"}
    assert isinstance(found["error"]["code"], str)
    assert found["error"]["message"]
    return answer.status_code, found["error"]["code"]


def number_of(answer: HttpResponse) -> tuple[int, int]:
    """Status and number of a v1 refusal, whose shape is checked."""
    found = answer.json()
    assert set(found) == {"code", "data", "message"}
    assert found["data"] is None
    assert isinstance(found["code"], int)
    assert found["message"]
    return answer.status_code, found["code"]
