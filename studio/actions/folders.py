"""Folders of a team's videos: making, renaming, moving, trashing and restoring them, and moving videos among them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from studio.actions import typed
from studio.actions.events import note, tell
from studio.actions.folder_tree import Tree
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Folder, Team, User, Video
from studio.models.ids import id_of, new_id, row_in

NAME_MAX = 255
MOST = 10_000
DEEPEST = 20
"""Folders within one another: every page that tells where folders lie writes all of the way to each."""
NAMELESS = "Give the folder a name."
LONG = f"Shorten the name to {NAME_MAX} characters."
FULL = f"This team has {MOST:,} folders already. Delete one first."
TWICE = "There is a folder “{name}” here already. Choose another name."
WITHIN = "A folder can't lie in itself or in what is inside it. Choose another place."
TOO_DEEP = f"At most {DEEPEST} folders lie in one another. Choose a place further up."
UNKNOWN = "There is no such folder, or it belongs to another team."
IN_TRASH = "The folder “{name}” is in the trash. Its videos are among all videos; restore the folder to use it again."


def of(team: Team) -> QuerySet[Folder]:
    """The team's folders, the newest first, each with `direct_children`: the folders and videos right inside."""
    folders = Count("children", filter=Q(children__trashed_at=None), distinct=True)
    videos = Count("videos", filter=Q(videos__trashed_at=None), distinct=True)
    return (
        team.folders.select_related("created_by")
        .annotate(direct_children=folders + videos)
        .order_by("-created_at", "-id")
    )


def find(team: Team, name: str) -> Folder | None:
    """The team's folder of this id, with or without hyphens; None for another team's."""
    return row_in(of(team), name)


def thrown(team: Team) -> QuerySet[Folder]:
    """What the trash has, the newest first: what went with the folder it is in is part of that one."""
    alone = ~Q(parent__trashed_at=F("trashed_at"))
    return team.folders.filter(alone, trashed_at__isnull=False).order_by("-trashed_at", "-id")


def kept(team: Team, name: str) -> Folder:
    """The team's folder of this id. Raises NotFound, also for another team's, and Conflict for one in the trash."""
    found = row_in(team.folders.all(), name)
    if found is None:
        raise NotFound(UNKNOWN)
    if found.trashed_at:
        raise Conflict(IN_TRASH.format(name=found.name))
    return found


@transaction.atomic
def create(
    team: Team, *, actor: User | None, name: str, project_type: str = "mixed", parent: Folder | None = None,
    apart: bool = False, key: uuid.UUID | None = None,
) -> Folder:  # fmt: skip
    """A folder, inside `parent` or at the top. The same `key`, name and parent give the same one.

    Raises BadInput for "name": with `apart` also when there is one of this name in the same place. Raises Conflict
    when the parent is in the trash, or as deep as folders go.
    """
    _alone(team.pk)
    name = _named(name)
    pk = id_of(key, [str(team.pk), name, str(parent.pk) if parent else None]) if key else new_id()
    if key and (made := team.folders.filter(pk=pk).first()):
        return made
    if team.folders.count() >= MOST:
        raise BadInput({"name": FULL})
    if parent:
        parent = kept(team, str(parent.pk))
        _fit(tree_of(team), parent, levels=1)
    if apart:
        _be_apart(team, name, parent_id=parent.pk if parent else None)
    tell(team, "folder.made", f"Folder “{name}” made" + (f" in “{parent.name}”" if parent else ""), actor=actor)
    return Folder.objects.create(
        id=pk, team=team, name=name, project_type=project_type, parent=parent, created_by=actor
    )  # fmt: skip


@transaction.atomic
def rename(folder: Folder, *, name: str, apart: bool = False, actor: User | None = None) -> None:
    """Raises BadInput for "name": with `apart` also when another in the same place has this name."""
    _alone(folder.team_id)
    name = _named(name)
    if apart:
        _be_apart(folder.team, name, parent_id=folder.parent_id, but=folder)
    if Folder.objects.filter(pk=folder.pk).exclude(name=name).update(name=name, updated_at=timezone.now()):
        tell(folder.team, "folder.renamed", f"Folder “{folder.name}” is called “{name}” now", actor=actor)


@transaction.atomic
def put(folder: Folder, *, to: Folder | None, actor: User | None) -> Folder | None:
    """Move a folder, with all in it, into another one, or to the top. Gives where it was before.

    Raises Conflict when either is in the trash, `to` lies in the folder itself or all would lie too deep, BadInput for
    "name" when there is one of this name.
    """
    _alone(folder.team_id)
    moved = kept(folder.team, str(folder.pk))
    there = kept(folder.team, str(to.pk)) if to else None
    tree, was = tree_of(folder.team), moved.parent
    if there and there.pk in tree.below(moved.pk):
        raise Conflict(WITHIN)
    if there != was:
        _fit(tree, there, levels=tree.levels(moved.pk))
        _be_apart(folder.team, moved.name, parent_id=there.pk if there else None)
        Folder.objects.filter(pk=moved.pk).update(parent=there, updated_at=timezone.now())
        way = f"into “{there.name}”" if there else "to the top"
        tell(folder.team, "folder.moved", f"Folder “{moved.name}” moved {way}", actor=actor)
    return was


