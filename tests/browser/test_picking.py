"""Choosing among thousands: lists that come when they are opened, are searched, go on, and are lost and come again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.models import Account, Scene, Team, User, Video
from studio.vocabulary import AvatarKind, Provider
from tests import people
from tests.browser.conftest import PHONE, Look, Open
from tests.browser.desk import saved
from tests.browser.routes import hold

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 300


@pytest.fixture
def heygen(team: Team) -> Account:
    """Of 302 avatars, one is a photo."""
    account = people.account(team, provider=Provider.HEYGEN)
    people.catalogue(account, MANY)
    account.avatars.create(external_id="tp", name="Åse", kind=AvatarKind.TALKING_PHOTO, position=999)
    return account


@pytest.fixture
def launch(heygen: Account, alice: User) -> Video:
    """Two scenes; the second's people are the last of the catalogue."""
    video = people.video(heygen, by=alice, title="Spring launch", scripts=("Good morning.", "Book a demo."))
    last = video.scenes.get(position=1)
    last.document["character"]["avatar_id"] = "Abigail_0299"
    last.document["voice"]["voice_id"] = "voice-0299"
    last.save()
    return video


def _open(open_page: Open, video: Video, user: User, position: int = 0, **how: Any) -> Page:
    return open_page(f"/videos/{video.pk}/edit/?scene={video.scenes.get(position=position).pk}", by=user, **how)


def _scene(video: Video, position: int = 0) -> dict[str, Any]:
    return dict(Scene.objects.get(video=video, position=position).document)


def _asked(page: Page) -> list[str]:
    """What the page asks for from now on, of lists."""
    asked: list[str] = []
    page.on(
        "request", lambda each: asked.append(each.url) if "/people/" in each.url or "/voices/" in each.url else None
    )
    return asked


def test_nothing_is_asked_for_before_a_list_is_opened(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice, 1)
    asked = _asked(page)
    expect(page.locator("#cast .who b")).to_have_text("Abigail 299")
    page.click(".card:nth-child(1) .scene")
    expect(page.locator("#cast .who b")).to_have_text("Maya")
    assert asked == []
    page.click("#cast summary")
    expect(page.locator("#people-told")).to_have_text("302 avatars, the first 60 are shown")
    page.click("#tab-voice")
    expect(page.locator("#voices-told")).to_contain_text("1 voice")
    assert len(asked) == 2


def test_one_is_chosen_among_those_that_were_found(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice, 1)
    page.click("#cast summary")
    expect(page.get_by_role("radio", name="Abigail 299")).to_be_checked()
    expect(page.locator("#people label:has-text('Abigail 299')")).to_be_in_viewport()
    page.fill("#people-search", "abigail 123")
    expect(page.locator("#people-told")).to_have_text("1 avatar")
    expect(page.locator("#people label")).to_have_count(3)  # who was chosen, nobody, and the one found
    page.click("#people label:has-text('Abigail 123')")
    expect(page.locator("#cast .who b")).to_have_text("Abigail 123")
    saved(page)
    expect(page.locator("#people-search")).to_have_value("abigail 123")
    expect(page.locator("#people label")).to_have_count(2)
    assert _scene(launch, 1)["character"]["avatar_id"] == "Abigail_0123"
    page.fill("#people-search", "zzz")
    expect(page.get_by_text("Nobody of that name or style.")).to_be_visible()
    expect(page.get_by_role("radio", name="Abigail 123")).to_be_checked()
    page.fill("#people-search", "")
    page.click("label:has(#only-photo)")
    expect(page.locator("#people-told")).to_have_text("1 avatar")
    page.click("#undo")
    expect(page.locator("#cast .who b")).to_have_text("Abigail 299")
    expect(page.locator("#only-photo")).to_be_checked()
    assert _scene(launch, 1)["character"]["avatar_id"] == "Abigail_0299"


