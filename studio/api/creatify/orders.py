"""Ordering, previewing, rendering and showing jobs: the same for every family of Creatify's."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import job_news, jobs, typed
from studio.api.door import as_json, ids_in, origin_of, request_key
from studio.dialects import creatify
from studio.dialects.news import JobNews
from studio.dialects.shapes import TEXT, said, word
from studio.errors import BadInput, StudioError
from studio.models import ApiKey, Job, Template
from studio.models.ids import id_in
from studio.vocabulary import Dialect, RenderState

WAIT = 25.0
"""Seconds that a blocking preview may block: proxies and clients give up at 30."""
PAUSE = 0.25
MOST_IDS = 100
LIST_ASKED = {
    "ids": said(TEXT, "Commas between them."), "ordering": said(word("created_at", "updated_at"), "The oldest first."),
}  # fmt: skip
_waiting = threading.BoundedSemaphore(4)
"""Previews that may block this process's threads; who comes later is answered at once."""


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of job: how it answers, and what its own fields are called where the storyboard calls them otherwise.

    `show` makes the answer's body; `field_of` turns a storyboard's dotted path into the request's.
    """

    kind: str
    show: Callable[..., dict[str, Any]]
    field_of: Callable[[str], str]


class NoRender(StudioError):
    """A job that can't be rendered now."""

    code = "not_previewed"
    status = 400


def place(
    request: HttpRequest, key: ApiKey, family: Family, *, storyboard: dict[str, Any], echo: dict[str, Any],
    common: creatify.Common, draft: bool, template: Template | None = None,
) -> Job:  # fmt: skip
    """Order it. Raises Refused by the request's fields, and what `jobs.order` raises."""
    wish = jobs.Order(
        Dialect.CREATIFY, family.kind, str(uuid.uuid4()), origin_of(request), storyboard, request=echo,
        title=common.name or str(storyboard.get("title") or ""), callback_url=common.webhook_url, template=template,
        draft=draft, request_key=request_key(request),
    )  # fmt: skip
    try:
        return jobs.order(key, wish)
    except BadInput as error:
        raise creatify.Refused({family.field_of(path): text for path, text in error.problems.items()}) from None


def created(family: Family, job: Job) -> HttpResponse:
    """A new job: `pending`, also when all its scenes are there already and it only has to be joined."""
    news = jobs.news(job)
    news = news if news.finished else replace(news, state=RenderState.QUEUED, progress=0)
    return as_json(family.show(news, ordered=True), status=201)


def waited(request: HttpRequest, family: Family, job: Job) -> HttpResponse:
    """The finished preview; or the job as it is, when that takes longer than a request may."""
    end = time.monotonic() + _patience(request)
    if _waiting.acquire(blocking=False):
        try:
            while not _ended(job) and time.monotonic() < end:
                time.sleep(PAUSE)
                job.refresh_from_db()
        finally:
            _waiting.release()
    return as_json(family.show(jobs.news(job), ordered=True), status=201)


def _patience(request: HttpRequest) -> float:
    """`Prefer: wait=3` (RFC 7240) asks for less."""
    for preference in request.headers.get("Prefer", "").split(","):
        name, _, seconds = preference.strip().partition("=")
        if name.strip().lower() == "wait" and seconds.strip().isdecimal():
            return min(WAIT, float(seconds))
    return WAIT


def _ended(job: Job) -> bool:
    return job.preview is None or job.preview.finished


def rendered(key: ApiKey, family: Family, job_id: str) -> HttpResponse:
    """Make the final version of a previewed job, once. What the body holds is passed over."""
    job = found(key, family, job_id)
    if job.preview is None and job.render is not None:
        raise NoRender("This job was ordered without a preview: it is rendered already.")
    if job.preview is None or not job.preview.finished:
        raise NoRender("The preview is not ready yet. Wait until its status is done, then render it.")
    if job.preview.state != RenderState.COMPLETED:
        raise NoRender("The preview failed. Order a new one.")
    return as_json(family.show(jobs.news(jobs.finalise(job)), ordered=True))


def shown(key: ApiKey, family: Family, job_id: str) -> HttpResponse:
    return as_json(family.show(jobs.news(found(key, family, job_id))))


def found(key: ApiKey, family: Family, job_id: str) -> Job:
    """The team's job of this id. Raises NotFound."""
    return jobs.find(key, Dialect.CREATIFY, _as_given(job_id), family.kind)


def _as_given(job_id: str) -> str:
    """A job's id as programs were given it, however they write a UUID; anything else as it is."""
    return str(id_in(job_id) or job_id)


def listed(request: HttpRequest, key: ApiKey, family: Family) -> HttpResponse:
    """The newest hundred, or those of ?ids=…; ?ordering=created_at begins with the oldest of them."""
    rows = jobs.of(key, Dialect.CREATIFY, family.kind)
    if ids := ids_in(request, "ids"):
        if len(ids) > MOST_IDS:
            raise creatify.Refused({"ids": f"Ask for at most {MOST_IDS} ids."})
        rows = rows.filter(external_id__in=[_as_given(typed.line(each)) for each in ids])
    newest = list(rows[:MOST_IDS])
    if request.GET.get("ordering") in ("created_at", "updated_at"):
        newest.reverse()
    return as_json([family.show(jobs.news(job)) for job in newest])


def news_with_words(job: Job) -> JobNews:
    return replace(jobs.news(job), words=job_news.words(job))
