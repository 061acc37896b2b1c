"""One video: watching it, the versions it went through, and what can be done to each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import casting, decisions, gifs, renders, shares, videos
from studio.errors import NotFound, StudioError
from studio.models import Event, Render, Take, Transfer, Video
from studio.names import for_download
from studio.pages import access
from studio.pages.cards import given_back, places_in_line
from studio.pages.problems import sentence_of
from studio.pages.template_parts import warned
from studio.vocabulary import Permission, RenderState, TakeState, TransferKind

EVENTS = 60
VERSIONS = 100
LONGEST_NUMBER = 9
"""Digits; a database takes no more of them for a number."""


@require_safe
def video(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """The newest version, or the one that `?v=` names; a video that was never made goes to its storyboard."""
    found = access.video_for(request, video_id)
    versions = list(_versions(found)[:VERSIONS])
    if not versions:
        return redirect("storyboard", found.pk)
    shown = _shown(request, found, versions)
    return render(request, "studio/videos/video.html", _frame(request, found, shown, versions))


@require_safe
def render_progress(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """How far a version is. Once it has ended, the whole page's content takes the place of what polled."""
    shown = access.render_for(request, render_id)
    if not shown.finished:
        frame = {"shown": shown, "polled": True, **picture_size(shown), **_waiting(request, shown)}
        return render(request, "studio/videos/_progress.html", frame)
    found = access.video_for(request, shown.video_id)
    versions = list(_versions(found)[:VERSIONS])
    current = next((each for each in versions if each.pk == shown.pk), shown)
    frame = _frame(request, found, current, versions) | {"fragment": True}
    answer = render(request, "studio/videos/_video.html", frame)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#video", "outerHTML"
    return answer


