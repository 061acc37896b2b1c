"""Many videos of one template: a table is brought, its rows are looked at and priced, and made all at once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import batches as actions
from studio.actions import budgets, tables
from studio.actions.template_videos import obstacle
from studio.errors import BadInput, Conflict, NotFound, StudioError
from studio.models import Asset, Batch, BatchRow, Render, Template, Video
from studio.names import visible
from studio.pages import access, spreadsheets
from studio.pages.problems import sentence_of
from studio.pages.template_blanks import FILES, typed_values
from studio.pages.template_cast import Cast, key
from studio.pages.template_parts import Kind, in_words
from studio.vocabulary import Permission

PAGE = 50
NONE_CHOSEN = "Choose a CSV file."
NO_ROW = "This table has no such row."
REMOVED = "This table was removed. Its videos stay."
NO_FILE = "No file of the team is called this. Upload it on the template's page, or write a web address."


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a template's table has. `must`: every row needs a value there."""

    name: str
    label: str
    kind: str
    must: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row on the page: its cells, each with what is wrong with it; what is wrong with the whole; its video."""

    row: BatchRow
    cells: list[tuple[str, str]]
    elsewhere: list[str]

    @property
    def video(self) -> Video | None:
        return self.row.video

    @property
    def ended(self) -> bool:
        """Whether it was made, and nothing came of it that can be seen."""
        return bool(self.video and not self.video.trashed_at and self.made and self.made.state in actions.ENDED)

    @property
    def unmeasured(self) -> bool:
        """Whether the engine failed at it, which can be tried again."""
        return set(self.row.problems) == {actions.WHOLE}

    @property
    def made(self) -> Render | None:
        return self.row.video.latest_render if self.row.video else None


@require_safe
def batches(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Where a table for a template is brought, and those that were brought before."""
    found = access.template_for(request, template_id)
    return render(request, "studio/batches/batches.html", _frame(request, found))


