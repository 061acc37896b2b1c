"""Avatars, looks, talking photos and voices, in all the shapes in which HeyGen lists them.

Strict clients want every field there, every address valid and every name twice: both pairs are given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.shapes import (
    FLAG,
    LINK,
    NOTHING,
    SECONDS,
    TEXT,
    WHOLE,
    many,
    more,
    nullable,
    shape,
    word,
)

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Face:
    """One look. `id` is what an order names; `group` the avatar it is a look of; addresses open without a key,
    and `clip` is "" for whom nobody has filmed.
    """

    id: str
    name: str
    group: str
    group_name: str
    gender: str
    picture: str
    clip: str
    voice: str
    created: int
    photo: bool = False
    own: bool = False
    """A twin or a talking photo of the team's, not everybody's."""

    @property
    def film(self) -> str:
        """An address where a client insists on one: the clip's, or else the picture's."""
        return self.clip or self.picture

    @property
    def sex(self) -> str:
        return self.gender or UNKNOWN


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice. `sample` is the address of a recording."""

    id: str
    name: str
    language: str
    locale: str
    gender: str
    sample: str


_AVATAR: Final = shape(
    "AvatarLine", avatar_id=TEXT, avatar_name=TEXT, gender=TEXT, preview_image_url=LINK, preview_video_url=LINK,
    premium=FLAG, type=NOTHING, tags=NOTHING, default_voice_id=nullable(TEXT),
)  # fmt: skip
AVATARS: Final = shape(
    "Avatars", avatars=many(_AVATAR),
    talking_photos=many(
        shape("TalkingPhotoLine", talking_photo_id=TEXT, talking_photo_name=TEXT, preview_image_url=LINK)
    ),
)  # fmt: skip
DETAILS: Final = shape(
    "AvatarDetails", type=word("avatar", "talking_photo"), id=TEXT, name=TEXT, gender=TEXT, preview_image_url=LINK,
    preview_video_url=LINK, premium=FLAG, is_public=FLAG, default_voice_id=nullable(TEXT), tags=many(TEXT),
)  # fmt: skip
GROUPS: Final = shape(
    "AvatarGroups", total_count=WHOLE,
    avatar_group_list=many(shape(
        "AvatarGroup", id=TEXT, name=TEXT, created_at=SECONDS, num_looks=WHOLE, preview_image=LINK,
        group_type=word("PHOTO", "PRIVATE", "PUBLIC"), train_status=nullable(TEXT), default_voice_id=nullable(TEXT),
    )),
)  # fmt: skip
_LOOK: Final = more(_AVATAR, "AvatarLook", id=TEXT, name=TEXT, group_id=TEXT)
_PHOTO_LOOK: Final = more(
    _LOOK, "PhotoLook", image_url=LINK, created_at=SECONDS, status=TEXT, is_motion=FLAG, motion_preview_url=NOTHING,
    business_type=TEXT, upscale_availability=shape(available=FLAG, reason=NOTHING), upscaled=FLAG,
    background_sound_effect=NOTHING,
)  # fmt: skip
LOOKS: Final = shape("AvatarLooks", avatar_list=many({"anyOf": [_LOOK, _PHOTO_LOOK]}))
V1_AVATARS: Final = shape(
    "V1Avatars",
    avatars=many(shape(
        avatar_id=TEXT, name=TEXT, gender=TEXT,
        avatar_states=many(shape(
            id=TEXT, pose_name=TEXT, gender=TEXT, video_url=shape(grey=LINK), normal_preview=LINK,
            normal_thumbnail_medium=LINK, normal_thumbnail_small=LINK,
            default_voice=shape(free=shape(voice_id=TEXT)),
        )),
    )),
)  # fmt: skip
V1_PHOTOS: Final = many(shape("V1TalkingPhoto", id=TEXT, image_url=LINK, circle_image=LINK))
VOICES: Final = shape(
    "Voices",
    voices=many(shape(
        "Voice", voice_id=TEXT, language=TEXT, gender=TEXT, name=TEXT, preview_audio=LINK, support_pause=FLAG,
        emotion_support=FLAG, support_interactive_avatar=FLAG, support_locale=FLAG,
    )),
)  # fmt: skip
_V1_VOICE: Final = shape(
    "V1Voice", voice_id=TEXT, display_name=TEXT, name=TEXT, language=TEXT, gender=TEXT, preview=shape(movio=LINK),
    support_pause=FLAG, support_realtime=FLAG,
)  # fmt: skip
V1_VOICES: Final = shape("V1Voices", list=many(_V1_VOICE), voices=many(_V1_VOICE))
LOCALES: Final = shape(
    "Locales",
    locales=many(shape(value=TEXT, label=TEXT, language=TEXT, locale=TEXT, language_code=TEXT, tag=NOTHING)),
)  # fmt: skip


def avatars(faces: Iterable[Face]) -> dict[str, Any]:
    """The `data` of /v2/avatars."""
    found = list(faces)
    return {
        "avatars": [_avatar(face) for face in found if not face.photo],
        "talking_photos": [
            {"talking_photo_id": face.id, "talking_photo_name": face.name, "preview_image_url": face.picture}
            for face in found
            if face.photo
        ],
    }


