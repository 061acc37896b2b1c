"""The pages as a person meets them: in a browser, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from studio.actions import credits
from studio.models import Account, OwnerLink, Render, Team, User, Video
from studio.vocabulary import Provider
from tests import people
from tests.browser.conftest import NARROW, PHONE, Look, Open
from tests.pages.asking import film

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(account: Account, alice: User, bob: User) -> Video:
    """A library with one video of each look; the one that can be watched is returned."""
    ready = people.video(account, by=alice, title="Spring launch")
    film(ready, cost=19_00)
    credits.settle(credits.hold(people.wallet(account), 21_00, key="a", actor=alice, note="Spring launch, v1"), 19_00)
    people.render(
        people.video(account, by=bob, title="مرحبا"), state="processing", stage="Drawing frames", progress=64, left=41
    )
    people.render(people.video(account, by=bob, title="Waiting"))
    people.render(people.video(account, by=alice, title="Broken"), state="failed", error="The voice is too long.")
    people.video(account, by=alice, title="A word from Ingrid")
    return ready


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, house: Video, account: Account, alice: User) -> None:
    elsewhere = people.account(account.team, provider=Provider.CREATIFY)
    unknown = people.render(people.video(elsewhere, by=alice, title="Nobody knows"), state="processing")
    people.attempt(people.take(unknown, state="unknown"), outcome="unknown")
    page = open_page("/", by=alice, size=PHONE)
    for name, path in {
        "library": "/", "list": "/?view=list", "trash": "/trash/", "credits": "/credits/",
        "video": f"/videos/{house.pk}/", "failed": f"/videos/{Video.objects.get(title='Broken').pk}/",
        "making": f"/videos/{Video.objects.get(title='مرحبا').pk}/", "lost": "/no/such/page/",
        "unknown": f"/videos/{unknown.video_id}/",
    }.items():  # fmt: skip
        page.goto(path)
        assert looks(page, name) == []


def test_a_long_name_of_a_team_takes_no_line_of_its_own(open_page: Open, account: Account, vera: User) -> None:
    Team.objects.update(name="Nordlicht Versicherungsgesellschaft für Binnenschifffahrt")
    page = open_page("/", by=vera, size=PHONE)
    for size in (PHONE, NARROW):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        mark, team, end = (page.locator(f".top > {each}").bounding_box() for each in (".mark", ".team", ".end"))
        assert mark and team and end
        assert mark["y"] == team["y"] == end["y"]
        assert mark["x"] + mark["width"] <= team["x"] < team["x"] + team["width"] <= end["x"]


def test_it_has_no_barrier_at_the_door(open_page: Open, looks: Look, db: None) -> None:
    page = open_page(f"/welcome/{OwnerLink.issue()}/", size=PHONE)
    assert looks(page, "welcome") == []
    page.goto("/welcome/spent/")
    assert looks(page, "spent") == []
    page.goto("/signin/")
    assert looks(page, "signin") == []
    page.goto("/password/")
    assert looks(page, "password") == []


def test_it_opens_the_house_and_signs_in_again(open_page: Open, db: None) -> None:
    page = open_page(f"/welcome/{OwnerLink.issue()}/")
    page.get_by_label("Your name").fill("Daniel Okafor")
    page.get_by_label("Team").fill("Northwind")
    page.get_by_label("E-mail").fill("daniel@northwind.example")
    field = page.get_by_label("Password", exact=True)
    field.fill("short")
    expect(page.get_by_text("5 more characters to go.")).to_be_visible()
    page.get_by_role("button", name="Create the owner").click()
    expect(page.get_by_text("at least 10 characters")).to_be_visible()
    field.fill("a lamp on the stage")
    expect(page.get_by_text("Strong.")).to_be_visible()
    page.get_by_role("button", name="Show the password").click()
    assert field.get_attribute("type") == "text"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.evaluate("for (const ms of [0, 10]) setTimeout(() => document.querySelector('.form .btn-main').click(), ms)")
    expect(page.get_by_role("heading", name="The stage is yours.")).to_be_visible()
    assert sent.count("POST") == 1, "a doubled click is one"
    page.get_by_label("You: Daniel Okafor").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill("daniel@northwind.example")
    page.get_by_label("Password", exact=True).fill("a lamp on the stage")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Videos", exact=True)).to_be_visible()


def test_it_becomes_the_player_by_itself_and_stops_asking(open_page: Open, alice: User, video: Video) -> None:
    made = people.render(video, by=alice, state="processing", stage="Drawing frames", progress=40, left=30)
    page = open_page(f"/videos/{video.pk}/", by=alice)
    percent = page.locator("#progress .percent")
    expect(percent).to_have_text("40 %")
    Render.objects.filter(pk=made.pk).update(progress=80, stage="Joining scenes")
    expect(percent).to_have_text("80 %")
    film(Video.objects.get(pk=video.pk), made=Render.objects.get(pk=made.pk))
    expect(page.locator("video")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2200)
    assert not [url for url in asked if "progress" in url]


def test_the_side_of_a_video_is_as_high_as_the_stage(open_page: Open, alice: User, account: Account) -> None:
    elsewhere = people.account(account.team, provider=Provider.CREATIFY)
    unknown = people.render(people.video(elsewhere, by=alice), by=alice, state="processing")
    people.attempt(people.take(unknown, state="unknown"), outcome="unknown")
    page = open_page(f"/videos/{unknown.video_id}/", by=alice, size=(1440, 700))
    foot = "document.querySelector('{}').getBoundingClientRect().bottom"
    assert page.evaluate(foot.format(".about")) == pytest.approx(page.evaluate(foot.format(".stage")), abs=1)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    hidden = "document.querySelector('.about').scrollHeight - document.querySelector('.about').clientHeight"
    assert page.evaluate(hidden) <= 0


def test_the_numbers_beside_the_states_follow_what_ends(open_page: Open, house: Video, alice: User) -> None:
    page = open_page("/?view=grid", by=alice)
    made = page.locator(".folders a", has_text="Being made").locator("span")
    expect(made).to_have_text("2")
    Render.objects.filter(state="processing").update(state="failed", error="No.")
    expect(made).to_have_text("1")
    expect(page.locator(".folders a", has_text="Failed").locator("span")).to_have_text("2")
    expect(page.locator("main h1")).to_have_count(1)


def test_the_plots_colours_are_told_apart_where_the_system_dictates_colours(
    open_page: Open, house: Video, account: Account, alice: User
) -> None:
    wallet = people.wallet(people.account(account.team, provider=Provider.CREATIFY))
    credits.settle(credits.hold(wallet, 1_00, key="b"), 1_00)
    page = open_page("/credits/", by=alice)
    page.emulate_media(forced_colors="active")
    ground = "all => new Set(all.map(each => getComputedStyle(each, '::before').backgroundColor)).size"
    assert page.locator(".legend li").evaluate_all(ground) == 2


def test_it_throws_away_with_the_keyboard_and_takes_it_back(open_page: Open, house: Video, alice: User) -> None:
    page = open_page("/", by=alice)
    box = page.get_by_label("Choose Spring launch")
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Move to trash").locator("visible=true")).to_be_visible()
    page.locator("#chosen").get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("1 video moved to the trash")).to_be_visible()
    expect(page.get_by_role("heading", name="Spring launch")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Spring launch")).to_be_visible()


def test_it_searches_while_one_types(open_page: Open, house: Video, alice: User) -> None:
    page = open_page("/", by=alice)
    page.keyboard.press("/")
    page.keyboard.type("ingrid")
    expect(page.get_by_role("heading", name="Spring launch")).to_have_count(0)
    expect(page.get_by_role("heading", name="A word from Ingrid")).to_be_visible()
    assert "q=ingrid" in page.url
    expect(page.locator("#find")).to_be_focused()


def test_it_keeps_the_theme_one_chooses(open_page: Open, alice: User, video: Video) -> None:
    page = open_page("/", by=alice)
    page.get_by_label("You: Alice").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_label("You: Alice").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    expect(page.get_by_label("You: Alice")).to_be_focused()


def test_it_says_that_a_theme_was_not_kept(open_page: Open, alice: User, video: Video) -> None:
    page = open_page("/", by=alice)
    page.route("**/theme/", lambda route: route.abort())
    page.get_by_label("You: Alice").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    page.unroute("**/theme/")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Light").click()
    expect(page.get_by_text("This form is no longer good.")).to_be_visible()


def test_it_comes_back_to_a_whole_page_after_a_search(open_page: Open, house: Video, alice: User) -> None:
    page = open_page("/", by=alice)
    page.locator("#find").press_sequentially("spring")
    expect(page).to_have_url(re.compile(r"\?.*q=spring"))
    expect(page.locator("#results .card")).to_have_count(1)
    page.goto(f"/videos/{house.pk}/")
    page.go_back()
    expect(page.locator("header.top")).to_have_count(1)
    expect(page.locator("#results .card")).to_have_count(1)
    expect(page.locator("#find")).to_have_value("spring")
    page.go_back()
    expect(page.locator("header.top")).to_have_count(1)
    expect(page.locator("#results .card")).to_have_count(5)


def test_it_copies_no_style_from_what_it_replaces(open_page: Open, house: Video, alice: User) -> None:
    page = open_page("/", by=alice)
    page.evaluate("document.querySelector('.card').style.opacity = '0.9'")
    page.evaluate("htmx.ajax('GET', '/', {target: '#results'})")
    expect(page.locator("#results .card")).to_have_count(5)
    assert page.evaluate("htmx.config.attributesToSettle") == []


def test_it_shows_no_door_in_the_room(open_page: Open, look: Look, house: Video, alice: User) -> None:
    page = open_page("/?view=list", by=alice)
    page.context.clear_cookies(name="sessionid")
    page.evaluate("htmx.ajax('GET', '/backstage/', '.jobs-state').catch(() => {})")
    expect(page.locator("#notices")).to_contain_text("You are signed out")
    assert page.locator("input[type=password]").count() == 0
    assert look(page, "signed-out") == []
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("E-mail").fill(alice.email)
    page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/?view=list")


def test_it_keeps_the_focus_while_it_asks_for_news(
    open_page: Open, house: Video, account: Account, alice: User
) -> None:
    unknown = people.render(people.video(account, by=alice, title="Nobody knows"), state="processing")
    people.attempt(people.take(unknown, state="unknown"), outcome="unknown")
    page = open_page("/", by=alice)
    made = page.get_by_role("link", name="مرحبا", exact=True)
    for _ in range(2):
        made.focus()
        with page.expect_response("**/card/"):
            pass
        expect(made).to_be_focused()
    page.locator(".jobs-chip").click()
    job = page.locator(".jobs-list a").first
    job.focus()
    with page.expect_response("**/backstage/"):
        pass
    expect(job).to_be_focused()
    page.goto(f"/videos/{unknown.video_id}/")
    page.get_by_role("button", name="Give it up").focus()
    with page.expect_response("**/progress/"):
        pass
    expect(page.get_by_role("button", name="Give it up")).to_be_focused()


def test_it_rings_a_name_all_round(open_page: Open, house: Video, alice: User) -> None:
    """A cut name hides what stands out of it: its ring has to be its heading's."""
    page = open_page("/", by=alice)
    page.get_by_role("link", name="Spring launch", exact=True).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    heading = page.get_by_role("heading", name="Spring launch")
    expect(heading).to_have_css("outline-style", "solid")
    expect(heading).to_have_css("outline-width", "2px")


