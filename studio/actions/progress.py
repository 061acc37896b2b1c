"""How far a render is: told by the lengths of its takes and how far each of them is."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Min, Q, Sum
from django.utils import timezone

from studio.actions.videos import record
from studio.models import Attempt, Render, Take
from studio.vocabulary import RenderState

DRAWING_SHARE = 95
"""Percent of a render's progress that drawing its takes makes up; joining is the rest."""
SEEN_ENOUGH = 0.04
"""The share of a render that must be drawn before its pace says when the rest will be."""
LONGEST = 7 * 24 * 3600
"""Seconds left above which an estimate is not worth more than its column."""


def show(render: Render, stage: str) -> None:
    """Let the render show how far its takes are."""
    progress, left = of([render.pk])[render.pk]
    record(render, RenderState.PROCESSING, stage=stage, progress=progress, left=left)


def of(renders: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int | None]]:
    """Each render's `progress` is that of its takes, each by its length; its time `left` follows from the pace so far
    of those that are made for it.
    """
    part, made = F("seconds") * F("progress") / 100.0, Q(reused_from=None)
    sums = Take.objects.filter(render__in=renders).order_by().values("render")
    rows = sums.annotate(
        done=Sum(part), all=Sum("seconds"), made=Sum(part, filter=made), to_make=Sum("seconds", filter=made),
        began=Min("submitted_at"),
    )  # fmt: skip
    started = _started([row["render"] for row in rows if row["began"] is None])
    return {
        row["render"]: (
            int(_share(row["done"], row["all"]) * DRAWING_SHARE),
            _left(row["began"] or started.get(row["render"]), _share(row["made"], row["to_make"])),
        )
        for row in rows
    }


def _started(renders: Collection[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When a worker first started on each: one that was started often counts no more than the others."""
    starts = Attempt.objects.filter(take__render__in=renders).order_by().values_list("take__render")
    return dict(starts.annotate(first=Min("started_at"))) if renders else {}


def _share(done: float | None, whole: float | None) -> float:
    return float(done or 0) / float(whole or 1)


def seconds(left: float) -> int:
    """An estimate as it is kept: whole seconds, a week at most."""
    return min(LONGEST, max(0, round(left)))


def _left(began: datetime | None, share: float) -> int | None:
    """Seconds until everything is drawn at the pace since `began`; None while too little was seen of it."""
    if began is None or share < SEEN_ENOUGH:
        return None
    passed = (timezone.now() - began).total_seconds()
    return seconds(passed * (1 - share) / share)
