"""Two studios: one orders from the other as from the real service, over HTTP, and ends with a video of its own."""

from __future__ import annotations

from typing import Any

import av
import pytest
from django.test import override_settings

from studio.actions import accounts, arrivals, joins, ledger, orders, polls, renders, takes
from studio.dialects.captions import creator
from studio.models import Account, Render, Take, Wallet
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def make(render: Render) -> None:
    """What the workers of the studio that serves would do."""
    for take in render.takes.all():
        takes.work(str(take.pk))
    joins.join(str(render.pk))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the studio that serves calls its sizes, in an eighth of them: nothing here depends on the pixels."""
    for name, (width, height) in creator.SIZES.items():
        monkeypatch.setitem(creator.SIZES, name, (width // 8 // 2 * 2, height // 8))
    return {"width": 134, "height": 240}


def test_a_video_is_ordered_made_fetched_joined_and_paid_once(live_server: Any, small: dict[str, int]) -> None:
    server = people.account(people.team("Server"))
    accounts.sync_cast(server)
    key = people.key(server, by=people.alice(server.team))
    client = people.account(people.team("Client"), provider=Provider.CAPTIONS, price=100)
    client.credentials = {"api_key": key.secret}  # type: ignore[attr-defined]
    client.options = {"base_url": f"{live_server.url}/captions"}
    client.save()
    client.avatars.update(external_id="Kate")
    bob = people.bob(client.team)
    video = people.video(client, by=bob, scripts=("Hi.", "Yes!"))
    video.setup = {"dimension": small}
    video.save()
    for scene in video.scenes.all():
        scene.document["character"]["avatar_id"] = "Kate"
        scene.save()
    with override_settings(FETCH_ALLOW=["127.0.0.1/32", "localhost"]):
        render = renders.generate(video, actor=bob)
        held = Wallet.objects.get(account=client).held
        assert held > 0
        for take in render.takes.all():
            Account.objects.filter(pk=client.pk).update(free_at=None)
            orders.work(str(take.pk))
        assert set(render.takes.values_list("state", flat=True)) == {TakeState.SUBMITTED}
        for made in Render.objects.filter(account=server):
            make(made)
        Take.objects.filter(render=render).update(poll_at=render.created_at)
        polls.work(str(client.pk))
        assert set(render.takes.values_list("state", flat=True)) == {TakeState.FETCHING}
        for take in render.takes.all():
            arrivals.work(str(take.pk))
    joins.join(str(render.pk))
    render.refresh_from_db()
    assert (render.state, render.error) == (RenderState.COMPLETED, "")
    with av.open(render.file.file.path) as film:  # type: ignore[union-attr]
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]
        seconds = film.duration / av.time_base
    parts = sum(take.result["duration"] for take in render.takes.all())
    assert seconds == pytest.approx(parts, abs=0.1)
    wallet = Wallet.objects.get(account=client)
    assert (wallet.held, wallet.available) == (0, people.CREDITS - render.cost)
    assert render.cost == sum(-(-round(take.result["duration"], 3) // 1) * 100 for take in render.takes.all())
    assert ledger.problems() == []
