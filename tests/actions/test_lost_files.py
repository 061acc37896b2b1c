"""A file or a face that is deleted while a video that shows it is ordered or made: told in words, and nobody pays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.base import ContentFile

from studio.actions import cast, joins, makers, orders, previews, renders, takes, uploads
from studio.errors import BadInput
from studio.models import Account, Asset, Avatar, Render, Take, Team, User, Video
from studio.providers.base import Submitted, Unknown
from studio.providers.captions import Captions
from studio.render.plan import NOT_HANDED
from studio.vocabulary import AssetKind, Provider, RenderState, TakeState
from tests import drawing, faces, people
from tests.actions.ordering.provider import order

pytestmark = pytest.mark.django_db
LOST = "This picture is gone. Upload it again, or choose another."


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "check", lambda *_, **__: previews.Measure((2.0,), ((),)))


def uploaded(team: Team, kind: AssetKind) -> Asset:
    made = Asset(team=team, kind=kind, name="a", mime="image/png", size=1, sha256="0" * 64, uploaded=True)
    made.file.save("a.png", ContentFile(b"-"), save=False)
    made.save(force_insert=True)
    return made


def showing(account: Account, alice: User, **part: Any) -> Video:
    video = people.video(account, by=alice)
    scene = video.scenes.get()
    scene.document |= part
    scene.save()
    return Video.objects.get()


def picture(account: Account, alice: User) -> Video:
    file = uploaded(account.team, AssetKind.IMAGE)
    return showing(account, alice, background={"type": "image", "image_asset_id": str(file.pk)})


def unheard(*_: Any, **__: Any) -> dict[str, Any]:
    raise BadInput({"music.audio_asset_id": NOT_HANDED})


def ended(render: Render) -> tuple[str, str, int]:
    render.refresh_from_db()
    return render.state, render.error, people.wallet(render.account).held


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, price=50)


def test_a_picture_that_goes_while_it_is_measured_is_named(
    account: Account, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, video = cast.gather, picture(account, alice)

    def gone(*given: Any) -> cast.Props:
        Asset.objects.all().delete()
        return real(*given)

    monkeypatch.setattr(cast, "gather", gone)
    with pytest.raises(BadInput) as refusal:
        renders.generate(video, actor=alice)
    assert refusal.value.problems == {"scenes.0.background.image_asset_id": LOST}


def test_a_picture_that_goes_before_it_is_drawn_is_told_of(account: Account, alice: User) -> None:
    render = renders.generate(picture(account, alice), actor=alice)
    uploads.remove(Asset.objects.get())
    takes.work(str(render.takes.get().pk), draw=drawing.draw)
    assert ended(render) == (RenderState.FAILED, LOST, 0)


def test_a_face_that_goes_before_it_is_drawn_is_told_of(account: Account, alice: User) -> None:
    photo = faces.photo(account)
    video = showing(account, alice, character={"type": "talking_photo", "talking_photo_id": photo.external_id})
    render = renders.generate(video, actor=alice)
    Avatar.objects.filter(pk=photo.pk).delete()
    takes.work(str(render.takes.get().pk), draw=drawing.draw)
    assert ended(render) == (RenderState.FAILED, cast.GONE, 0)


def test_an_order_whose_picture_is_gone_is_not_sent(team: Team, alice: User) -> None:
    """It would be made without the picture, or the reply counted as lost and the hold kept."""
    render = renders.generate(picture(people.account(team, provider=Provider.HEYGEN, price=50), alice), actor=alice)
    Asset.objects.all().delete()
    assert order(render.takes.get(), Submitted("op-1", 30.0)) == []
    assert ended(render) == (RenderState.FAILED, LOST, 0)


def test_an_order_that_may_have_been_taken_is_paid_for_though_its_picture_is_gone(
    team: Team, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first reply was lost. What it may cost stays held until the provider or a person says how that ended."""
    render = renders.generate(picture(people.account(team, provider=Provider.HEYGEN, price=50), alice), actor=alice)
    safe, take = Captions(), render.takes.get()
    monkeypatch.setattr(safe, "features", replace(Captions.features, resends_safely=True), raising=False)
    monkeypatch.setattr(makers, "adapter", lambda _: safe)
    order(take, Unknown("No reply."))
    Asset.objects.all().delete()
    for _ in range(orders.MOST_RESENDS):
        Take.objects.update(lease_until=None)
        Account.objects.update(free_at=None)
        assert order(take, Submitted("op-1", 30.0)) == []
    assert (take.state, take.error) == (TakeState.UNKNOWN, LOST)
    assert orders.order_of(take).token  # it is looked for
    assert ended(render)[::2] == (RenderState.PROCESSING, 100)


def test_music_that_goes_before_the_scenes_are_joined_is_told_of(account: Account, alice: User) -> None:
    file, video = uploaded(account.team, AssetKind.AUDIO), people.video(account, by=alice)
    video.setup["music"] = {"audio_asset_id": str(file.pk)}
    video.save()
    render = renders.generate(video, actor=alice)
    takes.work(str(render.takes.get().pk), draw=drawing.draw)
    uploads.remove(file)
    joins.join(str(render.pk), join=unheard)
    assert ended(render) == (RenderState.FAILED, "This recording is gone. Upload it again, or choose another.", 0)
