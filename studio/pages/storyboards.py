"""The storyboard page: looking at it, changing what holds for the whole video, and Generate."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, push_url

from studio.actions import assets, media, renders, typed, videos
from studio.errors import BadInput, Conflict, StudioError
from studio.models import Scene, Video
from studio.models.ids import id_in
from studio.pages import access, board, forms
from studio.pages.board_fields import ratio, size
from studio.pages.problems import wants_json
from studio.vocabulary import AssetKind, Permission, RenderKind

UNDOABLE = (
    "dimension", "aspect_ratio", "caption", "caption_mode", "subtitles", "music", "pronunciations", *forms.WHOLE,
)  # fmt: skip


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def storyboard(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """The page, or only its board when htmx asks for another scene."""
    video = access.video_for(request, video_id)
    shown = board.open_board(video, access.user(request), scene=chosen(video, request.GET.get("scene", "")))
    return answer(request, shown)


@require_POST
def video_setup(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Change the title, the account, or what is posted of shape and subtitles."""
    video = access.video_for(request, video_id, Permission.EDIT)
    scene = chosen(video, request.POST.get("scene", ""))
    before = {"title": video.title, "account": str(video.account_id), "setup": video.setup}
    try:
        happened = _change(request, video, before)
    except Conflict as conflict:
        return _overtaken(request, video, scene, conflict)
    except BadInput as error:
        if "account" not in request.POST:
            raise
        return unchanged(request, video, scene, error)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address(video, scene))
    shown = board.open_board(video, access.user(request), scene=scene)
    more: dict[str, Any] = {"happened": happened, "oob": True}
    if "title" in request.POST and not _for_the_board(request):
        return show(request, "studio/storyboards/_titled.html", shown, more)
    return answer(request, shown, happened=happened)


