"""Credits: what there is, what was spent on what by whom, and the ledger behind it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import budgets
from studio.actions import credits as ledger
from studio.actions.typed import line as one_line
from studio.amounts import credits_of, read, show
from studio.errors import BadInput, NotFound
from studio.models import Member, Render, Team, Transfer, User, Wallet
from studio.models.ids import id_in, row_in
from studio.pages import access, spreadsheets
from studio.pages.spenders import spenders
from studio.pages.spending import Month, spending
from studio.pages.spreadsheets import cell
from studio.vocabulary import Permission, Provider, TransferKind

PAGE = 50
ROOTS = [TransferKind.HOLD, TransferKind.GRANT, TransferKind.ADJUST]
MOST_GRANTED = 10_000_000_00


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger: a hold with its outcome, a grant or an adjustment. Amounts in hundredths of a credit."""

    transfer: Transfer
    outcome: Transfer | None
    video_id: uuid.UUID | None

    @property
    def what(self) -> str:
        if self.transfer.kind == TransferKind.HOLD:
            return self.transfer.note or _("A video")
        return _("Credits added") if self.transfer.amount >= 0 else _("Credits taken out")

    @property
    def pending(self) -> bool:
        return self.transfer.kind == TransferKind.HOLD and self.outcome is None

    @property
    def settled(self) -> bool:
        return self.outcome is not None and self.outcome.kind == TransferKind.SETTLE

    @property
    def moved(self) -> int:
        """What the balance changed by."""
        if self.transfer.kind != TransferKind.HOLD:
            return self.transfer.amount
        return -self.outcome.amount if self.outcome and self.settled else 0

    @property
    def came_back(self) -> int:
        if self.outcome is None:
            return 0
        return max(0, self.transfer.amount - self.outcome.amount) if self.settled else self.transfer.amount


@dataclass(frozen=True, slots=True)
class Asked:
    """The month and the filters in the address; what it can't read counts as not asked."""

    month: Month
    provider: str
    member: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        provider, member = request.GET.get("provider", ""), request.GET.get("member", "")
        return cls(
            Month.named(request.GET.get("month", "")), provider if provider in list(Provider) else "",
            str(id_in(member) or ""),
        )  # fmt: skip

    def rows(self, team: Team) -> QuerySet[Transfer]:
        found = Transfer.objects.filter(wallet__team=team, kind__in=ROOTS)
        found = found.filter(created_at__gte=self.month.start, created_at__lt=self.month.end)
        if self.provider:
            found = found.filter(wallet__account__provider=self.provider)
        if self.member:
            found = found.filter(actor_id=uuid.UUID(self.member))
        return found.select_related("resolution").order_by("-created_at", "-id")


@require_safe
def credits(request: HttpRequest) -> HttpResponse:
    """Balances, one month's spending, and its ledger."""
    return _page(request, access.team(request))


@require_safe
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The month's ledger with the same filters, as a spreadsheet reads it."""
    team = access.team(request)
    asked = Asked.of(request)
    # Joined, every line would have an account of its own, with a key to decrypt.
    found = asked.rows(team).prefetch_related("wallet__account", "actor")
    rows = _csv(_lines(found), timezone.get_current_timezone())
    return spreadsheets.answer(rows, name=f"credits-{asked.month}.csv")


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    """Add credits to one of the team's wallets. The form's key makes a second click add nothing; who went back to it
    and wrote another amount means another grant.
    """
    team = access.team(request, Permission.MANAGE)
    typed = {name: one_line(request.POST.get(name, "")) for name in ("wallet", "amount", "note", "key")}
    try:
        wallet, amount = _wallet(team, typed["wallet"]), _amount(typed["amount"])
    except BadInput as error:
        return _page(request, team, status=error.status, typed=typed, problems=error.problems)
    key = f"grant:{wallet.pk}:{typed['key'][:36] or uuid.uuid4()}:{amount}"
    ledger.grant(wallet, amount, key=key, actor=access.user(request), note=typed["note"][:300])
    messages.success(request, _("%(n)s added to %(account)s") % {"n": credits_of(amount), "account": wallet.account})
    return redirect("credits")


