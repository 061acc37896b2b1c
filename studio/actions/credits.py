"""The verbs of the ledger: grant, hold, settle, void, adjust. Whole hundredths of a credit; no float.

Each is one transaction (a savepoint inside the caller's), and each happens once: the same `key`, or the same outcome
of the same hold, returns the transfer that was written first and moves nothing. A refusal leaves nothing behind.

A wallet passed in is only an address: its balances are read and changed in the database, not on the object.

Locks: the wallet's row first, then its budgets by primary key, then the new rows. Whoever follows that order, with one
wallet a transaction, can't deadlock on PostgreSQL; SQLite has one writer.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from studio.amounts import credits_of, show
from studio.errors import Conflict, NotEnoughCredits, OverBudget
from studio.models import Account, Budget, BudgetMonth, Entry, Member, Team, Transfer, User, Wallet
from studio.models.credits import month_of
from studio.vocabulary import Pocket, TransferKind

OVERAGE = "overage:"
"""How the key of an adjustment begins that brings in what a cost lacks."""
OVERAGE_NOTE = "The true cost was more than the wallet had: the studio carries the rest."


def open_wallet(account: Account) -> Wallet:
    """The account's wallet, made empty when it has none."""
    return Wallet.objects.get_or_create(account=account, defaults={"team_id": account.team_id})[0]


def sentence(needed: int, available: int) -> str:
    """Why a hold of `needed` is refused when `available` is left."""
    left = "none are left" if not available else f"{show(available)} {'is' if available == 100 else 'are'} left"
    return f"This needs {credits_of(needed)} and {left}."


def grant(wallet: Wallet, amount: int, *, key: str, actor: User | None = None, note: str = "") -> Transfer:
    """Add credits from outside."""
    _whole(amount)
    row = Transfer(wallet=wallet, kind=TransferKind.GRANT, amount=amount, key=key, actor=actor, note=note)
    return _once(lambda: _earlier(row), lambda: _bring(row))


def adjust(wallet: Wallet, amount: int, *, key: str, actor: User | None, note: str) -> Transfer:
    """Correct a wallet by hand, up or down. Raises NotEnoughCredits when more is taken than is available."""
    _whole(abs(amount))
    row = Transfer(wallet=wallet, kind=TransferKind.ADJUST, amount=amount, key=key, actor=actor, note=note)
    return _once(lambda: _earlier(row), lambda: _bring(row))


def hold(
    wallet: Wallet, amount: int, *, key: str, actor: User | None = None, member: Member | None = None,
    render_id: uuid.UUID | None = None, take_id: uuid.UUID | None = None, note: str = "",
) -> Transfer:  # fmt: skip
    """Set credits aside for work that is about to start; `settle` or `void` resolves it.

    Counts against the team's monthly budget and, with `member`, that member's. Raises NotEnoughCredits or OverBudget.
    """
    _whole(amount)
    row = Transfer(
        wallet=wallet, kind=TransferKind.HOLD, amount=amount, key=key, actor=actor, note=note,
        member_id=member.pk if member else None, render_id=render_id, take_id=take_id,
    )  # fmt: skip
    return _once(lambda: _earlier(row), lambda: _hold(row, member))


def settle(hold: Transfer, cost: int, *, key: str | None = None) -> Transfer:
    """Pay the true cost out of a hold and give the rest back.

    A cost above the hold is paid, not refused: the work is done. What is more than the hold (`overage`) comes out of
    `available`; what even that lacks is brought in first by an adjust of the studio's, so no balance falls below zero
    and the books still add up. Raises Conflict when the hold was voided.
    """
    _whole(cost)
    row = _resolving(hold, TransferKind.SETTLE, cost, key or f"settle:{hold.pk}")
    row.overage = max(0, cost - hold.amount)
    return _once(lambda: _resolution(row), lambda: _settle(row, hold))


def void(hold: Transfer, *, note: str = "") -> Transfer:
    """Give all of a hold back: the work will not be done. Raises Conflict when the hold was settled."""
    row = _resolving(hold, TransferKind.VOID, hold.amount, f"void:{hold.pk}")
    row.note = note
    return _once(lambda: _resolution(row), lambda: _void(row, hold))


