"""Asking HeyGen's v3 as its programs do. Every good answer keeps to its published schema."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from studio.models import ApiKey
from tests import heygen_schemas
from tests.api.heygen.asking import ask

ALONE: dict[str, Any] = {
    "type": "avatar", "avatar_id": "maya", "voice_id": "nora", "script": "Hello.", "title": "Spring",
    "resolution": "720p", "callback_id": "order-17",
}  # fmt: skip
OURS = {"progress"}
"""Members that are additions of ours."""


def told(
    method: str, path: str, key: ApiKey, body: Any = None, *, route: str = "", status: int = 200, **headers: str
) -> Any:
    """The whole answer. `route` names it in the schemas, where its path has an id."""
    answer = ask(method, f"/v3{path}", key, body, **headers)
    assert answer.status_code == status, answer.content
    found = answer.json()
    assert heygen_schemas.problems(route or f"{method} /v3{path.partition('?')[0]}", _theirs(found)) == []
    return found


def ordered(key: ApiKey, **changes: Any) -> str:
    return str(told("POST", "/videos", key, {**ALONE, **changes})["data"]["video_id"])


def error_of(answer: HttpResponse) -> tuple[int, str, str]:
    """Status, code and param of a v3 refusal, whose shape is checked."""
    found = answer.json()
    assert set(found) == {"error"}
    error = found["error"]
    assert set(error) - {"param"} == {"code", "message", "doc_url"}
    assert error["message"]
    assert error["doc_url"].endswith("#" + error["code"].replace("_", "-"))
    return answer.status_code, error["code"], error.get("param", "")


def _theirs(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _theirs(value) for name, value in found.items() if name not in OURS}
    return [_theirs(each) for each in found] if isinstance(found, list) else found
