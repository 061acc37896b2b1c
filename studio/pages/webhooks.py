"""Where the team's programs want to be told of ends: what was told there lately, and stopping it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import delivery_log, endpoints
from studio.models import Delivery, DeliveryTry, Endpoint, Team
from studio.pages import access
from studio.vocabulary import Permission

PAGE = 20
LATELY = 3
"""Messages that are shown of each."""


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """For everybody in the team; the buttons are for owners and admins."""
    return _shown(request, access.team(request))


@require_POST
def webhook_stop(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    return _do(request, endpoint_id, endpoints.disable, _("%(host)s is told nothing more"))


@require_POST
def webhook_start(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    return _do(request, endpoint_id, endpoints.enable, _("%(host)s is told again"))


@require_POST
def webhook_remove(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    return _do(request, endpoint_id, endpoints.remove, _("The webhook to %(host)s is deleted"))


def _do(request: HttpRequest, endpoint_id: uuid.UUID, verb: Callable[..., None], said: str) -> HttpResponse:
    """Do it, and show the list as it is then. The row keeps the focus; when it is gone, the list has it."""
    found = access.endpoint_for(request, endpoint_id, Permission.MANAGE)
    verb(found, actor=access.user(request))
    messages.success(request, said % {"host": found.host})
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("webhooks")
    return _shown(request, found.team, kept=endpoint_id)


def _shown(request: HttpRequest, team: Team, **more: Any) -> HttpResponse:
    """The page, or for htmx the part of it that moves. As many queries, however many there are."""
    part = bool(request.htmx) and request.method == "POST"  # type: ignore[attr-defined]
    attempts = Prefetch("attempts", DeliveryTry.objects.order_by("number"))
    lately = Delivery.objects.order_by("-created_at").defer("body").prefetch_related(attempts)[:LATELY]
    found = Endpoint.objects.filter(team=team).select_related("api_key").defer("secret").order_by("-created_at")
    found = found.prefetch_related(Prefetch("deliveries", lately, to_attr="lately"))
    results = Paginator(found, PAGE).get_page(request.GET.get("page"))
    frame = {
        "page": "settings", "tab": "webhooks", "team": team, "results": results, "fragment": part,
        "may_manage": access.may(request, team.pk, Permission.MANAGE), "orders": delivery_log.of_orders(team).exists(),
        **more,
    }  # fmt: skip
    template = "studio/webhooks/_changed.html" if part else "studio/webhooks/webhooks.html"
    return render(request, template, frame)
