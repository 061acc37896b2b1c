"""The scenes of a storyboard: saving what is typed, adding, removing, reordering, and files brought along."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from studio.actions import assets, cast, hearing, media, scenes
from studio.actions.typed import line
from studio.errors import BadInput, Conflict
from studio.models import Scene
from studio.pages import access, board, forms
from studio.pages.board_fields import at
from studio.pages.storyboards import address, answer, chosen, json_object, may_edit, show, unchanged, version_of
from studio.vocabulary import Permission

UPLOADS = {
    "image": ("background", "image_asset_id", {"fit": "cover"}),
    "video": ("background", "video_asset_id", {"fit": "cover"}),
    "audio": ("voice", "audio_asset_id", {}),
}
"""What an uploaded file becomes: the part of the scene, the member that names it, and the rest of a new part."""
BOTH = _lazy("Somebody else changed this while you typed. Your words are still here: look at both and choose.")


@require_POST
def scene_save(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    """Keep what was typed, right or wrong. 422 tells what is wrong, 409 that somebody else was faster."""
    scene = access.scene_for(request, scene_id, Permission.EDIT)
    before, whole = scene.document, "document" in request.POST
    own = _own_voices(scene, line(request.POST.get("presenter", "")))
    document = json_object(request.POST["document"], "document") if whole else _typed(scene, request, own)
    version = version_of(request)
    try:
        if document != before or version != scene.version:
            scenes.save(scene, version=version, document=document)
    except Conflict:
        scene = access.scene_for(request, scene_id, Permission.EDIT)
        if scene.document != document:  # else: our own words, whose answer got lost
            return _conflict(request, scene, document, undone=whole)
    happened = _edited(scene, before, document) if document != before else None
    if whole or not request.htmx:  # type: ignore[attr-defined]
        return _done(request, scene, happened)
    shown = board.saved_board(scene.video, scene=scene)
    moved = forms.presenter_of(before, own) != forms.presenter_of(document, own)
    redraw = moved or _kind(before, "background") != _kind(document, "background")
    more = {"happened": happened, "oob": True, "redraw": redraw, "cast_open": moved, "measured": False}
    status = 422 if shown.problems_of(shown.index) else 200
    return show(request, "studio/storyboards/_saved.html", shown, more, status=status)


@require_safe
@never_cache
def scene_measured(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    """What the engine says of the scene as it is stored: its length, words and price. Asked for after each save."""
    scene = access.scene_for(request, scene_id)
    shown = board.open_board(scene.video, access.user(request), scene=scene)
    more = {"oob": True, "may_edit": may_edit(request, scene.video), "measured": True}
    return show(request, "studio/storyboards/_measured.html", shown, more)


@require_safe
def scene_said(request: HttpRequest, scene_id: uuid.UUID) -> FileResponse:
    """How the scene's script begins, in its voice as it is stored."""
    scene = access.scene_for(request, scene_id)
    return FileResponse(hearing.script(scene).open("rb"), content_type="audio/mpeg")


