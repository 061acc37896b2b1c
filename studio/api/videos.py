"""Our own JSON: a storyboard in, a video out.

Errors are {"error": {"code", "message"}, "problems": {path: sentence}}.
"""

from __future__ import annotations

import uuid
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from studio import storyboard as boards
from studio.actions import answers, folders, jobs, renders, typed, videos
from studio.actions import media as files
from studio.api.door import Manner, body_of, door, origin_of, request_key
from studio.api.operations import GET, ORDERING, POST, Raw
from studio.dialects import studio as words
from studio.errors import BadInput, Conflict, NotFound, StudioError
from studio.models import ApiKey, Asset, Folder, Render, Video
from studio.models.ids import id_of
from studio.ranges import serve
from studio.vocabulary import Dialect

NO_OBJECT = "Send the storyboard as a JSON object."


def secret_of(request: HttpRequest) -> str:
    """From `Authorization: Bearer …` or `X-Api-Key`."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret if scheme.lower() == "bearer" else request.headers.get("X-Api-Key", "")


def refuse(request: HttpRequest, error: StudioError) -> JsonResponse:
    body: dict[str, Any] = {"error": {"code": error.code, "message": str(error)}}
    if isinstance(error, BadInput):
        body["problems"] = error.problems
    return JsonResponse(body, status=error.status)


MANNER = Manner(
    Dialect.STUDIO, secret_of, refuse, no_key="Send a working API key as 'Authorization: Bearer us_…'.",
    keys=(("Authorization",), ("X-Api-Key",)), refusal=lambda path: words.REFUSAL,
)  # fmt: skip


@door(MANNER, POST(takes=boards.Storyboard, gives=words.FINE, example=words.EXAMPLE))
def check(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Whether a storyboard can be made: 200 {"ok": true} or 422 with every problem by its dotted path.

    Orders nothing, fetches no address and measures no length.
    """
    storyboard = boards.parse(_body(request)).plain()
    files.spell(storyboard)
    _folder(key, storyboard)
    if wrong := renders.obstacles(key.account, storyboard):
        raise BadInput(wrong)
    return JsonResponse({"ok": True})


@door(MANNER, POST(takes=words.Order, gives=words.VIDEO, status=201, refuses=ORDERING, example=words.EXAMPLE))
def order(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Make a video from a storyboard: 201 with its id. `generate: false` only saves it; `test: true` costs nothing.

    `callback_url` gets a POST when it has ended: {"type": "video.completed", "timestamp": "…", "data": {…}}; the other
    types are video.failed and video.canceled. `data` tells id, state, error, title, duration, cost, callback_id,
    video_url, poster_url, srt_url and vtt_url; these links work without a key. Answer 2xx, or it comes again; a repeat
    has the same header webhook-id. It is not signed: ask for the video before you believe it.
    """
    document = _body(request)
    wanted = document.pop("generate", None)
    if not isinstance(wanted, bool | None):
        raise BadInput({"generate": "Send true to make the video, or false to only save it."})
    storyboard = boards.parse(document).plain()
    files.spell(storyboard)
    video = _begun(key, storyboard, request_key(request), folder=_folder(key, storyboard))
    if wanted is not False:
        told = jobs.listening(key, video, storyboard, origin=origin_of(request))
        try:
            renders.generate(video, actor=key.created_by, request_key=f"order:{video.pk}", ordered=told)
        except StudioError:
            videos.take_back(video)
            raise
        video.refresh_from_db()
    return JsonResponse(_video(video, request), status=201)


@door(MANNER, GET(gives=words.VIDEO))
def show(request: HttpRequest, key: ApiKey, video_id: uuid.UUID) -> JsonResponse:
    """A video and its newest render."""
    video = Video.objects.select_related("latest_render__file").filter(pk=video_id, team=key.team_id).first()
    if video is None:
        raise NotFound("There is no such video.")
    return JsonResponse(_video(video, request))


@door(MANNER, GET(gives=Raw(("*/*",))))
def media(request: HttpRequest, key: ApiKey, asset_id: uuid.UUID) -> HttpResponseBase:
    """The bytes of a file of the key's team, with ranges."""
    asset = Asset.objects.filter(pk=asset_id, team=key.team_id).first()
    if asset is None:
        raise NotFound("There is no such file.")
    return serve(request, asset)


def _folder(key: ApiKey, storyboard: dict[str, Any]) -> Folder | None:
    """The folder that a storyboard names; None when it names none."""
    name = storyboard.get("folder_id")
    try:
        return folders.kept(key.team, name) if name else None
    except (NotFound, Conflict) as error:
        raise BadInput({"folder_id": str(error)}) from None


def _begun(key: ApiKey, storyboard: dict[str, Any], name: str, *, folder: Folder | None) -> Video:
    """The video of an order with the Idempotency-Key `name`: also the one that a server began and died over, as long as
    such keys are kept. It would be paid for twice. What the key was used for on days before has other ids.
    """
    wanted = before = None
    for uses in count() if name else ():
        wanted = id_of(key.pk, [name, storyboard, *([uses] if uses else [])])
        before = Video.objects.filter(pk=wanted).first()
        if before is None or before.created_at > timezone.now() - answers.KEPT:
            break
    return before or videos.create(
        key.team, actor=key.created_by, storyboard=storyboard, account=key.account, key=wanted, folder=folder
    )  # fmt: skip


def _body(request: HttpRequest) -> dict[str, Any]:
    """The storyboard that was sent."""
    return typed.json_object(body_of(request), sentence=NO_OBJECT)


def _video(video: Video, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": str(video.pk), "title": video.title, "callback_id": video.setup.get("callback_id"),
        "render": _render(video.latest_render, request),
    }  # fmt: skip


def _render(render: Render | None, request: HttpRequest) -> dict[str, Any] | None:
    if render is None:
        return None
    files = {name: getattr(render, f"{field}_id") for name, field in
             (("video_url", "file"), ("poster_url", "poster"), ("srt_url", "srt"), ("vtt_url", "vtt"))}  # fmt: skip
    return {
        "number": render.number, "state": render.state, "stage": render.stage, "progress": render.progress,
        "error": render.error or None, "cost": render.cost / 100, "duration": render.duration,
        "warnings": render.warnings,
        **{name: request.build_absolute_uri(f"/api/media/{pk}") if pk else None for name, pk in files.items()},
    }  # fmt: skip
