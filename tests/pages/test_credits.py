"""The credits page, its ledger and its CSV."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import credits
from studio.errors import OverBudget
from studio.models import Account, Budget, BudgetMonth, Member, Team, Transfer, User, Video, Wallet, fields
from studio.pages.spenders import spenders
from studio.pages.spending import Month, spending
from studio.vocabulary import Provider
from tests import people
from tests.pages.asking import as_


def spend(
    account: Account, held: int, cost: int, *, key: str, by: User | None = None, video: Video | None = None
) -> Transfer:
    """One hold that was settled at `cost`."""
    made = people.render(video, state="completed") if video else None
    hold = credits.hold(
        people.wallet(account), held, key=key, actor=by, render_id=made.pk if made else None, note=str(made or "")
    )
    return credits.settle(hold, cost)


def test_it_shows_balance_held_and_spent(alice: User, vera: User, account: Account) -> None:
    spend(account, 21_00, 19_00, key="a")
    credits.hold(people.wallet(account), 6_50, key="b")
    for person in (alice, vera):
        page = as_(person).get("/credits/").content.decode()
        assert '<p class="figure">81</p>' in page, "100 were granted, 19 are gone"
        assert '<p class="figure">6.5</p>' in page
        assert "74.5 free to use" in page
        assert '<p class="figure">19' in page


def test_it_shows_a_hold_and_its_outcome_in_one_line(alice: User, bob: User, account: Account, video: Video) -> None:
    spend(account, 21_00, 19_00, key="a", by=bob, video=video)
    credits.void(credits.hold(people.wallet(account), 27_00, key="b", note="Quarter, v1"), note="Failed")
    credits.hold(people.wallet(account), 25_00, key="c", note="Welcome, v1")
    page = as_(alice).get("/credits/").content.decode()
    assert len(as_(alice).get("/credits/").context["lines"]) == 4
    for words in ("Settled 19", "2 came back", "Failed", "all 27 came back", "25 held", "Spring, v1", "+100"):
        assert words in page
    assert f'href="/videos/{video.pk}/"' in page


def test_it_shows_nothing_of_another_team(charlie: User, account: Account) -> None:
    spend(account, 21_00, 19_00, key="a")
    answer = as_(charlie).get("/credits/")
    assert answer.context["lines"] == []
    assert "Settled" not in answer.content.decode()
    assert b"Settled" not in b"".join(as_(charlie).get("/credits/ledger.csv").streaming_content)  # type: ignore[attr-defined]


def test_it_filters_by_provider_and_member(alice: User, bob: User, team: Team, account: Account) -> None:
    heygen = people.account(team, provider=Provider.HEYGEN, credit=50_00)
    spend(account, 5_00, 5_00, key="a", by=alice)
    spend(heygen, 7_00, 7_00, key="b", by=bob)
    client = as_(alice)

    def amounts(query: str) -> list[int]:
        return sorted(line.moved for line in client.get(f"/credits/{query}").context["lines"])

    assert amounts("?provider=heygen") == [-7_00, 50_00]
    assert amounts(f"?member={alice.pk}") == [-5_00]
    assert amounts("?month=2020-01") == []
    assert len(amounts("?month=x&provider=x&member=x&page=x")) == 4


def test_it_asks_as_much_for_many_lines_as_for_few(alice: User, account: Account, video: Video) -> None:
    client = as_(alice)
    credits.grant(people.wallet(account), 10_000_00, key="more")

    def asked(count: int) -> int:
        wallet = people.wallet(account)
        made = [
            Transfer(
                wallet=wallet, kind="hold", amount=2_00, key=f"hold {count}.{number}", actor=alice, render_id=render.pk
            )
            for number in range(count)
        ]
        Transfer.objects.bulk_create(made)
        Transfer.objects.bulk_create(
            Transfer(wallet=wallet, kind="settle", amount=1_00, key=f"settle {hold.key}", pending=hold) for hold in made
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/credits/").status_code == 200
        return len(captured)

    render = people.render(video, by=alice)
    asked(1)
    few, many = asked(18), asked(1980)
    assert few == many <= 18


def test_it_writes_the_same_lines_as_csv(alice: User, account: Account) -> None:
    User.objects.filter(pk=alice.pk).update(name="=1+1")
    spend(account, 21_00, 19_00, key="a", by=alice)
    answer = as_(alice).get("/credits/ledger.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert answer["Content-Disposition"] == f'attachment; filename="credits-{Month.now()}.csv"'
    assert [float(row["credits"]) for row in rows] == [-19, 100]
    assert (rows[0]["kind"], rows[0]["outcome"], rows[0]["who"]) == ("hold", "settle", "'=1+1")


def test_its_file_reads_an_accounts_key_once(alice: User, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month may have a hundred thousand lines."""
    Account.objects.filter(pk=account.pk).update(credentials={"api_key": "secret"})
    for number in range(9):
        spend(account, 2_00, 1_00, key=str(number), by=alice)
    client, read, unsealed = as_(alice), [], fields.unsealed

    def counted(kept: str) -> str:
        read.append(kept)
        return unsealed(kept)

    monkeypatch.setattr(fields, "unsealed", counted)
    text = b"".join(client.get("/credits/ledger.csv").streaming_content)  # type: ignore[attr-defined]
    assert text.count(b"\n") == 11
    assert len(read) == 1


