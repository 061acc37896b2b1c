"""HeyGen's v3 as a provider: against its published schemas and servers that misbehave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from studio.providers import heygen_v3_files
from studio.providers.base import Later, NoNews, Outcome, Refused, Standing, Submitted, TakeOrder, Unknown, Unsent
from studio.providers.heygen_v3 import HeyGenV3
from studio.providers.heygen_v3_words import has_ended
from tests import heygen_schemas
from tests.net.site import Site, reply, sends
from tests.providers.contract import Case, Contract, ask, said
from tests.providers.heygen_sites import MARK, TOKEN, body_of, news, order, scene, submitted, wrong

MAKER = HeyGenV3()
VIDEOS, ASSETS = "/v3/videos", "/v3/assets"
MADE = {"data": {"video_id": "b1946ac92492d2347c6235b4d2611184", "status": "waiting", "output_format": "mp4"}}
FOUND = f"{VIDEOS}?limit=100&title={MARK}"


@pytest.fixture(autouse=True)
def made(site: Site) -> None:
    site.pages[VIDEOS] = said(MADE)


class TestContract(Contract):
    case = Case(
        MAKER, order(), VIDEOS, MADE, MADE["data"]["video_id"],
        {"error": {"code": "invalid_parameter", "message": "script is invalid: Field required", "param": "script"}},
        f"{VIDEOS}/{MADE['data']['video_id']}", {"data": {"id": "v", "status": "pending"}}, ("data", "status"),
        {"webhook_secret": "whsec_1"},
    )  # fmt: skip


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG picture")
    return tmp_path / "logo.png"


def test_one_scene_is_a_video_of_an_avatar(site: Site) -> None:
    assert submitted(MAKER, site) == Submitted(MADE["data"]["video_id"], 20.0)
    head, body = site.asked[0].partition("\r\n\r\n")[0].lower(), body_of(site.asked[0])
    assert head.startswith("post /v3/videos http/1.1")
    assert "x-api-key: sk-4711" in head
    assert f"idempotency-key: {TOKEN}" in head
    assert body == {
        "type": "avatar", "avatar_id": "Abigail", "script": "Hello.", "voice_id": "v1",
        "background": {"type": "color", "value": "#f6f6fc"}, "resolution": "1080p", "aspect_ratio": "9:16",
        "title": f"Spring v1 ({MARK})", "callback_id": TOKEN,
    }  # fmt: skip


def test_several_scenes_are_one_studio_video(site: Site, picture: Path) -> None:
    still = {"character": None, "background": {"type": "image", "image_asset_id": "a1", "fit": "cover"}}
    site.pages[ASSETS] = said({"data": {"asset_id": "theirs", "url": "https://x", "mime_type": "image/png",
                                        "size_bytes": 12}})  # fmt: skip
    given = order(
        scene(), scene(**still, voice={"type": "silence", "duration": 2.5}), scene(**still), files={"a1": picture}
    )  # fmt: skip
    assert isinstance(submitted(MAKER, site, given), Submitted)
    assert site.paths == [ASSETS, VIDEOS]
    body, source = body_of(site.asked[-1]), {"type": "asset_id", "asset_id": "theirs"}
    assert (body["type"], body["aspect_ratio"], body["resolution"]) == ("studio", "9:16", "1080p")
    assert body["scenes"] == [
        {"type": "avatar_video", "input": {
            "type": "avatar", "avatar_id": "Abigail", "script": "Hello.", "voice_id": "v1",
            "background": {"type": "color", "color": "#f6f6fc"}}},
        {"type": "image", "source": source, "duration": 2.5},
        {"type": "image", "source": source, "script": "Hello.", "voice_id": "v1"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ({"voice": {"speed": 1.2, "pitch": -3, "locale": "en-GB"}},
         {"voice_settings": {"speed": 1.2, "pitch": -3, "locale": "en-GB"}}),
        ({"voice": {"elevenlabs_settings": {"model": "eleven_turbo_v2_5", "stability": 0.5}}},
         {"voice_settings": {"engine_settings": {
             "engine_type": "elevenlabs", "model": "eleven_turbo_v2_5", "stability": 0.5}}}),
        ({"voice": {"type": "audio", "audio_url": "https://x/a.mp3"}}, {"audio_url": "https://x/a.mp3"}),
        ({"voice": {"type": "audio", "audio_asset_id": "a1"}}, {"audio_asset_id": "a1"}),
        ({"character": {"matting": True}}, {"remove_background": True}),
        ({"character": {"talking_style": "expressive"}}, {"expressiveness": "high"}),
        ({"background": {"type": "image", "url": "https://x/b.png"}},
         {"background": {"type": "image", "url": "https://x/b.png"}}),
    ],
)  # fmt: skip
def test_a_scene_says_all_that_v3_understands(site: Site, parts: dict[str, Any], part: dict[str, Any]) -> None:
    submitted(MAKER, site, order(scene(**parts)))
    body = body_of(site.asked[0])
    assert {name: body[name] for name in part} == part
    assert MAKER.problems(order(scene(**parts)).storyboard) == {}


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ({"dimension": {"width": 1280, "height": 720}}, {"resolution": "720p", "aspect_ratio": "16:9"}),
        ({"dimension": {"width": 2160, "height": 3840}}, {"resolution": "4k", "aspect_ratio": "9:16"}),
        ({"dimension": {"width": 1080, "height": 1350}}, {"resolution": "1080p", "aspect_ratio": "4:5"}),
        ({"dimension": {"width": 512, "height": 512}}, {"resolution": "720p", "aspect_ratio": "1:1"}),
        ({"caption": True}, {"caption": {"file_format": "srt", "style": "default"}}),
        ({"caption": True, "caption_mode": "file_only"}, {"caption": {"file_format": "srt"}}),
    ],
)
def test_the_whole_video_is_named_in_v3s_words(site: Site, whole: dict[str, Any], part: dict[str, Any]) -> None:
    submitted(MAKER, site, order(**whole))
    body = body_of(site.asked[0])
    assert {name: body[name] for name in part} == part


def test_our_files_are_brought_first_each_once_and_alike_when_sent_again(site: Site, picture: Path) -> None:
    site.pages[ASSETS] = said({"data": {"asset_id": "theirs"}})
    photo = scene(character={"type": "talking_photo", "talking_photo_id": "p1", "avatar_id": None})
    photo["background"] = {"type": "image", "image_asset_id": "p1"}
    given = order(photo, files={"p1": picture, "music": picture})
    for _ in range(2):
        assert isinstance(submitted(MAKER, site, given), Submitted)
    assert site.paths == [ASSETS, VIDEOS] * 2
    assert site.asked[:2] == site.asked[2:]
    head, _, form = site.asked[0].partition("\r\n\r\n")
    assert f"idempotency-key: {TOKEN}:p1" in head.lower()
    assert 'name="file"; filename="p1.png"' in form
    assert "PNG picture" in form
    body = body_of(site.asked[1])
    assert (body["type"], body["image"]) == ("image", {"type": "asset_id", "asset_id": "theirs"})
    assert body["background"] == {"type": "image", "asset_id": "theirs"}


def test_nothing_is_ordered_that_nobody_wants_when_its_files_are_there(site: Site, picture: Path) -> None:
    async def unwanted() -> bool:
        return False

    site.pages[ASSETS] = said({"data": {"asset_id": "theirs"}})
    given = order(scene(background={"type": "image", "image_asset_id": "a1"}), files={"a1": picture})
    assert submitted(MAKER, site, replace(given, wanted=unwanted)) == Unsent()
    assert site.paths == [ASSETS]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (wrong("invalid_parameter", "400 Bad Request"), Refused),
        (wrong("payload_too_large", "413 X"), Refused),
        (said({}, status="429 X", Retry_After="7"), Later),
        (reply(b"<html>502</html>", status="502 Bad Gateway"), Later),
        (said({"data": {}}), Later),
        (sends(b""), Later),
    ],
)
def test_nothing_is_ordered_when_a_file_does_not_arrive(
    site: Site, picture: Path, answer: Any, outcome: type[Outcome]
) -> None:
    site.pages[ASSETS] = answer
    given = order(scene(background={"type": "image", "image_asset_id": "a1"}), files={"a1": picture})
    assert isinstance(submitted(MAKER, site, given), outcome)
    assert site.paths == [ASSETS]


def test_uploading_ends_before_the_queue_would_end_its_worker(
    site: Site, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heygen_v3_files, "SECONDS", 0.3)
    site.pages[ASSETS] = site.silence
    shown = [{**scene(), "background": {"type": "image", "image_asset_id": f"a{number}"}} for number in range(9)]
    given = order(*shown, files={f"a{number}": picture for number in range(9)})
    assert isinstance(submitted(MAKER, site, given), Later)
    assert len(site.asked) == heygen_v3_files.AT_ONCE, "the time is for all of them together"


def test_a_file_that_is_too_large_or_gone_is_not_sent(
    site: Site, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = scene(background={"type": "image", "image_asset_id": "a1"})
    gone = submitted(MAKER, site, order(shown, files={"a1": picture.with_name("none.png")}))
    assert isinstance(gone, Refused)
    monkeypatch.setattr(heygen_v3_files, "MOST_BYTES", 5)
    large = submitted(MAKER, site, order(shown, files={"a1": picture}))
    assert isinstance(large, Refused)
    assert site.asked == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (wrong("invalid_parameter", "400 Bad Request", param="script"), Refused),
        (wrong("unauthorized", "401 Unauthorized"), Refused),
        (wrong("insufficient_credit", "402 Payment Required"), Refused),
        (wrong("avatar_not_found", "404 Not Found"), Refused),
        (wrong("not_found", "404 Not Found", param="avatar_id"), Refused),
        (wrong("rate_limit_exceeded", "429 X"), Later),
        (wrong("request_in_progress", "409 Conflict"), Unknown),
        (wrong("conflict", "409 Conflict"), Unknown),
        (wrong("consent_missing", "409 Conflict"), Refused),
        (wrong("invalid_parameter", "422 X"), Refused),
        (wrong("idempotency_key_reused", "422 X"), Unknown),
        (wrong("internal_error", "500 X"), Unknown),
        (reply(b"<html>502</html>", status="502 Bad Gateway"), Unknown),
        (said({"data": {"status": "waiting"}}), Unknown),
        (sends(b""), Unknown),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), Unknown),
    ],
)
def test_it_tells_the_endings_of_an_order_apart(site: Site, answer: Any, outcome: type[Outcome]) -> None:
    site.pages[VIDEOS] = answer
    found = submitted(MAKER, site)
    assert isinstance(found, outcome), found
    assert not has_ended(found)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        wrong("not_found", "404 Not Found"), wrong("gone", "410 Gone"), reply(b"<html>", status="410 Gone"),
        said({"detail": "Not Found"}, status="404 Not Found"),

        said({"data": None, "error": {"code": "not_found"}}, status="404 Not Found"),
    ],
)  # fmt: skip
def test_a_server_without_v3_is_refused_with_what_helps(site: Site, answer: Any) -> None:
    site.pages[VIDEOS] = answer
    found = submitted(MAKER, site)
    assert has_ended(found)
    assert "v2" in found.sentence  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([{"id": "v7", "title": f"Spring v1 ({MARK})"}], Submitted("v7", 20.0)),
        ([{"id": "v7", "title": f"A ({MARK})"}, {"id": "v8", "title": f"B ({MARK})"}], None),
        ([{"id": "v7", "title": "Spring v1"}], None),
        ([{"id": "0" * 200, "title": f"A ({MARK})"}], Submitted("0" * 200, 20.0)),
        ([{"id": "0" * 201, "title": f"A ({MARK})"}], None),
        ([{"id": "0" * 201, "title": f"A ({MARK})"}, {"id": "v8", "title": f"B ({MARK})"}], None),
        ([], None),
    ],
)
def test_a_lost_order_is_found_by_its_title(site: Site, found: Any, outcome: Submitted | None) -> None:
    site.pages[FOUND] = said({"data": found, "has_more": False, "next_token": None})
    wanted = {order().token: outcome} if outcome else {}
    assert ask(MAKER, site(""), lambda client, who: MAKER.find(client, who, [order()])) == wanted


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"status": "pending"}, (Standing.RUNNING, "")),
        ({"status": "something_new"}, (Standing.RUNNING, "")),
        ({"status": "completed", "video_url": None}, (Standing.RUNNING, "")),
        ({"status": "completed", "video_url": "https://x/v.mp4"}, (Standing.DONE, "https://x/v.mp4")),
        ({"status": "completed", "video_url": "https://x/v.mp4", "captioned_video_url": "https://x/c.mp4"},
         (Standing.DONE, "https://x/c.mp4")),
        ({"status": "failed", "failure_code": "rendering_failed", "failure_message": "No."}, (Standing.FAILED, "")),
    ],
)  # fmt: skip
def test_it_reads_news(site: Site, answer: dict[str, Any], found: tuple[Standing, str]) -> None:
    whole = {"id": "v", "thumbnail_url": "https://x/t.jpg", "subtitle_url": None, "duration": 30.5, **answer}
    site.pages[f"{VIDEOS}/v"] = said({"data": whole})
    told = news(MAKER, site)
    assert (told.standing, told.video_url) == found
    assert (told.poster_url, told.captions_url, told.seconds) == ("https://x/t.jpg", "", 30.5)
    assert told.reason == answer.get("failure_message", "")
    assert told.raw == whole


@pytest.mark.parametrize(("title", "mark"), [(f"Spring ({MARK})", MARK), (f"{MARK} Spring", ""), (None, ""), (7, "")])
def test_it_reads_whose_job_it_is_in_its_title(site: Site, title: Any, mark: str) -> None:
    site.pages[f"{VIDEOS}/v"] = said({"data": {"id": "v", "status": "processing", "title": title}})
    assert news(MAKER, site).mark == mark


def test_only_an_error_about_the_video_says_that_it_is_gone(site: Site) -> None:
    site.pages[f"{VIDEOS}/v"] = wrong("video_not_found", "404 Not Found")
    assert news(MAKER, site).standing is Standing.GONE
    nowhere = wrong("not_found", "404 Not Found")
    for answer in (
        nowhere, reply(b"<html>404</html>", status="404 X"), wrong("x", "500 X"), said({"data": []}), sends(b"")
    ):  # fmt: skip
        site.pages[f"{VIDEOS}/v"] = answer
        assert isinstance(news(MAKER, site), NoNews)


def test_to_cancel_is_to_delete(site: Site) -> None:
    site.pages[f"{VIDEOS}/a%2Fb"] = said({"data": {"id": "a/b", "deleted": True}})
    assert ask(MAKER, site(""), lambda client, who: MAKER.cancel(client, who, "a/b")) is True
    assert site.asked[0].startswith("DELETE ")
    site.pages[f"{VIDEOS}/b"] = wrong("video_not_found", "404 Not Found")
    assert ask(MAKER, site(""), lambda client, who: MAKER.cancel(client, who, "b")) is True
    site.pages[f"{VIDEOS}/c"] = wrong("not_found", "404 Not Found")
    for name in ("c", "d"):
        assert ask(MAKER, site(""), lambda client, who, name=name: MAKER.cancel(client, who, name)) is False


def test_a_template_is_ordered_with_its_variables(site: Site, picture: Path) -> None:
    site.pages["/v3/templates/t1"] = said({"data": {"id": "v9", "status": "pending"}})
    site.pages[ASSETS] = said({"data": {"asset_id": "theirs"}})
    chosen = {"template_id": "t1", "variables": {
        "name": {"type": "text", "properties": {"content": "John"}},
        "logo": {"type": "image", "properties": {"asset_id": "a1"}},
        "who": {"type": "avatar", "properties": {"avatar_id": "Abigail"}},
    }}  # fmt: skip
    given = order(scene(character={"scale": 3}), files={"a1": picture}, template=chosen, caption=True, fps=30)
    assert MAKER.problems(given.storyboard) == {}
    assert submitted(MAKER, site, given) == Submitted("v9", 20.0)
    body = body_of(site.asked[-1])
    assert heygen_schemas.problems("POST /v3/templates/{template_id}", body, of="request") == []
    assert body["variables"] == {
        "name": {"name": "name", "type": "text", "properties": {"content": "John"}},
        "logo": {"name": "logo", "type": "image", "properties": {"asset_id": "theirs"}},
        "who": {"name": "who", "type": "character", "properties": {"character_id": "Abigail", "type": "avatar"}},
    }  # fmt: skip
    assert (body["caption"], body["fps"], body["dimension"]) == (True, 30, {"width": 1080, "height": 1920})
    assert "scenes" not in body


@pytest.mark.parametrize(("seconds", "cost"), [(0.1, 10), (30.0, 300), (30.2, 310), (0.0, 0)])
def test_it_quotes_started_seconds(seconds: float, cost: int) -> None:
    assert MAKER.quote({}, seconds, price=10) == cost


def test_all_scenes_are_one_take(site: Site) -> None:
    assert MAKER.split(order(scene(), scene(), scene()).storyboard) == ((0, 1, 2),)


def test_where_to_tell_news_goes_along(site: Site) -> None:
    given = TakeOrder(order().storyboard, token=TOKEN, callback_url="https://x/hook")
    submitted(MAKER, site, given)
    body = body_of(site.asked[0])
    assert (body["callback_url"], body["callback_id"], body["title"]) == ("https://x/hook", TOKEN, f"({MARK})")
