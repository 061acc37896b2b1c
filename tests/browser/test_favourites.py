"""Stars as a person gives them: by mouse, twice by mistake, by keyboard and without scripts, and what comes of them."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from studio.actions import favourites
from studio.models import Account, Avatar, Favourite, User
from tests import faces, people
from tests.browser.conftest import PHONE, Look, Open
from tests.browser.routes import hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lena(account: Account) -> Avatar:
    return faces.photo(account)


def _star(page: Page, name: str = "Lena") -> Locator:
    return page.get_by_role("button", name=f"Favourite: {name}")


def _is(star: Locator, pressed: bool) -> None:
    expect(star).to_have_attribute("aria-pressed", "true" if pressed else "false")


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, lena: Avatar, account: Account, alice: User) -> None:
    maya = account.avatars.get(external_id="maya")
    video = people.video(account, by=alice)
    page = open_page("/avatars/?favourites=yes", by=alice, size=PHONE)
    expect(page.get_by_text("No favourites yet.")).to_be_visible()
    assert looks(page, "favourites-none") == []
    named = [faces.photo(account, name=name) for name in ("مريم العلي", ("Extraordinary " * 15)[:200])]
    for avatar in (maya, *named):
        favourites.add(avatar, person=alice)
    for name, path in {
        "favourites": "/avatars/?favourites=yes", "favourites-all": "/avatars/", "favourite": f"/avatars/{maya.pk}/",
        "favourites-kind": "/avatars/?favourites=yes&kind=twin",
    }.items():  # fmt: skip
        page.goto(path)
        assert looks(page, name) == []
    page.goto(f"/videos/{video.pk}/edit/")
    page.click("#cast summary")
    page.locator("#people").scroll_into_view_if_needed()
    expect(page.get_by_role("radio", name="Maya favourite")).to_be_checked()
    expect(page.locator("#people .fav")).to_have_count(3)
    page.evaluate("scrollTo(0, 0)")
    assert looks(page, "favourites-board") == []


def test_a_press_gives_it_and_another_takes_it(open_page: Open, lena: Avatar, bob: User) -> None:
    page = open_page("/avatars/", by=bob)
    star = _star(page)
    _is(star, False)
    star.click()
    _is(star, True)
    assert Favourite.objects.get().avatar == lena
    page.wait_for_timeout(600)
    star.click()
    _is(star, False)
    assert not Favourite.objects.exists()


def test_a_double_click_gives_it_once(open_page: Open, lena: Avatar, bob: User) -> None:
    page = open_page("/avatars/", by=bob)
    star = _star(page)
    star.dblclick()
    _is(star, True)
    page.wait_for_timeout(600)
    _is(star, True)
    assert Favourite.objects.count() == 1


def test_presses_while_one_is_under_way_are_none(open_page: Open, lena: Avatar, bob: User) -> None:
    page = open_page("/avatars/", by=bob)
    held = hold(page, "**/star/")
    star = _star(page)
    star.click()
    page.wait_for_timeout(600)
    star.click()
    page.wait_for_timeout(100)
    assert len(held) == 1
    held.pop().continue_()
    _is(star, True)


def test_by_keyboard_the_focus_stays(open_page: Open, lena: Avatar, bob: User) -> None:
    for path in ("/avatars/", f"/avatars/{lena.pk}/"):
        page = open_page(path, by=bob)
        star = _star(page)
        _is(star, False)
        star.focus()
        page.keyboard.press("Enter")
        _is(star, True)
        expect(star).to_be_focused()
        page.wait_for_timeout(600)
        page.keyboard.press("Space")
        _is(star, False)
        expect(star).to_be_focused()


def test_a_star_in_two_tabs_is_one(open_page: Open, lena: Avatar, bob: User) -> None:
    first, second = open_page("/avatars/", by=bob), open_page(f"/avatars/{lena.pk}/")
    for page in (first, second):
        _star(page).click()
        _is(_star(page), True)
    assert Favourite.objects.count() == 1


def test_favourites_are_filtered_by_a_chip_and_stay_until_one_goes_on(open_page: Open, lena: Avatar, bob: User) -> None:
    page = open_page("/avatars/", by=bob)
    _star(page).click()
    _is(_star(page), True)
    page.get_by_role("link", name="Favourites", exact=True).click()
    expect(page.locator(".performer")).to_have_count(1)
    page.fill("#find", "zzz")
    expect(page.get_by_text("None of your favourites fits.")).to_be_visible()
    page.fill("#find", "le")
    expect(page.locator(".performer")).to_have_count(1)
    _star(page).click()
    _is(_star(page), False)
    expect(page.locator(".performer")).to_have_count(1)
    page.locator(".chip.starred").click()
    expect(page.locator(".performer")).to_have_count(2)


def test_it_works_without_scripts(chromium: Browser, live_server: object, lena: Avatar, bob: User) -> None:
    client = Client()
    client.force_login(bob)
    context = chromium.new_context(java_script_enabled=False, base_url=str(live_server))
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
    page = context.new_page()
    page.goto("/avatars/?kind=talking_photo")
    _star(page).click()
    _is(_star(page), True)
    assert page.url.endswith(f"/avatars/?kind=talking_photo#avatar-{lena.pk}")
    page.goto(f"/avatars/{lena.pk}/")
    _star(page).click()
    _is(_star(page), False)
    assert page.url.endswith(f"/avatars/{lena.pk}/")
    context.close()
