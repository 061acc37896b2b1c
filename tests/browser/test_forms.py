"""Forms that lead to another page: what was typed into them stays when nobody is there to take it."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django_q.models import OrmQ
from playwright.sync_api import Page, expect

from studio.actions import accounts, templates
from studio.models import Account, Folder, Team, Template, User, Video
from tests import faces, people
from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "Something that took a while."
NOTICE = "#notices .notice-error"


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(account, by=alice, title="For {{first_name}}", scripts=("Hello {{first_name}}!",))
    return templates.save(video, actor=alice, name="Welcome")


def send(page: Page, field: str, words: str = TYPED) -> None:
    page.fill(field, words)
    page.press(field, "Enter")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/templates/{template}/", "#v-first_name"), ("/videos/{video}/template/", "#f-name"),
        ("/templates/{template}/variables/", "[name='variable.first_name.label']"),
        ("/twins/new/", "#f-name"), ("/settings/", "#f-name"),
        ("/settings/", "#f-brand-color"), ("/settings/", "[id^=f-price]"), ("/team/new/", "#f-name"),
        ("/credits/", "#f-note"),
    ],
)  # fmt: skip
def test_a_session_that_ended_takes_nothing_typed(
    open_page: Open, template: Template, video: Video, alice: User, path: str, field: str
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    page = open_page(path.format(template=template.pk, video=video.pk), by=alice)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate("for (const each of document.querySelectorAll('[required]')) each.required = false")
    Session.objects.all().delete()
    send(page, field)
    expect(page.locator(NOTICE)).to_contain_text("You are signed out. Nothing was changed.")
    expect(page.locator(field)).to_have_value(TYPED)


def test_who_signs_in_again_beside_it_sends_it(open_page: Open, template: Template, alice: User) -> None:
    page = open_page(f"/templates/{template.pk}/", by=alice)
    Session.objects.all().delete()
    send(page, "#v-first_name")
    with page.expect_popup() as beside:
        page.click(f"{NOTICE} .way")
    door = beside.value
    door.fill("[name=email]", alice.email)
    send(door, "[name=password]", people.PASSWORD)
    expect(door.locator("h1")).to_contain_text("Name of the template")
    page.get_by_role("button", name="Open in editor").click()
    page.wait_for_url("**/edit/")
    assert Video.objects.get(title=f"For {TYPED}")


def test_who_comes_back_signed_in_again_finds_a_page_that_works(
    open_page: Open, template: Template, alice: User
) -> None:
    page = open_page(f"/templates/{template.pk}/", by=alice)
    expect(page.locator("#price")).not_to_contain_text("being measured")
    Session.objects.all().delete()
    send(page, "#v-first_name")
    with page.expect_popup() as beside:
        page.click(f"{NOTICE} .way")
    beside.value.fill("[name=email]", alice.email)
    send(beside.value, "[name=password]", people.PASSWORD)
    expect(beside.value.locator("h1")).to_contain_text("Name of the template")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(NOTICE)).to_have_count(0)
    with page.expect_response("**/price/") as priced:
        page.fill("#v-first_name", "Zoë")
        page.press("#v-first_name", "Tab")
    assert priced.value.status == 200


@pytest.mark.parametrize("path", ["/", "/avatars/"])
def test_a_double_click_makes_one_video(open_page: Open, video: Video, alice: User, path: str) -> None:
    accounts.sync_cast(video.account)
    page = open_page(path, by=alice)
    page.locator("main form:is(.new-video, [action$='/use/'])").get_by_role("button").first.dblclick(delay=20)
    page.wait_for_url("**/edit/")
    assert Video.objects.exclude(pk=video.pk).count() == 1


def test_a_lost_connection_takes_nothing_typed(open_page: Open, team: Team, account: Account, alice: User) -> None:
    page = open_page("/settings/", by=alice)
    page.context.set_offline(True)
    send(page, "#f-name")
    expect(page.locator(NOTICE)).to_contain_text("The connection is lost.")
    expect(page.locator("#f-name")).to_have_value(TYPED)
    page.context.set_offline(False)
    page.press("#f-name", "Enter")
    expect(page.locator(".page-head bdi")).to_have_text(TYPED)
    team.refresh_from_db()
    assert team.name == TYPED


def test_a_lost_connection_is_forgotten_when_it_is_back(open_page: Open, account: Account, alice: User) -> None:
    page = open_page(f"/avatars/{faces.photo(account).pk}/", by=alice)
    for offline in (True, False):
        page.context.set_offline(offline)
        page.fill(".title-input", f"Lena {offline}")
        page.press(".title-input", "Tab")
        expect(page.get_by_text("The connection is lost.")).to_have_count(int(offline))


def test_who_is_signed_in_asks_for_a_new_password(open_page: Open, alice: User) -> None:
    page = open_page("/password/", by=alice)
    send(page, "[name=email]", alice.email)
    page.wait_for_url("**/password/sent/")
    asked = [row.task["args"] for row in OrmQ.objects.all() if row.task["func"].endswith("send_reset")]
    assert asked == [(alice.email,)]


@pytest.mark.parametrize("path", ["/templates/{template}/", "/avatars/{photo}/", "/?folder={folder}"])
def test_a_name_that_was_emptied_is_asked_for(
    open_page: Open, template: Template, account: Account, alice: User, path: str
) -> None:
    folder = Folder.objects.create(team=account.team, name="Launch")
    page = open_page(path.format(template=template.pk, photo=faces.photo(account).pk, folder=folder.pk), by=alice)
    page.fill(".title-input", "")
    page.press(".title-input", "Tab")
    expect(page.locator("[id$=-said]", has_text="Give ")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "button", "said"),
    [
        ("/twins/new/", "Go on", "Give the twin a name"),
        ("/templates/{}/batches/", "Look at the rows", "Choose a CSV file."),
    ],
)
def test_what_is_missing_is_told_in_our_words(
    open_page: Open, template: Template, alice: User, path: str, button: str, said: str
) -> None:
    """A browser's own words go with the next key; the keyboard begins at what is wrong."""
    page = open_page("/", by=alice).context.new_page()  # not listened to: the browser logs the 422
    page.goto(path.format(template.pk))
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator("[aria-invalid=true]:focus")).to_have_count(1)
