"""Hypothesis plays with the ledger in any order, beside a model of a few plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)  # fmt: skip

from studio.actions import credits, ledger
from studio.errors import Conflict, NotEnoughCredits, OverBudget
from studio.models import BudgetMonth, Member, Transfer, Wallet
from tests import people
from tests.examples import ends, played

AMOUNTS = st.integers(0, 60)
CRASHES = st.sampled_from([False, False, False, True])


class Crashed(Exception):
    """The process ended after the ledger did its part and before the work around it was committed."""


@dataclass
class Held:
    """A hold of the model. `outcome` is "" while it is open."""

    row: Transfer
    amount: int
    member: bool
    outcome: str = ""


@dataclass
class Model:
    """What a wallet, a team budget and a member's budget must come to."""

    available: int = 0
    held: int = 0
    team_limit: int | None = None
    team_used: int = 0
    member_limit: int | None = None
    member_used: int = 0
    holds: list[Held] = field(default_factory=list)

    def refuses(self, amount: int, *, member: bool) -> type[NotEnoughCredits] | None:
        if amount > self.available:
            return NotEnoughCredits
        over_team = self.team_limit is not None and self.team_used + amount > self.team_limit
        over_member = member and self.member_limit is not None and self.member_used + amount > self.member_limit
        return OverBudget if amount and (over_team or over_member) else None

    def use(self, amount: int, *, member: bool) -> None:
        self.team_used += amount
        self.member_used += amount if member else 0


class Books(RuleBasedStateMachine):
    """Each example runs in a savepoint that is rolled back at its end."""

    holds: Bundle[Held] = Bundle("holds")
    replays: Bundle[tuple[Transfer, Callable[[], Transfer]]] = Bundle("replays")

    @initialize()
    def begin(self) -> None:
        self.around = transaction.atomic()
        self.around.__enter__()
        team = people.team()
        self.member: Member = people.member(people.bob(team), team=team)
        self.team, self.wallet = team, people.wallet(people.account(team, credit=0))
        self.model, self.count = Model(), 0

    def teardown(self) -> None:
        if hasattr(self, "around"):
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    def key(self) -> str:
        self.count += 1
        return f"key {self.count}"

    def done(self, action: Callable[[], Transfer], *, crash: bool) -> Transfer | None:
        """Run `action` in work of its own; None when that crashed."""
        try:
            with transaction.atomic():
                row = action()
                if crash:
                    raise Crashed
        except Crashed:
            return None
        return row

    @rule(target=replays, amount=AMOUNTS, crash=CRASHES)
    def grant(self, amount: int, crash: bool) -> object:
        key = self.key()
        row = self.done(lambda: credits.grant(self.wallet, amount, key=key), crash=crash)
        if row is None:
            return multiple()
        self.model.available += amount
        return row, lambda: credits.grant(self.wallet, amount + 1, key=key)

    @rule(target=replays, amount=st.integers(-60, 60), crash=CRASHES)
    def adjust(self, amount: int, crash: bool) -> object:
        key = self.key()

        def act() -> Transfer:
            return credits.adjust(self.wallet, amount, key=key, actor=None, note="By hand")

        if -amount > self.model.available:
            with pytest.raises(NotEnoughCredits):
                act()
            return multiple()
        row = self.done(act, crash=crash)
        if row is None:
            return multiple()
        self.model.available += amount
        return row, act

    @rule(target=holds, amount=AMOUNTS, member=st.booleans(), crash=CRASHES)
    def hold(self, amount: int, member: bool, crash: bool) -> object:
        key, whose = self.key(), self.member if member else None

        def act() -> Transfer:
            return credits.hold(self.wallet, amount, key=key, member=whose)

        if refusal := self.model.refuses(amount, member=member):
            with pytest.raises(NotEnoughCredits) as refused:
                act()
            assert type(refused.value) is refusal
            return multiple()
        row = self.done(act, crash=crash)
        if row is None:
            return multiple()
        self.model.available -= amount
        self.model.held += amount
        self.model.use(amount, member=member)
        held = Held(row, amount, member)
        self.model.holds.append(held)
        assert act() == row
        return held

    @rule(target=replays, held=holds, cost=AMOUNTS, crash=CRASHES)
    def settle(self, held: Held, cost: int, crash: bool) -> object:
        def act() -> Transfer:
            return credits.settle(held.row, cost)

        if held.outcome == "void":
            with pytest.raises(Conflict):
                act()
            return multiple()
        row = self.done(act, crash=crash)
        if row is None:
            return multiple()
        if not held.outcome:
            self.model.held -= held.amount
            self.model.available = max(0, self.model.available + held.amount - cost)
            self.model.use(cost - held.amount, member=held.member)
            held.outcome = "settle"
            assert (row.amount, row.overage) == (cost, max(0, cost - held.amount))
        return row, act

    @rule(target=replays, held=holds, crash=CRASHES)
    def void(self, held: Held, crash: bool) -> object:
        def act() -> Transfer:
            return credits.void(held.row)

        if held.outcome == "settle":
            with pytest.raises(Conflict):
                act()
            return multiple()
        row = self.done(act, crash=crash)
        if row is None:
            return multiple()
        if not held.outcome:
            self.model.held -= held.amount
            self.model.available += held.amount
            self.model.use(-held.amount, member=held.member)
            held.outcome = "void"
        return row, act

    @rule(replay=replays)
    def replay(self, replay: tuple[Transfer, Callable[[], Transfer]]) -> None:
        row, again = replay
        assert again() == row

    @rule(limit=st.none() | st.integers(0, 200), member=st.booleans())
    def set_budget(self, limit: int | None, member: bool) -> None:
        credits.set_budget(self.team, limit, member=self.member if member else None)
        if member:
            self.model.member_limit = limit
        else:
            self.model.team_limit = limit

    @invariant()
    def the_books_are_right(self) -> None:
        if not hasattr(self, "around"):
            return
        assert ledger.problems() == []
        wallet = Wallet.objects.get(pk=self.wallet.pk)
        assert (wallet.available, wallet.held) == (self.model.available, self.model.held)
        counted = {month.budget.member_id: month.used for month in BudgetMonth.objects.select_related("budget")}
        limits = {None: self.model.team_limit, self.member.pk: self.model.member_limit}
        used = {None: self.model.team_used, self.member.pk: self.model.member_used}
        assert counted == {whose: used[whose] for whose, limit in limits.items() if limit is not None}


@pytest.mark.both
@pytest.mark.django_db
def test_it_keeps_the_books_right_whatever_happens() -> None:
    rules = played(15, steps=20)
    assert ends(Books, rules) >= rules.max_examples
