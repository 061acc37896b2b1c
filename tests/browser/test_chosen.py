"""Several videos chosen in the library: made again after one look at the price, and taken home together."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from studio.actions import renders
from studio.models import Account, Render, User, Video
from tests import people
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "حملة الربيع الكبرى لمنتجات العناية بالبشرة في أسواق الشرق الأوسط " * 3


@pytest.fixture
def videos(account: Account, alice: User) -> list[Video]:
    made = [people.video(account, by=alice, title=title) for title in ("One", "Two", LONG.strip())]
    made[1].scenes.update(document={})
    return made


def choose(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_label(f"Choose {title}").check(force=True)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_tells_the_price_of_all_and_makes_them_once(
    open_page: Open, looks: Look, videos: list[Video], alice: User, size: tuple[int, int]
) -> None:
    page = open_page("/", by=alice, size=size)
    choose(page, *(video.title for video in videos))
    again = page.locator("#chosen").get_by_role("button", name="Make again…")
    again.click()
    dialog = page.get_by_role("dialog")
    make = dialog.get_by_role("button", name="Make 2 versions")
    expect(make).to_be_enabled(timeout=20_000)
    expect(dialog.get_by_role("heading", name="Make 3 videos again")).to_be_visible()
    assert looks(page, f"again-{size[0]}") == []
    page.keyboard.press("Escape")
    expect(again).to_be_focused()
    again.click()
    make.dblclick()
    expect(page.get_by_text("2 videos are made again.")).to_be_visible()
    assert Render.objects.count() == 2


def test_they_are_taken_home_together(open_page: Open, videos: list[Video], alice: User) -> None:
    people.made(renders.generate(videos[0], actor=None))
    page = open_page("/", by=alice)
    choose(page, "One", "Two")
    with page.expect_download() as taken:
        page.locator("#chosen").get_by_role("button", name="Download").click()
    assert taken.value.suggested_filename == "Acme.zip"


def test_enter_chooses_a_video_and_sends_nothing(open_page: Open, videos: list[Video], alice: User) -> None:
    """A browser would press the first button of the form that the box belongs to: Download."""
    page = open_page("/", by=alice)
    box = page.get_by_label("Choose One")
    box.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_checked()
    page.keyboard.press("Enter")
    expect(box).not_to_be_checked()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(box).to_be_focused()
