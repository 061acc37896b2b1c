"""Who spent a team's credits in a month, and what each of them may spend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Sum

from studio.models import Budget, BudgetMonth, Member, Team, Transfer, User
from studio.pages.spending import Month, is_near
from studio.vocabulary import TransferKind

MOST = 100
"""Lines; whoever comes behind shares the last one."""


@dataclass(frozen=True, slots=True)
class Spender:
    """Amounts in hundredths of a credit. Without `user` it is what so many `others` spent, or else what nobody ordered:
    the studio's samples. Without `member` somebody who is in the team no more. `used` of the `budget` are spent or
    held, in UTC's month; `budget` is None without a limit. `percent` is the bar's: of what the first of the list spent,
    so that bars can be compared.
    """

    user: User | None
    member: Member | None
    spent: int = 0
    budget: int | None = None
    used: int = 0
    percent: float = 0.0
    others: int = 0
    counted: bool = False
    """The budget counted in this month: it has begun, or something was counted against it."""

    @property
    def near(self) -> bool:
        return is_near(self.used, self.budget)

    @property
    def over(self) -> bool:
        return self.budget is not None and self.used > self.budget

    @property
    def name(self) -> str:
        return str(self.user or "")


def spenders(team: Team, month: Month, *, everybody: bool) -> list[Spender]:
    """Those who spent something or have a budget, or `everybody` of the team, who spent most first; five queries."""
    settled = Transfer.objects.filter(
        wallet__team=team, kind=TransferKind.SETTLE, created_at__gte=month.start, created_at__lt=month.end, amount__gt=0
    )
    sums = dict(settled.order_by().values_list("pending__actor").annotate(Sum("amount")))
    members = {each.user_id: each for each in Member.objects.filter(team=team).select_related("user")}
    others = User.objects.in_bulk([pk for pk in sums if pk is not None and pk not in members])
    budgets = dict(Budget.objects.filter(team=team, member__isnull=False).values_list("member", "limit"))
    used = _used(team, month) if budgets else {}
    found = [
        Spender(
            each.user,
            each,
            sums.get(pk, 0),
            budgets.get(each.pk),
            used.get(each.pk, 0),
            counted=each.pk in used or (each.pk in budgets and month.current),
        )
        for pk, each in members.items()
    ]
    found += [Spender(person, None, sums[pk]) for pk, person in others.items()]
    found += [Spender(None, None, sums[None])] if None in sums else []
    shown = [each for each in found if everybody or each.spent or each.counted]
    return _measured(_first(sorted(shown, key=lambda each: (-each.spent, each.name.casefold()))))


def _first(found: list[Spender]) -> list[Spender]:
    """As many as are shown."""
    rest = found[MOST:]
    others = [Spender(None, None, sum(each.spent for each in rest), others=len(rest))] if rest else []
    return found[:MOST] + others


def _used(team: Team, month: Month) -> dict[int, int]:
    counted = BudgetMonth.objects.filter(budget__team=team, month=date(month.year, month.month, 1))
    return dict(counted.exclude(budget__member=None).values_list("budget__member", "used"))


def _measured(found: list[Spender]) -> list[Spender]:
    top = found[0].spent if found else 0
    return [replace(each, percent=min(100.0, round(100 * each.spent / top, 1))) if top else each for each in found]
