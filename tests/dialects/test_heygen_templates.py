"""A template filled in, in HeyGen's words."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects import heygen
from studio.dialects.heygen import templates
from studio.errors import BadInput
from studio.storyboard.gaps import Value

LINK = "https://example.org/a.png"
ASSET, OURS = "0199bbbb000070008000000000000002", "0199bbbb-0000-7000-8000-000000000002"
BOARD: dict[str, Any] = {"title": "Old", "caption_mode": "burn_in", "music": None, "scenes": [{"n": 0}, {"n": 1}]}


def order(**sent: Any) -> templates.FromTemplate:
    return heygen.read(templates.FromTemplate, sent)


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"variables": {"x": {"name": "x", "type": kind, "properties": properties}}}


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (of("text", content="Hi."), Value("text", text="Hi.")),
        (of("text", content=""), Value("text", text="")),
        (of("character", character_id="maya", type="avatar"), Value("avatar", id="maya")),
        (of("voice", voice_id="nora", locale=None), Value("voice", id="nora")),
        (of("image", url=LINK, fit="contain"), Value("image", url=LINK, fit="contain")),
        (of("image", asset_id=ASSET, url=""), Value("image", asset_id=OURS)),
        (of("video", url=LINK, play_style="full_video"), Value("video", url=LINK, play_style="once")),
        (of("video", url=LINK, play_style="freeze"), Value("video", url=LINK, play_style="freeze")),
        (of("audio", url=LINK, volume=0.5), Value("audio", url=LINK, volume=0.5)),
    ],
)
def test_a_variable_is_filled(sent: dict[str, Any], value: Value) -> None:
    assert templates.values_of(order(**sent)) == {"x": value}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (of("image", url=None, asset_id=None, fit="cover"), []), (of("character", character_id=None), []),
        (of("voice", voice_id=None, locale=None), []), (of("text", content="Hi."), ["x"]),
    ],
)  # fmt: skip
def test_what_comes_back_as_it_is_shown_is_left_alone(sent: dict[str, Any], kept: list[str]) -> None:
    assert [*order(**sent).variables] == kept


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (of("text", content=None), "variables.x.text.properties.content is invalid: Field required"),
        (of("image"), "variables.x.image.properties is invalid: Value error, either url or asset_id needs"),
        (of("image", url=None), "variables.x.image.properties is invalid: Value error, either url or asset_id needs"),
        (of("audio", url=LINK, asset_id=ASSET), "variables.x.audio.properties is invalid: Value error, only one of"),
        (of("audio", url=LINK, volume=1.1), "variables.x.audio.properties.volume is invalid: "),
        (of("voice"), "variables.x.voice.properties.voice_id is invalid: Field required"),
        (of("song", url=LINK), "variables.x is invalid: Input tag 'song'"),
        ({"variables": []}, "variables is invalid: Input should be a valid dictionary"),
        ({"variables": {"x": 7}}, "variables.x is invalid: "),
        ({"variables": {"x": {"type": ["image"]}}}, "variables.x"),
        ({"variables": {"x": {"type": "image", "properties": 7}}}, "variables.x.image.properties is invalid: "),
        ({"scene_ids": ["x"] * 51}, "scene_ids is invalid: "), ({"fps": 60}, "fps is invalid: "),
    ],
)  # fmt: skip
def test_a_variable_is_refused_at_its_place(sent: dict[str, Any], message: str) -> None:
    with pytest.raises(heygen.Refused) as found:
        order(**sent)
    assert str(found.value).startswith(message)


@pytest.mark.parametrize(
    ("sent", "made"),
    [
        ({}, {"title": "Old", "caption_mode": "burn_in", "scenes": [{"n": 0}, {"n": 1}]}),
        ({"title": "", "caption": None}, {"title": "Old", "caption_mode": "burn_in", "scenes": [{"n": 0}, {"n": 1}]}),
        ({"title": "New", "caption": False, "test": True, "fps": "30", "dimension": {"width": 640, "height": 360},
          "scene_ids": ["scene_2"], "folder_id": "f", "callback_id": "c", "subtitles": {"preset_name": "bold"}},
         {"title": "New", "caption": False, "test": True, "fps": 30, "dimension": {"width": 640, "height": 360},
          "subtitles": {"preset_name": "bold"}, "scenes": [{"n": 1}]}),
        ({"scene_ids": ["scene_2", "scene_1", "scene_2"]},
         {"title": "Old", "caption_mode": "burn_in", "scenes": [{"n": 1}, {"n": 0}, {"n": 1}]}),
    ],
)  # fmt: skip
def test_what_an_order_says_of_the_whole_stands_before_the_template(sent: dict[str, Any], made: Any) -> None:
    assert templates.changed(BOARD, order(**sent)) == made


def test_a_scene_that_is_not_there_is_named() -> None:
    with pytest.raises(heygen.Refused) as found:
        templates.changed(BOARD, order(scene_ids=["scene_1", "x" * 99, "scene_3"]))
    assert str(found.value) == f"scene_ids is invalid: Value error, this template has no scene {'x' * 60}"
    assert templates.changed({}, order()) == {"scenes": []}


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("scenes.0.voice.input_text", "scenes.3.voice.input_text"), ("scenes.1", "scenes.1"),
        ("scenes.2.voice", "scenes.2.voice"),
        ("scenes.x.voice", "scenes.x.voice"), ("scenes", "scenes"), ("title.0", "title.0"),
    ],
)  # fmt: skip
def test_a_path_leads_back_to_the_template(path: str, there: str) -> None:
    assert templates.original(path, [3, 1]) == there


@pytest.mark.parametrize(
    ("sent", "problem", "told"),
    [
        (of("character", character_id="ghost"), {"x": "It is not offered."},
         ("avatar_not_found", "variables.x", "Avatar ghost not found or no longer available.")),
        (of("voice", voice_id="ghost"), {"x": "It is not offered."},
         ("voice_not_found", "variables.x", "Voice ghost not found or no longer available.")),
        (of("voice", voice_id="nora"), {"x": "Other."},
         ("invalid_parameter", "variables.x", "variables.x is invalid: Other.")),
        (of("text", content="Hi."), {"x": "It is not offered."},
         ("invalid_parameter", "variables.x", "variables.x is invalid: It is not offered.")),
        ({}, {"y": "Missing."}, ("invalid_parameter", "variables.y", "variables.y is invalid: Missing.")),
        ({}, {"scenes.0.voice": "No."},
         ("invalid_parameter", "video_inputs.0.voice", "video_inputs.0.voice is invalid: No.")),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_by_its_variable(
    sent: dict[str, Any], problem: dict[str, str], told: tuple[str, str, str]
) -> None:
    found = templates.refusal(BadInput(problem), BOARD, order(**sent))
    assert (found.code, found.param, str(found)) == told


def test_what_is_found_late_is_told_by_the_variable_to_blame() -> None:
    late = BadInput({"scenes.0.background.url": "Nothing there."})
    board = {"scenes": [{"background": {"type": "image", "url": LINK}}]}
    found = templates.later_refusal(late, board, blamed=lambda path: "x")
    assert (found.code, str(found)) == ("download_failed", "variables.x: Nothing there.")
    found = templates.later_refusal(late, board, blamed=lambda path: path)
    assert str(found) == "video_inputs.0.background.image.url: Nothing there."


@pytest.mark.parametrize(
    ("kind", "default", "shown"),
    [
        ("text", "Hi.", ("text", {"content": "Hi."})), ("text", None, ("text", {"content": ""})),
        ("avatar", "maya", ("character", {"character_id": "maya", "type": "avatar"})),
        ("avatar", "", ("character", {"character_id": None, "type": "avatar"})),
        ("voice", "nora", ("voice", {"voice_id": "nora", "locale": None})),
        ("voice", "", ("voice", {"voice_id": None, "locale": None})),
        ("audio", {"url": LINK}, ("audio", {"url": LINK, "asset_id": None, "volume": 1.0})),
        ("image", {"asset_id": "a"}, ("image", {"url": None, "asset_id": "a", "fit": "cover"})),
        ("video", "", ("video", {"url": None, "asset_id": None, "fit": "cover", "play_style": "loop"})),
    ],
)  # fmt: skip
def test_a_variable_is_shown_as_it_is_sent(kind: str, default: Any, shown: tuple[str, dict[str, Any]]) -> None:
    name, properties = shown
    found = templates.variables({"x": {"type": kind, "default": default}})
    assert found == {"x": {"name": "x", "type": name, "properties": properties}}
    order(variables=found)


@pytest.mark.parametrize(("size", "shape"), [((2, 1), "landscape"), ((1, 2), "portrait"), ((1, 1), "square")])
def test_a_template_has_a_shape(size: tuple[int, int], shape: str) -> None:
    told = templates.line("t", name="Welcome", picture=LINK, width=size[0], height=size[1])
    assert told == {"template_id": "t", "name": "Welcome", "thumbnail_image_url": LINK, "aspect_ratio": shape}
