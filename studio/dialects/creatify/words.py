"""What Creatify's families of jobs have in common: what every order may say, statuses, and the webhook."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from studio.dialects.creatify.fields import Fields
from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    FLAG,
    LINK,
    MOMENT,
    NOTHING,
    NUMBER,
    TEXT,
    UUID,
    WHOLE,
    asked,
    flag,
    nullable,
    said,
    shape,
    text,
    word,
)
from studio.vocabulary import RenderState

MODELS: Final = ("standard", "aurora_v1", "aurora_v1_fast")
RATIOS: Final[dict[str, tuple[int, int]]] = {"9x16": (1080, 1920), "16x9": (1920, 1080), "1x1": (1080, 1080)}
NAME_MAX, WEBHOOK_MAX, URL_MAX = 255, 200, 4096
CANCELED: Final = "This video was cancelled."
PENDING, IN_QUEUE, RUNNING, DONE, FAILED = "pending", "in_queue", "running", "done", "failed"
COMMON: Final = {
    "name": text(most=NAME_MAX), "webhook_url": said({**LINK, "maxLength": WEBHOOK_MAX}, "Told of the end."),
    "model_version": word(*MODELS, default=MODELS[0]), "is_hidden": flag(default=False),
}  # fmt: skip
"""Members of every order of a video."""
ECHOED: Final = {
    "name": nullable(TEXT), "webhook_url": nullable(LINK), "model_version": word(*MODELS), "is_hidden": FLAG,
}  # fmt: skip
"""The same in an answer."""
NOTHING_ASKED: Final = asked("Nothing")
"""No member is read."""
RATIO: Final = word(*RATIOS, *(each.replace("x", ":") for each in RATIOS), default="9x16")
JOB: Final = shape(
    id=UUID, created_at=MOMENT, updated_at=MOMENT, media_job=NOTHING, preview=nullable(LINK), editor_url=NOTHING,
    failed_reason=TEXT, credits_used=WHOLE, duration=WHOLE, status=word(PENDING, IN_QUEUE, RUNNING, DONE, FAILED),
    progress=said(NUMBER, "0 to 1."),
)  # fmt: skip
"""What every family's job says."""
MESSAGE: Final = shape(
    "Message", id=TEXT, status=word(DONE, FAILED), failed_reason=TEXT, video_output=nullable(LINK),
    output=nullable(LINK),
)  # fmt: skip
"""What `event_of` says."""
LINE_PROGRESS: Final = said(TEXT, "0 to 1, as a text.")


@dataclass(frozen=True, slots=True)
class Common:
    """What every order of a video may say. "" where it said nothing."""

    name: str
    webhook_url: str
    model_version: str
    is_hidden: bool

    def echo(self) -> dict[str, Any]:
        return {
            "name": self.name or None, "webhook_url": self.webhook_url or None, "model_version": self.model_version,
            "is_hidden": self.is_hidden,
        }  # fmt: skip


def common_of(fields: Fields) -> Common:
    return Common(
        name=fields.text("name", most=NAME_MAX),
        webhook_url=fields.address("webhook_url", most=WEBHOOK_MAX),
        model_version=fields.choice("model_version", MODELS, MODELS[0]),
        is_hidden=fields.flag("is_hidden", default=False),
    )


def ratio_of(fields: Fields) -> str:
    """Both spellings are in use: 9x16 and 9:16."""
    given = fields.body.get("aspect_ratio")
    spelled = given.replace(":", "x") if isinstance(given, str) else given
    return Fields({"aspect_ratio": spelled}, fields.at, fields.problems).choice("aspect_ratio", tuple(RATIOS), "9x16")


def aspect(width: int, height: int) -> str:
    """A size in Creatify's manner: 9x16."""
    common = math.gcd(width, height)
    return f"{width // common}x{height // common}"


def status_of(news: JobNews) -> str:
    """`done` also when only the preview that was asked for is: then there is no video yet."""
    if news.state == RenderState.COMPLETED:
        return DONE
    if news.finished:
        return FAILED
    return IN_QUEUE if news.state == RenderState.QUEUED else RUNNING


def reason_of(news: JobNews) -> str:
    return (news.error or CANCELED) if status_of(news) == FAILED else ""


def when(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def answer(news: JobNews, *, ordered: bool = False) -> dict[str, Any]:
    """What every family's job says. `ordered`: this is the answer to the order itself, where waiting is `pending`.

    Creatify bills whole credits in an integer: a part of one is rounded up. Progress is 0–1.
    """
    waiting = ordered and news.state == RenderState.QUEUED
    return {
        "id": news.id,
        "created_at": when(news.created_at),
        "updated_at": when(news.updated_at),
        "media_job": None,
        "preview": news.preview_url,
        "editor_url": None,
        "failed_reason": reason_of(news),
        "credits_used": math.ceil(news.spent / 100),
        "duration": math.ceil(round(news.seconds or 0, 3)),
        "status": PENDING if waiting else status_of(news),
        "progress": round(news.progress / 100, 2),
    }


def event_of(news: JobNews) -> tuple[str, dict[str, Any]]:
    """The webhook of a job's end. The documents disagree whether the video is `video_output` or `output`: both."""
    status = status_of(news)
    return f"job.{status}", {
        "id": news.id, "status": status, "failed_reason": reason_of(news), "video_output": news.video_url,
        "output": news.video_url,
    }  # fmt: skip
