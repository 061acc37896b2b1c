"""Whom HeyGen offers, what they sound like, and what is left: the v2 lists, with the account's own groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from studio.net.client import Answered, Client, Reply, together
from studio.providers import replies
from studio.providers.base import NoNews, Offer
from studio.providers.heygen_words import no_news
from studio.providers.replies import text
from studio.render.speech.languages import LANGUAGES
from studio.vocabulary import AvatarKind

AVATARS, GROUPS, VOICES = "/v2/avatars", "/v2/avatar_group.list", "/v2/voices"
QUOTA: Final = "/v2/user/remaining_quota"
LOOKS: Final = "avatar_list"
UNITS: Final = 60
"""Of quota in one credit."""
MOST_GROUPS: Final = 50
_PHOTOS: Final = ("PHOTO", "GENERATED_PHOTO")
_TAGS: Final = {"support_pause": "pauses", "emotion_support": "emotions", "support_locale": "accents"}
_TAG_OF: Final = {"english": "en", **{name.casefold(): tag for tag, (name, _) in LANGUAGES.items()}}


async def cast(client: Client) -> tuple[Offer, ...] | NoNews:
    """Everybody's avatars, the talking photos, and the looks of the account's own groups, each once."""
    reply = await client.call("GET", AVATARS)
    avatars, photos = _list(reply, "avatars"), _list(reply, "talking_photos")
    if avatars is None:
        return no_news(reply)
    own = await _own_looks(client)
    if isinstance(own, NoNews):
        return own
    found = [*map(_avatar, avatars), *map(_photo, photos or ()), *own]
    return tuple({offer.id: offer for offer in found if offer.id}.values())


async def voices(client: Client) -> tuple[Offer, ...] | NoNews:
    reply = await client.call("GET", VOICES)
    found = _list(reply, "voices")
    return no_news(reply) if found is None else tuple(offer for offer in map(voice_of, found) if offer.id)


async def balance(client: Client) -> str | NoNews:
    reply = await client.call("GET", QUOTA)
    left = reply.member("data", "remaining_quota") if isinstance(reply, Answered) and reply.good else None
    if left is None or not replies.amount(left):
        return no_news(reply)
    return f"{replies.amount(left / UNITS)} credits"


async def _own_looks(client: Client) -> list[Offer] | NoNews:
    """Servers without groups say so, and the public cast is worth showing without them. Without any word there is no
    cast at all: half of one would retire the other half.
    """
    reply = await client.call("GET", GROUPS, query={"include_public": "false"})
    groups = _list(reply, "avatar_group_list")
    known = [group for group in groups or () if text(group.get("id"))][:MOST_GROUPS]
    paths = [f"/v2/avatar_group/{quote(group['id'], safe='')}/avatars" for group in known]
    answers = await together(client.call("GET", path) for path in paths)
    told = [(reply, groups), *((answer, _list(answer, LOOKS)) for answer in answers)]
    if silent := next((each for each, found in told if found is None and not _says_no(each)), None):
        return no_news(silent)
    return [look for group, answer in zip(known, answers, strict=True) for look in _looks(group, answer)]


def _says_no(reply: Reply) -> bool:
    """Whether this is the server's word that there is no such thing."""
    return isinstance(reply, Answered) and 400 <= reply.status < 500 and reply.status not in (408, 429)


def _looks(group: Mapping[str, Any], reply: Reply) -> Iterator[Offer]:
    photo = text(group.get("group_type")) in _PHOTOS
    for look in _list(reply, LOOKS) or ():
        same = {
            **look, "avatar_id": look.get("avatar_id") or look.get("id"), "tags": [text(group.get("name"))],
            "avatar_name": look.get("avatar_name") or look.get("name"), "preview_image_url":
            look.get("preview_image_url") or look.get("image_url"),
        }  # fmt: skip
        is_photo = photo or ("image_url" in look and "avatar_id" not in look)
        yield _avatar(same, AvatarKind.TALKING_PHOTO if is_photo else AvatarKind.TWIN)


def _avatar(found: Mapping[str, Any], kind: AvatarKind = AvatarKind.PRESENTER) -> Offer:
    name = text(found.get("avatar_id"))
    tags = [*_texts(found.get("tags")), *(["premium"] if found.get("premium") is True else [])]
    return Offer(
        name, text(found.get("avatar_name")) or name, kind.value, gender=gender_of(found),
        voice=text(found.get("default_voice_id")), tags=tuple(tags),
        picture_url=replies.address(found.get("preview_image_url")),
        sample_url=replies.address(found.get("preview_video_url")),
    )  # fmt: skip


def _photo(found: Mapping[str, Any]) -> Offer:
    name = text(found.get("talking_photo_id"))
    return Offer(
        name, text(found.get("talking_photo_name")) or name, AvatarKind.TALKING_PHOTO.value,
        picture_url=replies.address(found.get("preview_image_url")),
    )  # fmt: skip


def voice_of(found: Mapping[str, Any]) -> Offer:
    """A voice as any version lists it."""
    name, language = text(found.get("voice_id")), text(found.get("language"))
    return Offer(
        name, text(found.get("name")) or name, gender=gender_of(found), language=language,
        locale=_TAG_OF.get(language.casefold(), ""),
        sample_url=replies.address(found.get("preview_audio") or found.get("preview_audio_url")),
        tags=tuple(tag for member, tag in _TAGS.items() if found.get(member) is True),
    )  # fmt: skip


def _list(reply: Reply, name: str) -> list[dict[str, Any]] | None:
    """The objects of a list of the answer's data, of which null is an empty one; None when there is no such list."""
    data = reply.member("data") if isinstance(reply, Answered) and reply.good else None
    found = data[name] if isinstance(data, dict) and name in data else ""
    return [each for each in found or () if isinstance(each, dict)] if isinstance(found, list | None) else None


def gender_of(found: Mapping[str, Any]) -> str:
    said = text(found.get("gender")).lower()
    return "" if said == "unknown" else said


def _texts(found: Any) -> Iterable[str]:
    found = found if isinstance(found, list) else [found]
    return [said for each in found if (said := text(each))]