def test_what_was_found_stays_while_scenes_change(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.click("#tab-voice")
    expect(page.locator("#voices-told")).to_have_text("1 voice")
    page.select_option("#voice-language", "Danish")
    expect(page.locator("#voices-told")).to_have_text("30 voices")
    expect(page.locator("#voice-nora")).to_be_checked()
    page.click("#voices .option:has-text('Cassidy 14')")
    saved(page)
    assert _scene(launch)["voice"]["voice_id"] == "voice-0014"
    asked = _asked(page)
    page.click(".card:nth-child(2) .scene")
    expect(page.locator("#f-voice-input-text")).to_have_value("Book a demo.")
    expect(page.get_by_role("radio", name="Cassidy 299")).to_be_checked()
    expect(page.locator("#voices .option")).to_have_count(31)
    expect(page.locator("#voice-language")).to_have_value("Danish")
    page.click(".card:nth-child(1) .scene")
    expect(page.locator("#voice-voice-0014")).to_be_checked()
    expect(page.locator("#voices .option")).to_have_count(30)
    saved(page)
    assert (asked, _scene(launch, 1)["voice"]["voice_id"]) == ([], "voice-0299")


def test_a_list_goes_on_for_whoever_works_by_keys(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.locator("#cast summary").press("Enter")
    more = page.get_by_role("button", name="Show more")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#people-told")).to_have_text("302 avatars, the first 120 are shown")
    expect(page.locator("#people label")).to_have_count(121)
    expect(page.locator("#people label:nth-of-type(n)").nth(61).locator("input")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#people :focus")).to_be_checked()
    saved(page)
    expect(page.locator("#people label")).to_have_count(121)
    page.fill("#people-search", "abigail 250")
    page.keyboard.press("Enter")
    expect(page.locator("#people-told")).to_have_text("1 avatar")
    assert page.url.endswith(f"scene={launch.scenes.get(position=0).pk}")


def test_a_list_goes_on_when_its_scene_is_gone(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.click("#cast summary")
    expect(page.locator("#people label")).to_have_count(61)
    page.fill("#people-search", "abigail")
    expect(page.locator("#people-told")).to_have_text("300 avatars, the first 60 are shown")
    page.click("#act-remove")
    expect(page.locator("#f-voice-input-text")).to_have_value("Book a demo.")
    page.click("#cast summary")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#people-told")).to_have_text("300 avatars, the first 120 are shown")


def test_who_was_found_is_put_back_with_the_words(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/save/", lambda route: route.abort())
    page.click("#cast summary")
    page.click("#people label:has-text('Abigail 17')")
    page.click("#tab-voice")
    expect(page.locator("#voices-told")).to_have_text("1 voice")
    page.select_option("#voice-language", "Danish")
    page.click("#voices .option:has-text('Cassidy 14')")
    page.fill("#f-voice-input-text", "Put back.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "lost")
    page.reload()
    page.unroute("**/save/")
    page.click("[data-put-back]")
    saved(page)
    found = _scene(launch)
    assert (found["voice"]["input_text"], found["voice"]["voice_id"]) == ("Put back.", "voice-0014")
    assert found["character"]["avatar_id"] == "Abigail_0017"
    expect(page.locator("#cast .who b")).to_have_text("Abigail 17")


def test_a_lost_list_says_so_and_comes_again(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.route("**/people/*", lambda route: route.abort())
    page.click("#cast summary")
    told = page.get_by_text("The list did not come. Your scene is as it was.")
    expect(told).to_be_visible()
    expect(page.get_by_role("radio", name="Maya")).to_be_checked()
    expect(page.locator("#notices")).to_be_empty()
    page.unroute("**/people/*")
    page.click("[data-find-again=people]")
    expect(page.locator("#people-told")).to_have_text("302 avatars, the first 60 are shown")
    expect(told).to_be_hidden()


def test_what_is_chosen_while_a_search_is_under_way_stays(open_page: Open, launch: Video, alice: User) -> None:
    page = _open(open_page, launch, alice)
    page.click("#cast summary")
    expect(page.locator("#people label")).to_have_count(61)
    held = hold(page, "**/people/*")
    page.fill("#people-search", "abigail 250")
    page.wait_for_timeout(500)
    saving = hold(page, "**/save/")
    page.click("#people label:has-text('Abigail 17')")
    page.wait_for_function("document.getElementById('saved').dataset.state === 'saving'")
    held.pop(0).continue_()
    expect(page.locator("#people-told")).to_have_text("1 avatar")
    expect(page.get_by_role("radio", name="Abigail 17")).to_be_checked()
    page.unroute("**/save/")
    saving.pop(0).continue_()
    expect(page.locator("#cast .who b")).to_have_text("Abigail 17")
    saved(page)
    expect(page.get_by_role("radio", name="Abigail 17")).to_be_checked()
    assert _scene(launch)["character"]["avatar_id"] == "Abigail_0017"


def test_another_accounts_list_comes_anew(open_page: Open, launch: Video, alice: User, team: Team) -> None:
    other = people.account(team, provider=Provider.CAPTIONS, name="Second")
    people.catalogue(other, 150)
    page = _open(open_page, launch, alice)
    page.click("#cast summary")
    expect(page.locator("#people-told")).to_contain_text("302 avatars")
    page.select_option("#account", str(other.pk))
    expect(page.locator("#pick-mode")).to_be_visible()
    page.click("#cast summary")
    expect(page.locator("#people-told")).to_contain_text("151 avatars")


@pytest.mark.parametrize("what", ["people", "voices"])
def test_a_long_list_has_no_barrier(open_page: Open, looks: Look, launch: Video, alice: User, what: str) -> None:
    page = _open(open_page, launch, alice, 1, size=PHONE)
    page.click("#cast summary" if what == "people" else "#tab-voice")
    page.locator(f"#{what}").scroll_into_view_if_needed()
    expect(page.locator(f"#{what}-told")).to_contain_text("the first 60" if what == "people" else "30 voices")
    page.evaluate("scrollTo(0, 0)")
    assert looks(page, f"picking-{what}") == []
    page.goto(f"/scenes/{launch.scenes.get(position=1).pk}/{what}/?q=9")
    assert looks(page, f"picking-{what}-page") == []


def test_a_short_list_says_how_many_it_shows(open_page: Open, account: Account, alice: User) -> None:
    people.catalogue(account, 20)
    page = _open(open_page, people.video(account, by=alice), alice)
    page.click("#cast summary")
    said = page.locator("[data-hits='#people']")
    expect(said).to_be_empty()
    page.fill("#people-search", "abigail 1")
    expect(said).to_have_text("11 shown")
    page.fill("#people-search", "zzz")
    expect(said).to_have_text("0 shown")
