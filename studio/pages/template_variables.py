"""Which variables a template has: chosen when a video is saved as one, and said anew later."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import templates as actions
from studio.errors import BadInput, Conflict
from studio.models import Template, Video
from studio.models.ids import id_in, new_id
from studio.pages import access
from studio.pages.storyboards import version_of
from studio.pages.template_parts import in_words
from studio.pages.template_rows import grouped, rows, said
from studio.storyboard import gaps
from studio.vocabulary import Permission


@require_safe
def template_new(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """Name the template, and say what is to change from video to video."""
    video = access.video_for(request, video_id, Permission.EDIT)
    return render(request, "studio/templates/new.html", _new_frame(video))


@require_POST
def template_save(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    video = access.video_for(request, video_id, Permission.EDIT)
    named = said(rows(video.document(), {}), request.POST)
    try:
        made = actions.save(
            video, actor=access.user(request), name=request.POST.get("name", ""), variables=named,
            key=id_in(request.POST.get("key", "")),
        )  # fmt: skip
    except BadInput as error:
        frame = _new_frame(video, posted=request.POST, problems=error.problems)
        return render(request, "studio/templates/new.html", frame, status=422)
    messages.success(request, _("Saved as a template. Fill it in, and make the first video of it."))
    return redirect("template", made.pk)


@require_safe
def template_variables(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    found = access.template_for(request, template_id, Permission.EDIT)
    return render(request, "studio/templates/variables.html", _frame(found))


@require_POST
def template_change(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Say anew which variables there are. Refused when somebody else did meanwhile: what was typed stays."""
    found = access.template_for(request, template_id, Permission.EDIT)
    named = said(rows(found.storyboard, found.variables), request.POST)
    problems: Mapping[str, str]
    try:
        actions.name_variables(found, actor=access.user(request), version=version_of(request), variables=named)
    except (BadInput, Conflict) as error:
        problems = error.problems if isinstance(error, BadInput) else {"": str(error)}
        found.refresh_from_db()
        frame = _frame(found, posted=request.POST, problems=problems)
        return render(request, "studio/templates/variables.html", frame, status=error.status)
    messages.success(request, _("Variables saved."))
    return redirect("template", found.pk)


def _plain(title: str) -> str:
    """A name from the video's title: "Welcome, first name" of "Welcome, {{first_name}}"."""
    return gaps.fill(title, {name: name.replace("_", " ") for name in gaps.names_in(title)})


def _new_frame(
    video: Video, *, posted: QueryDict | None = None, problems: Mapping[str, str] | None = None
) -> dict[str, Any]:  # fmt: skip
    name = _plain(video.title) if posted is None else posted.get("name", "")
    key = posted.get("key", "") if posted is not None else new_id()
    return _rows(video.document(), {}, posted, problems or {}) | {"video": video, "name": name, "key": key}


def _frame(
    template: Template, *, posted: QueryDict | None = None, problems: Mapping[str, str] | None = None
) -> dict[str, Any]:  # fmt: skip
    theirs = actions.THERE.format(account=template.account) if template.external_id else ""
    return _rows(template.storyboard, template.variables, posted, problems or {}) | {
        "template": template,
        "theirs": theirs,
    }


def _rows(
    document: Mapping[str, Any], variables: Mapping[str, Any], posted: QueryDict | None,
    problems: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    found = rows(document, variables, posted=posted, problems=problems)
    beside = {"name", *(f"variables.{row.name}" for row in found)}
    return {
        "page": "templates", "texts": [row for row in found if row.is_text],
        "groups": grouped([row for row in found if not row.is_text]), "problems": problems,
        "name_problem": problems.get("name", ""),
        "elsewhere": [in_words(path, text) for path, text in problems.items() if path not in beside],
    }  # fmt: skip
