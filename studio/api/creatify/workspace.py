"""`remaining_credits`, `text_to_speech`, `musics`; and the neighbours that aren't here."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse

from studio.actions import casting, speeches
from studio.api.creatify import orders
from studio.api.creatify.lipsyncs import first_voice
from studio.api.creatify.manner import MANNER, NotServed, asked, no_such, page_asked
from studio.api.door import as_json, door, origin_of, refused, request_key, unlocked
from studio.api.operations import BUSY, GET, POST
from studio.api.refusals import Unknown
from studio.dialects import creatify
from studio.dialects.allowance import left
from studio.dialects.creatify import speech as shapes
from studio.dialects.creatify.cast import MUSICS, PAGE_ASKED
from studio.dialects.shapes import NUMBER, TEXT, many, shape
from studio.errors import BadInput
from studio.models import ApiKey, Wallet
from studio.vocabulary import Dialect

SPEECH = orders.Family(speeches.KIND, lambda news, **_: creatify.speech_job(news), lambda path: "script")
CREDITS = shape("Credits", remaining_credits=NUMBER)
NEIGHBOURS = (
    "links", "link_to_videos", "aurora", "dyoa", "ai_scripts", "ai_editing", "ads_clone", "iab_images",
    "product_to_videos", "ai_shorts", "inspirations", "asset_generator", "lipsyncs/multi_avatar",
)  # fmt: skip


@door(MANNER, GET(gives=CREDITS))
def remaining_credits(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """What is left in the account's wallet; plenty where nothing is charged."""
    wallet = Wallet.objects.filter(account=key.account_id).first()
    return as_json({"remaining_credits": left(wallet.available if wallet else 0, free=key.account.price == 0)})


@door(
    MANNER,
    GET("The newest hundred that were spoken.", asks=orders.LIST_ASKED, gives=many(shapes.ANSWER)),
    POST(
        "Speak a script, which is done when this answers.", takes=shapes.ORDER, gives=shapes.ANSWER, status=201,
        refuses=(BUSY,),
    ),
)  # fmt: skip
def text_to_speech(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """GET: what was spoken. POST: speak a script, which is done when this answers."""
    if request.method != "POST":
        return orders.listed(request, key, SPEECH)
    order = creatify.speech_order(asked(request))
    voice_id = casting.voice_id(key.account, order.accent) if order.accent else ""
    if order.accent and not voice_id:
        raise creatify.Refused({"accent": no_such(order.accent)})
    try:
        job = speeches.order(
            key, Dialect.CREATIFY, external_id=str(uuid.uuid4()), origin=origin_of(request), request=order.echo(),
            request_key=request_key(request), text=order.script,
            voice_id=voice_id or first_voice(key), callback_url=order.webhook_url,
        )  # fmt: skip
    except BadInput as error:
        raise creatify.Refused(
            {SPEECH.field_of(path) if path else "": text for path, text in error.problems.items()}
        ) from None
    return orders.created(SPEECH, job)


@door(MANNER, GET(gives=shapes.ANSWER))
def speech(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """One script that was spoken."""
    return orders.shown(key, SPEECH, name)


@door(MANNER, GET(asks=PAGE_ASKED, gives=MUSICS))
def musics(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """None of its own: music is brought by address."""
    page, size = page_asked(request)
    return as_json({"page": max(1, page), "page_size": size, "count": 0, "results": []})


@door(MANNER, GET(gives=many(TEXT, most=0)))
def music_categories(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The categories of music: there are none here."""
    return as_json([])


@unlocked
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Neighbours: 501 for what Creatify has and this server doesn't, 404 for what nobody has."""
    asked = rest.removeprefix("api/").rstrip("/")
    known = asked in NEIGHBOURS or asked.partition("/")[0] in NEIGHBOURS
    lacking = NotServed("This server does not offer this part of the Creatify API.")
    return refused(MANNER, request, lacking if known else Unknown())
