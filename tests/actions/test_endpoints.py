"""Webhooks of a team: stopping, starting and deleting one touches no other, and the team is told who did it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from studio.actions import endpoints
from studio.errors import BadInput, NotFound
from studio.models import ApiKey, Endpoint, User
from studio.vocabulary import Dialect

pytestmark = pytest.mark.django_db


def added(key: ApiKey, name: str, dialect: Dialect = Dialect.STUDIO) -> Endpoint:
    return endpoints.add(key, dialect, url=f"https://{name}.example/hook", events=[], external_id=name)


def test_one_is_found_by_its_own_id_and_dialect(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST", 1)
    made = added(key, "one"), added(key, "two", Dialect.HEYGEN)
    for dialect, found in ((Dialect.STUDIO, (made[0], None)), (Dialect.HEYGEN, (None, made[1]))):
        assert (endpoints.find(key, dialect, "one"), endpoints.find(key, dialect, "two")) == found
    with pytest.raises(BadInput, match="webhooks already"):
        added(key, "three")


def test_stopped_and_started_and_deleted_by_somebody(key: ApiKey, bob: User) -> None:
    hook, other = added(key, "one"), added(key, "other")
    endpoints.disable(other)
    for act in (endpoints.enable, endpoints.disable, endpoints.enable, endpoints.enable, endpoints.remove):
        act(hook, actor=bob)
    assert Endpoint.objects.exclude(disabled_at=None).get() == other
    assert list(key.team.events.filter(actor=bob).order_by("id").values_list("text", flat=True)) == [
        "Webhook to one.example stopped", "Webhook to one.example started again", "Webhook to one.example deleted",
    ]  # fmt: skip


def test_a_new_start_has_all_its_patience_before_it(key: ApiKey) -> None:
    hook = added(key, "one")
    endpoints.disable(hook)
    Endpoint.objects.update(failing_since=timezone.now())
    endpoints.enable(hook)
    hook.refresh_from_db()
    assert (hook.disabled_at, hook.disabled_why, hook.failing_since) == (None, "", None)


def test_why_one_was_stopped_stays_what_it_was(key: ApiKey) -> None:
    hook, gone = added(key, "one"), "It answered 410: gone."
    Endpoint.objects.update(disabled_at=timezone.now(), disabled_why=gone)
    endpoints.disable(hook)
    hook.refresh_from_db()
    assert hook.disabled_why == gone


def test_a_secret_that_was_replaced_stays_so_whoever_changes_the_webhook_with_an_older_look_at_it(key: ApiKey) -> None:
    hook = added(key, "one")
    newer = endpoints.change(Endpoint.objects.get(), events=["render.completed"], new_secret=True)
    made = endpoints.change(hook, url="https://two.example/hook")
    kept = Endpoint.objects.get()
    assert made.secret == kept.secret == newer.secret != hook.secret
    assert (kept.url, kept.events) == ("https://two.example/hook", ["render.completed"])


def test_one_that_was_deleted_does_not_come_back_by_a_change(key: ApiKey) -> None:
    hook = added(key, "one")
    endpoints.remove(Endpoint.objects.get())
    with pytest.raises(NotFound, match="deleted"):
        endpoints.change(hook, url="https://two.example/hook")
    assert not Endpoint.objects.exists()
