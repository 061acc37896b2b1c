"""Our own JSON: what a program is told of a video."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.news import JobNews
from studio.vocabulary import RenderState

COMPLETED, FAILED, CANCELED = "video.completed", "video.failed", "video.canceled"
EVENTS: Final = (COMPLETED, FAILED, CANCELED)
_EVENT = {RenderState.COMPLETED: COMPLETED, RenderState.CANCELED: CANCELED}


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
