"""What goes with an order: the team's own files that its scenes name, and nothing of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from studio.actions import enclosures
from studio.models import Account, Asset, Avatar, Team, User, Video
from studio.vocabulary import AssetKind, AvatarKind, Provider
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, provider=Provider.HEYGEN, price=4)


def asset(team: Team, name: str, kind: AssetKind, mime: str) -> Asset:
    made = Asset(team=team, name=name, kind=kind, mime=mime, size=5, sha256=name)
    made.file.save(name, ContentFile(b"bytes"), save=False)
    made.save()
    return made


def photo(account: Account, picture: Asset | None, external_id: str = "") -> Avatar:
    made = Avatar(account=account, kind=AvatarKind.TALKING_PHOTO, name="Me", picture=picture)
    made.external_id = external_id or str(made.pk)
    made.save()
    return made


def test_files_and_own_talking_photos_go_with_an_order(
    team: Team, account: Account, alice: User, video: Video, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://studio.example.org"
    sound, face = (
        asset(team, "v.mp3", AssetKind.AUDIO, "audio/mpeg"),
        asset(team, "f.jpg", AssetKind.IMAGE, "image/jpeg"),
    )
    foreign = asset(people.team("Others"), "o.jpg", AssetKind.IMAGE, "image/jpeg")
    mine, theirs = photo(account, face), photo(account, None, "heygens-own")
    erased, known = photo(account, None), photo(account, face, "heygen-has-it")
    scenes = [
        {
            "character": {"type": "talking_photo", "talking_photo_id": each.external_id},
            "voice": {"type": "audio", "audio_asset_id": str(sound.pk)},
            "background": {"type": "image", "image_asset_id": str(foreign.pk)},
        }
        for each in (mine, theirs, erased, known)
    ]
    take = people.take(people.render(video, by=alice), scenes=[0, 1, 2, 3])
    found = enclosures.files(take, {"scenes": scenes})
    assert set(found) == {str(sound.pk), str(mine.pk)}
    assert (found[str(mine.pk)].mime, found[str(mine.pk)].path.read_bytes()) == ("image/jpeg", b"bytes")
    assert found[str(sound.pk)].url.startswith("https://studio.example.org/files/")
