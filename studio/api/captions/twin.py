"""`/api/twin/*`: a person's double from a video and five photos."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.actions import calibration, jobs, twins
from studio.api.captions.creator import operation_of
from studio.api.captions.manner import MANNER
from studio.api.door import as_json, body_of, door, origin_of, request_key
from studio.api.operations import BUSY, NOT_THERE, POST
from studio.dialects import captions
from studio.dialects.captions import twin as shapes
from studio.dialects.captions import words
from studio.models import ApiKey
from studio.vocabulary import Dialect, TwinState

KIND = jobs.TWIN


@door(MANNER, POST(takes=words.NOTHING_ASKED, gives=shapes.LANGUAGES))
def languages(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The languages in which a script can be read."""
    return as_json({"supportedLanguages": calibration.languages(key.account)})


@door(MANNER, POST(takes=shapes.IN_LANGUAGE, gives=shapes.SCRIPT))
def script(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """What the person reads aloud."""
    asked = captions.language_of(captions.json_body(body_of(request)))
    return as_json({"script": calibration.script(key.account, asked)})


@door(MANNER, POST(takes=words.NOTHING_ASKED, gives=shapes.TWINS))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """The twins that can be used."""
    ready = twins.of(key.account).filter(state=TwinState.READY)
    return as_json({"twins": list(ready.values_list("external_name", flat=True))})


@door(MANNER, POST(takes=shapes.ORDER, gives=words.ORDERED, refuses=(BUSY,)))
def create(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Begin a twin; its media are fetched and checked by a worker."""
    body = captions.json_body(body_of(request))
    asked = captions.twin_order(body)
    operation = captions.operation_id()
    job = jobs.begin_twin(
        key, Dialect.CAPTIONS, external_id=operation, origin=origin_of(request), request=body,
        request_key=request_key(request), name=asked.name, language=asked.language,
        video_url=asked.video, image_urls=list(asked.images),
    )  # fmt: skip
    return as_json({"operationId": job.external_id})


@door(MANNER, POST(takes=words.ASKED_AFTER, gives=shapes.STATUS, refuses=(NOT_THERE,)))
def status(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """How a twin goes."""
    job = jobs.find(key, Dialect.CAPTIONS, operation_of(request), KIND)
    if job.twin is None or job.twin.deleted_at:
        return as_json(captions.status_answer(TwinState.FAILED, 0, {"": "This twin was deleted."}))
    return as_json(captions.status_answer(TwinState(job.twin.state), job.twin.progress, job.twin.problem))


@door(MANNER, POST(takes=shapes.NAMED, gives=words.DONE, refuses=(NOT_THERE,)))
def delete(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """Take a twin away."""
    twin = twins.find(key.account, captions.name_of(captions.json_body(body_of(request))))
    twins.remove(twin, actor=key.created_by)
    return as_json({"success": True})
