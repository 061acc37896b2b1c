"""One avatar as pages show it, whoever made it: its pictures, looks and words, and how a scene names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from studio.actions import cast, photos
from studio.models import Avatar
from studio.vocabulary import AvatarKind, Provider


@dataclass(frozen=True, slots=True)
class Look:
    """What a presenter wears. `id` is the whole name that a storyboard says: maya.navy."""

    id: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Performer:
    """An avatar, in one of its looks. Ask for its account with it."""

    avatar: Avatar
    wanted: str = ""

    @property
    def is_photo(self) -> bool:
        return self.avatar.kind == AvatarKind.TALKING_PHOTO

    @property
    def is_placed(self) -> bool:
        """Whether it can speak: all but photos whose points nobody has placed."""
        return not self.is_photo or not self.avatar.picture_id or cast.is_placed(self.avatar.rig)

    @property
    def looks(self) -> list[Look]:
        looks, external = self.avatar.looks, self.avatar.external_id
        known = {look["id"] for look in looks}
        chosen = self.wanted if self.wanted in known else looks[0]["id"] if looks else ""
        return [Look(f"{external}.{look['id']}", look["name"], look["id"] == chosen) for look in looks]

    @property
    def whole_id(self) -> str:
        """With the look, as a storyboard says it."""
        return next((look.id for look in self.looks if look.chosen), self.avatar.external_id)

    @property
    def card(self) -> str:
        """The address of its picture on a card; "" for one that has none."""
        return self.picture(height=480)

    @property
    def large(self) -> str:
        return self.picture(height=800)

    @property
    def face(self) -> str:
        return self.picture(height=128, crop="face")

    def picture(self, *, height: int, crop: str = "half") -> str:
        if self.avatar.picture_id:
            place = reverse("portrait", args=[self.avatar.pk])
            return f"{place}?{urlencode({'crop': crop, 'height': height, 'v': photos.seen(self.avatar)})}"
        if self.avatar.headshot_id:
            place = reverse("portrait", args=[self.avatar.pk])
            return f"{place}?{urlencode({'crop': crop, 'height': height, 'v': self.avatar.headshot_id.hex[-8:]})}"
        if self.avatar.account.provider == Provider.LOCAL:
            place = reverse("avatar_picture", args=[self.whole_id])
            return f"{place}?{urlencode({'crop': crop, 'height': height})}"
        return ""

    @property
    def second_line(self) -> str:
        """What it is, and what there is to choose from."""
        kind = {AvatarKind.TALKING_PHOTO: _("Talking photo"), AvatarKind.TWIN: _("Twin")}.get(
            AvatarKind(self.avatar.kind), _("Presenter")
        )
        looks = len(self.avatar.looks)
        told = [kind, *([ngettext("%d look", "%d looks", looks) % looks] if looks else [])]
        if not self.drawn_here:
            told.append(self.avatar.account.name)
        return " · ".join(told)

    @property
    def drawn_here(self) -> bool:
        return bool(self.avatar.account.provider == Provider.LOCAL)

    @property
    def language(self) -> str:
        return language_of(self.avatar.locale)

    def character(self) -> dict[str, Any]:
        """How a scene names it."""
        if self.avatar.is_pictured:
            return {"type": "talking_photo", "talking_photo_id": self.avatar.external_id}
        return {"type": "avatar", "avatar_id": self.whole_id}


def language_of(locale: str) -> str:
    """English (United Kingdom) is told as English · GB."""
    code, _sep, region = locale.partition("-")
    try:
        name = str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        name = code
    return f"{name} · {region}" if region else name
