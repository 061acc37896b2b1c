"""What a batch is taken home as: a table to fill in, a table of links, all videos in one archive."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from studio.actions import links
from studio.models import Asset, Batch, BatchRow, Template
from studio.names import for_download
from studio.pages import access, archives, spreadsheets
from studio.pages.batches import columns_of
from studio.pages.spreadsheets import cell

_FILE = "video__finished_render__file"
_HEAVY = ("video__words", "video__latest_render__storyboard", "video__finished_render__storyboard")


@require_safe
def batch_table(request: HttpRequest, template_id: uuid.UUID) -> StreamingHttpResponse:
    """The table that a template wants, with its columns and one row of what it says by itself."""
    template = access.template_for(request, template_id)
    names = [column.name for column in columns_of(template)]
    rows = [names, [_default(template, name) for name in names]]
    return spreadsheets.answer(rows, name=for_download(template.name, stored="a.csv"))


@require_safe
def batch_links(request: HttpRequest, batch_id: uuid.UUID) -> StreamingHttpResponse:
    """The table as it was brought, and behind each row its video: its page, a link that opens without signing in, how
    it stands, its length and its cost.
    """
    batch = access.batch_for(request, batch_id)
    rows = list(batch.rows.select_related("video__latest_render", _FILE).defer(*_HEAVY))
    told = _linked(batch, rows, request.build_absolute_uri("/").rstrip("/"))
    return spreadsheets.answer(told, name=for_download(batch.name, stored="a.csv"))


@require_safe
def batch_archive(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """All finished videos as one ZIP, made while it is sent. Without one, the page."""
    batch = access.batch_for(request, batch_id)
    files = _files(batch)
    if not files:
        return redirect("batch", batch.pk)
    return archives.answer(files, name=batch.name)


def _files(batch: Batch) -> list[tuple[str, Asset]]:
    """Every finished video that is not in the trash, with its name in the archive."""
    rows = batch.rows.filter(video__trashed_at=None, **{f"{_FILE}__isnull": False})
    rows = rows.select_related(_FILE).defer(*_HEAVY)
    made = [(row, row.video.finished_render) for row in rows if row.video]
    return [(f"{row.number:03} {row.video}", done.file) for row, done in made if done and done.file]


def _default(template: Template, name: str) -> str:
    default = template.variables.get(name, {}).get("default")
    return cell(default) if isinstance(default, str) else ""


def _linked(batch: Batch, rows: Iterable[BatchRow], origin: str) -> Iterator[list[str]]:
    yield [*batch.columns, "page", "video", "state", "seconds", "credits"]
    for row in rows:
        latest = row.video.latest_render if row.video else None
        done = row.video.finished_render if row.video and not row.video.trashed_at else None
        yield [
            *map(cell, row.cells), origin + reverse("video", args=[row.video_id]) if row.video_id else "",
            links.to(done.file, origin=origin) if done and done.file else "",
            _state(row),
            f"{done.duration:.1f}" if done else "", str(Decimal(latest.cost) / 100) if latest else "",
        ]  # fmt: skip


def _state(row: BatchRow) -> str:
    if row.video and row.video.trashed_at:
        return "in the trash"
    if row.video and row.video.latest_render:
        return str(row.video.latest_render.state)
    return "refused" if row.refused else "not possible" if row.problems else ""
