"""Pictures that the engine has not drawn yet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from studio.actions import accounts
from studio.models import Account, User, Video
from tests.browser.conftest import Open

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = 'img[data-again][alt="Navy blazer"], img[data-again][aria-label="Navy blazer"]'


@pytest.mark.parametrize("scripts", ["before", "after"])
def test_one_that_comes_later_shows_no_sign_of_a_broken_one(
    window: Page, open_page: Open, video: Video, account: Account, alice: User, scripts: str
) -> None:
    """Whether it fails before the page's scripts are there, or after."""
    accounts.sync_cast(account)
    site, pictures, script = window.context, re.compile(r"/avatars/[^/]+\.jpg"), re.compile(r"/js/pictures.*\.js")

    def slow(route: Route) -> None:
        window.wait_for_timeout(1500)
        route.continue_()

    site.route(pictures, lambda route: route.fulfill(status=503, body=""))
    if scripts == "after":
        site.route(script, slow)
    page = open_page(f"/videos/{video.pk}/edit/", by=alice)
    look = page.locator(LOOK).first
    expect(look).to_have_attribute("aria-label", "Navy blazer")
    expect(look).to_have_attribute("alt", "")
    site.unroute(pictures)
    site.unroute(script)
    expect(look).to_have_attribute("alt", "Navy blazer")
    assert look.evaluate("each => each.naturalWidth > 0")
