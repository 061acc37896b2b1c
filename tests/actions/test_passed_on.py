"""A program written for a service talks to this studio, which passes its order on with the team's key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from studio.dialects.captions import creator
from studio.models import ApiKey, Render, Wallet
from studio.vocabulary import Provider, TakeState
from tests import joined, people
from tests.documents import as_documented  # noqa: F401  (every answer is compared with its document)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def loopback(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two studios on this machine; what Captions calls its sizes in an eighth of them."""
    settings.FETCH_ALLOW = joined.LOOPBACK
    for name, (width, height) in creator.SIZES.items():
        monkeypatch.setitem(creator.SIZES, name, (width // 8 // 2 * 2, height // 8))


def ask(path: str, key: ApiKey, **body: Any) -> dict[str, Any]:
    headers = {"x-api-key": key.secret}  # type: ignore[attr-defined]
    reply = Client().post(f"/captions/api/{path}", json.dumps(body), content_type="application/json", headers=headers)
    assert reply.status_code == 200, reply.content
    answer: dict[str, Any] = reply.json()
    return answer


def test_a_captions_order_is_held_ordered_kept_and_settled_once(live_server: Any) -> None:
    pair = joined.pair(Provider.CAPTIONS, f"{live_server.url}/captions", avatar="Kate")
    pair.client.avatars.update(name="Kate")  # as it is called at Captions
    key = people.key(pair.client, by=pair.bob)
    assert ask("creator/list", key)["supportedCreators"] == ["Kate"]
    operation = ask("creator/submit", key, script="Hello there.", creatorName="Kate", resolution="fhd")["operationId"]
    render = Render.objects.get(account=pair.client)
    held = Wallet.objects.get(account=pair.client).held
    assert held == render.takes.get().quote > 0
    joined.order(render)
    assert ask("creator/poll", key, operationId=operation)["state"] == "PROCESSING"
    joined.make(pair)
    joined.ask(pair, render)
    assert joined.states(render) == {TakeState.FETCHING}
    joined.fetch(render)
    joined.join(pair, render)
    done = ask("creator/poll", key, operationId=operation)
    assert done["state"] == "COMPLETE"
    assert Client().get(done["url"].removeprefix("http://testserver")).status_code == 200, "a copy of our own"


def test_what_the_account_can_not_pay_is_refused_before_anything_is_ordered(live_server: Any) -> None:
    pair = joined.pair(Provider.CAPTIONS, f"{live_server.url}/captions", avatar="Kate")
    Wallet.objects.filter(account=pair.client).update(available=0)
    key = people.key(pair.client, by=pair.bob)
    headers = {"x-api-key": key.secret}  # type: ignore[attr-defined]
    body = json.dumps({"script": "Hello there.", "creatorName": "Kate"})
    reply = Client().post("/captions/api/creator/submit", body, content_type="application/json", headers=headers)
    assert (reply.status_code, "credits" in reply.json()["detail"]) == (402, True), reply.content
    assert not Render.objects.exists()
