"""Ordering videos: v2's generate, and v1's two older ways."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import folders, jobs
from studio.api.door import as_json, body_of, origin_of, request_key
from studio.api.heygen.cast import cast_of
from studio.api.heygen.manner import heygen_door
from studio.api.operations import NOT_THERE, ORDERING, POST
from studio.dialects import heygen
from studio.errors import BadInput
from studio.models import ApiKey, Folder, Job, Template
from studio.vocabulary import Dialect

GENERATE, CLIPS, WEBM, TEMPLATE, V3 = "video.generate", "video.generate.v1", "video.webm", "template", "video.v3"
KINDS = (GENERATE, CLIPS, WEBM, TEMPLATE, V3)
"""What is a video in lists and statuses."""
EXAMPLE = {
    "video_inputs": [
        {
            "character": {"type": "avatar", "avatar_id": "maya"},
            "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello from Understudy!"},
            "background": {"type": "color", "value": "#f6e3cf"},
        }
    ],
    "dimension": {"width": 1080, "height": 1920},
}
EXAMPLE_V1 = {
    "background": "#f6e3cf", "ratio": "9:16", "test": True, "version": "v1alpha",
    "clips": [{"avatar_id": "maya", "voice_id": "nora", "input_text": "Hello from Understudy!"}],
}  # fmt: skip


@heygen_door(
    POST(
        takes=heygen.Generate, gives=heygen.in_v2(heygen.status.ORDERED), refuses=(*ORDERING, NOT_THERE),
        example=EXAMPLE,
    )
)  # fmt: skip
def generate(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v2/video/generate`: one to fifty scenes become a video."""
    order = heygen.read(heygen.Generate, heygen.json_body(body_of(request)))
    storyboard = heygen.storyboard_of(order, cast_of(key.account))
    job = ordered(request, key, order, storyboard, kind=GENERATE, folder=folder_of(key, order.folder_id))
    return as_json(heygen.v2({"video_id": job.external_id}))


@heygen_door(POST(takes=heygen.Clips, gives=heygen.in_v1(heygen.status.ORDERED), refuses=ORDERING, example=EXAMPLE_V1))
def clips(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/video.generate`: clips become a video. Deprecated."""
    order = heygen.read(heygen.Clips, heygen.json_body(body_of(request)))
    storyboard = heygen.clips_storyboard(order, cast_of(key.account))
    refusal = partial(heygen.refusal_of, place=heygen.clips_place)
    job = ordered(request, key, order, storyboard, kind=CLIPS, refusal=refusal)
    return as_json(heygen.v1({"video_id": job.external_id}))


@heygen_door(POST(takes=heygen.Webm, gives=heygen.in_v1(heygen.status.ORDERED), refuses=ORDERING))
def webm(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/video.webm`: one avatar on a transparent ground."""
    order = heygen.read(heygen.Webm, heygen.json_body(body_of(request)))
    storyboard = heygen.webm_storyboard(order, cast_of(key.account))
    refusal = partial(heygen.refusal_of, place=heygen.webm_place)
    job = ordered(request, key, order, storyboard, kind=WEBM, refusal=refusal)
    return as_json(heygen.v1({"video_id": job.external_id}))


def ordered(
    request: HttpRequest, key: ApiKey, order: Any, storyboard: dict[str, Any], *, kind: str,
    folder: Folder | None = None, template: Template | None = None,
    refusal: Callable[[BadInput, dict[str, Any]], heygen.Refused] = heygen.refusal_of,
) -> Job:  # fmt: skip
    """The job of a checked order. What stands in its way is told in HeyGen's words, as `refusal` has them."""
    wish = jobs.Order(
        Dialect.HEYGEN, kind, uuid.uuid4().hex, origin_of(request), storyboard,
        request=order.model_dump(mode="json", exclude_defaults=True) | heygen.captions_of(storyboard),
        title=order.title,
        callback_id=order.callback_id, callback_url=order.callback_url or "", folder=folder, template=template,
        request_key=request_key(request),
    )  # fmt: skip
    try:
        return jobs.order(key, wish)
    except BadInput as error:
        raise refusal(error, storyboard) from None


def folder_of(key: ApiKey, name: str) -> Folder | None:
    """The folder that an order names; None when it names none."""
    if not name:
        return None
    folder = folders.find(key.team, name)
    if folder is None or folder.trashed_at:
        raise heygen.not_found("Folder", name, code="resource_not_found", status=404)
    return folder
