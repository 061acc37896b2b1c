"""A provider's word on what is left, beside the books as they were when it said so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.actions import balances, credits, ledger
from studio.errors import Conflict
from studio.models import Account, Event, Team, Transfer, User
from studio.vocabulary import Provider
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, provider=Provider.CAPTIONS)


def say(account: Account, text: str, *, ago: timedelta = timedelta()) -> None:
    account.balance, account.balance_at = text, timezone.now() - ago
    account.save(update_fields=["balance", "balance_at"])


def drift(account: Account) -> int | None:
    wallet = people.wallet(account)
    return balances.drift(account, wallet, balances.moved([wallet])[wallet.pk])


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("100 credits", 0), ("70 credits", 0), ("1,284.5 credits", 118450), ("1 credit", -6900),
        ("12.5 credits", -5750), ("Enough", None), ("100 minutes", None), ("100 credits until May", None), ("", None),
    ],
)  # fmt: skip
def test_what_is_held_fits_either_way(account: Account, said: str, off: int | None) -> None:
    credits.hold(people.wallet(account), 3000, key="h")
    say(account, said)
    assert drift(account) == off


def test_what_the_studio_brings_in_for_a_cost_is_no_difference(account: Account) -> None:
    credits.adjust(people.wallet(account), -9000, key="less", actor=None, note="")
    say(account, "10 credits")
    credits.settle(credits.hold(people.wallet(account), 1000, key="h"), 1500)
    assert people.wallet(account).available == 0
    assert drift(account) == 0


def test_what_was_made_since_it_said_so_is_no_difference(account: Account, alice: User) -> None:
    """It said what was left before these videos: taking that over would give their credits back."""
    before = credits.hold(people.wallet(account), 1000, key="before")
    say(account, "100 credits")
    credits.settle(before, 1500)
    credits.settle(credits.hold(people.wallet(account), 2000, key="spent"), 2000)
    credits.hold(people.wallet(account), 500, key="held")
    credits.void(credits.hold(people.wallet(account), 700, key="back"))
    assert people.wallet(account).available == 6000
    assert drift(account) == 0
    balances.match(account, actor=alice)
    assert people.wallet(account).available == 6000
    assert not Event.objects.filter(kind="account.matched").exists()


def test_books_are_set_right_beside_what_was_made_since(account: Account, alice: User) -> None:
    say(account, "90 credits")
    credits.settle(credits.hold(people.wallet(account), 2000, key="spent"), 2000)
    assert drift(account) == -1000
    balances.match(account, actor=alice)
    balances.match(account, actor=alice)
    assert people.wallet(account).available == 7000, "what it has by now"
    assert Event.objects.filter(kind="account.matched").count() == 1
    assert ledger.problems() == []


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_grant_since_then_counts(account: Account, by_hand: bool) -> None:
    """Somebody writes down what they bought there before."""
    say(account, "150 credits")
    assert drift(account) == 5000
    if by_hand:
        credits.adjust(people.wallet(account), 5000, key="bought", actor=None, note="")
    else:
        credits.grant(people.wallet(account), 5000, key="bought")
    assert drift(account) == 0


def test_what_came_back_since_then_was_held_when_it_said_so(account: Account) -> None:
    hold = credits.hold(people.wallet(account), 1000, key="h")
    say(account, "95 credits")
    credits.void(hold)
    assert drift(account) == 0


def test_what_is_spent_by_now_is_not_taken_out(account: Account, alice: User) -> None:
    say(account, "40 credits")
    credits.settle(credits.hold(people.wallet(account), 6000, key="spent"), 6000)
    with pytest.raises(Conflict, match="Ask there again"):
        balances.match(account, actor=alice)
    assert people.wallet(account).available == 4000
    assert not Transfer.objects.filter(kind="adjust").exists()


def test_its_newest_words_count_whatever_a_page_has_read(account: Account, alice: User) -> None:
    say(account, "40 credits", ago=timedelta(minutes=1))
    stale = Account.objects.get(pk=account.pk)
    say(account, "70 credits")
    balances.match(stale, actor=alice)
    assert people.wallet(account).available == 7000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["spent", "said"])
def test_nothing_moves_while_books_are_set_right(
    account: Account, alice: User, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Books from before it and moves from after it make no difference that anybody could set right."""
    say(account, "90 credits", ago=timedelta(minutes=1))
    credits.settle(credits.hold(people.wallet(account), 2000, key="spent"), 2000)
    stale = Account.objects.get(pk=account.pk)

    def act() -> None:
        if what == "spent":
            credits.settle(credits.hold(people.wallet(account), 2000, key="meanwhile"), 2000)
        else:
            say(account, "70 credits")

    other = meanwhile(monkeypatch, balances, "moved", act)
    balances.match(stale, actor=alice)
    other.join()
    account.refresh_from_db()
    assert drift(account) == 0
    assert people.wallet(account).available == (5000 if what == "spent" else 7000)
