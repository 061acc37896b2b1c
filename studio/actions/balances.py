"""What a provider said is left, beside our books: by how much they differ, and setting the books right."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import F, Q, Sum

from studio.actions import credits
from studio.actions.events import tell
from studio.errors import Conflict
from studio.models import Account, Transfer, User, Wallet
from studio.vocabulary import Pocket, TransferKind

RICHEST = 10**15
"""Hundredths of a credit from which a provider's words are none that books can hold."""
SPENT_SINCE = "More was spent since {account} said what is left. Ask there again, then set the books right."
_CREDITS = re.compile(r"(\d[\d,]*(?:\.\d+)?) credits?\b")
_WORK = (TransferKind.HOLD, TransferKind.SETTLE, TransferKind.VOID)
"""What moves credits here and at the provider alike. So does what is brought in for a cost
above what there was. Any other adjustment, or a grant, only says what is there."""


@dataclass(slots=True)
class Moved:
    """What work has moved in a wallet since its provider said what is left: hundredths of a credit, by pocket."""

    available: int = 0
    held: int = 0


def moved(wallets: Iterable[Wallet]) -> Mapping[uuid.UUID, Moved]:
    """By wallet: one query, however many there are."""
    since = Transfer.objects.filter(
        Q(kind__in=_WORK) | Q(kind=TransferKind.ADJUST, key__startswith=credits.OVERAGE),
        wallet__in=list(wallets), created_at__gt=F("wallet__account__balance_at"),
        entries__pocket__in=(Pocket.AVAILABLE, Pocket.HELD),
    )  # fmt: skip
    found = defaultdict[uuid.UUID, Moved](Moved)
    for pk, pocket, amount in since.order_by().values_list("wallet", "entries__pocket").annotate(
        Sum("entries__amount")
    ):  # fmt: skip
        setattr(found[pk], pocket, amount)
    return found


def drift(account: Account, wallet: Wallet, since: Moved) -> int | None:
    """Hundredths of a credit by which the provider has more than our books, less when negative; None when its words
    are no number of credits.

    The books are taken as they were when it said so. What was held then was on its way: whether the provider had taken
    it already or not, both fit.
    """
    found = _CREDITS.fullmatch(account.balance)
    if not found:
        return None
    try:
        theirs = int(Decimal(found[1].replace(",", "")) * 100)
    except InvalidOperation:
        return None
    if theirs > RICHEST:
        return None
    available, held = wallet.available - since.available, wallet.held - since.held
    return theirs - min(max(theirs, available), available + held)


@transaction.atomic
def match(account: Account, *, actor: User | None) -> None:
    """Make our books say what the provider said is left, once for each time it said so. Nothing moves meanwhile.

    Raises Conflict when it said no number, or when that is too long ago to be set right.
    """
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    wallet = Wallet.objects.select_for_update(no_key=True).get(pk=credits.open_wallet(row).pk)
    off = drift(row, wallet, moved([wallet])[wallet.pk])
    if off is None or not row.balance_at:
        raise Conflict(f"{row} has not told a number of credits.")
    if -off > wallet.available:
        raise Conflict(SPENT_SINCE.format(account=row))
    if off:
        key = f"match:{row.pk}:{row.balance_at.timestamp():.6f}"
        credits.adjust(wallet, off, key=key, actor=actor, note=f"As {row} said: {row.balance}")
        tell(row.team, "account.matched", f"Books of {row} set to {row.balance}", actor=actor)
