"""Captions' words: what its programs send and what they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import captions
from studio.dialects.news import JobNews
from studio.storyboard import parse
from studio.vocabulary import RenderState, TwinState

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NEWS = JobNews("tg7FaiVgmGqTQfuDhyGA", "creator", RenderState.PROCESSING, NOW, NOW, progress=45)


def detail_of(body: dict[str, Any]) -> str:
    with pytest.raises(captions.Refused) as refused:
        captions.creator_order(body)
    assert refused.value.status == 400
    return str(refused.value)


@pytest.mark.parametrize("raw", [b"", b"  ", b"{}", b"[]", b"null"])
def test_it_takes_no_body_for_an_empty_one(raw: bytes) -> None:
    assert captions.json_body(raw) == {}


@pytest.mark.parametrize("raw", [b"{", b"7", b'"x"', b"[1]", b"\xff", b"[" * 100_000])
def test_it_refuses_what_is_no_object(raw: bytes) -> None:
    with pytest.raises(captions.Refused):
        captions.json_body(raw)


def test_it_fills_in_what_captions_fills_in() -> None:
    order = captions.creator_order({"script": "Hi.", "creatorName": None, "seed": 7})
    assert (order.creator, order.resolution, order.webhook_id) == ("Kate", "4k", "")
    assert captions.creator_order({"script": "Hi.", "webhookId": "w"}).webhook_id == "w"


def test_it_refuses_in_words() -> None:
    assert detail_of({}) == "script is required."
    assert detail_of({"script": " \n"}) == "script is required."
    assert detail_of({"script": 7}) == "script must be a string."
    assert detail_of({"script": "x" * 801}) == "script must be at most 800 characters; it has 801."
    assert detail_of({"script": "x", "resolution": "hd"}) == "resolution must be 'fhd' or '4k'."
    assert detail_of({"script": "x", "creatorName": ["Kate"]}) == "creatorName must be a string."
    assert captions.creator_order({"script": "x" * 800}).script == "x" * 800


@pytest.mark.parametrize(("resolution", "size"), [("fhd", (1080, 1920)), ("4k", (2160, 3840))])
def test_it_makes_an_upright_storyboard(resolution: str, size: tuple[int, int]) -> None:
    order = captions.creator_order({"script": "Hi\nthere. " * 9, "resolution": resolution})
    kate = {"type": "avatar", "avatar_id": "kate"}
    made = captions.storyboard_of(order, character=kate, voice_id="nora", backdrop="#f3e6d8")
    assert made == {
        "title": "Hi there. Hi there. Hi there. Hi there. Hi there. Hi there. ", "resolution": resolution, "fps": 30,
        "dimension": {"width": size[0], "height": size[1]},
        "scenes": [{
            "character": kate, "voice": {"type": "text", "voice_id": "nora", "input_text": "Hi\nthere. " * 9},
            "background": {"type": "color", "value": "#f3e6d8"},
        }],
    }  # fmt: skip
    assert parse(made).subtitle_mode == "off"


def test_it_polls_in_the_contracts_words() -> None:
    assert captions.poll_answer(NEWS) == {"state": "PROCESSING", "progress": 45}
    assert captions.poll_answer(replace(NEWS, state=RenderState.JOINING)) == {"state": "PROCESSING", "progress": 45}
    waiting = replace(NEWS, state=RenderState.QUEUED, progress=0)
    assert captions.poll_answer(waiting) == {"state": "QUEUED", "progress": 0}
    done = replace(NEWS, state=RenderState.COMPLETED, video_url="http://x/v.mp4")
    assert captions.poll_answer(done) == {"url": "http://x/v.mp4", "state": "COMPLETE"}
    failed = captions.poll_answer(replace(NEWS, state=RenderState.FAILED, error="No luck."))
    assert failed == {
        "state": "FAILED", "progress": 45, "error": "No luck.", "message": "No luck.", "detail": "No luck."
    }  # fmt: skip
    assert captions.poll_answer(replace(NEWS, state=RenderState.CANCELED))["state"] == "FAILED"


def test_it_tells_of_an_end() -> None:
    done = replace(NEWS, state=RenderState.COMPLETED, video_url="http://x/v.mp4", spent=30_00)
    assert captions.event_of(done) == (
        "creator.success",
        {"url": "http://x/v.mp4", "event": "creator.success", "operationId": NEWS.id, "creditsSpent": 30},
    )
    assert type(captions.event_of(done)[1]["creditsSpent"]) is int
    for state, error, told in (
        (RenderState.FAILED, "No luck.", "No luck."),
        (RenderState.CANCELED, "", "This video was cancelled."),
    ):
        assert captions.event_of(replace(NEWS, state=state, error=error, spent=50)) == ("creator.failure", {
            "event": "creator.failure", "operationId": NEWS.id, "creditsSpent": 0.5,
            "error": told, "message": told, "detail": told,
        })  # fmt: skip


def test_there_are_two_events() -> None:
    assert captions.EVENTS == ("creator.success", "creator.failure")


def test_its_ids_look_like_captions() -> None:
    made = {captions.operation_id() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) == 20 and each.isalnum() for each in made)


TWIN: dict[str, Any] = {"name": " Sam ", "videoUrl": " https://x/v.mp4", "calibrationImageUrls": ["https://x/1.jpg"]}


def test_a_twin_is_english_unless_it_is_said() -> None:
    made = captions.TwinOrder("Sam", "English", "https://x/v.mp4", ("https://x/1.jpg",))
    for language in (None, "", "English"):
        assert captions.twin_order({**TWIN, "language": language}) == made
    assert captions.twin_order(TWIN) == made
    assert captions.twin_order({**TWIN, "language": "German"}).language == "German"


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        *(({"calibrationImageUrls": images}, "calibrationImageUrls must be a list of web addresses.")
          for images in (None, [], "https://x/1.jpg", {"a": 1}, ["https://x/1.jpg", 7], [""])),
        ({"language": 7}, "language must be a string."), ({"name": " "}, "name is required."),
        ({"name": 7}, "name is required."), ({"videoUrl": None}, "videoUrl is required."),
    ],
)  # fmt: skip
def test_a_twins_order_is_refused_in_words(wrong: dict[str, Any], detail: str) -> None:
    with pytest.raises(captions.Refused) as refused:
        captions.twin_order({**TWIN, **wrong})
    assert str(refused.value) == detail


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        ({}, "It could not be made."),
        ({"": "This twin was deleted."}, "This twin was deleted."),
        ({"video": "Too short.", "images.2": "No face."}, "videoUrl: Too short. calibrationImageUrls[2]: No face."),
    ],
)
def test_a_twins_failure_is_told_wherever_programs_look(problems: dict[str, str], told: str) -> None:
    assert captions.status_answer(TwinState.FAILED, 7, problems) == {
        "state": "FAILED", "progress": 7, "error": told, "message": told, "detail": told
    }  # fmt: skip


@pytest.mark.parametrize("state", [state for state in TwinState if state != TwinState.FAILED])
def test_a_twin_that_has_not_failed_has_a_state(state: TwinState) -> None:
    words = {TwinState.READY: "COMPLETE", TwinState.QUEUED: "QUEUED", TwinState.DRAFT: "QUEUED"}
    told = captions.status_answer(state, 7, {"video": "old"})
    assert told == {"state": words.get(state, "PROCESSING"), "progress": 7}
