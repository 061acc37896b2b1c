"""Folders as a person meets them: made, filled and emptied again with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from studio.models import Account, Folder, Render, Team, User, Video
from tests import people
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "حملة الربيع الكبرى لمنتجات العناية بالبشرة في أسواق الشرق الأوسط " * 3


@pytest.fixture
def videos(account: Account, alice: User) -> list[Video]:
    return [people.video(account, by=alice, title=title) for title in ("One", "Two", "Three")]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_it_is_filled_and_emptied_with_the_keyboard(open_page: Open, videos: list[Video], alice: User) -> None:
    page = open_page("/", by=alice)
    page.locator(".new-folder > summary").focus()
    press(page, "Enter")
    expect(page.get_by_label("Name of the folder")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text("Give the folder a name.")).to_be_visible()
    page.keyboard.type("Spring")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Spring 0 videos")).to_be_visible()

    for title in ("One", "Two"):
        page.get_by_label(f"Choose {title}").focus()
        press(page, "Space")
    page.locator("#chosen").get_by_role("button", name="Move to folder…").focus()
    press(page, "Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Move 2 videos")).to_be_visible()
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#chosen").get_by_role("button", name="Move to folder…")).to_be_focused()
    press(page, "Enter")
    dialog.get_by_role("radio", name="Spring").focus()
    press(page, "Space", "Enter")
    expect(page.get_by_text("2 videos moved to “Spring”")).to_be_visible()
    assert Video.objects.filter(folder__name="Spring").count() == 2
    page.get_by_role("button", name="Undo").focus()
    press(page, "Enter")
    expect(page.get_by_role("link", name="Spring 0 videos")).to_be_visible()
    assert not Video.objects.exclude(folder=None).exists()


def test_it_is_put_into_another_one_and_back(open_page: Open, look: Look, team: Team, alice: User) -> None:
    for name in ("Clients", "Spring"):
        Folder.objects.create(team=team, name=name)
    page = open_page("/", by=alice, size=PHONE)
    menu = page.get_by_label("More for the folder Spring")
    name = page.get_by_label("Name of the folder")
    menu.focus()
    press(page, "Enter")
    expect(name.and_(page.locator(":focus"))).to_be_visible()
    assert look(page, "folder-menu") == []
    press(page, "Tab", "Tab", "Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Move the folder “Spring”")
    assert look(page, "folder-move") == []
    press(page, "Escape")
    expect(menu).to_be_focused()
    press(page, "Enter")
    expect(name.and_(page.locator(":focus"))).to_be_visible()
    press(page, "Tab", "Tab", "Enter")
    dialog.get_by_role("radio", name="Clients").focus()
    press(page, "Space", "Enter")
    expect(page.get_by_text("Folder “Spring” moved to “Clients”")).to_be_visible()
    page.get_by_role("link", name="Clients 1 folder").click()
    page.get_by_role("link", name="Spring 0 videos").click()
    page.get_by_label("More for this folder").focus()
    press(page, "Enter", "Tab", "Enter")
    dialog.get_by_role("radio", name="No folder").focus()
    press(page, "Space", "Enter")
    expect(page.get_by_text("Folder “Spring” is in no other folder now")).to_be_visible()
    page.get_by_role("button", name="Undo").focus()
    press(page, "Enter")
    way = page.get_by_role("navigation", name="Where this folder lies")
    expect(way.get_by_role("link", name="Clients")).to_be_visible()


def test_it_finds_the_folder_one_types(open_page: Open, videos: list[Video], team: Team, alice: User) -> None:
    Folder.objects.bulk_create(Folder(team=team, name=f"Campaign {n:02}") for n in range(20))
    page = open_page("/", by=alice)
    page.get_by_label("More for Two").focus()
    press(page, "Enter", "Tab", "Tab", "Tab", "Enter")
    expect(page.get_by_role("searchbox", name="Find a folder")).to_be_focused()
    page.keyboard.type("paign 07")
    press(page, "Enter")
    expect(page.get_by_text("1 video moved to “Campaign 07”")).to_be_visible()
    page.get_by_role("link", name="In the folder Campaign 07").click()
    name = page.get_by_label("Name of the folder").first
    name.fill("Summer")
    press(page, "Enter")
    expect(page.get_by_text("Saved")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("link", name="In the folder Summer")).to_be_visible()


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, videos: list[Video], team: Team, alice: User) -> None:
    outer = Folder.objects.create(team=team, name=LONG[:255])
    inner = Folder.objects.create(team=team, name="Donaudampfschifffahrt" * 12, parent=outer)
    Folder.objects.bulk_create(Folder(team=team, name=f"Campaign {n:02}", parent=inner) for n in range(20))
    Video.objects.filter(title="One").update(folder=inner)
    page = open_page("/", by=alice, size=PHONE)
    inside = f"/?folder={inner.pk}"
    for name, path in {"top": "/", "list": "/?view=list", "inside": inside, "found": "/?q=camp"}.items():
        page.goto(path)
        assert looks(page, f"folders-{name}") == []
    page.goto("/?view=grid")
    page.get_by_label("More for One").click()
    page.get_by_role("button", name="Move to folder…").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert looks(page, "folders-move") == []
    for size in (PHONE, WIDE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        last, new = (page.locator(f"#ways {each}").bounding_box() for each in ("ul", ".way-new .input"))
        assert last and new and new["y"] - (last["y"] + last["height"]) >= 16, "apart from the list"
        lefts = {box["x"] for each in page.locator("#ways [type=radio]").all() if (box := each.bounding_box())}
        assert len(lefts) == 1, "one below the other"


def test_its_dialog_begins_at_the_first_of_few(open_page: Open, videos: list[Video], team: Team, alice: User) -> None:
    outer = Folder.objects.create(team=team, name="Spring")
    Video.objects.filter(title="One").update(folder=outer)
    page = open_page(f"/?folder={outer.pk}", by=alice)
    page.get_by_label("More for One").click()
    page.get_by_role("button", name="Move to folder…").click()
    expect(page.get_by_role("dialog").get_by_label("No folder")).to_be_focused()


def test_its_dialog_says_that_nothing_was_moved(open_page: Open, videos: list[Video], alice: User) -> None:
    page = open_page("/", by=alice)
    page.route("**/videos/move/", lambda route: route.abort())  # early: what is asked at that moment may slip through
    page.get_by_label("Choose One").check()
    page.locator("#chosen").get_by_role("button", name="Move to folder…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name of the new folder")).to_be_focused()
    page.keyboard.type("Spring")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status").filter(has_text="The connection is lost.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("The connection is lost.")).to_be_visible()


def test_the_numbers_follow_two_that_end_within_one_look(open_page: Open, account: Account, alice: User) -> None:
    one, two = (people.render(people.video(account, by=alice, title=title), state="processing") for title in "AB")
    page = open_page("/", by=alice)
    asked: list[Route] = []
    page.route("**/*", lambda route: asked.append(route) if not asked and _for_states(route) else route.continue_())
    expect(page.locator("#states")).to_contain_text("Being made2")
    fails(one)
    expect(page.locator("b", has_text="Failed")).to_have_count(1)
    while not asked:
        page.wait_for_timeout(50)
    early = asked[0].fetch()
    fails(two)
    expect(page.locator("b", has_text="Failed")).to_have_count(2)
    asked[0].fulfill(response=early)
    expect(page.locator("#states")).to_contain_text("Failed2")


def _for_states(route: Route) -> bool:
    return route.request.headers.get("hx-target") == "states"


def fails(render: Render) -> None:
    Render.objects.filter(pk=render.pk).update(state="failed", error="No luck.")
