"""Sixteen real processes at one wallet: nobody overspends, nobody moves twice, nobody sees a database error."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from studio.actions import credits, ledger
from studio.models import BudgetMonth, Team, Transfer, Wallet
from studio.vocabulary import TransferKind
from tests import people
from tests.rush import rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]

PROCESSES = 16
TRANSFER_ID = re.compile(r"[0-9a-f-]{36}")


def told(answers: list[str]) -> Counter[str]:
    """How often each answer was given; transfers count as "moved"."""
    return Counter("moved" if TRANSFER_ID.fullmatch(answer) else answer for answer in answers)


def test_it_lets_exactly_as_many_hold_as_there_is_room_for(wallet: Wallet) -> None:
    """Four holds each of 6.25 credits, where 100 credits are room for a quarter of them."""
    orders = [
        [{"do": "hold", "wallet": str(wallet.pk), "amount": 625, "key": f"{runner}:{n}"} for n in range(4)]
        for runner in range(PROCESSES)
    ]
    assert told(rush(orders)) == {"moved": 16, "NotEnoughCredits": 48}
    wallet.refresh_from_db()
    assert (wallet.available, wallet.held) == (0, 10000)
    assert ledger.problems() == []


def test_it_holds_a_budget_over_several_wallets(team: Team, wallet: Wallet) -> None:
    other = people.wallet(people.account(team, name="Other"))
    credits.set_budget(team, 2500)
    orders = [
        [{"do": "hold", "wallet": str((wallet, other)[(runner + n) % 2].pk), "amount": 625, "key": f"{runner}:{n}"}
         for n in range(2)]
        for runner in range(PROCESSES)
    ]  # fmt: skip
    assert told(rush(orders)) == {"moved": 4, "OverBudget": 28}
    assert BudgetMonth.objects.get().used == 2500
    assert ledger.problems() == []


def test_it_counts_in_one_row_when_a_budgets_month_begins(team: Team, wallet: Wallet) -> None:
    credits.set_budget(team, 10000)
    BudgetMonth.objects.all().delete()
    other = people.wallet(people.account(team, name="Other"))
    orders = [
        [{"do": "hold", "wallet": str((wallet, other)[runner % 2].pk), "amount": 100, "key": f"{runner}"}]
        for runner in range(PROCESSES)
    ]
    assert told(rush(orders)) == {"moved": 16}
    assert BudgetMonth.objects.get().used == 1600
    assert ledger.problems() == []


def test_it_moves_once_when_all_come_with_the_same_key(wallet: Wallet) -> None:
    orders = [[{"do": "hold", "wallet": str(wallet.pk), "amount": 9000, "key": "same"}]] * PROCESSES
    answers = rush(orders)
    assert set(answers) == {str(Transfer.objects.get(key="same").pk)}
    assert len(answers) == PROCESSES
    assert ledger.problems() == []


def test_it_settles_once(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 2100, key="h")
    answers = rush([[{"do": "settle", "hold": str(hold.pk), "cost": 15000}] for _ in range(8)])
    assert set(answers) == {str(Transfer.objects.get(kind=TransferKind.SETTLE).pk)}
    wallet.refresh_from_db()
    assert (wallet.available, wallet.held, len(answers)) == (0, 0, 8)
    assert ledger.problems() == []


def test_it_has_one_outcome_when_some_settle_and_some_void(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 2100, key="h")
    orders = [
        [{"do": "void", "hold": str(hold.pk)} if runner % 2 else {"do": "settle", "hold": str(hold.pk), "cost": 900}]
        for runner in range(PROCESSES)
    ]
    assert told(rush(orders)) == {"moved": 8, "Conflict": 8}
    assert Transfer.objects.filter(pending=hold).count() == 1
    assert ledger.problems() == []
