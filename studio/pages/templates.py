"""Templates: the list of the team's, the trash, and what can be done to one without opening it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from studio.actions import templates as actions
from studio.actions.housekeeping import TRASH_LIFE
from studio.actions.typed import line
from studio.errors import BadInput, Conflict
from studio.models import Account, Avatar, Team, Template
from studio.pages import access
from studio.pages.board_fields import ratio
from studio.pages.onward import offer, offered
from studio.pages.performers import Performer
from studio.pages.template_parts import first_face
from studio.vocabulary import Permission

PAGE = 24
TRASH = "trash"


@dataclass(frozen=True, slots=True)
class Card:
    """A template in the list. `face` is the address of its first presenter's picture, where it has no own."""

    template: Template
    shape: str
    face: str = ""


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The team's templates, the newest first. htmx gets the results alone."""
    team = access.team(request)
    wanted, words = request.GET.get("in", ""), line(request.GET.get("q", ""))[:200]
    in_trash = wanted == TRASH
    accounts = _accounts(team)
    account = next((each for each in accounts if str(each.pk) == wanted), None)
    page = _page(request, team, words, account=account, in_trash=in_trash)
    frame: dict[str, Any] = {
        "page": "templates", "results": page, "cards": _cards(page.object_list), "q": words, "in_trash": in_trash,
        "kept": TRASH_LIFE.days, "account": account, "asked": bool(words or account),
        "heading": account.name if account else "",
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/templates/_results.html", frame)
    frame |= {
        "accounts": accounts, "total": sum(each.templates_there for each in accounts),
        "thrown": _trashed(team).count(), **offered(request, "templates"),
    }  # fmt: skip
    return render(request, "studio/templates/templates.html", frame)


@require_POST
def template_rename(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Give it another name. htmx gets what is said beside the field alone."""
    found = access.template_for(request, template_id, Permission.EDIT)
    problem, status = "", 200
    try:
        actions.rename(found, actor=access.user(request), name=request.POST.get("name", ""))
    except (BadInput, Conflict) as error:
        problem, status = error.problems["name"] if isinstance(error, BadInput) else str(error), error.status
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/_said.html", {"field": "name", "problem": problem}, status=status)
    if problem:
        messages.error(request, problem)
    return redirect("template", found.pk)


@require_POST
def template_trash(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    """Put it into the trash; the list offers to undo it."""
    found = access.template_for(request, template_id, Permission.EDIT)
    actions.trash(found, actor=access.user(request))
    offer(request, "templates", "studio/templates/_undo.html", id=str(found.pk), name=found.name)
    return redirect("templates")


@require_POST
def template_restore(request: HttpRequest, template_id: uuid.UUID) -> HttpResponse:
    found = access.template_for(request, template_id, Permission.EDIT)
    actions.restore(found, actor=access.user(request))
    return redirect("template", found.pk)


def _trashed(team: Team) -> Any:
    return Template.objects.filter(team=team, trashed_at__isnull=False, retired_at=None)


def _accounts(team: Team) -> list[Any]:
    """Accounts that have templates, with how many."""
    usable = Q(templates__trashed_at=None, templates__retired_at=None)
    found = team.accounts.annotate(templates_there=Count("templates", filter=usable))
    return list(found.filter(templates_there__gt=0).order_by("created_at"))


def _page(request: HttpRequest, team: Team, words: str, *, account: Account | None, in_trash: bool) -> Page[Any]:
    """Names are compared here: not every database knows the small letters of every script."""
    rows = _trashed(team).order_by("-trashed_at", "-pk") if in_trash else actions.of(team, account=account)
    wanted = words.casefold().split()
    fitting = [pk for pk, name in rows.values_list("pk", "name") if all(word in name.casefold() for word in wanted)]
    page: Page[Any] = Paginator(fitting, PAGE).get_page(request.GET.get("page"))
    shown = Template.objects.select_related("account", "picture").in_bulk(list(page.object_list))
    page.object_list = [shown[pk] for pk in page.object_list if pk in shown]
    return page


def _cards(found: Any) -> list[Card]:
    names = {(each.account_id, first_face(each.storyboard)) for each in found if each.picture is None}
    offered = Avatar.objects.select_related("account").filter(
        account_id__in={account for account, _ in names}, external_id__in={name for _, name in names if name}
    )
    faces = {(avatar.account_id, avatar.external_id): avatar for avatar in offered}
    return [
        Card(each, ratio(each.storyboard), _face(faces.get((each.account_id, first_face(each.storyboard)))))
        for each in found
    ]


def _face(avatar: Avatar | None) -> str:
    return Performer(avatar).card if avatar else ""
