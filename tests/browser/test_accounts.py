"""Accounts by mouse and keyboard: connecting one at a studio that speaks the same, and looking after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.actions import accounts
from studio.models import Account, ApiKey, Team, User
from tests import creators, people
from tests.browser.conftest import PHONE, WIDE, Look, Open
from tests.net.site import Site, open_site

pytestmark = pytest.mark.django_db(transaction=True)
MORE = ((WIDE, "light"), (PHONE, "dark"))


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    with open_site() as opened:
        opened.pages[creators.LIST] = creators.offers("Kate", "Luke", "twin-1-sam")
        yield opened


@pytest.fixture
def made(team: Team, account: Account, site: Site, alice: User) -> Account:
    """An account with something of everything to be seen."""
    found = creators.connected(team, site, by=alice, names=("Kate", "Luke", "Mia"))
    Account.objects.filter(pk=found.pk).update(
        balance="82.5 credits", balance_at=timezone.now(), failure="Captions answered 502 without news.",
        failed_at=timezone.now(), forged=3, options={**found.options, "webhook_id": "wh-1"},
    )  # fmt: skip
    accounts.make_key(found, name="Shop", actor=alice)
    people.take(people.render(people.video(found, by=alice)), state="processing")
    return found


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, made: Account, account: Account, alice: User) -> None:
    page = open_page("/settings/accounts/", by=alice, size=PHONE)
    assert looks(page, "accounts", *MORE) == []
    page.goto("/settings/accounts/new/")
    assert looks(page, "account-new", *MORE) == []
    page.goto(f"/settings/accounts/{made.pk}/")
    assert looks(page, "account", *MORE) == []


def test_it_connects_by_keyboard_and_loses_nothing_that_was_typed(
    open_page: Open, account: Account, site: Site, alice: User
) -> None:
    page = open_page("/settings/accounts/", by=alice)
    page.click("text=Connect an account")
    page.fill("#f-name", "Ads")
    page.fill("#f-api_key", "wrong-key-1")
    page.click("summary:has-text('Another server')")
    page.fill("#f-server", site(""))
    site.pages[creators.LIST] = creators.refuses()
    page.focus("#f-api_key")
    page.keyboard.press("Enter")
    expect(page.locator("#f-api_key-error")).to_contain_text("Captions refuses it: Unauthorized API key")
    expect(page.locator("#f-api_key")).to_be_focused()
    expect(page.locator("#f-api_key")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-api_key")).to_have_value("wrong-key-1")
    expect(page.locator("#f-name")).to_have_value("Ads")
    site.pages[creators.LIST] = creators.offers("Kate", "Luke")
    page.fill("#f-api_key", creators.KEY)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ads")
    expect(page.locator("#notices")).to_contain_text("Ads is connected: 2 avatars came")
    assert creators.KEY not in page.content()


def test_it_says_in_words_that_it_waits(open_page: Open, made: Account, site: Site, alice: User) -> None:
    page = open_page(f"/settings/accounts/{made.pk}/", by=alice)
    site.pages[creators.LIST] = site.silence
    page.click("#sync")
    expect(page.locator("#sync")).to_have_text("Asking Captions…", use_inner_text=True)
    site.over.set()
    expect(page.locator(".note-bad").first).to_contain_text("Nothing was changed.")
    expect(page.locator("#sync")).to_have_text("Bring it up to date", use_inner_text=True)


def test_a_key_is_made_copied_and_revoked(open_page: Open, made: Account, look: Look, alice: User) -> None:
    page = open_page(f"/settings/accounts/{made.pk}/", by=alice)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.fill("#f-key_name", "Newsroom")
    page.keyboard.press("Enter")
    secret = page.locator("#secret").input_value()
    page.click("[data-copy=secret]")
    expect(page.locator("[data-copy=secret]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert look(page, "account-secret") == []
    page.locator(".keys li", has_text="Newsroom").locator("summary").click()
    page.click("text=Revoke it")
    expect(page.locator(".keys li", has_text="Newsroom")).to_have_count(0)
    assert ApiKey.objects.get(name="Newsroom").revoked_at


def test_who_makes_a_video_is_chosen(open_page: Open, look: Look, made: Account, account: Account, bob: User) -> None:
    accounts.sync_cast(account)
    page = open_page("/", by=bob)
    page.click("[aria-label='Choose who makes the new video'] >> nth=0")
    assert look(page, "library-choice") == []
    page.locator(".page-head .menu-item", has_text="Captions").click()
    expect(page.locator("#account")).to_have_value(str(made.pk))
    expect(page.locator("#box")).to_be_hidden()
    page.click("#tab-background")
    expect(page.locator("#panel-background .note")).to_contain_text("it can't change what is behind them")
    assert look(page, "editor-captions") == []
    page.select_option("#account", label="Embedded")
    expect(page.locator("#panel-background .ground:disabled")).to_have_count(0)
    assert account.videos.count() == 1  # type: ignore[attr-defined]


def test_the_focus_stays_where_one_was(open_page: Open, made: Account, alice: User) -> None:
    page = open_page(f"/settings/accounts/{made.pk}/", by=alice)
    rename = page.get_by_role("button", name="Rename")
    page.fill("#f-name", "Ads")
    rename.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ads")
    expect(rename).to_be_focused()
    page.locator(".keys li", has_text="Shop").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".keys li", has_text="Shop")).to_have_count(0)
    expect(page.get_by_role("heading", name="Programs")).to_be_focused()
