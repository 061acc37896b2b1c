"""An account's performers and voices under the names and ids by which the dialects know them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from studio.actions import links, media
from studio.models import Account, Avatar, Render, Voice
from studio.models.ids import id_in
from studio.providers import local
from studio.storyboard.limits import ID_MAX
from studio.vocabulary import AvatarKind, Provider

BACKDROP = "#f3e6d8"


@dataclass(frozen=True, slots=True)
class Performer:
    """One look of an avatar. `id` is the account's own ("maya.navy"); `group` the avatar it is a look of.

    `creator` is its name in Captions' manner: Maya for the first look, Maya-2, Maya-3 for the others. `uuid` is the
    same on every server. `number` counts the looks from 1.
    """

    id: str
    group: str
    name: str
    creator: str
    uuid: uuid.UUID
    avatar: Avatar
    backdrop: str
    number: int

    def character(self) -> dict[str, Any]:
        """The storyboard's character for this performer."""
        if self.avatar.is_pictured:
            return {"type": "talking_photo", "talking_photo_id": self.id}
        return {"type": "avatar", "avatar_id": self.id}


def stable_uuid(kind: str, name: str) -> uuid.UUID:
    """The same UUID for the same thing on every server; what has a UUID for a name keeps it."""
    return id_in(name) or uuid.uuid5(uuid.NAMESPACE_URL, f"understudy:{kind}:{name}")


def performers(account: Account) -> list[Performer]:
    """Every look of every avatar the account offers, in the library's order."""
    return _told_apart(_offered(account, account.avatars.all()))


def _offered(account: Account, avatars: QuerySet[Avatar]) -> list[Performer]:
    """Of `account.avatars`: they know their account without being asked, and its key is decrypted once."""
    found = avatars.filter(retired_at=None).select_related("picture", "headshot")
    embedded = account.provider == Provider.LOCAL
    return [look for avatar in found.order_by("position", "name", "pk") for look in _looks(avatar, embedded=embedded)]


def _told_apart(found: list[Performer]) -> list[Performer]:
    """With every creator's name its own: two photos of one name are Anna and Anna-2."""
    seen: set[str] = set()
    apart = []
    for performer in found:
        name, number = performer.creator, 2
        while name.casefold() in seen:
            name, number = f"{performer.creator}-{number}", number + 1
        seen.add(name.casefold())
        apart.append(performer if name == performer.creator else replace(performer, creator=name))
    return apart


def _looks(avatar: Avatar, *, embedded: bool) -> list[Performer]:
    looks = avatar.looks or [{"id": "", "name": ""}]
    made = []
    for number, look in enumerate(looks, start=1):
        name = avatar.external_id if number == 1 or not look["id"] else f"{avatar.external_id}.{look['id']}"
        label = avatar.name if number == 1 else f"{avatar.name} ({look['name']})"
        said = avatar.external_id if avatar.kind == AvatarKind.TWIN else avatar.name
        creator = said if number == 1 else f"{said}-{number}"
        made.append(
            Performer(
                id=name,
                group=avatar.external_id,
                name=label,
                creator=creator,
                uuid=stable_uuid("avatar", name),
                avatar=avatar,
                backdrop=_backdrop(avatar, name) if embedded else BACKDROP,
                number=number,
            )
        )
    return made


def _backdrop(avatar: Avatar, name: str) -> str:
    if avatar.kind != AvatarKind.PRESENTER:
        return BACKDROP
    try:
        return local.find_presenter(name)[1].backdrop
    except KeyError:
        return BACKDROP


def by_creator(account: Account, name: str) -> Performer | None:
    """The performer with this Captions name, whatever its case; "Maya-1" is as good as "Maya"."""
    wanted = name.strip().casefold()
    for performer in performers(account):
        names = {performer.creator.casefold(), performer.id.casefold()}
        if performer.number == 1:
            names.add(f"{performer.creator.casefold()}-1")
        if wanted in names:
            return performer
    return None


