"""The back office as a person meets it: Django's own pages, in the studio's colours."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from studio.actions import credits
from studio.models import Account, Avatar, User
from tests import people
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
THEIRS = "empty-table-header"
"""A column of Django's own, over what each row is called, has no head."""


@pytest.fixture
def ada(alice: User) -> User:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    return alice


def page_of(verb: str, row: Any) -> str:
    return reverse(f"admin:studio_{row._meta.model_name}_{verb}", args=[] if verb == "changelist" else [row.pk])


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, account: Account, ada: User) -> None:
    video = people.video(account, by=ada, title="Spring launch")
    render = people.render(video, by=ada, state="failed", error="The voice is too long.")
    people.attempt(people.take(render), outcome="failed")
    budget = credits.set_budget(account.team, 1500_00)
    # Axe copies the sheets that Django's sheets import into a document of its own. Our policy refuses that and says so
    # in the console, where nothing else may be said: so this is a page that isn't listened to.
    page = open_page("/admin/", by=ada, size=PHONE).context.new_page()
    for name, path in {
        "index": "/admin/", "renders": page_of("changelist", render), "render": page_of("change", render),
        "avatars": page_of("changelist", Avatar.objects.get()), "account": page_of("change", account),
        "team": page_of("change", account.team), "history": page_of("history", account.team),
        "new-budget": reverse("admin:studio_budget_add"), "no-budget": page_of("delete", budget),
    }.items():  # fmt: skip
        page.goto(path)
        assert [wrong for wrong in looks(page, f"admin-{name}") if not wrong.startswith(THEIRS)] == []


def test_a_long_name_ends_before_what_stands_beside_it(open_page: Open, account: Account, ada: User) -> None:
    Account.objects.filter(pk=account.pk).update(name="the whole marketing department of the northern countries, " * 3)
    page = open_page(page_of("change", account), by=ada)
    name, history = page.locator("#content > h2").bounding_box(), page.locator(".historylink").bounding_box()
    assert name and history
    assert name["x"] + name["width"] <= history["x"]


def test_its_fields_are_called_by_their_labels(open_page: Open, account: Account, ada: User) -> None:
    page = open_page(page_of("change", account.team), by=ada)
    expect(page.get_by_role("combobox", name="User Alice")).to_be_visible()
    expect(page.get_by_role("combobox", name="Role", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Add another Member").click()
    expect(page.get_by_role("combobox", name="User", exact=True)).to_be_visible()
    page.goto(reverse("admin:studio_budget_add"))
    expect(page.get_by_role("combobox", name="Team", exact=True)).to_be_visible()
