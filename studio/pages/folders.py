"""Folders of the library: making, renaming, moving and trashing them, and moving videos into them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import folders
from studio.errors import BadInput, Conflict, StudioError
from studio.models import Folder, Team
from studio.models.ids import id_in, new_id
from studio.pages import access
from studio.pages.library import back, chosen
from studio.pages.onward import go, offer
from studio.vocabulary import Permission


@require_POST
def folder_new(request: HttpRequest) -> HttpResponse:
    """A folder in the posted one, or at the top, and there one goes. htmx gets what is wrong beside the field.

    A form that is sent twice makes one.
    """
    team = access.team(request, Permission.EDIT)
    try:
        made = _made(request, team)
    except (BadInput, Conflict) as error:
        return _refused(request, "folder-name", error)
    offer(request, "videos", "studio/folders/_made.html", id=str(made.pk), name=made.name)
    return go(request, _address(made.parent))


@require_POST
def folder_rename(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Give it another name. htmx gets what is said beside the field, or the page anew where the form asks for that."""
    found = access.folder_for(request, folder_id, Permission.EDIT)
    field = "title" if "title" in request.POST else f"name-{found.pk}"
    try:
        folders.kept(found.team, str(found.pk))
        name = request.POST.get("title", request.POST.get("name", ""))
        folders.rename(found, name=name, apart=True, actor=access.user(request))
    except (BadInput, Conflict) as error:
        return _refused(request, field, error)
    if field == "title" and request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/_said.html", {"field": field})
    return back(request)


@require_POST
def folder_trash(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Into the trash with what is in it, but for the videos; whoever stood in it goes to where it was."""
    found = access.folder_for(request, folder_id, Permission.EDIT)
    folders.trash(found, actor=access.user(request))
    offer(request, "videos", "studio/folders/_undo_trash.html", id=str(found.pk), name=found.name)
    return redirect(_address(found.parent)) if "inside" in request.POST else back(request)


@require_POST
def folder_restore(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Back where it was, and there one goes."""
    found = access.folder_for(request, folder_id, Permission.EDIT)
    folders.restore(found, actor=access.user(request))
    return redirect(_address(found))


@require_safe
def folder_where(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """A fragment to choose from: where the folder may go. What is inside it is no place for it."""
    moved = access.folder_for(request, folder_id, Permission.EDIT)
    tree = folders.tree_of(moved.team)
    inside = set(tree.below(folders.kept(moved.team, str(moved.pk)).pk))
    return render(request, "studio/folders/_where.html", {
        "moved": moved, "ways": [tree.way(each) for each in tree.walk() if each.pk not in inside], "key": new_id(),
        "here": moved.parent, "lies_in": moved.parent_id or "",
    })  # fmt: skip


@require_POST
def folder_move(request: HttpRequest, folder_id: uuid.UUID) -> HttpResponse:
    """Put the folder into another, a new one, or none; the library offers to undo it."""
    moved = access.folder_for(request, folder_id, Permission.EDIT)
    try:
        to = _wanted(request, moved.team)
        was = folders.put(moved, to=to, actor=access.user(request))
    except (BadInput, Conflict) as error:
        return _refused(request, "move", error)
    if was != to:
        offer(
            request, "videos", "studio/folders/_undo_put.html", id=str(moved.pk), name=moved.name,
            was=str(was.pk) if was else "", to=str(to or ""),
        )  # fmt: skip
    return back(request)


@require_safe
def videos_where(request: HttpRequest) -> HttpResponse:
    """A fragment to choose from: where the videos that the address names may go."""
    videos = chosen(request)
    team = videos[0].team
    tree, here = folders.tree_of(team), request.GET.get("folder", "")
    return render(request, "studio/folders/_where.html", {
        "videos": videos, "ways": [tree.way(each) for each in tree.walk()], "key": new_id(),
        "here": folders.kept(team, here) if here else None,
        "lies_in": _one({video.folder_id for video in videos}),
    })  # fmt: skip


@require_POST
def videos_move(request: HttpRequest) -> HttpResponse:
    """Put the videos into a folder, a new one, or none; the library offers to undo it."""
    videos = chosen(request)
    team = videos[0].team
    try:
        to = _wanted(request, team)
        were = folders.move(team, videos, to=to, actor=access.user(request))
    except (BadInput, Conflict) as error:
        return _refused(request, "move", error)
    if were:
        was = [f"{video}:{folder or ''}" for video, folder in were.items()]
        offer(
            request, "videos", "studio/folders/_undo_move.html", count=len(were), was=was, name=to.name if to else "",
            to=str(to.pk) if to else "",
        )  # fmt: skip
    return back(request)


@require_POST
def videos_move_back(request: HttpRequest) -> HttpResponse:
    """Undo a move: each video goes back to where it was."""
    team = access.team(request, Permission.EDIT)
    were = dict(_pair(each) for each in request.POST.getlist("was"))
    if not were:
        raise BadInput({"was": _("Choose a video first.")})
    to = request.POST.get("to", "")
    from_ = access.folder_for(request, _id(to), Permission.EDIT) if to else None
    folders.move_back(team, were, from_=from_, actor=access.user(request))
    return back(request)


def _wanted(request: HttpRequest, team: Team) -> Folder | None:
    """Where the form says that the videos go: to none, to one that is made for them, or to the one it names."""
    match request.POST.get("to"):
        case None:
            raise BadInput({"to": _("Choose a folder first.")})
        case "":
            return None
        case "new":
            return _made(request, team)
        case name:
            return folders.kept(team, name)


def _made(request: HttpRequest, team: Team) -> Folder:
    parent = request.POST.get("folder", "")
    return folders.create(
        team, actor=access.user(request), name=request.POST.get("name", ""), apart=True,
        parent=folders.kept(team, parent) if parent else None, key=id_in(request.POST.get("key", "")),
    )  # fmt: skip


def _refused(request: HttpRequest, field: str, error: StudioError) -> HttpResponse:
    """What is wrong: beside the field for htmx, else as a page."""
    if not request.htmx:  # type: ignore[attr-defined]
        raise error
    said = " ".join(error.problems.values()) if isinstance(error, BadInput) else str(error)
    return render(request, "studio/_said.html", {"field": field, "problem": said}, status=error.status)


def _address(folder: Folder | None) -> str:
    home = reverse("library")
    return f"{home}?folder={folder.pk}" if folder and folder.trashed_at is None else home


def _one(places: set[Any]) -> Any:
    """Where all of them lie: "" for in no folder, None when they lie apart."""
    return (next(iter(places)) or "") if len(places) == 1 else None


def _pair(text: str) -> tuple[uuid.UUID, uuid.UUID | None]:
    video, _colon, folder = text.partition(":")
    return _id(video), _id(folder) if folder else None


def _id(text: str) -> uuid.UUID:
    if not (found := id_in(text)):
        raise BadInput({"": _("This is no id of a video or a folder. Reload the page and try again.")})
    return found