@require_POST
def scene_add(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    video = access.video_for(request, video_id, Permission.EDIT)
    after = chosen(video, request.POST.get("after", ""))
    try:
        scene = scenes.add(video, after=after)
    except BadInput as error:
        return unchanged(request, video, after, error)
    return _done(request, scene, _added(scene, _("adding a scene")))


@require_POST
def scene_duplicate(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    scene = access.scene_for(request, scene_id, Permission.EDIT)
    try:
        copy = scenes.duplicate(scene)
    except BadInput as error:
        return unchanged(request, scene.video, scene, error)
    return _done(request, copy, _added(copy, _("duplicating a scene")))


@require_POST
def scene_remove(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    """Take it out, and offer to put it back."""
    scene = access.scene_for(request, scene_id, Permission.EDIT)
    video, key = scene.video, scene.pk
    try:
        kept = scenes.remove(scene)
    except BadInput as error:
        return unchanged(request, video, scene, error)
    order = list(video.scenes.order_by("position", "id"))
    neighbour = order[min(kept["position"], len(order) - 1)]
    happened = {
        "label": _("removing a scene"), "scene": str(key), "undo": _call("scene_put_back", video.pk, _kept(kept)),
        "redo": _call("scene_remove", key, {}),
    }  # fmt: skip
    return _done(request, neighbour, happened, removed={"number": kept["position"] + 1, **_kept(kept)})


@require_POST
def scene_put_back(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Undo a removal: the document, at its old position."""
    video = access.video_for(request, video_id, Permission.EDIT)
    document = json_object(request.POST.get("document", ""), "document")
    try:
        scene = scenes.put_back(video, position=_position(request, "position"), document=document)
    except BadInput as error:
        return unchanged(request, video, None, error)
    return _done(request, scene, _added(scene, _("putting a scene back")))


@require_POST
def scene_move(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    scene = access.scene_for(request, scene_id, Permission.EDIT)
    there, to = scene.position, _position(request, "to")
    scenes.move(scene, to=to)
    happened = {
        "label": _("moving a scene"), "scene": str(scene.pk),
        "undo": _call("scene_move", scene.pk, {"to": there}), "redo": _call("scene_move", scene.pk, {"to": to}),
    }  # fmt: skip
    return _done(request, scene, happened)


@require_POST
def scene_upload(request: HttpRequest, scene_id: uuid.UUID, kind: str) -> HttpResponse:
    """Add a picture or a recording to the library and use it in this scene. What is wrong with it is told beside it."""
    scene = access.scene_for(request, scene_id, Permission.EDIT)
    before, problem = scene.document, ""
    try:
        file = request.FILES.get("file")
        if file is None:
            raise BadInput({"file": _("Choose a file.")})
        asset = assets.upload(scene.video.team, actor=access.user(request), file=file, kind=kind)
        scene = access.scene_for(request, scene_id, Permission.EDIT)  # one writes on while a file is looked at
        before = scene.document
        scenes.save(scene, version=scene.version, document=_using(before, kind, str(asset.pk)))
    except BadInput as error:
        problem = error.problems.get("file", str(error))
    status = 422 if problem else 200
    more: dict[str, Any] = {"upload_problem": problem, "upload_kind": kind}
    if not request.htmx:  # type: ignore[attr-defined]
        if not problem:
            return redirect(address(scene.video, scene))
        shown = board.open_board(scene.video, access.user(request), scene=scene)
        return answer(request, shown, status=status, **more)
    happened = None if problem else _edited(scene, before, scene.document)
    more |= {"happened": happened, "oob": True, "redraw": True, "may_edit": True, "measured": False}
    return show(
        request, "studio/storyboards/_saved.html", board.saved_board(scene.video, scene=scene), more, status=status
    )


def _own_voices(scene: Scene, wanted: str) -> dict[str, str]:
    """The voices of who presents and of who is `wanted`, by presenter."""
    held = (str(at(scene.document, f"character.{name}")) for name in ("avatar_id", "talking_photo_id"))
    names = cast.ids_among((wanted.removeprefix(forms.PHOTO), *held))
    offered = scene.video.account.avatars.offered().filter(external_id__in=names)
    return dict(offered.values_list("external_id", "voice"))


def _typed(scene: Scene, request: HttpRequest, own: dict[str, str]) -> forms.Document:
    document = forms.scene_document(scene.document, request.POST)
    return forms.with_presenters_voice(document, scene.document, own=own)


def _using(before: forms.Document, kind: str, asset_id: str) -> forms.Document:
    part, member, fresh = UPLOADS[kind]
    held = before.get(part)
    base = held if isinstance(held, dict) and held.get("type") == kind else fresh
    base = {name: value for name, value in base.items() if name not in ("url", "audio_url")}
    return {**before, part: {**base, "type": kind, member: asset_id}}


def _conflict(request: HttpRequest, scene: Scene, mine: forms.Document, *, undone: bool) -> HttpResponse:
    """Both versions side by side; nothing is stored until the author chooses. What would be `undone` was not typed
    now: it is pressed again, or not.
    """
    shown = board.open_board(scene.video, access.user(request), scene=scene)
    if undone and request.htmx:  # type: ignore[attr-defined]
        told = _("Somebody else changed this scene meanwhile; here it is. Press again to change it all the same.")
        return answer(request, shown, status=409, refused=told)
    happened = _edited(scene, mine, scene.document)
    more = {
        "conflict": BOTH, "mine": board.first_words(mine), "theirs": board.first_words(scene.document),
        "my_script": media.script(mine), "their_script": media.script(scene.document), "my_document": json.dumps(mine),
        "choice": happened, "oob": True,
    }  # fmt: skip
    if not request.htmx:  # type: ignore[attr-defined]
        return answer(request, shown, status=409, **{**more, "oob": False})
    return show(request, "studio/storyboards/_conflict.html", shown, more, status=409)


def _done(request: HttpRequest, scene: Scene, happened: dict[str, Any] | None, **more: Any) -> HttpResponse:
    """The board with this scene on stage. It is measured for htmx only: whoever is sent on waits for that there."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address(scene.video, scene))
    return answer(request, board.open_board(scene.video, access.user(request), scene=scene), happened=happened, **more)


def _edited(scene: Scene, before: forms.Document, after: forms.Document) -> dict[str, Any]:
    return {
        "label": _what_changed(before, after), "scene": str(scene.pk),
        "kind": "typing" if media.script(before) != media.script(after) else "",
        "undo": _call("scene_save", scene.pk, {"document": json.dumps(before)}),
        "redo": _call("scene_save", scene.pk, {"document": json.dumps(after)}),
    }  # fmt: skip


def _added(scene: Scene, label: str) -> dict[str, Any]:
    kept = {"position": scene.position, "document": scene.document}
    return {
        "label": label, "scene": str(scene.pk), "undo": _call("scene_remove", scene.pk, {}),
        "redo": _call("scene_put_back", scene.video_id, _kept(kept)),
    }  # fmt: skip


def _what_changed(before: forms.Document, after: forms.Document) -> str:
    """What an edit was about, for the undo button."""
    if media.script(before) != media.script(after):
        return _("typing")
    if forms.presenter_of(before) != forms.presenter_of(after):
        return _("the presenter")
    for part, words in (("character", _("the avatar")), ("voice", _("the voice")), ("background", _("the background"))):
        if before.get(part) != after.get(part):
            return words
    return _("the scene")


def _call(name: str, key: uuid.UUID, values: dict[str, Any]) -> dict[str, Any]:
    return {"url": reverse(name, args=[key]), "values": values}


def _kept(kept: dict[str, Any]) -> dict[str, Any]:
    return {"position": kept["position"], "document": json.dumps(kept["document"])}


def _kind(document: forms.Document, part: str) -> Any:
    return media.part(document, part).get("type")


def _position(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise BadInput({name: _("Send a position.")}) from None
