"""Webhooks out: over real HTTP to a server on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
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
from studio.models import ApiKey, Delivery, DeliveryTry, Endpoint, Job, Render, User
from studio.net import signature
from studio.net.deliver import Told, Untold
from studio.vocabulary import DeliveryState, Dialect, RenderState
from tests import people
from tests.net.site import Site, open_site, reply, sends
from tests.telling import under_way, waiting

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


def test_what_an_end_writes_down_leaves_a_worker_for_all_else(key: ApiKey, site: Site) -> None:
    for number in range(20):
        endpoints.add(key, Dialect.STUDIO, url=site(f"/hook{number}"), events=[])
    ended(key, site, replace(WISH, dialect=Dialect.STUDIO))
    assert (Delivery.objects.count(), len(under_way())) == (20, 1)


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
