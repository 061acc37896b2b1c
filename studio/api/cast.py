"""The embedded cast for everybody: pictures, clips and voices that the dialects point to. They are no secret."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from studio.actions import auditions, previews
from studio.errors import BadInput, NotFound

A_DAY = "public, max-age=86400"


@login_not_required
@require_safe
def picture(request: HttpRequest, avatar_id: str) -> HttpResponseBase:
    try:
        return _file(previews.avatar_picture(avatar_id, height=800), "image/jpeg")
    except BadInput:
        raise NotFound(auditions.NAMELESS) from None


@login_not_required
@require_safe
def clip(request: HttpRequest, avatar_id: str) -> HttpResponseBase:
    return _file(auditions.clip(avatar_id), "video/mp4")


@login_not_required
@require_safe
def voice(request: HttpRequest, voice_id: str) -> HttpResponseBase:
    return _file(auditions.voice(voice_id), "audio/mpeg")


def _file(found: Path, mime: str) -> HttpResponseBase:
    answer = FileResponse(found.open("rb"), content_type=mime)
    answer["Cache-Control"] = A_DAY
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


urlpatterns = [
    path("<str:avatar_id>.jpg", picture, name="cast_picture"),
    path("<str:avatar_id>.mp4", clip, name="cast_clip"),
    path("voices/<str:voice_id>.mp3", voice, name="cast_voice"),
]
