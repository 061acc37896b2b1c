"""Whom a HeyGen order may name, and the lists that tell of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.actions import casting, photos
from studio.actions.casting import Performer
from studio.api.door import as_json, origin_of
from studio.api.heygen.manner import heygen_door
from studio.api.operations import DELETE, GET
from studio.dialects import heygen
from studio.dialects.heygen.lists import Face, Speaker
from studio.dialects.shapes import FLAG, NOTHING
from studio.models import Account, ApiKey
from studio.vocabulary import AvatarKind


def is_photo(performer: Performer) -> bool:
    return performer.avatar.kind == AvatarKind.TALKING_PHOTO


def cast_of(account: Account) -> heygen.Cast:
    """Who can be put on screen and heard. A twin made here is listed as an avatar, and speaks as a photo does."""
    known = {
        name: heygen.Known(performer.id, photo=performer.avatar.is_pictured, voice=performer.avatar.voice)
        for name, performer in casting.by_ids(account).items()
    }
    return heygen.Cast(known.get, {voice.external_id for voice in casting.voices(account)})


@heygen_door(GET(gives=heygen.in_v2(heygen.lists.AVATARS)))
def avatars(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/avatars`: every look, and every talking photo."""
    return as_json(heygen.v2(heygen.lists.avatars(faces(request, key))))


@heygen_door(GET(gives=heygen.in_v2(heygen.lists.DETAILS)))
def details(request: HttpRequest, key: ApiKey, avatar_id: str) -> HttpResponse:
    """`GET /v2/avatar/{id}/details`: one look or talking photo."""
    performer = casting.by_id(key.account, avatar_id)
    if performer is None:
        raise heygen.not_found("Avatar", avatar_id, code="avatar_not_found", status=404)
    return as_json(heygen.v2(heygen.lists.details(_face(performer, origin=origin_of(request)))))


@heygen_door(GET(asks={"include_public": FLAG}, gives=heygen.in_v2(heygen.lists.GROUPS)))
def groups(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/avatar_group.list?include_public=`: the team's own avatars, or everybody's, too."""
    public = request.GET.get("include_public", "").lower() in ("true", "1")
    return as_json(heygen.v2(heygen.lists.groups(faces(request, key), public=public)))


@heygen_door(GET(gives=heygen.in_v2(heygen.lists.LOOKS)))
def looks(request: HttpRequest, key: ApiKey, group_id: str) -> HttpResponse:
    """`GET /v2/avatar_group/{id}/avatars`: the looks of one avatar."""
    found = [face for face in faces(request, key) if face.group == group_id]
    if not found:
        raise heygen.not_found("Avatar group", group_id, code="resource_not_found", status=404)
    return as_json(heygen.v2(heygen.lists.looks(found)))


@heygen_door(GET(gives=heygen.in_v2(heygen.lists.VOICES)))
def voices(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/voices`: every voice."""
    return as_json(heygen.v2(heygen.lists.voices(speakers(request, key))))


@heygen_door(GET(gives=heygen.in_v2(heygen.lists.LOCALES)))
def locales(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/voices/locales`: the languages that voices speak."""
    return as_json(heygen.v2(heygen.lists.locales(speakers(request, key))))


@heygen_door(GET(gives=heygen.in_v1(heygen.lists.V1_AVATARS)))
def v1_avatars(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/avatar.list`: avatars with their looks, which v1 calls states."""
    return as_json(heygen.v1(heygen.lists.v1_avatars(faces(request, key))))


@heygen_door(GET(gives=heygen.in_v1(heygen.lists.V1_VOICES)))
def v1_voices(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/voice.list`: every voice."""
    return as_json(heygen.v1(heygen.lists.v1_voices(speakers(request, key))))


@heygen_door(GET(gives=heygen.in_v1(heygen.lists.V1_PHOTOS)))
def v1_photos(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/talking_photo.list`: every talking photo."""
    return as_json(heygen.v1(heygen.lists.v1_photos(faces(request, key))))


@heygen_door(DELETE(gives=heygen.in_v2(NOTHING)))
def delete_photo(request: HttpRequest, key: ApiKey, photo_id: str) -> HttpResponse:
    """`DELETE /v2/talking_photo/{id}`: take one away. It can be put back on the Avatars page for a while."""
    performer = casting.by_id(key.account, photo_id)
    if performer is None or not is_photo(performer):
        raise heygen.not_found("Talking photo", photo_id, code="resource_not_found", status=404)
    photos.remove(performer.avatar, actor=key.created_by)
    return as_json(heygen.v2(None))


def faces(request: HttpRequest, key: ApiKey) -> list[Face]:
    """Every look and talking photo that the account offers, as lists show it."""
    origin = origin_of(request)
    return [_face(performer, origin=origin) for performer in casting.performers(key.account)]


def _face(performer: Performer, *, origin: str) -> Face:
    avatar = performer.avatar
    return Face(
        performer.id, performer.name, performer.group, avatar.name, avatar.gender,
        casting.picture_url(performer, origin=origin), casting.clip_url(performer, origin=origin), avatar.voice,
        int(avatar.created_at.timestamp()), photo=is_photo(performer), own=avatar.kind != AvatarKind.PRESENTER,
    )  # fmt: skip


def speakers(request: HttpRequest, key: ApiKey) -> list[Speaker]:
    """Every voice that the account offers."""
    origin = origin_of(request)
    return [
        Speaker(
            voice.external_id, voice.name, voice.language, voice.locale, voice.gender,
            casting.voice_url(voice, origin=origin),
        )
        for voice in casting.voices(key.account)
    ]  # fmt: skip
