"""Whom a HeyGen order may name: the account's performers and voices by every id that programs know them by."""

from __future__ import annotations

from studio.actions import casting
from studio.actions.casting import Performer
from studio.dialects import heygen
from studio.models import Account
from studio.vocabulary import AvatarKind


def is_photo(performer: Performer) -> bool:
    return performer.avatar.kind == AvatarKind.TALKING_PHOTO


def names_of(performer: Performer) -> set[str]:
    """Its own id, its UUID, and of a first look the look's own name."""
    names = {performer.id, str(performer.uuid), performer.uuid.hex}
    if performer.number == 1 and performer.avatar.looks:
        names.add(f"{performer.group}.{performer.avatar.looks[0]['id']}")
    return names


def cast_of(account: Account) -> heygen.Cast:
    """Who can be put on screen and heard."""
    known = {
        name: heygen.Known(performer.id, photo=is_photo(performer))
        for performer in casting.performers(account)
        for name in names_of(performer)
    }
    return heygen.Cast(known.get, {voice.external_id for voice in casting.voices(account)})
