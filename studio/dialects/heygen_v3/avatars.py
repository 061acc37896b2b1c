"""`POST /v3/avatars` and what changes one: a photo avatar from a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from studio.dialects.heygen.body import AssetId, Name, Sent
from studio.dialects.heygen.refusals import Refused, invalid
from studio.dialects.heygen_v3 import lists
from studio.dialects.heygen_v3.orders import Source, read
from studio.dialects.shapes import TEXT, shape

PHOTO: Final = "photo"
NO_OTHER: Final = (
    "This server makes avatars of type photo. A digital twin is made in the studio, where the person agrees to it."
)
ONE_LOOK: Final = "A photo avatar has one look here; leave it out"
MADE: Final = shape("V3AvatarMade", avatar_item=lists.LOOK, avatar_group=lists.GROUP)
REMOVED: Final = shape("V3AvatarRemoved", id=TEXT)


class PhotoWanted(Sent):
    """A picture in which one face is seen from the front."""

    type: Literal["photo"]
    name: Name
    file: Source
    avatar_group_id: AssetId = None


class Renamed(Sent):
    """`PATCH /v3/avatars/looks/{id}`."""

    name: Name


def photo_wanted(body: Mapping[str, Any]) -> PhotoWanted:
    """The checked request. Raises Refused."""
    if body.get("type") != PHOTO:
        raise invalid("type", NO_OTHER)
    found = read(PhotoWanted, body)
    if found.avatar_group_id:
        raise invalid("avatar_group_id", ONE_LOOK)
    return found


def forbidden(what: str) -> Refused:
    """Somebody everybody's, whom no program changes."""
    return Refused("forbidden", f"{what} is not yours to change.", status=403)
