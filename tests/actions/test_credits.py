"""Granting, holding, settling, giving back and correcting credits."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from studio.actions import credits, ledger
from studio.errors import Conflict, NotEnoughCredits
from studio.models import Account, Entry, Team, Transfer, User, Wallet
from studio.vocabulary import Pocket, TransferKind
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def balances(wallet: Wallet) -> tuple[int, int]:
    """(available, held) in the database; the books must be right whenever a test looks."""
    assert ledger.problems() == []
    wallet.refresh_from_db()
    return wallet.available, wallet.held


def entries(transfer: Transfer) -> dict[str, int]:
    return dict(Entry.objects.filter(transfer=transfer).values_list("pocket", "amount"))


def test_it_opens_one_empty_wallet_an_account(team: Team) -> None:
    account = Account.objects.create(team=team, provider="local", name="Mine")
    wallet = credits.open_wallet(account)
    assert (wallet.team, wallet.available, wallet.held) == (team, 0, 0)
    assert credits.open_wallet(account) == wallet


def test_it_grants(wallet: Wallet, alice: User) -> None:
    grant = credits.grant(wallet, 250, key="g", actor=alice, note="Welcome")
    assert balances(wallet) == (10250, 0)
    assert entries(grant) == {Pocket.AVAILABLE: 250, Pocket.SOURCE: -250}
    assert (grant.kind, grant.actor, grant.note) == (TransferKind.GRANT, alice, "Welcome")


def test_it_holds(wallet: Wallet, alice: User) -> None:
    render, take = uuid.uuid4(), uuid.uuid4()
    hold = credits.hold(wallet, 2100, key="h", actor=alice, render_id=render, take_id=take, note="Spring, v1")
    assert balances(wallet) == (7900, 2100)
    assert entries(hold) == {Pocket.AVAILABLE: -2100, Pocket.HELD: 2100}
    hold.refresh_from_db()
    assert (hold.render_id, hold.take_id, hold.actor, hold.note) == (render, take, alice, "Spring, v1")


def test_it_refuses_a_hold_that_the_wallet_cant_cover(team: Team) -> None:
    wallet = people.wallet(people.account(team, credit=1200))
    with pytest.raises(NotEnoughCredits, match=r"^This needs 21 credits and 12 are left\.$") as refusal:
        credits.hold(wallet, 2100, key="h")
    assert (refusal.value.needed, refusal.value.available) == (2100, 1200)
    assert balances(wallet) == (1200, 0)
    assert not Transfer.objects.filter(key="h").exists()
    credits.hold(wallet, 1200, key="h")
    assert balances(wallet) == (0, 1200)


@pytest.mark.parametrize(
    ("needed", "available", "said"),
    [
        (100, 0, "This needs 1 credit and none are left."),
        (150, 100, "This needs 1.5 credits and 1 is left."),
        (128400, 50, "This needs 1,284 credits and 0.5 are left."),
    ],
)
def test_it_says_what_is_missing(needed: int, available: int, said: str) -> None:
    assert credits.sentence(needed, available) == said


@pytest.mark.parametrize("cost", [0, 1, 1500, 2100])
def test_it_settles_the_true_cost_and_gives_the_rest_back(wallet: Wallet, cost: int) -> None:
    hold = credits.hold(wallet, 2100, key="h", take_id=uuid.uuid4())
    settle = credits.settle(hold, cost)
    assert balances(wallet) == (10000 - cost, 0)
    assert (settle.amount, settle.overage, settle.pending, settle.take_id) == (cost, 0, hold, hold.take_id)
    moved = {Pocket.HELD: -2100, Pocket.AVAILABLE: 2100 - cost, Pocket.SPENT: cost}
    assert entries(settle) == {pocket: amount for pocket, amount in moved.items() if amount}


def test_it_takes_a_higher_true_cost_out_of_what_is_available(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 2100, key="h")
    settle = credits.settle(hold, 2500)
    assert balances(wallet) == (7500, 0)
    assert (settle.amount, settle.overage) == (2500, 400)
    assert entries(settle) == {Pocket.HELD: -2100, Pocket.AVAILABLE: -400, Pocket.SPENT: 2500}


@pytest.mark.parametrize("credit", [2100, 2150])
def test_it_brings_in_what_a_higher_true_cost_lacks(team: Team, credit: int) -> None:
    wallet = people.wallet(people.account(team, credit=credit))
    hold = credits.hold(wallet, 2100, key="h", take_id=uuid.uuid4())
    settle = credits.settle(hold, 2500)
    assert balances(wallet) == (0, 0)
    assert (settle.amount, settle.overage) == (2500, 400)
    brought = Transfer.objects.get(kind=TransferKind.ADJUST)
    assert (brought.amount, brought.take_id, brought.note) == (2500 - credit, hold.take_id, credits.OVERAGE_NOTE)
    assert credits.settle(hold, 2500) == settle
    assert Transfer.objects.filter(kind=TransferKind.ADJUST).count() == 1


def test_it_gives_a_hold_back(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 2100, key="h")
    void = credits.void(hold, note="Canceled")
    assert balances(wallet) == (10000, 0)
    assert entries(void) == {Pocket.HELD: -2100, Pocket.AVAILABLE: 2100}
    assert (void.amount, void.note, void.pending) == (2100, "Canceled", hold)


def test_it_adjusts_up_and_down_but_not_below_zero(wallet: Wallet, alice: User) -> None:
    credits.adjust(wallet, 500, key="up", actor=alice, note="A gift")
    down = credits.adjust(wallet, -10500, key="down", actor=alice, note="A mistake")
    assert balances(wallet) == (0, 0)
    assert entries(down) == {Pocket.AVAILABLE: -10500, Pocket.SOURCE: 10500}
    with pytest.raises(NotEnoughCredits):
        credits.adjust(wallet, -1, key="more", actor=alice, note="Too much")
    assert balances(wallet) == (0, 0)


def test_it_keeps_rows_of_free_work_without_entries(wallet: Wallet) -> None:
    hold = credits.hold(wallet, 0, key="h")
    settle = credits.settle(hold, 0)
    assert balances(wallet) == (10000, 0)
    assert settle.pending == hold
    assert entries(hold) == entries(settle) == {}


def test_it_charges_for_a_free_hold_that_cost_something_after_all(wallet: Wallet) -> None:
    assert credits.settle(credits.hold(wallet, 0, key="h"), 300).overage == 300
    assert balances(wallet) == (9700, 0)


def test_it_moves_nothing_when_a_key_is_replayed(wallet: Wallet) -> None:
    grant, hold = credits.grant(wallet, 100, key="g"), credits.hold(wallet, 10100, key="h")
    adjust = credits.adjust(wallet, 7, key="a", actor=None, note="n")
    before = balances(wallet)
    assert credits.grant(wallet, 999, key="g") == grant
    assert credits.hold(wallet, 10100, key="h") == hold
    assert credits.adjust(wallet, 7, key="a", actor=None, note="n") == adjust
    assert balances(wallet) == before == (7, 10100)


def test_it_refuses_a_key_that_means_something_else(wallet: Wallet, charlie: User) -> None:
    other = people.wallet(people.account(charlie.teams.get()))
    credits.grant(wallet, 100, key="k")
    first, second = credits.hold(wallet, 10, key="h1"), credits.hold(wallet, 10, key="h2")
    credits.settle(first, 5, key="s")
    for wrong in (
        lambda: credits.hold(wallet, 100, key="k"),
        lambda: credits.grant(other, 100, key="k"),
        lambda: credits.settle(second, 5, key="s"),
        lambda: credits.settle(second, 5, key="k"),
    ):
        with pytest.raises(Conflict, match="another movement"):
            wrong()
    assert balances(wallet) == (10085, 10)


def test_it_resolves_a_hold_once(wallet: Wallet) -> None:
    spent, back = credits.hold(wallet, 100, key="h1"), credits.hold(wallet, 100, key="h2")
    settle, void = credits.settle(spent, 60), credits.void(back)
    assert credits.settle(spent, 90) == settle
    assert credits.settle(spent, 90, key="another") == settle
    assert credits.void(back) == void
    with pytest.raises(Conflict, match="spent already"):
        credits.void(spent)
    with pytest.raises(Conflict, match="given back already"):
        credits.settle(back, 60)
    assert balances(wallet) == (9940, 0)


def test_it_resolves_nothing_but_holds(wallet: Wallet) -> None:
    grant = credits.grant(wallet, 100, key="g")
    for wrong in (lambda: credits.settle(grant, 1), lambda: credits.void(grant)):
        with pytest.raises(Conflict, match="Only credits on hold"):
            wrong()


@pytest.mark.parametrize("amount", [-1, 1.0, 1.5, True])
def test_it_knows_whole_hundredths_only(wallet: Wallet, amount: int) -> None:
    hold = credits.hold(wallet, 5, key="h")
    for wrong in (
        lambda: credits.grant(wallet, amount, key="g"),
        lambda: credits.hold(wallet, amount, key="h"),
        lambda: credits.settle(hold, amount),
    ):
        with pytest.raises(ValueError, match="whole number"):
            wrong()
    assert balances(wallet) == (9995, 5)


def test_it_leaves_nothing_behind_when_the_work_around_it_fails(wallet: Wallet) -> None:
    kept = credits.hold(wallet, 100, key="kept")
    with pytest.raises(RuntimeError), transaction.atomic():
        credits.hold(wallet, 2100, key="h")
        credits.settle(kept, 100)
        raise RuntimeError
    assert balances(wallet) == (9900, 100)
    assert not Transfer.objects.filter(key="h").exists()


def test_it_lets_the_work_around_it_go_on_after_a_refusal(wallet: Wallet) -> None:
    with transaction.atomic():
        with pytest.raises(NotEnoughCredits):
            credits.hold(wallet, 99999, key="too much")
        credits.hold(wallet, 100, key="enough")
    assert balances(wallet) == (9900, 100)


def test_it_shortens_a_long_note(wallet: Wallet) -> None:
    assert len(credits.void(credits.hold(wallet, 1, key="h"), note="x" * 1000).note) == 300
