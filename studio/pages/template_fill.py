"""A template from near: what it says, its variables as a form, and the video that is made of what was filled in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import assets, renders, template_videos
from studio.actions.filling import STRANGER
from studio.actions.template_videos import obstacle
from studio.errors import BadInput, Busy, Conflict, NotFound, StudioError
from studio.models import Template, Video
from studio.models.ids import id_in, new_id
from studio.pages import access
from studio.pages.board_fields import ratio
from studio.pages.template_blanks import FILES, Blank, Files, blank, blanks, typed_values
from studio.pages.template_cast import Cast
from studio.pages.template_parts import in_words, labels_of, pieces, script
from studio.vocabulary import Permission


@require_safe
def template(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    found = access.template_for(request, template_id)
    return render(request, "studio/templates/template.html", _frame(request, found))


@require_POST
def template_make(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Fill it in, make a video of it and go to its page. What is wrong is told beside the fields."""
    found = access.template_for(request, template_id, Permission.SPEND)
    made = _begun(request, found)
    if not isinstance(made, Video):
        return made
    try:
        renders.generate(made, actor=access.user(request), request_key=f"template.{made.pk.hex}")
    except StudioError as error:
        messages.error(request, _not_made(error))
        return redirect("storyboard", made.pk)
    return redirect("video", made.pk)


@require_POST
def template_open(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Fill it in and open the video in the editor: nothing is made yet."""
    found = access.template_for(request, template_id, Permission.EDIT)
    made = _begun(request, found)
    return redirect("storyboard", made.pk) if isinstance(made, Video) else made


@require_POST
def template_file(request: HttpRequest, template_id: uuid.UUID, name: str) -> HttpResponse:
    """Add a file to the library and choose it for this variable. Answers with the variable's fields alone."""
    found = access.template_for(request, template_id, Permission.EDIT)
    if found.variables.get(name, {}).get("type") not in FILES:
        raise NotFound(_(STRANGER))
    posted, problem, status = {field: str(value) for field, value in request.POST.items()}, "", 200
    try:
        posted |= {f"value.{name}.asset": _uploaded(request, found, name), f"value.{name}.url": ""}
    except BadInput as error:
        problem, status = error.problems.get("file", str(error)), 422
    shown = blank(found, name, posted=posted, problem=problem, cast=Cast(found.account), files=Files(found.team_id))
    return render(request, "studio/templates/_blank.html", {"blank": shown, "template": found}, status=status)


@require_POST
def template_price(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """How long the video would be with what is filled in, and what it would cost."""
    found = access.template_for(request, template_id, Permission.EDIT)
    posted = {name: str(value) for name, value in request.POST.items()}
    frame: dict[str, Any] = {"template": found, "asked": True}
    try:
        frame["price"] = template_videos.estimate(found, typed_values(found, posted), actor=access.user(request))
    except Busy:
        frame["busy"] = True
    except StudioError as error:
        frame["unknown"] = "" if isinstance(error, BadInput) else str(error)
    return render(request, "studio/templates/_price.html", frame)


def _uploaded(request: HttpRequest, template: Template, name: str) -> str:
    file = request.FILES.get(f"value.{name}.file")
    if file is None:
        raise BadInput({"file": _("Choose a file.")})
    kind = template.variables[name]["type"]
    return str(assets.upload(template.team, actor=access.user(request), file=file, kind=kind).pk)


def _begun(request: HttpRequest, template: Template) -> Video | HttpResponse:
    """The video; or the page with everything that was typed and what is wrong with it."""
    posted = {name: str(value) for name, value in request.POST.items()}
    problems: dict[str, str] = {}
    for field in request.FILES:  # sent with the form where there is no script to send them before
        name = field.removeprefix("value.").removesuffix(".file")
        if name in template.variables:
            try:
                posted[f"value.{name}.asset"], posted[f"value.{name}.url"] = _uploaded(request, template, name), ""
            except BadInput as error:
                problems[name] = error.problems.get("file", str(error))
    try:
        if problems:
            raise BadInput(problems)
        return template_videos.begin(
            template, actor=access.user(request), values=typed_values(template, posted),
            title=posted.get("title", ""), key=id_in(posted.get("key", "")),
        )  # fmt: skip
    except (BadInput, Conflict) as error:
        wrong = error.problems if isinstance(error, BadInput) else {"": str(error)}
        frame = _frame(request, template, posted=posted, problems=wrong)
        return render(request, "studio/templates/template.html", frame, status=error.status)


def _frame(
    request: HttpRequest, template: Template, *, posted: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    wrong, given, cast = dict(problems or {}), posted or {}, Cast(template.account)
    shown: list[Blank] = blanks(template, posted=posted, problems=wrong, cast=cast)
    labels, document = labels_of(template.variables), template.storyboard
    names = dict(template.account.avatars.values_list("external_id", "name"))
    theirs = bool(template.external_id)
    return {
        "page": "templates", "template": template, "shape": ratio(document), "theirs": theirs,
        "blanks": shown, "rolls": list(cast.long({each.kind for each in shown})),
        "obstacle": obstacle(template), "may_edit": access.may(request, template.team_id, Permission.EDIT),
        "script": [] if theirs else script(document, labels, names),
        "title": given.get("title", ""), "own_title": pieces(str(document.get("title") or ""), labels),
        "wrong": wrong, "elsewhere": [in_words(*each) for each in wrong.items() if each[0] not in template.variables],
        "key": given.get("key") or new_id(),
    }  # fmt: skip


def _not_made(error: StudioError) -> str:
    """Why Generate refused the video, which is there and can be put right."""
    return _("The video is here, but not made yet: %(sentence)s") % {"sentence": error.first_sentence}