@transaction.atomic
def trash(folder: Folder, *, actor: User | None = None) -> None:
    """Out of sight, with the folders in it. The videos stay where they are and can be seen in the library."""
    _alone(folder.team_id)
    now = timezone.now()
    inside = tree_of(folder.team).below(folder.pk)
    if Folder.objects.filter(pk__in=inside).update(trashed_at=now, updated_at=now):
        tell(folder.team, "folder.trashed", f"Folder “{folder.name}” moved to the trash", actor=actor)


@transaction.atomic
def restore(folder: Folder, *, actor: User | None = None) -> None:
    """Back where it was, with the folders that went with it; at the top when what it was in is still in the trash, or
    was moved so deep meanwhile that all of it has no room there.
    """
    _alone(folder.team_id)
    folder.refresh_from_db()
    if folder.trashed_at is None:
        return
    went = Tree(folder.team.folders.filter(trashed_at=folder.trashed_at)).below(folder.pk)
    Folder.objects.filter(pk__in=went).update(trashed_at=None, updated_at=timezone.now())
    tree = tree_of(folder.team)
    if folder.parent and (folder.parent.trashed_at or len(tree.way(folder)) - 1 + tree.levels(folder.pk) > DEEPEST):
        Folder.objects.filter(pk=folder.pk).update(parent=None)
    folder.refresh_from_db()
    tell(folder.team, "folder.restored", f"Folder “{folder.name}” taken back from the trash", actor=actor)


@transaction.atomic
def move(
    team: Team, videos: Collection[Video], *, to: Folder | None, actor: User | None
) -> dict[uuid.UUID, uuid.UUID | None]:
    """Put the team's videos into a folder, or into none. Gives where those that moved were before.

    Raises Conflict when the folder is in the trash, NotFound when it is gone.
    """
    _alone(team.pk)
    there = kept(team, str(to.pk)).pk if to else None
    now = Video.objects.of(team).filter(pk__in=[video.pk for video in videos]).values_list("pk", "folder_id")
    were: dict[uuid.UUID, uuid.UUID | None] = {pk: was for pk, was in now if was != there}
    _put(team, were, there, said=f"Moved to the folder “{to}”" if to else "Taken out of its folder", by=actor)
    return were


@transaction.atomic
def move_back(
    team: Team, were: Mapping[uuid.UUID, uuid.UUID | None], *, from_: Folder | None, actor: User | None
) -> None:
    """Put each of the team's videos where it was, if it is still where `move` has put it.

    What was in a folder that is deleted by now comes to be in none.
    """
    _alone(team.pk)
    there = set(Video.objects.of(team).filter(pk__in=were, folder=from_).values_list("pk", flat=True))
    known = set(team.folders.filter(pk__in=[each for each in were.values() if each]).values_list("pk", flat=True))
    for home in set(were.values()):
        mine = [pk for pk, was in were.items() if was == home and pk in there]
        _put(team, mine, home if home in known else None, said="Moved back", by=actor)


def _put(team: Team, videos: Iterable[uuid.UUID], folder: uuid.UUID | None, *, said: str, by: User | None) -> None:
    mine = Video.objects.of(team).filter(pk__in=list(videos)).order_by("pk")
    rows = list(mine.select_for_update(no_key=True))  # one that goes with its refused order is moved nowhere
    Video.objects.filter(pk__in=[row.pk for row in rows]).update(folder=folder)
    for row in rows:
        note(row, "video.moved", said, actor=by)


def tree_of(team: Team) -> Tree:
    """How those lie in one another that are not in the trash."""
    return Tree(team.folders.filter(trashed_at=None))


def _fit(tree: Tree, there: Folder | None, *, levels: int) -> None:
    if there and len(tree.way(there)) + levels > DEEPEST:
        raise Conflict(TOO_DEEP)


def _alone(team_id: uuid.UUID) -> None:
    """Let nobody else change the team's folders until the transaction ends."""
    list(Team.objects.select_for_update(no_key=True).filter(pk=team_id).values_list("pk"))


def _be_apart(team: Team, name: str, *, parent_id: uuid.UUID | None, but: Folder | None = None) -> None:
    """Names are compared here: not every database knows the small letters of every script."""
    others = team.folders.filter(trashed_at=None, parent=parent_id).values_list("pk", "name")
    if name.casefold() in {other.casefold() for pk, other in others if but is None or pk != but.pk}:
        raise BadInput({"name": TWICE.format(name=name)})


def _named(name: str) -> str:
    found = typed.line(name)
    if not found:
        raise BadInput({"name": NAMELESS})
    if len(found) > NAME_MAX:
        raise BadInput({"name": LONG})
    return found
