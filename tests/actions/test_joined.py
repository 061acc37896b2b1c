"""Two studios: one orders from the other as from the real service, over HTTP, and ends with a video of its own."""

from __future__ import annotations

from typing import Any

import pytest

from studio.actions import renders
from studio.dialects.captions import creator
from studio.models import Wallet
from studio.vocabulary import Provider, TakeState
from tests import joined

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
