"""Our own JSON: a storyboard in, a video out.

Errors are {"error": {"code", "message"}, "problems": {path: sentence}}.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from studio import storyboard as boards
from studio.actions import renders, typed, videos
from studio.api.auth import key_of
from studio.errors import BadInput, NotFound, StudioError
from studio.models import ApiKey, Asset, Render, Video
from studio.ranges import serve
from studio.storyboard.sentences import SENTENCES

View = Callable[..., HttpResponseBase]


NO_OBJECT = "Send the storyboard as a JSON object."


class WrongMethod(StudioError):
    code = "method_not_allowed"
    status = 405


class TooBig(StudioError):
    code = "too_big"
    status = 413


def endpoint(*methods: str) -> Callable[[View], View]:
    """A view for programs: an API key instead of a session, and every refusal as JSON."""

    def dress(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise WrongMethod(f"Ask for this address with {' or '.join(methods)}.")
                return view(request, key_of(request), *args, **kwargs)
            except StudioError as error:
                return refuse(error, allow=methods)

        return csrf_exempt(login_not_required(answer))

    return dress


def refuse(error: StudioError, *, allow: tuple[str, ...] = ()) -> JsonResponse:
    body: dict[str, Any] = {"error": {"code": error.code, "message": str(error)}}
    if isinstance(error, BadInput):
        body["problems"] = error.problems
    headers = {"Allow": ", ".join(allow)} if error.status == WrongMethod.status else None
    return JsonResponse(body, status=error.status, headers=headers)


@endpoint("POST")
def check(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Whether a storyboard can be made: 200 {"ok": true} or 422 with every problem by its dotted path."""
    document = _body(request)
    boards.parse(document)
    return JsonResponse({"ok": True})


@endpoint("POST")
def order(request: HttpRequest, key: ApiKey) -> JsonResponse:
    """Make a video from a storyboard: 201 with its id. `generate: false` only saves it; `test: true` costs nothing."""
    document = _body(request)
    wanted = document.pop("generate", None)
    if not isinstance(wanted, bool | None):
        raise BadInput({"generate": "Send true to make the video, or false to only save it."})
    storyboard = boards.parse(document).model_dump(mode="json", exclude_none=True)
    video = videos.create(key.team, actor=key.created_by, storyboard=storyboard, account=key.account)
    if wanted is not False:
        try:
            renders.generate(video, actor=key.created_by)
        except StudioError:
            video.delete()
            raise
        video.refresh_from_db()
    return JsonResponse(_video(video, request), status=201)


@endpoint("GET", "HEAD")
def show(request: HttpRequest, key: ApiKey, video_id: uuid.UUID) -> JsonResponse:
    """A video and its newest render."""
    video = Video.objects.select_related("latest_render__file").filter(pk=video_id, team=key.team_id).first()
    if video is None:
        raise NotFound("There is no such video.")
    return JsonResponse(_video(video, request))


@endpoint("GET", "HEAD")
def media(request: HttpRequest, key: ApiKey, asset_id: uuid.UUID) -> HttpResponseBase:
    """The bytes of a file of the key's team, with ranges."""
    asset = Asset.objects.filter(pk=asset_id, team=key.team_id).first()
    if asset is None:
        raise NotFound("There is no such file.")
    return serve(request, asset)


def _body(request: HttpRequest) -> dict[str, Any]:
    """The storyboard that was sent. Scenes are counted first: fifty thousand wrong ones have as many sentences."""
    try:
        document = typed.json_object(request.body, sentence=NO_OBJECT)
    except RequestDataTooBig:
        raise TooBig(f"Send at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20} MB.") from None
    for name in ("scenes", "video_inputs"):
        scenes = document.get(name)
        if isinstance(scenes, list) and len(scenes) > boards.limits.SCENES_MAX:
            raise BadInput({"scenes": SENTENCES["scenes"]})
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
