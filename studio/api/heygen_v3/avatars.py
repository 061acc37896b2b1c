"""Making, naming and taking away avatars of one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.actions import photos, twins, uploads
from studio.api.door import as_json, body_of
from studio.api.heygen.cast import faces
from studio.api.heygen_v3.videos import file_at
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen.lists import Face
from studio.dialects.heygen_v3 import avatars as words
from studio.dialects.heygen_v3 import lists
from studio.dialects.heygen_v3.orders import IdSource, UrlSource
from studio.errors import BadInput
from studio.models import ApiKey, Avatar
from studio.vocabulary import AssetKind, AvatarKind

FILE = "file"


def create(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A photo avatar; it can speak at once."""
    wanted = words.photo_wanted(heygen.json_body(body_of(request)))
    assert isinstance(wanted.file, UrlSource | IdSource)  # base64 was refused
    picture = file_at(key, FILE, wanted.file, AssetKind.IMAGE)
    try:
        made = uploads.speaking(key, picture, name=wanted.name)
    except BadInput as error:
        raise heygen.invalid(FILE, error.first_sentence) from None
    face = face_at(request, key, made.external_id)
    return as_json(heygen_v3.v3({"avatar_item": lists.look(face), "avatar_group": lists.groups([face])[0]}))


def rename(request: HttpRequest, key: ApiKey, look_id: str) -> HttpResponse:
    avatar = _own(key, look_id)
    wanted = heygen_v3.read(words.Renamed, heygen.json_body(body_of(request)))
    try:
        photos.rename(avatar, actor=key.created_by, name=wanted.name)
    except BadInput as error:
        raise heygen.invalid("name", error.first_sentence) from None
    return as_json(heygen_v3.v3(lists.look(face_at(request, key, look_id))))


def remove(key: ApiKey, name: str) -> HttpResponse:
    """It can be put back in the studio for a while."""
    avatar = _own(key, name)
    if avatar.kind == AvatarKind.TWIN:
        twins.remove(twins.find(key.account, avatar.external_id), actor=key.created_by)
    else:
        photos.remove(avatar, actor=key.created_by)
    return as_json(heygen_v3.v3({"id": name}))


def _own(key: ApiKey, name: str) -> Avatar:
    """The account's own photo or twin of this id. Raises Refused, with 403 for somebody everybody's. What stands behind
    a dot may be a look, or part of a twin's name.
    """
    near = key.account.avatars.filter(retired_at=None, external_id__in=(name, name.partition(".")[0]))
    avatar = near.filter(external_id=name).first() or near.first()
    if avatar is None:
        raise heygen_v3.not_found("Avatar", name, code="avatar_not_found")
    if avatar.kind == AvatarKind.PRESENTER:
        raise words.forbidden(f"Avatar {name}")
    if avatar.external_id != name:
        raise heygen_v3.not_found("Avatar look", name, code="avatar_not_found")
    return avatar


def face_at(request: HttpRequest, key: ApiKey, name: str) -> Face:
    """The look of this id. Raises Refused: an avatar may be one's own, and have no such look."""
    found = next((face for face in faces(request, key) if face.id == name), None)
    if found is None:
        raise heygen_v3.not_found("Avatar look", name, code="avatar_not_found")
    return found
