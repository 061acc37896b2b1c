"""HeyGen's words: what its programs send and what they are told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from studio.dialects import heygen
from studio.dialects.heygen.storyboards import place_of
from studio.errors import BadInput
from studio.storyboard import parse

CONTRACT: dict[str, Any] = {
    "title": "My Title", "caption": False, "test": True, "callback_id": "order-17",
    "callback_url": "https://example.org/hook", "dimension": {"width": 1280, "height": 720},
    "video_inputs": [
        {
            "character": {
                "type": "avatar", "avatar_id": "maya", "avatar_style": "normal", "scale": 1.0,
                "offset": {"x": 0.0, "y": 0.0},
            },
            "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello.", "speed": 1.0, "pitch": 0},
            "background": {"type": "color", "value": "#f6f6fc"},
        }
    ],
}  # fmt: skip
"""The contract's complete request."""
TEXT: dict[str, Any] = CONTRACT["video_inputs"][0]["voice"]
PHOTO = "0199aaaa-0000-7000-8000-000000000001"
KNOWN = {"maya": heygen.Known("maya", photo=False), "lena": heygen.Known(PHOTO, photo=True)}
CAST = heygen.Cast(KNOWN.get, {"nora"})
ASSET = "0199bbbb000070008000000000000002"


def scene(**parts: Any) -> dict[str, Any]:
    return {"voice": dict(TEXT), **parts}


def body(*scenes: dict[str, Any], **whole: Any) -> dict[str, Any]:
    return {"video_inputs": list(scenes) or [scene()], **whole}


def board(sent: dict[str, Any]) -> dict[str, Any]:
    """The storyboard of a body, which must be a right one."""
    made = heygen.storyboard_of(heygen.read(heygen.Generate, sent), CAST)
    parse(made)
    return made


def refused(sent: Any) -> heygen.Refused:
    with pytest.raises(heygen.Refused) as found:
        board(sent)
    return found.value


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "video_inputs is invalid: Field required"),
        (
            body(scene(character={})),
            "video_inputs.0.character is invalid: Unable to extract tag using discriminator 'type'",
        ),
        (body({}), "video_inputs.0.voice is invalid: Field required"),
        (body({"voice": None}), "video_inputs.0.voice is invalid: Field required"),
        (
            body({"voice": {"type": "text", "voice_id": "nora"}}),
            "video_inputs.0.voice.text.input_text is invalid: Field required",
        ),
        (
            body({"voice": {"type": "text", "input_text": "Hi."}}),
            "video_inputs.0.voice.text.voice_id is invalid: Field required",
        ),
        (
            body({"voice": {"type": "audio"}}),
            "video_inputs.0.voice.audio is invalid: Value error, "
            "either audio_url or audio_asset_id needs to be provided",
        ),
    ],
)
def test_it_refuses_word_for_word(sent: dict[str, Any], message: str) -> None:
    found = refused(sent)
    assert heygen.v2_error(found) == {"data": None, "error": {"code": "invalid_parameter", "message": message}}
    assert found.status == 400


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (body(*[scene()] * 51), "video_inputs is invalid: List should have at most 50 items after validation, not 51"),
        (
            body() | {"video_inputs": []},
            "video_inputs is invalid: List should have at least 1 item after validation, not 0",
        ),
        (
            body({"voice": {**TEXT, "input_text": "x" * 5001}}),
            "video_inputs.0.voice.text.input_text is invalid: String should have at most 5000 characters",
        ),
        (
            body({"voice": {**TEXT, "speed": 1.6}}),
            "video_inputs.0.voice.text.speed is invalid: Input should be less than or equal to 1.5",
        ),
        (
            body({"voice": {**TEXT, "input_text": "a\0"}}),
            "video_inputs.0.voice.text.input_text is invalid: Remove the unreadable characters; they can't be stored.",
        ),
        (
            body({"voice": {"type": "song"}}),
            "video_inputs.0.voice is invalid: Input tag 'song' found using 'type' "
            "does not match any of the expected tags: 'text', 'audio', 'silence'",
        ),
        (
            body(scene(background={"type": "image"})),
            "video_inputs.0.background.image is invalid: Value error, "
            "either url or image_asset_id needs to be provided",
        ),
        (
            body(scene(background={"url": "https://example.org/a.png"})),
            "video_inputs.0.background is invalid: Unable to extract tag using discriminator 'type'",
        ),
        (
            body({"voice": {"type": "audio", "audio_url": "https://example.org/a.mp3", "audio_asset_id": ASSET}}),
            "video_inputs.0.voice.audio is invalid: Value error, "
            "only one of audio_url and audio_asset_id can be provided",
        ),
        (
            {"video_inputs": [7]},
            "video_inputs.0 is invalid: Input should be a valid dictionary or instance of Scene",
        ),
        (body(fps=60), "fps is invalid: Input should be 25 or 30"),
        (body(dimension={"width": 1281, "height": 720}), "dimension.width is invalid: Input should be a multiple of 2"),
        (body(subtitles={}), "subtitles.preset_name is invalid: Field required"),
        (
            body(callback_url="ftp://example.org"),
            "callback_url is invalid: String should match pattern '^[hH][tT][tT][pP][sS]?://[^\\s\\\\]+$'",
        ),
    ],
)
def test_it_refuses_as_pydantic_does(sent: dict[str, Any], message: str) -> None:
    assert str(refused(sent)) == message


