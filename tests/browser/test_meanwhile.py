"""The storyboard page while somebody else changes the same video: it stays, and says what came of a press."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from studio.actions import accounts, scenes, videos
from studio.models import Account, User, Video
from tests import people
from tests.browser.conftest import Open
from tests.browser.desk import SCRIPT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(account: Account, alice: User) -> Video:
    """A video of three scenes, with the whole cast to choose from."""
    accounts.sync_cast(account)
    return people.video(account, by=alice, scripts=("Good morning.", "Five good ideas for you.", "Book a demo."))


def _opened(open_page: Open, video: Video, user: User) -> Page:
    """With more words in its first scene."""
    page = open_page(f"/videos/{video.pk}/edit/", by=user)
    page.locator(SCRIPT).press("Control+End")
    page.keyboard.type(" More.")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    return page


def _press(page: Page, button: str) -> int:
    with page.expect_response(lambda reply: reply.request.method == "POST") as answer:
        page.click(button)
    return answer.value.status


def test_an_undo_over_anothers_words_waits_for_a_second_press(open_page: Open, launch: Video, alice: User) -> None:
    page = _opened(open_page, launch, alice)
    scene = launch.scenes.get(position=0)
    theirs = {**scene.document, "voice": {**scene.document["voice"], "input_text": "Their words."}}
    scenes.save(scene, version=scene.version, document=theirs)
    assert _press(page, "#undo") == 409
    expect(page.locator("#note")).to_contain_text("Somebody else changed this scene meanwhile")
    expect(page.locator(SCRIPT)).to_have_value("Their words.")
    assert _press(page, "#undo") == 200
    expect(page.locator(SCRIPT)).to_have_value("Good morning.")


def test_an_undo_that_can_not_be_done_gives_way_to_the_one_before(
    open_page: Open, video: Video, alice: User
) -> None:  # fmt: skip
    page = _opened(open_page, video, alice)
    page.click("#tab-video")
    page.click("label:has(#shape-1)")
    expect(page.locator("#pick-shape")).to_contain_text("16:9")
    page.click(".strip .add")
    expect(page.locator(".card-current")).to_have_attribute("data-place", "1")
    scenes.remove(video.scenes.get(position=0))
    assert _press(page, "#undo") == 422
    expect(page.locator("#note")).to_contain_text("A video keeps at least one scene.")
    assert _press(page, "#undo") == 200
    expect(page.locator("#pick-shape")).to_contain_text("9:16")


def test_a_refusal_takes_no_boards_place(open_page: Open, launch: Video, alice: User) -> None:
    other = people.account(launch.team, name="Second")
    page = _opened(open_page, launch, alice)
    page.click("#tab-video")
    address = "https://example.org/" + "x" * videos.LONGEST_SETUP
    page.fill("#f-music-url", address)
    assert _press(page, "#tab-voice") == 422
    expect(page.locator("#notices")).to_contain_text("Shorten the settings.")
    expect(page.locator("#f-music-url")).to_have_value(address)
    page.fill("#f-music-url", "")
    Account.objects.filter(pk=other.pk).update(closed_at=timezone.now())
    page.select_option("#account", str(other.pk))
    expect(page.locator("#note")).to_contain_text("Choose an open account of this team.")
    expect(page.locator("#account")).to_have_count(0)
    expect(page.locator(SCRIPT)).to_have_value("Good morning. More.")
