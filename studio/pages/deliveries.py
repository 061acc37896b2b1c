"""What programs were told, message by message, at a webhook or at addresses of their orders; and sending one again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.actions import deliveries, delivery_log
from studio.actions.delivery_log import Body
from studio.errors import Conflict
from studio.models import Delivery, DeliveryTry, Endpoint, Team
from studio.pages import access
from studio.vocabulary import DeliveryState, Permission

PAGE = 25
LONGEST_NUMBER = 9
"""Digits of a try's number that are read: Python makes no number of thousands of digits."""
STATES = {
    DeliveryState.DELIVERED.value: gettext_lazy("Delivered"),
    DeliveryState.WAITING.value: gettext_lazy("Waiting"),
    DeliveryState.GIVEN_UP.value: gettext_lazy("Given up"),
}
_TRIES = Prefetch("attempts", DeliveryTry.objects.order_by("number"))


@dataclass(frozen=True, slots=True)
class Line:
    """A message on the page, with its tries. `watched`: it was just sent again, and what comes of it is waited for."""

    delivery: Delivery
    body: Body
    open: bool = False
    watched: bool = False


@require_safe
def webhook(request: HttpRequest, endpoint_id: uuid.UUID) -> HttpResponse:
    """All that a webhook was told, for everybody in the team. The address says `state` and `page`."""
    found = access.endpoint_for(request, endpoint_id)
    return _log(request, found.team, found)


@require_safe
def webhooks_orders(request: HttpRequest) -> HttpResponse:
    """All that addresses were told which came with an order."""
    return _log(request, access.team(request), None)


@require_safe
def delivery(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """The log where this message stands, with the message open. htmx asks for the message alone, and gets nothing
    while it is on its way and its last try is still the one that was `seen`.
    """
    found = access.delivery_for(request, delivery_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return _log(request, found.team, found.endpoint, at=found)
    last = found.last.number if found.last else 0
    nothing_new = str(last) == request.GET.get("seen", "")
    if found.on_its_way and nothing_new:
        return HttpResponse(status=204)
    _tell_what_came(request, found, tried=not nothing_new)
    return _one(request, found)


@require_POST
def delivery_again(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    """Send it again, once for every time that its page was shown: the form says which try was the last one `seen`."""
    found = access.delivery_for(request, delivery_id, Permission.MANAGE)
    seen, status = request.POST.get("seen", "")[:LONGEST_NUMBER], 200
    try:
        went = deliveries.redeliver(
            found, actor=access.user(request), seen=int(seen) if seen.isascii() and seen.isdigit() else 0
        )
        said = _("%(event)s is sent to %(host)s now") if went else _("%(event)s was sent to %(host)s a moment ago")
        messages.success(request, said % {"event": found.event, "host": found.host})
    except Conflict as error:
        messages.error(request, str(error))
        status = error.status
    found = access.delivery_for(request, delivery_id)
    if request.htmx:  # type: ignore[attr-defined]
        return _one(request, found, status=status)
    if status != 200:
        return _log(request, found.team, found.endpoint, at=found, status=status)
    return redirect(f"{reverse('delivery', args=[found.pk])}#told-{found.pk}")


def _tell_what_came(request: HttpRequest, found: Delivery, *, tried: bool) -> None:
    last, well = found.last, found.state == DeliveryState.DELIVERED
    if last is None or not tried:
        messages.error(request, _("%(event)s was not sent. Try again later.") % {"event": found.event})
        return
    answer = last.status or last.error
    said = _("%(host)s took it: %(answer)s") if well else _("%(host)s did not take it: %(answer)s")
    (messages.success if well else messages.error)(request, said % {"host": found.host, "answer": answer})


def _one(request: HttpRequest, found: Delivery, *, status: int = 200) -> HttpResponse:
    manages = access.may(request, found.team_id, Permission.MANAGE)
    line = Line(found, delivery_log.body_of(found, in_full=manages), open=True, watched=found.on_its_way)
    frame = {"line": line, "hook": found.endpoint, "may_manage": manages, "fragment": True}
    return render(request, "studio/webhooks/_one.html", frame, status=status)


def _log(
    request: HttpRequest, team: Team, hook: Endpoint | None, *, at: Delivery | None = None, status: int = 200
) -> HttpResponse:
    """The page of a log, or of the addresses that came with orders where there is no `hook`; at one of its messages."""
    manages = access.may(request, team.pk, Permission.MANAGE)
    log = delivery_log.of_endpoint(hook) if hook else delivery_log.of_orders(team)
    state = "" if at else request.GET.get("state", "")
    rows = log.filter(state=state) if state in STATES else log
    page = delivery_log.before(log, at) // PAGE + 1 if at else request.GET.get("page")
    results = Paginator(rows.prefetch_related(_TRIES), PAGE).get_page(page)
    found = delivery_log.counts(log)
    frame: dict[str, Any] = {
        "page": "settings", "tab": "webhooks", "team": team, "hook": hook, "results": results, "state": state,
        "lines": [_line(each, manages=manages, at=at) for each in results], "may_manage": manages,
        "states": [(name, label, found.get(name, 0)) for name, label in STATES.items()], "all": sum(found.values()),
        "place": reverse("webhook", args=[hook.pk]) if hook else reverse("webhooks_orders"),
    }  # fmt: skip
    return render(request, "studio/webhooks/log.html", frame, status=status)


def _line(each: Delivery, *, manages: bool, at: Delivery | None) -> Line:
    return Line(each, delivery_log.body_of(each, in_full=manages), open=at is not None and at.pk == each.pk)
