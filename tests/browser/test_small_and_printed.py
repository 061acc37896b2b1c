"""What a phone and a sheet of paper ask of a page: room for a finger, nothing cut, nothing that can't be pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from studio.actions import folders, videos
from studio.models import Account, User
from tests import people
from tests.browser.conftest import PHONE, WIDE, Open
from tests.browser.desk import edit

pytestmark = pytest.mark.django_db(transaction=True)
FINGER = 24
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"


def heights(found: Locator) -> list[float]:
    expect(found.first).to_be_visible()
    return [float(height) for height in found.evaluate_all("all => all.map(it => it.getBoundingClientRect().height)")]


def test_names_that_lead_somewhere_are_a_finger_high(open_page: Open, account: Account, alice: User) -> None:
    videos.create(account.team, actor=alice, title="Spring", account=account)
    page = open_page("/", by=alice, size=PHONE)
    for path, names in {
        "/?view=list": ".card h2 a", "/?view=grid": ".card h2 a", "/avatars/": ".card h2 a",
        "/settings/activity/": ".happened .of", "/settings/webhooks/": "header .link",
        f"/settings/accounts/{account.pk}/": ".figures .link",
    }.items():  # fmt: skip
        page.goto(path)
        assert min(heights(page.locator(names))) >= FINGER, path


def test_a_page_with_little_on_it_does_not_scroll(open_page: Open, account: Account, alice: User) -> None:
    page = open_page("/?q=nothing", by=alice, size=PHONE)
    below = "document.documentElement.scrollHeight - document.documentElement.clientHeight"
    assert page.evaluate(below) <= 0


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_a_line_says_who_made_a_video_in_a_folder(
    open_page: Open, size: tuple[int, int], account: Account, alice: User
) -> None:
    folder = folders.create(account.team, actor=alice, name=WORD)
    folders.move(account.team, [people.video(account, by=alice)], to=folder, actor=alice)
    page = open_page("/?view=list", by=alice, size=size)
    line = page.locator(".card p:has(.where)")
    by, whole = line.locator(".by").bounding_box(), line.bounding_box()
    assert by and whole
    assert by["x"] + by["width"] <= whole["x"] + whole["width"]
    assert by["y"] + by["height"] <= whole["y"] + whole["height"] + 1


def test_a_filter_of_the_activity_opens_inside_the_window(open_page: Open, account: Account, alice: User) -> None:
    page = open_page("/settings/activity/", by=alice, size=PHONE)
    for name in ("Everyone", "Everything"):
        page.locator("summary.chip", has_text=name).click()
        box = page.locator("details[open] .menu-list").bounding_box()
        assert box and 0 <= box["x"] <= box["x"] + box["width"] <= PHONE[0]
        page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [718, 1047])
def test_a_storyboard_is_on_paper_with_all_its_scenes(
    open_page: Open, width: int, account: Account, alice: User
) -> None:
    words = ("Good morning.", WORD, *(f"Sentence {number}." for number in range(10)))
    page = open_page(edit(people.video(account, by=alice, scripts=words)), by=alice, size=(width, 1000), theme="dark")
    page.emulate_media(media="print")
    said = page.locator(".strip .say")
    expect(said.locator("visible=true")).to_have_count(len(words))
    edges = said.evaluate_all("all => all.map(it => it.getBoundingClientRect().right)")
    assert max(edges) <= width
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    expect(page.locator(".stage, .script, .inspector, .acts, .go .btn").locator("visible=true")).to_have_count(0)
