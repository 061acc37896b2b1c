"""A studio that orders from another one as from HeyGen: files, news by webhook, captions, and every other ending."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save

from studio.actions import assets, hooks, makers, polls, renders, templates, withdrawals
from studio.models import Asset, Attempt, Hook, Render, Take
from studio.providers.base import Submitted, TakeOrder
from studio.storyboard import limits
from studio.vocabulary import AssetKind, Provider, RenderState, TakeState
from tests import joined, people
from tests.joined import Pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BOTH = pytest.mark.parametrize("version", ["v2", "v1"])


@pytest.fixture
def pair(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Pair:
    settings.FETCH_ALLOW = joined.LOOPBACK
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setitem(limits.DIMENSIONS, "9:16", tuple(joined.SMALL.values()))  # v1 says the ratio alone
    return joined.pair(Provider.HEYGEN, f"{live_server.url}/heygen", price=4, version="v2")


def speak(pair: Pair, version: str) -> None:
    pair.client.options["version"] = version
    pair.client.save()


def recording() -> SimpleUploadedFile:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(250)) * 64)
    return SimpleUploadedFile("voice.wav", file.getvalue())


@BOTH
def test_a_version_canceled_while_its_files_are_uploaded_is_not_ordered(pair: Pair, version: str) -> None:
    speak(pair, version)
    video = joined.video(pair, "Hi there.")
    back = assets.upload(video.team, actor=pair.bob, file=joined.picture(), kind=AssetKind.IMAGE)
    scene = video.scenes.get()
    scene.document["background"] = {"type": "image", "image_asset_id": str(back.pk)}
    scene.save()
    render = renders.generate(video, actor=pair.bob)

    def cancel(instance: Asset, **_: Any) -> None:
        if instance.team_id == pair.server.team_id:
            renders.cancel(render, actor=None)

    post_save.connect(cancel, sender=Asset)
    try:
        joined.order(render)
    finally:
        post_save.disconnect(cancel, sender=Asset)
    assert joined.states(render) == {TakeState.CANCELED}
    assert not Render.objects.filter(account=pair.server).exists()
    assert [each.outcome for each in Attempt.objects.all()] == ["not sent"]
    pair.client.refresh_from_db()
    assert pair.client.failure == "", "nobody is to blame"
    joined.settled(pair, render)


@BOTH
def test_all_scenes_are_one_take_that_a_webhook_brings_home(pair: Pair, live_server: Any, version: str) -> None:
    speak(pair, version)
    joined.listen(pair, live_server.url)
    video = joined.video(pair, "Hi there.", "Yes!", caption=True)
    back = assets.upload(video.team, actor=pair.bob, file=joined.picture(), kind=AssetKind.IMAGE)
    sound = assets.upload(video.team, actor=pair.bob, file=recording(), kind=AssetKind.AUDIO)
    for scene in video.scenes.all():
        scene.document["background"] = {"type": "image", "image_asset_id": str(back.pk)}
        if scene.position:
            scene.document["voice"] = {"type": "audio", "audio_asset_id": str(sound.pk)}
        scene.save()
    render = renders.generate(video, actor=pair.bob)
    joined.order(render)
    take = render.takes.get()
    assert (take.state, take.error, take.scenes) == (TakeState.SUBMITTED, "", [0, 1])
    Take.objects.update(poll_at=take.created_at.replace(year=2999))
    joined.make(pair)
    joined.deliver()
    assert Hook.objects.get().external_id == take.external_id
    assert hooks.handle_due() == 1
    polls.work(str(pair.client.pk))
    assert joined.states(render) == {TakeState.FETCHING}
    joined.fetch(render)
    take.refresh_from_db()
    assert [word for word, _, _ in take.result["words"]] == ["Hi", "there."]
    assert Render.objects.get(pk=render.pk).poster, "it is shown while it is joined"
    seconds = joined.join(pair, render)
    assert render.cost == 30 * 4, "one started half minute"
    assert 2 < seconds < 10
    assert "Hi there." in Path(render.srt.file.path).read_text()  # type: ignore[union-attr]
    assert (render.poster.width, render.poster.height) == (134, 240)  # type: ignore[union-attr]


@BOTH
def test_a_failure_there_is_told_here_and_costs_nothing(pair: Pair, version: str) -> None:
    speak(pair, version)
    render = renders.generate(joined.video(pair, "Hi."), actor=pair.bob)
    joined.order(render)
    renders.cancel(Render.objects.get(account=pair.server), actor=None)
    joined.ask(pair, render)
    render.refresh_from_db()
    assert render.state == RenderState.FAILED
    assert "This video was cancelled." in render.error
    assert render.cost == 0
    joined.settled(pair, render)


@BOTH
def test_a_refusal_there_is_told_here_in_its_own_words(pair: Pair, version: str) -> None:
    speak(pair, version)
    video = joined.video(pair, "Hi.")
    pair.client.avatars.update(external_id="nobody")
    scene = video.scenes.get()
    scene.document["character"]["avatar_id"] = "nobody"
    scene.save()
    render = renders.generate(video, actor=pair.bob)
    joined.order(render)
    render.refresh_from_db()
    assert render.state == RenderState.FAILED
    assert render.error == "Avatar nobody not found or no longer available."
    joined.settled(pair, render)


@BOTH
def test_a_canceled_order_is_withdrawn_and_what_was_held_comes_back(pair: Pair, version: str) -> None:
    speak(pair, version)
    render = renders.generate(joined.video(pair, "Hi."), actor=pair.bob)
    joined.order(render)
    assert renders.cancel(render, actor=pair.bob)
    withdrawals.work(str(render.takes.get().pk))
    assert render.takes.get().state == TakeState.CANCELED
    assert Render.objects.get(account=pair.server).state == RenderState.CANCELED, "there, too"
    joined.settled(pair, render)


def test_what_is_ready_by_then_is_kept_and_anothers_is_not_touched(pair: Pair) -> None:
    ready, waiting = (renders.generate(joined.video(pair, script), actor=pair.bob) for script in ("Hi.", "Yes!"))
    joined.order(ready)
    joined.make(pair)
    joined.order(waiting)
    other = waiting.takes.get()
    Take.objects.filter(render=ready).update(external_id=other.external_id, state=TakeState.SUBMITTED)
    there = Render.objects.get(account=pair.server, state=RenderState.QUEUED)
    for render in (ready, waiting):
        assert renders.cancel(render, actor=pair.bob)
    withdrawals.work(str(ready.takes.get().pk))
    there.refresh_from_db()
    assert there.state == RenderState.QUEUED, "its number was another's"
    joined.make(pair)
    withdrawals.work(str(other.pk))
    there.refresh_from_db()
    assert there.state == RenderState.COMPLETED, "it is paid for"
    assert Take.objects.get(pk=other.pk).state == TakeState.SUBMITTED


@BOTH
def test_a_deleted_video_is_gone_and_what_was_held_comes_back(pair: Pair, version: str) -> None:
    speak(pair, version)
    render = renders.generate(joined.video(pair, "Hi."), actor=pair.bob)
    joined.order(render)
    assert renders.cancel(render, actor=pair.bob)
    take = render.takes.get()
    assert take.state == TakeState.SUBMITTED, "nobody has asked the provider yet"
    for _ in range(2):
        assert makers.ask(pair.client, lambda maker, *asked: maker.cancel(*asked, take.external_id)) is True
    for _ in range(polls.GONE_AFTER + 1):
        assert render.takes.get().state == TakeState.SUBMITTED
        joined.ask(pair, render)
    assert render.takes.get().state == TakeState.FAILED
    render.refresh_from_db()
    joined.settled(pair, render)


@BOTH
def test_an_order_whose_reply_was_lost_is_found_again(pair: Pair, version: str) -> None:
    speak(pair, version)
    earlier = renders.generate(joined.video(pair, "Hi."), actor=pair.bob)
    joined.order(earlier)
    render = renders.generate(joined.video(pair, "Yes!", caption_mode="burn_in"), actor=pair.bob)
    reply = joined.lose(pair, render)
    assert joined.states(render) == {TakeState.UNKNOWN}
    joined.ask(pair, render)
    take = render.takes.get()
    assert isinstance(reply, Submitted)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, reply.external_id)


def test_the_lists_of_our_own_dialect_are_understood(pair: Pair) -> None:
    cast = {offer.id: offer for offer in makers.ask(pair.client, lambda maker, *asked: maker.cast(*asked))}
    assert {"maya", "maya.navy"} <= set(cast)
    assert (cast["maya"].kind, cast["maya"].gender, cast["maya"].voice) == ("presenter", "female", "nora")
    assert cast["maya"].picture_url
    voices = {offer.id: offer for offer in makers.ask(pair.client, lambda maker, *asked: maker.voices(*asked))}
    assert (voices["nora"].locale, voices["nora"].tags) == ("en", ("pauses", "emotions"))
    assert makers.ask(pair.client, lambda maker, *asked: maker.balance(*asked)) == "6000 credits"


def test_a_template_of_our_own_dialect_is_offered_and_ordered(pair: Pair) -> None:
    served = people.video(pair.server, scripts=("Hello {{name}}.",))
    templates.save(served, actor=None, name="Greeting")
    offers = makers.ask(pair.client, lambda maker, *asked: maker.templates(*asked))
    assert [(offer.name, dict(offer.variables)) for offer in offers] == [
        ("Greeting", {"name": {"type": "text", "default": ""}})
    ]
    variables = {"name": {"type": "text", "properties": {"content": "Bob"}}}
    storyboard = {
        "scenes": [], "dimension": joined.SMALL,
        "template": {"template_id": offers[0].id, "variables": variables},
    }  # fmt: skip
    order = TakeOrder(storyboard, token="t", title="Greeting")
    assert isinstance(makers.ask(pair.client, lambda maker, *asked: maker.submit(*asked, order)), Submitted)
    made = Render.objects.get(account=pair.server)
    assert made.storyboard["scenes"][0]["voice"]["input_text"] == "Hello Bob."
    assert made.storyboard["dimension"] == joined.SMALL
