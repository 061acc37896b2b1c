"""News that only move a take on its way: those of a whole turn are written in a few statements."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from studio.actions import progress
from studio.models import Render, Take
from studio.vocabulary import RenderState

Was = Mapping[uuid.UUID, tuple[str, datetime | None]]
"""The state of each take, and when it was to be asked about, as they were read."""


def write(chosen: Sequence[Take], was: Was, fields: Sequence[str]) -> None:
    """Write these fields of each take, unless it has moved on since it was read.

    One that somebody else changes at this moment is not waited for: it is asked about anew.
    """
    if not chosen:
        return
    with transaction.atomic():
        rows = Take.objects.select_for_update(skip_locked=True).filter(pk__in=[take.pk for take in chosen])
        now = {pk: (state, poll_at) for pk, state, poll_at in rows.order_by().values_list("pk", "state", "poll_at")}
        _update([take for take in chosen if now.get(take.pk) == was[take.pk]], fields)


def _update(rows: Sequence[Take] | Sequence[Render], names: Sequence[str]) -> None:
    """Write these fields of each row by one prepared statement: the CASE of a bulk_update with a branch for every row
    took half of a turn's processor time."""
    if not rows:
        return
    meta, quoted = type(rows[0])._meta, connection.ops.quote_name
    known = {field.name: field for field in meta.concrete_fields}
    fields = [known[name] for name in (*names, "id")]
    *written, key = (f"{quoted(str(field.column))} = %s" for field in fields)
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        text = f"UPDATE {quoted(meta.db_table)} SET {', '.join(written)} WHERE {key}"  # noqa: S608  # of names of ours
        cursor.executemany(text, values)


def show(stages: Mapping[uuid.UUID, str]) -> None:
    """Let these renders show how far their takes are, as progress.show does for one."""
    if not stages:
        return
    far = progress.of(stages)
    going = Render.objects.filter(state=RenderState.PROCESSING)
    with transaction.atomic():
        shown = list(going.select_for_update(skip_locked=True).filter(pk__in=stages).order_by().only("pk"))
        for render in shown:
            (render.progress, render.left), render.stage = far[render.pk], stages[render.pk]
        _update(shown, ["progress", "stage", "left"])
