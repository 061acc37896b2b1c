"""Two studios: one orders from the other as from the real service, over HTTP, and ends with a video of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from studio.actions import accounts, callbacks, connecting, renders
from studio.dialects.captions import creator
from studio.errors import BadInput
from studio.models import Account, Team, Wallet
from studio.vocabulary import Provider, TakeState
from tests import joined, people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.FETCH_ALLOW = joined.LOOPBACK


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the studio that serves calls Captions' sizes, in an eighth of them."""
    for name, (width, height) in creator.SIZES.items():
        monkeypatch.setitem(creator.SIZES, name, (width // 8 // 2 * 2, height // 8))


@pytest.mark.usefixtures("small")
def test_captions_makes_a_take_a_scene_and_is_paid_once(live_server: Any) -> None:
    pair = joined.pair(Provider.CAPTIONS, f"{live_server.url}/captions", avatar="Kate")
    render = renders.generate(joined.video(pair, "Hi.", "Yes!"), actor=pair.bob)
    assert Wallet.objects.get(account=pair.client).held > 0
    joined.order(render)
    assert joined.states(render) == {TakeState.SUBMITTED}
    joined.make(pair)
    joined.ask(pair, render)
    assert joined.states(render) == {TakeState.FETCHING}
    joined.fetch(render)
    joined.join(pair, render)
    assert render.cost == sum(-(-round(take.result["duration"], 3) // 1) * 100 for take in render.takes.all())


def test_an_account_is_connected_brought_home_and_told_where_we_are(live_server: Any) -> None:
    server = people.account(people.team("Server"))
    accounts.sync_cast(server)
    key = people.key(server, by=people.alice(server.team))
    team = people.team("Client")
    with override_settings(PUBLIC_URL="https://studio.example.com"):
        with pytest.raises(BadInput, match="Captions refuses it: Unauthorized API key"):
            connect(team, live_server, "us_a-key-of-nobody")
        made = connect(team, live_server, key.secret)  # type: ignore[attr-defined]
        assert set(made.avatars.offered().values_list("external_id", flat=True)) >= {"Maya", "Maya-2", "Kofi"}
        assert not made.avatars.filter(headshot_url="").exists()
        told = callbacks.register(made, actor=None)
        again = callbacks.register(told, actor=None)
    endpoint = server.team.endpoints.get()
    assert endpoint.external_id == again.options["webhook_id"]
    assert endpoint.url == f"https://studio.example.com/hooks/captions/{again.hook_token}"
    assert endpoint.secret["value"] == again.credentials["webhook_secret"] != told.credentials["webhook_secret"]


def connect(team: Team, live_server: Any, key: str) -> Account:
    return connecting.connect(
        team, actor=None, provider="captions", name="Captions", credentials={"api_key": key},
        server=f"{live_server.url}/captions",
    )  # fmt: skip
