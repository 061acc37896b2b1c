"""Templates as a person meets them: saved from a video without typing a path, filled in, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from studio.actions import provider_templates, templates
from studio.models import Account, Avatar, Template, User, Video
from studio.providers.base import TemplateOffer
from studio.vocabulary import Provider
from tests import faces, people
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def welcome(account: Account, alice: User) -> Video:
    return people.video(
        account, by=alice, title="For {{first_name}}", scripts=("Hello {{first_name}} of {{company}}!", "Goodbye.")
    )


@pytest.fixture
def template(welcome: Video, alice: User) -> Template:
    variables = {
        "company": {"default": "us"},
        "hero": {"type": "image", "path": "scenes.0.background", "label": "A picture with a name that is rather long"},
        "host": {"type": "avatar", "path": "scenes.*.character"},
    }
    return templates.save(welcome, actor=alice, name="Welcome to the team, whoever you are", variables=variables)


def test_it_has_no_barrier_and_fits(
    open_page: Open, looks: Look, template: Template, welcome: Video, alice: User
) -> None:
    page = open_page("/templates/?in=trash", by=alice, size=PHONE)
    assert looks(page, "templates-trash") == []
    maker = people.account(welcome.team, provider=Provider.HEYGEN, name="HeyGen")
    offer = TemplateOffer(id="t1", name="Product launch", variables={"headline": {"type": "text"}})
    provider_templates.take_in(maker, [offer])
    theirs = Template.objects.get(external_id="t1")
    for name, path in {
        "templates": "/templates/", "template": f"/templates/{template.pk}/", "theirs": f"/templates/{theirs.pk}/",
        "template-variables": f"/templates/{template.pk}/variables/",
        "template-new": f"/videos/{welcome.pk}/template/",
    }.items():  # fmt: skip
        page.goto(path)
        assert looks(page, name) == []
    page.goto(f"/templates/{template.pk}/")
    page.get_by_role("button", name="Make video").click()
    expect(page.locator("#v-first_name-error")).to_be_visible()
    assert looks(page, "template-refused") == []


def test_it_is_saved_filled_in_and_opened(
    open_page: Open, welcome: Video, account: Account, bob: User, tmp_path: Path
) -> None:
    page = open_page(f"/videos/{welcome.pk}/edit/", by=bob)
    page.get_by_role("link", name="Save as template").click()
    expect(page.get_by_label("Name of the template")).to_be_focused()
    page.get_by_label("Name of the template").fill("Welcome")
    company = page.get_by_role("group", name="{{company}}")
    expect(company.get_by_label("When nothing is given")).to_be_hidden()
    company.get_by_label("Must be given").uncheck()
    company.get_by_label("When nothing is given").fill("us")
    page.get_by_text("Scene 1", exact=True).click()
    box = page.get_by_label("Background of scene 1")
    box.focus()
    page.keyboard.press("Space")
    page.locator("#l-background_1").fill("What is behind")
    page.get_by_role("button", name="Save template").click()
    expect(page.get_by_text("Saved as a template.")).to_be_visible()
    picture = tmp_path / "hero.png"
    picture.write_bytes(faces.png())
    page.get_by_label("First name").fill("Anna")
    page.set_input_files("#v-background_1-file", picture)
    expect(page.get_by_label("What is behind", exact=True)).to_contain_text("hero.png")
    expect(page.get_by_label("First name")).to_have_value("Anna")
    page.get_by_role("button", name="Open in editor").click()
    page.wait_for_url("**/edit/")
    video = Video.objects.get(title="For Anna")
    assert video.document()["scenes"][0]["background"]["type"] == "image"


def test_one_of_a_long_cast_is_found_by_keyboard_and_kept(
    open_page: Open, looks: Look, template: Template, account: Account, bob: User
) -> None:
    Avatar.objects.bulk_create(
        Avatar(account=account, kind="presenter", external_id=f"p{number}", name=f"Person {number}")
        for number in range(80)
    )
    page = open_page(f"/templates/{template.pk}/", by=bob, size=PHONE)
    assert looks(page, "template-long-cast") == []
    host = page.get_by_role("combobox", name="Host")
    host.focus()
    page.keyboard.type("Person 42")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Make video").click()
    expect(page.locator("#v-first_name-error")).to_be_visible()
    expect(host).to_have_value("Person 42")
    page.get_by_label("First name").fill("Anna")
    page.get_by_role("button", name="Open in editor").click()
    page.wait_for_url("**/edit/")
    assert Video.objects.get(title="For Anna").document()["scenes"][1]["character"]["avatar_id"] == "p42"


def test_make_video_pressed_twice_makes_one(open_page: Open, template: Template, account: Account, bob: User) -> None:
    page = open_page(f"/templates/{template.pk}/", by=bob)
    page.get_by_label("First name").fill("Anna")
    page.get_by_role("button", name="Make video").dblclick()
    page.wait_for_url("**/videos/*/")
    assert Video.objects.get(title="For Anna").renders.count() == 1


def test_it_is_renamed_thrown_away_and_brought_back(open_page: Open, template: Template, bob: User) -> None:
    page = open_page(f"/templates/{template.pk}/", by=bob)
    page.get_by_label("Name of the template").fill("Hello")
    page.keyboard.press("Tab")
    expect(page.locator("#name-said")).to_contain_text("Saved")
    page.get_by_label("More for this template").click()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("Template “Hello” moved to the trash")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Make video")).to_be_visible()
