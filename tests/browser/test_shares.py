"""Sharing a video, and the page behind a share link, with a real video of the engine's own in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from studio.actions import joins, renders, shares, takes
from studio.models import Account, Job, User
from tests import people
from tests.api.heygen.asking import ask, ordered
from tests.browser.conftest import PHONE, WIDE, Look, Open
from tests.pages.asking import film

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "حملة الربيع الكبرى لمنتجات العناية بالبشرة في أسواق الشرق الأوسط " * 3


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_whoever_has_the_link_can_watch(open_page: Open, look: Look, account: Account, alice: User) -> None:
    key = people.key(account, by=alice)
    name = ordered(key, title="Spring collection, in one breath", caption=True, dimension={"width": 640, "height": 360})
    job = Job.objects.get(external_id=name)
    assert job.render
    takes.work(str(job.render.takes.get().pk))
    joins.join(str(job.render.pk))
    path = shares.to(Job.objects.select_related("render__file").get(pk=job.pk), origin="")
    for size, theme in ((WIDE, "dark"), (PHONE, "light")):
        page = open_page(path, size=size, theme=theme)
        film = page.locator("video")
        expect(film).to_have_js_property("videoWidth", 640)
        assert look(page, "shared") == []
    ask("DELETE", f"/v1/video.delete?video_id={name}", key)
    page.reload()
    expect(page.locator("video")).to_have_count(0)


def test_a_link_is_made_copied_and_stopped_with_the_keyboard(
    open_page: Open, looks: Look, account: Account, alice: User
) -> None:
    video = people.video(account, by=alice, title=LONG)
    made = renders.generate(video, actor=alice)
    takes.work(str(made.takes.get().pk))
    joins.join(str(made.pk))
    page = open_page(f"/videos/{video.pk}/", by=alice)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert looks(page, "share-before") == []

    page.get_by_role("button", name="Make a link").focus()
    press(page, "Enter")
    link = page.get_by_label("Link to this video")
    expect(link).to_be_focused()
    expect(page.locator("#timeline")).to_contain_text("Shared by a link")
    assert looks(page, "share-made") == []
    press(page, "Tab", "Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == link.input_value()
    path = copied[copied.index("/s/") :]

    stranger = open_page(path, size=PHONE)
    expect(stranger.locator("video")).to_have_js_property("videoWidth", 1080)
    assert looks(stranger, "shared-by-a-team") == []
    page.bring_to_front()
    press(page, "Tab", "Tab", "Enter")
    expect(page.get_by_text("This link will never open the video again")).to_be_visible()
    assert looks(page, "share-stopping") == []
    press(page, "Tab", "Enter")
    expect(page.get_by_text("Sharing stopped. The link opens nothing any more.")).to_be_visible()
    expect(page.get_by_role("button", name="Make a link")).to_be_focused()
    expect(page.locator("#timeline")).to_contain_text("Sharing stopped")
    stranger.reload()
    expect(stranger.get_by_text("is no longer shared")).to_be_visible()


def test_the_library_shows_what_is_shared(open_page: Open, looks: Look, account: Account, alice: User) -> None:
    for number, title in enumerate(("Spring", LONG, "Autumn")):
        video = people.video(account, by=alice, title=title)
        film(video)
        if number < 2:
            shares.share(video, actor=alice)
    page = open_page("/", by=alice)
    for name, path in {"shared-grid": "/?view=grid", "shared-list": "/?view=list"}.items():
        page.goto(path)
        expect(page.get_by_role("img", name="Shared by a link")).to_have_count(2)
        assert looks(page, name) == []
