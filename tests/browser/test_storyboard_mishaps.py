"""What goes wrong while a video is written: a lost connection, a slow one, somebody who was faster. No word is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from studio.actions import accounts, previews, scenes
from studio.errors import Busy
from studio.models import Account, Team, User, Video
from tests import people
from tests.browser.conftest import Open
from tests.browser.desk import SCRIPT, edit, saved, typed, write
from tests.browser.routes import hold, let_go

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(account: Account, alice: User) -> Video:
    accounts.sync_cast(account)
    return people.video(account, by=alice, title="Spring launch", scripts=("Good morning.", "Book a demo."))


@pytest.mark.parametrize(("browser", "clock"), [("de-DE", r"\d\d:\d\d"), ("en-US", r"\d\d?:\d\d [ap]m")])
def test_dates_and_numbers_are_in_the_page_s_language(
    chromium: Browser, live_server: object, launch: Video, alice: User, browser: str, clock: str
) -> None:
    """The clock is the browser's: of 24 hours, or of twelve."""
    client = Client()
    client.force_login(alice)
    context = chromium.new_context(locale=browser, base_url=str(live_server))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}])
    page = context.new_page()
    page.goto(edit(launch))
    page.fill(SCRIPT, "x" * 1234)
    expect(page.locator("#count")).to_have_text("1,234")
    saved(page)
    kept = "copy => localStorage.setItem(`understudy.scene.${copy.of}`, JSON.stringify(copy))"
    page.evaluate(kept, {"of": str(launch.scenes.get(position=0).pk), "at": page.evaluate("Date.now()"), "fields": []})
    page.reload()
    expect(page.locator("#note time")).to_have_text(re.compile(rf"^\d\d? [A-Z][a-z]{{2,3}} \d{{4}}, {clock}$"))
    context.close()


