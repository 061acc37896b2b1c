"""HeyGen without a chosen version: which one makes what, and who is asked about it."""

from __future__ import annotations

from typing import Any

import pytest

from studio.net import signature
from studio.providers import registry
from studio.providers.base import Connection, Forged, HookNews, NoNews, Offer, Refused, Registered, Standing, Submitted
from studio.providers.heygen import HeyGenV2
from studio.providers.heygen_auto import HeyGenAuto
from studio.providers.heygen_v1 import HeyGenV1
from studio.providers.heygen_v3 import HeyGenV3
from studio.vocabulary import Provider
from tests.net.site import Site, reply, sends
from tests.providers.contract import Case, Contract, ask, said
from tests.providers.heygen_sites import board, news, order, scene, submitted, wrong

V3, V2 = HeyGenV3(), HeyGenV2()
MAKER = HeyGenAuto(V3, V2)
NEW, OLD = "/v3/videos", "/v2/video/generate"
MADE = {"data": {"video_id": "v", "status": "waiting"}}
STATUS = "/v1/video_status.get?video_id=v"
CIRCLE = {"character": {"avatar_style": "circle"}}
SQUARE = {"character": {"avatar_style": "square"}}
GONE = wrong("not_found", "404 Not Found")


class TestContract(Contract):
    case = Case(
        MAKER, order(), NEW, MADE, "v", {"error": {"code": "invalid_parameter", "message": "No."}},
        f"{NEW}/v", {"data": {"id": "v", "status": "pending"}}, ("data", "status"), {"webhook_secret": "whsec_1"},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def made(site: Site) -> None:
    site.pages[NEW] = said(MADE)
    site.pages[OLD] = said({"error": None, "data": {"video_id": "old"}})


@pytest.mark.parametrize(
    ("version", "maker"),
    [
        (None, HeyGenAuto),
        ("auto", HeyGenAuto),
        ("v3", HeyGenV3),
        ("v2", HeyGenV2),
        ("v1", HeyGenV1),
        ("v9", HeyGenAuto),
    ],
)
def test_an_account_chooses_its_version(version: str | None, maker: type) -> None:
    assert type(registry.adapter(Provider.HEYGEN, {"version": version})) is maker


def test_the_newer_version_makes_what_it_can(site: Site) -> None:
    assert submitted(MAKER, site) == Submitted("v", 20.0)
    assert site.paths == [NEW]


@pytest.mark.parametrize("given", [order(scene(**CIRCLE)), order(test=True), order(fps=30)])
def test_the_older_one_makes_what_the_newer_one_lacks(site: Site, given: Any) -> None:
    assert MAKER.problems(given.storyboard) == {}
    found = submitted(MAKER, site, given)
    assert isinstance(found, Submitted)
    assert (found.external_id, site.paths) == ("old", [OLD])


def test_what_neither_can_do_is_told_by_the_older_one() -> None:
    found = MAKER.problems(board(scene(**SQUARE)))
    assert found == V2.problems(board(scene(**SQUARE)))
    assert set(found) == {"scenes.0.character.avatar_style"}


def test_price_and_takes_are_those_of_whoever_makes_it() -> None:
    plain, placed = board(scene(), scene()), board(scene(**CIRCLE), scene())
    assert MAKER.split(plain) == V3.split(plain)
    assert MAKER.split(placed) == V2.split(placed)
    assert MAKER.quote(plain, 31, price=7) == V3.quote(plain, 31, price=7)
    assert MAKER.quote(placed, 31, price=7) == V2.quote(placed, 31, price=7)
    usual = MAKER.default_price
    assert MAKER.quote(plain, 31, price=usual) == V3.quote(plain, 31, price=V3.default_price)
    assert MAKER.quote(placed, 31, price=usual) == V2.quote(placed, 31, price=V2.default_price)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenes": [{}]}, {"scenes": [{"character": "who", "voice": 7, "background": []}]},
        {"scenes": [{"voice": {"type": "text", "input_text": 7}}], "dimension": {"width": "wide", "height": 0}},
        {"scenes": [{"character": {"offset": 1}}], "pronunciations": [7]}, {"scenes": []},
    ],
)  # fmt: skip
def test_what_is_still_being_written_has_a_price(wrong: dict[str, Any]) -> None:
    assert MAKER.quote(wrong, 10, price=1) > 0
    assert MAKER.split(wrong) == (tuple(range(len(wrong["scenes"]))),)


def test_what_pages_grey_out_is_what_neither_can_do() -> None:
    assert set(MAKER.features.refuses) == {"character.brand_color", "output_format"}
    assert not MAKER.features.resends_safely
    assert MAKER.features.tests
    assert MAKER.features.twins


@pytest.mark.parametrize("answer", [GONE, wrong("x", "410 Gone")])
def test_a_server_without_the_newer_version_gets_the_older_order(site: Site, answer: Any) -> None:
    site.pages[NEW] = answer
    found = submitted(MAKER, site)
    assert isinstance(found, Submitted)
    assert (found.external_id, site.paths) == ("old", [NEW, OLD])


