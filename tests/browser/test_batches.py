"""Many at once in a browser: a table is brought, its rows price themselves, and what they become shows by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from studio.actions import batches, takes, templates
from studio.models import Account, Batch, Template, User, Video
from studio.storyboard.gaps import Value
from tests import people
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(account, by=alice, title="For {{first_name}}", scripts=("Hello {{first_name}}!",))
    return templates.save(video, actor=alice, name="Welcome")


def table(text: str) -> dict[str, object]:
    return {"name": "guests.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_a_table_becomes_videos(open_page: Open, looks: Look, template: Template, alice: User) -> None:
    page = open_page(f"/templates/{template.pk}/", by=alice, size=PHONE)
    page.get_by_role("link", name="Many at once").click()
    look = page.get_by_role("button", name="Look at the rows")
    page.get_by_label("Your table").set_input_files(table("name\nAna\n"))  # type: ignore[arg-type]
    look.click()
    expect(page.get_by_role("alert")).to_contain_text("no variable “name”")
    expect(page.get_by_label("Your table")).to_be_focused()
    assert looks(page, "batches") == []
    page.get_by_label("Your table").set_input_files(table("first_name\nAna\n\nمريم\n" + "x" * 5100))  # type: ignore[arg-type]
    look.click()
    make = page.get_by_role("button", name="Make 2 videos")
    expect(make).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Can't be made", exact=True)).to_be_visible()
    assert looks(page, "batch") == []
    make.click()
    expect(page.get_by_role("heading", name="0 of 2 ready")).to_be_visible()
    batch = Batch.objects.get()
    batches.work(str(batch.pk))
    for row in batch.rows.exclude(video=None).select_related("video__latest_render"):
        assert row.video and row.video.latest_render
        people.made(row.video.latest_render)
    expect(page.get_by_role("heading", name="All 2 videos are ready")).to_be_visible(timeout=20_000)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download 2 videos").click()
    assert taken.value.suggested_filename == "guests.zip"
    page.get_by_role("link", name="Ready").first.click()
    expect(page.get_by_role("heading", name="For Ana")).to_be_visible()


def test_what_failed_is_tried_again_on_the_spot(open_page: Open, looks: Look, template: Template, alice: User) -> None:
    Account.objects.filter(pk=template.account_id).update(price=50)
    template.refresh_from_db()
    rows = [batches.Filled([name], {"first_name": Value("text", text=name)}) for name in ("Ana", "Björn", "Cleo")]
    batch = batches.add(template, actor=alice, name="guests", columns=["first_name"], rows=rows)
    batches.measure(batch, seconds=60)
    problems = {batches.WHOLE: "The preview engine ended twice over this scene."}
    batch.rows.filter(number=3).update(problems=problems, seconds=None, amount=None)
    batches.order(batch, actor=alice)
    batches.work(str(batch.pk))
    first, second = (row.video.latest_render for row in batch.rows.exclude(video=None).order_by("number"))  # type: ignore[union-attr]
    assert first and second
    takes.fail_render(first, "The engine was ended by signal 9 (out of memory, or too long).")
    people.made(second)
    page = open_page(f"/batches/{batch.pk}/", by=alice, size=PHONE)
    expect(page.get_by_text("1 ended without a video. Why stands in its row")).to_be_visible()
    assert looks(page, "batch-failed") == []
    page.get_by_role("button", name="Look again (row 3)").click()
    expect(page.get_by_role("button", name="Make the other 1")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Try again (row 1)").click()
    expect(page.get_by_role("row", name="Ana").get_by_role("link", name="In line")).to_be_visible()
    assert looks(page, "batch-again") == []
    latest = Video.objects.get(pk=first.video_id).latest_render
    assert latest and latest.number == 2
    people.made(latest)
    expect(page.get_by_role("row", name="Ana").get_by_role("link", name="Ready")).to_be_visible(timeout=20_000)


def test_the_header_tells_of_what_a_table_began(open_page: Open, template: Template, alice: User) -> None:
    rows = [batches.Filled([name], {"first_name": Value("text", text=name)}) for name in ("Ana", "Björn")]
    batch = batches.add(template, actor=alice, name="guests", columns=["first_name"], rows=rows)
    batches.measure(batch, seconds=60)
    batches.order(batch, actor=alice)
    page = open_page(f"/batches/{batch.pk}/", by=alice)
    expect(page.locator("#backstage-state .lamp")).to_have_class("lamp lamp-out")
    expect(page.get_by_role("row", name="Ana").get_by_text("In line")).to_be_visible()
    batches.work(str(batch.pk))
    expect(page.locator("#backstage-state b")).to_have_text("2")


def test_how_each_video_stands_is_in_sight_on_a_phone(open_page: Open, template: Template, alice: User) -> None:
    values = {"first_name": Value("text", text="Ana")}
    rows = [batches.Filled(["The whole department of the northern countries"] * 3, values)]
    batch = batches.add(template, actor=alice, name="guests", columns=["first_name", "company", "title"], rows=rows)
    batches.measure(batch, seconds=60)
    page = open_page(f"/batches/{batch.pk}/", by=alice, size=PHONE)
    region, stands = page.locator("#rows"), page.locator("#rows td.how")
    expect(stands).to_have_text("Not made yet")
    assert region.evaluate("each => each.scrollWidth > each.clientWidth"), "it is wider than the phone"
    for way in (0, 9999):
        region.evaluate("(each, way) => { each.scrollLeft = way; }", way)
        around, box = region.bounding_box(), stands.bounding_box()
        assert around and box
        assert around["x"] <= box["x"] and box["x"] + box["width"] <= around["x"] + around["width"]
