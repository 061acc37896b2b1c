"""What HeyGen's v3 can't do is said before money is spent, beside its field, with what helps."""

from __future__ import annotations

from typing import Any

import pytest

from studio.providers import heygen_v3_limits, heygen_v3_scenes
from studio.providers.heygen_v3_limits import problems
from studio.vocabulary import Provider
from tests import heygen_schemas
from tests.providers.heygen_sites import board, scene

OURS = {"type": "image", "image_asset_id": "a1"}


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"character": {"offset": {"x": 0.1, "y": 0}}}, "character.offset"),
        ({"character": {"scale": 0.5}}, "character.scale"),
        ({"character": {"avatar_style": "circle"}}, "character.avatar_style"),
        ({"character": {"talking_photo_style": "square"}}, "character.talking_photo_style"),
        ({"character": {"expression": "happy"}}, "character.expression"),
        ({"character": {"super_resolution": True}}, "character.super_resolution"),
        ({"voice": {"emotion": "Excited"}}, "voice.emotion"),
        ({"voice": {"elevenlabs_settings": {"model": "eleven_multilingual_v1"}}}, "voice.elevenlabs_settings.model"),
        ({"voice": {"type": "silence", "duration": 1}}, "voice.type"),
        ({"background": {"type": "video", "url": "https://x/b.mp4"}}, "background.type"),
        ({"background": OURS}, "background.type"),
        ({"background": {**OURS, "fit": "contain"}, "character": None}, "background.fit"),
        ({"character": None}, "background.type"),
    ],
)
def test_what_a_scene_asks_too_much_is_told(parts: dict[str, Any], path: str) -> None:
    found = problems(board(scene(), scene(**parts)))
    assert set(found) == {f"scenes.1.{path}"}
    assert "v2" in found[f"scenes.1.{path}"]


@pytest.mark.parametrize(
    ("whole", "path"),
    [
        ({"dimension": {"width": 1000, "height": 400}}, "dimension"),
        ({"fps": 30}, "fps"),
        ({"enable_watermark": True}, "enable_watermark"),
        ({"caption": True, "subtitles": {"preset_name": "bold"}}, "subtitles"),
        ({"output_format": "webm"}, "output_format"),
        ({"scenes": [scene()] * 51}, "scenes"),
    ],
)
def test_what_the_whole_video_asks_too_much_is_told(whole: dict[str, Any], path: str) -> None:
    assert set(problems({**board(), **whole})) == {path}


def test_a_scene_alone_can_do_more_than_one_of_several() -> None:
    assert problems(board(scene(character={"matting": True}, background=OURS))) == {}
    both = problems(board(scene(character={"matting": True}, background=OURS), scene()))
    assert set(both) == {"scenes.0.character.matting", "scenes.0.background.type"}


def test_clothes_and_scripts_have_their_limits_in_every_version() -> None:
    long = scene(character={"brand_color": "#ff0000"}, voice={"input_text": "x" * 5001})
    assert set(problems(board(long))) == {"scenes.0.character.brand_color", "scenes.0.voice.input_text"}


def test_what_no_version_can_do_is_told_of_a_template_too() -> None:
    assert set(problems(board(output_format="webm", template={"template_id": "t", "variables": {}}))) == {
        "output_format"
    }
    told = problems(board(pronunciations=[{"written": "hello", "spoken": "helo"}]))
    assert set(told) == {"scenes.0.voice.input_text"}


def test_unused_subtitles_are_no_problem() -> None:
    assert problems(board(subtitles={"preset_name": "bold"})) == {}
    assert problems(board(caption_mode="file_only", subtitles={"preset_name": "bold"})) == {}


def test_what_pages_grey_out_has_a_sentence() -> None:
    assert all(Provider.HEYGEN.label in text for text in heygen_v3_limits.REFUSES.values())


def test_of_a_template_it_is_told_all_that_there_is_a_word_for() -> None:
    look = {"preset_name": "bold", "alignment": 2, "position": {"x": 0.0, "y": 10.0}, "disable_highlight": False}
    asked = board(template={"template_id": "t1", "variables": {}}, subtitles=look, caption_mode="burn_in")
    assert problems(asked) == {}
    body = heygen_v3_scenes.template(asked, {})
    assert (body["subtitles"], body["caption"]) == (look, True)
    assert heygen_schemas.problems("POST /v3/templates/{template_id}", body, of="request") == []
    assert "subtitles" not in heygen_v3_scenes.template({**asked, "caption_mode": "file_only"}, {})
    assert problems({**asked, "enable_watermark": True}) == {"enable_watermark": heygen_v3_limits.MARK}
