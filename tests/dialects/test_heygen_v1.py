"""HeyGen's older orders."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects import heygen
from studio.errors import BadInput
from studio.storyboard import parse
from tests.dialects.test_heygen import CAST, PHOTO

CONTRACT: dict[str, Any] = {
    "background": "#ffffff", "ratio": "16:9", "test": True, "version": "v1alpha", "caption_open": False,
    "callback_id": "string",
    "clips": [
        {
            "avatar_id": "maya", "avatar_style": "normal", "talking_photo_id": None, "talking_photo_style": "normal",
            "input_text": "Welcome", "input_audio": None, "voice_id": "nora", "scale": 1, "offset": {"x": 0, "y": 0},
            "caption": False,
        }
    ],
}  # fmt: skip


def board(**changes: Any) -> dict[str, Any]:
    made = heygen.clips_storyboard(heygen.read(heygen.Clips, {**CONTRACT, **changes}), CAST)
    parse(made)
    return made


def clip(**changes: Any) -> dict[str, Any]:
    return {**CONTRACT["clips"][0], **changes}


def character(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = board(clips=[clip(**changes)])["scenes"][0]["character"]
    return found


def refused(**changes: Any) -> heygen.Refused:
    with pytest.raises(heygen.Refused) as found:
        board(**changes)
    return found.value


def test_it_takes_the_contracts_request() -> None:
    made = board(title="Mine")
    scene = made["scenes"][0]
    assert {**made, "scenes": 1} == {
        "title": "Mine", "test": True, "dimension": {"width": 1920, "height": 1080}, "caption": False, "scenes": 1
    }  # fmt: skip
    assert (scene["voice"]["voice_id"], scene["voice"]["input_text"]) == ("nora", "Welcome")
    assert scene["background"] == {"type": "color", "value": "#ffffff"}
    assert character(offset={"x": 0.1, "y": -0.2}, scale=2)["offset"] == {"x": 0.1, "y": -0.2}
    assert character(offset={"x": 0.1, "y": -0.2}, scale=2)["scale"] == 2


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("https://example.org/a.jpg", "image"),
        ("https://example.org/a.mp4?sign=1", "video"),
        ("#FAFAFA", "color"),
        ("HTTPS://example.org/a.MOV", "video"),
        ("https://example.org/a", "image"),
        ("", "color"),
    ],
)
def test_a_background_is_a_colour_or_a_link(said: str, kind: str) -> None:
    made = board(background=said)["scenes"][0]["background"]
    assert made["type"] == kind
    assert made.get("play_style") == ("loop" if kind == "video" else None)


def test_of_two_ids_the_one_that_is_there_counts() -> None:
    assert character(talking_photo_id="dummy")["avatar_id"] == "maya"
    assert character(avatar_id="dummy", talking_photo_id="lena")["talking_photo_id"] == PHOTO
    assert character(talking_photo_id="lena")["avatar_id"] == "maya"
    assert refused(clips=[clip(avatar_id="dummy", talking_photo_id="other")]).code == "avatar_not_found"
    photo = character(avatar_id=None, talking_photo_id="lena", talking_photo_style="circle", scale=0.5)
    assert (photo["talking_photo_style"], photo["scale"]) == ("circle", 0.5)


def test_it_reads_ratio_captions_and_sound() -> None:
    assert board(ratio="9:16")["dimension"] == {"width": 1080, "height": 1920}
    assert board(caption_open=True)["caption"] is True
    assert board(clips=[clip(), clip(caption=True)])["caption"] is True
    sound = board(clips=[clip(input_text=None, input_audio="https://example.org/a.mp3")])["scenes"][0]["voice"]
    assert sound == {"type": "audio", "audio_url": "https://example.org/a.mp3"}


@pytest.mark.parametrize(
    ("changes", "number", "message"),
    [
        ({"clips": []}, 400175, "clips is invalid: List should have at least 1 item after validation, not 0"),
        ({"ratio": "1:1"}, 400175, "ratio is invalid: Input should be '16:9' or '9:16'"),
        ({"clips": [clip(voice_id=None)]}, 40001, "clips.0.voice_id is invalid: Field required"),
        ({"clips": [clip(avatar_id=None)]}, 40001, "clips.0.avatar_id is invalid: Field required"),
        (
            {"clips": [clip(input_audio="https://example.org/a.mp3")]},
            400175,
            "clips.0 is invalid: Value error, only one of input_text and input_audio can be provided",
        ),
        ({"clips": [clip(avatar_id="dummy")]}, 40065, "Avatar dummy not found or no longer available."),
        ({"background": "http://["}, 400175, "background is invalid: Input should be a valid URL"),
    ],
)
def test_it_refuses_by_number(changes: dict[str, Any], number: int, message: str) -> None:
    assert heygen.v1_error(refused(**changes)) == {"code": number, "message": message, "data": None}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"clips": [clip(), clip(scale=9)]}, "clips.1.scale"),
        ({"clips": [clip(input_text="x" * 5001)]}, "clips.0.input_text"),
        ({"clips": [clip(avatar_id="lena", avatar_style="closeUp")]}, "clips.0.avatar_style"),
        ({"background": "white"}, "background"),
    ],
)
def test_a_problem_is_told_at_its_place_in_the_order(changes: dict[str, Any], place: str) -> None:
    assert str(refused(**changes)).startswith(f"{place} is invalid: ")


def test_what_is_found_behind_an_address_is_told_at_its_place_too() -> None:
    dead = BadInput({"scenes.0.voice.audio_url": "Nothing there."})
    made = board(clips=[clip(input_text=None, input_audio="https://example.org/a.mp3")])
    assert str(heygen.refusal_of(dead, made, place=heygen.clips_place)) == "clips.0.input_audio: Nothing there."
    assert str(heygen.refusal_of(dead, made, place=heygen.webm_place)) == "input_audio: Nothing there."
    dead = BadInput({"scenes.0.background.url": "Nothing there."})
    assert str(heygen.refusal_of(dead, made, place=heygen.clips_place)) == "background: Nothing there."


def test_webm_shows_one_avatar_and_nothing_else() -> None:
    sent = {
        "avatar_pose_id": "maya", "avatar_style": "closeUp", "input_text": "Hi.", "voice_id": "nora",
        "dimension": {"width": 640, "height": 640},
    }  # fmt: skip
    made = heygen.webm_storyboard(heygen.read(heygen.Webm, sent), CAST)
    assert (parse(made).output_format, made["dimension"]) == ("webm", {"width": 640, "height": 640})
    assert made["scenes"][0]["character"]["avatar_style"] == "closeUp"
    assert made["title"] == ""
    assert heygen.webm_storyboard(heygen.read(heygen.Webm, {**sent, "title": "Mine"}), CAST)["title"] == "Mine"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"voice_id": None}, "voice_id is invalid: Field required"),
        ({"input_text": "x" * 5001}, "input_text is invalid: String should have at most 5000 characters"),
        ({"avatar_pose_id": "x" * 999}, "avatar_pose_id is invalid: "),
        ({"avatar_pose_id": "lena"}, "avatar_style is invalid: Value error, a talking photo has no close-up"),
        ({"input_audio": "https://example.org/a.mp3"},
         "body is invalid: Value error, only one of input_text and input_audio can be provided"),
    ],
)  # fmt: skip
def test_a_webms_problem_is_told_at_its_place(changes: dict[str, Any], message: str) -> None:
    sent = {"avatar_pose_id": "maya", "avatar_style": "closeUp", "input_text": "Hi.", "voice_id": "nora", **changes}
    with pytest.raises(heygen.Refused) as found:
        heygen.webm_storyboard(heygen.read(heygen.Webm, sent), CAST)
    assert str(found.value).startswith(message)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("video_inputs.1.character.avatar.avatar_id", ("clips.1.avatar_id", "clips.1.avatar_id")),
        ("video_inputs.0.character.avatar.avatar_id", ("clips.0.avatar_id", "avatar_pose_id")),
        ("video_inputs.0.voice.text.input_text", ("clips.0.input_text", "input_text")),
        ("video_inputs.0.voice.audio.audio_url", ("clips.0.input_audio", "input_audio")),
        ("video_inputs.0.background.image.url", ("background", "background")),
        ("video_inputs.0", ("clips.0", "clips.0")), ("dimension.width", ("dimension.width", "dimension.width")),
    ],
)  # fmt: skip
def test_a_place_has_an_older_name(path: str, place: tuple[str, str]) -> None:
    assert (heygen.clips_place(path), heygen.webm_place(path)) == place
