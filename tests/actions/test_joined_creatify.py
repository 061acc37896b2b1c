"""A studio that orders from another one as from Creatify: scenes, templates, news by webhook, every other ending."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.actions import (
    assets,
    connecting,
    hooks,
    makers,
    polls,
    provider_templates,
    renders,
    templates,
    videos,
    withdrawals,
)
from studio.actions.casting import stable_uuid
from studio.dialects.creatify import words
from studio.models import Hook, Render, Take, Template, Voice
from studio.providers.base import Submitted
from studio.storyboard.gaps import Value
from studio.vocabulary import AssetKind, Provider, RenderState, TakeState
from tests import joined, people
from tests.joined import Pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MAYA, NORA = str(stable_uuid("avatar", "maya")), str(stable_uuid("voice", "nora"))


@pytest.fixture
def pair(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Pair:
    settings.FETCH_ALLOW = joined.LOOPBACK
    settings.PUBLIC_URL = live_server.url
    for name, (width, height) in words.RATIOS.items():
        monkeypatch.setitem(words.RATIOS, name, (width // 8 // 2 * 2, height // 8))
    made = joined.pair(Provider.CREATIFY, f"{live_server.url}/creatify", avatar=MAYA)
    made.client.credentials["api_id"] = "any"
    made.client.hook_token = "t0ken"
    made.client.save()
    made.server.price = 100
    made.server.save()
    Voice.objects.filter(account=made.client).update(external_id=NORA)
    return made


def video(pair: Pair, *scripts: str, **setup: Any) -> Any:
    made = joined.video(pair, *scripts, **setup)
    for scene in made.scenes.all():
        scene.document["voice"]["voice_id"] = NORA
        scene.save()
    return made


def bring_home(pair: Pair, render: Render) -> float:
    """Nobody asks before a webhook says that something happened."""
    take = render.takes.get()
    assert (take.state, take.error) == (TakeState.SUBMITTED, "")
    Take.objects.update(poll_at=take.created_at.replace(year=2999))
    joined.make(pair)
    joined.deliver()
    assert Hook.objects.get().external_id == take.external_id.rpartition("/")[2]
    assert hooks.handle_due() == 1
    assert Hook.objects.get().take == take
    polls.work(str(pair.client.pk))
    assert joined.states(render) == {TakeState.FETCHING}
    joined.fetch(render)
    return joined.join(pair, render)


def test_all_scenes_are_one_take_that_a_webhook_brings_home(pair: Pair) -> None:
    made = video(pair, "Hi there.", "Yes!", caption=True)
    back = assets.upload(made.team, actor=pair.bob, file=joined.picture(), kind=AssetKind.IMAGE)
    scene = made.scenes.get(position=1)
    scene.document["background"] = {"type": "image", "image_asset_id": str(back.pk)}
    scene.save()
    render = renders.generate(made, actor=pair.bob)
    assert render.takes.get().quote == 500
    joined.order(render)
    seconds = bring_home(pair, render)
    assert 1.5 < seconds < 10
    assert render.cost == -(-seconds // 1) * 100, "what the other side says it took"
    assert "Hi there." in Path(render.srt.file.path).read_text()  # type: ignore[union-attr]
    (there,) = Render.objects.filter(account=pair.server)
    assert there.storyboard["scenes"][0]["character"]["avatar_id"] == "maya"
    assert there.storyboard["scenes"][1]["background"]["type"] == "image"
    assert there.storyboard["caption_mode"] == "burn_in"


def test_a_template_there_is_filled_here_and_made_there(pair: Pair) -> None:
    served = people.video(pair.server, scripts=("Hello {{name}}, this is {{company}}.",))
    served.setup = {"dimension": joined.SMALL}
    served.save()
    back = {"type": "image", "path": "scenes.0.background"}
    templates.save(served, actor=None, name="Greeting", variables={"company": {"default": "Acme"}, "back": back})
    provider_templates.take_in(pair.client, makers.ask(pair.client, lambda maker, *asked: maker.templates(*asked)))
    template = Template.objects.get(account=pair.client)
    assert {name: variable["type"] for name, variable in template.variables.items()} == {
        "name": "text", "company": "text", "back": "image",
    }  # fmt: skip
    asset = assets.upload(pair.client.team, actor=pair.bob, file=joined.picture(), kind=AssetKind.IMAGE)
    filled = templates.filled(
        template, {"name": Value("text", text="Bob"), "back": Value("image", asset_id=str(asset.pk))}
    )
    made = videos.create(pair.client.team, actor=pair.bob, title="Hi Bob", storyboard=filled, account=pair.client)
    render = renders.generate(made, actor=pair.bob)
    joined.order(render)
    assert render.takes.get().external_id.startswith("custom_template_jobs/")
    bring_home(pair, render)
    (there,) = Render.objects.filter(account=pair.server)
    assert there.storyboard["scenes"][0]["voice"]["input_text"] == "Hello Bob, this is Acme."
    assert there.storyboard["scenes"][0]["background"]["type"] == "image"


def test_a_failure_there_is_told_here_and_costs_nothing(pair: Pair) -> None:
    render = renders.generate(video(pair, "Hi."), actor=pair.bob)
    joined.order(render)
    renders.cancel(Render.objects.get(account=pair.server), actor=None)
    joined.ask(pair, render)
    render.refresh_from_db()
    assert render.state == RenderState.FAILED
    assert "This video was cancelled." in render.error
    assert render.cost == 0
    joined.settled(pair, render)


def test_what_was_ordered_is_paid_for_though_its_version_was_canceled(pair: Pair) -> None:
    made = video(pair, "Hi.")
    render = renders.generate(made, actor=pair.bob)
    joined.order(render)
    assert renders.cancel(render, actor=pair.bob)
    withdrawals.work(str(render.takes.get().pk))
    assert joined.states(render) == {TakeState.SUBMITTED}, "Creatify takes nothing back"
    joined.make(pair)
    joined.ask(pair, render)
    joined.fetch(render)
    take = render.takes.get()
    assert take.state == TakeState.COMPLETED
    render.refresh_from_db()
    assert render.cost > 0
    joined.settled(pair, render)
    again = renders.generate(made, actor=pair.bob)
    assert again.takes.get().segment == take.segment, "the next version has it for nothing"


def test_a_refusal_there_is_told_here_in_its_own_words(pair: Pair) -> None:
    made = video(pair, "Hi.")
    pair.client.avatars.update(external_id="nobody")
    scene = made.scenes.get()
    scene.document["character"]["avatar_id"] = "nobody"
    scene.save()
    render = renders.generate(made, actor=pair.bob)
    joined.order(render)
    render.refresh_from_db()
    assert render.state == RenderState.FAILED
    assert 'Invalid pk "nobody" - object does not exist.' in render.error
    joined.settled(pair, render)


def test_a_wrong_key_is_refused(pair: Pair) -> None:
    pair.client.credentials["api_key"] = "us_wrong"
    pair.client.save()
    render = renders.generate(video(pair, "Hi."), actor=pair.bob)
    joined.order(render)
    render.refresh_from_db()
    assert "Authentication credentials" in render.error
    joined.settled(pair, render)


def test_an_order_whose_reply_was_lost_is_found_again(pair: Pair) -> None:
    joined.order(renders.generate(video(pair, "Hi."), actor=pair.bob))
    render = renders.generate(video(pair, "Yes!"), actor=pair.bob)
    reply = joined.lose(pair, render)
    assert joined.states(render) == {TakeState.UNKNOWN}
    joined.ask(pair, render)
    take = render.takes.get()
    assert isinstance(reply, Submitted)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, reply.external_id)
    assert Render.objects.filter(account=pair.server).count() == 2, "nothing was sent twice"


def test_connecting_brings_cast_voices_templates_and_balance(pair: Pair, live_server: Any) -> None:
    templates.save(people.video(pair.server, scripts=("Hi {{name}}.",)), actor=None, name="Greeting")
    made = connecting.connect(
        pair.client.team, actor=pair.bob, provider="creatify", name="Second", server=f"{live_server.url}/creatify",
        credentials={"api_id": "any", "api_key": pair.client.credentials["api_key"]},
    )  # fmt: skip
    assert made.avatars.filter(external_id=MAYA).exists()
    assert made.voices.filter(external_id=NORA).exists()
    assert (made.balance, made.price) == ("100 credits", 100)
    template = templates.of(made.team, account=made).get()
    assert (template.name, list(template.variables)) == ("Greeting", ["name"])
    scene = template.storyboard["scenes"][0]
    assert scene["voice"]["input_text"] == "Greeting. {{name}}."


def test_the_lists_of_our_own_dialect_are_understood(pair: Pair) -> None:
    cast = {offer.id: offer for offer in makers.ask(pair.client, lambda maker, *asked: maker.cast(*asked))}
    assert (cast[MAYA].name, cast[MAYA].kind, cast[MAYA].gender) == ("Maya", "presenter", "female")
    assert cast[MAYA].picture_url
    voices = {offer.id: offer for offer in makers.ask(pair.client, lambda maker, *asked: maker.voices(*asked))}
    assert voices[NORA].name.startswith("Nora (")
    assert makers.ask(pair.client, lambda maker, *asked: maker.balance(*asked)) == "100 credits"
