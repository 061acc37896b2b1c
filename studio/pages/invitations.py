"""Inviting people into the team, and the page that an invitation's link opens."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from studio.actions import invitations
from studio.actions.typed import line
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import Invitation
from studio.pages import access, doors, members
from studio.vocabulary import Permission, Role


@require_POST
@never_cache
def invite(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    """The answer is the only page that shows the link."""
    place = access.place_in(request, team_id, Permission.MANAGE)
    wanted = {"email": request.POST.get("email", ""), "role": request.POST.get("role", "")}
    try:
        made = invitations.invite(place.team, actor=access.user(request), **wanted)
    except BadInput as error:
        wanted["email"] = line(wanted["email"])
        return members.shown(request, place, typed=wanted, problems=error.problems, status=error.status)
    except NotAllowed as error:
        return members.shown(request, place, typed=wanted, refused=error, status=Conflict.status)
    return members.shown(request, place, made=made, address=invitations.address(made))


@require_POST
@never_cache
def invitation_renew(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """A new link, shown by this answer only; the old one stops working."""
    found = access.invitation_for(request, invitation_id, Permission.MANAGE)
    place = access.place_in(request, found.team_id)
    try:
        made = invitations.renew(found, actor=access.user(request))
    except (Conflict, NotAllowed) as error:
        return members.shown(request, place, refused=error, status=Conflict.status)
    return members.shown(request, place, made=made, address=invitations.address(made))


@require_POST
def invitation_withdraw(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    found, actor = access.invitation_for(request, invitation_id, Permission.MANAGE), access.user(request)
    said = _("The link for %(email)s opens nothing any more") % {"email": found.email}
    return members.do(request, found.team, lambda: invitations.withdraw(found, actor=actor), said)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens. Looking changes nothing; whoever sends the form joins, once."""
    found = _open(token)
    if found is None:
        return render(request, "studio/invitations/spent.html", status=410)
    if request.method != "POST":
        return _door(request, found)
    typed = {"name": line(request.POST.get("name", "")), "password": request.POST.get("password", "")}
    try:
        _come_in(request, found, token, **typed)
    except BadInput as error:
        return _door(request, found, typed=typed, problems=error.problems, status=error.status)
    except (Conflict, NotAllowed, doors.Unknown) as error:
        still = _open(token)
        if still is None:
            return render(request, "studio/invitations/spent.html", status=410)
        return _door(request, still, typed=typed, wrong=error, status=error.status)
    access.switch_team(request, found.team_id)
    messages.success(request, _("You are in %(team)s now") % {"team": found.team})
    return redirect("library")


def _open(token: str) -> Invitation | None:
    return Invitation.open(token).select_related("team", "invited_by").first()


def _visitor(request: HttpRequest, found: Invitation) -> str:
    """Who looks at it: "invited" or "other", signed in; "known", who has to say a password; or "new"."""
    if request.user.is_authenticated:
        return "invited" if access.user(request).email.casefold() == found.email.casefold() else "other"
    return "known" if invitations.account_of(found) else "new"


def _come_in(request: HttpRequest, found: Invitation, token: str, *, name: str, password: str) -> None:
    """Have the visitor join, signed in. An account that is there already is opened by its password only."""
    visitor = _visitor(request, found)
    if visitor == "new":
        login(request, invitations.accept_new(token, name=name, password=password), backend=doors.BACKEND)
        return
    if visitor == "known":
        doors.sign_in(request, email=found.email, password=password)
    invitations.accept(token, user=access.user(request))


def _door(request: HttpRequest, found: Invitation, *, status: int = 200, **more: Any) -> HttpResponse:
    frame = {
        "invitation": found, "role": Role(found.role), "visitor": _visitor(request, found),
        "can": members.CAN[Role(found.role)], "typed": {}, "problems": {}, **more,
    }  # fmt: skip
    return render(request, "studio/invitations/invitation.html", frame, status=status)
