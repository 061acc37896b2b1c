"""What our own JSON tells of a job's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from studio.dialects import studio
from studio.dialects.allowance import FREE, left
from studio.dialects.heygen import account
from studio.dialects.news import JobNews
from studio.vocabulary import RenderState

NOW, LATER = datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 21, 1, tzinfo=UTC)
NEWS = JobNews("v", "video", RenderState.QUEUED, NOW, LATER)
TOLD: dict[str, Any] = {
    "id": "v", "state": "queued", "progress": 0, "error": None, "title": "", "duration": None, "cost": 0.0,
    "callback_id": None, "video_url": None, "poster_url": None, "srt_url": None, "vtt_url": None,
    "created_at": "2026-11-21T00:00:00+00:00", "updated_at": "2026-11-21T01:00:00+00:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (RenderState.COMPLETED, "video.completed"), (RenderState.FAILED, "video.failed"),
        (RenderState.CANCELED, "video.canceled"),
    ],
)  # fmt: skip
def test_every_end_has_its_event(state: RenderState, event: str) -> None:
    data = TOLD | {"state": state.value}
    assert studio.event_of(replace(NEWS, state=state)) == (
        event, {"type": event, "timestamp": "2026-11-21T01:00:00+00:00", "data": data}
    )  # fmt: skip


def test_all_that_is_known_of_a_job_is_told() -> None:
    known: dict[str, Any] = {
        "progress": 7, "error": "No.", "title": "Hi", "callback_id": "c", "video_url": "a", "poster_url": "b",
        "srt_url": "d", "vtt_url": "e",
    }  # fmt: skip
    assert studio.data_of(replace(NEWS, seconds=1.5, spent=250, **known)) == TOLD | known | {
        "duration": 1.5, "cost": 2.5
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hundredths", "free", "credits"),
    [(1250, False, 12.5), (0, False, 0.0), (0, True, FREE), (FREE * 100 + 50, True, FREE + 0.5)],
)
def test_what_is_left_is_told_in_every_unit(hundredths: int, free: bool, credits: float) -> None:
    assert left(hundredths, free=free) == credits
    quota = account.quota(hundredths, free=free)
    assert quota == {
        "remaining_quota": credits * 60,
        "details": {
            "api": credits * 60, "seat": 1, "streaming_avatar": 0, "streaming_avatar_instance_quota": 0,
            "plan_credit": 0, "avatar_iv_free_credit": 0, "generative_element_free_image_credit": 0,
            "generative_element_free_video_credit": 0, "video_agent_quality_mode_credit": 0,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("email", "name", "told"),
    [
        ("a@x.example", " Ada  King Lovelace ", ("a@x.example", "a@x.example", "Ada", "King Lovelace")),
        ("", "", ("program", "", "", "")), ("a@x.example", "Ada", ("a@x.example", "a@x.example", "Ada", "")),
    ],
)  # fmt: skip
def test_a_person_has_two_names(email: str, name: str, told: tuple[str, ...]) -> None:
    assert tuple(account.me(email=email, name=name).values()) == told
    assert [*account.me(email=email, name=name)] == ["username", "email", "first_name", "last_name"]
