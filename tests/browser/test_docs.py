"""What programs can ask, read in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


def test_documents_can_be_read(open_page: Open, looks: Look) -> None:
    page = open_page("/api/docs", size=PHONE)
    expect(page.get_by_role("heading", name="For programs")).to_be_visible()
    page.locator("summary").nth(0).click()
    assert looks(page, "docs") == []
    page.get_by_role("link", name="/storyboards/check").click()
    operation = page.locator("#api_check")
    expect(operation).to_be_visible()
    assert looks(page, "docs-studio") == []
    operation.get_by_role("link", name="Scene", exact=True).first.click()
    expect(page.locator("#shape-Scene")).to_be_in_viewport()
