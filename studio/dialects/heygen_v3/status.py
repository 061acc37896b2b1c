"""What v3 says of a video, and its envelopes for what went well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from studio.dialects.heygen import status
from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    FLAG,
    NOTHING,
    PERCENT,
    TEXT,
    Schema,
    always,
    many,
    more,
    nullable,
    shape,
    word,
)

WAITING: Final = "waiting"
"""What a video that was just ordered is called, as HeyGen calls it; never again after that."""
NOT_FOUND: Final = "not_found"
EVENTS: Final = (
    *status.EVENTS, "video_translate.preflight.validation_failed", "video_translate.preflight.download_failed",
    "personalized_video",
)  # fmt: skip
"""What an endpoint may ask for. This server sends the first two."""
VIDEO: Final = more(status.VIDEO, "V3Video", folder_id=nullable(TEXT), progress=PERCENT)
ORDERED: Final = shape("V3Ordered", video_id=TEXT, status=always(WAITING), output_format=word("mp4", "webm"))
STATUS: Final = shape(
    "V3Status", video_id=TEXT, status=word(*status.STATE["enum"], NOT_FOUND), error=nullable(shape(message=TEXT)),
    batch_id=NOTHING, item_index=NOTHING,
)  # fmt: skip


def v3(found: Any) -> dict[str, Any]:
    return {"data": found}


def in_v3(data: Schema) -> Schema:
    """The shape of a success of v3, for that of its data."""
    return shape(data=data)


def in_page(item: Schema) -> Schema:
    return shape(data=many(item), has_more=FLAG, next_token=nullable(TEXT))


def page(items: Iterable[Any], token: str | None) -> dict[str, Any]:
    """One page of a list; `token` leads to the next one."""
    return {"data": list(items), "has_more": token is not None, "next_token": token}


def created(name: str, output_format: str) -> dict[str, Any]:
    """The answer to an order."""
    return v3({"video_id": name, "status": WAITING, "output_format": output_format})


def deleted(name: str) -> dict[str, Any]:
    return v3({"id": name, "deleted": True})


def status_of(name: str, news: JobNews | None) -> dict[str, Any]:
    """One of many statuses, by the id that was asked; None for one that isn't there."""
    state = status.state_of(news) if news else NOT_FOUND
    failed = news and state == status.FAILED
    return {
        "video_id": name, "status": state, "error": {"message": status.reason_of(news)} if news and failed else None,
        "batch_id": None, "item_index": None,
    }  # fmt: skip


def video_of(news: JobNews) -> dict[str, Any]:
    """One video. Its `progress` (0–100) is an addition of ours."""
    found = status.video_of(news)
    return {**found, "folder_id": found["folder_id"] or None, "progress": news.progress}