def test_long_words_and_names_stay_in_their_place(open_page: Open, house: Video, account: Account, alice: User) -> None:
    refused = "HeyGen refuses it: “Abigail_expressive_2024112501_of_the_second_wardrobe” isn't allowed."
    bad = people.render(people.video(account, by=alice, title="Refused"), state="failed", error=refused)
    people.video(account, by=alice, title="Outreach in spring, letter number 121")
    page = open_page("/", by=alice)
    reason = page.locator(f"#card-{bad.video_id} .over span")
    assert reason.evaluate("it => it.scrollWidth - it.parentElement.clientWidth") <= 0
    page.goto("/?view=list")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    name = page.get_by_role("heading", name="letter number 121")
    expect(name).to_be_visible()
    assert name.evaluate("it => it.scrollHeight - it.clientHeight + it.scrollWidth - it.clientWidth") == 0


def test_it_says_what_is_chosen_where_the_system_dictates_colours(open_page: Open, house: Video, alice: User) -> None:
    page = open_page(f"/videos/{house.pk}/edit/", by=alice)
    page.emulate_media(forced_colors="active")
    ground = "it => getComputedStyle(it).backgroundColor"
    tabs = [page.get_by_role("tab", name=name).evaluate("it => getComputedStyle(it).borderBottomColor")
            for name in ("Avatar", "Voice")]  # fmt: skip
    assert tabs[0] != tabs[1]
    page.goto("/")
    places = page.get_by_role("navigation").first
    chosen, other = (places.get_by_role("link", name=name).evaluate(ground) for name in ("Videos", "Credits"))
    assert chosen != other
    page.goto("/?view=list")
    chosen, other = (page.get_by_role("link", name=name, exact=True).evaluate(ground) for name in ("List", "Grid"))
    assert chosen != other


