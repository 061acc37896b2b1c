"""Building a team by mouse and keyboard, from the invitation to the last goodbye."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.models import Account, Invitation, Member, Team, User
from studio.vocabulary import Role
from tests import people
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
MORE = ((WIDE, "light"), (PHONE, "dark"))
LONG = "a.very.long.address.that.somebody.really.has.and.signs.in.with" + "@" + "department." * 6 + "example.org"


@pytest.fixture
def crowd(team: Team, alice: User, bob: User) -> Team:
    """A team of many names, two invitations that wait and one that has ended."""
    for number in range(6):
        people.person(f"nils{number}", team=team, role=list(Role)[number % 4])
    User.objects.filter(email="nils0@example.org").update(name="عبد الرحمن بن محمد بن عبد العزيز آل سعود الفيصل القرشي")
    User.objects.filter(email="nils1@example.org").update(name="", email=LONG)
    people.invitation(team, "leila@example.org", by=alice)
    people.invitation(team, "to." + LONG, by=User.objects.get(email="nils0@example.org"), role=Role.ADMIN)
    ended = people.invitation(team, "late@example.org", by=alice, role=Role.VIEWER)
    Invitation.objects.filter(pk=ended.pk).update(issued_at=timezone.now() - timedelta(days=9))
    return team


def test_it_has_no_barrier_and_fits(
    open_page: Open, look: Look, looks: Look, account: Account, alice: User, vera: User
) -> None:
    page = open_page("/settings/members/", by=alice, size=PHONE)
    assert looks(page, "members-empty", *MORE) == []
    for size in (WIDE, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.get_by_label("Vera is Viewer: change the role").click()
        assert look(page, "members-role") == []
        page.keyboard.press("Escape")
        page.get_by_label("Remove Vera").click()
        assert look(page, "members-remove") == []
        page.keyboard.press("Escape")


def test_it_has_no_barrier_with_many(
    open_page: Open, look: Look, looks: Look, account: Account, crowd: Team, alice: User, vera: User
) -> None:
    page = open_page("/settings/members/", by=alice, size=PHONE)
    assert looks(page, "members", *MORE) == []
    page.fill("#f-email", "bob@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("#f-email-error")).to_contain_text("Bob is in the team already")
    expect(page.locator("#f-email")).to_be_focused()
    expect(page.locator("#f-email")).to_have_value("bob@example.org")
    assert looks(page, "members-error", *MORE) == []
    page.get_by_label("Remove Vera").click()
    expect(page.get_by_role("button", name="Remove from the team")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.fill("#member-search", "bob@")
    expect(page.locator("#found .person")).to_have_count(1)
    expect(page.locator("#member-search")).to_be_focused()
    assert "q=bob" in page.url
    page = open_page("/settings/members/", by=vera)
    assert look(page, "members-viewer") == []


def test_the_door_has_no_barrier(open_page: Open, looks: Look, account: Account, alice: User, charlie: User) -> None:
    team = account.team
    Team.objects.filter(pk=team.pk).update(name="Northwind Traders, marketing and communication")
    token = people.invitation(team, LONG, by=alice).token
    page = open_page(f"/invitations/{token}/", size=PHONE)
    assert looks(page, "door-new", *MORE) == []
    page.get_by_label("Your name").fill("عبد الرحمن")
    page.get_by_label("Password", exact=True).fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("at least 10 characters")).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("عبد الرحمن")
    assert looks(page, "door-error", *MORE) == []
    page.goto("/invitations/spent/")
    assert looks(page, "door-spent", *MORE) == []
    known = people.invitation(team, "charlie@example.org", by=alice).token
    page.goto(f"/invitations/{known}/")
    assert looks(page, "door-known", *MORE) == []
    page = open_page(f"/invitations/{known}/", by=charlie)
    assert looks(page, "door-invited", *MORE) == []
    page.goto(f"/invitations/{token}/")
    assert looks(page, "door-other", *MORE) == []


def test_somebody_without_a_team_is_told_what_to_do(open_page: Open, looks: Look, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    page = open_page("/", by=User.objects.create_user("lonely@example.org", people.PASSWORD), size=PHONE)
    assert looks(page, "no-team", *MORE) == []
    page = open_page("/team/new/", by=alice, size=PHONE)
    assert looks(page, "team-new", *MORE) == []


def test_a_team_is_built_by_keyboard(open_page: Open, look: Look, account: Account, alice: User) -> None:
    page = open_page("/settings/members/", by=alice)
    page.focus("#f-email")
    page.keyboard.type("ingrid@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("#secret")).to_be_focused()
    link = page.locator("#secret").input_value()
    for size in (WIDE, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert look(page, "members-secret") == []
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.context.clear_cookies()
    page.goto(link[link.index("/invitations/") :])
    page.get_by_label("Your name").fill("Ingrid")
    page.get_by_label("Password", exact=True).fill("a lamp on the stage")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("You are in Acme now")
    page = open_page("/settings/members/", by=alice)
    ingrid = Member.objects.get(user__name="Ingrid")
    role = page.locator(f"#role-{ingrid.pk}")
    role.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(role).to_have_text("Viewer", use_inner_text=True)
    expect(role).to_be_focused()
    expect(page.locator("#notices")).to_contain_text("Ingrid is viewer now")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".person")).to_have_count(1)
    expect(page.locator("#h-members")).to_be_focused()
    assert not Member.objects.filter(pk=ingrid.pk).exists()
