"""Our own JSON: what a program is told of a video."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    LINK,
    MOMENT,
    NUMBER,
    PERCENT,
    TEXT,
    UUID,
    WHOLE,
    always,
    each,
    many,
    nullable,
    perhaps,
    said,
    shape,
    word,
)
from studio.storyboard import Storyboard
from studio.vocabulary import RenderState

COMPLETED, FAILED, CANCELED = "video.completed", "video.failed", "video.canceled"
EVENTS: Final = (COMPLETED, FAILED, CANCELED)
_EVENT = {RenderState.COMPLETED: COMPLETED, RenderState.CANCELED: CANCELED}

EXAMPLE: Final[dict[str, Any]] = {
    "title": "Hello",
    "dimension": {"width": 1080, "height": 1920},
    "caption_mode": "burn_in",
    "scenes": [
        {
            "character": {"type": "avatar", "avatar_id": "maya"},
            "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello from Understudy!"},
            "background": {"type": "color", "value": "#f6e3cf"},
        }
    ],
}
"""A storyboard that the embedded cast can play."""


class Order(Storyboard, defer_build=True):
    """A storyboard, and whether it is made at once."""

    generate: bool | None = None
    """false only saves the video; otherwise it is made."""


REFUSAL: Final = perhaps(
    shape("Refusal", error=shape("Reason", code=TEXT, message=TEXT)),
    problems=said(each(TEXT), "One sentence for every wrong field, by its dotted path."),
)
FINE: Final = shape("Fine", ok=always(True))
RENDER: Final = shape(
    "Render", number=WHOLE, state=word(*RenderState), stage=TEXT, progress=PERCENT, error=nullable(TEXT),
    cost=said(NUMBER, "Credits charged so far."),
    duration=said(NUMBER, "Seconds: measured, then those of the finished video."),
    warnings=many(TEXT), video_url=nullable(LINK), poster_url=nullable(LINK), srt_url=nullable(LINK),
    vtt_url=nullable(LINK),
)  # fmt: skip
VIDEO: Final = shape("Video", id=UUID, title=TEXT, callback_id=nullable(TEXT), render=nullable(RENDER))
MESSAGE: Final = shape(
    "Message", type=word(*EVENTS), timestamp=MOMENT,
    data=shape(
        id=TEXT, state=word(*(state for state in RenderState if state.finished)), progress=PERCENT,
        error=nullable(TEXT), title=TEXT, duration=nullable(NUMBER), cost=said(NUMBER, "Credits charged."),
        callback_id=nullable(TEXT), video_url=nullable(LINK), poster_url=nullable(LINK), srt_url=nullable(LINK),
        vtt_url=nullable(LINK), created_at=MOMENT, updated_at=MOMENT,
    ),
)  # fmt: skip
"""What `event_of` says."""


def event_of(news: JobNews) -> tuple[str, dict[str, Any]]:
    """The webhook of a job's end, in the shape of Standard Webhooks: type, timestamp, data."""
    event = _EVENT.get(news.state, FAILED)
    return event, {"type": event, "timestamp": news.updated_at.isoformat(), "data": data_of(news)}


def data_of(news: JobNews) -> dict[str, Any]:
    """A job as our own JSON shows it."""
    return {
        "id": news.id, "state": news.state.value, "progress": news.progress, "error": news.error or None,
        "title": news.title, "duration": news.seconds, "cost": news.spent / 100,
        "callback_id": news.callback_id or None,
        "video_url": news.video_url, "poster_url": news.poster_url, "srt_url": news.srt_url, "vtt_url": news.vtt_url,
        "created_at": news.created_at.isoformat(), "updated_at": news.updated_at.isoformat(),
    }  # fmt: skip
