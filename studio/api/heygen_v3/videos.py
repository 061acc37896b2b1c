"""`/v3/videos`: ordering them, and what became of them. They are the same videos as v2's, by the same ids."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import addresses, folders, jobs, uploads
from studio.api.door import as_json, body_of, ids_in, origin_of, request_key
from studio.api.heygen.cast import cast_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED, as_given, page_of, video_of
from studio.api.heygen.videos import KINDS, V3
from studio.api.operations import DELETE, GET, NOT_THERE, ORDERING, POST
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen_v3 import Brought
from studio.dialects.heygen_v3.orders import IdSource, UrlSource
from studio.dialects.shapes import TEXT, said
from studio.errors import BadInput
from studio.models import ApiKey, Asset, Job
from studio.vocabulary import AssetKind, Dialect

PAGE = 10
"""Videos of one answer, unless told."""
MOST_ASKED = 100
CLIP = ".source"
"""How the place of a clip ends; other sources are pictures that speak."""
VIDEOS_ASKED = {"title": TEXT, "folder_id": TEXT, **PAGE_ASKED}
EXAMPLE = {"type": "avatar", "avatar_id": "maya", "voice_id": "nora", "script": "Hello from Understudy!"}


@heygen_door(
    GET("The videos, newest first.", asks=VIDEOS_ASKED, gives=heygen_v3.in_page(heygen_v3.status.VIDEO)),
    POST(
        "Order a video.", takes=heygen_v3.Body, gives=heygen_v3.in_v3(heygen_v3.status.ORDERED),
        refuses=(*ORDERING, NOT_THERE), example=EXAMPLE,
    ),
)  # fmt: skip
def videos(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v3/videos`, and `GET /v3/videos?limit=&token=&title=&folder_id=`: newest first."""
    if request.method == "POST":
        return _ordered(request, key)
    rows = jobs.of(key, Dialect.HEYGEN, *KINDS)
    if title := request.GET.get("title"):
        rows = rows.filter(title__icontains=title)
    if name := request.GET.get("folder_id"):
        folder = folders.find(key.team, name)
        rows = rows.filter(video__folder=folder) if folder else rows.none()
    found, token = page_of(request, rows, usual=PAGE)
    return as_json(heygen_v3.page([heygen_v3.video_of(jobs.news(job)) for job in found], token))


@heygen_door(
    GET(
        asks={"video_ids": said(TEXT, "Commas between them.")}, needs=("video_ids",),
        gives=heygen_v3.in_page(heygen_v3.status.STATUS),
    )
)  # fmt: skip
def statuses(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/videos/statuses?video_ids=`: how up to a hundred videos go, at once. Commas between their ids."""
    asked = ids_in(request, "video_ids")
    if not 1 <= len(asked) <= MOST_ASKED:
        told = f"video_ids is invalid: Give 1 to {MOST_ASKED} ids, commas between them."
        raise heygen.Refused("invalid_query_parameter", told, param="video_ids")
    wanted = [as_given(name) for name in asked]
    rows = jobs.of(key, Dialect.HEYGEN, *KINDS).filter(external_id__in=wanted)
    known = {job.external_id: jobs.news(job) for job in rows}
    found = [heygen_v3.status_of(name, known.get(plain)) for name, plain in zip(asked, wanted, strict=True)]
    return as_json(heygen_v3.page(found, None))


@heygen_door(
    GET("One video.", gives=heygen_v3.in_v3(heygen_v3.status.VIDEO)),
    DELETE("Take a video away.", gives=heygen_v3.in_v3(heygen.status.DELETED)),
)  # fmt: skip
def video(request: HttpRequest, key: ApiKey, video_id: str) -> HttpResponse:
    """`GET` and `DELETE /v3/videos/{id}`. To delete one that is under way stops it."""
    job = video_of(key, video_id)
    if request.method == "DELETE":
        jobs.remove(job)
        return as_json(heygen_v3.deleted(job.external_id))
    return as_json(heygen_v3.v3(heygen_v3.video_of(jobs.news(job))))


def _ordered(request: HttpRequest, key: ApiKey) -> HttpResponse:
    order = heygen_v3.order_of(heygen.json_body(body_of(request)))
    files = {place: _brought(key, place, source) for place, source in heygen_v3.sources_of(order)}
    storyboard = heygen_v3.storyboard_of(order, cast_of(key.account), files)
    job = _job(request, key, order, storyboard)
    return as_json(heygen_v3.created(job.external_id, order.output_format))


def _job(request: HttpRequest, key: ApiKey, order: heygen_v3.Order, storyboard: dict[str, Any]) -> Job:
    wish = jobs.Order(
        Dialect.HEYGEN, V3, uuid.uuid4().hex, origin_of(request), storyboard,
        request=order.model_dump(mode="json", exclude_defaults=True), title=order.title,
        callback_id=order.callback_id, callback_url=order.callback_url or "",
        request_key=request_key(request),
    )  # fmt: skip
    try:
        return jobs.order(key, wish)
    except BadInput as error:
        raise heygen_v3.refusal_of(error, order) from None


def _brought(key: ApiKey, place: str, source: UrlSource | IdSource) -> Brought:
    """The file at a place of an order; a picture is made to speak at once."""
    kind = AssetKind.VIDEO if place.endswith(CLIP) else AssetKind.IMAGE
    file = file_at(key, place, source, kind)
    if kind == AssetKind.VIDEO:
        return Brought(str(file.pk), file.duration)
    try:
        return Brought(uploads.speaking(key, file).external_id)
    except BadInput as error:
        told = f"{place} is invalid: {error.first_sentence}"
        raise heygen.Refused("invalid_parameter", told, param=place) from None


def file_at(key: ApiKey, place: str, source: UrlSource | IdSource, kind: AssetKind) -> Asset:
    """The file that a source at this place of a request means. Raises Refused."""
    if isinstance(source, IdSource):
        found = uploads.find(key.team, source.asset_id, kind)
        if found is None:
            raise heygen_v3.not_found(
                "Asset", source.asset_id, code="asset_not_available", param=f"{place}.asset_id"
            )  # fmt: skip
        return found
    try:
        return addresses.file_at(key.team, source.url, kind)
    except BadInput as error:
        told = f"{place}.url: {error.first_sentence}"
        raise heygen.Refused("download_failed", told, param=f"{place}.url") from None
