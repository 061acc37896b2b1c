"""HeyGen's v3 as words: orders into storyboards, and what is refused, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects.heygen.refusals import Refused
from studio.dialects.heygen.storyboards import Cast, Known
from studio.dialects.heygen_v3 import Brought, order_of, refusal_of, sources_of, storyboard_of, v3_error
from studio.errors import BadInput, NotEnoughCredits
from studio.storyboard import parse
from tests import heygen_schemas

CAST = Cast({"maya": Known("maya", photo=False, voice="nora"), "lena": Known("lena", photo=True)}.get, {"nora"})
ALONE: dict[str, Any] = {"type": "avatar", "avatar_id": "maya", "voice_id": "nora", "script": "Hello."}
SPEAKS = {"type": "avatar_video", "input": ALONE}
STILL = {"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}}
CLIP = {"type": "video", "source": {"type": "asset_id", "asset_id": "c1"}, "playback": {"mute": True}}
PHOTO = {"type": "image", "image": {"type": "asset_id", "asset_id": "p1"}, "voice_id": "nora", "script": "Hi."}
WHITE = {"type": "color", "value": "#ffffff"}


def studio(*scenes: Any, **whole: Any) -> dict[str, Any]:
    return {"type": "studio", "scenes": list(scenes), **whole}


def board(body: dict[str, Any], **files: Brought) -> dict[str, Any]:
    """The storyboard of an order, which is a right one. Files by their place, `__` for a dot."""
    found = storyboard_of(order_of(body), CAST, {place.replace("__", "."): each for place, each in files.items()})
    parse(found)
    return found


def refused(body: dict[str, Any], **files: Brought) -> tuple[str, str, int]:
    with pytest.raises(Refused) as caught:
        board(body, **files)
    return caught.value.code, caught.value.param, caught.value.status


def test_a_video_alone_is_one_scene() -> None:
    body = {
        **ALONE, "title": "Spring", "resolution": "720p", "aspect_ratio": "9:16", "background": WHITE,
        "caption": {"file_format": "srt", "style": "default"}, "remove_background": True,
        "voice_settings": {"speed": 1.2, "pitch": -2.4, "locale": "en-GB", "engine_settings": {"engine_type": "fish"}},
        "engine": {"type": "avatar_iv"}, "fit": "cover", "callback_id": "c", "callback_url": "https://x.example/hook",
    }  # fmt: skip
    assert heygen_schemas.problems("POST /v3/videos", body, of="request") == []
    assert board(body) == {
        "title": "Spring", "dimension": {"width": 720, "height": 1280}, "output_format": "mp4",
        "caption_mode": "burn_in",
        "scenes": [{
            "character": {"type": "avatar", "avatar_id": "maya", "matting": True}, "background": WHITE,
            "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello.", "speed": 1.2, "pitch": -2,
                      "locale": "en-GB"},
        }],
    }  # fmt: skip


def test_several_scenes_are_a_studio_video() -> None:
    body = studio(
        {"type": "avatar_video", "input": {**ALONE, "background": {"type": "color", "color": "#ffffff"}}},
        {**STILL, "duration": 3}, {**STILL, "voice_id": "nora", "script": "Look."}, CLIP,
    )  # fmt: skip
    assert heygen_schemas.problems("POST /v3/videos", body, of="request") == []
    first, still, told, clip = board(body, scenes__3__source=Brought("c1", 4.5))["scenes"]
    assert (first["character"]["avatar_id"], first["background"]) == ("maya", WHITE)
    assert still == {
        "background": {"type": "image", "url": "https://x.example/a.png"}, "voice": {"type": "silence", "duration": 3}
    }  # fmt: skip
    assert told["voice"]["input_text"] == "Look."
    assert clip["background"] == {"type": "video", "video_asset_id": "c1", "play_style": "freeze"}
    assert clip["voice"] == {"type": "silence", "duration": 4.5}


def test_a_picture_speaks_as_a_talking_photo() -> None:
    assert [place for place, _ in sources_of(order_of(PHOTO))] == ["image"]
    (alone,) = board({**PHOTO, "expressiveness": "high"}, image=Brought("lena"))["scenes"]
    talking = {"type": "talking_photo", "talking_photo_id": "lena", "talking_style": "expressive"}
    assert alone["character"] == talking
    body = studio(SPEAKS, {"type": "avatar_video", "input": PHOTO})
    assert [place for place, _ in sources_of(order_of(body))] == ["scenes.1.input.image"]
    among = board(body, scenes__1__input__image=Brought("lena"))["scenes"][1]
    assert among["character"]["talking_photo_id"] == "lena"


@pytest.mark.parametrize(
    ("said", "voice"),
    [
        ({"audio_url": "https://x.example/a.mp3"}, {"audio_url": "https://x.example/a.mp3"}),
        ({"audio_asset_id": "0199bbbb000070008000000000000002"},
         {"audio_asset_id": "0199bbbb-0000-7000-8000-000000000002"}),
    ],
)  # fmt: skip
def test_an_avatar_may_move_to_a_recording(said: dict[str, str], voice: dict[str, str]) -> None:
    (alone,) = board({"type": "avatar", "avatar_id": "maya", **said})["scenes"]
    assert alone["voice"] == {"type": "audio", **voice}


def test_an_avatar_has_a_voice_of_its_own() -> None:
    body = {name: value for name, value in ALONE.items() if name != "voice_id"}
    assert board(body)["scenes"][0]["voice"]["voice_id"] == "nora"
    assert refused({**body, "avatar_id": "lena"}) == ("invalid_parameter", "voice_id", 400)


@pytest.mark.parametrize(
    ("resolution", "aspect", "size"),
    [
        ("1080p", "16:9", (1920, 1080)), ("4k", "9:16", (2160, 3840)), ("720p", "4:5", (720, 900)),
        ("1080p", "5:4", (1350, 1080)), ("720p", "1:1", (720, 720)), ("1080p", "auto", (1920, 1080)),
    ],
)  # fmt: skip
def test_a_resolution_is_the_shorter_side(resolution: str, aspect: str, size: tuple[int, int]) -> None:
    made = board({**ALONE, "resolution": resolution, "aspect_ratio": aspect})["dimension"]
    assert (made["width"], made["height"]) == size


def test_a_webm_has_no_background() -> None:
    made = board({**ALONE, "output_format": "webm"})
    assert (made["output_format"], made["scenes"][0]["character"]["matting"]) == ("webm", True)
    assert refused({**ALONE, "output_format": "webm", "background": WHITE})[1] == "background"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "type"),
        ({"type": "cinematic_avatar", "prompt": "x", "avatar_id": ["maya"]}, "type"),
        ({"type": "avatar", "script": "Hi."}, "avatar_id"),
        ({**ALONE, "script": "x" * 5001}, "script"),
        ({**ALONE, "audio_url": "https://x.example/a.mp3"}, ""),
        ({"type": "avatar", "avatar_id": "maya"}, ""),
        ({**ALONE, "resolution": "8k"}, "resolution"),
        ({**ALONE, "voice_settings": {"speed": 3}}, "voice_settings.speed"),
        ({**ALONE, "voice_settings": {"volume": 0.5}}, "voice_settings.volume"),
        ({**ALONE, "background": {"type": "video", "url": "https://x.example/a.mp4"}}, "background.type"),
        ({**ALONE, "background": {"type": "image"}}, "background"),
        ({**ALONE, "background": {"type": "image", "url": "https://x.example/a.png", "asset_id": "a"}}, "background"),
        ({**ALONE, "background": {"type": "color"}}, "background"),
        ({**ALONE, "watermark": {"image": {"type": "url", "url": "https://x.example/a.png"}}}, "watermark"),
        ({**PHOTO, "image": {"type": "base64", "media_type": "image/png", "data": "aGk="}}, "image.data"),
        ({**PHOTO, "image": {"type": "url", "url": "ftp://x"}}, "image.url"),
        ({"type": "image", "script": "Hi."}, "image"),
        (studio(), "scenes"),
        (studio(*[SPEAKS] * 51), "scenes"),
        (studio({"type": "screen"}), "scenes.0"),
        (studio(SPEAKS, {"type": "avatar_video", "input": {"type": "avatar", "avatar_id": "maya"}}), "scenes.1.input"),
        (studio({"type": "avatar_video", "input": {**ALONE, "script": ""}}), "scenes.0.input.script"),
        (studio({**STILL, "duration": 3, "script": "Hi."}), "scenes.0"),
        (studio(STILL), "scenes.0"),
        (studio({**CLIP, "playback": None}), "scenes.0"),
        (studio(SPEAKS, output_format="webm"), "output_format"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(body: dict[str, Any], param: str) -> None:
    with pytest.raises(Refused) as caught:
        order_of(body)
    assert (caught.value.code, caught.value.param, caught.value.status) == ("invalid_parameter", param, 400)
    assert str(caught.value).startswith(f"{param or 'body'} is invalid: ")


def test_whoever_is_not_offered_is_not_found() -> None:
    assert refused({**ALONE, "avatar_id": "nobody"}) == ("avatar_not_found", "avatar_id", 404)
    assert refused({**ALONE, "voice_id": "none"}) == ("voice_not_found", "voice_id", 404)
    among = studio(SPEAKS, {"type": "avatar_video", "input": {**ALONE, "avatar_id": "nobody"}})
    assert refused(among) == ("avatar_not_found", "scenes.1.input.avatar_id", 404)


@pytest.mark.parametrize("seconds", [0.5, 101.0])
def test_a_clip_lasts_as_long_as_a_silence_may(seconds: float) -> None:
    assert refused(studio(CLIP), scenes__0__source=Brought("c1", seconds))[:2] == (
        "invalid_parameter",
        "scenes.0.source",
    )


@pytest.mark.parametrize(
    ("body", "path", "found"),
    [
        (ALONE, "scenes.0.voice.input_text", ("invalid_parameter", "script", 400)),
        (ALONE, "scenes.0.voice.speed", ("invalid_parameter", "voice_settings.speed", 400)),
        (ALONE, "scenes.0.voice.audio_asset_id", ("asset_not_available", "audio_asset_id", 404)),
        (ALONE, "scenes.0.background.image_asset_id", ("asset_not_available", "background.asset_id", 404)),
        (ALONE, "scenes.0.background.url", ("download_failed", "background.url", 400)),
        (ALONE, "dimension.width", ("invalid_parameter", "resolution", 400)),
        (ALONE, "test", ("invalid_parameter", "test", 400)),
        (studio(SPEAKS), "scenes.0.voice.input_text", ("invalid_parameter", "scenes.0.input.script", 400)),
        (studio({**STILL, "duration": 3}), "scenes.0.background.url", ("download_failed", "scenes.0.source.url", 400)),
        (studio({**STILL, "duration": 3}), "scenes.0.voice.duration", ("invalid_parameter", "scenes.0.duration", 400)),
    ],
)  # fmt: skip
def test_what_the_storyboard_lacks_is_told_in_v3s_places(
    body: dict[str, Any], path: str, found: tuple[str, str, int]
) -> None:
    refusal = refusal_of(BadInput({path: "No."}), order_of(body))
    assert (refusal.code, refusal.param, refusal.status) == found


def test_an_error_has_v3s_envelope() -> None:
    body, status = v3_error(NotEnoughCredits("It needs 10 credits.", needed=1000, available=500))
    assert (status, body) == (402, {"error": {
        "code": "insufficient_credit", "message": "It needs 10 credits.",
        "doc_url": "https://developers.heygen.com/docs/error-codes#insufficient-credit",
    }})  # fmt: skip
    wrong, _ = v3_error(Refused("invalid_query_parameter", "limit is invalid: x", param="limit"))
    assert (wrong["error"]["code"], wrong["error"]["param"]) == ("invalid_parameter", "limit")
