"""What HeyGen says of a video: its status, its line in a list, and the webhook of its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    FLAG,
    LINK,
    NOTHING,
    NUMBER,
    PERCENT,
    SECONDS,
    TEXT,
    always,
    many,
    nullable,
    perhaps,
    said,
    shape,
    whole,
    word,
)
from studio.vocabulary import RenderState

PENDING, PROCESSING, COMPLETED, FAILED = "pending", "processing", "completed", "failed"
SUCCESS_EVENT, FAIL_EVENT = "avatar_video.success", "avatar_video.fail"
_KINDS: Final = (
    "avatar_video", "avatar_video_gif", "avatar_video_caption", "video_translate", "instant_avatar",
    "photo_avatar_generation", "photo_avatar_train", "photo_avatar_add_motion", "proofread_creation", "live_avatar",
    "video_agent", "hyperframes_video", "ai_clipping", "personalized_video",
)  # fmt: skip
EVENTS: Final = (*(f"{kind}.{end}" for kind in _KINDS for end in ("success", "fail")), "batch.finished")
"""What an endpoint may ask for. This server sends the first two."""
UNTITLED: Final = "Untitled video"
CANCELED: Final = "This video was cancelled."
FAILURE: Final = 500
"""The number of every failure: HeyGen's own tell of its machinery."""
_CAPTION: Final = {PENDING: 0, PROCESSING: 1, COMPLETED: 2, FAILED: 3}

STATE: Final = word(PENDING, PROCESSING, COMPLETED, FAILED)
ORDERED: Final = shape("Ordered", video_id=TEXT)
STATUS: Final = shape(
    "VideoStatus", callback_id=nullable(TEXT), caption_url=nullable(LINK), created_at=SECONDS,
    duration=nullable(NUMBER), error=nullable(shape("Failure", code=always(FAILURE), detail=TEXT, message=TEXT)),
    gif_url=NOTHING, id=TEXT, status=STATE, thumbnail_url=nullable(LINK), video_url=nullable(LINK),
    video_url_caption=nullable(LINK), progress=PERCENT,
)  # fmt: skip
LINES: Final = shape(
    "VideoLines", token=nullable(TEXT),
    videos=many(shape(
        "VideoLine", video_id=TEXT, video_title=TEXT, status=STATE, created_at=SECONDS, type=always("GENERATED")
    )),
)  # fmt: skip
MESSAGE: Final = shape(
    "Message", event_type=word(SUCCESS_EVENT, FAIL_EVENT),
    event_data=perhaps(
        shape(video_id=TEXT, callback_id=nullable(TEXT), callback_url=nullable(LINK)),
        url=said(LINK, "Of a video that is there."), msg=said(TEXT, "Of one that failed: why."), folder_id=TEXT,
        gif_download_url=NOTHING, video_share_page_url=NOTHING, video_page_url=NOTHING,
    ),
)  # fmt: skip
"""What `event_of` says."""
CAPTION: Final = shape("VideoCaption", caption_status=whole(0, 3), video_url_caption=nullable(LINK))
VIDEO: Final = shape(
    "Video", id=TEXT, status=STATE, title=TEXT, created_at=SECONDS, completed_at=nullable(SECONDS),
    video_url=nullable(LINK), thumbnail_url=nullable(LINK), gif_url=NOTHING,
    captioned_video_url=nullable(LINK), subtitle_url=nullable(LINK), duration=nullable(NUMBER), folder_id=TEXT,
    output_language=NOTHING, failure_code=nullable(TEXT), failure_message=nullable(TEXT),
    video_page_url=NOTHING,
)  # fmt: skip
VIDEOS: Final = shape("Videos", videos=many(VIDEO), has_more=FLAG, token=nullable(TEXT))
DELETED: Final = shape("Deleted", id=TEXT, deleted=always(True))


def state_of(news: JobNews) -> str:
    """HeyGen's word. `waiting` is never said: a strict client fails to parse it."""
    if news.state == RenderState.QUEUED:
        return PENDING
    if news.state == RenderState.COMPLETED:
        return COMPLETED
    return FAILED if news.finished else PROCESSING


