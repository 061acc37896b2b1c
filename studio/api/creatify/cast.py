"""`personas` and `voices`: whom an order may name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import casting
from studio.api.creatify.manner import MANNER, NotServed, paginated
from studio.api.door import as_json, door, origin_of
from studio.api.operations import GET, NOT_THERE, POST
from studio.dialects import creatify
from studio.dialects.creatify import cast as shapes
from studio.dialects.creatify import in_pages
from studio.dialects.shapes import many
from studio.errors import NotFound
from studio.models import ApiKey, Avatar
from studio.vocabulary import AvatarKind

MOST_OWN = 500
"""Custom personas that the count speaks of; nothing here limits them."""
BY_HAND = "Custom personas are not made through this API. Add them under Avatars."


@door(
    MANNER,
    GET("Every persona.", asks=shapes.PERSONAS_ASKED, gives=many(shapes.PERSONA)),
    POST("Not made through this API: answers 501.", gives=creatify.REFUSAL, status=501),
)  # fmt: skip
def personas(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        raise NotServed(BY_HAND)
    return as_json(_found(request, key))


@door(
    MANNER,
    GET(
        asks={**shapes.PERSONAS_ASKED, **shapes.PAGE_ASKED}, gives=in_pages(shapes.PERSONA), refuses=(NOT_THERE,)
    ),
)  # fmt: skip
def personas_paginated(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The personas in pages."""
    return paginated(request, _found(request, key))


@door(MANNER, GET(gives=shapes.COUNT))
def count(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """How many custom personas there are."""
    own = Avatar.objects.filter(account=key.account_id, retired_at=None).exclude(kind=AvatarKind.PRESENTER)
    return as_json({"max_count": MOST_OWN, "current_count": own.count()})


@door(MANNER, GET(gives=shapes.PERSONA))
def persona(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """One persona."""
    performer = casting.by_id(key.account, name)
    if performer is None:
        raise NotFound("There is no such persona.")
    return as_json(_persona(performer, origin_of(request)))


@door(
    MANNER,
    GET("Every voice with its accents.", gives=many(shapes.VOICE)),
    POST("Not cloned on this server: answers 501.", gives=creatify.REFUSAL, status=501),
)  # fmt: skip
def voices(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        raise NotServed("Voices are not cloned on this server.")
    return as_json(_voices(request, key))


@door(MANNER, GET(asks=shapes.PAGE_ASKED, gives=in_pages(shapes.VOICE), refuses=(NOT_THERE,)))
def voices_paginated(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The voices in pages."""
    return paginated(request, _voices(request, key))


def _found(request: HttpRequest, key: ApiKey) -> list[dict[str, Any]]:
    query, origin = request.GET.dict(), origin_of(request)
    shown = [_persona(performer, origin) for performer in casting.performers(key.account)]
    return [each for each in shown if creatify.wanted(each, query)]


def _persona(performer: casting.Performer, origin: str) -> dict[str, Any]:
    avatar = performer.avatar
    own = avatar.kind != AvatarKind.PRESENTER
    return creatify.persona(
        uuid=str(performer.uuid), created_at=creatify.when(avatar.created_at), name=performer.name,
        gender=avatar.gender, age=avatar.age, tags=avatar.tags, own=own, scene="" if own else "Studio",
        picture=casting.picture_url(performer, origin=origin), clip=casting.clip_url(performer, origin=origin),
    )  # fmt: skip


def _voices(request: HttpRequest, key: ApiKey) -> list[dict[str, Any]]:
    return [
        creatify.voice(
            uuid=str(casting.stable_uuid("voice", voice.external_id)), name=voice.name, gender=voice.gender,
            language=voice.language, locale=voice.locale,
            preview=casting.voice_url(voice, origin=origin_of(request)),
        )
        for voice in casting.voices(key.account)
    ]  # fmt: skip
