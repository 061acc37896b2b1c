"""What may be spent: what a wallet or a team's budget would refuse, and the budgets that managers set."""

from __future__ import annotations

from django.db import transaction

from studio.actions import credits, members
from studio.actions.events import tell
from studio.amounts import credits_of
from studio.errors import NotEnoughCredits, NotFound, OverBudget
from studio.models import Account, Budget, Member, Team, User


def refusal(team: Team, account: Account, amount: int, *, actor: User | None = None) -> str:
    """The sentence with which the account's wallet, the team's budget or the actor's would refuse a hold of `amount`
    now; "" when none would.
    """
    try:
        require(team, account, amount, actor=actor)
    except NotEnoughCredits as error:
        return str(error)
    return ""


def require(team: Team, account: Account, amount: int, *, actor: User | None = None) -> None:
    """Raise NotEnoughCredits or OverBudget where a hold of `amount` would be refused now."""
    available = account.wallet.available
    if amount > available:
        raise NotEnoughCredits(credits.sentence(amount, available), needed=amount, available=available)
    if amount and (over := credits.over_budget(team, amount, actor=actor)):
        raise OverBudget(over, needed=amount, available=available)


@transaction.atomic
def change(team: Team, limit: int | None, *, member: Member | None = None, actor: User | None) -> None:
    """Set the limit, in hundredths of a credit a calendar month (UTC), or lift it (None). The same one again is no
    change. Raises NotFound for a member who left.
    """
    members.lock(team)
    if member and not Member.objects.filter(pk=member.pk).exists():
        raise NotFound(members.GONE)
    old = Budget.objects.filter(team=team, member=member).values_list("limit", flat=True).first()
    if old == limit:
        return
    credits.set_budget(team, limit, member=member)
    whose = f"of {member.user}" if member else "of the team"
    said = f"Budget {whose} lifted" if limit is None else f"Budget {whose} set to {credits_of(limit)} a month"
    tell(team, "budget.changed", said, actor=actor)
