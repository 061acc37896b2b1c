"""The document: what it accepts, what it fills in, and what it derives."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from studio.errors import BadInput
from studio.storyboard import (
    DIMENSIONS,
    AudioVoice,
    AvatarCharacter,
    ColorBackground,
    Dimension,
    ImageBackground,
    SilenceVoice,
    Storyboard,
    TalkingPhotoCharacter,
    TextVoice,
    VideoBackground,
    limits,
    parse,
    problems,
    sentences,
)
from studio.storyboard.values import OVERFULL
from tests.storyboards import PARTS, SILENCE, TEXT, a_scene, a_storyboard

HEYGEN_EXAMPLE: dict[str, Any] = {
    "title": "My Title",
    "caption": False,
    "test": True,
    "callback_id": "order-17",
    "callback_url": "https://example.org/hook",
    "dimension": {"width": 1280, "height": 720},
    "video_inputs": [
        {
            "character": {
                "type": "avatar",
                "avatar_id": "Kristin_public_3_20240108",
                "avatar_style": "normal",
                "scale": 1.0,
                "offset": {"x": 0.0, "y": 0.0},
            },
            "voice": {
                "type": "text",
                "voice_id": "2f72ee82b83d4b00af16c4771d611752",
                "input_text": "Hello.",
                "speed": 1.0,
                "pitch": 0,
            },
            "background": {"type": "color", "value": "#f6f6fc"},
        }
    ],
}


def test_it_reads_heygens_complete_example() -> None:
    storyboard = parse(HEYGEN_EXAMPLE)
    assert (storyboard.title, storyboard.test, storyboard.callback_id) == ("My Title", True, "order-17")
    assert storyboard.callback_url == "https://example.org/hook"
    assert storyboard.dimension == Dimension(width=1280, height=720)
    (scene,) = storyboard.scenes
    assert scene.character == AvatarCharacter(type="avatar", avatar_id="Kristin_public_3_20240108")
    assert scene.voice == TextVoice(
        type="text", voice_id="2f72ee82b83d4b00af16c4771d611752", input_text="Hello.", speed=1.0, pitch=0
    )
    assert scene.background == ColorBackground(value="#f6f6fc")


def test_it_leaves_the_given_document_alone() -> None:
    document = a_storyboard(a_scene("color", value="#ABC"), aspect_ratio="9:16", title=None)
    document["video_inputs"] = document.pop("scenes")
    before = repr(document)
    parse(document)
    assert repr(document) == before


def test_it_fills_in_the_defaults() -> None:
    storyboard = parse({"scenes": [{"voice": SILENCE}]})
    (scene,) = storyboard.scenes
    assert storyboard.model_dump(exclude={"scenes"}) == {
        "title": "",
        "dimension": {"width": 1920, "height": 1080},
        "aspect_ratio": None,
        "caption": False,
        "caption_mode": None,
        "subtitles": None,
        "callback_id": None,
        "callback_url": None,
        "folder_id": None,
        "fps": 25,
        "enable_watermark": False,
        "test": False,
        "music": None,
        "pronunciations": (),
        "output_format": "mp4",
        "resolution": None,
        "model_version": None,
        "template": None,
    }
    assert scene.character is None
    assert scene.voice == SilenceVoice(type="silence", duration=1.0)
    assert scene.background == ColorBackground(type="color", value="#f6f6fc")


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("avatar", AvatarCharacter),
        ("talking_photo", TalkingPhotoCharacter),
        ("text", TextVoice),
        ("audio", AudioVoice),
        ("silence", SilenceVoice),
        ("color", ColorBackground),
        ("image", ImageBackground),
        ("video", VideoBackground),
    ],
)
def test_it_chooses_the_part_by_its_type(kind: str, model: type) -> None:
    (scene,) = parse(a_storyboard(a_scene(kind))).scenes
    assert type(getattr(scene, PARTS[kind][0])) is model


@pytest.mark.parametrize("background", [{}, {"value": "#f6f6fc"}, {"type": None}, {"type": "color"}, None])
def test_it_takes_a_background_without_a_type_for_a_colour(background: dict[str, Any] | None) -> None:
    (scene,) = parse(a_storyboard({"voice": TEXT, "background": background})).scenes
    assert scene.background == ColorBackground(value="#f6f6fc")


def test_it_does_not_guess_the_type_of_any_other_background() -> None:
    said = problems(a_storyboard({"voice": TEXT, "background": {"url": "https://example.org/a.jpg"}}))
    assert said == {"scenes.0.background.type": "Choose a background type: color, image or video."}


def test_it_knows_the_defaults_of_a_moving_background() -> None:
    (scene,) = parse(a_storyboard(a_scene("video"))).scenes
    assert isinstance(scene.background, VideoBackground)
    assert (scene.background.play_style, scene.background.fit) == ("loop", "cover")


@pytest.mark.parametrize(("given", "kept"), [("#ABC", "#aabbcc"), ("#F6f6Fc", "#f6f6fc"), ("#000", "#000000")])
def test_it_writes_colours_in_one_way(given: str, kept: str) -> None:
    scenes = [a_scene("color", value=given), a_scene("avatar", circle_background_color=given)]
    coloured, circled = parse(a_storyboard(*scenes)).scenes
    assert coloured.background == ColorBackground(value=kept)
    assert isinstance(circled.character, AvatarCharacter)
    assert circled.character.circle_background_color == kept


def test_it_reads_null_as_left_out() -> None:
    nulls = dict.fromkeys(Storyboard.model_fields)
    scene: dict[str, Any] = {"character": None, "background": None, "voice": {**TEXT, "speed": None, "pitch": None}}
    assert parse({**nulls, "scenes": [scene]}) == parse({"scenes": [{"voice": TEXT}]})


def test_it_takes_whole_numbers_written_with_a_point() -> None:
    storyboard = parse(a_storyboard(a_scene("text", pitch=-5.0), fps=30.0, dimension={"width": 640.0, "height": 360}))
    assert (storyboard.fps, storyboard.dimension.width) == (30, 640)
    assert type(storyboard.dimension.width) is int
    assert isinstance(storyboard.scenes[0].voice, TextVoice)
    assert storyboard.scenes[0].voice.pitch == -5


@pytest.mark.parametrize("ratio", DIMENSIONS)
def test_it_takes_the_dimension_from_the_aspect_ratio(ratio: str) -> None:
    storyboard = parse(a_storyboard(aspect_ratio=ratio))
    assert (storyboard.dimension.width, storyboard.dimension.height) == DIMENSIONS[ratio]
    assert storyboard.aspect == ratio


def test_it_prefers_the_dimension_to_the_aspect_ratio() -> None:
    storyboard = parse(a_storyboard(aspect_ratio="9:16", dimension={"width": 1280, "height": 720}))
    assert (storyboard.dimension, storyboard.aspect) == (Dimension(width=1280, height=720), "16:9")


@pytest.mark.parametrize(
    ("width", "height", "aspect"),
    [(1280, 720, "16:9"), (854, 480, "16:9"), (2160, 3840, "9:16"), (128, 128, "1:1"), (720, 480, "3:2")],
)
def test_it_names_the_aspect(width: int, height: int, aspect: str) -> None:
    assert parse(a_storyboard(dimension={"width": width, "height": height})).aspect == aspect


@pytest.mark.parametrize(
    ("caption", "caption_mode", "mode"),
    [
        (False, None, "off"),
        (True, None, "burn_in"),
        (False, "burn_in", "burn_in"),
        (False, "file_only", "file_only"),
        (True, "file_only", "file_only"),
        (True, "burn_in", "burn_in"),
    ],
)
def test_it_lets_the_caption_mode_win(caption: bool, caption_mode: str | None, mode: str) -> None:
    assert parse(a_storyboard(caption=caption, caption_mode=caption_mode)).subtitle_mode == mode


def test_it_reads_scenes_under_heygens_name() -> None:
    scenes = a_storyboard(a_scene("image"))["scenes"]
    assert parse({"video_inputs": scenes}) == parse({"scenes": scenes})
    assert parse({"video_inputs": scenes, "scenes": None}) == parse({"video_inputs": None, "scenes": scenes})


def test_it_can_be_validated_without_parse() -> None:
    document = a_storyboard(a_scene("avatar"))
    assert Storyboard.model_validate(document) == parse(document)


def test_it_is_frozen_and_hashable() -> None:
    storyboard = parse(a_storyboard())
    with pytest.raises(ValidationError):
        setattr(storyboard, "title", "changed")  # noqa: B010
    assert hash(storyboard) == hash(parse(a_storyboard()))


def test_it_raises_what_it_reports() -> None:
    document = a_storyboard(a_scene("text", speed=9, voice_id=""), fps=24)
    with pytest.raises(BadInput) as caught:
        parse(document)
    assert caught.value.problems == problems(document)
    assert list(caught.value.problems) == ["fps", "scenes.0.voice.voice_id", "scenes.0.voice.speed"]
    assert problems(a_storyboard()) == {}


@pytest.mark.parametrize("place", ["", "dimension", "scenes.0", "scenes.0.voice"])
def test_it_has_one_sentence_for_an_object_of_thousands(place: str) -> None:
    document = a_storyboard()
    owner: Any = document
    for step in filter(None, place.split(".")):
        owner = owner[int(step)] if isinstance(owner, list) else owner.setdefault(step, {})
    owner |= {f"x{number}": 1 for number in range(limits.MEMBERS_MAX + 1)}
    assert problems(document) == {place: OVERFULL}
    assert max(len(part.model_fields) for _, part in sentences.PARTS.values()) * 2 < limits.MEMBERS_MAX


def test_it_counts_a_list_before_it_looks_into_it() -> None:
    scene, many = a_scene("silence"), limits.PRONUNCIATIONS_MAX + 1
    names = {f"v{number}": 1 for number in range(limits.VARIABLES_MAX + 1)}
    assert list(problems({"scenes": [1] * (limits.SCENES_MAX + 1)})) == ["scenes"]
    assert list(problems({"video_inputs": [1] * (limits.SCENES_MAX + 1)})) == ["scenes"]
    assert list(problems({"scenes": [scene], "pronunciations": [1] * many})) == ["pronunciations"]
    filled = {"template_id": "a", "variables": names}
    assert list(problems({"scenes": [scene], "template": filled})) == ["template.variables"]


def test_it_needs_no_django() -> None:
    script = "import sys, studio.storyboard; sys.exit('django' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "error", "-c", script], check=False).returncode == 0
