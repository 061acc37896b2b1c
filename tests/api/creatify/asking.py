"""Asking as a program written for Creatify asks."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from studio.models import ApiKey

API_ID = "5f0c1d6e-8f2b-4b6f-9f57-0d9f0a4f7d11"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def ask(method: str, path: str, key: ApiKey | None, body: Any = None, *, mime: str = JSON, **headers: str) -> Any:
    """The answer to /creatify/api/<path>. A body that is no bytes is sent as JSON."""
    if key:
        headers |= {"X-API-ID": API_ID, "X-API-KEY": key.secret}  # type: ignore[attr-defined]
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {"Prefer": "wait=0", **headers}
    answer: Any = Client().generic(method, f"/creatify/api/{path}", data, mime, headers=headers)
    return answer


def get(path: str, key: ApiKey | None, **headers: str) -> Any:
    return ask("GET", path, key, **headers)


def post(path: str, key: ApiKey | None, body: Any = None, **more: Any) -> Any:
    return ask("POST", path, key, body, **more)


def lasting(job: dict[str, Any]) -> dict[str, Any]:
    """A job without the addresses of its files: they are signed anew for every answer."""
    return {name: value for name, value in job.items() if name not in ("output", "video_thumbnail", "preview")}
