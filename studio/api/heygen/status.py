"""What became of videos: status, lists, share links, taking them away."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from studio.actions import jobs, shares
from studio.api.door import as_json, body_of, origin_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.videos import KINDS
from studio.api.operations import DELETE, GET, NOT_THERE, POST, or_post
from studio.dialects import heygen
from studio.dialects.shapes import LINK, NOTHING, TEXT, asked, said, whole
from studio.errors import NotFound
from studio.models import ApiKey, Job
from studio.models.ids import id_in
from studio.vocabulary import Dialect

PAGE, LONGEST_PAGE = 100, 100
"""Videos of one answer: unless told, and at most."""
PAGE_ASKED = {"limit": whole(1, LONGEST_PAGE), "token": said(TEXT, "Of the page before, for the next one.")}
VIDEO_ASKED = {"video_id": TEXT}
VIDEO_NAMED = asked("VideoId", video_id=TEXT)


@heygen_door(
    GET(asks=VIDEO_ASKED, needs=("video_id",), gives=heygen.in_v1(heygen.status.STATUS), refuses=(NOT_THERE,))
)  # fmt: skip
def status(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/video_status.get?video_id=`: how a video goes, and where it is."""
    return as_json(heygen.v1(heygen.status_of(jobs.news(_asked(request, key)))))


@heygen_door(GET(asks=PAGE_ASKED, gives=heygen.in_v1(heygen.status.LINES)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/video.list?limit=&token=`: every video, newest first."""
    found, token = page_of(request, jobs.of(key, Dialect.HEYGEN, *KINDS))
    return as_json(heygen.v1({"token": token, "videos": [heygen.line_of(jobs.news(job)) for job in found]}))


@heygen_door(
    GET(asks=VIDEO_ASKED, needs=("video_id",), gives=heygen.in_v1(heygen.status.CAPTION), refuses=(NOT_THERE,))
)  # fmt: skip
def caption(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/video/caption.get?video_id=`: the film with its subtitles burned in."""
    return as_json(heygen.v1(heygen.caption_of(jobs.news(_asked(request, key)))))


@heygen_door(*or_post(
    DELETE(takes=VIDEO_NAMED, asks=VIDEO_ASKED, gives=heygen.in_v1_plain(NOTHING), refuses=(NOT_THERE,))
))  # fmt: skip
def delete(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`DELETE /v1/video.delete`: take a video away. The id stands in the query or in a JSON body."""
    jobs.remove(_asked(request, key))
    return as_json(heygen.v1_plain(None))


@heygen_door(POST(takes=VIDEO_NAMED, asks=VIDEO_ASKED, gives=heygen.in_v1(LINK), refuses=(NOT_THERE,)))
def share(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/video/share`: an address at which everybody who has it can watch."""
    address = shares.to(_asked(request, key), origin=origin_of(request))
    return as_json(heygen.v1(address))


@heygen_door(GET(asks=PAGE_ASKED, gives=heygen.in_v2(heygen.status.VIDEOS)))
def videos(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/videos`: every video in v3's names, newest first."""
    found, token = page_of(request, jobs.of(key, Dialect.HEYGEN, *KINDS))
    shown = [heygen.video_of(jobs.news(job)) for job in found]
    return as_json(heygen.v2({"videos": shown, "has_more": token is not None, "token": token}))


@heygen_door(
    GET("One video.", gives=heygen.in_v2(heygen.status.VIDEO)),
    DELETE("Take a video away.", gives=heygen.in_v2(heygen.status.DELETED)),
)  # fmt: skip
def video(request: HttpRequest, key: ApiKey, video_id: str) -> HttpResponse:
    """`GET` and `DELETE /v2/videos/{id}`."""
    job = video_of(key, video_id)
    if request.method == "DELETE":
        jobs.remove(job)
        return as_json(heygen.v2({"id": job.external_id, "deleted": True}))
    return as_json(heygen.v2(heygen.video_of(jobs.news(job))))


def video_of(key: ApiKey, name: str) -> Job:
    """The team's video of this id."""
    try:
        return jobs.find(key, Dialect.HEYGEN, as_given(name), *KINDS)
    except NotFound:
        raise heygen.not_found("Video", name, code="video_not_found", status=404) from None


def as_given(name: str) -> str:
    """A video's id as programs were given it, 32 digits, however they write it; anything else as it is."""
    found = id_in(name)
    return found.hex if found else name


def _asked(request: HttpRequest, key: ApiKey) -> Job:
    return video_of(key, named(request, "video_id"))


def named(request: HttpRequest, name: str) -> str:
    """An id that stands in the query or in a JSON body."""
    found = request.GET.get(name) or (heygen.json_body(body_of(request)).get(name) if request.method != "GET" else None)
    if not isinstance(found, str) or not found.strip():
        raise heygen.Refused("invalid_query_parameter", f"{name} is invalid: Field required")
    return found.strip()


def page_of(request: HttpRequest, rows: QuerySet[Any], *, usual: int = PAGE) -> tuple[list[Any], str | None]:
    """One page of rows that are ordered newest first, and the token that the next one is asked for with."""
    limit = limit_of(request, usual=usual)
    if after := request.GET.get("token"):
        at, pk = _read(after)
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    found = list(rows[: limit + 1])
    return found[:limit], _token(found[limit - 1]) if len(found) > limit else None


def limit_of(request: HttpRequest, *, usual: int) -> int:
    """How many are wanted at once."""
    said = request.GET.get("limit") or ""
    try:
        return min(LONGEST_PAGE, max(1, int(said))) if said else usual
    except ValueError:
        raise _wrong("limit", "Input should be a valid integer") from None


def _wrong(name: str, told: str) -> heygen.Refused:
    return heygen.Refused("invalid_query_parameter", f"{name} is invalid: {told}", param=name)


def _token(row: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.created_at.isoformat(), str(row.pk)]).encode()).decode()


def _read(token: str) -> tuple[datetime, uuid.UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(token))
        return datetime.fromisoformat(at).astimezone(UTC), uuid.UUID(pk)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise _wrong("token", "It is not one of this server's") from None
