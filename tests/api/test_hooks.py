"""Providers telling us news: kept once, answered at once, believed only when the provider itself is asked."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from project.logs import WithoutTokens
from studio.actions import callbacks, hooks, orders, renders
from studio.models import Account, Hook, Take, User, Video
from studio.providers.base import Submitted
from studio.vocabulary import Provider, TakeState
from tests import people

pytestmark = pytest.mark.django_db
SECRET = "s3cret"


@pytest.fixture
def account(team: people.Team) -> Account:
    made = people.account(team, provider=Provider.CAPTIONS, price=100)
    made.hook_token, made.credentials = callbacks.new_token(), {"webhook_secret": SECRET}
    made.save()
    return made


@pytest.fixture
def take(video: Video, alice: User) -> Take:
    take = renders.generate(video, actor=alice).takes.get()
    orders.work(str(take.pk), submit=lambda *_: Submitted("op-1", 3600))
    take.refresh_from_db()
    return take


def told(account: Account, body: Any = None, *, secret: str = SECRET, **where: str) -> HttpResponse:
    body = body if body is not None else {"event": "creator.success", "operationId": "op-1", "url": "https://x/v.mp4"}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = f"/hooks/{where.get('provider', 'captions')}/{where.get('token', account.hook_token)}"
    answer: HttpResponse = Client().post(
        path, data, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    return answer


def test_it_keeps_a_webhook_once_and_asks_sooner(account: Account, take: Take) -> None:
    assert take.poll_at
    assert take.poll_at > timezone.now() + timedelta(minutes=50)
    assert [told(account).status_code for _ in range(3)] == [200, 200, 200]
    hook = Hook.objects.get()
    assert (hook.event, hook.external_id, hook.handled_at) == ("creator.success", "op-1", None)
    assert hooks.handle_due() == 1
    assert hooks.handle_due() == 0
    take.refresh_from_db()
    assert take.poll_at
    assert take.poll_at <= timezone.now()
    assert take.state == TakeState.SUBMITTED, "a webhook is a hint: only the provider's answer changes a state"
    assert Hook.objects.get().take == take


def test_a_forged_one_is_refused_counted_and_not_kept(account: Account) -> None:
    for secret in ("wrong", ""):
        assert told(account, secret=secret).status_code == 401
    assert told(account, b"{").status_code == 401
    account.refresh_from_db()
    assert (account.forged, Hook.objects.count()) == (3, 0)


def test_an_unknown_address_tells_nothing(account: Account) -> None:
    assert told(account, token="nobody").status_code == 404
    assert told(account, provider="heygen").status_code == 404
    account.closed_at = timezone.now()
    account.save()
    assert told(account).status_code == 404
    assert not Hook.objects.exists()


def test_one_about_an_unknown_job_is_kept_and_harms_nothing(account: Account) -> None:
    assert told(account, {"event": "creator.failure", "operationId": "unknown"}).status_code == 200
    assert hooks.handle_due() == 1
    assert Hook.objects.get().take is None


def test_one_of_another_account_hurries_nobody(account: Account, take: Take, team: people.Team) -> None:
    other = people.account(team, provider=Provider.CAPTIONS, name="Other")
    other.hook_token, other.credentials = callbacks.new_token(), {"webhook_secret": SECRET}
    other.save()
    assert told(other).status_code == 200
    assert hooks.handle_due() == 1
    before = take.poll_at
    take.refresh_from_db()
    assert (take.poll_at, Hook.objects.get().take) == (before, None)


def test_a_late_one_changes_nothing(account: Account, take: Take) -> None:
    Take.objects.filter(pk=take.pk).update(state=TakeState.COMPLETED, poll_at=None)
    told(account)
    hooks.handle_due()
    take.refresh_from_db()
    assert (take.state, take.poll_at) == (TakeState.COMPLETED, None)


def test_it_has_a_size_and_a_method(account: Account) -> None:
    assert told(account, b"x" * (hooks.MOST_BYTES + 1)).status_code == 413
    path = f"/hooks/captions/{account.hook_token}"
    assert Client().options(path).status_code == 204
    assert Client().get(path).status_code == 405


def test_a_storm_costs_a_few_statements(account: Account, take: Take, django_assert_max_num_queries: Any) -> None:
    told(account)
    Hook.objects.bulk_create(Hook(account=account, key=f"k{n}", external_id=f"unknown-{n}") for n in range(hooks.BATCH))
    with django_assert_max_num_queries(24):
        assert hooks.handle_due() == hooks.BATCH + 1
    assert hooks.handle_due() == 0
    take.refresh_from_db()
    assert take.poll_at
    assert take.poll_at <= timezone.now()


def test_long_and_odd_names_are_kept_apart(account: Account) -> None:
    for event in ("creator.success", "creator.failure"):
        assert told(account, {"event": event, "operationId": "x" * 190 + "\0\ud800"}).status_code == 200
    assert Hook.objects.count() == 2
    assert set(Hook.objects.values_list("external_id", flat=True)) == {"x" * 190 + "?"}


def test_no_line_of_the_log_holds_its_address(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(WithoutTokens())
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert told(account, secret="wrong").status_code == 401
        assert lines.getvalue() == "", "the account counts them"

        def fails(*_: Any) -> Any:
            raise RuntimeError("no database")

        monkeypatch.setattr(hooks._mail, "keep", fails)
        client = Client(raise_request_exception=False)
        path = f"/hooks/captions/{account.hook_token}"
        body = {"event": "creator.success", "operationId": "op-1"}
        answer = client.post(path, body, content_type="application/json", headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 500
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert "/hooks/captions/…" in lines.getvalue()
    assert str(account.hook_token) not in lines.getvalue()
