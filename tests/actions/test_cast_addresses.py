"""Addresses of what performers look like, as programs are told them."""

from __future__ import annotations

import pytest

from studio.actions import casting
from studio.models import Account, Avatar
from studio.vocabulary import Provider
from tests import faces

pytestmark = pytest.mark.django_db
ORIGIN = "https://studio.example"


def seen(account: Account, avatar: Avatar) -> tuple[str, str]:
    """Picture and clip."""
    (found,) = (each for each in casting.performers(account) if each.avatar == avatar)
    return casting.picture_url(found, origin=ORIGIN), casting.clip_url(found, origin=ORIGIN)


def test_a_photo_has_a_picture_and_no_clip(account: Account) -> None:
    picture, clip = seen(account, faces.photo(account))
    assert picture.startswith(f"{ORIGIN}/files/")
    assert clip == ""


def test_a_providers_avatar_shows_its_headshot(account: Account) -> None:
    shown = faces.photo(account)
    Account.objects.filter(pk=account.pk).update(provider=Provider.HEYGEN)
    Avatar.objects.filter(pk=shown.pk).update(picture=None, headshot=shown.picture, kind="presenter")
    account.refresh_from_db()
    picture, clip = seen(account, shown)
    assert picture.startswith(f"{ORIGIN}/files/")
    assert clip == ""


def test_a_voice_of_the_studios_own_says_its_sentence(account: Account) -> None:
    voice = casting.voices(account)[0]
    assert casting.voice_url(voice, origin=ORIGIN) == f"{ORIGIN}/cast/voices/{voice.external_id}.mp3"


def test_a_providers_voice_is_heard_where_its_sample_lies(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(provider=Provider.HEYGEN)
    sample, there = faces.photo(account).picture, "https://provider.example/amy.mp3"
    for external_id, kept in (("a", {"sample": sample}), ("b", {"sample_url": there}), ("c/d", {})):
        account.voices.create(external_id=external_id, name="Amy", language="English", **kept)
    account.refresh_from_db()
    heard = {each.external_id: casting.voice_url(each, origin=ORIGIN) for each in casting.voices(account)}
    assert heard["a"].startswith(f"{ORIGIN}/files/")
    assert (heard["b"], heard["c/d"]) == (there, ORIGIN)
