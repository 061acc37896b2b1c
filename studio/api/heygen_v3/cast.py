"""Avatars, looks and voices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.api.door import as_json
from studio.api.heygen.cast import faces, speakers
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED
from studio.api.heygen_v3 import avatars as making
from studio.api.heygen_v3.paging import page
from studio.api.operations import BUSY, DELETE, GET, NOT_THERE, PATCH, POST
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen.lists import Face
from studio.dialects.heygen_v3 import avatars as words
from studio.dialects.heygen_v3 import lists
from studio.dialects.shapes import TEXT, word
from studio.models import ApiKey

NOT_YOURS = words.forbidden("Avatar maya")
PAGE = 20
"""Items of one answer, unless told."""
OWNED = {"ownership": word(lists.PUBLIC, lists.PRIVATE)}
LOOKS_ASKED = {"group_id": TEXT, "avatar_type": word(*lists.TYPES), **OWNED, **PAGE_ASKED}
VOICES_ASKED = {"type": TEXT, "language": TEXT, "gender": TEXT, **PAGE_ASKED}


@heygen_door(
    GET("Every avatar, whatever looks it has.", asks={**OWNED, **PAGE_ASKED}, gives=heygen_v3.in_page(lists.GROUP)),
    POST(
        "Have a picture speak.", takes=words.PhotoWanted, gives=heygen_v3.in_v3(words.MADE), refuses=(NOT_THERE, BUSY)
    ),
)  # fmt: skip
def avatars(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/avatars?ownership=&limit=&token=`, and `POST /v3/avatars`: a photo avatar from a picture."""
    if request.method == "POST":
        return making.create(request, key)
    return as_json(page(request, lists.groups(_owned(request, faces(request, key))), usual=PAGE))


@heygen_door(
    GET("One avatar.", gives=heygen_v3.in_v3(lists.GROUP)),
    DELETE("Take one of one's own away.", gives=heygen_v3.in_v3(words.REMOVED), refuses=(NOT_YOURS,)),
)  # fmt: skip
def avatar(request: HttpRequest, key: ApiKey, group_id: str) -> HttpResponse:
    """`GET` and `DELETE /v3/avatars/{group_id}`."""
    if request.method == "DELETE":
        return making.remove(key, group_id)
    for group in lists.groups(faces(request, key)):
        if group["id"] == group_id:
            return as_json(heygen_v3.v3(group))
    raise heygen_v3.not_found("Avatar group", group_id, code="avatar_not_found")


@heygen_door(GET(asks=LOOKS_ASKED, gives=heygen_v3.in_page(lists.LOOK)))
def looks(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/avatars/looks?group_id=&avatar_type=&ownership=&limit=&token=`: every look."""
    group, kind = request.GET.get("group_id"), request.GET.get("avatar_type")
    if kind and kind not in lists.TYPES:
        raise _unknown("avatar_type", lists.TYPES)
    found = [
        face for face in _owned(request, faces(request, key))
        if group in (None, "", face.group) and kind in (None, "", lists.type_of(face))
    ]  # fmt: skip
    return as_json(page(request, [lists.look(face) for face in found], usual=PAGE))


@heygen_door(
    GET("One look.", gives=heygen_v3.in_v3(lists.LOOK)),
    PATCH("Name one of one's own.", takes=words.Renamed, gives=heygen_v3.in_v3(lists.LOOK), refuses=(NOT_YOURS,)),
    DELETE("Take one of one's own away.", gives=heygen_v3.in_v3(words.REMOVED), refuses=(NOT_YOURS,)),
)  # fmt: skip
def look(request: HttpRequest, key: ApiKey, look_id: str) -> HttpResponse:
    """`GET`, `PATCH` and `DELETE /v3/avatars/looks/{look_id}`."""
    if request.method == "DELETE":
        return making.remove(key, look_id)
    if request.method == "PATCH":
        return making.rename(request, key, look_id)
    return as_json(heygen_v3.v3(lists.look(making.face_at(request, key, look_id))))


@heygen_door(GET(asks=VOICES_ASKED, gives=heygen_v3.in_page(lists.VOICE)))
def voices(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/voices?type=&language=&gender=&limit=&token=`: every voice."""
    wanted = {name: request.GET.get(name, "").lower() for name in ("type", "language", "gender")}
    found = [lists.voice(speaker) for speaker in speakers(request, key)]
    shown = [each for each in found if all(not said or each[name].lower() == said for name, said in wanted.items())]
    return as_json(page(request, shown, usual=PAGE))


@heygen_door(GET(gives=heygen_v3.in_v3(lists.VOICE)))
def voice(request: HttpRequest, key: ApiKey, voice_id: str) -> HttpResponse:
    """`GET /v3/voices/{voice_id}`: one voice."""
    for speaker in speakers(request, key):
        if speaker.id == voice_id:
            return as_json(heygen_v3.v3(lists.voice(speaker)))
    raise heygen_v3.not_found("Voice", voice_id, code="voice_not_found")


def _owned(request: HttpRequest, found: list[Face]) -> list[Face]:
    """Only everybody's, or only the team's own, when that is asked for."""
    ownership = request.GET.get("ownership")
    if ownership and ownership not in (lists.PUBLIC, lists.PRIVATE):
        raise _unknown("ownership", (lists.PUBLIC, lists.PRIVATE))
    return [face for face in found if not ownership or face.own == (ownership == lists.PRIVATE)]


def _unknown(name: str, known: tuple[str, ...]) -> heygen.Refused:
    told = f"{name} is invalid: Input should be {', '.join(known)}"
    return heygen.Refused("invalid_query_parameter", told, param=name)