def test_lengths_that_come_later_show_by_themselves(
    open_page: Open, launch: Video, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, slow = previews.measure_drawable, iter((True, True, False))

    def measured(team: Team, document: dict[str, Any]) -> previews.Measure:
        if next(slow, False):
            raise Busy(previews.NOT_YET)
        return measure(team, document)

    monkeypatch.setattr(previews, "measure_drawable", measured)
    page = open_page(edit(launch), by=alice)
    expect(page.locator("#price")).to_contain_text("their lengths come in a moment")
    expect(page.locator("#price")).to_contain_text("left")
    expect(page.locator("#total")).to_contain_text(re.compile(r"^2 · 0:0[1-9]"))


def test_a_price_of_what_was_typed_before_is_pale(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    price, before = page.locator("#price b"), page.locator("#price b").inner_text()
    held = hold(page, "**/measured/")
    write(page, " And much more besides, for whoever likes to listen.")
    expect(price).to_have_css("opacity", "0.6")
    expect(price).to_have_text(before)
    let_go(page, "**/measured/", held)
    expect(price).not_to_have_text(before)
    expect(price).to_have_css("opacity", "1")


def test_it_undoes_a_title(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.fill("#title", "Autumn launch")
    saved(page)
    page.click("#undo")
    expect(page.locator("#title")).to_have_value("Spring launch")
    page.click("#redo")
    expect(page.locator("#title")).to_have_value("Autumn launch")
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")
    launch.refresh_from_db()
    assert launch.title == "Autumn launch"


def test_it_says_that_nothing_moved_without_a_connection(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    lost = page.get_by_text("The connection is lost.")
    write(page, " More.")
    saved(page)
    page.route("**/scenes/**", lambda route: route.abort())
    page.locator(".card:nth-child(1) .scene").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(lost).to_be_visible()
    page.evaluate("document.getElementById('notices').replaceChildren()")
    page.click("#undo")
    expect(lost).to_be_visible()
    page.unroute("**/scenes/**")
    page.click("#undo")
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")
    assert typed(launch) == "Good morning."


def test_it_says_why_unsaved_words_are_not_heard(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.route("**/save/", lambda route: route.abort())
    write(page, " On a train.")
    page.click("#listen")
    expect(page.get_by_text("Nothing was started: what you typed is not saved yet.")).to_be_visible()
    expect(page.locator("#listen-told")).to_be_empty()
    expect(page.locator("#listen")).not_to_have_attribute("data-busy", "")


def test_it_saves_what_was_typed_before_its_scripts_came(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    scripts = "**/storyboard/main*.js"
    held = hold(page, scripts)
    page.goto(edit(launch), wait_until="commit")
    write(page, " At once.")
    page.fill("#title", "Autumn launch")
    let_go(page, scripts, held)
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "false")
    saved(page)
    launch.refresh_from_db()
    assert (typed(launch), launch.title) == ("Good morning. At once.", "Autumn launch")


def test_a_title_typed_while_the_board_comes_stays(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    held = hold(page, "**/duplicate/")
    page.click("#act-copy")
    page.fill("#title", "Autumn launch")
    let_go(page, "**/duplicate/", held)
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("#title")).to_have_value("Autumn launch")
    saved(page)
    launch.refresh_from_db()
    assert launch.title == "Autumn launch"


def _overtaken(page: Page, video: Video) -> None:
    """Somebody else has changed the first scene while one types."""
    scene = video.scenes.get(position=0)
    theirs = {**scene.document, "voice": {**scene.document["voice"], "input_text": "Their words."}}
    scenes.save(scene, version=scene.version, document=theirs)
    write(page, " Mine.")
    expect(page.locator("[data-take-theirs]")).to_be_visible()


def test_their_words_come_once_a_title_is_saved(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    _overtaken(page, launch)
    held = hold(page, "**/setup/")
    page.fill("#title", "Autumn launch")
    page.click("[data-take-theirs]")
    let_go(page, "**/setup/", held)
    expect(page.locator(SCRIPT)).to_have_value("Their words.")
    saved(page)
    page.click("#undo")
    expect(page.locator(SCRIPT)).to_have_value("Good morning. Mine.")


def test_a_choice_stays_open_while_a_title_comes_and_goes(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    state, waits = page.locator("#saved"), page.get_by_text("Nothing was started: what you typed is not saved yet.")
    _overtaken(page, launch)
    page.route("**/setup/", lambda route: route.abort())
    page.fill("#title", "Autumn launch")
    expect(state).to_have_attribute("data-state", "lost")
    page.click("[data-take-theirs]")
    expect(waits).to_be_visible()
    page.unroute("**/setup/")
    expect(state).to_have_attribute("data-state", "conflict")
    expect(waits).to_be_hidden()
    launch.refresh_from_db()
    assert launch.title == "Autumn launch"
    page.click("[data-keep-mine]")
    saved(page)
    assert typed(launch) == "Good morning. Mine."


def test_what_is_changed_while_a_presenter_comes_stays(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.click("#cast summary")
    held = hold(page, "**/save/")
    page.click("#people label:has-text('Oliver')")
    page.wait_for_function("document.getElementById('saved').dataset.state === 'saving'")
    page.fill("#f-character-scale", "1.4")
    page.click("#people label:has-text('Ines')")
    let_go(page, "**/save/", held)
    expect(page.locator("#cast .who b")).to_have_text("Ines")
    saved(page)
    expect(page.locator("#f-character-scale")).to_have_value("1.4")
    found = launch.scenes.get(position=0).document["character"]
    assert (found["avatar_id"].partition(".")[0], found["scale"]) == ("ines", 1.4)


def test_half_an_entry_stays_while_everything_around_it_changes(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    written, spoken = (page.locator(".saying:last-of-type [data-row]").nth(place) for place in (0, 1))
    page.click("#tab-video")
    page.click("#more-sayings summary")
    written.fill("Understudy")
    page.click("#tab-avatar")
    page.click("#cast summary")
    page.click("#people label:has-text('Ines')")
    expect(page.locator("#cast .who b")).to_have_text("Ines")
    page.click(".card:nth-child(2) .scene")
    expect(page.locator(SCRIPT)).to_have_value("Book a demo.")
    page.click("#tab-video")
    expect(written).to_have_value("Understudy")
    spoken.fill("under study")
    spoken.press("Tab")
    expect(page.locator(".saying")).to_have_count(2)
    expect(written).to_have_value("")
    launch.refresh_from_db()
    assert [each["written"] for each in launch.setup["pronunciations"]] == ["Understudy"]


def test_words_that_an_undo_has_saved_first_come_back_with_redo(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    write(page, " One.")
    saved(page)
    held = hold(page, "**/save/")
    write(page, " Two.")
    page.click("#undo")
    let_go(page, "**/save/", held)
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")
    page.click("#redo")
    expect(page.locator(SCRIPT)).to_have_value("Good morning. One. Two.")


def test_one_undo_takes_a_presenter_back(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    before = launch.scenes.get(position=0).document["character"]
    page.click("#cast summary")
    page.click("#people label:has-text('Ines')")
    expect(page.locator("#cast .who b")).to_have_text("Ines")
    page.wait_for_timeout(1000)
    saved(page)
    page.click("#undo")
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "true")
    assert launch.scenes.get(position=0).document["character"] == before


def test_a_choice_that_never_arrived_can_be_made_again(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.click("#tab-video")
    page.route("**/setup/", lambda route: route.abort())
    page.click(".shapes label:has-text('1:1')")
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    expect(page.get_by_role("radio", name="9:16")).to_be_checked()
    page.unroute("**/setup/")
    page.click(".shapes label:has-text('1:1')")
    expect(page.locator("#pick-shape")).to_have_text("1:1")


def test_words_are_saved_after_the_way_back(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.click(".card:nth-child(2) .scene")
    expect(page.locator(SCRIPT)).to_have_value("Book a demo.")
    with page.expect_event("load"):
        page.go_back()
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")
    write(page, " More.")
    saved(page)
    assert typed(launch) == "Good morning. More."


def test_a_film_gives_the_focus_back(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(edit(launch), by=alice)
    page.evaluate("document.getElementById('play').dataset.src = '/static/studio/img/mark.svg'")
    page.locator("#play").press("Enter")
    expect(page.locator("#picture video")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#play")).to_be_focused()


def test_too_long_a_script_is_to_be_shortened(
    chromium: Browser, live_server: object, launch: Video, alice: User
) -> None:
    """In a context of its own: htmx logs the refusal."""
    client = Client()
    client.force_login(alice)
    context = chromium.new_context(base_url=str(live_server))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}])
    page = context.new_page()
    page.goto(edit(launch))
    page.fill(SCRIPT, "Good morning. " * 8000)
    expect(page.locator("#saved")).to_have_text("Not saved: shorten it")
    page.fill(SCRIPT, "Good morning, all.")
    saved(page)
    assert typed(launch) == "Good morning, all."
    context.close()
