"""Proving the books: what must be true of every wallet, transfer, entry and budget, read from the database alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from studio.amounts import show
from studio.models import BudgetMonth, Entry, Transfer, Wallet, append_only
from studio.vocabulary import Pocket, TransferKind

# The pocket whose entry must be the transfer's amount, and with which sign.
_TOLD_BY = {
    TransferKind.GRANT: (Pocket.SOURCE, -1),
    TransferKind.HOLD: (Pocket.HELD, 1),
    TransferKind.SETTLE: (Pocket.SPENT, 1),
    TransferKind.VOID: (Pocket.HELD, -1),
    TransferKind.ADJUST: (Pocket.SOURCE, -1),
}


def problems() -> list[str]:
    """One sentence for everything that is wrong with the ledger; [] when the books are right.

    Reads one state of the database, so work that goes on meanwhile is no problem.
    """
    with _one_state():
        return [
            *_guards(), *_unbalanced(), *_mistold(), *_balances(), *_resolutions(), *_open_holds(), *_negative(),
            *_budgets(),
        ]  # fmt: skip


@contextmanager
def _one_state() -> Iterator[None]:
    """SQLite: this transaction locks writers out. PostgreSQL: a snapshot, unless the caller's has begun."""
    begun = connection.in_atomic_block
    with transaction.atomic():
        if connection.vendor == "postgresql" and not begun:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _guards() -> Iterator[str]:
    for name in append_only.missing(connection):
        yield f"The database lets ledger rows be changed: its trigger {name} is missing."


def _unbalanced() -> Iterator[str]:
    sums = Transfer.objects.annotate(total=Sum("entries__amount", default=0)).exclude(total=0).order_by("pk")
    for row in sums:
        yield f"Transfer {row.pk} ({row.kind}): its entries add up to {show(row.total)}, not 0."
    for entry in Entry.objects.exclude(wallet=F("transfer__wallet")).order_by("pk"):
        yield f"Entry {entry.pk} is in another wallet than its transfer."


def _mistold() -> Iterator[str]:
    """Entries that say something else than their transfer's kind and amount."""
    said = Case(
        *(
            When(kind=kind, entries__pocket=pocket, then=sign * F("entries__amount"))
            for kind, (pocket, sign) in _TOLD_BY.items()
        ),
        default=0,
    )
    rows = Transfer.objects.annotate(told=Sum(said, default=0)).exclude(told=F("amount")).order_by("pk")
    for row in rows:
        yield f"Transfer {row.pk} ({row.kind}) is about {show(row.amount)}, but its entries say {show(row.told)}."
    freed = Sum("entries__amount", filter=Q(entries__pocket=Pocket.HELD), default=0)
    resolving = Transfer.objects.filter(pending__isnull=False).annotate(freed=-1 * freed, was=F("pending__amount"))
    for freeing in resolving.exclude(freed=F("was")).order_by("pk"):
        frees = f"frees {show(freeing.freed)} of a hold of {show(freeing.was)}"
        yield f"Transfer {freeing.pk} ({freeing.kind}) {frees}."


def _balances() -> Iterator[str]:
    for pocket, column in ((Pocket.AVAILABLE, "available"), (Pocket.HELD, "held")):
        entries = Entry.objects.filter(wallet=OuterRef("pk"), pocket=pocket)
        for wallet in Wallet.objects.annotate(told=_sum_of(entries)).exclude(**{column: F("told")}).order_by("pk"):
            has = show(getattr(wallet, column))
            yield f"Wallet {wallet.pk} has {has} {column}, but its entries add up to {show(wallet.told)}."


def _resolutions() -> Iterator[str]:
    """Counted from the side of the resolving rows, so that it sees them even without their UNIQUE."""
    resolving = Transfer.objects.filter(pending__isnull=False).order_by()
    for found in resolving.values("pending").annotate(times=Count("pk")).filter(times__gt=1).order_by("pending"):
        yield f"Hold {found['pending']} was resolved {found['times']} times, not once."
    for row in resolving.exclude(pending__kind=TransferKind.HOLD).order_by("pk"):
        yield f"Transfer {row.pk} ({row.kind}) resolves something that is no hold."
    for row in resolving.exclude(pending__wallet=F("wallet")).order_by("pk"):
        yield f"Transfer {row.pk} ({row.kind}) resolves a hold of another wallet."


def _open_holds() -> Iterator[str]:
    still = Transfer.objects.filter(wallet=OuterRef("pk"), kind=TransferKind.HOLD, resolution=None)
    for wallet in Wallet.objects.annotate(told=_sum_of(still)).exclude(held=F("told")).order_by("pk"):
        yield f"Wallet {wallet.pk} has {show(wallet.held)} held, but its open holds add up to {show(wallet.told)}."


def _negative() -> Iterator[str]:
    for wallet in Wallet.objects.filter(Q(available__lt=0) | Q(held__lt=0)).order_by("pk"):
        yield f"Wallet {wallet.pk} is below zero: {show(wallet.available)} available, {show(wallet.held)} held."
    for month in BudgetMonth.objects.filter(used__lt=0).order_by("pk"):
        yield f"Budget {month.budget_id} has used {show(month.used)} in {month.month:%Y-%m}: less than nothing."


def _budgets() -> Iterator[str]:
    for month in BudgetMonth.objects.select_related("budget").order_by("pk"):
        spent = month.budget.spent(month.month)
        if month.used != spent:
            yield (
                f"Budget {month.budget_id} counts {show(month.used)} used in {month.month:%Y-%m}, "
                f"but its holds add up to {show(spent)}."
            )


def _sum_of(rows: QuerySet[Entry] | QuerySet[Transfer]) -> Coalesce:
    """A wallet's share of `rows` as a subquery: joins would count a row once for every other row beside it."""
    total = rows.order_by().values("wallet").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total), 0)
