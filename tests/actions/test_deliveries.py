"""Webhooks out: over real HTTP to a server on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import override_settings
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import deliveries, endpoints, jobs, renders, takes
from studio.dialects import messages
from studio.errors import BadInput, Conflict
from studio.models import Account, ApiKey, Delivery, DeliveryTry, Endpoint, Job, Render, User
from studio.net import signature
from studio.net.deliver import Told, Untold
from studio.vocabulary import DeliveryState, Dialect, RenderState
from tests import people
from tests.net.site import Site, open_site, reply, sends

pytestmark = pytest.mark.django_db
WISH = jobs.Order(
    Dialect.CAPTIONS, "creator", "tg7FaiVgmGqTQfuDhyGA", "http://studio.example", people.storyboard("Hello there.")
)


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened, override_settings(FETCH_ALLOW=["127.0.0.1/32"]):
        opened.pages["/hook"] = reply(b"ok")
        yield opened


def told(site: Site) -> list[dict[str, Any]]:
    return [json.loads(request.partition("\r\n\r\n")[2]) for request in site.asked]


def ended(key: ApiKey, site: Site, wish: jobs.Order, *, fail: bool = False) -> Job:
    job = jobs.order(key, wish)
    assert job.render
    if fail:
        takes.fail_render(job.render, "No luck.")
    else:
        people.made(job.render)
    return job


def send_all() -> None:
    for pk in Delivery.objects.filter(state="waiting").values_list("pk", flat=True):
        deliveries.send(str(pk))


def test_it_tells_the_webhook_that_an_order_named(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.CAPTIONS, url=site("/hook"), events=["creator.success"])
    endpoints.add(key, Dialect.CAPTIONS, url=site("/other"), events=["creator.success"])
    ended(key, site, replace(WISH, endpoint=hook))
    send_all()
    (message,) = told(site)
    assert message["event"] == "creator.success"
    assert message["operationId"] == WISH.external_id
    assert message["url"].startswith("http://studio.example/files/")
    assert f"Authorization: Bearer {hook.secret['value']}" in site.asked[0]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.attempts.get().status) == (DeliveryState.DELIVERED, 1, 200)
    assert delivery.delivered_at and delivery.lease_until is None
    deliveries.send(str(delivery.pk))
    assert len(site.asked) == 1


def test_it_tells_only_what_was_asked_for(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.CAPTIONS, url=site("/hook"), events=["creator.success"])
    ended(key, site, replace(WISH, endpoint=hook), fail=True)
    assert not Delivery.objects.exists()
    endpoints.change(hook, url=hook.url, events=["creator.failure"])
    ended(key, site, replace(WISH, endpoint=hook, external_id="other"), fail=True)
    send_all()
    assert told(site)[0]["error"] == "No luck."


def test_it_tells_its_own_team_and_dialect_and_nobody_who_was_stopped(key: ApiKey, site: Site, charlie: User) -> None:
    theirs = people.key(people.account(charlie.teams.get()))
    hook, stopped, _, _ = (
        endpoints.add(whose, dialect, url=site("/hook"), events=[])
        for whose, dialect in (
            (key, Dialect.STUDIO), (key, Dialect.STUDIO), (key, Dialect.HEYGEN), (theirs, Dialect.STUDIO),
        )
    )  # fmt: skip
    endpoints.disable(stopped)
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    assert Delivery.objects.get().endpoint == hook


def test_an_end_is_told_of_its_own_order_and_of_none_that_was_deleted(key: ApiKey, site: Site) -> None:
    for name in ("one", "two"):
        ended(key, site, replace(WISH, external_id=name, callback_url=site(f"/{name}")))
    gone = jobs.order(key, replace(WISH, external_id="gone", callback_url=site("/gone")))
    Job.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    assert gone.render
    people.made(gone.render)
    tried = jobs.order(key, replace(WISH, external_id="tried", callback_url=site("/tried")))
    Job.objects.filter(pk=tried.pk).update(preview=tried.render, render=None)
    assert tried.render
    people.made(tried.render)
    assert sorted(Delivery.objects.values_list("url", flat=True)) == [site("/one"), site("/tried"), site("/two")]


def test_a_canceled_render_is_told_once(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.CAPTIONS, url=site("/hook"), events=[])
    job = jobs.order(key, replace(WISH, endpoint=hook))
    assert job.render
    for _ in range(2):
        renders.cancel(job.render, actor=None)
    assert Delivery.objects.get().event == "creator.failure"


@pytest.mark.parametrize("error", [UnicodeError("no such letter"), DatabaseError("value too long")])
def test_a_message_that_cannot_be_made_undoes_no_video(
    key: ApiKey, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def stumble(*_: object) -> None:
        Delivery.objects.create(team=key.team, key="half written")
        raise error

    monkeypatch.setattr(deliveries, "message_of", stumble)
    job = ended(key, site, replace(WISH, callback_url=site("/hook")))
    assert job.render
    job.render.refresh_from_db()
    assert job.render.state == RenderState.COMPLETED
    assert job.render.video.events.get(kind="webhook.untold").render == job.render
    assert not Delivery.objects.exists()
    assert str(error) in caplog.text


def test_what_can_not_be_told_is_noted_with_the_version_that_it_is_about(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "_write_down", lambda *_: 1 / 0)
    job = jobs.order(key, WISH)
    assert job.render and job.video
    job.preview, made, video = people.render(job.video), job.render, job.video
    job.video = None
    deliveries.job_ended(job, of=made.pk)
    assert key.team.events.latest("pk").text == deliveries.UNTOLD
    job.video = video
    for render, preview, of in ((made, job.preview, made), (made, job.preview, job.preview), (None, job.preview, made)):
        job.render, job.preview = render, preview
        deliveries.job_ended(job, of=of.pk)
        noted = job.video.events.filter(kind="webhook.untold").latest("pk")
        assert noted.render == (of if of in (render, preview) else None)


def test_of_several_messages_the_others_are_told(key: ApiKey, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs.order(key, replace(WISH, callback_url=site("/hook")))
    Job.objects.create(
        team=job.team, account=job.account, dialect=Dialect.STUDIO, kind="video", external_id="other", origin="http://x",
        video=job.video, render=job.render, callback_url=site("/hook"),
    )  # fmt: skip
    monkeypatch.setitem(messages._SAYERS, Dialect.CAPTIONS, lambda news: 1 / 0)
    assert job.render
    people.made(job.render)
    assert Delivery.objects.get().dialect == Dialect.STUDIO


def test_our_own_are_signed_as_standard_webhooks_want(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.STUDIO, url=site("/hook"), events=[], prefix="whsec_")
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    send_all()
    head, _, body = site.asked[0].partition("\r\n\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key_bytes = base64.b64decode(hook.secret["value"].removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key_bytes, signed, hashlib.sha256).digest()).decode().lower()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert json.loads(body)["type"] == "video.completed"


@pytest.mark.parametrize("secret", ["whsec_c2VjcmV0", ""])
def test_each_dialect_is_told_in_its_own_way_that_it_is_us(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "time", SimpleNamespace(time=lambda: 9.9))
    signed = signature.hex_of(secret, b"{}")
    heygen = {"Signature": signed, "Heygen-Signature": signed, "Heygen-Timestamp": "9", "Heygen-Event-Id": "0" * 32}
    ours, key = {"webhook-id": f"msg_{'0' * 32}", "webhook-timestamp": "9"}, Endpoint(secret={"value": secret})
    standard = signature.standard(secret, message_id=ours["webhook-id"], timestamp=9, body=b"{}")
    for dialect, bare, full in (
        (Dialect.CAPTIONS, {}, {"Authorization": f"Bearer {secret}"}), (Dialect.CREATIFY, {}, {}),
        (Dialect.HEYGEN, {}, heygen), (Dialect.STUDIO, ours, {**ours, "webhook-signature": standard}),
    ):  # fmt: skip
        for endpoint, wanted in ((None, bare), (Endpoint(), bare), (key, full if secret else bare)):
            delivery = Delivery(id=uuid.UUID(int=0), dialect=dialect, endpoint=endpoint)
            assert deliveries._headers(delivery, b"{}") == wanted


def test_nothing_goes_out_unsigned_because_a_secret_can_not_be_read(key: ApiKey, site: Site, settings: Any) -> None:
    endpoints.add(key, Dialect.STUDIO, url=site("/hook"), events=[])
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    settings.CREDENTIALS_KEYS = ["another"]
    for _ in range(20):
        send_all()
        Delivery.objects.update(next_at=timezone.now())
    delivery, endpoint = Delivery.objects.get(), Endpoint.objects.get()
    assert (delivery.state, delivery.tries, endpoint.failing_since) == (DeliveryState.WAITING, 0, None)
    assert (delivery.lease_until, delivery.woken_at) == (None, None)
    assert site.asked == []


def test_an_orders_own_address_is_told_unsigned(key: ApiKey, site: Site) -> None:
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO, callback_url=site("/hook"), callback_id="order-7"))
    send_all()
    assert told(site)[0]["data"]["callback_id"] == "order-7"
    assert "webhook-signature" not in site.asked[0].lower()


def waits_of(key: ApiKey, outcome: Told | Untold) -> list[float]:
    """Seconds until the next try behind each failed one, until it is given up."""
    hook = endpoints.add(key, Dialect.STUDIO, url="https://example.org/hook", events=[])
    job = jobs.order(key, replace(WISH, dialect=Dialect.STUDIO))
    takes.fail_render(job.render or Render(), "No luck.")
    delivery, found = Delivery.objects.get(endpoint=hook), []
    while delivery.state == DeliveryState.WAITING:
        deliveries.send(str(delivery.pk), post=lambda *_, **__: outcome)
        delivery.refresh_from_db()
        found.append((delivery.next_at - timezone.now()).total_seconds())
        Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())
    return found[:-1]


@pytest.mark.parametrize("outcome", [Told(500, 3), Told(302, 3), Untold("No answer in time.", 15_000)], ids=repr)
def test_it_tries_again_for_a_day_and_more(key: ApiKey, outcome: Told | Untold) -> None:
    assert (deliveries.WAITS[0], deliveries.WAITS[-1]) == (timedelta(seconds=5), timedelta(days=1))
    assert list(deliveries.WAITS) == sorted(set(deliveries.WAITS))
    found = waits_of(key, outcome)
    assert len(found) == len(deliveries.WAITS)
    for seconds, wait in zip(found, deliveries.WAITS, strict=True):
        assert wait.total_seconds() - 1 <= seconds <= wait.total_seconds() * 1.21
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP
    came = {"status": getattr(outcome, "status", None), "error": getattr(outcome, "sentence", ""), "took": outcome.took}
    assert DeliveryTry.objects.filter(**came).count() == DeliveryTry.objects.count() == len(deliveries.WAITS) + 1
    assert Endpoint.objects.get().failing_since


def test_410_ends_it_at_once(key: ApiKey) -> None:
    assert waits_of(key, Told(410, 3)) == []
    hook = Endpoint.objects.get()
    assert hook.disabled_at and hook.disabled_why == "It answered 410: gone."
    with pytest.raises(Conflict):
        deliveries.redeliver(Delivery.objects.select_related("endpoint").get())
    endpoints.change(hook, url=hook.url, events=[])
    deliveries.redeliver(Delivery.objects.select_related("endpoint").get())
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_who_fails_for_days_is_told_nothing_more(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.STUDIO, url=site("/broken"), events=[])
    Endpoint.objects.update(failing_since=timezone.now() - deliveries.PATIENCE - timedelta(hours=1))
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    send_all()
    hook.refresh_from_db()
    assert hook.disabled_why == "Every try failed for 5 days."
    asked = len(site.asked)
    Delivery.objects.update(next_at=timezone.now())
    send_all()
    assert len(site.asked) == asked
    assert Delivery.objects.get().state == DeliveryState.GIVEN_UP


def test_one_that_is_stopped_while_it_is_sent_keeps_the_reason(key: ApiKey) -> None:
    def stop_meanwhile(*_: Any, **__: Any) -> Told:
        endpoints.disable(hook)
        return Told(500, 1)

    hook = endpoints.add(key, Dialect.STUDIO, url="https://example.org/hook", events=[])
    Endpoint.objects.update(failing_since=timezone.now() - deliveries.PATIENCE - timedelta(hours=1))
    waiting(key.account, count=1, endpoint=hook)
    deliveries.send(str(Delivery.objects.get().pk), post=stop_meanwhile, seconds=0)
    assert Endpoint.objects.get().disabled_why == endpoints.BY_HAND


def test_one_success_forgives(key: ApiKey, site: Site) -> None:
    hook = endpoints.add(key, Dialect.STUDIO, url=site("/hook"), events=[])
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=4))
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    send_all()
    hook.refresh_from_db()
    assert hook.failing_since is None


@pytest.mark.parametrize("outcome", [Told(200, 1), Told(500, 1), Told(410, 1), "stopped", "locked"], ids=str)
def test_what_comes_of_one_changes_nothing_of_another(key: ApiKey, settings: Any, outcome: Told | str) -> None:
    def others() -> list[Any]:
        message = Delivery.objects.filter(pk=second.pk).values("state", "next_at", "lease_until", "delivered_at")
        return [message.get(), *Endpoint.objects.filter(pk=other.pk).values("failing_since", "disabled_at")]

    hook, other = (endpoints.add(key, Dialect.STUDIO, url=f"https://{name}.example/", events=[]) for name in "ab")
    waiting(key.account, count=2)
    first, second = Delivery.objects.order_by("pk")
    ago = timezone.now() - deliveries.PATIENCE - timedelta(hours=1)
    Endpoint.objects.filter(pk=other.pk).update(failing_since=ago)
    Delivery.objects.filter(pk=first.pk).update(endpoint=hook)
    Delivery.objects.filter(pk=second.pk).update(endpoint=other, lease_until=ago)
    if outcome == "stopped":
        endpoints.disable(hook)
    if outcome == "locked":
        settings.CREDENTIALS_KEYS = ["another"]
    before = others()
    deliveries.send(str(first.pk), post=lambda *_, **__: outcome, seconds=0)
    assert others() == before
    assert Delivery.objects.get(pk=first.pk).next_at > first.next_at or outcome not in (Told(500, 1), "locked")


def test_nothing_private_is_told(key: ApiKey, site: Site) -> None:
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO, callback_url=site("/hook")))
    with override_settings(FETCH_ALLOW=[]):
        send_all()
    assert not site.asked
    assert DeliveryTry.objects.get().error == "This address is not on the public internet."


@pytest.mark.parametrize("page", [sends(b""), sends(b"nonsense"), reply(status="302 Found", Location="/hook")])
def test_a_broken_answer_is_a_failed_try(key: ApiKey, site: Site, page: Any) -> None:
    site.pages["/hook"] = page
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO, callback_url=site("/hook")))
    send_all()
    assert (Delivery.objects.get().state, len(site.asked)) == (DeliveryState.WAITING, 1)


def test_what_is_due_is_woken_once(key: ApiKey, site: Site) -> None:
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO, callback_url=site("/hook")))
    OrmQ.objects.all().delete()
    Delivery.objects.update(woken_at=None)
    for _ in range(3):
        deliveries.wake_due()
    assert OrmQ.objects.count() == 1


def waiting(account: Account, *, count: int, **fields: Any) -> None:
    same = {"team": account.team, "dialect": Dialect.STUDIO, "event": "video.completed", "url": "http://a.example/"}
    for number in range(count):
        Delivery.objects.create(key=f"{account.pk}:{number}", body="{}", **same, **fields)


def under_way() -> list[Delivery]:
    tasks = [row.task for row in OrmQ.objects.order_by("pk")]
    return [Delivery.objects.get(pk=task["args"][0]) for task in tasks if task["func"] == "studio.tasks.deliver"]


def test_they_leave_a_worker_for_all_else(account: Account) -> None:
    waiting(account, count=50)
    for _ in range(3):
        deliveries.wake_due()
    assert len(under_way()) == 1


def test_what_an_end_writes_down_leaves_a_worker_for_all_else(key: ApiKey, site: Site) -> None:
    for number in range(20):
        endpoints.add(key, Dialect.STUDIO, url=site(f"/hook{number}"), events=[])
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    assert (Delivery.objects.count(), len(under_way())) == (20, 1)


@pytest.mark.parametrize("outcome", [Told(200, 1), Told(500, 1), Told(410, 1), Untold("No answer in time.", 15_000)])
def test_behind_one_comes_the_next(account: Account, outcome: Told | Untold) -> None:
    waiting(account, count=3)
    deliveries.wake_due()
    first = under_way()[0]
    deliveries.send(str(first.pk), post=lambda *_, **__: outcome, seconds=0)
    assert len(under_way()) == 2
    assert under_way()[1].pk != first.pk


def test_addresses_that_answer_at_once_are_told_without_the_queue(account: Account) -> None:
    waiting(account, count=30)
    deliveries.wake_due()
    deliveries.send(str(under_way()[0].pk), post=lambda *_, **__: Told(200, 1), seconds=60)
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()
    assert len(under_way()) == 1


def test_one_that_takes_long_is_the_last_of_its_turn(account: Account) -> None:
    def answer(*_: Any, **__: Any) -> Told:
        time.sleep(0.02)
        return Told(200, 20)

    waiting(account, count=3)
    deliveries.wake_due()
    deliveries.send(str(under_way()[0].pk), post=answer, seconds=0.01)
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 1


def test_a_teams_only_message_does_not_wait_behind_anothers_fifty(account: Account, charlie: User) -> None:
    waiting(account, count=50)
    theirs = people.account(charlie.teams.get())
    waiting(theirs, count=1)
    random.seed(7)
    deliveries.wake_due()
    for _ in range(18):
        deliveries.send(str(under_way()[-1].pk), post=lambda *_, **__: Untold("No answer in time.", 15_000), seconds=0)
    assert theirs.team in {each.team for each in under_way()}


def test_no_two_workers_are_given_the_same_one(account: Account, settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 3}
    waiting(account, count=1)
    assert [deliveries._drawn(), deliveries._drawn()] == [str(Delivery.objects.get().pk), ""]


@pytest.mark.parametrize("count", [1, 3])
def test_one_whose_worker_died_holds_nobody_up_for_long(account: Account, count: int) -> None:
    waiting(account, count=count)
    deliveries.wake_due()
    ago = timezone.now() - deliveries.LEASE - timedelta(seconds=1)
    Delivery.objects.filter(pk=under_way()[0].pk).update(woken_at=ago)
    deliveries.wake_due()
    assert len(under_way()) == 2


def test_one_that_is_asked_for_while_it_is_sent_counts_all_the_same(account: Account) -> None:
    def press_meanwhile(*_: Any, **__: Any) -> Told:
        deliveries.redeliver(first)
        assert under_way() == [first]
        return Told(200, 1)

    waiting(account, count=2)
    deliveries.wake_due()
    first = under_way()[0]
    deliveries.send(str(first.pk), post=press_meanwhile, seconds=0)
    first.refresh_from_db()
    assert (first.state, len(under_way())) == (DeliveryState.DELIVERED, 2)


def test_one_that_is_sent_is_nobody_elses_meanwhile(account: Account) -> None:
    def send_meanwhile(*_: Any, **__: Any) -> Told:
        sent.append(Delivery.objects.get())
        if len(sent) == 1:
            deliveries.send(str(sent[0].pk), post=send_meanwhile, seconds=0)
        return Told(200, 1)

    sent, ago = list[Delivery](), timezone.now() - 2 * deliveries.LEASE
    waiting(account, count=1, woken_at=ago)
    deliveries.send(str(Delivery.objects.get().pk), post=send_meanwhile, seconds=0)
    assert [each.woken_at and each.woken_at > ago for each in sent] == [True]


def test_a_lost_worker_loses_nothing(key: ApiKey, site: Site) -> None:
    """It had begun to send, and died: when its lease is over, another one sends."""
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO, callback_url=site("/hook")))
    Delivery.objects.update(lease_until=timezone.now() + deliveries.LEASE)
    send_all()
    assert not site.asked
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    send_all()
    assert len(site.asked) == 1


def test_an_address_must_look_like_one(key: ApiKey) -> None:
    for url in ("", "x", "ftp://example.org", "https://", "http://a b/", "https://example.org:0/"):
        with pytest.raises(BadInput):
            endpoints.add(key, Dialect.STUDIO, url=url, events=[])


@pytest.mark.parametrize("tries", [0, 1, len(deliveries.WAITS)])
@pytest.mark.parametrize("kept", ["next_at", "woken_at", "lease_until"])
def test_one_that_waits_longer_than_any_is_due(account: Account, kept: str, tries: int) -> None:
    """The machine's clock was two days ahead when that was written down."""
    waiting(account, count=1)
    Delivery.objects.update(tries=tries, **{kept: timezone.now() + timedelta(days=2)})
    deliveries.wake_due()
    assert not under_way()
    deliveries.free_the_late()
    deliveries.wake_due()
    assert len(under_way()) == 1


