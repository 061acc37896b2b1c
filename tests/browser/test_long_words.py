"""Names and reasons of one long word: they break, and no page grows wider than the window."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.actions import credits, folders
from studio.models import Account, ApiKey, Endpoint, Team, User
from studio.vocabulary import Dialect, Provider, RenderState
from tests import people
from tests.browser.conftest import PHONE, WIDE, Open

pytestmark = pytest.mark.django_db(transaction=True)
TWICE = """() => {
  const size = (each) => parseFloat(getComputedStyle(each).fontSize);
  const sizes = [...document.querySelectorAll("body *")].map((each) => [each, size(each)]);
  for (const [each, was] of sizes) Object.assign(each.style, { fontSize: `${2 * was}px`, lineHeight: "normal" });
}"""
HIDDEN = """() => {
  const hidden = [];
  for (const each of document.querySelectorAll("#move bdi, .card h2 a, .crumbs a")) {
    const first = document.createRange();
    first.setStart(each.firstChild, 0);
    first.setEnd(each.firstChild, 1);
    const at = first.getBoundingClientRect();
    let box = each;
    while (box && getComputedStyle(box).textOverflow !== "ellipsis") box = box.parentElement;
    const frame = box?.getBoundingClientRect();
    if (frame?.width && (at.left < frame.left - 1 || at.right > frame.right + 1)) hidden.push(each.outerHTML);
  }
  return hidden;
}"""
"""Names whose first letter is cut away."""
WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 2


@pytest.fixture
def wordy(account: Account, alice: User) -> Account:
    """A second account; both, their team, its owner, its program and why its webhook stopped are each one long word."""
    Team.objects.update(name=WORD)
    Account.objects.update(name=WORD.upper())
    User.objects.filter(pk=alice.pk).update(name=WORD)
    alice.refresh_from_db()
    made = people.account(account.team, provider=Provider.CAPTIONS, name=WORD)
    key = people.key(made, by=alice)
    ApiKey.objects.update(name=WORD)
    Endpoint.objects.create(
        team=account.team, api_key=key, dialect=Dialect.STUDIO, external_id="e", url=f"https://{WORD}.example",
        disabled_at=key.created_at, disabled_why=WORD,
    )  # fmt: skip
    return made


def beyond(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_it_fits(open_page: Open, size: tuple[int, int], wordy: Account, alice: User) -> None:
    page = open_page("/", by=alice, size=size)
    paths = ["/settings/", f"/settings/accounts/{wordy.pk}/", "/settings/webhooks/", "/twins/new/", f"/?q={WORD * 2}"]
    wide = {}
    for path in paths:
        page.goto(path)
        wide[path] = beyond(page)
    assert wide == dict.fromkeys(paths, 0)


@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_a_menu_stays_in_the_window(open_page: Open, size: tuple[int, int], wordy: Account, alice: User) -> None:
    page = open_page("/avatars/", by=alice, size=size)
    for path, name in (
        ("/avatars/", ".top .me"),
        ("/avatars/", "summary.chip >> text=Account"),
        (f"/settings/accounts/{wordy.pk}/", ".keys summary"),
    ):
        page.goto(path)
        page.locator(name).click()
        shown = page.locator("details[open] .menu-list")
        expect(shown).to_be_visible()
        box = shown.bounding_box()
        assert box and shown.evaluate("list => list.scrollWidth <= list.clientWidth")
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0]


@pytest.mark.parametrize(
    "name", ["حملة الربيع الكبرى لمنتجات العناية بالبشرة " * 5, "The great spring campaign for " * 7]
)
@pytest.mark.parametrize("size", [PHONE, WIDE])
def test_a_cut_name_shows_its_beginning(
    open_page: Open, size: tuple[int, int], account: Account, alice: User, name: str
) -> None:
    folder = folders.create(account.team, actor=alice, name=name[:200])
    video = people.video(account, by=alice, title=name[:200])
    video.folder = folder
    video.save()
    page = open_page(f"/?folder={folder.pk}", by=alice, size=size)
    page.get_by_label("More for this folder").click()
    page.get_by_role("button", name="Move to folder…").last.click()
    expect(page.locator("#h-move bdi")).to_be_visible()
    assert page.evaluate(HIDDEN) == []
    page.get_by_role("button", name="Close, move nothing").click()
    page.locator(".pick input").check()
    page.locator(".picked").get_by_role("button", name="Move to folder…").click()
    expect(page.locator("#h-move")).to_contain_text("Move “")
    assert page.evaluate(HIDDEN) == []


def test_it_fits_with_words_of_twice_the_size(open_page: Open, account: Account, alice: User) -> None:
    page = open_page("/", by=alice, size=PHONE)
    paths = ["/settings/", "/avatars/", "/credits/", "/templates/"]
    wide = {}
    for path in paths:
        page.goto(path)
        page.evaluate(TWICE)
        wide[path] = beyond(page)
    assert wide == dict.fromkeys(paths, 0)


def test_what_came_back_is_never_cut(open_page: Open, account: Account, alice: User) -> None:
    made = people.render(people.video(account, by=alice), by=alice, state="failed", error="No.")
    credits.void(credits.hold(people.wallet(account), 99_99, key="hold", render_id=made.pk))
    line = open_page("/", by=alice, size=PHONE).locator(".card .go-on")
    expect(line).to_have_text("Not charged, 99.99 came back")
    assert line.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_a_title_backstage_ends_before_what_stands_beside_it(open_page: Open, account: Account, alice: User) -> None:
    video = people.video(account, by=alice, title="The great spring campaign for " * 7)
    people.render(video, state=RenderState.COMPLETED, finished_at=timezone.now())
    page = open_page(f"/videos/{video.pk}/edit/", by=alice)
    for size in (WIDE, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        title, button = (page.locator(f".dock .jobs-list {each}").bounding_box() for each in ("li > div", ".btn"))
        assert title and button and title["x"] + title["width"] <= button["x"]
        assert page.locator(".dock .what").evaluate("title => title.scrollWidth <= title.parentElement.clientWidth")
