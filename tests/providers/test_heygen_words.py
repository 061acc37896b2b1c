"""HeyGen's words: an error is a text, an object, or v1's number, and a good answer brings no complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.net.client import Answered
from studio.providers import heygen_jobs
from studio.providers import heygen_words as words
from studio.providers.base import Later, Refused, Standing, Submitted, Unknown

WARNED = {
    "error": None, "data": {"video_id": "v"},
    "warning": {"message": "This v2 endpoint is Legacy.", "sunset_date": "2026-10-31"},
}  # fmt: skip


def answered(document: Any, status: int = 400) -> Answered:
    return Answered(status, {}, json.dumps(document).encode())


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"data": None, "error": {"code": "invalid_parameter", "message": "x is invalid: y"}}, "x is invalid: y"),
        ({"data": None, "error": "Out of luck"}, "Out of luck"),
        ({"code": 40031, "message": "Invalid video", "data": None}, "Invalid video"),
        ({"code": 400112, "msg": "Unauthorized", "message": None, "data": None}, "Unauthorized"),
        ({"error": {"code": 40119, "detail": "too long", "message": "Failed"}}, "Failed: too long"),
        ({"error": {"code": 40119, "detail": "too long", "message": "It is too long"}}, "It is too long"),
        ({"error": {"code": "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"}}, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
        ({"error": {"code": 7, "message": ["x"]}}, "7"),
        ({"error": [], "data": None}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_it_says_what_heygen_said(document: Any, told: str) -> None:
    assert words.said(answered(document)) == told


@pytest.mark.parametrize(
    "document", [WARNED, {"code": 100, "data": {}, "message": "Success"}, {"data": {"video_id": "v"}}]
)  # fmt: skip
def test_a_good_answer_is_no_complaint(document: Any) -> None:
    assert words.said(answered(document, 200)) == ""


def test_a_word_that_is_not_known_runs_on() -> None:
    assert [words.standing_of(word) for word in ("waiting", "Completed", "failed", "dreaming")] == [
        Standing.RUNNING, Standing.DONE, Standing.FAILED, Standing.RUNNING,
    ]  # fmt: skip


def accepted(reply: Answered) -> Submitted | None:
    found = reply.member("data", "video_id")
    return Submitted(found) if isinstance(found, str) else None


@pytest.mark.parametrize(
    ("document", "status", "kind"),
    [
        (WARNED, 200, Submitted),
        ({"code": 400123, "message": "exceed rate limit", "data": None}, 429, Later),
        ({"code": 40065, "message": "No such scene", "data": None}, 200, Refused),
        ({"error": {"code": "voice_not_found", "message": "Gone"}, "data": None}, 200, Refused),
        ({"error": None, "data": None}, 200, Unknown),
        ({"error": {"code": "internal_error", "message": "Sorry"}, "data": None}, 500, Unknown),
    ],
)
def test_a_no_counts_with_any_status_but_never_one_of_theirs(document: Any, status: int, kind: type) -> None:
    assert isinstance(words.outcome(answered(document, status), accepted=accepted), kind)


@pytest.mark.parametrize(
    ("told", "seconds"), [(12.5, 12.5), ("12.5", 12.5), (0, None), (-1, None), ("long", None), (True, None)]
)
def test_a_length_is_a_number_however_it_is_written(told: Any, seconds: float | None) -> None:
    assert heygen_jobs.seconds_of(told) == seconds
