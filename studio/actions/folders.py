"""Folders of a team's videos: making, renaming, trashing and restoring them."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from studio.actions import typed
from studio.errors import BadInput
from studio.models import Folder, Team, User

NAME_MAX = 255
MOST = 10_000
NAMELESS = "Give the folder a name."
FULL = f"This team has {MOST:,} folders already. Delete one first."


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
    try:
        return of(team).filter(pk=uuid.UUID(name)).first()
    except ValueError:
        return None


def create(
    team: Team, *, actor: User | None, name: str, project_type: str = "mixed", parent: Folder | None = None
) -> Folder:  # fmt: skip
    """Raises BadInput for "name"."""
    if team.folders.count() >= MOST:
        raise BadInput({"name": FULL})
    return Folder.objects.create(
        team=team, name=_named(name), project_type=project_type, parent=parent, created_by=actor
    )  # fmt: skip


def rename(folder: Folder, *, name: str) -> None:
    """Raises BadInput for "name"."""
    Folder.objects.filter(pk=folder.pk).update(name=_named(name), updated_at=timezone.now())


def trash(folder: Folder) -> None:
    """Out of sight. Its videos stay where they are and can be seen in the library."""
    now = timezone.now()
    Folder.objects.filter(pk=folder.pk, trashed_at=None).update(trashed_at=now, updated_at=now)


def restore(folder: Folder) -> None:
    Folder.objects.filter(pk=folder.pk, trashed_at__isnull=False).update(trashed_at=None, updated_at=timezone.now())


def _named(name: str) -> str:
    found = typed.line(name)[:NAME_MAX].strip()
    if not found:
        raise BadInput({"name": NAMELESS})
    return found