@pytest.mark.parametrize(
    ("sent", "code", "message"),
    [
        (
            body(scene(character={"type": "avatar", "avatar_id": "nobody"})),
            "avatar_not_found",
            "Avatar nobody not found or no longer available.",
        ),
        (
            body(scene(character={"type": "talking_photo", "talking_photo_id": "maya"})),
            "avatar_not_found",
            "Talking photo maya not found or no longer available.",
        ),
        (
            body({"voice": {**TEXT, "voice_id": "nobody"}}),
            "voice_not_found",
            "Voice nobody not found or no longer available.",
        ),
    ],
)
def test_it_names_who_is_not_there(sent: dict[str, Any], code: str, message: str) -> None:
    found = refused(sent)
    assert (found.code, str(found), found.status) == (code, message, 400)


def test_it_takes_the_contracts_request() -> None:
    assert board(CONTRACT) == {
        "title": "My Title", "caption": False, "test": True, "dimension": {"width": 1280, "height": 720}, "fps": 25,
        "enable_watermark": False,
        "scenes": [
            {
                "character": {
                    "type": "avatar", "avatar_id": "maya", "avatar_style": "normal", "scale": 1.0,
                    "offset": {"x": 0.0, "y": 0.0}, "matting": False,
                },
                "voice": TEXT,
                "background": {"type": "color", "value": "#f6f6fc"},
            }
        ],
    }  # fmt: skip


def test_it_passes_over_nulls_and_what_it_does_not_know() -> None:
    sent = deepcopy(CONTRACT)
    sent |= {"aspect_ratio": None, "callback_id": None, "folder_id": None, "dimensions": {"w": 1}, "prompt": "Wave."}
    sent["video_inputs"][0]["character"] |= {"use_avatar_iv_model": True, "prompt": "Smile.", "matting": None}
    sent["video_inputs"][0] |= {"text": {"type": "text"}}
    assert board(sent) == board(CONTRACT)
    assert board(body(scene(character=None, background=None)))["scenes"][0].keys() == {"voice", "background"}


@pytest.mark.parametrize("rate", [30, 30.0, "30", "30.0"])
def test_a_number_may_be_a_text(rate: Any) -> None:
    sent = body({"voice": {**TEXT, "speed": "1.2", "pitch": "3"}}, fps=rate, dimension={"width": "1280", "height": 720})
    made = board(sent)
    assert (made["fps"], made["dimension"]["width"], made["scenes"][0]["voice"]["speed"]) == (30, 1280, 1.2)


def test_every_field_of_a_scene_goes_through() -> None:
    avatar = {
        "type": "avatar", "avatar_id": "maya", "avatar_style": "circle", "scale": 2.5, "offset": {"x": -0.5, "y": 0.5},
        "matting": True, "circle_background_color": "#112233",
    }  # fmt: skip
    photo = {
        "type": "talking_photo", "talking_photo_id": "lena", "talking_photo_style": "square", "scale": 0.5,
        "offset": {"x": 0.1, "y": 0.2}, "talking_style": "expressive", "expression": "happy",
        "super_resolution": True, "matting": True, "circle_background_color": "#ffffff",
    }  # fmt: skip
    text = {
        **TEXT, "speed": 0.5, "pitch": -50, "emotion": "Friendly", "locale": "en-GB",
        "elevenlabs_settings": {"model": "eleven_turbo_v2", "similarity_boost": 0.1, "stability": 0.2, "style": 0.3},
    }  # fmt: skip
    film = {"type": "video", "url": "https://example.org/a.mp4", "play_style": "freeze", "fit": "contain"}
    made = board(body(scene(character=avatar, voice=text, background=film), scene(character=photo)))["scenes"]
    assert made[0] == {"character": avatar, "voice": text, "background": film}
    assert made[1]["character"] == {**photo, "talking_photo_id": PHOTO}


