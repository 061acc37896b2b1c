"""HeyGen v3's webhooks: where they are registered, and which are believed."""

from __future__ import annotations

from typing import Any

import pytest

from studio.net import signature
from studio.providers.base import Connection, Forged, HookNews, NoNews, Refused, Registered
from studio.providers.heygen_v3 import HeyGenV3
from tests.net.site import Site, reply
from tests.providers.contract import ask, said
from tests.providers.heygen_sites import body_of, wrong

MAKER = HeyGenV3()
ENDPOINTS = "/v3/webhooks/endpoints"
SECRET, NOW = "whsec_k7x9m2", 1_774_000_000
US = "https://us/hooks/heygen/x"
BODY = b'{"event_type": "avatar_video.success", "event_data": {"video_id": "v7", "callback_id": "t"}}'


def registered(site: Site, known: str = "") -> Any:
    return ask(MAKER, site(""), lambda client, who: MAKER.register_webhook(client, who, US, known=known))


def test_an_address_is_registered_for_the_two_events_of_videos(site: Site) -> None:
    site.pages[ENDPOINTS] = said({"data": {"endpoint_id": "ep_abc123", "secret": SECRET, "status": "enabled"}})
    assert registered(site) == Registered("ep_abc123", SECRET)
    wanted = {"url": US, "events": ["avatar_video.success", "avatar_video.fail"]}
    assert body_of(site.asked[0]) == wanted


def test_a_known_one_gets_the_address_and_a_new_secret(site: Site) -> None:
    site.pages[f"{ENDPOINTS}/ep1"] = said({"data": {"endpoint_id": "ep1"}})
    site.pages[f"{ENDPOINTS}/ep1/rotate-secret"] = said({"data": {"endpoint_id": "ep1", "secret": "whsec_new"}})
    assert registered(site, "ep1") == Registered("ep1", "whsec_new")
    assert [request.partition(" ")[0] for request in site.asked] == ["PATCH", "POST"]


def test_one_that_is_gone_is_made_anew(site: Site) -> None:
    site.pages[f"{ENDPOINTS}/ep1"] = wrong("not_found", "404 Not Found")
    site.pages[ENDPOINTS] = said({"data": {"endpoint_id": "ep2", "secret": SECRET}})
    assert registered(site, "ep1") == Registered("ep2", SECRET)


def test_a_refusal_and_nonsense_are_told_apart(site: Site) -> None:
    site.pages[ENDPOINTS] = wrong("invalid_parameter", "400 Bad Request", param="url")
    assert registered(site) == Refused("invalid_parameter!")
    unsigned = said({"data": {"endpoint_id": "ep1", "secret": ""}})
    for answer in (reply(b"<html>"), said({"data": {}}), unsigned, wrong("x", "500 X"), wrong("x", "429 X")):
        site.pages[ENDPOINTS] = answer
        assert isinstance(registered(site), NoNews)


def read(body: bytes = BODY, *, secret: str = SECRET, at: int | str = NOW, **more: str) -> HookNews | Forged:
    headers = {"heygen-signature": signature.hex_of(SECRET, body), "heygen-timestamp": str(at), **more}
    return MAKER.read_webhook(Connection({"webhook_secret": secret}), headers, body, now=NOW)


def test_it_believes_what_is_signed_and_fresh() -> None:
    assert read() == HookNews("v7:avatar_video.success", "avatar_video.success", "v7")
    assert read(**{"heygen-event-id": "evt_1"}) == HookNews("evt_1", "avatar_video.success", "v7")
    for at in (NOW - 300, NOW + 300):
        assert isinstance(read(at=at), HookNews)


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, "", "soon", "-1", f"{NOW}.5"])
def test_it_believes_nothing_old_or_early(at: int | str) -> None:
    assert isinstance(read(at=at), Forged)


def test_it_believes_nothing_that_is_not_signed_with_the_secret() -> None:
    assert isinstance(read(secret="other"), Forged)
    assert isinstance(read(secret=""), Forged)
    assert isinstance(read(**{"heygen-signature": ""}), Forged)
    assert isinstance(read(**{"heygen-signature": signature.hex_of(SECRET, BODY + b" ")}), Forged)
    unsigned = MAKER.read_webhook(Connection({"webhook_secret": SECRET}), {}, BODY, now=NOW)
    assert isinstance(unsigned, Forged)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"event_type": "x"}', b'{"event_type": "x", "event_data": 1}'])
def test_it_wants_an_event_and_a_video(body: bytes) -> None:
    assert isinstance(read(body), Forged)
