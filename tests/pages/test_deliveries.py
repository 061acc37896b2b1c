"""What a webhook was told: who may see how much of it, and that sending again happens once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import deliveries, endpoints
from studio.models import ApiKey, Delivery, DeliveryTry, Endpoint, Event, User
from studio.net.deliver import Told
from studio.pages.deliveries import PAGE
from studio.vocabulary import DeliveryState, Dialect
from tests.pages.asking import HTMX, as_, is_fragment

LOGS = "/settings/webhooks/"
FILM = f"https://studio.example/files/{'0' * 32}:1tX:abc-_def/spring.mp4"
BODY = {
    "event_type": "avatar_video.success",
    "event_data": {
        "url": FILM,
        "callback_url": "https://ann:hush@shop.example/back/door?token=s3cret",
        "callback_id": "7",
    },
}


@pytest.fixture
def hook(key: ApiKey) -> Endpoint:
    url = "https://ann:hush@hooks.example.org/way/in?token=s3cret"
    return endpoints.add(key, Dialect.HEYGEN, url=url, events=[], prefix="whsec_")


def told(hook: Endpoint, number: int = 1, state: DeliveryState = DeliveryState.DELIVERED, **fields: object) -> Delivery:
    """One message, tried once, ten minutes older for every number."""
    first = {"endpoint": hook, "url": hook.url, "key": f"{hook.pk}:{number}", "body": json.dumps(BODY)}
    at = timezone.now() - timedelta(minutes=10 * number)
    more = {"event": f"event.{number}", "created_at": at, "next_at": at, "state": state}
    made = Delivery.objects.create(team=hook.team, dialect=hook.dialect, **{**first, **more, **fields})
    DeliveryTry.objects.create(delivery=made, number=1, status=500, took=240)
    return made


def address(delivery: Delivery, verb: str = "") -> str:
    return f"{LOGS}messages/{delivery.pk}/{verb}"


def shown(user: User, path: str) -> str:
    reply = as_(user).get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def test_it_shows_every_message_with_its_tries_and_words(alice: User, hook: Endpoint) -> None:
    for number in range(1, PAGE + 4):
        told(hook, number)
    page = shown(alice, f"{LOGS}{hook.pk}/")
    assert page.index("event.1<") < page.index("event.2<") and f"event.{PAGE + 1}<" not in page
    assert "240 ms" in page and "&quot;event_type&quot;: &quot;avatar_video.success&quot;" in page
    assert f"event.{PAGE + 3}<" in shown(alice, f"{LOGS}{hook.pk}/?page=2")


@pytest.mark.parametrize(
    ("state", "seen"), [("waiting", {2}), ("given_up", {3}), ("delivered", {1}), ("odd", {1, 2, 3})]
)
def test_it_shows_those_of_one_state(alice: User, hook: Endpoint, state: str, seen: set[int]) -> None:
    for number, each in enumerate((DeliveryState.DELIVERED, DeliveryState.WAITING, DeliveryState.GIVEN_UP), 1):
        told(hook, number, each)
    page = shown(alice, f"{LOGS}{hook.pk}/?state={state}")
    assert {number for number in (1, 2, 3) if f"event.{number}<" in page} == seen


def test_it_says_when_there_is_nothing(alice: User, hook: Endpoint) -> None:
    assert "Nothing was told there yet." in shown(alice, f"{LOGS}{hook.pk}/")
    told(hook)
    assert "No message is in this state." in shown(alice, f"{LOGS}{hook.pk}/?state=waiting")


def test_a_message_has_an_address_and_stands_open_there(alice: User, hook: Endpoint) -> None:
    for number in range(1, PAGE + 4):
        last = told(hook, number)
    page = shown(alice, address(last))
    assert "Page 2 of 2" in page and page.count("<details open>") == 1
    assert page.index(f'id="told-{last.pk}"') < page.index("<details open>")
    assert f'href="{LOGS}{hook.pk}/?page=1"' in page, "the way on leads through the log"


def test_secrets_are_hidden_and_links_are_for_those_who_may_have_keys(alice: User, vera: User, hook: Endpoint) -> None:
    told(hook)
    for_alice, for_vera = (shown(user, f"{LOGS}{hook.pk}/") for user in (alice, vera))
    assert FILM in for_alice and "https://shop.example/back/door?…" in for_alice and "/way/in?…" in for_alice
    assert "https://studio.example/files/…/spring.mp4" in for_vera and "https://shop.example/…" in for_vera
    for hidden in ("1tX", "abc-_def", "back/door", "way/in"):
        assert hidden not in for_vera
    for page in (for_alice, for_vera):
        assert "hush" not in page and "s3cret" not in page and hook.secret["value"] not in page
        assert "They are sent in full." in page or "It is sent in full." in page


def test_who_may_only_look_sees_no_buttons(alice: User, bob: User, vera: User, hook: Endpoint) -> None:
    message = told(hook)
    for person in (bob, vera):
        for path in (LOGS, f"{LOGS}{hook.pk}/", address(message)):
            page = shown(person, path)
            assert "hooks.example.org" in page and "event.1" in page
            assert "again/" not in page and "/stop/" not in page and "/remove/" not in page
        assert as_(person).post(address(message, "again/")).status_code == 403
    assert "again/" in shown(alice, f"{LOGS}{hook.pk}/")
    assert not Event.objects.filter(kind="webhook.again").exists()


def test_another_team_never_sees_it(charlie: User, hook: Endpoint) -> None:
    message = told(hook)
    for path in (f"{LOGS}{hook.pk}/", address(message)):
        assert as_(charlie).get(path).status_code == 404
    assert as_(charlie).post(address(message, "again/")).status_code == 404
    assert "event.1" not in shown(charlie, f"{LOGS}orders/")


def test_it_is_sent_again_and_what_comes_of_it_is_waited_for(alice: User, hook: Endpoint) -> None:
    message, client = told(hook, state=DeliveryState.GIVEN_UP), as_(alice)
    reply = client.post(address(message, "again/"), {"seen": "1"}, headers=HTMX)
    text = reply.content.decode()
    assert is_fragment(reply.content) and "event.1 is sent to hooks.example.org now" in text
    assert "every 2s" in text and "<details open>" in text and 'aria-disabled="true"' in text
    assert client.get(address(message) + "?seen=1", headers=HTMX).status_code == 204
    deliveries.send(str(message.pk), post=lambda *_, **__: Told(204, 3))
    text = client.get(address(message) + "?seen=1", headers=HTMX).content.decode()
    assert "hooks.example.org took it: 204" in text and "every 2s" not in text and "2 tries" in text


def test_one_that_fails_again_says_so(alice: User, hook: Endpoint) -> None:
    message, client = told(hook), as_(alice)
    client.post(address(message, "again/"), {"seen": "1"}, headers=HTMX)
    deliveries.send(str(message.pk), post=lambda *_, **__: Told(503, 3))
    text = client.get(address(message) + "?seen=1", headers=HTMX).content.decode()
    assert "hooks.example.org did not take it: 503" in text and "Send now" in text


def test_one_that_is_stopped_meanwhile_says_that_it_was_not_sent(alice: User, hook: Endpoint) -> None:
    message, client = told(hook), as_(alice)
    client.post(address(message, "again/"), {"seen": "1"}, headers=HTMX)
    endpoints.disable(hook, actor=alice)
    deliveries.send(str(message.pk))
    text = client.get(address(message) + "?seen=1", headers=HTMX).content.decode()
    assert "event.1 was not sent." in text and "every 2s" not in text and "This webhook is stopped." in text


def test_without_a_script_it_leads_back_to_the_message(alice: User, hook: Endpoint) -> None:
    message, client = told(hook), as_(alice)
    reply = client.post(address(message, "again/"), {"seen": "1"})
    assert reply["Location"] == f"{address(message)}#told-{message.pk}"
    assert "is sent to hooks.example.org now" in client.get(address(message)).content.decode()


def test_a_second_click_sends_nothing(alice: User, hook: Endpoint) -> None:
    """Whether it comes before the first one was sent, or behind it."""
    message, client, sent = told(hook), as_(alice), []

    def answer(*_: object, **__: object) -> Told:
        sent.append(1)
        return Told(200, 3)

    for _ in range(2):
        client.post(address(message, "again/"), {"seen": "1"}, headers=HTMX)
    deliveries.send(str(message.pk), post=answer)
    late = client.post(address(message, "again/"), {"seen": "1"}, headers=HTMX)
    assert "was sent to hooks.example.org a moment ago" in late.content.decode()
    deliveries.send(str(message.pk), post=answer)
    assert len(sent) == 1
    assert Event.objects.get(kind="webhook.again").actor == alice


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["fragment", "page"])
def test_a_stopped_one_refuses_in_a_sentence(alice: User, hook: Endpoint, headers: dict[str, str]) -> None:
    message, client = told(hook), as_(alice)
    endpoints.disable(hook, actor=alice)
    assert "again/" not in client.get(f"{LOGS}{hook.pk}/").content.decode()
    reply = client.post(address(message, "again/"), {"seen": "1"}, headers=headers)
    assert reply.status_code == 409 and deliveries.STOPPED in reply.content.decode()
    message.refresh_from_db()
    assert message.state == DeliveryState.DELIVERED


def test_one_that_is_gone_says_why(alice: User, hook: Endpoint) -> None:
    message = told(hook)
    endpoints.remove(hook, actor=alice)
    for reply in (as_(alice).get(address(message)), as_(alice).post(address(message, "again/"), headers=HTMX)):
        assert reply.status_code == 404 and deliveries.NOT_KEPT in reply.content.decode()
    assert as_(alice).get(f"{LOGS}{hook.pk}/").status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "²", "9" * 5000])
def test_a_form_that_says_no_try_is_taken_for_a_late_one_or_none(alice: User, hook: Endpoint, seen: str) -> None:
    assert as_(alice).post(address(told(hook), "again/"), {"seen": seen}, headers=HTMX).status_code == 200


def test_addresses_of_orders_have_a_log_of_their_own(alice: User, vera: User, hook: Endpoint) -> None:
    told(hook, 1)
    assert "orders/" not in shown(alice, LOGS)
    message = told(hook, 2, endpoint=None, url="https://ann:hush@shop.example/back/door?x=1")
    assert f'href="{LOGS}orders/"' in shown(vera, LOGS)
    page = shown(alice, f"{LOGS}orders/")
    assert "event.2<" in page and "event.1<" not in page and "https://shop.example/back/door?…" in page
    assert "shop.example" in shown(vera, f"{LOGS}orders/")
    assert "event.2<" in shown(alice, address(message))
    reply = as_(alice).post(address(message, "again/"), {"seen": "1"}, headers=HTMX).content.decode()
    assert "event.2 is sent to shop.example now" in reply


def test_it_asks_the_database_as_often_for_many(alice: User, hook: Endpoint) -> None:
    counts = []
    for numbers in (range(1, 3), range(3, 12)):
        for number in numbers:
            told(hook, number)
        with CaptureQueriesContext(connection) as asked:
            shown(alice, f"{LOGS}{hook.pk}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