@pytest.mark.parametrize(
    ("sent", "value"),
    [(None, "#f6f6fc"), ({}, "#f6f6fc"), ({"value": "#112233"}, "#112233"), ({"value": None, "url": None}, "#f6f6fc")],
)
def test_a_background_is_a_colour_unless_it_is_said(sent: Any, value: str) -> None:
    assert board(body(scene(background=sent)))["scenes"][0]["background"] == {"type": "color", "value": value}


def test_files_are_known_by_their_short_ids() -> None:
    voice = {"type": "audio", "audio_asset_id": ASSET, "audio_url": ""}
    still = {"type": "image", "image_asset_id": ASSET, "url": None}
    clip = {"type": "video", "video_asset_id": ASSET}
    first, second = board(body(scene(voice=voice, background=still), scene(background=clip)))["scenes"]
    ours = "0199bbbb-0000-7000-8000-000000000002"
    assert first["voice"] == {"type": "audio", "audio_asset_id": ours}
    assert first["background"] == {"type": "image", "image_asset_id": ours, "fit": "cover"}
    assert second["background"] == {"type": "video", "video_asset_id": ours, "play_style": "loop", "fit": "cover"}


def character(**sent: Any) -> dict[str, Any] | None:
    found: dict[str, Any] | None = board(body(scene(character={"type": "avatar", **sent})))["scenes"][0].get(
        "character"
    )
    return found


def test_it_knows_the_styles_of_the_live_validator() -> None:
    full = character(avatar_id="maya", avatar_style="full")
    assert full == character(avatar_id="maya", avatar_style="normal")
    assert character(avatar_id="maya", avatar_style="voiceOnly") is None


def test_a_talking_photo_sent_as_an_avatar_is_one() -> None:
    made = character(avatar_id="lena", avatar_style="circle", scale=0.5)
    assert made == {
        "type": "talking_photo", "talking_photo_id": PHOTO, "talking_photo_style": "circle", "scale": 0.5,
        "offset": {"x": 0.0, "y": 0.0}, "matting": False,
    }  # fmt: skip
    with pytest.raises(heygen.Refused) as found:
        character(avatar_id="lena", avatar_style="closeUp")
    assert str(found.value).startswith("video_inputs.0.character.avatar.avatar_style is invalid: ")


def test_the_dimension_is_said_once() -> None:
    assert board(body())["dimension"] == {"width": 1920, "height": 1080}
    assert board(body(aspect_ratio="9:16"))["dimension"] == {"width": 1080, "height": 1920}
    both = body(aspect_ratio="9:16", dimension={"width": 640, "height": 360})
    assert board(both)["dimension"] == {"width": 640, "height": 360}


def test_it_tells_our_problems_at_their_places() -> None:
    made = board(body(scene(background={"type": "image", "image_asset_id": ASSET})))
    assert place_of("scenes.0.voice.input_text", made) == "video_inputs.0.voice.text.input_text"
    assert place_of("scenes", made) == "video_inputs"
    assert place_of("dimension.width", made) == "dimension.width"
    assert place_of("", made) == "body"
    assert place_of("scenes.0.voice", made) == "video_inputs.0.voice"
    assert place_of("scenes.0.character.scale", made) == "video_inputs.0.character.character.scale"
    gone = heygen.refusal_of(BadInput({"scenes.0.background.image_asset_id": "Gone."}), made)
    image = "video_inputs.0.background.image"
    assert (gone.code, gone.param) == ("asset_not_available", f"{image}.image_asset_id")
    assert str(gone) == "Asset 0199bbbb-0000-7000-8000-000000000002 not found or no longer available."
    late = heygen.refusal_of(BadInput({"scenes.0.background.url": "No such host."}), made)
    assert heygen.v2_error(late)["error"] == {"code": "download_failed", "message": f"{image}.url: No such host."}
    mute = heygen.refusal_of(BadInput({"scenes.0.voice.audio_url": "No such host."}), made)
    assert (late.param, mute.code, mute.param) == (
        f"{image}.url", "download_failed", "video_inputs.0.voice.text.audio_url"
    )  # fmt: skip


@pytest.mark.parametrize("raw", [b"{", b"[]", b"7", b"null", b"\xff", b"[" * 100_000])
def test_it_wants_an_object(raw: bytes) -> None:
    with pytest.raises(heygen.Refused):
        heygen.json_body(raw)


def test_no_body_is_an_empty_one() -> None:
    assert heygen.json_body(b" ") == {}