def reason_of(news: JobNews) -> str:
    """Why a video failed."""
    return news.error or CANCELED


def status_of(news: JobNews) -> dict[str, Any]:
    """The `data` of video_status.get. Its `progress` (0–100) is an addition of ours."""
    state = state_of(news)
    done = state == COMPLETED
    return {
        "callback_id": news.callback_id or None,
        "caption_url": news.srt_url if done else None,
        "created_at": int(news.created_at.timestamp()),
        "duration": news.seconds if done else None,
        "error": _error(news) if state == FAILED else None,
        "gif_url": None,
        "id": news.id,
        "status": state,
        "thumbnail_url": news.poster_url,
        "video_url": news.video_url,
        "video_url_caption": _captioned(news),
        "progress": news.progress,
    }


def line_of(news: JobNews) -> dict[str, Any]:
    """One of `videos` in video.list."""
    return {
        "video_id": news.id, "video_title": news.title or UNTITLED, "status": state_of(news),
        "created_at": int(news.created_at.timestamp()), "type": "GENERATED",
    }  # fmt: skip


def caption_of(news: JobNews) -> dict[str, Any]:
    """The `data` of video/caption.get."""
    return {"caption_status": _CAPTION[state_of(news)], "video_url_caption": _captioned(news)}


def video_of(news: JobNews) -> dict[str, Any]:
    """A video as the interim `/v2/videos` shows it, in v3's names."""
    state = state_of(news)
    done, failed = state == COMPLETED, state == FAILED
    return {
        "id": news.id, "status": state, "title": news.title or UNTITLED,
        "created_at": int(news.created_at.timestamp()),
        "completed_at": int(news.updated_at.timestamp()) if done else None,
        "video_url": news.video_url, "thumbnail_url": news.poster_url, "gif_url": None,
        "captioned_video_url": _captioned(news), "subtitle_url": news.srt_url if done else None,
        "duration": news.seconds if done else None, "folder_id": _folder(news), "output_language": None,
        "failure_code": "rendering_failed" if failed else None,
        "failure_message": reason_of(news) if failed else None, "video_page_url": None,
    }  # fmt: skip


def event_of(news: JobNews) -> tuple[str, dict[str, Any]]:
    """The webhook of a video's end: its event and its body."""
    echoed = {"callback_id": news.callback_id or None, "callback_url": news.callback_url or None}
    if news.state == RenderState.COMPLETED:
        found = {
            "video_id": news.id, "url": news.video_url, "gif_download_url": None,
            "video_share_page_url": None, "video_page_url": None, "folder_id": _folder(news),
            **echoed,
        }  # fmt: skip
        return SUCCESS_EVENT, {"event_type": SUCCESS_EVENT, "event_data": found}
    return FAIL_EVENT, {"event_type": FAIL_EVENT, "event_data": {"video_id": news.id, "msg": reason_of(news), **echoed}}


def _error(news: JobNews) -> dict[str, Any]:
    reason = reason_of(news)
    return {"code": FAILURE, "detail": reason, "message": reason}


def captions_of(storyboard: Mapping[str, Any]) -> dict[str, str]:
    """What a job's `request` has to say of captions, however they were asked for: burned in, or nothing."""
    mode = storyboard.get("caption_mode") or ("burn_in" if storyboard.get("caption") else "")
    return {"caption_mode": mode} if mode == "burn_in" else {}


def _captioned(news: JobNews) -> str | None:
    """The film, when its subtitles are burned in: there is no second one without them. v3's caption is an object."""
    caption = news.request.get("caption")
    burned = caption.get("style") if isinstance(caption, dict) else caption
    mode = news.request.get("caption_mode") or ("burn_in" if burned else "")
    return news.video_url if mode == "burn_in" else None


def _folder(news: JobNews) -> str:
    return news.folder_id.replace("-", "")
