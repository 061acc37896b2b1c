"""HeyGen's addresses, those of its upload host among them."""

from __future__ import annotations

import posixpath

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, path, re_path, resolve

from studio.api.door import Unknown, refused, unlocked
from studio.api.heygen import status, videos
from studio.api.heygen.manner import MANNER, preflight, welcoming


@unlocked
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """A neighbour that this server doesn't have, in HeyGen's own words; or an address of ours, oddly written.

    Programs join paths as texts: /v2/../v1/video_status.get, //v2/avatars, /v2/voices/.
    """
    plain = "/" + posixpath.normpath(request.path).strip("/")
    if plain != request.path:
        try:
            found = resolve(plain)
        except Resolver404:
            found = None
        if found and found.url_name and found.url_name.startswith("heygen_") and found.func is not nothing_here:
            request.path = request.path_info = plain
            answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
            return answer
    if request.method == "OPTIONS":
        return preflight(request)
    answer_here: HttpResponse = refused(MANNER, request, Unknown())
    return welcoming(answer_here)


urlpatterns = [
    path("v2/video/generate", videos.generate, name="heygen_generate"),
    path("v1/video.generate", videos.clips, name="heygen_clips"),
    path("v1/video.webm", videos.webm, name="heygen_webm"),
    path("v1/video_status.get", status.status, name="heygen_status"),
    path("v1/video.list", status.listed, name="heygen_list"),
    path("v1/video.delete", status.delete, name="heygen_delete"),
    path("v1/video/share", status.share, name="heygen_share"),
    path("v1/video/caption.get", status.caption, name="heygen_caption"),
    path("v2/videos", status.videos, name="heygen_videos"),
    path("v2/videos/<str:video_id>", status.video, name="heygen_video"),
    re_path("^(?P<rest>.*)$", nothing_here, name="heygen_nothing"),
]