@require_POST
def video_music(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Add a recording to the library and put it under the video. What is wrong with it is told beside it."""
    video = access.video_for(request, video_id, Permission.EDIT)
    scene = chosen(video, request.POST.get("scene", ""))
    try:
        file = request.FILES.get("file")
        if file is None:
            raise BadInput({"file": _("Choose a file.")})
        asset = assets.upload(video.team, actor=access.user(request), file=file, kind=AssetKind.AUDIO)
    except BadInput as error:
        told = {"upload_problem": error.problems.get("file", str(error)), "upload_kind": "music"}
        return answer(request, board.open_board(video, access.user(request), scene=scene), status=422, **told)
    video = access.video_for(request, video_id, Permission.EDIT)  # others go on while a file is looked at
    before = video.setup
    held = {name: value for name, value in media.part(before, "music").items() if name != "url"}
    changes = {"music": {**held, "audio_asset_id": str(asset.pk)}}
    videos.save_setup(video, version=video.version, changes=changes)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address(video, scene))
    return answer(
        request, board.open_board(video, access.user(request), scene=scene), happened=_set(video, before, changes)
    )


@require_POST
def generate(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Order the next version and go to its page. What stands in the way is told beside the fields."""
    video = access.video_for(request, video_id, Permission.SPEND)
    kind = _kind(request)
    try:
        made = renders.generate(
            video, actor=access.user(request), kind=kind, request_key=_request_key(request, video, kind)
        )
    except StudioError as error:
        if wants_json(request):
            raise
        return _refused(request, video, error)
    place = reverse("video", args=[video.pk])
    if wants_json(request):
        found = {"id": str(made.pk), "number": made.number, "state": made.state, "url": place}
        return JsonResponse(found, status=201)
    return HttpResponseClientRedirect(place) if request.htmx else HttpResponseRedirect(place, status=303)  # type: ignore[attr-defined]


def answer(request: HttpRequest, shown: board.Board, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page, or for htmx the board and the desk's moving parts: its target is #board."""
    more["may_edit"] = may_edit(request, shown.video)
    htmx = request.htmx  # type: ignore[attr-defined]
    if not htmx or htmx.history_restore_request:
        more["request_key"] = str(uuid.uuid4())
        return show(request, "studio/storyboards/storyboard.html", shown, more, status=status)
    reply = show(request, "studio/storyboards/_changed.html", shown, {**more, "oob": True}, status=status)
    return push_url(reply, address(shown.video, shown.current))


def unchanged(request: HttpRequest, video: Video, scene: Scene | None, error: BadInput) -> HttpResponse:
    """The board as it is, with the sentence that says why it stays so."""
    told = error.first_sentence
    return answer(
        request, board.open_board(video, access.user(request), scene=scene), status=error.status, refused=told
    )


def may_edit(request: HttpRequest, video: Video) -> bool:
    try:
        return access.may(request, video.team_id, Permission.EDIT)
    except StudioError:  # somebody took them out of the team meanwhile
        return False


def address(video: Video, scene: Scene | None) -> str:
    """Where the storyboard is, with this scene on stage."""
    return reverse("storyboard", args=[video.pk]) + (f"?scene={scene.pk}" if scene else "")


def chosen(video: Video, wanted: str) -> Scene | None:
    key = id_in(wanted)
    return video.scenes.filter(pk=key).first() if key else None


def _overtaken(request: HttpRequest, video: Video, scene: Scene | None, conflict: Conflict) -> HttpResponse:
    """What the settings are now; a title that was typed stands in the note."""
    video.refresh_from_db()
    shown = board.open_board(video, access.user(request), scene=scene)
    typed = "" if _for_the_board(request) else request.POST.get("title", "")
    told = _("%(sentence)s You typed “%(typed)s”.") % {"sentence": conflict, "typed": typed} if typed else str(conflict)
    if typed and request.htmx:  # type: ignore[attr-defined]
        more = {"refused": told, "oob": True, "may_edit": True}
        return show(request, "studio/storyboards/_titled.html", shown, more, status=409)
    return answer(request, shown, status=409, refused=told)


def _for_the_board(request: HttpRequest) -> bool:
    """Undo asks for the whole board, whatever it changes; the title's own form only for what moves with a title."""
    return bool(request.htmx.target == "board")  # type: ignore[attr-defined]


def show(
    request: HttpRequest, template: str, shown: board.Board, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The board in a template of the storyboard page, or of a part of it, for the visitor."""
    return render(request, template, board.context(shown, access.user(request), **more), status=status)


def _change(request: HttpRequest, video: Video, before: dict[str, Any]) -> dict[str, Any] | None:
    """Do the one change that was posted; returns how to undo it, None when nothing differs."""
    version, posted = version_of(request), request.POST
    place = reverse("video_setup", args=[video.pk])
    if "title" in posted:
        videos.rename(video, version=version, title=posted["title"])
        then, now, label = {"title": before["title"]}, {"title": video.title}, _("the title")
    elif "account" in posted:
        wanted = id_in(posted["account"])
        account = video.team.accounts.filter(pk=wanted).first() if wanted else None
        if account is None:
            raise BadInput({"account": _(videos.NOT_OPEN)})
        videos.use_account(video, version=version, account=account)
        then, now, label = {"account": before["account"]}, {"account": str(account.pk)}, _("the account")
    else:
        changes = _changes(posted, before["setup"])
        if not changes and version == video.version:
            return None
        videos.save_setup(video, version=version, changes=changes)
        return _set(video, before["setup"], changes)
    return {"label": label, "scene": "", "undo": {"url": place, "values": then}, "redo": {"url": place, "values": now}}


def _set(video: Video, before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """How to undo a change of the settings."""
    held = {name: before.get(name) for name in changes}
    then, now = ({"url": reverse("video_setup", args=[video.pk]), "values": {"changes": json.dumps(each)}}
                 for each in (held, changes))  # fmt: skip
    return {"label": _("the settings"), "scene": "", "undo": then, "redo": now}


def _changes(posted: Any, setup: dict[str, Any]) -> dict[str, Any]:
    if "changes" not in posted:
        return forms.setup_changes(setup, posted, held_aspect=ratio(setup), held_size=size(setup))
    asked = json_object(posted["changes"], "changes")
    return {name: asked[name] for name in UNDOABLE if name in asked}


def json_object(posted: str, path: str) -> dict[str, Any]:
    """What a script posted as one JSON object. Raises BadInput at `path`."""
    return typed.json_object(posted, path=path, sentence=_("Send one JSON object."))


def version_of(request: HttpRequest) -> int:
    """The version the editor saw."""
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        raise BadInput({"version": _("Send the version you saw.")}) from None


def _kind(request: HttpRequest) -> RenderKind:
    """The button that was pressed; a form without one is the large version."""
    for kind in (RenderKind.DRAFT, RenderKind.FINAL):
        if request.POST.get("kind", RenderKind.FINAL) == kind:
            return kind
    raise BadInput({"kind": _("Choose draft or final.")})


def _request_key(request: HttpRequest, video: Video, kind: str) -> str:
    """One press is one render, and so are two of the same content; a changed storyboard is another render."""
    key = id_in(request.POST.get("request_key", ""))
    if key is None:
        return ""
    content = json.dumps([video.document(), str(video.account_id)], sort_keys=True)
    return f"{key.hex}.{kind}.{hashlib.sha256(content.encode()).hexdigest()[:24]}"


def _refused(request: HttpRequest, video: Video, error: StudioError) -> HttpResponse:
    """The page with every problem beside its field, showing the scene that has one: the member's own if it does."""
    problems = error.problems if isinstance(error, BadInput) else {}
    scene = chosen(video, request.POST.get("scene", ""))
    wrong = {int(path.split(".")[1]) for path in problems if path.startswith("scenes.")}
    bad = [each for at, each in enumerate(video.scenes.order_by("position", "id")) if at in wrong]
    if bad and scene not in bad:
        scene = bad[0]
    shown = board.open_board(video, access.user(request), asked=True, problems=problems, scene=scene)
    told = _("Nothing was made and nothing was charged. Put right what is marked, then press Generate again.")
    more = {"refused": told, "refused_title": _("Not yet")} if problems else {"refused": str(error)}
    return answer(request, shown, status=error.status, **more)
