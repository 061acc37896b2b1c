"""What HeyGen's programs ask for and this server lacks."""

from __future__ import annotations

import posixpath

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from studio.api.door import refused, unlocked
from studio.api.heygen.manner import MANNER, preflight, welcoming
from studio.api.refusals import Unknown


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
