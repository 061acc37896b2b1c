"""A studio that orders from another one's HeyGen v3, over HTTP: from the order to a film, a failure, an end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.actions import deliveries, hooks, orders, polls, renders, withdrawals
from studio.dialects.heygen_v3 import storyboards
from studio.errors import BadInput
from studio.models import Account, Attempt, Delivery, Endpoint, Hook, Job, Render, Take
from studio.providers.base import Submitted
from studio.vocabulary import Provider, RenderState, TakeState
from tests import faces, joined, people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
VERSIONS = ["v3", "auto"]


@pytest.fixture(autouse=True)
def loopback(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's 720p is a small picture: nothing here depends on the pixels."""
    settings.FETCH_ALLOW = joined.LOOPBACK
    monkeypatch.setitem(storyboards.SHORT_SIDES, "720p", 136)


@pytest.fixture(params=VERSIONS)
def pair(request: Any, live_server: Any) -> joined.Pair:
    return joined.pair(Provider.HEYGEN, f"{live_server.url}/heygen", version=request.param)


def ordered(pair: joined.Pair, *scripts: str, **setup: Any) -> Render:
    render = renders.generate(joined.video(pair, *scripts, **setup), actor=pair.bob)
    joined.order(render)
    return render


def test_a_video_is_ordered_made_fetched_and_paid_once(pair: joined.Pair) -> None:
    render = ordered(pair, "Hi.")
    assert joined.states(render) == {TakeState.SUBMITTED}
    assert Job.objects.get().kind == "video.v3"
    joined.ask(pair, render)
    assert render.takes.get().stage.endswith("pending")
    joined.make(pair)
    joined.ask(pair, render)
    joined.fetch(render)
    joined.join(pair, render)
    assert render.cost == -(-round(render.takes.get().result["duration"], 3) // 1) * 100


def test_several_scenes_are_one_order(pair: joined.Pair) -> None:
    render = ordered(pair, "Hi.", "Yes!")
    made = Render.objects.get(account=pair.server)
    assert (render.takes.count(), made.takes.count()) == (1, 2)
    assert [scene["background"]["value"] for scene in made.storyboard["scenes"]] == ["#f3e6d8"] * 2
    assert [scene["voice"]["input_text"] for scene in made.storyboard["scenes"]] == ["Hi.", "Yes!"]


def test_a_signed_webhook_brings_the_question_forward(pair: joined.Pair, live_server: Any) -> None:
    joined.listen(pair, live_server.url)
    render = ordered(pair, "Hi.")
    people.made(Render.objects.get(account=pair.server))
    (delivery,) = Delivery.objects.all()
    deliveries.send(str(delivery.pk))
    delivery.refresh_from_db()
    assert (delivery.state, [each.status for each in delivery.attempts.all()]) == ("delivered", [200])
    hook = Hook.objects.get(account=pair.client)
    assert (hook.event, hook.key) == ("avatar_video.success", delivery.pk.hex)
    assert json.loads(hook.body)["event_data"]["callback_id"] == str(Attempt.objects.get(take__render=render).token)
    Take.objects.filter(render=render).update(poll_at="2100-01-01T00:00:00Z")
    assert hooks.handle_due() == 1
    polls.work(str(pair.client.pk))
    assert joined.states(render) == {TakeState.FETCHING}
    Endpoint.objects.update(secret={"value": "whsec_other"})
    Delivery.objects.update(state="waiting", lease_until=None)
    deliveries.send(str(delivery.pk))
    assert (Hook.objects.count(), Account.objects.get(pk=pair.client.pk).forged) == (1, 1)


def test_what_fails_there_fails_here_with_its_reason(pair: joined.Pair) -> None:
    render = ordered(pair, "Hi.")
    renders.cancel(Render.objects.get(account=pair.server), actor=None)
    joined.ask(pair, render)
    render.refresh_from_db()
    assert (render.state, joined.states(render)) == (RenderState.FAILED, {TakeState.FAILED})
    assert "cancelled" in render.error
    joined.settled(pair, render)


def test_what_is_refused_costs_nothing(pair: joined.Pair) -> None:
    pair.client.avatars.update(external_id="nobody")
    render = ordered(pair, "Hi.")
    render.refresh_from_db()
    assert (render.state, joined.states(render)) == (RenderState.FAILED, {TakeState.FAILED})
    assert "Avatar nobody not found" in render.error
    joined.settled(pair, render)
    assert not Job.objects.exists()


def test_a_canceled_video_is_withdrawn_and_costs_nothing(pair: joined.Pair) -> None:
    render = ordered(pair, "Hi.")
    assert renders.cancel(render, actor=pair.bob)
    withdrawals.work(str(render.takes.get().pk))
    assert joined.states(render) == {TakeState.CANCELED}
    assert Render.objects.get(account=pair.server).state == RenderState.CANCELED
    joined.settled(pair, render)


def test_a_lost_reply_is_asked_for_again_and_nothing_is_made_twice(live_server: Any) -> None:
    pair = joined.pair(Provider.HEYGEN, f"{live_server.url}/heygen", version="v3")
    video = joined.video(pair, "Hi.")
    picture = faces.photo(pair.client).picture
    assert picture
    scene = video.scenes.get()
    scene.document["background"] = {"type": "image", "image_asset_id": str(picture.pk)}
    scene.save()
    render = renders.generate(video, actor=pair.bob)
    assert isinstance(joined.lose(pair, render), Submitted)
    take = render.takes.get()
    assert (take.state, take.external_id) == (TakeState.READY, "")
    Take.objects.update(lease_until=None)
    joined.order(render)
    assert joined.states(render) == {TakeState.SUBMITTED}
    assert Attempt.objects.filter(take=take).count() == 2
    assert render.takes.get().external_id == Job.objects.get().external_id
    (brought,) = pair.server.team.assets.all()
    made = Render.objects.get(account=pair.server).storyboard["scenes"][0]["background"]
    assert made["image_asset_id"] == str(brought.pk)


def test_a_lost_order_is_found_by_its_title(pair: joined.Pair) -> None:
    for script in ("Hi.", "Yes!"):  # the same title twice: only the token tells them apart
        render = ordered(pair, script)
    take = render.takes.get()
    job = take.external_id
    Take.objects.filter(pk=take.pk).update(state=TakeState.UNKNOWN, external_id="", stage=orders.ASKING)
    joined.ask(pair, render)
    take.refresh_from_db()
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, job)


def test_what_v3_can_not_place_is_ordered_from_v2(live_server: Any) -> None:
    pair = joined.pair(Provider.HEYGEN, f"{live_server.url}/heygen")
    video = joined.video(pair, "Hi.")
    scene = video.scenes.get()
    scene.document["character"] |= {"avatar_style": "circle", "scale": 0.5}
    scene.save()
    render = renders.generate(video, actor=pair.bob)
    joined.order(render)
    assert Job.objects.get().kind == "video.generate"
    people.made(Render.objects.get(account=pair.server))
    joined.ask(pair, render)
    assert joined.states(render) == {TakeState.FETCHING}
    pair.client.options = {**pair.client.options, "version": "v3"}
    pair.client.save()
    with pytest.raises(BadInput) as refused:
        renders.generate(video, actor=pair.bob)
    assert set(refused.value.problems) == {"scenes.0.character.avatar_style", "scenes.0.character.scale"}
