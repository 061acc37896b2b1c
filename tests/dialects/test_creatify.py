"""Creatify's words: what its programs send and what they are told."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import creatify
from studio.dialects.news import JobNews
from studio.storyboard import parse
from studio.storyboard.gaps import Value
from studio.vocabulary import RenderState

NOW = datetime(2023, 11, 7, 5, 31, 56, tzinfo=UTC)
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
REQUEST: dict[str, Any] = {
    "template_id": ID, "variables": {}, "name": None, "webhook_url": None, "model_version": "standard",
    "is_hidden": False,
}  # fmt: skip
NEWS = JobNews(ID, "custom_template_job", RenderState.QUEUED, NOW, NOW, request=REQUEST)
MAYA = {"type": "avatar", "avatar_id": "maya"}


def problems(make: Any, body: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(creatify.Refused) as refused:
        make(body)
    return refused.value.problems


def test_a_job_looks_like_the_contracts() -> None:
    assert creatify.template_job(NEWS, ordered=True) == {
        "id": ID, "created_at": "2023-11-07T05:31:56Z", "updated_at": "2023-11-07T05:31:56Z", "variables": {},
        "media_job": None, "video_output": None, "preview": None, "editor_url": None, "failed_reason": "",
        "credits_used": 0, "duration": 0, "status": "pending", "progress": 0.0, "name": None, "webhook_url": None,
        "model_version": "standard", "is_hidden": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RenderState.QUEUED, "in_queue"), (RenderState.PROCESSING, "running"), (RenderState.JOINING, "running"),
        (RenderState.COMPLETED, "done"), (RenderState.FAILED, "failed"), (RenderState.CANCELED, "failed"),
    ],
)  # fmt: skip
def test_every_state_has_a_status(state: RenderState, status: str) -> None:
    told = creatify.template_job(replace(NEWS, state=state))
    assert (told["status"], bool(told["failed_reason"])) == (status, status == "failed")


def test_it_counts_whole_credits_and_seconds() -> None:
    done = replace(
        NEWS, state=RenderState.COMPLETED, seconds=28.2, spent=4_50, video_url="http://x/v.mp4", progress=100
    )
    told = creatify.template_job(done)
    assert (told["credits_used"], told["duration"], told["video_output"]) == (5, 29, "http://x/v.mp4")
    assert type(told["credits_used"]) is type(told["duration"]) is int
    assert creatify.template_job(replace(NEWS, seconds=28.0000001))["duration"] == 28
    assert creatify.lipsync_job(replace(NEWS, progress=45))["progress"] == "0.45"


def test_it_tells_of_an_end() -> None:
    done = replace(NEWS, state=RenderState.COMPLETED, video_url="http://x/v.mp4")
    assert creatify.event_of(done) == ("job.done", {
        "id": ID, "status": "done", "failed_reason": "", "video_output": "http://x/v.mp4", "output": "http://x/v.mp4",
    })  # fmt: skip
    event, body = creatify.event_of(replace(NEWS, state=RenderState.FAILED, error="No luck."))
    assert (event, body["status"], body["failed_reason"], body["output"]) == ("job.failed", "failed", "No luck.", None)


def test_it_reads_every_type_of_variable() -> None:
    order = creatify.template_order({"template_id": ID, "variables": {
        "company_name": {"type": "text", "properties": {"content": "Acme"}},
        "hero": {"type": "image", "properties": {"url": "https://a.example/a.jpg"}},
        "clip": {"type": "video", "properties": {"url": "https://a.example/b.mp4"}},
        "bed": {"type": "audio", "properties": {"url": "https://a.example/c.mp3"}},
        "host": {"type": "avatar", "properties": {"avatar_id": "p"}},
        "voice": {"type": "voiceover", "properties": {"voice_id": "a"}},
        "bare": "Hi", "number": 7, "none": None, "empty": {"type": "text", "properties": {}},
        "flat": {"type": "text", "content": "Flat"}, "blank": {"type": "text", "properties": {"content": ""}},
    }})  # fmt: skip
    assert order.values == {
        "company_name": Value("text", text="Acme"), "hero": Value("image", url="https://a.example/a.jpg"),
        "clip": Value("video", url="https://a.example/b.mp4"), "bed": Value("audio", url="https://a.example/c.mp3"),
        "host": Value("avatar", id="p"), "voice": Value("voice", id="a"), "bare": Value("text", text="Hi"),
        "number": Value("text", text="7"), "flat": Value("text", text="Flat"), "blank": Value("text", text=""),
    }  # fmt: skip


def test_it_finds_every_wrong_field_at_once() -> None:
    untyped = {"properties": {"url": "https://a.example/a.jpg"}}
    found = problems(creatify.template_order, {"template_id": "t", "variables": {"a": untyped, "b": {"url": "x"}}})
    assert found == {"variables.a.type": "This field is required.", "variables.b.type": "This field is required."}
    found = problems(creatify.template_order, {"variables": {"a": {"type": "x"}}, "name": 7, "is_hidden": "maybe"})
    assert set(found) == {"template_id", "variables.a.type", "is_hidden"}


def test_older_data_fills_by_its_own_names_at_any_depth() -> None:
    data = {"city": "Ulm", "listing_images": {"image_1": "https://a.example/1.jpg"}, "beds": 3, "head": None}
    types = {
        "city": "text",
        "image_1": "image",
        "listing_images_image_1": "image",
        "beds": "text",
        "head_shot": "image",
    }
    picture = Value("image", url="https://a.example/1.jpg")
    assert creatify.legacy_values(data, types) == {
        "city": Value("text", text="Ulm"), "image_1": picture, "listing_images_image_1": picture,
        "beds": Value("text", text="3"),
    }  # fmt: skip
    with pytest.raises(creatify.Refused):
        creatify.legacy_values({"city": {"deep": 1}, "image_1": "a.jpg"}, types)


def test_long_names_around_many_fields_are_not_kept_for_each_of_them() -> None:
    data = {"x" * 900: {str(number): 1 for number in range(20_000)}}
    tracemalloc.start()
    assert creatify.legacy_values(data, {"y": "text"}) == {}
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000


def test_a_lipsync_becomes_a_storyboard() -> None:
    order = creatify.lipsync_order({"text": "Hi.", "creator": "p", "aspect_ratio": "9:16"})
    board = parse(creatify.lipsync_storyboard(order, character=MAYA, voice_id="nora", backdrop="#f3e6d8"))
    assert (board.aspect, board.subtitle_mode, board.title, board.output_format) == ("9:16", "off", "Hi.", "mp4")
    spoken = creatify.lipsync_order({"text": "Hi.", "creator": "p", "audio": "https://a.example/a.mp3"})
    board = parse(creatify.lipsync_storyboard(spoken, character=MAYA, voice_id="nora", backdrop="#f3e6d8"))
    assert board.scenes[0].voice.type == "audio"


def test_a_photo_is_placed_in_its_own_words() -> None:
    order = creatify.lipsync_v2_order({"video_inputs": [
        {"character": {"avatar_id": "p", "avatar_style": style}, "voice": {"input_text": "Hi."},
         "background": {"type": "video", "url": "https://a.example/a.mp4", "fit": "contain"}}
        for style in ("normal", "circle")
    ], "background_music": {"url": "https://a.example/a.mp3"}})  # fmt: skip
    photo = {"type": "talking_photo", "talking_photo_id": "x"}
    scenes = [creatify.scene_of(each, character=photo, voice_id="nora", backdrop="#ffffff") for each in order.inputs]
    board = parse(creatify.lipsync_v2_storyboard(order, scenes=scenes))
    assert [scene["character"].get("talking_photo_style") for scene in scenes] == [None, "circle"]
    assert board.music is not None
    assert board.music.volume == 0.3
    assert board.scenes[0].background.type == "video"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two. Three.", ["One. Two. ", "Three."]),
        ("one two three four", ["one two ", "three four"]),
        ("x" * 25, ["x" * 10, "x" * 10, "x" * 5]),
        ("مرحبا؟ أهلا وسهلا", ["مرحبا؟ ", "أهلا وسهلا"]),
        ("short", ["short"]),
    ],
)
def test_a_long_text_is_cut_where_a_sentence_ends(text: str, parts: list[str]) -> None:
    found = creatify.shares(text, most=10)
    assert found == parts
    assert "".join(found) == text


@pytest.mark.parametrize(("size", "name"), [((1080, 1920), "9x16"), ((1920, 1080), "16x9"), ((1080, 1080), "1x1")])
def test_a_shape_is_spelled_with_an_x(size: tuple[int, int], name: str) -> None:
    assert creatify.aspect(*size) == name
