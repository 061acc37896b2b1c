"""Menus on a phone: none stands out of the window, on any side."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from studio.models import Account, Template, User
from studio.vocabulary import Provider
from tests import faces, people
from tests.browser.conftest import NARROW, Open

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = """list => {
  const { left, right, top, bottom } = list.getBoundingClientRect(), root = document.documentElement;
  const high = top >= 0 && bottom <= innerHeight;
  return high && left >= 0 && right <= root.clientWidth && root.scrollWidth <= root.clientWidth;
}"""


@pytest.mark.parametrize(("path", "name"), [("/", "Date"), ("/templates/", "More for Welcome")])
def test_a_menu_opens_in_the_window(
    open_page: Open, account: Account, alice: User, bob: User, path: str, name: str
) -> None:
    people.video(account, by=bob)
    people.video(people.account(account.team, provider=Provider.CREATIFY), by=alice)
    Template.objects.create(team=account.team, account=account, name="Welcome", storyboard={"scenes": []})
    page = open_page(path, by=alice, size=NARROW)
    summary = page.locator("main summary").and_(page.get_by_text(name, exact=True).or_(page.get_by_label(name)))
    summary.click()
    shown = page.locator("details[open] > .menu-list")
    expect(shown).to_be_visible()
    page.wait_for_function(WITHIN, arg=shown.element_handle(), timeout=3_000)


def test_what_opens_at_the_foot_of_the_window_is_scrolled_to(open_page: Open, account: Account, alice: User) -> None:
    people.video(account, by=alice, title="Spring")
    page = open_page("/", by=alice, size=NARROW)
    summary = page.get_by_label("More for Spring")
    summary.evaluate("each => scrollTo(0, each.getBoundingClientRect().bottom + scrollY - innerHeight)")
    summary.press("Enter")
    shown = page.locator("details[open] > .menu-list")
    expect(shown).to_be_visible()
    page.wait_for_function(WITHIN, arg=shown.element_handle(), timeout=3_000)
    photo = faces.photo(account)
    page.goto(f"/avatars/{photo.pk}/")
    page.get_by_text("Delete", exact=True).click()
    expect(page.get_by_role("button", name="Delete")).to_be_in_viewport(ratio=1)


def test_escape_takes_a_question_back(open_page: Open, account: Account, alice: User) -> None:
    lena = faces.photo(account, name="Lena")
    page = open_page(f"/avatars/{lena.pk}/", by=alice)
    asks = page.locator("details.remove > summary")
    asks.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("details.remove button")).to_be_focused()
    page.keyboard.press("Escape")
    expect(asks).to_be_focused()
    expect(page.locator("details.remove[open]")).to_have_count(0)
