"""HeyGen's v1 as a provider: clips on one background, and clear words for all that it can't do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.providers.base import File, Outcome, Submitted, TakeOrder
from studio.providers.heygen_v1 import HeyGenV1
from tests.net.site import Site
from tests.providers.contract import Case, Contract, ask, said, sent
from tests.providers.test_heygen import DONE, STATUS, VIDEO, status

MAKER = HeyGenV1()
GENERATE = "/v1/video.generate"
ACCEPTED = {"code": 100, "data": {"video_id": VIDEO}, "message": "Success"}
DAISY: dict[str, Any] = {
    "character": {
        "type": "avatar", "avatar_id": "Daisy-inskirt-20220818", "avatar_style": "normal", "scale": 1,
        "offset": {"x": 0, "y": 0}, "matting": False,
    },
    "voice": {
        "type": "text", "voice_id": "131a436c47064f708210df6628ef8f32", "input_text": "Welcome", "speed": 1.0,
        "pitch": 0,
    },
    "background": {"type": "color", "value": "#ffffff"},
}  # fmt: skip
BOARD: dict[str, Any] = {
    "dimension": {"width": 1920, "height": 1080}, "test": True, "caption": False, "fps": 25, "scenes": [DAISY],
}  # fmt: skip
ORDER = TakeOrder(BOARD, token="t", title="My Title")


class TestContract(Contract):
    case = Case(
        MAKER, ORDER, GENERATE, ACCEPTED, VIDEO, {"code": 40065, "message": "INVALID_VIDEO_INFOS", "data": None},
        STATUS, DONE, ("data", "status"), {"webhook_secret": "whsec_1"},
    )  # fmt: skip


def submitted(url: str, order: TakeOrder = ORDER) -> Outcome:
    outcome: Outcome = ask(MAKER, url, lambda client, connection: MAKER.submit(client, connection, order))
    return outcome


def test_it_orders_word_for_word_as_the_contract_writes_it(site: Site) -> None:
    site.pages[GENERATE] = said(ACCEPTED)
    assert submitted(site("")) == Submitted(VIDEO, 20.0)
    assert sent(site)[2] == {
        "background": "#ffffff", "ratio": "16:9", "test": True, "version": "v1alpha", "caption_open": False,
        "callback_id": "t",
        "clips": [
            {"avatar_id": "Daisy-inskirt-20220818", "avatar_style": "normal", "input_text": "Welcome",
             "voice_id": "131a436c47064f708210df6628ef8f32", "scale": 1, "offset": {"x": 0, "y": 0}},
        ],
    }  # fmt: skip


def test_files_are_named_by_the_addresses_of_their_uploads(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"bytes")
    files = {
        "photo": File("https://studio/photo", path, "image/png"), "voice": File("https://studio/v", path, "audio/wav"),
        "back": File("https://studio/back.mp4", path, "video/mp4"),
    }  # fmt: skip
    scene = {
        "character": {"type": "talking_photo", "talking_photo_id": "photo"},
        "voice": {"type": "audio", "audio_asset_id": "voice"},
        "background": {"type": "video", "video_asset_id": "back"},
    }  # fmt: skip
    site.pages |= {
        GENERATE: said(ACCEPTED), "/v1/asset": said({"code": 100, "data": {"id": "a1", "url": "https://x/a.mp4"}}),
        "/v1/talking_photo": said({"code": 100, "data": {"talking_photo_id": "tp1"}}),
    }  # fmt: skip
    board = {**BOARD, "dimension": {"width": 1080, "height": 1920}, "caption": True, "scenes": [scene]}
    assert isinstance(submitted(site(""), TakeOrder(board, "t", files=files)), Submitted)
    body = sent(site)[2]
    assert (body["ratio"], body["background"], body["caption_open"]) == ("9:16", "https://x/a.mp4", True)
    assert body["callback_id"] == "t+captions"
    assert body["clips"] == [{
        "talking_photo_id": "tp1", "talking_photo_style": "normal", "input_audio": "https://x/a.mp4", "scale": 1,
        "offset": {"x": 0, "y": 0},
    }]  # fmt: skip
    site.pages["/v1/asset"] = said({"code": 100, "data": {"id": "a1"}})
    submitted(site(""), TakeOrder(board, "t", files=files))
    assert sent(site)[2]["background"] == "https://studio/back.mp4", "ours, when the upload tells no address"


def changed(path: str, value: Any) -> dict[str, Any]:
    """The board with one field of its last scene, or of the whole, set."""
    board = json.loads(json.dumps({**BOARD, "scenes": [DAISY, DAISY]}))
    place = board
    *way, last = path.split(".")
    for name in way:
        place = place[int(name)] if isinstance(place, list) else place[name]
    place[last] = value
    return dict(board)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("dimension", {"width": 1080, "height": 1080}),
        ("caption_mode", "file_only"),
        ("subtitles", {"preset_name": "bold"}),
        ("enable_watermark", True),
        ("output_format", "webm"),
        ("template", {"template_id": "t"}),
        ("scenes.1.character", None),
        ("scenes.1.character.avatar_style", "closeUp"),
        ("scenes.1.character.avatar_style", "square"),
        ("scenes.1.character.matting", True),
        ("scenes.1.character.circle_background_color", "#ffffff"),
        ("scenes.1.character.brand_color", "#ffffff"),
        ("scenes.1.character.talking_photo_style", "square"),
        ("scenes.1.character.talking_style", "expressive"),
        ("scenes.1.character.expression", "happy"),
        ("scenes.1.character.super_resolution", True),
        ("scenes.1.voice.type", "silence"),
        ("scenes.1.voice.speed", 1.2),
        ("scenes.1.voice.pitch", -3),
        ("scenes.1.voice.emotion", "Friendly"),
        ("scenes.1.voice.locale", "en-GB"),
        ("scenes.1.voice.elevenlabs_settings", {"model": "eleven_turbo_v2"}),
        ("scenes.1.voice.input_text", "x" * 5001),
        ("scenes.1.background", {"type": "color", "value": "#000000"}),
    ],
)
def test_it_says_what_it_can_not_do_before_money_is_spent(path: str, value: Any) -> None:
    found = MAKER.problems(changed(path, value))
    assert set(found) == {path}
    assert found[path].endswith(".")
    assert value != "silence" or found[path] == MAKER.features.refuses["voice.silence"]


@pytest.mark.parametrize(("field", "value"), [("fit", "contain"), ("play_style", "once")])
def test_it_has_one_way_to_show_a_background(field: str, value: str) -> None:
    back = {"type": "video", "url": "https://x/b.mp4", "fit": "cover", "play_style": "loop"}
    board = {**BOARD, "scenes": [{**DAISY, "background": {**back, field: value}}]}
    assert set(MAKER.problems(board)) == {f"scenes.0.background.{field}"}


def test_what_it_can_do_is_no_problem() -> None:
    assert MAKER.problems(BOARD) == {}
    assert MAKER.problems({**BOARD, "caption": True, "dimension": {"width": 134, "height": 240}}) == {}
    assert not MAKER.features.templates


def test_a_lost_order_is_found_without_a_title(site: Site) -> None:
    site.pages["/v1/video.list?limit=100"] = said({"code": 100, "data": {"videos": [
        {"video_id": "b", "video_title": "Untitled"}, {"video_id": "a", "video_title": "x"},
    ]}})  # fmt: skip
    for name, token in (("b", "other"), ("a", "t")):
        site.pages[f"/v1/video_status.get?video_id={name}"] = status(callback_id=token)
    found = ask(MAKER, site(""), lambda client, connection: MAKER.find(client, connection, [ORDER]))
    assert found == {ORDER.token: Submitted("a", 0.0)}
