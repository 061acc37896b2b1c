"""Twins in every state, with their files: rows written directly, without the engine."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from studio.actions import twin_media, twins
from studio.models import Account, Asset, Avatar, Twin, TwinMedia, User
from studio.models.ids import new_id
from studio.vocabulary import AssetKind, AvatarKind, TwinState
from tests import faces

SCRIPT = "Hello! I'm reading this so that my double can learn how I speak."


def twin(
    account: Account, *, name: str = "Sam", state: TwinState = TwinState.DRAFT, by: User | None = None,
    media: tuple[str, ...] = twin_media.PLACES, **fields: Any,
) -> Twin:  # fmt: skip
    """A twin with consent and files. A ready one can be used: it has its avatar."""
    fields = {"language": "English", "script": SCRIPT, "consent_at": timezone.now(), "consent_by": by, **fields}
    made = twins.write(account, actor=by, name=name, state=state, **fields)
    for pose in media:
        bring(made, pose)
    if state == TwinState.READY:
        neutral = made.media.get(pose="neutral")
        made.avatar = Avatar.objects.create(
            account=account, external_id=made.external_name, kind=AvatarKind.TWIN, name=name, picture=neutral.asset,
            rig=neutral.rig, voice="nora", locale="en-US",
        )  # fmt: skip
        made.save()
    return made


def bring(twin: Twin, pose: str) -> Asset:
    """A file in its place, looked at and found right."""
    video = pose == twin_media.VIDEO
    body = b"film" if video else faces.png()
    asset = Asset(
        id=new_id(), team=twin.team, kind=AssetKind.VIDEO if video else AssetKind.IMAGE, size=len(body),
        name="reading.mp4" if video else f"{pose}.png", mime="video/mp4" if video else "image/png", sha256="0" * 64,
        width=faces.SIZE[0], height=faces.SIZE[1], duration=31.0 if video else 0.0, uploaded=True,
    )  # fmt: skip
    asset.file.save(asset.name, ContentFile(body), save=False)
    asset.save(force_insert=True)
    TwinMedia.objects.create(twin=twin, pose=pose, asset=asset, rig=None if video else faces.FOUND)
    return asset