@require_POST
def batch_add(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Keep a table and show its rows. What is wrong with the file is told beside it."""
    found = access.template_for(request, template_id, Permission.EDIT)
    try:
        made = _added(request, found, request.FILES.get("file"))
    except (BadInput, Conflict) as error:
        problem = error.problems.get("file", str(error)) if isinstance(error, BadInput) else str(error)
        frame = {**_frame(request, found), "problem": problem}
        return render(request, "studio/batches/batches.html", frame, status=error.status)
    return redirect("batch", made.pk)


@require_safe
def batch(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The rows and how they stand. htmx asks for the content alone, until nothing changes any more; each time a few of
    the rows that lack it are measured.
    """
    found = access.batch_for(request, batch_id)
    if request.htmx:  # type: ignore[attr-defined]
        if access.may(request, found.team_id, Permission.EDIT) and not obstacle(found.template):
            actions.measure(found)
        frame = _shown(request, found)
        answer = render(request, "studio/batches/_batch.html", frame)
        if found.wake_at or frame["sums"].making:
            answer["HX-Trigger"] = "begun"
        return answer
    return render(request, "studio/batches/batch.html", _shown(request, found))


@require_POST
def batch_order(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Have everything made that can be. What stands against it is told on the page."""
    found, seen = access.batch_for(request, batch_id, Permission.SPEND), request.POST.get("seen", "")
    most = int(seen) if seen.isdecimal() and len(seen) < 20 else None
    try:
        actions.order(found, actor=access.user(request), seen=most)
    except StudioError as error:
        frame = {**_shown(request, found), "refusal": str(error)}
        return render(request, "studio/batches/batch.html", frame, status=error.status)
    return redirect("batch", found.pk)


@require_POST
def batch_again(request: HttpRequest, batch_id: uuid.UUID, number: int) -> HttpResponse:
    """Try again what became of one row, and show it."""
    found = access.batch_for(request, batch_id, Permission.SPEND)
    row = found.rows.select_related("video__latest_render", "video__team").filter(number=number).first()
    if row is None:
        raise NotFound(_(NO_ROW))
    try:
        actions.again(row, actor=access.user(request))
    except StudioError as error:
        messages.error(request, sentence_of(error))
    page = (number - 1) // PAGE + 1
    return redirect(f"{reverse('batch', args=[found.pk])}?page={page}#row-{number}")


@require_POST
def batch_remove(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    found = access.batch_for(request, batch_id, Permission.EDIT)
    actions.remove(found, actor=access.user(request))
    messages.success(request, _("“%(name)s” is removed. Its videos stay.") % {"name": found.name})
    return redirect("batches", found.template_id)


def columns_of(template: Template) -> list[Column]:
    """What a table for it may hold: its variables, and the title of the video."""
    own = [
        Column(name, str(variable["label"]), Kind(str(variable["type"])).label, variable["default"] is None)
        for name, variable in template.variables.items()
    ]
    titled = any(column.name.casefold() == actions.TITLE for column in own)
    return own if titled else [*own, Column(actions.TITLE, _("Title of the video"), _("Text"), must=False)]


def _added(request: HttpRequest, template: Template, file: UploadedFile[Any] | None) -> Batch:
    if file is None:
        raise BadInput({"file": _(NONE_CHOSEN)})
    table = tables.read(file.read(tables.MOST_BYTES + 1))
    columns = _named(template, table.head)
    cast, held = Cast(template.account), _files_named(template)
    brought = [tuple(map(spreadsheets.meant, cells)) for cells in table.rows]
    rows = [_filled(template, columns, cells, cast=cast, held=held) for cells in brought]
    name = visible(file.name or "").removesuffix(".csv")
    return actions.add(template, actor=access.user(request), name=name, columns=columns, rows=rows)


def _named(template: Template, head: tuple[str, ...]) -> list[str]:
    """The variable that each column is about, by its name or label. Raises BadInput for "file"."""
    known = columns_of(template)
    names = {key(word): column.name for column in reversed(known) for word in (column.label, column.name)}
    unknown = [name for name in head if key(name) not in names]
    all_names = ", ".join(column.name for column in known)
    if unknown:
        said = _("This template has no variable “%(name)s”. Its columns are: %(all)s.")
        raise BadInput({"file": said % {"name": Truncator(unknown[0]).chars(80), "all": all_names}})
    found = [names[key(name)] for name in head]
    if twice := next((name for name in found if found.count(name) > 1), ""):
        raise BadInput({"file": _("The column “%(name)s” is there twice. Keep one of them.") % {"name": twice}})
    if lacking := [column.name for column in known if column.must and column.name not in found]:
        said = _("A column is missing: %(names)s. Every row needs a value there.")
        raise BadInput({"file": said % {"names": ", ".join(lacking)}})
    return found


def _files_named(template: Template) -> dict[str, str]:
    """Ids of the files that members brought, by their names; of two of one name the newer one's."""
    if not any(variable["type"] in FILES for variable in template.variables.values()):
        return {}
    brought = Asset.objects.filter(team=template.team_id, uploaded=True).order_by("created_at", "pk")
    return {key(name): str(pk) for pk, name in brought.values_list("pk", "name")}


def _filled(
    template: Template, columns: list[str], cells: tuple[str, ...], *, cast: Cast, held: Mapping[str, str]
) -> actions.Filled:  # fmt: skip
    """A row as the form of the template would have sent it; files stand there by address or name."""
    posted, problems = dict[str, str](), dict[str, str]()
    for name, cell in zip(columns, cells, strict=True):
        if name not in template.variables or template.variables[name]["type"] not in FILES:
            posted[f"value.{name}"] = cell
        elif "://" in cell:
            posted[f"value.{name}.url"] = cell
        elif file := held.get(key(cell)):
            posted[f"value.{name}.asset"] = file
        elif cell:
            problems[name] = _(NO_FILE)
    title = "" if actions.TITLE in template.variables else posted.get(f"value.{actions.TITLE}", "")
    return actions.Filled(cells, typed_values(template, posted, cast=cast), title, problems)


def _frame(request: HttpRequest, template: Template) -> dict[str, Any]:
    brought = Batch.objects.filter(template=template).select_related("created_by")
    return {
        "page": "templates", "template": template, "obstacle": obstacle(template), "columns": columns_of(template),
        "may_edit": access.may(request, template.team_id, Permission.EDIT), "most": tables.MOST_ROWS,
        "results": Paginator(brought, PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip


def _shown(request: HttpRequest, found: Batch) -> dict[str, Any]:
    try:
        found.refresh_from_db(fields=["wake_at", "ordered_at", "folder"])
    except Batch.DoesNotExist:
        raise NotFound(_(REMOVED)) from None
    rows = found.rows.select_related("video__latest_render__poster").order_by("number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    sums, template = actions.sums(found), found.template
    labels = {column.name: column.label for column in columns_of(template)}
    stopped, may_edit = obstacle(template), access.may(request, found.team_id, Permission.EDIT)
    return {
        "page": "templates", "batch": found, "template": template, "results": page, "sums": sums, "obstacle": stopped,
        "columns": [labels.get(name, name) for name in found.columns],
        "lines": [_line(found, row) for row in page.object_list],
        "may_edit": may_edit,
        "available": template.account.wallet.available,
        "short": budgets.refusal(found.team, template.account, sums.amount, actor=access.user(request)),
        "alive": bool(found.wake_at or sums.making or (sums.unmeasured and may_edit and not stopped)),
    }  # fmt: skip


def _line(batch: Batch, row: BatchRow) -> Line:
    wrong = dict(row.problems)
    cells = [(cell, wrong.pop(name, "")) for name, cell in zip(batch.columns, row.cells, strict=True)]
    return Line(row, cells, [in_words(path, said) if path else said for path, said in wrong.items()])
