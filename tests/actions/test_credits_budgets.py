"""Monthly budgets of teams and members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from studio.actions import budgets, credits, ledger, members
from studio.errors import NotFound, OverBudget
from studio.models import Budget, BudgetMonth, Member, Team, Transfer, User, Wallet, append_only
from studio.models.credits import month_of
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def member(team: Team, bob: User) -> Member:
    return people.member(bob, team=team)


def used(team: Team, member: Member | None = None) -> int:
    """What the counter of this month says; the books must be right whenever a test looks."""
    assert ledger.problems() == []
    return BudgetMonth.objects.get(budget__team=team, budget__member=member, month=month_of(timezone.now())).used


def backdate(transfer: Transfer, moment: datetime) -> None:
    connection.check_constraints()
    append_only.lift(connection)
    Transfer.objects.filter(pk=transfer.pk).update(created_at=moment)
    append_only.install(connection)
    transfer.refresh_from_db()


def test_it_refuses_what_the_teams_budget_doesnt_cover(team: Team, wallet: Wallet) -> None:
    credits.set_budget(team, 3000)
    credits.hold(wallet, 2500, key="h1")
    month = f"{timezone.now():%B}"
    with pytest.raises(OverBudget, match=rf"^This needs 6 credits and 5 are left of the team's budget for {month}\.$"):
        credits.hold(wallet, 600, key="h2")
    wallet.refresh_from_db()
    assert (wallet.available, wallet.held, used(team)) == (7500, 2500, 2500)
    credits.hold(wallet, 500, key="h2")
    assert used(team) == 3000


def test_it_refuses_what_the_members_budget_doesnt_cover(team: Team, wallet: Wallet, member: Member) -> None:
    credits.set_budget(team, 5000)
    credits.set_budget(team, 1000, member=member)
    credits.hold(wallet, 2000, key="somebody else's")
    credits.hold(wallet, 900, key="h1", member=member)
    with pytest.raises(OverBudget, match="2 credits and 1 is left of Bob's budget") as refusal:
        credits.hold(wallet, 200, key="h2", member=member)
    assert (refusal.value.needed, refusal.value.available) == (200, 100)
    assert (used(team), used(team, member)) == (2900, 900)


def test_it_counts_over_all_wallets_of_the_team_and_no_other(team: Team, wallet: Wallet, charlie: User) -> None:
    credits.set_budget(team, 1000)
    second = people.wallet(people.account(team, name="Second"))
    foreign = people.wallet(people.account(charlie.teams.get()))
    credits.hold(foreign, 5000, key="theirs")
    credits.hold(wallet, 600, key="h1")
    with pytest.raises(OverBudget):
        credits.hold(second, 600, key="h2")
    assert used(team) == 600


@pytest.mark.parametrize(("cost", "left"), [(0, 0), (400, 400), (1000, 1000), (1700, 1700)])
def test_it_counts_the_true_cost_once_settled(team: Team, wallet: Wallet, member: Member, cost: int, left: int) -> None:
    credits.set_budget(team, 1000)
    credits.set_budget(team, 1000, member=member)
    credits.settle(credits.hold(wallet, 1000, key="h", member=member), cost)
    assert (used(team), used(team, member)) == (left, left)


def test_it_gives_back_what_is_voided(team: Team, wallet: Wallet, member: Member) -> None:
    credits.set_budget(team, 1000)
    credits.set_budget(team, 1000, member=member)
    hold = credits.hold(wallet, 1000, key="h1", member=member)
    credits.void(hold)
    credits.void(hold)
    assert (used(team), used(team, member)) == (0, 0)
    credits.hold(wallet, 1000, key="h2", member=member)
    assert (used(team), used(team, member)) == (1000, 1000)


def test_it_doesnt_count_a_replay(team: Team, wallet: Wallet) -> None:
    credits.set_budget(team, 1000)
    assert credits.hold(wallet, 1000, key="h") == credits.hold(wallet, 1000, key="h")
    assert used(team) == 1000


def test_it_leaves_free_work_alone(team: Team, wallet: Wallet) -> None:
    credits.set_budget(team, 0)
    credits.hold(wallet, 0, key="h")
    assert used(team) == 0


def test_it_counts_earlier_holds_of_the_month_when_a_budget_is_set(team: Team, wallet: Wallet, member: Member) -> None:
    credits.settle(credits.hold(wallet, 500, key="settled", member=member), 300)
    credits.void(credits.hold(wallet, 500, key="voided", member=member))
    open_hold = credits.hold(wallet, 200, key="open")
    credits.set_budget(team, 600)
    credits.set_budget(team, 600, member=member)
    assert (used(team), used(team, member)) == (500, 300)
    with pytest.raises(OverBudget):
        credits.hold(wallet, 200, key="h")
    credits.settle(open_hold, 50)
    assert used(team) == 350


def test_it_changes_and_lifts_a_limit(team: Team, wallet: Wallet) -> None:
    budget = credits.set_budget(team, 100)
    credits.hold(wallet, 100, key="h1")
    assert credits.set_budget(team, 200) == budget
    credits.hold(wallet, 100, key="h2")
    assert used(team) == 200
    assert credits.set_budget(team, 50) == budget
    with pytest.raises(OverBudget, match=r"0\.01 credits and none are left"):
        credits.hold(wallet, 1, key="h3")
    assert credits.set_budget(team, None) is None
    assert not Budget.objects.exists()
    credits.hold(wallet, 5000, key="h4")


def test_it_resolves_a_hold_in_the_month_it_was_made(team: Team, wallet: Wallet) -> None:
    credits.set_budget(team, 1000)
    last_month = datetime.combine(month_of(timezone.now()), datetime.min.time(), UTC) - timedelta(seconds=1)
    late = credits.hold(wallet, 800, key="late")
    backdate(late, last_month)
    budget = Budget.objects.get()
    BudgetMonth.objects.filter(budget=budget).update(used=0)
    BudgetMonth.objects.create(budget=budget, month=month_of(last_month), used=800)
    credits.hold(wallet, 1000, key="now")
    credits.settle(late, 300)
    assert used(team) == 1000
    assert BudgetMonth.objects.get(month=month_of(last_month)).used == 300


def test_it_starts_anew_in_a_new_month(team: Team, wallet: Wallet) -> None:
    budget = Budget.objects.create(team=team, limit=1000)
    earlier = credits.hold(wallet, 1000, key="earlier")
    BudgetMonth.objects.all().delete()
    backdate(earlier, datetime.combine(month_of(timezone.now()), datetime.min.time(), UTC) - timedelta(seconds=1))
    credits.hold(wallet, 1000, key="now")
    assert (used(team), budget.spent(month_of(earlier.created_at))) == (1000, 1000)


@pytest.mark.django_db(transaction=True)
def test_the_first_look_at_a_month_misses_nothing_that_is_just_settled(team: Team, wallet: Wallet) -> None:
    """Somebody asks for a price while free work turns out to have cost something."""
    credits.set_budget(team, 1000)
    free = credits.hold(wallet, 0, key="free")
    BudgetMonth.objects.all().delete()  # as on the first of a month

    def look() -> None:
        credits.over_budget(team, 1)
        connection.close()

    looking = Thread(target=look)
    with transaction.atomic():
        credits.settle(free, 25)
        looking.start()
        looking.join(0.5)
    looking.join()
    assert used(team) == 25


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["the team", "Bob"])
def test_of_two_holds_at_the_same_moment_that_fit_alone_one_is_refused(
    team: Team, wallet: Wallet, bob: User, member: Member, whose: str
) -> None:
    """From two wallets, and both were told that there is enough. The second one sees the first only when it ends."""
    credits.set_budget(team, 1000, member=member if whose == "Bob" else None)
    second, refused = people.wallet(people.account(team, name="Second")), list[str]()

    def hold() -> None:
        assert credits.over_budget(team, 600, actor=bob) == ""
        try:
            credits.hold(second, 600, key="second", member=member)
        except OverBudget as refusal:
            refused.append(str(refusal))
        connection.close()

    holding = Thread(target=hold)
    with transaction.atomic():
        credits.hold(wallet, 600, key="first", member=member)
        holding.start()
        holding.join(0.5)
        assert holding.is_alive() and not refused
    holding.join()
    assert [f"{whose}'s budget" in said for said in refused] == [True]
    assert used(team, member if whose == "Bob" else None) == 600


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_counts_against_somebody_who_is_removed_meanwhile(
    team: Team, wallet: Wallet, alice: User, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    credits.set_budget(team, 1000, member=member)
    month_row = credits._month_row

    def remove() -> None:
        members.remove(member, actor=alice)
        connection.close()

    removing = Thread(target=remove)

    def found(budget: Budget, moment: datetime) -> BudgetMonth:
        row = month_row(budget, moment)
        removing.start()
        removing.join(0.5)
        return row

    monkeypatch.setattr(credits, "_month_row", found)
    hold = credits.hold(wallet, 400, key="h1", member=Member.objects.get(pk=member.pk))
    removing.join()
    assert not Member.objects.filter(pk=member.pk).exists()
    monkeypatch.undo()
    credits.settle(hold, 300)
    assert ledger.problems() == []


def test_nobody_who_left_gets_a_budget(team: Team, wallet: Wallet, alice: User, member: Member) -> None:
    members.remove(Member.objects.get(pk=member.pk), actor=alice)
    with pytest.raises(NotFound, match="not in the team any more"):
        budgets.change(team, 1000, member=member, actor=alice)
    assert not Budget.objects.exists()


def test_who_leaves_takes_their_budget_along_and_no_other(team: Team, alice: User, vera: User, member: Member) -> None:
    for whose in (None, member, people.member(vera, team=team)):
        credits.set_budget(team, 1000, member=whose)
    members.remove(member, actor=alice)
    assert set(Budget.objects.values_list("member__user__name", flat=True)) == {None, "Vera"}


def test_a_budget_is_told_and_minds_no_other_teams(team: Team, alice: User, charlie: User) -> None:
    credits.set_budget(charlie.teams.get(), 1000)
    for limit in (1000, 1000, None):
        budgets.change(team, limit, actor=alice)
    assert list(team.events.order_by("id").values_list("text", "actor__name")) == [
        ("Budget of the team set to 10 credits a month", "Alice"), ("Budget of the team lifted", "Alice")
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_budget_for_somebody_who_is_removed_meanwhile_goes_along(
    team: Team, alice: User, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Member.objects.get(pk=member.pk)
    other = meanwhile(monkeypatch, credits, "set_budget", lambda: members.remove(gone, actor=alice))
    budgets.change(team, 1000, member=member, actor=alice)
    other.join()
    assert not Budget.objects.exists()
    assert not Member.objects.filter(pk=member.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_budget_that_is_lifted_while_somebody_asks_for_a_price_is_in_nobodys_way(
    team: Team, bob: User, wallet: Wallet, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the first of a month, when nobody has counted yet."""
    credits.set_budget(team, 1000, member=member)
    BudgetMonth.objects.all().delete()
    meanwhile(monkeypatch, Budget, "spent", lambda: credits.set_budget(team, None, member=member))
    assert credits.over_budget(team, 600, actor=bob) == ""
    assert not Budget.objects.exists()
