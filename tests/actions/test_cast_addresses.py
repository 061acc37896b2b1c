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