@require_POST
def budget(request: HttpRequest) -> HttpResponse:
    """Set what the team, or the posted member, may spend a month; empty lifts the limit."""
    team = access.team(request, Permission.MANAGE)
    typed = {name: one_line(request.POST.get(name, "")) for name in ("member", "limit")}
    members = Member.objects.filter(team=team).select_related("user")
    member = next((each for each in members if str(each.pk) == typed["member"]), None)
    if typed["member"] and member is None:
        raise NotFound(_("They are not in the team any more."))
    limit = read(typed["limit"]) if typed["limit"] else None
    if typed["limit"] and (limit is None or limit > MOST_GRANTED):
        said = _("Write a number of credits, like 500 or 12.5, or nothing for no limit.")
        return _page(request, team, status=BadInput.status, typed_budget=typed, budget_problem=said)
    budgets.change(team, limit, member=member, actor=access.user(request))
    return redirect(f"{reverse('credits')}?{request.GET.urlencode()}" if request.GET else "credits")


def _page(request: HttpRequest, team: Team, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = Asked.of(request)
    frame = {**_ledger(request, team, asked), **_frame(request, team, asked), **more}
    return render(request, "studio/credits/credits.html", frame, status=status)


def _frame(request: HttpRequest, team: Team, asked: Asked) -> dict[str, Any]:
    wallets = list(Wallet.objects.filter(team=team, account__closed_at=None).select_related("account")
                   .order_by("account__created_at"))  # fmt: skip
    return {
        "spending": spending(team, asked.month), "wallets": wallets,
        "spenders": spenders(team, asked.month, everybody=access.member(request).may(Permission.MANAGE)),
        "typed": {}, "problems": {},
        "grant_key": uuid.uuid4(), "months": Month.now().and_before(12),
        "people": list(User.objects.filter(memberships__team=team).order_by("name", "email")),
        "providers": [(name, Provider(name).label) for name in sorted({each.account.provider for each in wallets})],
    }  # fmt: skip


def _ledger(request: HttpRequest, team: Team, asked: Asked) -> dict[str, Any]:
    results = Paginator(asked.rows(team).values("pk"), PAGE).get_page(request.GET.get("page"))
    ids: Any = results.object_list  # still a question: the database answers both at once
    shown = Transfer.objects.filter(pk__in=ids).order_by("-created_at", "-id")
    shown = shown.select_related("wallet__account", "actor", "resolution").defer("wallet__account__credentials")
    member = User.objects.filter(pk=asked.member, memberships__team=team).first() if asked.member else None
    return {
        "page": "credits", "asked": asked, "results": results, "lines": _lines(shown),
        "provider_name": Provider(asked.provider).label if asked.provider else "", "member_name": member,
    }  # fmt: skip


def _lines(transfers: Iterable[Transfer]) -> list[Line]:
    """With the video each is about: one query, however many."""
    rows = list(transfers)
    renders = Render.objects.filter(pk__in={row.render_id for row in rows if row.render_id})
    videos = dict(renders.values_list("pk", "video_id"))
    return [
        Line(row, getattr(row, "resolution", None), videos.get(row.render_id) if row.render_id else None)
        for row in rows
    ]  # fmt: skip


def _csv(lines: Iterable[Line], zone: tzinfo) -> Iterator[list[str]]:
    yield ["when", "what", "who", "provider", "account", "kind", "held", "outcome", "overage", "credits", "note"]
    for line in lines:
        row, account = line.transfer, line.transfer.wallet.account
        held = _plain(row.amount) if row.kind == TransferKind.HOLD else ""
        outcome = "" if row.kind != TransferKind.HOLD else line.outcome.kind if line.outcome else "pending"
        overage = _plain(line.outcome.overage) if line.outcome and line.outcome.overage else ""
        yield [
            timezone.localtime(row.created_at, zone).isoformat(timespec="seconds"), cell(line.what),
            cell(str(row.actor or "")), account.get_provider_display(), cell(account.name), row.kind, held, outcome,
            overage, _plain(line.moved), cell("" if row.kind == TransferKind.HOLD else row.note),
        ]  # fmt: skip


def _plain(amount: int) -> str:
    """Hundredths as a number any program reads: -1900 is "-19.00"."""
    return str(Decimal(amount) / 100)


def _wallet(team: Team, wallet_id: str) -> Wallet:
    wallets = Wallet.objects.filter(team=team, account__closed_at=None).select_related("account")
    if not (found := row_in(wallets, wallet_id)):
        raise BadInput({"wallet": _("Choose the account that gets the credits.")})
    return found


def _amount(typed: str) -> int:
    """Credits as a person types them, in hundredths."""
    hundredths = read(typed)
    if hundredths is None:
        raise BadInput({"amount": _("Write a number of credits, like 500 or 12.5.")})
    if not hundredths:
        raise BadInput({"amount": _("Write more than 0.")})
    if hundredths > MOST_GRANTED:
        said = _("That is more than can be added at once. The most is %(most)s.")
        raise BadInput({"amount": said % {"most": show(MOST_GRANTED)}})
    return hundredths