@pytest.mark.parametrize(
    "answer",
    [
        wrong("avatar_not_found", "404 Not Found"), wrong("insufficient_credit", "402 X"), wrong("x", "500 X"),
        wrong("rate_limit_exceeded", "429 X"), reply(b"<html>", status="404 Not Found"), sends(b""),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    ],
)  # fmt: skip
def test_no_other_ending_is_ordered_twice(site: Site, answer: Any) -> None:
    site.pages[NEW] = answer
    assert not isinstance(submitted(MAKER, site), Submitted)
    assert site.paths == [NEW]


def test_where_there_is_neither_it_is_refused(site: Site) -> None:
    site.pages[NEW] = site.pages[OLD] = GONE
    assert isinstance(submitted(MAKER, site), Refused)
    assert site.paths == [NEW, OLD]


def test_news_come_from_whoever_knows(site: Site) -> None:
    site.pages[f"{NEW}/v"] = said({"data": {"id": "v", "status": "completed", "video_url": "https://x/v.mp4"}})
    assert news(MAKER, site).video_url == "https://x/v.mp4"
    assert site.paths == [f"{NEW}/v"]
    for answer in (GONE, wrong("video_not_found", "404 Not Found"), reply(b"<html>", status="502 X")):
        site.pages[f"{NEW}/v"] = answer
        site.pages[STATUS] = said({"code": 100, "data": {"id": "v", "status": "processing"}, "message": "Success"})
        assert news(MAKER, site).standing is Standing.RUNNING


def test_a_video_is_gone_only_when_both_say_so(site: Site) -> None:
    nowhere, unknown = reply(b"<html>", status="502 X"), wrong("video_not_found", "404 Not Found")
    for newer, older in ((unknown, nowhere), (nowhere, unknown), (nowhere, nowhere)):
        site.pages[f"{NEW}/v"], site.pages[STATUS] = newer, older
        assert isinstance(news(MAKER, site), NoNews)
    site.pages[f"{NEW}/v"] = site.pages[STATUS] = unknown
    assert news(MAKER, site).standing is Standing.GONE


def test_it_is_canceled_where_it_is_known(site: Site) -> None:
    old = "/v1/video.delete?video_id=v"
    site.pages[f"{NEW}/v"] = wrong("video_not_found", "404 Not Found")
    assert ask(MAKER, site(""), lambda client, who: MAKER.cancel(client, who, "v")) is False
    site.pages[old] = said({"code": 100, "data": None})
    assert ask(MAKER, site(""), lambda client, who: MAKER.cancel(client, who, "v")) is True
    site.pages[f"{NEW}/v"] = said({"data": {"id": "v", "status": "pending"}})
    assert ask(MAKER, site(""), lambda client, who: MAKER.cancel(client, who, "v")) is True
    assert site.paths == [f"{NEW}/v", old, f"{NEW}/v", old, f"{NEW}/v", f"{NEW}/v"]


def test_lists_come_from_whoever_has_them(site: Site) -> None:
    site.pages["/v2/voices"] = said({"error": None, "data": {"voices": [{"voice_id": "v1", "name": "Sara"}]}})
    found = ask(MAKER, site(""), MAKER.voices)
    assert [(each.id, each.name) for each in found] == [("v1", "Sara")]
    site.pages["/v3/voices?limit=100"] = said({"data": [{"voice_id": "v3", "name": "New"}], "has_more": False})
    assert ask(MAKER, site(""), MAKER.voices) == (Offer("v3", "New"),)


def test_who_asks_for_patience_is_not_gone_around(site: Site) -> None:
    site.pages["/v3/voices?limit=100"] = said({}, status="429 X", Retry_After="9")
    found = ask(MAKER, site(""), MAKER.voices)
    assert (type(found), found.wait) == (NoNews, 9.0)
    assert site.paths == ["/v3/voices?limit=100"]


def test_a_webhook_is_registered_where_that_is_possible(site: Site) -> None:
    place = "/v1/webhook/endpoint.add"
    site.pages[place] = said({"code": 100, "data": {"endpoint_id": "e1", "secret": "whsec_1"}})
    made = ask(MAKER, site(""), lambda client, who: MAKER.register_webhook(client, who, "https://us/x"))
    assert made == Registered("e1", "whsec_1")
    site.pages["/v3/webhooks/endpoints"] = said({"data": {"endpoint_id": "e3", "secret": "whsec_3"}})
    made = ask(MAKER, site(""), lambda client, who: MAKER.register_webhook(client, who, "https://us/x"))
    assert made == Registered("e3", "whsec_3")


def test_webhooks_of_both_kinds_are_read() -> None:
    body = b'{"event_type": "avatar_video.fail", "event_data": {"video_id": "v"}}'
    known, signed = Connection({"webhook_secret": "whsec_1"}), signature.hex_of("whsec_1", body)
    older = MAKER.read_webhook(known, {"signature": signed}, body, now=1_000.0)
    assert isinstance(older, HookNews)
    fresh = {"heygen-signature": signed, "heygen-timestamp": "1000", "heygen-event-id": "evt"}
    assert MAKER.read_webhook(known, fresh, body, now=1_000.0) == HookNews("evt", "avatar_video.fail", "v")
    old = {"signature": signed, **fresh, "heygen-timestamp": "600"}
    assert isinstance(MAKER.read_webhook(known, old, body, now=1_000.0), Forged)