@transaction.atomic
def set_budget(team: Team, limit: int | None, *, member: Member | None = None) -> Budget | None:
    """Set what a team, or one member of it, may spend a calendar month (UTC); None lifts the limit.

    This month's earlier holds count. The team's wallets are locked first, so that no hold is under way while they
    are added up.
    """
    for wallet_id in Wallet.objects.filter(team=team).order_by("pk").values_list("pk", flat=True):
        _change(wallet_id)
    budgets = Budget.objects.filter(team=team, member=member)
    if limit is None:
        budgets.delete()
        return None
    _whole(limit)
    budget, _ = Budget.objects.update_or_create(team=team, member=member, defaults={"limit": limit})
    _month_row(budget, timezone.now())
    return budget


def over_budget(team: Team, amount: int, *, actor: User | None = None) -> str:
    """The sentence with which the team's budget, or the actor's, would refuse a hold of `amount` now; "" when neither
    would. It locks nothing and promises nothing: every hold looks itself.
    """
    member = Member.objects.filter(team=team, user=actor).first() if actor else None
    for budget in _budgets(team.pk, member.pk if member else None):
        month = _counted(budget, timezone.now())
        if amount > month.left:
            return _beyond(amount, month)
    return ""


def _whole(amount: int) -> None:
    """A float, or less than nothing, is a mistake in the program that calls; no person typed it."""
    if type(amount) is not int or amount < 0:
        raise ValueError(f"{amount!r} is not a whole number of hundredths of a credit.")


def _once(find: Callable[[], Transfer | None], move: Callable[[], Transfer]) -> Transfer:
    """The transfer that is there already, or the one that `move` writes.

    When another process is first, ours is refused by UNIQUE, or finds the credits gone: theirs is the answer then.
    """
    if found := find():
        return found
    try:
        with transaction.atomic():
            return move()
    except (IntegrityError, NotEnoughCredits, Conflict):
        if found := find():
            return found
        raise


def _earlier(row: Transfer) -> Transfer | None:
    """What was written with this key. Its amount counts, whatever is asked now."""
    found = Transfer.objects.filter(key=row.key).first()
    return _matching(row, found) if found else None


def _matching(row: Transfer, found: Transfer) -> Transfer:
    """What has the key already, if it is the same movement."""
    if (found.wallet_id, found.kind, found.pending_id) != (row.wallet_id, row.kind, row.pending_id):
        raise Conflict("This key was used for another movement of credits.")
    return found


def _resolution(row: Transfer) -> Transfer | None:
    """How the hold was resolved already; else what was written with this key."""
    written = list(Transfer.objects.filter(Q(pending=row.pending_id) | Q(key=row.key)).order_by())
    found = next((each for each in written if each.pending_id == row.pending_id), None)
    if found is None:
        return _matching(row, written[0]) if written else None
    if found.kind == row.kind:
        return found
    if found.kind == TransferKind.VOID:
        raise Conflict("These credits were given back already, so they can't be spent.")
    raise Conflict("These credits were spent already, so they can't be given back.")


def _resolving(hold: Transfer, kind: TransferKind, amount: int, key: str) -> Transfer:
    if hold.kind != TransferKind.HOLD:
        raise Conflict("Only credits on hold can be spent or given back.")
    return Transfer(
        wallet_id=hold.wallet_id, kind=kind, amount=amount, key=key, pending=hold,
        render_id=hold.render_id, take_id=hold.take_id, member_id=hold.member_id,
    )  # fmt: skip


def _bring(row: Transfer) -> Transfer:
    """Move between the wallet and the world outside: a grant or an adjustment."""
    if not _change(row.wallet_id, available=row.amount):
        _refuse(row.wallet_id, -row.amount)
    return _append(row, {Pocket.AVAILABLE: row.amount, Pocket.SOURCE: -row.amount})


def _hold(row: Transfer, member: Member | None) -> Transfer:
    if row.amount:
        if not _change(row.wallet_id, available=-row.amount, held=row.amount):
            _refuse(row.wallet_id, row.amount)
        _charge(row, member)
    return _append(row, {Pocket.AVAILABLE: -row.amount, Pocket.HELD: row.amount})


def _settle(row: Transfer, hold: Transfer) -> Transfer:
    back = max(0, hold.amount - row.amount)
    if not _change(row.wallet_id, held=-hold.amount, available=back):
        raise Conflict("These credits are not on hold.")
    if row.overage:
        _cover(row, hold)
    _correct_budgets(hold, row.amount - hold.amount)
    return _append(row, {Pocket.HELD: -hold.amount, Pocket.AVAILABLE: back - row.overage, Pocket.SPENT: row.amount})


