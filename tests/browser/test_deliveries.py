"""The log of a webhook, by eye and by keyboard."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.actions import deliveries, endpoints
from studio.models import Account, Delivery, DeliveryTry, Endpoint, Member, User
from studio.net.deliver import Told
from studio.vocabulary import DeliveryState, Dialect, Role
from tests import people
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)
MORE = ((WIDE, "light"), (PHONE, "dark"))
BODY = {
    "event_type": "avatar_video.success",
    "event_data": {
        "video_id": "6bd1f0c1a7a54a52a0dc7be4ba0a3f0c",
        "url": f"https://studio.example/files/{'0' * 32}:1tXabc:{'a-_bC' * 8}/مرحبا-spring.mp4",
        "callback_id": "A" * 200, "callback_url": "https://shop.example/back?token=1", "folder_id": None,
    },
}  # fmt: skip
ENDS = (
    (DeliveryState.DELIVERED, ((503, ""), (200, ""))),
    (DeliveryState.GIVEN_UP, ((None, "The server could not be reached."), (500, ""), (None, "No answer in time."))),
    (DeliveryState.WAITING, ((502, ""),)),
    (DeliveryState.WAITING, ()),
)


@pytest.fixture
def hook(account: Account, alice: User) -> Endpoint:
    """Told a dozen times over three days, in all ways."""
    key = people.key(account, by=alice)
    made = endpoints.add(key, Dialect.HEYGEN, url="https://shop.example.org/films/done?token=1", events=[])
    for number in range(12):
        state, tries = ENDS[number % len(ENDS)]
        at = timezone.now() - timedelta(hours=5 * number + 1)
        event = "avatar_video.fail" if number % 3 else "avatar_video.success"
        told = Delivery.objects.create(
            team=made.team, endpoint=made, dialect=made.dialect, event=event, url=made.url,
            body=json.dumps(BODY), key=str(number), state=state, created_at=at,
            next_at=timezone.now() + timedelta(hours=2),
        )  # fmt: skip
        for which, (status, error) in enumerate(tries, 1):
            when = at + timedelta(minutes=7 * which)
            DeliveryTry.objects.create(
                delivery=told, number=which, status=status, error=error, took=180 * which, at=when
            )
    return made


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, hook: Endpoint, alice: User) -> None:
    message = Delivery.objects.filter(state=DeliveryState.GIVEN_UP).first()
    assert message
    page = open_page(f"/settings/webhooks/{hook.pk}/", by=alice, size=PHONE)
    assert looks(page, "deliveries", *MORE) == []
    page.goto(f"/settings/webhooks/messages/{message.pk}/#told-{message.pk}")
    assert looks(page, "deliveries-open", *MORE) == []
    Endpoint.objects.update(url=f"https://{'a-long-name.' * 6}example.org/{'deep/' * 30}مرحبا")
    endpoints.disable(hook, actor=alice)
    page.goto(f"/settings/webhooks/messages/{message.pk}/")
    assert looks(page, "deliveries-stopped", *MORE) == []
    Member.objects.filter(user=alice).update(role=Role.VIEWER)
    page.reload()
    assert looks(page, "deliveries-viewer", *MORE) == []
    page.goto("/settings/webhooks/")
    assert looks(page, "webhooks-viewer") == []
    page.goto("/settings/webhooks/orders/")
    assert looks(page, "deliveries-none") == []
    Delivery.objects.filter(pk=message.pk).update(endpoint=None)
    page.reload()
    page.locator("summary", has_text="avatar_video").click()
    assert looks(page, "deliveries-orders", *MORE) == []
    page.get_by_role("link", name="Webhooks").first.click()
    assert looks(page, "webhooks-orders") == []


def test_a_message_is_found_and_sent_again_by_keyboard(open_page: Open, hook: Endpoint, alice: User) -> None:
    Delivery.objects.exclude(state=DeliveryState.GIVEN_UP).delete()
    message = Delivery.objects.order_by("-created_at")[0]
    page = open_page("/settings/webhooks/", by=alice)
    page.get_by_role("link", name="All it was told").press("Enter")
    page.get_by_role("link", name="Given up").press("Enter")
    expect(page.get_by_role("link", name="Given up")).to_have_attribute("aria-current", "true")
    line = page.locator(f"#told-{message.pk}")
    line.locator("summary").press("Enter")
    again = line.get_by_role("button", name="Send again:")
    again.press("Enter")
    expect(line.get_by_text("Is being sent")).to_be_visible()
    expect(again).to_be_focused()
    again.press("Enter")
    assert deliveries.send(str(message.pk), post=lambda *_, **__: Told(200, 12)) is None
    expect(page.get_by_text("shop.example.org took it: 200")).to_be_visible()
    expect(again).to_be_focused()
    expect(line.locator("summary")).to_contain_text("4 tries")
    assert message.attempts.count() == 4


def test_a_double_click_sends_it_once(open_page: Open, hook: Endpoint, alice: User) -> None:
    Delivery.objects.exclude(state=DeliveryState.GIVEN_UP).delete()
    message = Delivery.objects.order_by("-created_at")[0]
    page = open_page(f"/settings/webhooks/messages/{message.pk}/", by=alice)
    page.locator(f"#told-{message.pk}").get_by_role("button").dblclick()
    expect(page.get_by_text("is sent to shop.example.org now")).to_be_visible()
    assert hook.team.events.filter(kind="webhook.again").count() == 1