def by_ids(account: Account) -> dict[str, Performer]:
    """Every performer by each of the ids under which `by_id` knows it: for whoever asks for many."""
    return {name: performer for performer in performers(account) for name in _names(performer)}


def by_id(account: Account, given: str) -> Performer | None:
    """The performer with this id, or UUID however it is written. A first look is also known by its own name
    ("maya.mustard").

    Looks through the whole cast only for a UUID: a template may ask for a hundred of thousands.
    """
    ends = [place for place, letter in enumerate(given[:ID_MAX]) if letter == "."]
    near = account.avatars.filter(external_id__in=[given, *(given[:end] for end in ends)])
    wanted = id_in(given)
    return _named(_offered(account, near), given) or (_named(performers(account), str(wanted)) if wanted else None)


def _named(roll: list[Performer], given: str) -> Performer | None:
    return next((performer for performer in roll if given in _names(performer)), None)


def _names(performer: Performer) -> tuple[str, ...]:
    looks = performer.avatar.looks
    whole = f"{performer.group}.{looks[0]['id']}" if looks and performer.number == 1 else performer.id
    return performer.id, whole, str(performer.uuid), performer.uuid.hex


def voice_id(account: Account, given: str) -> str:
    """The account's own id of the voice with this id, or UUID however it is written; "" when there is none."""
    if account.voices.filter(retired_at=None, external_id=given).exists():
        return given
    wanted = id_in(given)
    roll = voices(account) if wanted else ()
    named = (voice.external_id for voice in roll if stable_uuid("voice", voice.external_id) == wanted)
    return next(named, "")


def voices(account: Account) -> list[Voice]:
    """Those it offers, each with its sample."""
    offered = account.voices.filter(retired_at=None).select_related("sample")
    return list(offered.order_by("position", "name", "pk"))


def voice_of(account: Account, performer: Performer) -> str:
    """The id of the voice that suits a performer: its own, else the account's first."""
    offered = account.voices.filter(retired_at=None)
    if performer.avatar.voice and offered.filter(external_id=performer.avatar.voice).exists():
        return performer.avatar.voice
    first = offered.order_by("position", "name").first()
    return first.external_id if first else ""


def spoken_in(render: Render) -> str:
    """The language (BCP 47) of the first words that are spoken, for the subtitles; "und" when nobody knows."""
    if not render.vtt_id:
        return "und"
    scenes = Render.objects.values_list("storyboard", flat=True).get(pk=render.pk).get("scenes", [])
    said = [voice for scene in scenes if (voice := media.part(scene, "voice")).get("type") == "text"]
    if not said:
        return "und"
    chosen = render.account.voices.filter(external_id=str(said[0].get("voice_id"))).first()
    return str(said[0].get("locale") or (chosen and (chosen.locale or chosen.language)) or "und")


def picture_url(performer: Performer, *, origin: str) -> str:
    """An absolute address of a picture of this performer, which opens without a key; `origin` when there is none."""
    return origin + reverse("cast_picture", args=[performer.id]) if _drawn(performer) else _own(performer, origin)


def clip_url(performer: Performer, *, origin: str) -> str:
    """An absolute address of a short MP4 in which this performer speaks, which opens without a key; "" for none."""
    return origin + reverse("cast_clip", args=[performer.id]) if _drawn(performer) else ""


def voice_url(voice: Voice, *, origin: str) -> str:
    """An absolute address of this voice's sample, which opens without a key; `origin` when there is none."""
    if voice.account.provider == Provider.LOCAL:
        return origin + reverse("cast_voice", args=[voice.external_id])
    return links.to(voice.sample, origin=origin) if voice.sample else voice.sample_url or origin


def _drawn(performer: Performer) -> bool:
    return performer.avatar.kind == AvatarKind.PRESENTER and performer.avatar.account.provider == Provider.LOCAL


def _own(performer: Performer, origin: str) -> str:
    picture = performer.avatar.picture or performer.avatar.headshot
    return links.to(picture, origin=origin) if picture else origin
