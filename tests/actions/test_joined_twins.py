"""Two studios: one has a twin made by the other as by the real service, over HTTP, and orders a video with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from studio.actions import accounts, calibration, erasures, orders, renders, twin_drafts, twin_orders, twins, videos
from studio.models import Account, Take, Twin
from studio.vocabulary import AvatarKind, Provider, TakeState, TwinState
from tests import joined, people
from tests.actions.test_twins import known, looked_at_once, media

__all__ = ["known", "looked_at_once", "media"]  # fixtures
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_twin_is_prepared_ordered_made_used_and_deleted(live_server: Any, media: dict[str, bytes]) -> None:
    server = people.account(people.team("Server"))
    accounts.sync_cast(server)
    key = people.key(server, by=people.alice(server.team))
    client = people.account(people.team("Client"), provider=Provider.CAPTIONS, price=100)
    client.credentials = {"api_key": key.secret}  # type: ignore[attr-defined]
    client.options = {"base_url": f"{live_server.url}/captions"}
    client.save()
    bob = people.bob(client.team)
    with override_settings(FETCH_ALLOW=["127.0.0.1/32", "localhost"], PUBLIC_URL=live_server.url):
        twin = twin_drafts.begin(client.team, actor=bob, account=str(client.pk), name="Sam", consent=True)
        assert "German" in calibration.languages(client)
        twin_drafts.choose(twin, language="German")
        assert twin.script.startswith("Hallo!")
        twin_drafts.add(twin, "video", actor=bob, file=SimpleUploadedFile("read.webm", media["webm"]))
        for pose in calibration.POSES:
            twin_drafts.add(twin, pose, actor=bob, file=SimpleUploadedFile(f"{pose}.jpg", media["photo"]))
        twin_drafts.make(twin, actor=bob)
        twins.work(str(twin.pk))
        assert Path(twin.media.get(pose="video").asset.file.path).suffix == ".mp4", "made anew: Captions takes no WebM"
        twin_orders.work(str(twin.pk))
        twin.refresh_from_db()
        assert (twin.state, twin.problem) == (TwinState.TRAINING, {})
        there = Twin.objects.get(account=server)
        twins.work(str(there.pk))
        there.refresh_from_db()
        assert (there.state, there.problem, there.language) == (TwinState.READY, {}, "German")
        Twin.objects.filter(pk=twin.pk).update(wake_at=timezone.now())
        twin_orders.work(str(twin.pk))
        twin.refresh_from_db()
        assert (twin.state, twin.external_name) == (TwinState.READY, "twin-1-sam")
        character = {"type": "avatar", "avatar_id": "twin-1-sam"}
        scene = {"character": character, "voice": {"type": "text", "voice_id": "nora", "input_text": "Hallo!"}}
        video = videos.create(client.team, actor=bob, storyboard={"scenes": [scene]}, account=client)
        take = renders.generate(video, actor=bob).takes.get()
        Account.objects.filter(pk=client.pk).update(free_at=None)
        orders.work(str(take.pk))
        assert Take.objects.get(pk=take.pk).state == TakeState.SUBMITTED
        made = Take.objects.get(account=server).render.storyboard["scenes"][0]["character"]
        assert made["talking_photo_id"] == "twin-1-sam"
        erasures.hurry(twin, actor=bob)
        erasures.work(str(twin.pk))
        assert not Twin.objects.filter(account=client).exists()
        assert Twin.objects.get(account=server).deleted_at is not None


@pytest.mark.parametrize("version", ["v3", "auto"])
def test_a_twin_is_made_of_a_photo_by_heygen(live_server: Any, media: dict[str, bytes], version: str) -> None:
    pair = joined.pair(Provider.HEYGEN, f"{live_server.url}/heygen", version=version)
    with override_settings(FETCH_ALLOW=joined.LOOPBACK, PUBLIC_URL=live_server.url):
        chosen = str(pair.client.pk)
        twin = twin_drafts.begin(pair.client.team, actor=pair.bob, account=chosen, name="Sam", consent=True)
        twin_drafts.choose(twin, language="English")
        twin_drafts.add(twin, "video", actor=pair.bob, file=SimpleUploadedFile("read.webm", media["webm"]))
        for pose in calibration.POSES:
            twin_drafts.add(twin, pose, actor=pair.bob, file=SimpleUploadedFile(f"{pose}.jpg", media["photo"]))
        twin_drafts.make(twin, actor=pair.bob)
        twins.work(str(twin.pk))
        twin_orders.work(str(twin.pk))
        twin.refresh_from_db()
        assert (twin.state, twin.problem) == (TwinState.TRAINING, {})
        Twin.objects.filter(pk=twin.pk).update(wake_at=timezone.now())
        twin_orders.work(str(twin.pk))
        twin.refresh_from_db()
    there = pair.server.avatars.get(name="Sam", kind=AvatarKind.TALKING_PHOTO)
    assert (twin.state, twin.external_name) == (TwinState.READY, there.external_id)