def test_one_that_waits_no_longer_than_any_waits(account: Account) -> None:
    waiting(account, count=len(deliveries.WAITS) + 1)
    OrmQ.objects.all().delete()
    for tries, delivery in enumerate(Delivery.objects.all()):
        wait = deliveries.WAITS[tries - 1] * (1 + deliveries.SHAKEN) if tries else deliveries.LOCKED_WAIT
        Delivery.objects.filter(pk=delivery.pk).update(tries=tries, next_at=timezone.now() + wait, woken_at=None)
    deliveries.free_the_late()
    deliveries.wake_due()
    assert not under_way()


def test_one_that_is_sent_at_this_moment_stays_whose_it_is(account: Account) -> None:
    now = timezone.now()
    waiting(account, count=1, woken_at=now, lease_until=now + deliveries.LEASE, tries=1)
    sent = Delivery.objects.values("woken_at", "lease_until", "next_at")
    before = sent.get()
    deliveries.free_the_late()
    assert sent.get() == before


@pytest.mark.django_db(transaction=True)
def test_one_whose_webhook_is_removed_while_it_is_sent_ends_quietly(key: ApiKey) -> None:
    def remove_meanwhile(*_: Any, **__: Any) -> Told:
        endpoints.remove(hook)
        return Told(200, 1)

    hook = endpoints.add(key, Dialect.STUDIO, url="https://example.org/hook", events=[])
    waiting(key.account, count=2)
    first, other = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(endpoint=hook)
    deliveries.send(str(first.pk), post=remove_meanwhile, seconds=0)
    assert Delivery.objects.get() == other
