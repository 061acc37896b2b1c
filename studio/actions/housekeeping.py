"""Sweeping: what was in the trash for a month, files nothing refers to any more, pictures nobody looked at lately."""

from __future__ import annotations

import re
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from studio.actions import answers, assets, caches, guesses, jobs, photos, twin_says
from studio.models import (
    Asset,
    Delivery,
    Folder,
    Guess,
    Hook,
    Invitation,
    OwnerLink,
    Render,
    Scene,
    Template,
    Video,
)
from studio.models.renders import OPEN_RENDERS, OPEN_TAKES
from studio.vocabulary import DeliveryState

TRASH_LIFE = timedelta(days=30)
ORPHAN_LIFE = timedelta(days=1)
FETCHED_LIFE = timedelta(days=7)
TOLD_LIFE = timedelta(days=30)
"""Of webhooks, those in and those out, once they are done with."""
INVITED_LIFE = timedelta(days=30)
"""Of an invitation whose link has ended: so long the team sees that it wasn't accepted."""
BATCH = 500
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tidy() -> None:
    """Everything below. Safe to repeat, and to stop half-way."""
    empty_trash()
    photos.forget_removed()
    sweep_orphans()
    sweep_fetched()
    sweep_strays()
    twin_says.forget_gone()
    sweep_folder("cache", older_than=caches.LIFE)
    caches.sweep()
    sweep_folder("work", older_than=ORPHAN_LIFE)
    answers.prune()
    forget_told()
    jobs.end_forgotten()
    Guess.objects.filter(since__lt=timezone.now() - guesses.WAIT).delete()
    OwnerLink.objects.filter(created_at__lt=timezone.now() - OwnerLink.LIFE).delete()
    Invitation.objects.filter(issued_at__lt=timezone.now() - Invitation.LIFE - INVITED_LIFE).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def empty_trash() -> int:
    """Delete for good what was trashed more than 30 days ago; the ledger keeps its lines. Returns how many.

    What a provider still makes, or may make, keeps its video: somebody has to settle what is held for it. A provider's
    own templates stay in the trash: the next look at what it offers would bring them back. Videos outlive their folder.
    """
    before = timezone.now() - TRASH_LIFE
    videos = Video.objects.filter(trashed_at__lt=before)
    videos = videos.exclude(renders__state__in=OPEN_RENDERS).exclude(renders__takes__state__in=OPEN_TAKES)
    in_use = Exists(Folder.objects.filter(parent=OuterRef("pk")))
    folders = Folder.objects.filter(~in_use, trashed_at__lt=before)  # the innermost first, the others another day
    templates = Template.objects.filter(trashed_at__lt=before, external_id="")
    return _emptied(videos) + _emptied(templates) + _emptied(folders)


def _emptied(gone: QuerySet[Any]) -> int:
    return sum(_delete(gone.filter(pk=pk)) for pk in list(gone.values_list("pk", flat=True)[:BATCH]))


def _delete(chosen: QuerySet[Any]) -> bool:
    """Delete the row if it is still to go: somebody may have restored it, and used it, since it was chosen. What is
    reused at this moment goes another day.
    """
    try:
        with transaction.atomic():
            row = chosen.select_for_update().first()
            if row:
                row.delete()
    except IntegrityError:
        return False
    return row is not None


def forget_told() -> int:
    """Delete webhooks that were told or given up a month ago, and those that came then. Returns how many."""
    before = timezone.now() - TOLD_LIFE
    told = Delivery.objects.filter(created_at__lt=before).exclude(state=DeliveryState.WAITING)
    heard = Hook.objects.filter(received_at__lt=before, handled_at__isnull=False)
    return _some(told) + _some(heard)


def _some(rows: QuerySet[Any]) -> int:
    """Delete these, a batch at a time. What belongs to them goes too and isn't counted."""
    gone = 0
    while pks := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone


def sweep_orphans() -> int:
    """Remove files the studio made that no row refers to any more. Returns how many."""
    made = Asset.objects.filter(uploaded=False, source_url="", created_at__lt=timezone.now() - ORPHAN_LIFE)
    return sum(_discarded(asset) for asset in _held_by_none(made)[:BATCH])


def sweep_fetched() -> int:
    """Remove files fetched from addresses a week ago that no row and no storyboard names. Returns how many."""
    old = _held_by_none(Asset.objects.filter(fetched_at__lt=timezone.now() - FETCHED_LIFE).exclude(source_url=""))
    unused = {str(asset.pk): asset for asset in old}
    for text in _storyboards(asset.team_id for asset in unused.values()):
        for name in _ID.findall(text):
            unused.pop(name, None)
    return sum(_discarded(asset) for asset in list(unused.values())[:BATCH])


def _held_by_none(files: QuerySet[Asset]) -> QuerySet[Asset]:
    """Those that no row refers to, of whatever kind it is."""
    for relation in Asset._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows = relation.related_model._default_manager
            files = files.exclude(Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return files


def _storyboards(teams: Iterable[uuid.UUID]) -> Iterator[str]:
    """As text, wherever these teams have some: what was made, what is being written, what is made from."""
    mine = set(teams)
    for rows, field in (
        (Render.objects.filter(video__team__in=mine), "storyboard"),
        (Scene.objects.filter(video__team__in=mine), "document"),
        (Video.objects.filter(team__in=mine), "setup"),
        (Template.objects.filter(team__in=mine), "storyboard"),
        (Template.objects.filter(team__in=mine), "variables"),
    ):
        if mine:
            yield from rows.annotate(text=Cast(field, TextField())).values_list("text", flat=True).iterator()


def _discarded(asset: Asset) -> bool:
    """False when somebody began to use it since it was chosen: a scene that is reused at this moment."""
    try:
        assets.discard(asset)
    except IntegrityError:  # ProtectedError is one
        return False
    return True


def sweep_strays() -> int:
    """Remove media files that no row names: a crash came between writing the file and its row. Returns how many."""
    before, gone = time.time() - ORPHAN_LIFE.total_seconds(), 0
    root = Path(settings.MEDIA_ROOT)
    old = [path for path in root.rglob("*") if path.is_file() and path.stat().st_mtime < before]
    for start in range(0, len(old), BATCH):
        names = {str(path.relative_to(root)): path for path in old[start : start + BATCH]}
        known = set(Asset.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names.keys() - known:
            names[name].unlink(missing_ok=True)
            gone += 1
    return gone


def sweep_folder(name: str, *, older_than: timedelta) -> None:
    """Remove what was last touched before that from a folder of DATA_DIR."""
    before = time.time() - older_than.total_seconds()
    for path in (Path(settings.DATA_DIR) / name).glob("*"):
        if path.is_dir() and all(_touched(each) <= before for each in (path, *path.rglob("*"))):
            shutil.rmtree(path, ignore_errors=True)


def _touched(path: Path) -> float:
    """When a folder was written to, or a file read. An empty folder counts, too: somebody is about to fill it."""
    try:
        return path.stat().st_mtime if path.is_dir() else caches.looked_at(path)
    except OSError:  # moved to its place meanwhile
        return time.time()
