"""The team's settings by mouse and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from studio.actions import pronunciations
from studio.models import Account, Pronunciation, User
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, account: Account, alice: User) -> None:
    page = open_page("/settings/", by=alice, size=PHONE)
    assert looks(page, "settings-empty") == []
    pronunciations.add(account.team, written="Nørrebro", spoken="/ˈnœʁəbʁo/", locale="da")
    page.reload()
    assert looks(page, "settings") == []


def test_it_writes_the_list_by_keyboard_and_says_it(open_page: Open, account: Account, bob: User) -> None:
    page = open_page("/settings/", by=bob)
    page.focus("#new-written")
    page.keyboard.type("Nguyen")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#new-error")).to_contain_text("Write how the word is said")
    page.focus("#new-spoken")
    page.keyboard.type("win")
    page.keyboard.press("Enter")
    entry = page.locator(".entry[data-words]")
    expect(entry).to_have_count(1)
    expect(page.locator("#new-written")).to_be_focused()
    entry.locator("[name=spoken]").fill("/wɪn/")
    page.keyboard.press("Tab")
    expect(entry.locator("[name=spoken]")).to_have_value("/wɪn/")
    with page.expect_response("**/said.mp3?*") as said:
        entry.locator("[data-listen]").click()
    assert said.value.headers["content-type"] == "audio/mpeg"
    assert Pronunciation.objects.get().spoken == "/wɪn/"
    entry.locator("[id$=-remove]").click()
    expect(entry).to_have_count(0)
    page.click(".notice button")
    expect(entry).to_have_count(1)
    assert Pronunciation.objects.get().spoken == "/wɪn/"
