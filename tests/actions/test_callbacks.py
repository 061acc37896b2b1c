"""Where providers tell us news: only at addresses they can reach, registered with a secret that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from studio.actions import callbacks, connecting, hooks, orders, syncing
from studio.actions.hooks import Reception
from studio.errors import Conflict, ProviderError
from studio.models import Account, Event, Team, User
from studio.providers import registry
from studio.providers.base import Registered
from studio.vocabulary import Provider
from tests import creators, people
from tests.meanwhile import meanwhile
from tests.net.site import Site, open_site

pytestmark = pytest.mark.django_db
NEWS = b'{"event": "creator.success", "operationId": "op-1"}'


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    settings.PUBLIC_URL = "https://studio.example.com"
    with open_site() as opened:
        yield opened


@pytest.fixture
def made(team: Team, site: Site) -> Account:
    return creators.connected(team, site)


def secret(account: Account) -> dict[str, str]:
    return {"authorization": f"Bearer {account.credentials['webhook_secret']}"}


def test_it_registers_and_rotates(made: Account, site: Site, alice: User) -> None:
    site.pages[creators.REGISTER] = creators.answers({"id": "wh-1", "secret": "first-secret"})
    first = callbacks.register(made, actor=alice)
    assert first.options["webhook_id"] == "wh-1" and creators.UPDATE not in site.paths
    assert first.credentials == {"api_key": creators.KEY, "webhook_secret": "first-secret"}
    assert f'"url":"{callbacks.address(first)}"' in site.asked[-1].replace(" ", "")
    assert callbacks.address(first) == f"https://studio.example.com/hooks/captions/{first.hook_token}"
    assert hooks.receive("captions", first.hook_token or "", secret(first), NEWS) == Reception.KEPT
    site.pages[creators.UPDATE] = creators.answers({"id": "wh-1", "secret": "second-secret"})
    second = callbacks.register(first, actor=alice)
    assert second.hook_token != first.hook_token
    assert hooks.receive("captions", first.hook_token or "", secret(first), NEWS) == Reception.UNKNOWN
    assert hooks.receive("captions", second.hook_token or "", secret(first), NEWS) == Reception.FORGED
    assert hooks.receive("captions", second.hook_token or "", secret(second), NEWS) == Reception.KNOWN
    texts = list(Event.objects.filter(kind="account.webhook", actor=alice).values_list("text", flat=True))
    assert len(texts) == 2
    assert not [text for text in texts if "secret-" in text or "second-secret" in text or second.hook_token in text]


def test_a_refusal_changes_nothing_and_is_noted(made: Account, site: Site) -> None:
    site.pages[creators.REGISTER] = creators.refuses("Too many webhooks", "400 Bad Request")
    with pytest.raises(ProviderError, match="Too many webhooks"):
        callbacks.register(made, actor=None)
    token = made.hook_token
    made.refresh_from_db()
    assert (made.hook_token, made.told, made.failure) == (token, False, "Too many webhooks")


@pytest.mark.parametrize(
    ("public", "open_"),
    [
        ("http://localhost:8000", False), ("http://127.0.0.1:8000", False), ("http://10.2.3.4", False),
        ("http://[::1]:8000", False), ("http://studio", False), ("http://studio.lan", False),
        ("https://studio.example.com", True), ("http://8.8.8.8", True),
    ],
)  # fmt: skip
def test_it_says_when_nobody_outside_can_reach_us(team: Team, settings: Any, public: str, open_: bool) -> None:
    settings.PUBLIC_URL = public
    account = people.account(team, provider=Provider.CAPTIONS)
    said = callbacks.unreachable(account)
    assert bool(said) != open_
    if not open_:
        assert public in said and "asks Captions itself" in said
        with pytest.raises(Conflict, match="can't reach"):
            callbacks.register(account, actor=None, ask=lambda account, url: pytest.fail("it was asked"))
    account.options = {"base_url": "http://10.0.0.9:8000/captions"}
    assert callbacks.unreachable(account) == ""


def test_an_order_carries_the_address_where_there_is_none_to_register(
    made: Account, bob: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    take = people.take(people.render(people.video(made, by=bob)))
    people.attempt(take)
    assert orders.order_of(take).callback_url == ""
    features = callbacks.makers.adapter(made).features
    monkeypatch.setattr(type(callbacks.makers.adapter(made)), "features", _without_webhooks(features))
    assert orders.order_of(take).callback_url == callbacks.address(made)
    fresh = callbacks.register(made, actor=bob, ask=lambda account, url: pytest.fail("it was asked"))
    assert fresh.hook_token != made.hook_token and not fresh.told
    assert fresh.credentials == {"api_key": creators.KEY}
    assert Event.objects.get(kind="account.webhook").text == "Webhook of Captions has a new address"
    made.options = {}
    settings.PUBLIC_URL = "http://localhost:8000"
    assert callbacks.of_order(made) == ""


def _without_webhooks(features: Any) -> Any:
    from dataclasses import replace

    return replace(features, webhooks=False)


def test_the_embedded_the_closed_and_those_that_nothing_speaks_to_need_none(
    account: Account, made: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    unspoken = people.account(made.team, provider=Provider.CREATIFY)
    monkeypatch.delitem(registry._ADAPTERS, Provider.CREATIFY)
    made.closed_at = made.created_at
    closed, unknown = callbacks.CLOSED.format(account=made), callbacks.makers.NO_ADAPTER.format(provider="Creatify")
    for each, said in ((account, callbacks.LOCAL), (made, closed), (unspoken, unknown)):
        with pytest.raises(Conflict) as refused:
            callbacks.register(each, actor=None, ask=lambda account, url: Registered("x"))
        assert str(refused.value) == said
    assert callbacks.of_order(unspoken) == ""


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_changed_meanwhile_is_not_undone(
    made: Account, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        told = syncing.Told((), (), "1 credit")
        connecting.change_key(made, actor=alice, credentials={"api_key": "another"}, ask=lambda *_: told)

    other = meanwhile(monkeypatch, Account, "save", change)
    callbacks.register(made, actor=alice, ask=lambda account, url: Registered("wh-1", "a secret"))
    other.join()
    assert Account.objects.get().credentials == {"api_key": "another", "webhook_secret": "a secret"}
