"""HeyGen's v2 as a provider: orders as the contract writes them, every answer that is documented, files first."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from studio.providers import registry
from studio.providers.base import (
    NoNews,
    Outcome,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
)
from studio.providers.heygen import HeyGenV2
from studio.vocabulary import Provider
from tests.net.site import Site, reply, sends
from tests.providers import contract
from tests.providers.contract import Case, Contract, ask, said, sent

MAKER = HeyGenV2()
VIDEO = "67cd13935445457eaa99040070bdb545"
GENERATE = "/v2/video/generate"
STATUS = f"/v1/video_status.get?video_id={VIDEO}"
LIST, CAPTION = "/v1/video.list?limit=100", f"/v1/video/caption.get?video_id={VIDEO}"
DELETE = f"/v1/video.delete?video_id={VIDEO}"
TOKEN = "7a1b0c52-4d3e-4f60-8a9b-0c1d2e3f4a5b"
ACCEPTED = {"error": None, "data": {"video_id": VIDEO}}
SCENE: dict[str, Any] = {
    "character": {
        "type": "avatar", "avatar_id": "Kristin_public_3_20240108", "avatar_style": "normal", "scale": 1.0,
        "offset": {"x": 0.0, "y": 0.0}, "matting": False,
    },
    "voice": {
        "type": "text", "voice_id": "2f72ee82b83d4b00af16c4771d611752", "input_text": "Hello.", "speed": 1.0,
        "pitch": 0,
    },
    "background": {"type": "color", "value": "#f6f6fc"},
}  # fmt: skip
BOARD: dict[str, Any] = {
    "title": "ours", "dimension": {"width": 1280, "height": 720}, "caption": False, "fps": 25,
    "enable_watermark": False, "test": True, "output_format": "mp4", "pronunciations": [], "scenes": [SCENE],
}  # fmt: skip
ORDER = TakeOrder(BOARD, token="order-17", title="My Title", callback_url="https://example.org/hook")
DONE: dict[str, Any] = {
    "code": 100,
    "data": {
        "callback_id": None, "caption_url": None, "created_at": 1706000000, "duration": 12.48, "error": None,
        "gif_url": "https://resource2.heygen.ai/video/gifs/x.gif", "id": VIDEO, "status": "completed",
        "thumbnail_url": "https://files2.heygen.ai/x.jpeg?Expires=1", "video_url": "https://files2.heygen.ai/x.mp4?E=1",
        "video_url_caption": None,
    },
    "message": "Success",
}  # fmt: skip


def status(**changes: Any) -> Any:
    return said({**DONE, "data": {**DONE["data"], **changes}})


class TestContract(Contract):
    case = Case(
        MAKER, ORDER, GENERATE, ACCEPTED, VIDEO,
        {"data": None, "error": {"code": "invalid_parameter", "message": "video_inputs is invalid: field required"}},
        STATUS, DONE, ("data", "status"), {"webhook_secret": "whsec_1"},
    )  # fmt: skip


def submitted(url: str, order: TakeOrder = ORDER) -> Outcome:
    outcome: Outcome = ask(MAKER, url, lambda client, connection: MAKER.submit(client, connection, order))
    return outcome


def news(url: str) -> TakeNews:
    found = ask(MAKER, url, lambda client, connection: MAKER.fetch(client, connection, VIDEO))
    assert isinstance(found, TakeNews)
    return found


def test_it_orders_word_for_word_as_the_contract_writes_it(site: Site) -> None:
    site.pages[GENERATE] = said({**ACCEPTED, "warning": {"message": "This v2 endpoint is Legacy."}})
    assert submitted(site("")) == Submitted(VIDEO, 20.0)
    line, headers, body = sent(site)
    assert line == "POST /v2/video/generate HTTP/1.1"
    assert headers["x-api-key"] == contract.KEY
    assert body == {
        "title": "My Title", "caption": False, "test": True, "callback_id": "order-17",
        "callback_url": "https://example.org/hook", "dimension": {"width": 1280, "height": 720},
        "video_inputs": [
            {"character": {"type": "avatar", "avatar_id": "Kristin_public_3_20240108", "avatar_style": "normal",
                           "scale": 1.0, "offset": {"x": 0.0, "y": 0.0}},
             "voice": {"type": "text", "voice_id": "2f72ee82b83d4b00af16c4771d611752", "input_text": "Hello.",
                       "speed": 1.0, "pitch": 0},
             "background": {"type": "color", "value": "#f6f6fc"}},
        ],
    }  # fmt: skip


def test_what_a_storyboard_says_of_the_whole_video_is_told(site: Site) -> None:
    site.pages[GENERATE] = said(ACCEPTED)
    more = {
        "caption_mode": "burn_in", "subtitles": {"preset_name": "bold", "alignment": 2}, "fps": 30,
        "enable_watermark": True, "test": False, "music": {"audio_asset_id": "m"}, "resolution": "4k",
    }  # fmt: skip
    scene = {"voice": {"type": "silence", "duration": 2.0}}
    submitted(site(""), TakeOrder({**BOARD, **more, "scenes": [scene]}, token="t"))
    body = sent(site)[2]
    assert body == {
        "title": "", "caption": False, "test": False, "callback_id": "t", "caption_mode": "burn_in",
        "subtitles": {"preset_name": "bold", "alignment": 2}, "dimension": {"width": 1280, "height": 720}, "fps": 30,
        "enable_watermark": True, "video_inputs": [{"voice": {"type": "silence", "duration": 2.0}}],
    }  # fmt: skip


@pytest.mark.parametrize("word", ["waiting", "pending", "processing", "draft", "rendering_v2"])
def test_it_runs_until_heygen_says_otherwise(site: Site, word: str) -> None:
    site.pages[STATUS] = status(status=word, video_url=None, thumbnail_url=None, duration=None)
    found = news(site(""))
    assert (found.standing, found.word, found.video_url, found.next_poll) == (Standing.RUNNING, word, "", 10.0)


def test_a_finished_video_is_told_with_all_that_comes_beside_it(site: Site) -> None:
    site.pages[STATUS] = status(caption_url="https://resource.heygen.ai/x.srt", callback_id="t")
    found = news(site(""))
    assert (found.standing, found.word, found.seconds) == (Standing.DONE, "completed", 12.48)
    assert found.video_url == "https://files2.heygen.ai/x.mp4?E=1"
    assert found.poster_url == "https://files2.heygen.ai/x.jpeg?Expires=1"
    assert found.captions_url == "https://resource.heygen.ai/x.srt"
    assert found.raw["gif_url"] == "https://resource2.heygen.ai/video/gifs/x.gif"
    assert CAPTION not in site.paths


def test_the_video_with_captions_is_preferred(site: Site) -> None:
    site.pages[STATUS] = status(video_url_caption="https://x/captioned.mp4")
    assert news(site("")).video_url == "https://x/captioned.mp4"


@pytest.mark.parametrize(
    ("answer", "standing", "url"),
    [
        (said({"code": 100, "data": {"caption_status": 1, "video_url_caption": None}}), Standing.RUNNING, ""),
        (said({"code": 100, "data": {"caption_status": 2, "video_url_caption": "https://x/c.mp4"}}), Standing.DONE,
         "https://x/c.mp4"),
        (said({"code": 100, "data": {"caption_status": 3, "video_url_caption": None}}), Standing.DONE,
         "https://files2.heygen.ai/x.mp4?E=1"),
        (reply(contract.PAGE, status="404 Not Found"), Standing.DONE, "https://files2.heygen.ai/x.mp4?E=1"),
    ],
)  # fmt: skip
def test_captions_that_were_wanted_are_waited_for(site: Site, answer: Any, standing: Standing, url: str) -> None:
    site.pages |= {STATUS: status(callback_id="t+captions", created_at=time.time()), CAPTION: answer}
    found = news(site(""))
    assert (found.standing, found.video_url) == (standing, url)


def test_captions_that_never_come_are_waited_for_two_hours(site: Site) -> None:
    waiting = said({"code": 100, "data": {"caption_status": 0, "video_url_caption": None}})
    for ago, standing in ((7000, Standing.RUNNING), (7300, Standing.DONE)):
        site.pages |= {STATUS: status(callback_id="t+captions", created_at=int(time.time()) - ago), CAPTION: waiting}
        assert news(site("")).standing is standing


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"code": 40119, "detail": "video too long (> 3600.0s)", "message": "Failed"},
         "Failed: video too long (> 3600.0s)"),
        ({"code": "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", "message": None}, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
        ("No luck.", "No luck."),
        (None, ""),
        (7, ""),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_heygens_words(site: Site, error: Any, reason: str) -> None:
    site.pages[STATUS] = status(status="failed", error=error, video_url=None)
    found = news(site(""))
    assert (found.standing, found.reason) == (Standing.FAILED, reason)


@pytest.mark.parametrize("member", ["video_url", "thumbnail_url", "caption_url", "duration", "error", "callback_id"])
@pytest.mark.parametrize("value", [None, 7, [], {}, "x", True])
def test_members_of_any_type_are_borne(site: Site, member: str, value: Any) -> None:
    site.pages[STATUS] = status(**{member: value})
    found = news(site(""))
    if member == "video_url":
        assert (found.standing, found.video_url) == (Standing.RUNNING, ""), "ready, and nowhere to be had"
    else:
        assert found.standing is Standing.DONE


@pytest.mark.parametrize(
    "answer",
    [
        said({"code": 40031, "message": "INVALID_VIDEO_ID", "data": None}, status="400 X"),
        said({"code": 404, "message": "not found", "data": None}, status="404 X"),
        said({"error": {"code": "video_not_found", "message": "x"}, "data": None}, status="404 X"),
    ],
)
def test_a_video_that_heygen_does_not_know_is_gone(site: Site, answer: Any) -> None:
    site.pages |= {STATUS: answer, DELETE: answer}
    assert news(site("")).standing is Standing.GONE
    assert ask(MAKER, site(""), lambda client, connection: MAKER.cancel(client, connection, VIDEO)) is True


def test_a_gateways_404_does_not_mean_that_a_video_is_gone(site: Site) -> None:
    found = ask(MAKER, site(""), lambda client, connection: MAKER.fetch(client, connection, VIDEO))
    assert isinstance(found, NoNews)


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (said({"code": 100, "data": None, "message": None, "msg": None}), True),
        (said({"code": 400573, "message": "PERMISSION_DENIED"}, status="403 X"), False),
        (reply(contract.PAGE, status="502 X"), False),
        (sends(b""), False),
    ],
)
def test_it_says_whether_a_deleted_video_is_gone(site: Site, answer: Any, gone: bool) -> None:
    site.pages[DELETE] = answer
    assert ask(MAKER, site(""), lambda client, connection: MAKER.cancel(client, connection, VIDEO)) is gone
    assert sent(site)[0].startswith("DELETE ")


def line(name: str, title: str = "My Title") -> dict[str, Any]:
    return {"video_id": name, "video_title": title, "status": "processing", "created_at": 1, "type": "GENERATED"}


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        ({"a": "other", "b": "order-17"}, "b"),
        ({"a": "order-17", "b": "order-17"}, None),
        ({"a": None}, None),
        ({"a": "order-17+captions"}, None),
        ({"0" * 200: "order-17"}, "0" * 200),
        ({"0" * 201: "order-17"}, None),
        ({"": "order-17"}, None),
        ({}, None),
    ],
)
def test_a_lost_order_is_found_by_its_token_alone(site: Site, tokens: dict[str, Any], found: str | None) -> None:
    lines = [line("z", "Another"), *map(line, tokens), "nonsense", {"video_title": "My Title"}]
    site.pages[LIST] = said({"code": 100, "data": {"token": None, "videos": lines}, "message": "Success"})
    for name, token in {**tokens, "z": "order-17"}.items():
        site.pages[f"/v1/video_status.get?video_id={name}"] = status(callback_id=token, id=name)
    wanted = {ORDER.token: Submitted(found, 0.0)} if found else {}
    assert ask(MAKER, site(""), lambda client, connection: MAKER.find(client, connection, [ORDER])) == wanted


def test_several_lost_orders_are_found_in_one_look(site: Site) -> None:
    """Jobs whose orders are known are not asked about."""
    site.pages[LIST] = said({"code": 100, "data": {"videos": [line("known"), line("a"), line("b", "Other")]}})
    for name, token in {"a": "order-17", "b": "order-18"}.items():
        site.pages[f"/v1/video_status.get?video_id={name}"] = status(callback_id=token, id=name)
    orders = [ORDER, replace(ORDER, token="order-18", title="Other"), replace(ORDER, token="order-19")]
    found = ask(MAKER, site(""), lambda client, there: MAKER.find(client, there, orders, known={"known"}))
    assert found == {"order-17": Submitted("a", 0.0), "order-18": Submitted("b", 0.0)}
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("said_id", "mark"),
    [(TOKEN, TOKEN), (f"{TOKEN}+captions", TOKEN), ("order-17", ""), (None, ""), (7, ""), (f"{TOKEN} ", "")],
)
def test_a_status_tells_whose_job_it_is(site: Site, said_id: Any, mark: str) -> None:
    site.pages[f"/v1/video_status.get?video_id={VIDEO}"] = status(callback_id=said_id)
    assert ask(MAKER, site(""), lambda client, there: MAKER.fetch(client, there, VIDEO)).mark == mark


def test_the_registry_chooses_the_version() -> None:
    assert type(registry.adapter(Provider.HEYGEN, {"version": "v2"})) is HeyGenV2
    for version in ("", "auto", "anything", None):
        assert type(registry.adapter(Provider.HEYGEN, {"version": version})).__name__ == "HeyGenAuto"
    assert registry.adapter(Provider.HEYGEN, {"version": "v1"}).__class__.__name__ == "HeyGenV1"


def test_it_says_what_it_can_not_do_before_money_is_spent() -> None:
    scenes = [
        SCENE,
        {**SCENE, "character": {**SCENE["character"], "avatar_style": "square", "brand_color": "#ff0000"}},
        {**SCENE, "voice": {**SCENE["voice"], "input_text": "x" * 5001}},
        {**SCENE, "voice": {**SCENE["voice"], "input_text": "We love NGINX."}},
        {**SCENE, "voice": {**SCENE["voice"], "input_text": "We love OpenGINX and its art."}},
    ]
    board = {
        **BOARD, "scenes": scenes, "output_format": "webm", "music": {"url": "https://x/m.mp3"},
        "pronunciations": [{"written": "nginx", "spoken": "engine x"}, {"written": "ginx", "spoken": "x"}],
    }  # fmt: skip
    found = MAKER.problems(board)
    assert set(found) == {
        "output_format", "scenes.1.character.avatar_style", "scenes.1.character.brand_color",
        "scenes.2.voice.input_text", "scenes.3.voice.input_text",
    }  # fmt: skip
    assert "nginx" in found["scenes.3.voice.input_text"]
    assert MAKER.problems(BOARD) == {}
    assert MAKER.split(board) == ((0, 1, 2, 3, 4),)


@pytest.mark.parametrize(("seconds", "cost"), [(0.0, 0), (0.1, 120), (30.0004, 120), (30.1, 240), (61.0, 360)])
def test_it_quotes_started_half_minutes(seconds: float, cost: int) -> None:
    assert MAKER.quote({}, seconds, price=4) == cost
