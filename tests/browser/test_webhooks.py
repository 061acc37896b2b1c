"""The page of webhooks, by eye and by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.actions import accounts, endpoints
from studio.models import Account, Delivery, DeliveryTry, Endpoint, User
from studio.vocabulary import DeliveryState, Dialect
from tests import people
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/settings/webhooks/"
MORE = ((WIDE, "light"), (PHONE, "dark"))


@pytest.fixture
def hook(account: Account, alice: User) -> Endpoint:
    """Told three times: well, in vain, and not yet."""
    key = people.key(account, by=alice)
    made = endpoints.add(key, Dialect.CAPTIONS, url="https://shop.example.org/films", events=["creator.success"])
    for number, (state, status, error) in enumerate((
        (DeliveryState.DELIVERED, 200, ""), (DeliveryState.GIVEN_UP, None, "There was no answer within 10 seconds."),
        (DeliveryState.WAITING, 503, ""),
    )):  # fmt: skip
        told = Delivery.objects.create(
            team=made.team, endpoint=made, dialect=made.dialect, event="creator.success", url=made.url, body="{}",
            key=str(number), state=state, created_at=timezone.now() - timedelta(hours=40 * (3 - number)),
        )  # fmt: skip
        DeliveryTry.objects.create(delivery=told, number=number + 1, status=status, error=error)
    return made


def test_it_has_no_barrier_and_fits(open_page: Open, look: Look, looks: Look, hook: Endpoint, alice: User) -> None:
    key = people.key(hook.team.accounts.get(), by=alice)
    events = ["avatar_video.success", "avatar_video.fail", "avatar_video_gif.success", "video_translate.success"]
    endpoints.add(key, Dialect.HEYGEN, url=f"https://{'a-long-name.' * 6}example.org/{'deep/' * 20}hook", events=events)
    endpoints.add(key, Dialect.HEYGEN, url="https://hooks.example.org/مرحبا?token=1", events=[])
    accounts.revoke_key(key)
    Endpoint.objects.filter(url__contains="token").update(failing_since=timezone.now() - timedelta(days=2))
    endpoints.disable(Endpoint.objects.get(url__contains="deep"), actor=alice)
    page = open_page(PAGE, by=alice, size=PHONE)
    assert looks(page, "webhooks", *MORE) == []
    page.locator("summary", has_text="Delete").last.click()
    assert look(page, "webhooks-delete") == []
    Endpoint.objects.all().delete()
    page.reload()
    assert looks(page, "webhooks-empty", *MORE) == []


def test_it_is_stopped_started_and_deleted_by_keyboard(open_page: Open, hook: Endpoint, alice: User) -> None:
    page = open_page(PAGE, by=alice)
    stop, start = page.get_by_role("button", name="Stop:"), page.get_by_role("button", name="Start again:")
    stop.press("Enter")
    expect(start).to_be_focused()
    expect(page.get_by_text("Disabled by hand.")).to_be_visible()
    start.press("Enter")
    expect(stop).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete it").press("Enter")
    expect(page.get_by_text("Nobody asked to be told.")).to_be_visible()
    expect(page.locator("#h-webhooks")).to_be_focused()
    assert not Endpoint.objects.exists()
