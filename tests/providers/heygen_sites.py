"""Asking HeyGen's adapters against a site of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.providers.base import Adapter, File, Outcome, TakeNews, TakeOrder
from tests import heygen_schemas
from tests.net.site import Site
from tests.providers.contract import ask, said

TOKEN = "0199ff00-0000-7000-8000-abcdef123456"
MARK = "abcdef123456"
COLOR = {"type": "color", "value": "#f6f6fc"}
SCENE = {
    "character": {"type": "avatar", "avatar_id": "Abigail"},
    "voice": {"type": "text", "voice_id": "v1", "input_text": "Hello."}, "background": COLOR,
}  # fmt: skip


def board(*scenes: dict[str, Any], **whole: Any) -> dict[str, Any]:
    return {"dimension": {"width": 1080, "height": 1920}, "scenes": list(scenes or (SCENE,)), **whole}


def scene(**parts: Any) -> dict[str, Any]:
    """One with other parts; a part that is a dict is added to what is there."""
    made: dict[str, Any] = {name: dict(part) for name, part in SCENE.items()}
    for name, part in parts.items():
        made[name] = {**made.get(name, {}), **part} if isinstance(part, dict) else part
    return made


def order(*scenes: dict[str, Any], files: dict[str, Path] | None = None, **whole: Any) -> TakeOrder:
    have = {name: File("", path, "image/png") for name, path in (files or {}).items()}
    return TakeOrder(board(*scenes, **whole), token=TOKEN, title="Spring v1", files=have)


def submitted(maker: Adapter, site: Site, given: TakeOrder | None = None) -> Outcome:
    """What became of an order. Whatever was sent to a known route keeps to its published schema."""
    before = len(site.asked)
    outcome: Outcome = ask(maker, site(""), lambda client, who: maker.submit(client, who, given or order()))
    for asked in site.asked[before:]:
        if (route := asked.partition(" HTTP")[0]) in ("POST /v3/videos", "POST /v3/avatars"):
            assert heygen_schemas.problems(route, body_of(asked), of="request") == []
    return outcome


def news(maker: Adapter, site: Site, name: str = "v") -> TakeNews:
    found: TakeNews = ask(maker, site(""), lambda client, who: maker.fetch(client, who, name))
    return found


def wrong(code: str, status: str, **more: str) -> Any:
    """An error in v3's envelope."""
    return said({"error": {"code": code, "message": f"{code}!", **more}}, status=status)


def body_of(asked: str) -> Any:
    return json.loads(asked.partition("\r\n\r\n")[2])