def _cover(row: Transfer, hold: Transfer) -> None:
    """Take the overage out of `available`, after bringing in what it lacks.

    The caller has just updated the wallet, so its row is locked and what is read here holds until the commit.
    """
    available = Wallet.objects.values_list("available", flat=True).get(pk=row.wallet_id)
    if lacking := max(0, row.overage - available):
        _bring(Transfer(
            wallet_id=row.wallet_id, kind=TransferKind.ADJUST, amount=lacking, key=f"{OVERAGE}{hold.pk}",
            render_id=hold.render_id, take_id=hold.take_id, note=OVERAGE_NOTE,
        ))  # fmt: skip
    _change(row.wallet_id, available=-row.overage)


def _void(row: Transfer, hold: Transfer) -> Transfer:
    if not _change(row.wallet_id, held=-hold.amount, available=hold.amount):
        raise Conflict("These credits are not on hold.")
    _correct_budgets(hold, -hold.amount)
    return _append(row, {Pocket.HELD: -hold.amount, Pocket.AVAILABLE: hold.amount})


def _change(wallet_id: uuid.UUID, *, available: int = 0, held: int = 0) -> bool:
    """Add to both balances, unless one would fall below zero. One UPDATE that looks and writes, and locks the row."""
    enough = Wallet.objects.filter(pk=wallet_id, available__gte=-available, held__gte=-held)
    return enough.update(available=F("available") + available, held=F("held") + held) == 1


def _append(row: Transfer, moved: dict[Pocket, int]) -> Transfer:
    """Write the transfer and an entry for each pocket it touches; the entries add up to zero."""
    row.note = row.note[:300]
    row.save(force_insert=True)
    Entry.objects.bulk_create(
        Entry(transfer=row, wallet_id=row.wallet_id, pocket=pocket, amount=amount)
        for pocket, amount in moved.items()
        if amount
    )
    return row


def _refuse(wallet_id: uuid.UUID, needed: int) -> NoReturn:
    available = Wallet.objects.values_list("available", flat=True).get(pk=wallet_id)
    raise NotEnoughCredits(sentence(needed, available), needed=needed, available=available)


def _charge(row: Transfer, member: Member | None) -> None:
    """Count a hold against the budgets of its month, or raise OverBudget.

    A counter row and not a sum over the ledger: two holds that run at once each see a sum without the other. The
    UPDATE of a counter waits for the other's, and READ COMMITTED then looks again at its WHERE, but only at the
    row it updates: a subquery in that WHERE would still be the old one. Hence the limit as a plain number, too.
    """
    for budget in _budgets(row.wallet.team_id, member.pk if member else None):
        month = _month_row(budget, row.created_at)
        room = BudgetMonth.objects.filter(pk=month.pk, used__lte=budget.limit - row.amount)
        if not room.update(used=F("used") + row.amount):
            month.refresh_from_db(fields=["used"])
            raise OverBudget(_beyond(row.amount, month), needed=row.amount, available=month.left)


def _beyond(amount: int, month: BudgetMonth) -> str:
    whose = f"{month.budget.member.user}'s" if month.budget.member else "the team's"
    return f"{sentence(amount, month.left)[:-1]} of {whose} budget for {month.month:%B}."


def _correct_budgets(hold: Transfer, difference: int) -> None:
    """Change what a hold counts for in the budgets of its own month, however late it is resolved.

    A higher true cost is counted without asking. A month no budget has looked at yet is added up first: somebody else
    may be about to, who doesn't see what is settled here.
    """
    if difference:
        for budget in _budgets(hold.wallet.team_id, hold.member_id):
            BudgetMonth.objects.filter(pk=_month_row(budget, hold.created_at).pk).update(used=F("used") + difference)


def _budgets(team_id: uuid.UUID, member_id: int | None) -> list[Budget]:
    """In the one order in which everybody locks them."""
    whose = Q(member=None) if member_id is None else Q(member=None) | Q(member_id=member_id)
    return list(Budget.objects.filter(whose, team_id=team_id).order_by("pk"))


def _month_row(budget: Budget, moment: datetime) -> BudgetMonth:
    """The counter of the month. Its budget is there for as long as the team's wallets are locked."""
    row = _counted(budget, moment)
    return row if row.pk else budget.months.get_or_create(month=row.month, defaults={"used": row.used})[0]


def _counted(budget: Budget, moment: datetime) -> BudgetMonth:
    """The same to look at, not saved where there is none yet. It starts at what the ledger says was used."""
    month = month_of(moment)
    found = budget.months.filter(month=month).first()
    return found or BudgetMonth(budget=budget, month=month, used=budget.spent(month))
