"""Webhooks that meet at the same moment: how many are under way, and one that goes while it is told."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django_q.models import OrmQ

from studio.actions import deliveries, endpoints, jobs, renders
from studio.models import Account, ApiKey, Delivery, Endpoint, Event, Render
from studio.net.deliver import Told
from studio.vocabulary import DeliveryState, Dialect
from tests import people
from tests.meanwhile import meanwhile
from tests.rush import rush

MESSAGES = 4


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_those_that_come_at_the_same_moment_leave_a_worker_for_all_else(account: Account) -> None:
    same = {"team": account.team, "dialect": Dialect.STUDIO, "event": "x", "url": "http://a.example/", "body": "{}"}
    old = [Delivery.objects.create(key=str(n), state=DeliveryState.DELIVERED, **same) for n in range(MESSAGES)]
    start = threading.Barrier(MESSAGES)

    def again(delivery: Delivery) -> None:
        try:
            start.wait(30)
            with transaction.atomic():
                deliveries.redeliver(delivery)
                time.sleep(0.2)  # nobody sees yet what the others wake
        finally:
            connection.close()

    threads = [threading.Thread(target=again, args=(each,)) for each in old]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == MESSAGES
    assert OrmQ.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_webhook_that_is_removed_while_its_answer_is_written_down_ends_quietly(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = endpoints.add(key, Dialect.STUDIO, url="http://a.example/", events=[])
    message = Delivery.objects.create(
        team=hook.team, endpoint=hook, dialect=hook.dialect, event="x", url=hook.url, body="{}", key="one"
    )  # fmt: skip
    other = meanwhile(monkeypatch, deliveries, "_tried", lambda: endpoints.remove(hook))
    deliveries.send(str(message.pk), post=lambda *_, **__: Told(500, 1))
    other.join()
    assert not Delivery.objects.exists()


def ordered(key: ApiKey, name: str, **fields: Any) -> Render:
    words = people.storyboard("Hello there.")
    job = jobs.order(key, jobs.Order(Dialect.STUDIO, "video", name, "http://studio.example", words, **fields))
    assert job.render
    return job.render


def listening(key: ApiKey, *names: str) -> list[Endpoint]:
    return [endpoints.add(key, Dialect.STUDIO, url=f"http://{name}.example/", events=[]) for name in names]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("place", "name"), [(deliveries, "_write"), (Event.objects, "create")])
def test_an_end_stands_though_a_webhook_is_removed_as_it_is_told(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    """Before its message is written, and behind it."""
    gone, kept = listening(key, "gone", "kept")
    render = ordered(key, "one", callback_url="http://order.example/")
    other = meanwhile(monkeypatch, place, name, lambda: endpoints.remove(gone))
    assert renders.cancel(render, actor=None)
    other.join()
    monkeypatch.undo()
    assert Render.objects.get().state == "canceled"
    assert list(Endpoint.objects.all()) == [kept]
    assert sorted(Delivery.objects.values_list("url", flat=True)) == ["http://kept.example/", "http://order.example/"]


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_an_end_waits_for_nobody_who_removes_a_webhook(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    (gone,), render = listening(key, "gone"), ordered(key, "one", callback_url="http://order.example/")
    other = meanwhile(monkeypatch, endpoints, "tell", lambda: renders.cancel(render, actor=None))
    endpoints.remove(gone)
    other.join()
    assert Render.objects.get().state == "canceled"
    assert Delivery.objects.get().url == "http://order.example/"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_webhook_that_is_changed_as_a_render_ends_is_told(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    (hook,), render = listening(key, "here"), ordered(key, "one")
    other = meanwhile(monkeypatch, Endpoint, "save", lambda: renders.cancel(render, actor=None))
    endpoints.change(hook, new_secret=True)
    other.join()
    assert Delivery.objects.get().endpoint == hook


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_webhooks_that_go_while_many_versions_end_are_in_nobodys_way(key: ApiKey) -> None:
    """Those who remove begin from either end, so that they meet each other, too, and whoever sends."""
    made = [ordered(key, str(number)) for number in range(12)]
    hooks = listening(key, *(f"hook-{number}" for number in range(6)))
    renders.cancel(made[0], actor=None)
    told = [str(pk) for pk in Delivery.objects.values_list("pk", flat=True)]
    cancels = [{"do": "cancel", "render": str(render.pk)} for render in made[1:]]
    removals = [{"do": "unhook", "endpoint": str(hook.pk)} for hook in hooks[:-1]]
    answers = rush([
        cancels[::2], cancels[1::2], removals, removals[::-1],
        [{"do": "send", "delivery": pk} for pk in told], [{"do": "resend", "delivery": pk} for pk in told[::-1]],
    ])  # fmt: skip
    assert set(answers) <= {"True", "False", "done", "NotFound"}
    assert set(Render.objects.values_list("state", flat=True)) == {"canceled"}
    assert set(Delivery.objects.values_list("endpoint", flat=True)) == {hooks[-1].pk}
    assert Delivery.objects.count() == len(made)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_one_that_is_sent_again_waits_for_no_other_that_goes_with_its_webhook(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hook,) = listening(key, "gone")
    same = {"team": hook.team, "endpoint": hook, "dialect": hook.dialect, "event": "x", "url": hook.url, "body": "{}"}
    Delivery.objects.create(key="waits", **same)
    again = Delivery.objects.create(key="again", state=DeliveryState.DELIVERED, **same)
    other = meanwhile(monkeypatch, deliveries, "wake_due", lambda: endpoints.remove(hook))
    assert deliveries.redeliver(again)
    other.join()
    assert not Endpoint.objects.exists()
