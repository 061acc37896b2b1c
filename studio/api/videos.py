"""Our own JSON: a storyboard in, a video out.

Errors are {"error": {"code", "message"}, "problems": {path: sentence}}.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from studio import storyboard as boards
from studio.actions import renders, videos
from studio.api.auth import key_of
from studio.errors import BadInput, NotFound, StudioError
from studio.models import ApiKey, Asset, Render, Video
from studio.ranges import serve

View = Callable[..., HttpResponseBase]


def endpoint(view: View) -> View:
    """A view for programs: an API key instead of a session, and every refusal as JSON."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, key_of(request), *args, **kwargs)
        except StudioError as error:
            return refuse(error)

    return csrf_exempt(login_not_required(answer))


def refuse(error: StudioError) -> JsonResponse:
    body: dict[str, Any] = {"error": {"code": error.code, "message": str(error)}}
    if isinstance(error, BadInput):
        body["problems"] = error.problems
    return JsonResponse(body, status=error.status)


@require_POST
@endpoint
def check(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Whether a storyboard can be made: 200 {"ok": true} or 422 with every problem by its dotted path."""
    document = _body(request)
    boards.parse(document)
    return JsonResponse({"ok": True})


@require_POST
@endpoint
def order(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Make a video from a storyboard: 201 with its id. `generate: false` only saves it; `test: true` costs nothing."""
    document = _body(request)
    wanted = document.pop("generate", True)
    boards.parse(document)
    video = videos.create(key.team, actor=key.created_by, storyboard=document, account=key.account)
    if wanted:
        try:
            renders.generate(video, actor=key.created_by)
        except StudioError:
            video.delete()
            raise
        video.refresh_from_db()
    return JsonResponse(_video(video, request), status=201)


@require_GET
@endpoint
def show(request: HttpRequest, key: ApiKey, video_id: uuid.UUID) -> JsonResponse:
    """A video and its newest render."""
    video = Video.objects.select_related("latest_render__file").filter(pk=video_id, team=key.team_id).first()
    if video is None:
        raise NotFound("There is no such video.")
    return JsonResponse(_video(video, request))


@require_GET
@endpoint
def media(request: HttpRequest, key: ApiKey, asset_id: uuid.UUID) -> HttpResponseBase:
    """The bytes of a file of the key's team, with ranges."""
    asset = Asset.objects.filter(pk=asset_id, team=key.team_id).first()
    if asset is None:
        raise NotFound("There is no such file.")
    return serve(request, asset)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        document = json.loads(request.body)
    except ValueError:
        raise BadInput({"": "Send the storyboard as a JSON object."}) from None
    if not isinstance(document, dict):
        raise BadInput({"": "Send the storyboard as a JSON object."})
    return document


def _video(video: Video, request: HttpRequest) -> dict[str, Any]:
    return {"id": str(video.pk), "title": video.title, "render": _render(video.latest_render, request)}


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