@require_safe
def render_gif(request: HttpRequest, render_id: uuid.UUID) -> FileResponse:
    """The first seconds as a GIF, to be saved. Made at the first time of asking."""
    shown = access.render_for(request, render_id)
    path = gifs.gif(shown)
    name = for_download(f"{shown.video} v{shown.number}", stored=path.name)
    answer = FileResponse(path.open("rb"), content_type="image/gif", as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
def render_cancel(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    shown = access.render_for(request, render_id, Permission.SPEND)
    renders.cancel(shown, actor=access.user(request))
    return _to(shown)


@require_POST
def render_retry(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """Make it again as a new version, and go and watch that."""
    shown = access.render_for(request, render_id, Permission.SPEND)
    try:
        renders.retry(shown, actor=access.user(request))
    except StudioError as error:
        messages.error(request, sentence_of(error))
    return redirect("video", shown.video_id)


@require_POST
def render_send_again(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """Order anew what the provider never answered about, though it may cost twice."""
    return _decided(request, render_id, decisions.send_again)


@require_POST
def render_forget(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """Give up what the provider never answered about: what is held comes back."""
    return _decided(request, render_id, decisions.forget)


def _decided(request: HttpRequest, render_id: uuid.UUID, decide: Callable[..., None]) -> HttpResponse:
    shown = access.render_for(request, render_id, Permission.SPEND)
    try:
        for take in shown.takes.filter(state=TakeState.UNKNOWN).select_related("account", "render__video"):
            decide(take, actor=access.user(request))
    except StudioError as error:
        messages.error(request, sentence_of(error))
    return _to(shown)


@require_POST
def render_put_back(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """Into the editor with this version's storyboard; the one that was there is kept as a copy."""
    shown = access.render_for(request, render_id, Permission.EDIT)
    videos.put_back(shown, actor=access.user(request))
    return redirect("storyboard", shown.video_id)


@require_POST
def render_duplicate(request: HttpRequest, render_id: uuid.UUID) -> HttpResponse:
    """A new video that starts from this version."""
    shown = access.render_for(request, render_id, Permission.EDIT)
    title = _("%(title)s, from v%(number)d") % {"title": shown.video, "number": shown.number}
    copy = videos.create(
        shown.video.team, actor=access.user(request), storyboard={**shown.storyboard, "title": title},
        account=shown.account, folder=videos.home(shown.video),
    )  # fmt: skip
    return redirect("storyboard", copy.pk)


@require_POST
def video_duplicate(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    found = access.video_for(request, video_id, Permission.EDIT)
    return redirect("storyboard", videos.duplicate(found, actor=access.user(request)).pk)


@require_POST
def video_share(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Give the video its link, which is then there to be copied."""
    found = access.video_for(request, video_id, Permission.EDIT)
    try:
        shares.share(found, actor=access.user(request))
    except StudioError as error:
        messages.error(request, sentence_of(error))
    return _sharing(request, found)


@require_POST
def video_unshare(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """End the link that the form names."""
    found = access.video_for(request, video_id, Permission.EDIT)
    try:
        shares.stop(found, key=request.POST.get("key", ""), actor=access.user(request))
        messages.success(request, _("Sharing stopped. The link opens nothing any more."))
    except StudioError as error:
        messages.error(request, sentence_of(error))
    return _sharing(request, found)


def _sharing(request: HttpRequest, found: Video) -> HttpResponse:
    """How the link stands now: the page, or for htmx the parts of it that tell."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("video", args=[found.pk]) + "#share")
    found.refresh_from_db(fields=["share_key", "trashed_at"])
    frame = {"video": found, "events": _events(found), "may_edit": True, "fragment": True, "swapped": True}
    return render(request, "studio/videos/_share_changed.html", frame | _link(found))


def _versions(found: Video) -> QuerySet[Render]:
    """The newest first, without what was frozen for them."""
    return found.renders.select_related("created_by", "account", "file", "poster", "srt", "vtt").defer("storyboard")


def _shown(request: HttpRequest, found: Video, versions: list[Render]) -> Render:
    """The version asked for, however old it is; else the newest."""
    wanted = request.GET.get("v", "")
    return numbered(_versions(found), wanted) if wanted else versions[0]


def numbered(versions: QuerySet[Render], wanted: str) -> Render:
    """The one with the number that an address holds. Raises NotFound when there is no such one."""
    known = wanted.isdecimal() and len(wanted) <= LONGEST_NUMBER
    version = versions.filter(number=int(wanted)).first() if known else None
    if version is None:
        raise NotFound(_("This video has no such version."))
    return version


def _frame(request: HttpRequest, found: Video, shown: Render, versions: list[Render]) -> dict[str, Any]:
    return {
        "page": "videos", "video": found, "shown": shown, "versions": versions, "events": _events(found),
        "warnings": [warned(each) for each in shown.warnings],
        **picture_size(shown), **_link(found),
        "watchable": next((each for each in versions if each.file_id), None),
        "spoken": casting.spoken_in(shown), **_money(shown), **_waiting(request, shown),
    }  # fmt: skip


def _events(found: Video) -> QuerySet[Event]:
    return found.events.select_related("actor", "render__account").order_by("-at", "-id")[:EVENTS]


def _link(found: Video) -> dict[str, Any]:
    """The video's share link, "" without one, and the version that strangers see there, or would."""
    return {"share_link": shares.address(found), "presented": shares.newest(found)}


def picture_size(shown: Render) -> dict[str, Any]:
    """Pixels of the version's picture, so that its room is kept while it loads; upright when nobody knows."""
    width, height = (shown.file.width, shown.file.height) if shown.file else (0, 0)
    if not width or not height:
        size = shown.storyboard.get("dimension") or {}
        width, height = size.get("width", 1080), size.get("height", 1920)
    shape = "wide" if width > height else "square" if width == height else "upright"
    return {"width": width, "height": height, "shape": shape}


def _money(shown: Render) -> dict[str, int]:
    """Of one version: what is still held, and what a failure gave back; hundredths of a credit."""
    holds = Transfer.objects.filter(render_id=shown.pk, kind=TransferKind.HOLD, resolution=None)
    held = sum(holds.values_list("amount", flat=True))
    reused = Take.objects.filter(render=shown, reused_from__isnull=False).count()
    return {"held": held, "came_back": given_back([shown.pk]).get(shown.pk, 0), "reused": reused}


def _waiting(request: HttpRequest, shown: Render) -> dict[str, Any]:
    """Its place in line, what its provider never answered about, and whether this person may decide there."""
    unknown = shown.takes.filter(state=TakeState.UNKNOWN).select_related("account")
    return {
        "place": places_in_line().get(shown.pk, 0) if shown.state == RenderState.QUEUED else 0,
        "unknown": list(unknown),
        "may_edit": access.may(request, shown.video.team_id, Permission.EDIT),
    }


def _to(shown: Render) -> HttpResponse:
    return redirect(f"{reverse('video', args=[shown.video_id])}?v={shown.number}")
