"""Pictures straight from the engine: one moment of a scene, and who can present. A refusal is drawn, too."""

from __future__ import annotations

import textwrap
import uuid
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from studio.actions import portraits, previews
from studio.errors import BadInput, Busy, NotFound, StudioError
from studio.models import Avatar, Video
from studio.models.ids import id_in
from studio.pages import access
from studio.pages.board_fields import in_our_words, size

FOR_EVER = "private, max-age=31536000, immutable"
ASK_AGAIN = "private, no-cache"


@require_safe
def still(request: HttpRequest, video_id: uuid.UUID, scene: int) -> HttpResponse:
    """A JPEG of a scene `at` a second, `near` one where nobody blinks, or at its calmest. With `v` (what it depends on)
    it may be kept for ever. It may be a named `scene`, wherever that stands by now.

    Where it says `again`, nothing is drawn while the engine is busy: words would be cut in a small or dim place.
    """
    video = access.video_for(request, video_id)
    scene = _place(video, request.GET.get("scene", ""), scene)
    try:
        asked = request.GET.get("near", request.GET.get("at"))
        at = None if asked is None else float(asked)
        height, at = int(request.GET.get("height", 640)), at if at is None or 0 <= at < 36_000 else 0.0
        path = previews.still(video, scene=scene, at=at, seeing="near" in request.GET, height=height)
    except ValueError:
        return drawn(request, _("This address is not one of a picture."), *size(video.setup))
    except StudioError as error:
        if isinstance(error, Busy) and "again" in request.GET:
            return _later(error)
        return drawn(request, _said(error, video, scene), *size(video.setup))
    return picture(request, path)


@require_safe
def avatar_picture(request: HttpRequest, avatar_id: str) -> HttpResponse:
    """A JPEG of an embedded presenter, "face" or "half" body."""
    access.member(request)
    try:
        height = int(request.GET.get("height", 240))
        crop = "face" if request.GET.get("crop") == "face" else "half"
        return picture(request, previews.avatar_picture(avatar_id, height=height, crop=crop))
    except (BadInput, ValueError):
        raise NotFound(_("There is no such presenter.")) from None
    except Busy as error:
        return _later(error)
    except StudioError as error:
        return drawn(request, str(error), 400, 400)


def portrait(request: HttpRequest, photo: Avatar, *, height: int, crop: str) -> HttpResponse:
    """A JPEG of what portraits.py cuts from an avatar's picture; why there is none is drawn."""
    try:
        return picture(request, portraits.portrait(photo, height=height, crop=crop))
    except NotFound:
        raise
    except Busy as error:
        return _later(error)
    except StudioError as error:
        return drawn(request, str(error), 400, 500)


def _later(error: Busy) -> HttpResponse:
    """Nothing to see yet: js/pictures.js asks again."""
    return _unlogged(HttpResponse(str(error), status=503, content_type="text/plain", headers={"Retry-After": "2"}))


def _place(video: Video, named: str, place: int) -> int:
    """Where the scene with this id is now; `place` where there is none."""
    order = list(video.scenes.order_by("position", "id").values_list("pk", flat=True)) if (key := id_in(named)) else []
    return order.index(key) if key in order else place


def _said(error: StudioError, video: Video, scene: int) -> str:
    if not isinstance(error, BadInput):
        return str(error)
    path, sentence = next(iter(error.problems.items()), ("", ""))
    documents = list(video.scenes.order_by("position", "id").values_list("document", flat=True))
    within = path.partition("scenes.0.")[2]
    return in_our_words(within, sentence, documents[scene]) if scene < len(documents) else sentence


def picture(request: HttpRequest, path: Path) -> HttpResponse:
    """The file, named by its content: a browser that has it is told so."""
    etag = quote_etag(path.stem)
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    reply: HttpResponse
    if etag in asked or f"W/{etag}" in asked:
        reply = HttpResponseNotModified()
    else:
        reply = FileResponse(path.open("rb"), content_type="image/jpeg")  # type: ignore[assignment]
    reply["ETag"] = etag
    reply["Cache-Control"] = FOR_EVER if "v" in request.GET else ASK_AGAIN
    return reply


def drawn(request: HttpRequest, sentence: str, width: int, height: int) -> HttpResponse:
    """The sentence as a picture of the same shape, so that an <img> shows it where the picture would be."""
    wide = max(200, round(480 * width / height))
    lines = textwrap.wrap(sentence, max(12, wide // 11))[:8]
    first = 240 - 13 * (len(lines) - 1)
    frame = {
        "width": str(wide), "middle": str(wide // 2), "lamp": str(first - 60),
        "lines": [(str(first + 26 * number), line) for number, line in enumerate(lines)],
    }  # fmt: skip
    reply = render(
        request, "studio/storyboards/refused.svg", frame, content_type="image/svg+xml; charset=utf-8", status=422
    )
    reply["Cache-Control"] = "private, no-store"
    return _unlogged(reply)


def _unlogged(reply: HttpResponse) -> HttpResponse:
    """Whoever looks reads why there is no picture: nothing broke, and a page asks for dozens."""
    reply._has_been_logged = True  # type: ignore[attr-defined]
    return reply
