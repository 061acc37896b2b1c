"""What programs upload by itself: files for their storyboards, and pictures that are to speak at once."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.db.models import QuerySet

from studio.actions import assets, cast, photos
from studio.errors import BadInput, Busy, Conflict, EngineFailed
from studio.models import ApiKey, Asset, Avatar, Team
from studio.models.ids import row_in
from studio.providers import local
from studio.vocabulary import AssetKind, Provider

FACELESS = "No face was found in this picture. Use one in which a single face is seen from the front."
ELSEWHERE = "This key's account does not draw talking photos. Upload the picture with a key of the embedded account."
LATER = "The picture could not be looked at just now. Upload it again in a moment."
IN_USE = "This file is in use: a talking photo or a video holds it."


def of(team: Team) -> QuerySet[Asset]:
    """What the team uploaded, the newest first."""
    return team.assets.filter(uploaded=True).order_by("-created_at", "-id")


def remove(asset: Asset) -> None:
    """Delete an uploaded file. Raises Conflict when something holds it."""
    try:
        assets.discard(asset)
    except IntegrityError:  # ProtectedError is one; or something is just made of it
        raise Conflict(IN_USE) from None


def find(team: Team, name: str, kind: AssetKind) -> Asset | None:
    """The team's file of this id and kind, written with hyphens or without; None when there is none."""
    return row_in(Asset.objects.filter(team=team, kind=kind), name)


def speaking(key: ApiKey, picture: Asset, *, name: str = "") -> Avatar:
    """The talking photo of a picture that is there already: in one account always the same one for one name, put back
    when it was removed. Raises as `talking_photo` does.
    """
    known = uuid.uuid5(picture.pk, f"talking photo of {key.account_id} {name}".strip())
    with picture.file.open("rb") as opened:
        file = UploadedFile(opened, name=picture.name, size=picture.size)
        photo = talking_photo(key, file, name=name or picture.name, known=known)
    if photo.retired_at:
        photos.put_back(photo, actor=key.created_by)
    return photo


def talking_photo(key: ApiKey, file: UploadedFile[Any], *, name: str, known: uuid.UUID | None = None) -> Avatar:
    """A talking photo that can speak at once: nobody places points for a program. The same `known` gives the same one.

    Whoever uploads through a key says with it that the picture may be used. Raises BadInput for "file", and then
    nothing is kept; Busy when the engine could not look.
    """
    if key.account.provider != Provider.LOCAL:
        raise BadInput({"file": ELSEWHERE})
    return photos.add(
        key.team, actor=key.created_by, file=file, consent=True, name=name, account=key.account, key=known, find=_find,
    )  # fmt: skip


def _find(picture: Path, folder: Path) -> dict[str, Any]:
    try:
        rig = local.find_rig(picture, folder)
    except EngineFailed:
        raise Busy(LATER) from None
    if not cast.is_placed(rig):
        raise BadInput({"picture": FACELESS})
    return rig
