"""Who is in the team, as what, and who is asked to come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.actions import invitations, typed
from studio.actions import members as actions
from studio.errors import BadInput, Conflict, NotAllowed, NotFound
from studio.models import Invitation, Member, Team, User
from studio.models.ids import id_in
from studio.pages import access
from studio.pages.onward import go
from studio.vocabulary import Permission, Role

PAGE = 50
SEARCH_FROM = 8
"""Members from which the list has a search."""
CAN = {
    Role.OWNER: gettext_lazy("can do everything"),
    Role.ADMIN: gettext_lazy("can do all but change owners"),
    Role.EDITOR: gettext_lazy("can make videos and spend credits"),
    Role.VIEWER: gettext_lazy("can watch and download"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list, and what the visitor may do about them."""

    member: Member
    you: bool
    changes: bool
    only_owner: bool

    @property
    def settable(self) -> bool:
        """Whether the visitor can give them another role."""
        return self.changes and not self.only_owner

    @property
    def goes(self) -> bool:
        """Whether the visitor can end their membership: everybody their own."""
        return (self.changes or self.you) and not self.only_owner


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation in the list, and whether the visitor may change it."""

    invitation: Invitation
    changes: bool


@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Everybody may look; who manages the team invites, changes and removes."""
    return shown(request, access.member(request))


@require_POST
def member_role(request: HttpRequest, member_id: int) -> HttpResponse:
    found, actor = access.member_for(request, member_id, Permission.MANAGE), access.user(request)
    wanted = request.POST.get("role", "")
    said = _("%(who)s is %(role)s now") % {"who": found.user, "role": wanted}
    return do(request, found.team, lambda: actions.change_role(found, actor=actor, role=wanted), said, kept=found.pk)


@require_POST
def member_remove(request: HttpRequest, member_id: int) -> HttpResponse:
    found, actor = access.member_for(request, member_id, Permission.MANAGE), access.user(request)
    if found.user_id == actor.pk:
        return _left(request, found)
    said = _("%(who)s is not in the team any more") % {"who": found.user}
    return do(request, found.team, lambda: actions.remove(found, actor=actor), said)


@require_POST
def team_leave(request: HttpRequest) -> HttpResponse:
    """Leave the team that the form names, whatever one's role there."""
    if not (team_id := id_in(request.POST.get("team", ""))):
        raise Http404
    place = access.place_in(request, team_id)
    return _left(request, place)


def do(request: HttpRequest, team: Team, verb: Callable[[], object], said: str, *, kept: object = None) -> HttpResponse:
    """Do it, and show the list as it is then, or with what was wrong at its top. `kept` is whose row has the focus."""
    place = access.place_in(request, team.pk)
    try:
        verb()
    except BadInput as error:
        return shown(request, place, refused=" ".join(error.problems.values()), status=error.status)
    except (Conflict, NotAllowed, NotFound) as error:
        return shown(request, place, refused=error, status=Conflict.status)
    messages.success(request, said)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('members')}?{request.GET.urlencode()}")
    return shown(request, access.place_in(request, team.pk), kept=kept, done=True)


def shown(request: HttpRequest, place: Member, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, or for htmx the part of it that moves."""
    part = bool(request.htmx) and request.method == "POST"  # type: ignore[attr-defined]
    template = "studio/members/_changed.html" if part else "studio/members/members.html"
    frame = {**context(request, place), "fragment": part, **more}
    frame["kept"] = next(
        (row.member.pk for row in frame["rows"] if row.settable and row.member.pk == more.get("kept")), 0
    )
    return render(request, template, frame, status=status)


def context(request: HttpRequest, place: Member) -> dict[str, Any]:
    """The context of members.html and its fragments. Five queries, however many are in the team."""
    team, manages, owns = place.team, place.may(Permission.MANAGE), place.role == Role.OWNER
    wanted = typed.line(request.GET.get("q", ""))[:120]
    everybody = Member.objects.filter(team=team)
    owners = list(everybody.filter(role=Role.OWNER).values_list("pk", flat=True)[:2])
    results = Paginator(_found(everybody, wanted), PAGE).get_page(request.GET.get("page"))
    count = results.paginator.count if not wanted else everybody.count()
    rows = [
        Row(
            each,
            you=each.user_id == place.user_id,
            changes=manages and (owns or each.role != Role.OWNER),
            only_owner=owners == [each.pk],
        )
        for each in results
    ]
    asked = team.invitations.select_related("invited_by").order_by("-issued_at", "-pk")
    return {
        "page": "settings", "tab": "members", "team": team, "may_manage": manages, "results": results, "rows": rows,
        "count": count, "q": wanted, "search": bool(wanted) or count >= SEARCH_FROM,
        "waiting": [Waiting(each, manages and (owns or each.role != Role.OWNER)) for each in asked],
        "roles": [(role, CAN[role]) for role in reversed(Role) if owns or role != Role.OWNER],
        "mails": invitations.mails(), "days": Invitation.LIFE.days, "typed": {"role": Role.EDITOR}, "problems": {},
    }  # fmt: skip


def _found(everybody: QuerySet[Member], wanted: str) -> QuerySet[Member]:
    """By role, then by name as people read them; whoever has none by address."""
    rank = Case(*(When(role=role, then=Value(n)) for n, role in enumerate(Role)))
    shown_as = Lower(Coalesce(NullIf("user__name", Value("")), "user__email"))
    found = everybody.select_related("user").order_by(rank, shown_as, "pk")
    return found.filter(Q(user__name__icontains=wanted) | Q(user__email__icontains=wanted)) if wanted else found


def _left(request: HttpRequest, place: Member) -> HttpResponse:
    actor: User = access.user(request)
    try:
        actions.remove(place, actor=actor)
    except Conflict as error:
        return shown(request, place, refused=error, status=error.status)
    messages.success(request, _("You left %(team)s") % {"team": place.team})
    return go(request, reverse("library"))
