"""The team's settings by mouse and keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.actions import events, pronunciations
from studio.models import Account, Event, Pronunciation, User, Video
from tests import people
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, account: Account, alice: User) -> None:
    page = open_page("/settings/", by=alice, size=PHONE)
    assert looks(page, "settings-empty") == []
    pronunciations.add(account.team, written="Nørrebro", spoken="/ˈnœʁəbʁo/", locale="da")
    page.reload()
    assert looks(page, "settings") == []


def test_what_happened_can_be_read_and_narrowed(open_page: Open, looks: Look, video: Video, alice: User) -> None:
    page = open_page("/settings/activity/", by=alice, size=PHONE)
    assert looks(page, "activity-empty") == []
    long = "Maximiliane-Alexandra von Hohenstein-Sigmaringen"
    guest = people.person(long, team=video.team)
    events.note(video, "render.ordered", "Version 1 ordered: 12 s in 9:16 for 3 credits", actor=guest)
    events.tell(video.team, "key.made", f"API key “{'x' * 120}” made for Embedded", actor=alice)
    events.tell(video.team, "twin.ready", "التوأم “مرحبا” جاهز")
    Event.objects.filter(kind="render.ordered").update(at=timezone.now() - timedelta(days=3))
    page.reload()
    assert looks(page, "activity") == []
    page.locator("summary", has_text="Everything").click()
    page.get_by_role("link", name="Accounts and keys").click()
    expect(page.locator(".happened li")).to_have_count(1)
    page.locator(".chip.is-on").click()
    expect(page.locator(".happened li")).to_have_count(3)


def test_who_saves_by_keyboard_stays_at_the_field(open_page: Open, account: Account, alice: User) -> None:
    page = open_page("/settings/", by=alice)
    price = f"#f-price-{account.pk}"
    for field, wrong, right in (
        ("#f-name", "x" * 121, "Northlight"), ("#f-brand-color", "mauve", "#1f6f5c"), (price, "free", "2"),
    ):  # fmt: skip
        for typed, said in ((wrong, f"{field}-error"), (right, ".notice-success")):
            page.fill(field, typed)
            page.press(field, "Enter")
            expect(page.locator(said)).to_be_visible()
            expect(page.locator(field)).to_be_focused()


def test_the_list_of_many_people_scrolls_in_its_menu(open_page: Open, account: Account, alice: User) -> None:
    for number in range(40):
        people.person(f"guest-{number}", team=account.team)
    page = open_page("/settings/activity/", by=alice)
    page.locator("summary", has_text="Everyone").click()
    last = page.locator(".menu-list .menu-item", has_text="Guest-9")
    last.focus()
    expect(last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


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
