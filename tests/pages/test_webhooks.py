"""Where programs are told: who may stop it, and that no secret is on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import accounts, deliveries, endpoints
from studio.models import Account, ApiKey, Delivery, DeliveryTry, Endpoint, Event, User
from studio.vocabulary import DeliveryState, Dialect
from tests.pages.asking import HTMX, as_, is_fragment

PAGE = "/settings/webhooks/"


@pytest.fixture
def hook(key: ApiKey) -> Endpoint:
    url = "https://ann:hush@hooks.example.org/done?token=s3cret"
    return endpoints.add(key, Dialect.HEYGEN, url=url, events=["avatar_video.success"], prefix="whsec_")


def told(hook: Endpoint, number: int, state: DeliveryState = DeliveryState.DELIVERED, **tried: object) -> Delivery:
    made = Delivery.objects.create(
        team=hook.team, endpoint=hook, dialect=hook.dialect, event=f"event.{number}", url=hook.url, body="{}",
        key=f"{hook.pk}:{number}", state=state, created_at=timezone.now() - timedelta(hours=9 - number),
    )  # fmt: skip
    if tried:
        DeliveryTry.objects.create(delivery=made, number=1, **tried)
    return made


def test_it_says_how_programs_add_one(alice: User, account: Account) -> None:
    page = as_(alice).get(PAGE).content.decode()
    assert "Nobody asked to be told." in page and "/heygen/v3/webhooks/endpoints" in page
    assert 'href="/settings/webhooks/"' in as_(alice).get("/settings/").content.decode()


def test_it_shows_what_was_told_and_no_secret(alice: User, hook: Endpoint, key: ApiKey) -> None:
    for number in range(4):
        told(hook, number, status=200)
    told(hook, 4, DeliveryState.GIVEN_UP, status=None, error="No answer within 10 s.")
    accounts.revoke_key(key)
    page = as_(alice).get(PAGE).content.decode()
    for shown in ("https://hooks.example.org/done", "HeyGen", "avatar_video.success", key.name, "revoked", "200 ·"):
        assert shown in page
    assert "event.4" in page and "event.1" not in page, "the latest three"
    assert "Given up" in page and "No answer within 10 s<" in page
    for secret in ("hush", "s3cret", hook.secret["value"]):
        assert secret not in page


def test_it_is_stopped_and_started_again(alice: User, hook: Endpoint) -> None:
    client = as_(alice)
    reply = client.post(f"{PAGE}{hook.pk}/stop/", headers=HTMX)
    assert is_fragment(reply.content) and "hooks.example.org is told nothing more" in reply.content.decode()
    hook.refresh_from_db()
    assert hook.disabled_at and endpoints.BY_HAND in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{hook.pk}/start/")["Location"] == PAGE
    hook.refresh_from_db()
    assert (hook.disabled_at, hook.disabled_why, hook.failing_since) == (None, "", None)
    assert client.post(f"{PAGE}{hook.pk}/start/", headers=HTMX).status_code == 200, "it is on already"
    assert [event.text for event in Event.objects.filter(kind__startswith="webhook.").order_by("id")] == [
        "Webhook to hooks.example.org stopped", "Webhook to hooks.example.org started again",
    ]  # fmt: skip
    assert Event.objects.filter(kind="webhook.stopped", actor=alice).exists()


def test_what_waits_for_a_stopped_one_is_given_up(alice: User, hook: Endpoint) -> None:
    waiting = told(hook, 1, DeliveryState.WAITING)
    as_(alice).post(f"{PAGE}{hook.pk}/stop/")
    deliveries.send(str(waiting.pk))
    waiting.refresh_from_db()
    assert waiting.state == DeliveryState.GIVEN_UP


def test_it_is_deleted_with_what_it_was_told(alice: User, hook: Endpoint) -> None:
    told(hook, 1, status=200)
    reply = as_(alice).post(f"{PAGE}{hook.pk}/remove/", headers=HTMX).content.decode()
    assert "The webhook to hooks.example.org is deleted" in reply and "Nobody asked to be told." in reply
    assert not Endpoint.objects.exists() and not Delivery.objects.exists()
    assert as_(alice).post(f"{PAGE}{hook.pk}/remove/").status_code == 404


def test_all_may_look_managers_may_change_it_and_another_team_never(
    bob: User, vera: User, charlie: User, hook: Endpoint
) -> None:
    for person in (bob, vera):
        page = as_(person).get(PAGE).content.decode()
        assert "hooks.example.org" in page and "/done" not in page and "<form" not in page.partition("<main")[2]
        assert 'href="/settings/webhooks/"' in as_(person).get("/settings/").content.decode()
    assert "hooks.example.org" not in as_(charlie).get(PAGE).content.decode()
    for verb in ("stop", "start", "remove"):
        codes = [as_(person).post(f"{PAGE}{hook.pk}/{verb}/").status_code for person in (bob, vera, charlie)]
        assert codes == [403, 403, 404]
    assert Endpoint.objects.get().disabled_at is None


def test_it_asks_the_database_as_often_for_many(alice: User, key: ApiKey, hook: Endpoint) -> None:
    counts = []
    for number in (1, 6):
        for each in range(number):
            other = endpoints.add(key, Dialect.CAPTIONS, url=f"https://example.org/{number}/{each}", events=[])
            told(other, 1, status=500)
        with CaptureQueriesContext(connection) as asked:
            assert as_(alice).get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
