"""Lipsyncs of both generations: orders, the storyboards they become, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import creatify
from studio.dialects.news import JobNews
from studio.vocabulary import RenderState

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NEWS = JobNews("3c90c3cc", "lipsync", RenderState.QUEUED, NOW, NOW, request={"text": "Hi."})
MAYA = {"type": "avatar", "avatar_id": "maya"}
LINK = "https://a.example/a.jpg"
ONE: dict[str, Any] = {"text": "Hi.\nThere.", "creator": "p"}
ECHO: dict[str, Any] = {
    "aspect_ratio": "9x16", "audio_url": None, "text": "Hi.\nThere.", "creator": "p", "accent": None,
    "green_screen": False, "transparent_background": False, "no_caption": True, "no_music": True,
    "caption_style": "normal-black", "caption_offset_x": "0", "caption_offset_y": "0.4",
    "background_asset_image_url": None, "name": None, "webhook_url": None, "model_version": "standard",
    "is_hidden": False,
}  # fmt: skip
BOARD: dict[str, Any] = {
    "title": "Hi. There.", "dimension": {"width": 1080, "height": 1920}, "model_version": "standard",
    "output_format": "mp4",
    "scenes": [{
        "character": MAYA, "voice": {"type": "text", "voice_id": "nora", "input_text": "Hi.\nThere."},
        "background": {"type": "color", "value": "#f3e6d8"},
    }],
}  # fmt: skip


def scene(board: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return [board["scenes"][0] | changes]


@pytest.mark.parametrize(
    ("given", "echoed", "made"),
    [
        ({}, {}, {}),
        ({"accent": "a", "is_hidden": True, "webhook_url": LINK},
         {"accent": "a", "is_hidden": True, "webhook_url": LINK}, {}),
        ({"name": "Mine", "model_version": "aurora_v1"}, {"name": "Mine", "model_version": "aurora_v1"},
         {"title": "Mine", "model_version": "aurora_v1"}),
        ({"aspect_ratio": "1:1"}, {"aspect_ratio": "1x1"}, {"dimension": {"width": 1080, "height": 1080}}),
        ({"transparent_background": True}, {"transparent_background": True}, {"output_format": "webm"}),
        ({"no_music": False}, {"no_music": False}, {}),
        ({"background_asset_image_url": LINK}, {"background_asset_image_url": LINK},
         {"scenes": scene(BOARD, background={"type": "image", "url": LINK, "fit": "cover"})}),
        ({"green_screen": True, "background_asset_image_url": LINK},
         {"green_screen": True, "background_asset_image_url": LINK},
         {"scenes": scene(BOARD, background={"type": "color", "value": "#00ff00"})}),
        ({"audio": "https://a.example/a.mp3"}, {"audio_url": "https://a.example/a.mp3"},
         {"scenes": scene(BOARD, voice={"type": "audio", "audio_url": "https://a.example/a.mp3"})}),
        ({"no_caption": False}, {"no_caption": False}, {"caption_mode": "burn_in", "subtitles": {
            "preset_name": "normal-black", "alignment": 5, "position": {"x": 0.0, "y": -768.0}}}),
        ({"no_caption": False, "caption_style": "bold", "caption_offset_x": 0.1234, "caption_offset_y": -0.1234},
         {"no_caption": False, "caption_style": "bold", "caption_offset_x": "0.1234", "caption_offset_y": "-0.1234"},
         {"caption_mode": "burn_in", "subtitles": {
             "preset_name": "bold", "alignment": 5, "position": {"x": 133.3, "y": 236.9}}}),
    ],
)  # fmt: skip
def test_a_lipsync_says_and_becomes_what_was_asked(
    given: dict[str, Any], echoed: dict[str, Any], made: dict[str, Any]
) -> None:
    order = creatify.lipsync_order(ONE | given)
    assert order.echo() == ECHO | echoed
    assert creatify.lipsync_storyboard(order, character=MAYA, voice_id="nora", backdrop="#f3e6d8") == BOARD | made


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"text": ""}, {"text"}), ({"creator": None}, {"creator"}), ({"text": "x" * 8001}, {"text"}),
        ({"text": None, "audio": "x"}, {"audio"}), ({"caption_style": "x" * 65}, {"caption_style"}),
        ({"audio": f"https://a.example/{'x' * 4096}"}, {"audio"}), ({"name": "x" * 256}, {"name"}),
        ({"background_asset_image_url": f"https://a.example/{'x' * 1024}"}, {"background_asset_image_url"}),
        ({"webhook_url": f"https://a.example/{'x' * 200}"}, {"webhook_url"}), ({"model_version": "x"},
         {"model_version"}),
        ({"caption_offset_x": -0.51, "caption_offset_y": 0.51, "no_music": "x"},
         {"caption_offset_x", "caption_offset_y", "no_music"}),
    ],
)  # fmt: skip
def test_a_lipsync_is_refused_by_all_its_wrong_fields(wrong: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(creatify.Refused) as refused:
        creatify.lipsync_order(ONE | wrong)
    assert set(refused.value.problems) == fields


@pytest.mark.parametrize(
    ("field", "most"),
    [("webhook_url", 200), ("background_asset_image_url", 1024), ("audio", 4096), ("name", 255), ("text", 8000)],
)
def test_a_field_is_as_long_as_creatify_takes_it(field: str, most: int) -> None:
    longest = "https://a.example/".ljust(most, "x")
    creatify.lipsync_order(ONE | {field: longest})
    with pytest.raises(creatify.Refused) as refused:
        creatify.lipsync_order(ONE | {field: f"{longest}x"})
    assert [*refused.value.problems] == [field]


@pytest.mark.parametrize("model", ["standard", "aurora_v1", "aurora_v1_fast"])
@pytest.mark.parametrize(
    ("ratio", "size"), [("9x16", (1080, 1920)), ("16:9", (1920, 1080)), ("16x9", (1920, 1080)), ("1x1", (1080, 1080))]
)
def test_every_model_makes_every_shape(model: str, ratio: str, size: tuple[int, int]) -> None:
    order = creatify.lipsync_order(ONE | {"model_version": model, "aspect_ratio": ratio})
    made = creatify.lipsync_storyboard(order, character=MAYA, voice_id="", backdrop="")
    assert (made["model_version"], made["dimension"]) == (model, {"width": size[0], "height": size[1]})


def test_its_title_is_the_beginning_of_what_is_said() -> None:
    order = creatify.lipsync_order(ONE | {"text": "a b " * 40})
    assert creatify.lipsync_storyboard(order, character=MAYA, voice_id="", backdrop="")["title"] == "a b " * 15
    order_v2 = creatify.lipsync_v2_order({"video_inputs": [
        {"voice": {"type": "silence"}}, {"voice": {"input_text": "a b " * 40}}
    ]})  # fmt: skip
    assert creatify.lipsync_v2_storyboard(order_v2, scenes=[])["title"] == "a b " * 15


SAID = {"type": "text", "input_text": "Hi."}
PLACED = {"avatar_style": "normal", "scale": 1.0, "offset": {"x": 0.0, "y": 0.0}}
SHOWN: dict[str, Any] = {"persona": "", "placed": {}, "voice": SAID, "voice_id": "", "background": {}}


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({}, {}),
        ({"character": {"avatar_id": "p"}}, {"persona": "p", "placed": PLACED}),
        ({"character": {"avatar_id": "p", "hidden": True}}, {}),
        ({"character": {"avatar_id": "p", "type": "avatar", "avatar_style": "closeUp", "scale": 5,
                        "offset": {"x": -1, "y": 0.25}}},
         {"persona": "p", "placed": {"avatar_style": "closeUp", "scale": 5.0, "offset": {"x": -1.0, "y": -0.25}}}),
        ({"voice": {"input_text": "Hi.", "voice_id": "v"}}, {"voice_id": "v"}),
        ({"voice": {"type": "silence"}}, {"voice": {"type": "silence", "duration": 1.0}}),
        ({"voice": {"type": "silence", "duration": 100}}, {"voice": {"type": "silence", "duration": 100.0}}),
        ({"voice": {"type": "audio", "url": LINK}}, {"voice": {"type": "audio", "audio_url": LINK}}),
        ({"voice": {"type": "audio", "audio_url": LINK, "url": "x"}}, {"voice": {"type": "audio", "audio_url": LINK}}),
        ({"background": {"url": LINK}}, {"background": {"type": "image", "url": LINK, "fit": "crop"}}),
        ({"background": {"type": "video", "url": LINK, "fit": "cover"}},
         {"background": {"type": "video", "url": LINK, "fit": "cover"}}),
        ({"background": {"type": "color", "value": "#FFAA00CC"}},
         {"background": {"type": "color", "value": "#FFAA00"}}),
        ({"background": {"type": "color", "color": "#fa0", "value": "x"}},
         {"background": {"type": "color", "value": "#fa0"}}),
    ],
)  # fmt: skip
def test_a_scene_is_read(given: dict[str, Any], read: dict[str, Any]) -> None:
    (found,) = creatify.lipsync_v2_order({"video_inputs": [{"voice": SAID} | given]}).inputs
    assert {name: getattr(found, name) for name in SHOWN} == SHOWN | read


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"voice": None}, "voice"), ({"voice": {}}, "voice.input_text"),
        ({"voice": {"type": "x"} | {"input_text": "Hi."}}, "voice.type"),
        ({"voice": {"input_text": "x" * 5001}}, "voice.input_text"), ({"voice": {"type": "audio"}}, "voice.url"),
        ({"voice": {"type": "audio", "audio_url": "x"}}, "voice.audio_url"),
        ({"voice": {"type": "silence", "duration": 0.9}}, "voice.duration"),
        ({"character": {"scale": 1}}, "character.avatar_id"),
        ({"character": {"avatar_id": "p", "type": "x"}}, "character.type"),
        ({"character": {"avatar_id": "p", "avatar_style": "full"}}, "character.avatar_style"),
        ({"character": {"avatar_id": "p", "scale": 5.1}}, "character.scale"),
        ({"character": {"avatar_id": "p", "scale": -0.1}}, "character.scale"),
        ({"character": {"avatar_id": "p", "offset": {"x": 99}}}, "character.offset.x"),
        ({"character": {"avatar_id": "p", "offset": {"y": -99}}}, "character.offset.y"),
        ({"background": {"type": "x"}}, "background.type"), ({"background": {"type": "color"}}, "background.value"),
        ({"background": {"type": "color", "value": "#ffff"}}, "background.value"),
        ({"background": {"type": "image"}}, "background.url"),
        ({"background": {"url": LINK, "fit": "none"}}, "background.fit"),
        ({"caption_setting": {"offset": {"x": 0.6}}}, "caption_setting.offset.x"),
        ({"caption_setting": {"offset": {"y": -0.6}}}, "caption_setting.offset.y"),
        ({"caption_setting": {"font_size": 1}}, "caption_setting.font_size"),
        ({"caption_setting": {"style": "x" * 65}}, "caption_setting.style"),
    ],
)  # fmt: skip
def test_a_scene_is_refused_by_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(creatify.Refused) as refused:
        creatify.lipsync_v2_order({"video_inputs": [{"voice": SAID} | wrong]})
    first = next(iter(refused.value.problems))
    assert first == f"video_inputs.0.{field}"


def board_of(**whole: Any) -> dict[str, Any]:
    inputs = whole.pop("video_inputs", [{"voice": SAID}])
    return creatify.lipsync_v2_storyboard(creatify.lipsync_v2_order({"video_inputs": inputs, **whole}), scenes=[{}])


def test_a_lipsync_of_scenes_becomes_what_was_asked() -> None:
    plain = {
        "title": "Hi.", "dimension": {"width": 1080, "height": 1920}, "model_version": "standard", "scenes": [{}]
    }  # fmt: skip
    assert board_of() == plain
    assert board_of(name="Mine", aspect_ratio="16x9", model_version="aurora_v1") == plain | {
        "title": "Mine", "dimension": {"width": 1920, "height": 1080}, "model_version": "aurora_v1"
    }  # fmt: skip
    assert board_of(background_music={"url": LINK}) == plain | {"music": {"url": LINK, "volume": 0.3}}
    assert board_of(background_music={"url": LINK, "volume": 1}) == plain | {"music": {"url": LINK, "volume": 1.0}}
    assert board_of(background_music={"volume": 1}) == board_of(background_music={"url": None}) == plain


def test_the_first_captions_that_are_shown_are_everybodys() -> None:
    def captions(*settings: Any) -> Any:
        return board_of(video_inputs=[{"voice": SAID, "caption_setting": each} for each in settings]).get("subtitles")

    bold = {"style": "bold", "font_size": 40.4, "offset": {"x": 0.1, "y": 0}}
    made = {"preset_name": "bold", "alignment": 5, "position": {"x": 108.0, "y": 0.0}, "font_size": 40}
    assert captions(None, {}, {"hidden": True}, bold, {"style": "other"}) == made
    assert captions({"hidden": False}) == {
        "preset_name": "normal-black", "alignment": 5, "position": {"x": 0.0, "y": -768.0}
    }  # fmt: skip
    assert captions(None, {"hidden": True, "style": "bold"}) is None


def test_a_scene_of_a_storyboard_has_what_its_input_says() -> None:
    def made(given: dict[str, Any], character: dict[str, Any] | None) -> dict[str, Any]:
        (found,) = creatify.lipsync_v2_order({"video_inputs": [{"voice": SAID} | given]}).inputs
        return creatify.scene_of(found, character=character, voice_id="nora", backdrop="#ffffff")

    spoken = {"voice": {**SAID, "voice_id": "nora"}, "background": {"type": "color", "value": "#ffffff"}}
    assert made({}, None) == spoken
    assert made({"character": {"avatar_id": "p"}}, MAYA) == {"character": {**PLACED, **MAYA}, **spoken}
    silent = made({"voice": {"type": "silence"}, "background": {"type": "color", "value": "#000"}}, None)
    assert silent == {
        "voice": {"type": "silence", "duration": 1.0}, "background": {"type": "color", "value": "#000"}
    }  # fmt: skip
    photo = {"type": "talking_photo", "talking_photo_id": "x"}
    place = {name: value for name, value in PLACED.items() if name != "avatar_style"}
    for style, kept in (
        ("normal", {}),
        ("closeUp", {}),
        *((each, {"talking_photo_style": each}) for each in ("circle", "square")),
    ):
        found = made({"character": {"avatar_id": "p", "avatar_style": style}}, photo)
        assert found["character"] == {**place, **kept, **photo}


@pytest.mark.parametrize("tell", [creatify.lipsync_job, creatify.lipsync_v2_job])
def test_a_lipsyncs_job_tells_all(tell: Any) -> None:
    waiting = {
        "id": "3c90c3cc", "created_at": "2026-11-21T00:00:00Z", "updated_at": "2026-11-21T00:00:00Z",
        "media_job": None, "preview": None, "editor_url": None, "failed_reason": None, "credits_used": 0, "duration": 0,
        "status": "in_queue", "progress": "0", "output": None, "video_thumbnail": None, "text": "Hi.",
    }  # fmt: skip
    if tell is creatify.lipsync_job:
        waiting["preview_audio"] = None
    assert tell(NEWS) == waiting
    assert tell(NEWS, ordered=True) == waiting | {"status": "pending"}
    assert tell(replace(NEWS, state=RenderState.PROCESSING), ordered=True) == waiting | {"status": "running"}
    failed = replace(NEWS, state=RenderState.FAILED, error="No luck.", progress=45, spent=1, seconds=1.0001)
    assert tell(failed) == waiting | {
        "status": "failed", "failed_reason": "No luck.", "progress": "0.45", "credits_used": 1, "duration": 1
    }  # fmt: skip
    canceled = tell(replace(NEWS, state=RenderState.CANCELED, error=""))
    assert canceled["failed_reason"] == "This video was cancelled."
    done = replace(
        NEWS, state=RenderState.COMPLETED, progress=100, video_url="v", poster_url="p", preview_url="d", seconds=1.2
    )
    assert tell(done) == waiting | {
        "status": "done", "progress": "1", "output": "v", "video_thumbnail": "p", "preview": "d", "duration": 2
    }  # fmt: skip
    spoken = replace(NEWS, words=(("Hi", 0.12345, 0.5), ("you", 1.0, 1.25)))
    assert creatify.word_alignments(spoken) == [
        {"start": 0.123, "duration": 0.377, "text": "Hi"}, {"start": 1.0, "duration": 0.25, "text": "you"}
    ]  # fmt: skip