def _avatar(face: Face) -> dict[str, Any]:
    return {
        "avatar_id": face.id, "avatar_name": face.name, "gender": face.sex, "preview_image_url": face.picture,
        "preview_video_url": face.film, "premium": False, "type": None, "tags": None,
        "default_voice_id": face.voice or None,
    }  # fmt: skip


def details(face: Face) -> dict[str, Any]:
    """The `data` of /v2/avatar/{id}/details."""
    return {
        "type": "talking_photo" if face.photo else "avatar", "id": face.id, "name": face.name, "gender": face.sex,
        "preview_image_url": face.picture, "preview_video_url": face.film, "premium": False, "is_public": not face.own,
        "default_voice_id": face.voice or None, "tags": [],
    }  # fmt: skip


def groups(faces: Iterable[Face], *, public: bool) -> dict[str, Any]:
    """The `data` of /v2/avatar_group.list: the team's own, and with `public` everybody's, too."""
    looks: dict[str, list[Face]] = {}
    for face in faces:
        if face.own or public:
            looks.setdefault(face.group, []).append(face)
    made = [_group(found[0], len(found)) for found in looks.values()]
    return {"total_count": len(made), "avatar_group_list": made}


def _group(first: Face, count: int) -> dict[str, Any]:
    kind = "PHOTO" if first.photo else "PRIVATE" if first.own else "PUBLIC"
    return {
        "id": first.group, "name": first.group_name, "created_at": first.created, "num_looks": count,
        "preview_image": first.picture, "group_type": kind, "train_status": "ready" if first.own else None,
        "default_voice_id": first.voice or None,
    }  # fmt: skip


def looks(faces: Iterable[Face]) -> dict[str, Any]:
    """The `data` of /v2/avatar_group/{id}/avatars."""
    return {"avatar_list": [_photo_look(face) if face.photo else _look(face) for face in faces]}


def _look(face: Face) -> dict[str, Any]:
    return {"id": face.id, "name": face.name, "group_id": face.group, **_avatar(face)}


def _photo_look(face: Face) -> dict[str, Any]:
    return {
        **_look(face), "image_url": face.picture, "created_at": face.created, "status": "completed",
        "is_motion": False, "motion_preview_url": None, "business_type": "uploaded",
        "upscale_availability": {"available": False, "reason": None}, "upscaled": False,
        "background_sound_effect": None,
    }  # fmt: skip


def v1_avatars(faces: Iterable[Face]) -> dict[str, Any]:
    """The `data` of /v1/avatar.list: avatars with their states, whose ids the clips name."""
    states: dict[str, list[Face]] = {}
    for face in faces:
        if not face.photo:
            states.setdefault(face.group, []).append(face)
    return {
        "avatars": [
            {
                "avatar_id": group, "name": found[0].group_name, "gender": found[0].sex,
                "avatar_states": [_state(face) for face in found],
            }
            for group, found in states.items()
        ]
    }  # fmt: skip


def _state(face: Face) -> dict[str, Any]:
    return {
        "id": face.id, "pose_name": face.name, "gender": face.sex, "video_url": {"grey": face.film},
        "normal_preview": face.picture, "normal_thumbnail_medium": face.picture,
        "normal_thumbnail_small": face.picture, "default_voice": {"free": {"voice_id": face.voice}},
    }  # fmt: skip


def v1_photos(faces: Iterable[Face]) -> list[dict[str, Any]]:
    """The `data` of /v1/talking_photo.list."""
    return [{"id": face.id, "image_url": face.picture, "circle_image": face.picture} for face in faces if face.photo]


def voices(speakers: Iterable[Speaker]) -> dict[str, Any]:
    """The `data` of /v2/voices."""
    return {
        "voices": [
            {
                "voice_id": voice.id, "language": voice.language or UNKNOWN, "gender": voice.gender or UNKNOWN,
                "name": voice.name, "preview_audio": voice.sample, "support_pause": True, "emotion_support": True,
                "support_interactive_avatar": False, "support_locale": False,
            }
            for voice in speakers
        ]
    }  # fmt: skip


def v1_voices(speakers: Iterable[Speaker]) -> dict[str, Any]:
    """The `data` of /v1/voice.list. One client looks for `list`, another for `voices`."""
    made = [
        {
            "voice_id": voice.id, "display_name": voice.name, "name": voice.name,
            "language": voice.language or UNKNOWN, "gender": voice.gender or UNKNOWN,
            "preview": {"movio": voice.sample}, "support_pause": True, "support_realtime": False,
        }
        for voice in speakers
    ]  # fmt: skip
    return {"list": made, "voices": made}


def locales(speakers: Iterable[Speaker]) -> dict[str, Any]:
    """The `data` of /v2/voices/locales: each once."""
    found = {voice.locale: voice.language or voice.locale for voice in speakers if voice.locale}
    return {
        "locales": [
            {
                "value": locale, "label": f"{language} ({locale})", "language": language, "locale": locale,
                "language_code": locale, "tag": None,
            }
            for locale, language in sorted(found.items())
        ]
    }  # fmt: skip
