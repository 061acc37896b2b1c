"""check_ledger finds each kind of damage. The damage is done behind the ledger's back, its guards lifted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import credits, ledger
from studio.models import Budget, BudgetMonth, Entry, Team, Transfer, Wallet, append_only
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def books(team: Team, wallet: Wallet) -> Wallet:
    """A wallet with a bit of everything: 67 available, 20 held, 13 spent; a team budget of which 33 are used."""
    credits.set_budget(team, 50_00)
    credits.settle(credits.hold(wallet, 15_00, key="settled"), 13_00)
    credits.void(credits.hold(wallet, 5_00, key="voided"))
    credits.hold(wallet, 20_00, key="open")
    assert ledger.problems() == []
    return wallet


def sql(statement: str, *values: object) -> None:
    """Run a statement as it is; UUIDs as the database keeps them."""
    kept = [value.hex if isinstance(value, uuid.UUID) and connection.vendor == "sqlite" else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, kept)


@contextmanager
def unguarded(*constraints: tuple[str, str]) -> Iterator[None]:
    """Lift the triggers, and check constraints named as (table, constraint), for a moment."""
    connection.check_constraints()
    append_only.lift(connection)
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = ON")
    else:
        for table, constraint in constraints:
            sql(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    yield
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = OFF")
    append_only.install(connection)


def resolve_more_than_once() -> None:
    """Take the UNIQUE off `pending_id`."""
    if connection.vendor == "postgresql":
        sql("ALTER TABLE studio_transfer DROP CONSTRAINT studio_transfer_pending_id_key")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'studio_transfer'")
        (table,) = cursor.fetchone()
    loose = table.replace('"pending_id" char(32) NULL UNIQUE', '"pending_id" char(32) NULL')
    assert loose != table
    sql(loose.replace('TABLE "studio_transfer"', 'TABLE "studio_transfer_loose"'))
    sql("INSERT INTO studio_transfer_loose SELECT * FROM studio_transfer")
    sql("DROP TABLE studio_transfer")
    sql("ALTER TABLE studio_transfer_loose RENAME TO studio_transfer")


def test_it_finds_right_books_right(books: Wallet) -> None:
    said = StringIO()
    call_command("check_ledger", stdout=said)
    assert said.getvalue() == "The ledger is right. Wallets: 1, transfers: 6.\n"


def test_it_exits_with_a_sentence_for_each_problem(books: Wallet) -> None:
    sql("UPDATE studio_wallet SET available = available + 5, held = held + 7 WHERE id = %s", books.pk)
    said = StringIO()
    with pytest.raises(CommandError, match=r"^The ledger is not right: 3 problems\.$") as ended:
        call_command("check_ledger", stderr=said)
    assert ended.value.returncode == 1
    assert said.getvalue().splitlines() == [
        f"Wallet {books.pk} has 67.05 available, but its entries add up to 67.",
        f"Wallet {books.pk} has 20.07 held, but its entries add up to 20.",
        f"Wallet {books.pk} has 20.07 held, but its open holds add up to 20.",
    ]


def test_it_finds_entries_that_dont_add_up(books: Wallet) -> None:
    hold = Transfer.objects.get(key="open")
    with unguarded():
        sql("UPDATE studio_entry SET amount = amount + 1 WHERE transfer_id = %s AND pocket = 'available'", hold.pk)
    assert f"Transfer {hold.pk} (hold): its entries add up to 0.01, not 0." in ledger.problems()


def test_it_finds_a_transfer_without_its_entries(books: Wallet) -> None:
    hold = Transfer.objects.get(key="open")
    with unguarded():
        sql("DELETE FROM studio_entry WHERE transfer_id = %s", hold.pk)
    assert f"Transfer {hold.pk} (hold) is about 20, but its entries say 0." in ledger.problems()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("grant", "is about 101, but its entries say 100."),
        ("hold", "is about 21, but its entries say 20."),
        ("settle", "is about 14, but its entries say 13."),
        ("void", "is about 6, but its entries say 5."),
    ],
)
def test_it_finds_an_amount_that_was_changed(books: Wallet, kind: str, said: str) -> None:
    row = Transfer.objects.filter(kind=kind).order_by("created_at").last()
    assert row
    with unguarded():
        sql("UPDATE studio_transfer SET amount = amount + 100 WHERE id = %s", row.pk)
    assert f"Transfer {row.pk} ({kind}) {said}" in ledger.problems()


def test_it_finds_a_resolution_that_doesnt_free_the_hold(books: Wallet) -> None:
    settle = Transfer.objects.get(kind="settle")
    with unguarded():
        sql("UPDATE studio_entry SET amount = amount + 100 WHERE transfer_id = %s AND pocket = 'held'", settle.pk)
    assert f"Transfer {settle.pk} (settle) frees 14 of a hold of 15." in ledger.problems()


def test_it_finds_an_entry_in_another_wallet(books: Wallet, team: Team) -> None:
    other = people.wallet(people.account(team, name="Other"))
    entry = Entry.objects.filter(transfer__key="open").first()
    assert entry
    with unguarded():
        sql("UPDATE studio_entry SET wallet_id = %s WHERE id = %s", other.pk, entry.pk)
    assert f"Entry {entry.pk} is in another wallet than its transfer." in ledger.problems()


def test_it_finds_a_hold_that_was_resolved_twice(books: Wallet) -> None:
    hold = Transfer.objects.get(key="settled")
    with unguarded():
        resolve_more_than_once()
        Transfer.objects.create(wallet=books, kind="void", amount=0, pending=hold, key="again")
    assert f"Hold {hold.pk} was resolved 2 times, not once." in ledger.problems()


def test_it_finds_a_resolution_of_something_that_is_no_hold(books: Wallet) -> None:
    grant = Transfer.objects.get(kind="grant")
    row = Transfer.objects.create(wallet=books, kind="void", amount=0, pending=grant, key="odd")
    assert f"Transfer {row.pk} (void) resolves something that is no hold." in ledger.problems()


def test_it_finds_a_resolution_in_another_wallet(books: Wallet, team: Team) -> None:
    other = people.wallet(people.account(team, name="Other"))
    row = Transfer.objects.create(
        wallet=other, kind="void", amount=0, pending=Transfer.objects.get(key="open"), key="odd"
    )
    assert f"Transfer {row.pk} (void) resolves a hold of another wallet." in ledger.problems()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("available = -100", "−1 available, 20 held."), ("held = -100", "67 available, −1 held.")],
)
def test_it_finds_a_balance_below_zero(books: Wallet, wrong: str, said: str) -> None:
    with unguarded(("studio_wallet", "wallet_never_overspent"), ("studio_wallet", "wallet_held_not_negative")):
        sql(f"UPDATE studio_wallet SET {wrong} WHERE id = %s", books.pk)
    assert f"Wallet {books.pk} is below zero: {said}" in ledger.problems()


def test_it_finds_a_budget_that_used_less_than_nothing(books: Wallet) -> None:
    month = BudgetMonth.objects.get()
    with unguarded(("studio_budgetmonth", "budget_used_not_negative")):
        sql("UPDATE studio_budgetmonth SET used = -100 WHERE id = %s", month.pk)
    name = f"Budget {month.budget_id}"
    assert f"{name} has used −1 in {month.month:%Y-%m}: less than nothing." in ledger.problems()


def test_it_finds_a_budget_that_counted_wrong(books: Wallet) -> None:
    sql("UPDATE studio_budgetmonth SET used = used + 1")
    budget, month = Budget.objects.get(), BudgetMonth.objects.get()
    assert ledger.problems() == [
        f"Budget {budget.pk} counts 33.01 used in {month.month:%Y-%m}, but its holds add up to 33."
    ]


def test_it_finds_guards_that_are_missing(books: Wallet) -> None:
    connection.check_constraints()
    sql("DROP TRIGGER studio_entry_no_delete" + (" ON studio_entry" if connection.vendor == "postgresql" else ""))
    assert ledger.problems() == [
        "The database lets ledger rows be changed: its trigger studio_entry_no_delete is missing."
    ]


def test_it_asks_as_much_of_many_wallets_as_of_one(books: Wallet, team: Team) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ledger.problems() == []
        return len(queries)

    before = asked()
    for number in range(3):
        account = people.account(team, name=f"More {number}")
        credits.settle(credits.hold(people.wallet(account), 10, key=f"more {number}"), 5)
    assert asked() == before
