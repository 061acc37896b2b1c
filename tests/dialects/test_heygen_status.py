"""What HeyGen says of a video, compared with the contract's examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import heygen, heygen_v3
from studio.dialects.messages import message_of
from studio.dialects.news import JobNews
from studio.errors import Busy, NotEnoughCredits, NotFound, StudioError
from studio.vocabulary import Dialect, RenderState

NOW = datetime.fromtimestamp(1706000000, UTC)
ID = "67cd13935445457eaa99040070bdb545"
NEWS = JobNews(ID, "video.generate", RenderState.PROCESSING, NOW, NOW, progress=45, title="My Title")
DONE = replace(
    NEWS, state=RenderState.COMPLETED, progress=100, seconds=12.48, video_url="http://x/v.mp4",
    poster_url="http://x/p.jpg", srt_url="http://x/s.srt", request={"caption": True},
)  # fmt: skip


def test_a_status_is_whole_while_it_runs() -> None:
    assert heygen.status_of(NEWS) == {
        "callback_id": None, "caption_url": None, "created_at": 1706000000, "duration": None, "error": None,
        "gif_url": None, "id": ID, "status": "processing", "thumbnail_url": None, "video_url": None,
        "video_url_caption": None, "progress": 45,
    }  # fmt: skip


def test_a_status_is_whole_when_it_is_ready() -> None:
    assert heygen.status_of(replace(DONE, callback_id="c")) == {
        "callback_id": "c", "caption_url": "http://x/s.srt", "created_at": 1706000000, "duration": 12.48,
        "error": None, "gif_url": None, "id": ID, "status": "completed", "thumbnail_url": "http://x/p.jpg",
        "video_url": "http://x/v.mp4", "video_url_caption": "http://x/v.mp4", "progress": 100,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (RenderState.QUEUED, "pending"), (RenderState.PROCESSING, "processing"), (RenderState.JOINING, "processing"),
        (RenderState.COMPLETED, "completed"), (RenderState.FAILED, "failed"), (RenderState.CANCELED, "failed"),
    ],
)  # fmt: skip
def test_it_says_heygens_states(state: RenderState, word: str) -> None:
    assert heygen.status_of(replace(NEWS, state=state))["status"] == word
    assert heygen.line_of(replace(NEWS, state=state)) == {
        "video_id": ID, "video_title": "My Title", "status": word, "created_at": 1706000000, "type": "GENERATED"
    }  # fmt: skip


def test_a_failure_has_a_number_and_a_detail() -> None:
    failed = heygen.status_of(replace(NEWS, state=RenderState.FAILED, error="No luck."))
    assert failed["error"] == {"code": 500, "detail": "No luck.", "message": "No luck."}
    canceled = heygen.status_of(
        replace(NEWS, state=RenderState.CANCELED, progress=100, seconds=1.0, srt_url="http://x")
    )
    assert canceled["error"]["detail"] == "This video was cancelled."
    assert (canceled["duration"], canceled["caption_url"]) == (None, None)


def test_a_list_never_lacks_a_title() -> None:
    assert heygen.line_of(replace(NEWS, title=""))["video_title"] == "Untitled video"


@pytest.mark.parametrize(
    ("news", "status", "url"),
    [
        (replace(NEWS, state=RenderState.QUEUED), 0, None), (NEWS, 1, None), (DONE, 2, "http://x/v.mp4"),
        (replace(DONE, request={"caption": True, "caption_mode": "file_only"}), 2, None),
        (replace(NEWS, state=RenderState.FAILED), 3, None),
    ],
)  # fmt: skip
def test_captions_are_told_by_number(news: JobNews, status: int, url: str | None) -> None:
    assert heygen.caption_of(news) == {"caption_status": status, "video_url_caption": url}


def test_it_tells_of_an_end() -> None:
    event, body = heygen.event_of(
        replace(DONE, folder_id="0199bbbb-0000-7000-8000-000000000002", callback_url="http://x/hook")
    )
    assert event == "avatar_video.success"
    assert body == {
        "event_type": "avatar_video.success",
        "event_data": {
            "video_id": ID, "url": "http://x/v.mp4", "gif_download_url": None, "video_share_page_url": None,
            "video_page_url": None, "folder_id": "0199bbbb000070008000000000000002", "callback_id": None,
            "callback_url": "http://x/hook",
        },
    }  # fmt: skip
    assert heygen.event_of(DONE)[1]["event_data"]["folder_id"] == ""


def test_it_tells_of_a_failure() -> None:
    message = message_of(Dialect.HEYGEN, replace(NEWS, state=RenderState.FAILED, error="Failed", callback_id="17"))
    assert (message.event, message.body) == (
        "avatar_video.fail",
        '{"event_type":"avatar_video.fail","event_data":'
        f'{{"video_id":"{ID}","msg":"Failed","callback_id":"17","callback_url":null}}}}',
    )


RUNNING: dict[str, Any] = {
    "id": ID, "status": "processing", "title": "My Title", "created_at": 1706000000, "completed_at": None,
    "video_url": None, "thumbnail_url": None, "gif_url": None, "captioned_video_url": None, "subtitle_url": None,
    "duration": None, "folder_id": "", "output_language": None, "failure_code": None, "failure_message": None,
    "video_page_url": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("news", "told"),
    [
        (NEWS, {}),
        (replace(NEWS, title="", srt_url="http://x/s.srt", seconds=3.0, folder_id="0199-bbbb"),
         {"title": "Untitled video", "folder_id": "0199bbbb"}),
        (replace(DONE, updated_at=datetime.fromtimestamp(1706000100.9, UTC)), {
            "status": "completed", "completed_at": 1706000100, "video_url": "http://x/v.mp4", "duration": 12.48,
            "thumbnail_url": "http://x/p.jpg", "captioned_video_url": "http://x/v.mp4", "subtitle_url": "http://x/s.srt",
        }),
        (replace(NEWS, state=RenderState.FAILED, error="No luck."),
         {"status": "failed", "failure_code": "rendering_failed", "failure_message": "No luck."}),
        (replace(NEWS, state=RenderState.CANCELED),
         {"status": "failed", "failure_code": "rendering_failed", "failure_message": "This video was cancelled."}),
    ],
)  # fmt: skip
def test_a_video_is_whole_in_the_names_of_later_versions(news: JobNews, told: dict[str, Any]) -> None:
    assert heygen.video_of(news) == RUNNING | told
    folder = told.get("folder_id")
    assert heygen_v3.video_of(news) == RUNNING | told | {"folder_id": folder, "progress": news.progress}


@pytest.mark.parametrize(
    ("storyboard", "kept"),
    [
        ({}, ""), ({"caption": True}, "burn_in"), ({"caption": False}, ""), ({"caption_mode": "burn_in"}, "burn_in"),
        ({"caption": True, "caption_mode": "file_only"}, ""), ({"caption": True, "caption_mode": None}, "burn_in"),
    ],
)  # fmt: skip
def test_a_job_remembers_captions_that_are_burned_in(storyboard: dict[str, Any], kept: str) -> None:
    assert heygen.captions_of(storyboard) == ({"caption_mode": kept} if kept else {})
    captioned = heygen.status_of(replace(DONE, request=heygen.captions_of(storyboard)))["video_url_caption"]
    assert captioned == ("http://x/v.mp4" if kept else None)


@pytest.mark.parametrize(
    ("caption", "url"),
    [({"file_format": "srt"}, None), ({"style": None}, None), ({"style": "default"}, "http://x/v.mp4"), (None, None)],
)
def test_v3s_caption_is_burned_in_with_a_style(caption: Any, url: str | None) -> None:
    assert heygen.video_of(replace(DONE, request={"caption": caption}))["captioned_video_url"] == url


def test_one_of_many_statuses_says_why_or_that_it_is_not_there() -> None:
    told = {"video_id": "v", "status": "processing", "error": None, "batch_id": None, "item_index": None}
    assert heygen_v3.status_of("v", NEWS) == told
    failed = replace(NEWS, state=RenderState.FAILED, error="No luck.")
    assert heygen_v3.status_of("v", failed) == told | {"status": "failed", "error": {"message": "No luck."}}
    assert heygen_v3.status_of("v", None) == told | {"status": "not_found"}


@pytest.mark.parametrize(
    ("error", "code", "status", "number"),
    [
        (NotEnoughCredits("Too dear.", needed=2, available=1), "insufficient_credit", 402, 402),
        (NotFound("None."), "not_found", 404, 404),
        (Busy("Later."), "service_unavailable", 503, 503),
        (StudioError("Odd."), "internal_error", 500, 500),
        (heygen.Refused("video_not_found", "Gone.", status=404), "video_not_found", 404, 40031),
    ],
)
def test_every_error_has_its_word_and_its_number(error: StudioError, code: str, status: int, number: int) -> None:
    said = heygen.told(error)
    assert said.status == status
    assert heygen.v2_error(said) == {"data": None, "error": {"code": code, "message": str(error)}}
    assert heygen.v1_error(said) == {"code": number, "message": str(error), "data": None}


@pytest.mark.parametrize(
    ("ours", "code", "status", "number"),
    [
        ("unauthorized", "unauthorized", 401, 400112), ("over_budget", "insufficient_credit", 402, 402),
        ("not_allowed", "forbidden", 403, 400562), ("method_not_allowed", "method_not_allowed", 405, 405),
        ("conflict", "conflict", 409, 409), ("too_big", "payload_too_large", 413, 413),
        ("idempotency_key_reused", "invalid_parameter", 422, 400175),
        ("rate_limited", "rate_limit_exceeded", 429, 400123), ("invalid", "invalid_parameter", 400, 400175),
        ("unavailable", "internal_error", 503, 503),
    ],
)  # fmt: skip
def test_every_code_has_its_word_and_its_number(ours: str, code: str, status: int, number: int) -> None:
    error = StudioError("No.")
    error.code, error.status = ours, 503 if ours == "unavailable" else 400
    said = heygen.told(error)
    assert (said.code, said.status, heygen.v1_error(said)["code"]) == (code, status, number)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("invalid_query_parameter", 400128), ("missing_parameter", 40001), ("avatar_not_found", 40065),
        ("invalid_webhook_url", 400542), ("webhook_not_found", 400131),
    ],
)  # fmt: skip
def test_v1_has_numbers_for_v2s_words(code: str, number: int) -> None:
    assert heygen.v1_error(heygen.Refused(code, "No."))["code"] == number


def test_success_is_told_in_one_envelope_or_the_other() -> None:
    found: dict[str, Any] = {"video_id": ID}
    assert heygen.v2(found) == {"error": None, "data": found}
    assert heygen.v1(found) == {"code": 100, "data": found, "message": "Success"}
    assert heygen.v1_plain(None) == {"code": 100, "data": None, "msg": None, "message": None}
