"""What happened in the team: who did what, the newest first."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from studio.models import User
from studio.models.ids import id_in, row_in
from studio.pages import access
from studio.vocabulary import Permission

SHOWN = 50


def _of(*areas: str) -> Q:
    return reduce(or_, (Q(kind__startswith=f"{area}.") for area in areas))


AREAS = {
    "videos": (_("Videos"), Q(video__isnull=False)),
    "people": (_("People"), _of("member", "invitation", "team")),
    "accounts": (_("Accounts and keys"), _of("account", "key", "webhook")),
    "cast": (_("Avatars and twins"), _of("photo", "twin")),
    "templates": (_("Templates"), _of("template")),
    "folders": (_("Folders"), _of("folder")),
}
"""What one may look at alone: its name, and which events belong to it."""


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """For owners and admins. The address says `area`, `member`, and the event `before` which to go on; what it says
    wrong counts as not said. However many events there are, the newest are found by their index."""
    team = access.team(request, Permission.MANAGE)
    area, before = request.GET.get("area", ""), id_in(request.GET.get("before", ""))
    people = User.objects.filter(memberships__team=team)
    member = row_in(people, request.GET.get("member", ""))
    events = team.events.select_related("actor", "video").order_by("-id")
    if area in AREAS:
        events = events.filter(AREAS[area][1])
    if member:
        events = events.filter(actor=member)
    if before:
        events = events.filter(id__lt=before)
    found = list(events[: SHOWN + 1])
    return render(request, "studio/activity/activity.html", {
        "page": "settings", "tab": "activity", "team": team, "events": found[:SHOWN],
        "older": found[SHOWN - 1].pk if len(found) > SHOWN else None, "later": before is not None,
        "areas": [(name, label) for name, (label, _which) in AREAS.items()], "member": member,
        "area_name": AREAS[area][0] if area in AREAS else "", "people": people.order_by("name", "email"),
    })  # fmt: skip
