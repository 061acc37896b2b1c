"""Accounts at providers: all of them, connecting one, and one from near with everything that holds for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from studio.actions import balances, callbacks, connecting, credits, makers
from studio.amounts import credits_of, show
from studio.errors import BadInput
from studio.models import Account, Take, Team, Wallet
from studio.pages import access
from studio.pages.onward import go
from studio.providers import registry
from studio.providers.base import Features
from studio.vocabulary import Permission, Provider, RenderKind

EXAMPLE = 42.0
"""Seconds of the video whose price is shown as an example."""
TYPED = ("name", "price", "server", "version")
"""What comes back into a form that was refused. A key never does."""
VERSIONS = {
    "auto": gettext_lazy("The newest that can do it"), "v3": gettext_lazy("v3 only"), "v2": gettext_lazy("v2 only"),
    "v1": gettext_lazy("v1 only"),
}  # fmt: skip
BEST_FOR = {
    Provider.CAPTIONS: gettext_lazy("Filmed creators and twins of your people, one script a scene."),
    Provider.HEYGEN: gettext_lazy("Hundreds of avatars and voices, placed and dressed freely."),
    Provider.CREATIFY: gettext_lazy("Personas for ads, and talking templates."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An account in the list: what is there, what is left, what went wrong."""

    account: Account
    wallet: Wallet
    avatars: int
    under_way: int
    since: balances.Moved

    @property
    def embedded(self) -> bool:
        return self.account.provider == Provider.LOCAL

    @property
    def drift(self) -> int | None:
        return balances.drift(self.account, self.wallet, self.since)

    @property
    def carried(self) -> bool:
        """Whether every order carries the address at which its news are told."""
        return bool(callbacks.of_order(self.account))

    @property
    def off(self) -> str:
        """The drift without its sign, with its noun."""
        return credits_of(abs(self.drift or 0))


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody may look; who manages the team connects."""
    place = access.member(request)
    rows = _rows(place.team)
    frame = {
        "page": "settings", "tab": "accounts", "team": place.team, "may_manage": place.may(Permission.MANAGE),
        "rows": [row for row in rows if not row.account.closed_at],
        "closed": [row for row in rows if row.account.closed_at],
    }  # fmt: skip
    return render(request, "studio/accounts/accounts.html", frame)


@require_safe
@never_cache
def account_new(request: HttpRequest) -> HttpResponse:
    """Choose a provider and show it a key."""
    team = access.team(request, Permission.MANAGE)
    return render(request, "studio/accounts/new.html", _new(team, request.GET.get("provider", "")))


@require_POST
@never_cache
def account_connect(request: HttpRequest) -> HttpResponse:
    """Try the key, then keep the account. For htmx only what is wrong comes back: nothing that was typed is touched."""
    team, posted = access.team(request, Permission.MANAGE), request.POST
    typed = {name: posted.get(name, "") for name in TYPED}
    keys = {name: posted.get(name, "") for name, _label in connecting.CREDENTIALS.get(posted.get("provider", ""), ())}
    try:
        made = connecting.connect(
            team,
            actor=access.user(request),
            provider=posted.get("provider", ""),
            credentials=keys,
            name=typed["name"],
            price=typed["price"],
            server=typed["server"],
            version=typed["version"],
        )
    except BadInput as error:
        return wrong(request, "studio/accounts/new.html", _new(team, posted.get("provider", ""), typed), error)
    messages.success(request, _("%(account)s is connected: %(n)d avatars came") % {
        "account": made, "n": made.avatars.offered().count()})  # fmt: skip
    return there(request, made)


@require_safe
@never_cache
def account(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    found = access.account_for(request, account_id)
    return render(request, "studio/accounts/account.html", context(request, found))


def wrong(request: HttpRequest, page: str, frame: Mapping[str, Any], error: BadInput) -> HttpResponse:
    """What was wrong, beside its fields: the sentences alone for htmx, else the page with them."""
    template = "studio/accounts/_problems.html" if request.htmx else page  # type: ignore[attr-defined]
    problems = {name or "whole": said for name, said in error.problems.items()}
    return render(request, template, {**frame, "problems": problems}, status=error.status)


def there(request: HttpRequest, account: Account) -> HttpResponse:
    """On to the account's page."""
    return go(request, reverse("account", args=[account.pk]))