def test_the_ledger_fits_on_paper(open_page: Open, house: Video, account: Account, alice: User) -> None:
    note = "Spring launch, version for Instagram Reels with the blue background, v3"
    credits.settle(credits.hold(people.wallet(account), 21_00, key="b", actor=alice, note=note), 19_00)
    page = open_page("/credits/", by=alice, size=(720, 1000), theme="dark")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("body")).to_have_css("color", "rgb(30, 26, 24)")
    region = page.locator(".ledger .scroll")
    assert region.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    page.goto("/")
    expect(page.get_by_role("heading", name="Spring launch")).to_be_visible()
    expect(page.locator(".filters, .folders").locator("visible=true")).to_have_count(0)


def test_it_fits_a_lot_of_money_and_the_whole_month(
    open_page: Open, look: Look, house: Video, account: Account, alice: User
) -> None:
    wallet = people.wallet(account)
    credits.grant(wallet, 1_234_567_89, key="lots", actor=alice)
    credits.hold(wallet, 123_456_78, key="much", actor=alice, note="Spring launch, v2")
    page = open_page("/credits/", by=alice, size=PHONE)
    for width in (PHONE[0], NARROW[0], 700, 1000):
        page.set_viewport_size({"width": width, "height": 800})
        assert look(page, f"credits-lots-{width}") == []
        today = page.locator(".plot:visible .today").bounding_box()
        assert today and 0 < today["x"] < width - today["width"]
