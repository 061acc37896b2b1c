"""Sweeping: what was in the trash for a month, files nothing refers to any more, pictures nobody looked at lately."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from studio.actions import assets
from studio.models import Asset, OwnerLink, Render, Take, Video

TRASH_LIFE = timedelta(days=30)
ORPHAN_LIFE = timedelta(days=1)
CACHE_LIFE = timedelta(days=14)
BATCH = 500


def tidy() -> None:
    """Everything below. Safe to repeat, and to stop half-way."""
    empty_trash()
    sweep_orphans()
    sweep_folder("cache", older_than=CACHE_LIFE)
    sweep_folder("work", older_than=ORPHAN_LIFE)
    OwnerLink.objects.filter(created_at__lt=timezone.now() - OwnerLink.LIFE).delete()


def empty_trash() -> int:
    """Delete for good what was trashed more than 30 days ago; the ledger keeps its lines. Returns how many."""
    gone = Video.objects.filter(trashed_at__lt=timezone.now() - TRASH_LIFE).exclude(
        renders__state__in=["queued", "processing", "joining"]
    )[:BATCH]
    for video in gone:
        video.delete()
    return len(gone)


def sweep_orphans() -> int:
    """Remove files the studio made that no render or take refers to any more. Returns how many."""
    used_by_take = Exists(Take.objects.filter(segment=OuterRef("pk")))
    mine = Q(file=OuterRef("pk")) | Q(poster=OuterRef("pk")) | Q(srt=OuterRef("pk")) | Q(vtt=OuterRef("pk"))
    used_by_render = Exists(Render.objects.filter(mine))
    made = Asset.objects.filter(uploaded=False, created_at__lt=timezone.now() - ORPHAN_LIFE)
    orphans = made.exclude(used_by_take).exclude(used_by_render)[:BATCH]
    for asset in orphans:
        assets.discard(asset)
    return len(orphans)


def sweep_folder(name: str, *, older_than: timedelta) -> None:
    """Remove what was last touched before that from a folder of DATA_DIR."""
    before = time.time() - older_than.total_seconds()
    for path in (Path(settings.DATA_DIR) / name).glob("*"):
        if path.is_dir() and not any(_newer(path, before)):
            shutil.rmtree(path, ignore_errors=True)


def _newer(folder: Path, before: float) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime > before]
