"""What the database itself refuses in the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from studio.actions import credits
from studio.models import Entry, Transfer, Wallet, append_only
from studio.models.credits import month_of
from studio.vocabulary import Pocket, TransferKind

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("model", [Transfer, Entry])
def test_it_refuses_to_change_or_delete_what_is_written(wallet: Wallet, model: type[Transfer] | type[Entry]) -> None:
    before = list(model._default_manager.values_list())
    for change in (lambda rows: rows.update(amount=1), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change(model._default_manager.all())
    assert before and list(model._default_manager.values_list()) == before


@pytest.mark.parametrize("table", append_only.TABLES)
def test_it_refuses_to_truncate_on_postgresql(wallet: Wallet, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_it_can_be_lifted_and_put_back(db: None) -> None:
    append_only.lift(connection)
    names = {
        "studio_transfer_no_update",
        "studio_transfer_no_delete",
        "studio_entry_no_update",
        "studio_entry_no_delete",
    }
    assert names <= set(append_only.missing(connection))
    append_only.install(connection)
    append_only.install(connection)
    assert append_only.missing(connection) == []


@pytest.mark.parametrize("balances", [{"available": -1}, {"held": -1}])
def test_it_refuses_a_balance_below_zero(wallet: Wallet, balances: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Wallet.objects.filter(pk=wallet.pk).update(**balances)


def test_it_refuses_a_second_resolution_of_a_hold(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 100, key="h")
    credits.void(hold)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(wallet=wallet, kind=TransferKind.SETTLE, amount=1, pending=hold, key="again")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": TransferKind.GRANT, "amount": -1},
        {"kind": "gift", "amount": 1},
        {"kind": TransferKind.VOID, "amount": 1},
        {"kind": TransferKind.ADJUST, "amount": 1, "overage": -1},
    ],
)
def test_it_refuses_a_transfer_that_makes_no_sense(wallet: Wallet, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(wallet=wallet, key="k", **fields)


def test_it_refuses_two_transfers_with_one_key(wallet: Wallet) -> None:
    credits.grant(wallet, 1, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(wallet=wallet, kind=TransferKind.GRANT, amount=1, key="k")


@pytest.mark.parametrize(("pocket", "amount"), [(Pocket.HELD, 0), ("purse", 1)])
def test_it_refuses_an_entry_that_makes_no_sense(wallet: Wallet, pocket: str, amount: int) -> None:
    transfer = credits.grant(wallet, 1, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(transfer=transfer, wallet=wallet, pocket=pocket, amount=amount)


def test_it_counts_months_in_utc() -> None:
    auckland = timezone(timedelta(hours=13))
    assert month_of(datetime(2026, 12, 1, 9, tzinfo=auckland)) == date(2026, 11, 1)
    assert month_of(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == date(2026, 12, 1)
