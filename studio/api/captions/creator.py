"""`/api/creator/*`: who can speak, having them speak, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import casting, endpoints, jobs
from studio.api.captions.manner import MANNER
from studio.api.door import as_json, body_of, door, origin_of, request_key
from studio.api.operations import NOT_THERE, ORDERING, POST
from studio.dialects import captions
from studio.dialects.captions import creator, words
from studio.models import ApiKey
from studio.vocabulary import Dialect

KIND = "creator"
EXAMPLE = {"script": "Hello from Understudy!", "creatorName": "Maya", "resolution": "fhd"}


@door(MANNER, POST(takes=words.NOTHING_ASKED, gives=creator.CREATORS))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Every creator by name, twins among them, each with a picture and a clip."""
    captions.json_body(body_of(request))
    origin = origin_of(request)
    found = casting.performers(key.account)
    return as_json({
        "supportedCreators": [performer.creator for performer in found],
        "thumbnails": {
            performer.creator: {
                "imageUrl": casting.picture_url(performer, origin=origin),
                "videoUrl": casting.clip_url(performer, origin=origin) or casting.picture_url(performer, origin=origin),
            }
            for performer in found
        },
    })  # fmt: skip


@door(MANNER, POST(takes=creator.ORDER, gives=words.ORDERED, refuses=ORDERING, example=EXAMPLE))
def submit(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Order a video of one creator saying one script."""
    body = captions.json_body(body_of(request))
    order = captions.creator_order(body)
    performer = casting.by_creator(key.account, order.creator)
    if performer is None:
        raise captions.Refused(f"Creator '{order.creator}' is not supported. Ask /creator/list for the names.")
    endpoint = None
    if order.webhook_id:
        endpoint = endpoints.find(key, Dialect.CAPTIONS, order.webhook_id)
        if endpoint is None:
            raise captions.Refused(f"Webhook '{order.webhook_id}' is not registered.")
    storyboard = captions.storyboard_of(
        order, character=performer.character(), voice_id=casting.voice_of(key.account, performer),
        backdrop=performer.backdrop,
    )  # fmt: skip
    wish = jobs.Order(
        Dialect.CAPTIONS, KIND, captions.operation_id(), origin_of(request), storyboard, request=body,
        title=storyboard["title"], endpoint=endpoint, request_key=request_key(request),
    )  # fmt: skip
    return as_json({"operationId": jobs.order(key, wish).external_id})


@door(MANNER, POST(takes=words.ASKED_AFTER, gives=words.POLLED, refuses=(NOT_THERE,)))
def poll(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """How a video goes. Its id stands in the body or, as programs of 2024 send it, in x-operation-id."""
    job = jobs.find(key, Dialect.CAPTIONS, operation_of(request), KIND)
    return as_json(captions.poll_answer(jobs.news(job)))


def operation_of(request: HttpRequest) -> str:
    """The operation that is asked after. The body's wins over the header's."""
    body: dict[str, Any] = captions.json_body(body_of(request))
    found = body.get("operationId") or request.headers.get("x-operation-id", "")
    if not isinstance(found, str) or not found.strip():
        raise captions.Refused("operationId is required.")
    return found.strip()
