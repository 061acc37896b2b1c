"""Writing a video as a person does: by mouse and by keyboard, with two at once, with the connection lost."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Route, expect

from studio.actions import accounts, scenes
from studio.models import Account, Scene, User, Video
from tests import people
from tests.browser.conftest import PHONE, Look, Open, every_look
from tests.browser.desk import SCRIPT, edit, saved, typed, write
from tests.pages.asking import film
from tests.storyboards import TEXT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(account: Account, alice: User) -> Video:
    """A video of three scenes that costs 0.5 credits a second, with the whole cast to choose from."""
    accounts.sync_cast(account)
    account.price = 50
    account.save()
    return people.video(
        account, by=alice, title="Spring launch", scripts=("Good morning.", "Five good ideas for you.", "Book a demo.")
    )


def test_it_has_no_barrier_and_fits(open_page: Open, look: Look, looks: Look, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice, size=PHONE)
    for theme in every_look(page):
        page.wait_for_function("document.getElementById('still').getBoundingClientRect().height > 300")
        picture = page.locator("#still").bounding_box()
        assert picture
        assert picture["width"] == pytest.approx(picture["height"] * 9 / 16, abs=1)
        assert look(page, f"storyboard-{theme}") == []
    for tab in ("voice", "subtitles", "video"):
        page.click(f"#tab-{tab}")
        assert looks(page, f"storyboard-{tab}") == []


@pytest.mark.parametrize("width", [1180, 900, 390])
def test_long_names_give_way_on_its_desk(open_page: Open, launch: Video, alice: User, width: int) -> None:
    people.account(launch.team, name="Embedded for the whole of Northern Europe")
    Account.objects.filter(pk=launch.account_id).update(name="The other one, which has a long name, too")
    Video.objects.filter(pk=launch.pk).update(title="The complete and unabridged introduction to our roadmap")
    page = open_page(edit(launch), by=alice, size=(width, 800))
    assert page.evaluate("document.documentElement.scrollWidth") == width
    parts = page.locator("#title, #saved, .undo, #pick-shape, #pick-mode, #account, .go").all()
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert len(boxes) == 7
    assert page.locator(".inspector").evaluate("pane => pane.scrollWidth - pane.clientWidth") == 0
    for one, other in itertools.combinations(boxes, 2):
        assert one["x"] + one["width"] <= other["x"] or one["y"] + one["height"] <= other["y"]


def test_it_makes_a_video_from_typing_to_generate(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    price = page.inner_text("#price b")
    write(page, " Here is what is new this week, told in one breath.")
    saved(page)
    assert typed(launch, 0).endswith("told in one breath.")
    expect(page.locator("#price b")).not_to_have_text(price)
    expect(page.locator("#words span", has_text="breath.")).to_be_visible()

    box = page.locator("#box")
    held = box.bounding_box()
    assert held
    page.mouse.move(held["x"] + held["width"] / 2, held["y"] + held["height"] / 2)
    page.mouse.down()
    page.mouse.move(held["x"] + held["width"] / 2 + 50, held["y"] + held["height"] / 2 - 40, steps=4)
    page.mouse.up()
    saved(page)
    placed = launch.scenes.get(position=0).document["character"]["offset"]
    assert placed["x"] > 0.05
    assert placed["y"] > 0.02
    page.keyboard.press("-")
    page.keyboard.press("ArrowLeft")
    saved(page)
    moved = launch.scenes.get(position=0).document["character"]
    assert moved["scale"] == 0.95
    assert moved["offset"]["x"] == pytest.approx(placed["x"] - 0.01)

    page.locator(".card:nth-child(1) .scene").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".card:nth-child(2)")).to_have_class("card card-current")
    assert typed(launch, 1).startswith("Good morning.")
    expect(page.locator(".card:nth-child(2) .scene")).to_be_focused()

    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/videos/{launch.pk}/")
    render = launch.renders.get()
    assert (render.kind, render.created_by) == ("final", alice)
    assert render.storyboard["scenes"][1]["character"]["scale"] == 0.95


def test_it_saves_the_last_words_before_it_generates(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    write(page, " The very last words.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/videos/{launch.pk}/")
    assert launch.renders.get().storyboard["scenes"][0]["voice"]["input_text"].endswith("The very last words.")


def test_it_undoes_and_redoes(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    write(page, " More.")
    saved(page)
    page.click("#tab-voice")
    page.fill("#f-voice-speed", "0,9")
    saved(page)
    page.click("#act-remove")
    expect(page.locator(".card")).to_have_count(2)
    for button, cards, first in (
        ("#undo", 3, "Good morning. More."), ("#undo", 3, "Good morning. More."), ("#undo", 3, "Good morning."),
        ("#redo", 3, "Good morning. More."), ("#redo", 3, "Good morning. More."), 
        ("#redo", 2, "Five good ideas for you."),
    ):  # fmt: skip
        with page.expect_response(lambda reply: reply.request.method == "POST"):
            page.click(button)
        expect(page.locator(".card")).to_have_count(cards)
        expect(page.locator(".card:nth-child(1) .say")).to_have_text(first)
    assert launch.scenes.count() == 2


def test_it_loses_no_words_when_two_write(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    scene = launch.scenes.get(position=0)
    theirs = {**scene.document, "voice": {**scene.document["voice"], "input_text": "Their words."}}
    scenes.save(scene, version=1, document=theirs)
    write(page, " My words.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "conflict")
    note = page.locator("#note")
    expect(note).to_contain_text("Their words.")
    expect(note).to_contain_text("Good morning. My words.")
    expect(page.locator(SCRIPT)).to_have_value("Good morning. My words.")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.locator("#panel-avatar").scroll_into_view_if_needed()
    expect(note.locator("[data-keep-mine]")).to_be_in_viewport(ratio=1)
    page.click("[data-take-theirs]")
    expect(page.locator(SCRIPT)).to_have_value("Their words.")
    page.click("#undo")
    expect(page.locator(SCRIPT)).to_have_value("Good morning. My words.")
    assert typed(launch, 0) == "Good morning. My words."


def test_it_keeps_trying_and_gives_words_back(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/save/", lose)
    write(page, " On a train.")
    expect(page.locator("#saved")).to_have_text("Not saved, trying again")
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")
    expect(page.locator("#note")).to_contain_text("Good morning. On a train.")
    page.click("[data-put-back]")
    page.unroute("**/save/")
    saved(page)
    assert typed(launch, 0) == "Good morning. On a train."
    page.reload()
    expect(page.locator("#note")).to_be_empty()


def test_it_says_why_nothing_is_generated_from_unsaved_words(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.route("**/save/", lambda route: route.abort())
    write(page, " On a train.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "lost")
    page.click("#generate-final")
    told = page.get_by_text("Nothing was started: what you typed is not saved yet.")
    expect(told).to_be_visible()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    notice, button = (page.locator(each).bounding_box() for each in (".notice-waits", "#generate-final"))
    assert notice and button and notice["y"] + notice["height"] <= button["y"]
    page.unroute("**/save/")
    saved(page)
    expect(told).to_have_count(0)
    Scene.objects.filter(video=launch, position=0).update(version=9)
    write(page, " Again.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "conflict")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Keep mine")).to_be_focused()
    assert not launch.renders.exists()


def test_a_new_video_begins_with_its_words_and_so_does_a_new_scene(open_page: Open, launch: Video, alice: User) -> None:
    Scene.objects.filter(video=launch, position=0).update(document={"voice": {**TEXT, "input_text": ""}})
    page = open_page(edit(launch), by=alice, size=(1366, 640))
    expect(page.locator(SCRIPT)).to_be_focused()
    expect(page.locator(SCRIPT)).to_be_in_viewport(ratio=1)
    page.locator(".strip .add").press("Enter")
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator(SCRIPT)).to_be_focused()
    page.locator("#act-up").press("Enter")
    expect(page.locator(".card:first-child .scene")).to_be_focused()
    page = open_page(edit(launch), by=alice, size=PHONE)
    expect(page.locator("#still")).to_be_visible()
    expect(page.locator(SCRIPT)).not_to_be_focused()
    page.locator(".strip .add").press("Enter")
    expect(page.locator(".card")).to_have_count(5)
    expect(page.locator(".strip .add")).to_be_focused()


def test_it_keeps_words_when_the_session_ends(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.on("dialog", lambda dialog: dialog.accept())
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    write(page, " After midnight.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "out")
    assert typed(launch, 0) == "Good morning."
    page.context.add_cookies(cookies)
    page.reload()
    page.click("[data-put-back]")
    saved(page)
    assert typed(launch, 0) == "Good morning. After midnight."
    page.context.clear_cookies(name="sessionid")
    page.click(".card:nth-child(2) .scene")
    page.wait_for_url("**/signin/**")


def test_it_reorders_by_drag(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    third = page.locator(".card:nth-child(3) .scene").bounding_box()
    first = page.locator(".card:nth-child(1) .scene").bounding_box()
    assert third
    assert first
    page.mouse.move(third["x"] + 60, third["y"] + 30)
    page.mouse.down()
    page.mouse.move(first["x"] + 60, first["y"] + 5, steps=6)
    with page.expect_response("**/move/"):
        page.mouse.up()
    expect(page.locator(".card:nth-child(1) .say")).to_have_text("Book a demo.")
    assert [typed(launch, position)[:4] for position in range(3)] == ["Book", "Good", "Five"]


def test_it_chooses_a_moment_by_its_word(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"{edit(launch)}?scene={launch.scenes.get(position=1).pk}", by=alice)
    before = page.get_attribute("#still", "src")
    page.click("#words span:has-text('good')")
    expect(page.locator("#words .now")).to_have_text("good")
    expect(page.locator("#still")).not_to_have_attribute("src", before or "")
    page.locator("#words").press("ArrowRight")
    expect(page.locator("#words .now")).to_have_text("ideas")


def test_it_plays_the_newest_version(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.keyboard.press("Space")
    expect(page.locator("#notices")).to_contain_text("Nothing to play yet")
    made = film(launch)
    page.reload()
    page.keyboard.press("Space")
    assert f"/media/{made.file_id}/" in (page.get_attribute("#picture video", "src") or "")
    page.keyboard.press("Escape")
    expect(page.locator("#picture video")).to_have_count(0)


def test_it_tells_what_stands_in_the_way(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.click("#tab-voice")
    page.fill("#f-voice-speed", "fast")
    expect(page.locator("#f-voice-speed-error")).to_have_text("Choose a speed from 0.5 to 1.5.")
    expect(page.locator("#f-voice-speed")).to_have_attribute("aria-invalid", "true")
    saved(page)
    page.locator(".card:nth-child(2) .scene").click()
    expect(page.locator(SCRIPT)).to_have_value("Five good ideas for you.")
    page.click("#generate-final")
    expect(page.locator("#note")).to_contain_text("Nothing was made and nothing was charged.")
    expect(page.locator("#f-voice-speed")).to_have_value("fast")
    assert not launch.renders.exists()


def test_it_lets_a_viewer_look_only(open_page: Open, launch: Video, vera: User) -> None:
    page = open_page(edit(launch), by=vera)
    expect(page.locator(SCRIPT)).to_be_disabled()
    page.keyboard.press("d")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card")).to_have_count(3)
    assert [scene.version for scene in Scene.objects.all()] == [1, 1, 1]
    assert not launch.renders.exists()
