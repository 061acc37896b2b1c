"""The team's settings: name, brand colour, price, and how its names are said."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import hearing, pronunciations, team_settings
from studio.errors import BadInput, NotFound
from studio.models import Account, Pronunciation, Team, Voice
from studio.pages import access
from studio.storyboard.limits import PRONUNCIATIONS_MAX, SPELLING_MAX
from studio.vocabulary import Permission, Provider

FIELDS = ("written", "spoken", "locale")
SEARCH_FROM = 8
"""Entries from which the list has a search."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the list as its form shows it: as kept, or as it was typed and what is wrong with that."""

    id: uuid.UUID | None
    values: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.id.hex if self.id else "new"

    @property
    def words(self) -> str:
        return " ".join(self.values.values())


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Everybody may look; who may change what is said beside it."""
    return _page(request)


@require_POST
def team_save(request: HttpRequest) -> HttpResponse:
    """The name (owners and admins) or the brand colour (editors too), whichever was posted."""
    actor, posted = access.user(request), request.POST
    try:
        if "name" in posted:
            team_settings.rename(access.team(request, Permission.MANAGE), actor=actor, name=posted["name"])
        else:
            team = access.team(request, Permission.EDIT)
            team_settings.dress(team, actor=actor, colour=posted.get("brand_color", ""))
    except BadInput as error:
        return _page(request, typed=posted, problems=error.problems, status=error.status)
    return _saved(request, "f-name" if "name" in posted else "f-brand-color")


@require_POST
def price_save(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """What a second of the embedded account costs."""
    account = _embedded(access.team(request, Permission.MANAGE)).filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("There is no such account, or it belongs to another team."))
    try:
        team_settings.price(account, actor=access.user(request), credits=request.POST.get("price", ""))
    except BadInput as error:
        typed = {"price": request.POST.get("price", ""), "of": account.pk}
        return _page(request, typed=typed, problems=error.problems, status=error.status)
    return _saved(request, f"f-price-{account.pk}")


@require_POST
def pronunciation_add(request: HttpRequest) -> HttpResponse:
    team, values = access.team(request, Permission.EDIT), _values(request)
    try:
        pronunciations.add(team, **values)
    except BadInput as error:
        return _list(request, new=Row(None, values, error.problems), status=error.status)
    return _list(request, new=None)


@require_POST
def pronunciation_change(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    entry, values = _entry(request, entry_id), _values(request)
    try:
        pronunciations.change(entry, **values)
    except BadInput as error:
        return _list(request, wrong=Row(entry.pk, values, error.problems), status=error.status)
    return _list(request)


@require_POST
def pronunciation_remove(request: HttpRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Take it out, and offer to put it back."""
    entry = _entry(request, entry_id)
    pronunciations.remove(entry)
    undo = {name: getattr(entry, name) for name in FIELDS}
    return _list(request, undo={"template": "studio/settings/_undo.html", **undo})


@require_safe
def pronunciation_said(request: HttpRequest) -> FileResponse:
    """How an entry is said: one of the list, or one that is being written."""
    account = _embedded(access.team(request)).first()
    if account is None:
        raise NotFound(_("This team has no embedded account, which has the voices."))
    asked = {name: request.GET.get(name, "") for name in (*FIELDS, "voice")}
    return FileResponse(hearing.entry(account.pk, team=account.team_id, **asked).open("rb"), content_type="audio/mpeg")


def _values(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def _entry(request: HttpRequest, entry_id: uuid.UUID) -> Pronunciation:
    found: Pronunciation | None = access.team(request).pronunciations.filter(pk=entry_id).first()
    if found is None:
        raise NotFound(_("This entry is gone, or it belongs to another team."))
    access.team(request, Permission.EDIT)
    return found


def _embedded(team: Team) -> Any:
    return Account.objects.filter(team=team, provider=Provider.LOCAL, closed_at=None).order_by("created_at")


def _saved(request: HttpRequest, field: str) -> HttpResponse:
    """The page anew, at the field: a browser puts the focus on what the address names."""
    messages.success(request, _("Saved"))
    return redirect(f"{reverse('settings')}#{field}")


def _list(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    """The list as it stands: all of it for htmx, else the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("settings") if status == 200 and "undo" not in more else _page(request, status=status, **more)
    frame = {**_listed(request, more.pop("wrong", None)), **more, "fragment": True}
    return render(request, "studio/settings/_changed.html", frame, status=status)


def _page(request: HttpRequest, *, status: int = 200, wrong: Row | None = None, **more: Any) -> HttpResponse:
    place = access.member(request)
    team: Team = place.team
    frame = {
        "page": "settings", "team": team, "may_manage": place.may(Permission.MANAGE), "accounts": _embedded(team),
        "typed": {}, "problems": {}, **_listed(request, wrong), **more,
    }  # fmt: skip
    return render(request, "studio/settings/settings.html", frame, status=status)


def _listed(request: HttpRequest, wrong: Row | None) -> dict[str, Any]:
    """The list of pronunciations, with the row in which something is wrong as it was typed. Three queries."""
    place = access.member(request)
    entries = place.team.pronunciations.all()
    rows = [Row(each.pk, {name: getattr(each, name) for name in FIELDS}) for each in entries]
    rows = [wrong if wrong and row.id == wrong.id else row for row in rows]
    voices = list(Voice.objects.filter(account__in=_embedded(place.team)[:1], retired_at=None))
    spoken = sorted({(voice.locale.partition("-")[0], voice.language) for voice in voices}, key=lambda each: each[1])
    return {
        "rows": rows, "voices": voices, "spoken": spoken, "names": dict(spoken), "search": len(rows) >= SEARCH_FROM,
        "may_edit": place.may(Permission.EDIT), "most": PRONUNCIATIONS_MAX, "longest": SPELLING_MAX,
    }  # fmt: skip
