"""Captions' words: what its programs send and what they are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import captions
from studio.dialects.news import JobNews
from studio.storyboard import parse
from studio.vocabulary import RenderState

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
    order = captions.creator_order({"script": "Hi there.", "resolution": resolution})
    board = parse(
        captions.storyboard_of(
            order, character={"type": "avatar", "avatar_id": "kate"}, voice_id="nora", backdrop="#f3e6d8"
        )
    )
    assert (board.dimension.width, board.dimension.height) == size
    assert (board.title, board.subtitle_mode, len(board.scenes)) == ("Hi there.", "off", 1)


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
    event, body = captions.event_of(replace(NEWS, state=RenderState.FAILED, error="No luck.", spent=50))
    assert event == "creator.failure"
    assert (body["operationId"], body["error"], body["creditsSpent"]) == (NEWS.id, "No luck.", 0.5)


def test_its_ids_look_like_captions() -> None:
    made = {captions.operation_id() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) == 20 and each.isalnum() for each in made)