def test_a_day_begins_where_the_member_is(team: Team, account: Account) -> None:
    spend(account, 2_00, 1_00, key="a")
    for zone in ("Pacific/Auckland", "America/Los_Angeles", "UTC"):
        with timezone.override(zone):
            days = spending(team, Month.now()).plots[0].days
            assert [day.number for day in days if day.total] == [timezone.localdate().day]


def test_it_writes_the_members_time_into_the_csv(alice: User, account: Account) -> None:
    User.objects.filter(pk=alice.pk).update(zone="Asia/Tokyo")
    text = b"".join(as_(alice).get("/credits/ledger.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["when"][-6:] for row in csv.DictReader(io.StringIO(text))] == ["+09:00"]


def test_a_line_of_the_ledger_has_its_time_with_its_zone(alice: User, account: Account) -> None:
    User.objects.filter(pk=alice.pk).update(zone="Asia/Tokyo")
    assert '+0900">' in as_(alice).get("/credits/").content.decode()


def test_it_adds_credits_once(alice: User, account: Account, wallet: Wallet) -> None:
    client = as_(alice)
    form = {"wallet": wallet.pk, "amount": "12.5", "note": "Purchase order 2291", "key": "one-form"}
    assert client.post("/credits/grant/", form)["Location"] == "/credits/"
    client.post("/credits/grant/", form)
    wallet.refresh_from_db()
    assert wallet.available == 112_50
    page = client.get("/credits/").content.decode()
    assert "12.5 credits added to Embedded" in page
    assert "Purchase order 2291" in page
    client.post("/credits/grant/", {**form, "amount": "40"})
    wallet.refresh_from_db()
    assert wallet.available == 152_50, "the form was gone back to, and says another amount"


@pytest.mark.parametrize(
    "amount", ["", "many", "0", "-5", "1.005", "nan", "inf", "1e99", "99999999999", "1e999999", "snan", "1" * 5000]
)
def test_it_says_what_is_wrong_with_an_amount(alice: User, wallet: Wallet, amount: str) -> None:
    answer = as_(alice).post("/credits/grant/", {"wallet": wallet.pk, "amount": amount, "note": "For May"})
    assert answer.status_code == 422
    assert 'id="f-amount-error"' in answer.content.decode()
    assert "For May" in answer.content.decode()
    wallet.refresh_from_db()
    assert wallet.available == people.CREDITS


def test_it_lets_only_who_manages_add_credits(
    alice: User, bob: User, vera: User, charlie: User, wallet: Wallet
) -> None:
    form = {"wallet": wallet.pk, "amount": "5"}
    for person in (bob, vera):
        assert as_(person).post("/credits/grant/", form).status_code == 403
        assert "Add credits" not in as_(person).get("/credits/").content.decode()
    assert as_(charlie).post("/credits/grant/", form).status_code == 422
    assert as_(alice).get("/credits/grant/").status_code == 405
    wallet.refresh_from_db()
    assert wallet.available == people.CREDITS


def test_it_shows_the_months_budget(alice: User, team: Team, account: Account) -> None:
    credits.set_budget(team, 50_00)
    spend(account, 41_00, 40_00, key="a")
    page = as_(alice).get("/credits/").content.decode()
    assert "of 50" in page
    assert "bar-warn" in page
    assert 'width="80%"' in page
    assert "The team's budget for the month" in page
    credits.set_budget(team, 30_00)
    assert "10 over the team's budget" in as_(alice).get("/credits/").content.decode()


def test_a_month_before_the_budget_has_none(alice: User, bob: User, team: Team, account: Account) -> None:
    spend(account, 41_00, 40_00, key="a", by=bob)
    member = Member.objects.get(user=bob)
    for whose in (None, member):
        credits.set_budget(team, 50_00, member=whose)
    BudgetMonth.objects.update(month=date(2025, 11, 1))
    assert "of 50" in as_(alice).get("/credits/?month=2025-11").content.decode(), "it counted then"
    page = as_(alice).get("/credits/?month=2025-10").content.decode()
    assert "of 50" not in page and "No budget was set" in page
    assert page.count('value="50"') == 2, "what is set now can be changed there, too"
    assert "0 of 50 used" in as_(alice).get("/credits/").content.decode(), "this month's is counted from now on"


def test_what_was_settled_in_a_later_month_is_held_no_more(alice: User, team: Team, account: Account) -> None:
    budget = credits.set_budget(team, 50_00)
    BudgetMonth.objects.create(budget=budget, month=date(2025, 11, 1), used=40_00)  # billed in December
    assert "more are held" not in as_(alice).get("/credits/?month=2025-11").content.decode()
    credits.hold(people.wallet(account), 10_00, key="a")
    page = as_(alice).get("/credits/").content.decode()
    assert "10 more are held" in page
    assert 'width="20%"' in page


def test_it_draws_a_bar_for_each_provider_of_a_day(team: Team, account: Account) -> None:
    heygen = people.account(team, provider=Provider.HEYGEN)
    spend(account, 10_00, 10_00, key="a")
    spend(heygen, 30_00, 30_00, key="b")
    found = spending(team, Month.now())
    [day] = [day for day in found.plots[0].days if day.total]
    assert (found.spent, day.total, day.number) == (40_00, 40_00, found.today)
    heygens, locals_ = day.boxes
    assert (heygens.colour, locals_.colour) == ("p1", "p4")
    assert heygens.y - locals_.y == pytest.approx(50, abs=0.2), "ten of forty credits, on 200 units"
    assert [amount for _, amount in found.plots[0].rules] == [0, 10_00, 20_00, 30_00, 40_00]
    spend(heygen, 55_00, 55_00, key="c")
    rules = spending(team, Month.now()).plots[0].rules
    assert [amount for _, amount in rules] == [0, 30_00, 60_00, 90_00, 120_00], "no more room than the 95 need"


def test_it_knows_its_months() -> None:
    december = Month.named("2026-12")
    assert (str(december), december.days, december.end.date()) == ("2026-12", 31, date(2027, 1, 1))
    assert [str(each) for each in Month.named("2026-02").and_before(3)] == ["2026-02", "2026-01", "2025-12"]
    assert Month.named("2026-13") == Month.named("") == Month.named("²026-1²") == Month.now()
    assert Month.named("9" * 5000 + "-1") == Month.now()


def test_from_a_refused_grant_every_link_leads_on(alice: User, wallet: Wallet, account: Account) -> None:
    for number in range(60):
        credits.grant(wallet, 1, key=f"g{number}")
    people.account(account.team, provider=Provider.CAPTIONS)
    page = as_(alice).post(f"/credits/grant/?provider={account.provider}", {"wallet": wallet.pk, "amount": "x"})
    text = page.content.decode()
    assert 'href="?' not in text, "they would lead to where grants are sent"
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/credits/\?[^"]*)"', text)]
    assert len(links) > 12 and any("page=2" in link for link in links)
    assert all(f"provider={account.provider}" in link for link in links if "month=" in link), "the filter is kept"
    assert {as_(alice).get(link).status_code for link in links} == {200}
    assert re.search(r'<input id="f-amount"[^>]* autofocus', text)


def test_it_shows_who_spent_it(alice: User, bob: User, vera: User, team: Team, account: Account) -> None:
    wallet = people.wallet(account)
    for person, amount in ((alice, 3_00), (bob, 9_00), (None, 1_00)):
        hold = credits.hold(wallet, amount, key=f"who {person}", actor=person)
        credits.settle(hold, amount)
    found = spenders(team, Month.now(), everybody=False)
    assert [(each.user, each.spent) for each in found] == [(bob, 9_00), (alice, 3_00), (None, 1_00)]
    assert [each.percent for each in found] == [100.0, 33.3, 11.1]
    assert {each.user for each in spenders(team, Month.now(), everybody=True)} == {alice, bob, vera, None}
    Member.objects.filter(user=bob).delete()
    page = as_(alice).get("/credits/").content.decode()
    assert "Who spent it" in page and "not in the team any more" in page and "Studio" in page
    assert "Who spent it" not in as_(vera).get("/credits/?month=2026-01").content.decode(), "nobody did"


def test_whoever_is_not_shown_is_counted(
    alice: User, bob: User, vera: User, team: Team, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    wallet = people.wallet(account)
    for person, amount in ((alice, 3_00), (bob, 9_00), (vera, 2_00)):
        credits.settle(credits.hold(wallet, amount, key=f"who {person}", actor=person), amount)
    monkeypatch.setattr("studio.pages.spenders.MOST", 1)
    found = spenders(team, Month.now(), everybody=False)
    assert [(each.user, each.spent, each.others) for each in found] == [(bob, 9_00, 0), (None, 5_00, 2)]
    assert "2 others" in as_(alice).get("/credits/").content.decode()


def test_whoever_is_over_their_budget_is_told_so(alice: User, bob: User, team: Team, account: Account) -> None:
    member = Member.objects.get(user=bob)
    credits.set_budget(team, 20_00, member=member)
    BudgetMonth.objects.update(used=9_00)
    for limit, colour in ((20_00, "dim"), (10_00, "warn"), (5_00, "bad")):
        credits.set_budget(team, limit, member=member)
        page = as_(alice).get("/credits/").content.decode()
        assert f'<span class="sm {colour}">9 of {limit // 100} used</span>' in page


def test_a_budget_is_set_and_lifted_on_the_page(alice: User, bob: User, team: Team, account: Account) -> None:
    client, member = as_(alice), Member.objects.get(user=bob)
    for whose in ("", str(member.pk)):
        assert client.post("/credits/budget/", {"member": whose, "limit": "12.5"}).status_code == 302
    assert sorted(Budget.objects.values_list("member", "limit"), key=str) == [(member.pk, 12_50), (None, 12_50)]
    client.post("/credits/budget/", {"member": "", "limit": "12,50"})
    assert [each.text for each in team.events.filter(kind="budget.changed").order_by("id")] == [
        "Budget of the team set to 12.5 credits a month", f"Budget of {bob} set to 12.5 credits a month"
    ]  # fmt: skip
    with pytest.raises(OverBudget):
        credits.hold(people.wallet(account), 13_00, key="h", actor=bob, member=member)
    assert "0 of 12.5 used" in client.get("/credits/").content.decode()
    client.post("/credits/budget/?provider=local", {"member": str(member.pk), "limit": " "})["Location"]
    assert list(Budget.objects.values_list("member", flat=True)) == [None]


@pytest.mark.parametrize("typed", ["much", "-1", "1.234", "9" * 12, "١٢٣x"])
def test_a_budget_that_cannot_be_read_is_told_beside_its_field(alice: User, bob: User, team: Team, typed: str) -> None:
    member = Member.objects.get(user=bob)
    reply = as_(alice).post("/credits/budget/", {"member": str(member.pk), "limit": typed})
    page = reply.content.decode()
    assert reply.status_code == 422 and f'value="{typed}"' in page and f'id="e-limit-{member.pk}"' in page
    assert page.count('<details class="menu menu-end budget" open>') == 1 and not Budget.objects.exists()


def test_budgets_are_set_by_who_manages(bob: User, alice: User, charlie: User, team: Team) -> None:
    strangers = charlie.memberships.get()
    assert as_(bob).post("/credits/budget/", {"limit": "5"}).status_code == 403
    for whose in (str(strangers.pk), "x", "²", "9" * 5000):
        assert as_(alice).post("/credits/budget/", {"member": whose, "limit": "5"}).status_code == 404
    assert "Budget" not in as_(bob).get("/credits/").content.decode() and not Budget.objects.exists()
