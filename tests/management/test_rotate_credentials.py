"""`manage.py rotate_credentials`: what is encrypted gets a new key, all of it or nothing, and no secret is printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from studio.actions import answers, endpoints, sealing
from studio.errors import Conflict
from studio.models import Account, Answer, Endpoint, Team
from studio.vocabulary import Dialect, Provider
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SECRET = "k-123"
OLD, NEW, LOST = "old", "new", "lost"


@pytest.fixture(autouse=True)
def old(settings: Any) -> None:
    settings.CREDENTIALS_KEYS = [OLD]


@pytest.fixture
def heygen(team: Team) -> Account:
    return connected(team)


@pytest.fixture
def webhook(heygen: Account) -> Endpoint:
    address = "https://name:word@hooks.example.com/in?token=s3cret"
    return endpoints.add(people.key(heygen), Dialect.HEYGEN, url=address, events=[])


def connected(team: Team, name: str = "HeyGen") -> Account:
    account = people.account(team, provider=Provider.HEYGEN, name=name)
    account.credentials = {"api_key": SECRET}  # type: ignore[misc]
    account.save()
    return account


def rotate(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_credentials", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def refused() -> str:
    err = io.StringIO()
    with pytest.raises(CommandError) as told:
        call_command("rotate_credentials", stdout=err, stderr=err)
    return err.getvalue() + str(told.value)


def stored(row: Model, field: str) -> str:
    """As it lies in the database."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    return str(rows.annotate(raw=Cast(field, TextField())).values_list("raw", flat=True).get())


def test_everything_is_read_with_the_new_key_alone(heygen: Account, webhook: Endpoint, settings: Any) -> None:
    answer = answers.begin(people.key(heygen), "once", digest="d")
    answers.finish(answer, status=200, body="the answer", mime="text/plain")
    secret = webhook.secret
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    assert rotate() == (
        "Encrypted anew: accounts 1, webhooks 1, answers to programs 1. With the first key already: 0.\n"
        "Nothing needs the other keys any more.\n"
    )
    settings.CREDENTIALS_KEYS = [NEW]
    assert Account.objects.get(pk=heygen.pk).credentials == {"api_key": SECRET}
    assert Endpoint.objects.get().secret == secret
    assert answers.begin(people.key(heygen), "other", digest="d").status == 0
    assert answers.begin(answer.api_key, "once", digest="d").body == "the answer"


def test_both_keys_read_what_was_and_what_is_while_it_changes(heygen: Account, team: Team, settings: Any) -> None:
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    assert Account.objects.get(pk=heygen.pk).credentials == {"api_key": SECRET}
    rotate()
    later = connected(team, "Later")
    for account in (heygen, later):
        assert Account.objects.get(pk=account.pk).credentials == {"api_key": SECRET}
    settings.CREDENTIALS_KEYS = [OLD, NEW]  # and back
    assert "accounts 2, webhooks 0" in rotate()


def test_said_again_it_changes_nothing(heygen: Account, webhook: Endpoint, settings: Any) -> None:
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    rotate()
    before = stored(heygen, "credentials"), stored(webhook, "secret")
    assert "accounts 0, webhooks 0, answers to programs 0. With the first key already: 2." in rotate()
    assert (stored(heygen, "credentials"), stored(webhook, "secret")) == before


def test_what_no_key_reads_is_named_and_nothing_is_changed(
    heygen: Account, webhook: Endpoint, settings: Any, team: Team
) -> None:
    settings.CREDENTIALS_KEYS = [LOST]
    lost = connected(team, "Lost")
    unread = endpoints.add(webhook.api_key, Dialect.HEYGEN, url=webhook.url, events=[])  # type: ignore[arg-type]
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    before = stored(heygen, "credentials"), stored(lost, "credentials")
    said = refused()
    assert f"Acme · Lost ({lost.pk})" in said
    assert f"Acme · webhook to https://hooks.example.com/in?… ({unread.pk})" in said
    assert "None of this server's keys reads 2 of them, so nothing was changed." in said
    assert not [each for each in (SECRET, "s3cret", "word@", *before) if each in said]
    assert "HeyGen (" not in said
    assert (stored(heygen, "credentials"), stored(lost, "credentials")) == before


def test_what_is_lost_for_good_can_be_left_behind(heygen: Account, settings: Any, team: Team) -> None:
    settings.CREDENTIALS_KEYS = [LOST]
    lost = connected(team, "Lost")
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    before = stored(lost, "credentials")
    said = rotate("--leave-unreadable")
    assert "accounts 1, webhooks 0" in said and f"Left as it is: Acme · Lost ({lost.pk})" in said
    assert stored(lost, "credentials") == before
    settings.CREDENTIALS_KEYS = [LOST]
    assert Account.objects.get(pk=lost.pk).credentials == {"api_key": SECRET}


@pytest.mark.parametrize("leave", [[], ["--leave-unreadable"]])
def test_an_embedded_account_has_no_secret_to_lose(account: Account, settings: Any, leave: list[str]) -> None:
    settings.CREDENTIALS_KEYS = [NEW]
    assert "accounts 1" in rotate(*leave)
    assert type(Account.objects.get(pk=account.pk).credentials) is dict


def test_an_answer_that_no_key_reads_goes_within_a_day_and_holds_nothing_up(heygen: Account, settings: Any) -> None:
    kept = answers.begin(people.key(heygen), "once", digest="d")
    settings.CREDENTIALS_KEYS = [LOST]
    answers.finish(kept, status=200, body="the answer", mime="text/plain")
    before = stored(kept, "body")
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    assert "answers to programs 0" in rotate()
    assert stored(kept, "body") == before
    with pytest.raises(Conflict, match="Send it with a new key"):
        answers.begin(kept.api_key, "once", digest="d")


def test_it_asks_no_more_of_many_answers(
    heygen: Account, settings: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    key = people.key(heygen)
    for number in range(30):
        answers.finish(answers.begin(key, str(number), digest="d"), status=200, body="x", mime="text/plain")
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    with django_assert_max_num_queries(12):
        assert "answers to programs 30" in rotate()
    assert Answer.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_secret_that_is_saved_meanwhile_is_not_undone(
    heygen: Account, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    another = {"api_key": "k-456"}
    other = meanwhile(monkeypatch, sealing, "renewed", lambda: Account.objects.update(credentials=another))
    rotate()
    other.join()
    assert Account.objects.get().credentials == another