def _rows(team: Team) -> list[Row]:
    """Five queries, however many accounts there are. Takes under way are few beside all that were ever made."""
    found = list(team.accounts.select_related("wallet").order_by("closed_at", "created_at"))
    going = Take.objects.open().filter(account__in=found).order_by().values_list("account")
    under_way = dict(going.annotate(Count("pk")))
    cast = dict(team.accounts.annotate(n=Count("avatars", filter=Q(avatars__retired_at=None))).values_list("pk", "n"))
    wallets = {each.pk: getattr(each, "wallet", None) or credits.open_wallet(each) for each in found}
    since = balances.moved(wallets.values())
    return [
        Row(each, wallets[each.pk], cast[each.pk], under_way.get(each.pk, 0), since[wallets[each.pk].pk])
        for each in found
    ]


def _new(team: Team, wanted: str, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    offered = connecting.providers()
    chosen = next((each for each in offered if each == wanted), offered[0])
    price = show(registry.adapter(chosen, {}).default_price)
    return {
        "page": "settings", "tab": "accounts", "team": team, "chosen": chosen, "may_manage": True,
        "provider": chosen.label, "server": "",
        "providers": [(each, BEST_FOR.get(each, ""), facts(_features(each))) for each in offered],
        "typed": typed or {"name": connecting.free_name(team, chosen), "price": price}, "problems": {},
        **_asks(chosen),
    }  # fmt: skip


def _features(provider: Provider) -> Features:
    return registry.adapter(provider, {}).features


def _asks(provider: Provider) -> dict[str, Any]:
    """What a provider wants to be shown, as fields."""
    versions = [(name, VERSIONS[name]) for name in connecting.VERSIONS.get(provider, ())]
    return {"keys": connecting.CREDENTIALS.get(provider, ()), "versions": versions}


def facts(features: Features) -> list[str]:
    """What to know before ordering there, in few words."""
    found = [_("%(n)s characters a script") % {"n": f"{features.longest_script:,}"}]
    if features.scenes_a_take == 1:
        found.append(_("scenes are made one by one"))
    found += [said for is_so, said in (
        (features.twins, _("makes twins")), (features.templates, _("has templates")),
        (features.tests, _("test videos for nothing")),
    ) if is_so]  # fmt: skip
    return found


def context(request: HttpRequest, account: Account, **more: Any) -> dict[str, Any]:
    """The context of account.html and of all its fragments."""
    account.refresh_from_db()
    wallet = credits.open_wallet(account)
    since = balances.moved([wallet])[wallet.pk]
    row = Row(account, wallet, account.avatars.offered().count(), connecting.under_way(account), since)
    provider, spoken = Provider(account.provider), makers.orders_from(account)
    features = makers.adapter(account).features if spoken else None
    return {
        "page": "settings", "tab": "accounts", "account": account, "row": row, "wallet": wallet, "spoken": spoken,
        "team": account.team, "may_manage": access.may(request, account.team_id, Permission.MANAGE),
        "provider": provider.label, "voices": account.voices.filter(retired_at=None).count(),
        "facts": facts(features) if features else [], "refuses": _refused(features),
        "example": _example(account), "half": _example(account, EXAMPLE / 2),
        "hook": callbacks.address(account),
        "why_not": callbacks.why_not(account), "unreachable": callbacks.unreachable(account),
        "api_keys": list(account.api_keys.filter(revoked_at=None).select_related("created_by").order_by("-created_at")),
        "typed": {}, "problems": {}, "server": account.options.get("base_url", ""), **_asks(provider), **more,
    }  # fmt: skip


def _refused(features: Features | None) -> list[tuple[str, list[str]]]:
    """Sentences that say what can't be done. Those with one reason are one: the reason, and what follows."""
    reasons: dict[str, list[str]] = {}
    for said in dict.fromkeys(features.refuses.values()) if features else ():
        reasons.setdefault(said.partition(": ")[0], []).append(said)
    return [
        (each[0], []) if len(each) == 1 else (f"{reason}:", [said.removeprefix(f"{reason}: ") for said in each])
        for reason, each in reasons.items()
    ]


def _example(account: Account, seconds: float = EXAMPLE) -> int:
    """What one scene of so many seconds costs, as an order would be priced."""
    scene = {
        "character": {"type": "avatar", "avatar_id": "anybody"},
        "voice": {"type": "text", "voice_id": "any", "input_text": "Hello."},
    }
    board = {"dimension": {"width": 1080, "height": 1920}, "scenes": [scene]}
    return makers.quote(account, RenderKind.FINAL, board, seconds, price=account.price)
