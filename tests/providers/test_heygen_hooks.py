"""HeyGen's webhooks: registered with a secret, believed only with its signature."""

from __future__ import annotations

import json
from typing import Any

from studio.net import signature
from studio.providers.base import Connection, Forged, HookNews, NoNews, Refused, Registered
from tests.net.site import Site
from tests.providers.contract import ask, said, sent
from tests.providers.test_heygen import MAKER, VIDEO


def test_it_knows_its_own_webhooks() -> None:
    body = json.dumps({"event_type": "avatar_video.success", "event_data": {"video_id": VIDEO, "url": "https://x"}})
    connection, raw = Connection({"webhook_secret": "whsec_1"}), body.encode()
    right = signature.hex_of("whsec_1", raw)
    wanted = HookNews(f"avatar_video.success:{VIDEO}", "avatar_video.success", VIDEO)
    for given in (right, right.upper()):
        assert MAKER.read_webhook(connection, {"signature": given}, raw, now=0) == wanted
    for headers in ({}, {"signature": "0" * 64}, {"signature": signature.hex_of("other", raw)}):
        assert isinstance(MAKER.read_webhook(connection, headers, raw, now=0), Forged)
    assert isinstance(MAKER.read_webhook(connection, {"signature": right}, raw + b" ", now=0), Forged)
    for wrong in (b"", b"[]", b'{"event_type": "x"}', b'{"event_type": 7, "event_data": {"video_id": 7}}', b"\xff"):
        headers = {"signature": signature.hex_of("whsec_1", wrong)}
        assert isinstance(MAKER.read_webhook(connection, headers, wrong, now=0), Forged)


def test_a_known_endpoint_is_replaced_by_a_new_one_with_a_new_secret(site: Site) -> None:
    add, delete = "/v1/webhook/endpoint.add", "/v1/webhook/endpoint.delete?endpoint_id=old"
    site.pages[add] = said({
        "code": 100, "data": {"endpoint_id": "33af8a72", "secret": "whsec_2", "status": "enabled"}, "message": None,
    })  # fmt: skip
    site.pages[delete] = said({"code": 400131, "message": "webhook endpoint not found"}, status="400 X")

    def register(known: str = "") -> Any:
        return ask(
            MAKER, site(""), lambda c, connection: MAKER.register_webhook(c, connection, "https://u", known=known)
        )

    assert register("old") == Registered("33af8a72", "whsec_2")
    assert [sent(site, number)[0] for number in (0, 1)] == [f"POST {add} HTTP/1.1", f"DELETE {delete} HTTP/1.1"]
    assert sent(site, 0)[2] == {"url": "https://u", "events": ["avatar_video.success", "avatar_video.fail"]}
    site.pages[add] = said({"code": 400542, "message": "Invalid webhook URL", "data": None}, status="400 X")
    assert register("old") == Refused("Invalid webhook URL")
    assert "DELETE" not in site.asked[-1], "the old one goes on telling"
    for answer in (
        said({"code": 100, "data": {"endpoint_id": "x", "secret": None}}),
        said({"code": 400140, "message": "Too many requests"}, status="429 X"),
    ):
        site.pages[add] = answer
        assert isinstance(register(), NoNews)
