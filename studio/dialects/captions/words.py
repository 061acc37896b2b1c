"""Captions' states, errors and events."""

from __future__ import annotations

import secrets
import string
from typing import Any, Final

from studio.dialects.news import JobNews
from studio.dialects.reading import parsed
from studio.dialects.shapes import LINK, NUMBER, PERCENT, TEXT, always, asked, perhaps, said, shape, word
from studio.errors import StudioError
from studio.vocabulary import RenderState

QUEUED, PROCESSING, COMPLETE, FAILED = "QUEUED", "PROCESSING", "COMPLETE", "FAILED"
SUCCESS, FAILURE = "creator.success", "creator.failure"
EVENTS: Final = (SUCCESS, FAILURE)
ID_LENGTH = 20
_SIGNS = string.ascii_letters + string.digits
CANCELED = "This video was cancelled."

REFUSAL: Final = shape("Refusal", detail=TEXT)
ORDERED: Final = shape("Ordered", operationId=TEXT)
ASKED_AFTER: Final = asked("OperationId", operationId=said(TEXT, "Or in the header x-operation-id."))
DONE: Final = shape("Done", success=always(True))
NOTHING_ASKED: Final = asked("Nothing")
"""No member is read; no body is as good as an empty object."""
RUNNING: Final = shape("Running", state=word(QUEUED, PROCESSING), progress=PERCENT)
FAILURE_TOLD: Final = shape("Failed", state=always(FAILED), progress=PERCENT, error=TEXT, message=TEXT, detail=TEXT)
READY: Final = shape("Ready", url=LINK, state=always(COMPLETE))
POLLED: Final = {"anyOf": [RUNNING, READY, FAILURE_TOLD]}
MESSAGE: Final = perhaps(
    shape("Message", event=word(*EVENTS), operationId=TEXT, creditsSpent=NUMBER),
    url=said(LINK, "Of a video that is there."), error=said(TEXT, "Of one that failed, as message and detail."),
    message=TEXT, detail=TEXT,
)  # fmt: skip
"""What `event_of` says."""


class Refused(StudioError):
    """A request that Captions would answer 400 with a detail."""

    code = "bad_request"
    status = 400


def operation_id() -> str:
    """A new id as Captions gives them: twenty letters and digits."""
    return "".join(secrets.choice(_SIGNS) for _ in range(ID_LENGTH))


def json_body(raw: bytes) -> dict[str, Any]:
    """What was sent, whatever its Content-Type, its strings without control characters.

    No body, [] and null are as good as {}, as some clients send them.
    """
    if not raw.strip():
        return {}
    try:
        found = parsed(raw)
    except ValueError:
        raise Refused("The request body is not valid JSON.") from None
    if found in ([], None):
        return {}
    if not isinstance(found, dict):
        raise Refused("The request body must be a JSON object.")
    return found


def poll_answer(news: JobNews) -> dict[str, Any]:
    """{"state", "progress"} while it runs, {"url", "state"} when it is ready. Progress is 0–100.

    Why a video failed stands in `error`, `message` and `detail`: no client is known to read anything else.
    """
    if news.state == RenderState.COMPLETED:
        return {"url": news.video_url, "state": COMPLETE}
    if news.finished:
        reason = _reason(news)
        return {"state": FAILED, "progress": news.progress, "error": reason, "message": reason, "detail": reason}
    return {"state": QUEUED if news.state == RenderState.QUEUED else PROCESSING, "progress": news.progress}


def event_of(news: JobNews) -> tuple[str, dict[str, Any]]:
    """The webhook that tells of a job's end: its event and its body."""
    spent = {
        "operationId": news.id,
        "creditsSpent": round(news.spent / 100) if news.spent % 100 == 0 else news.spent / 100,
    }
    if news.state == RenderState.COMPLETED:
        return SUCCESS, {"url": news.video_url, "event": SUCCESS, **spent}
    reason = _reason(news)
    return FAILURE, {"event": FAILURE, **spent, "error": reason, "message": reason, "detail": reason}


def _reason(news: JobNews) -> str:
    return news.error or CANCELED
