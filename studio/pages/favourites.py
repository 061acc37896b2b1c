"""The star at an avatar: given and taken back."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.actions import favourites
from studio.errors import BadInput
from studio.pages import access, doors


@require_POST
def avatar_star(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """Make it a favourite of the visitor's, or one no more: as the form says, so that asking twice changes nothing.

    Viewers may: it is nothing of the team's that changes. htmx gets the button alone.
    """
    found, person = access.avatar_for(request, avatar_id), access.user(request)
    wanted = request.POST.get("favourite", "")
    if wanted not in ("yes", "no"):
        raise BadInput({"favourite": _("Say yes or no.")})
    if wanted == "yes":
        favourites.add(found, person=person)
    else:
        favourites.remove(found, person=person)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(doors.next_page(request))
    stars = {found.pk} if wanted == "yes" else set()
    return render(request, "studio/avatars/_star.html", {"avatar": found, "stars": stars})
