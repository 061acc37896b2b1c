"""Share links: a page at which everybody who has its address can watch one video that a program ordered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from studio.actions import casting, links
from studio.errors import Conflict, NotFound
from studio.models import Asset, Job
from studio.vocabulary import RenderState

_SIGNER = signing.Signer(salt="studio.shares")
GONE = "This link does not open a video: it is mistyped, or the video was deleted. Ask whoever sent it."
NOT_YET = "This video isn't ready yet. Ask for its link when it is."


@dataclass(frozen=True, slots=True)
class Shared:
    """What the page shows. The addresses open without a key; `poster` and `subtitles` may be "".

    Width and height are the video's, in pixels; `spoken` is the language of its subtitles.
    """

    title: str
    width: int
    height: int
    video: str
    poster: str
    subtitles: str
    spoken: str


def to(job: Job, *, origin: str) -> str:
    """An absolute address below `origin`. It works until the job is deleted. Raises Conflict before it is ready."""
    if _file(job) is None:
        raise Conflict(NOT_YET)
    return origin.rstrip("/") + reverse("shared", args=[_SIGNER.sign(job.pk.hex)])


def opened(token: str) -> Shared:
    """What lies behind a link's token. Raises NotFound."""
    try:
        pk = uuid.UUID(hex=_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotFound(GONE) from None
    found = Job.objects.filter(pk=pk, deleted_at=None, video__trashed_at=None)
    job = found.select_related("render__file", "render__poster", "render__vtt").first()
    file = _file(job) if job else None
    if job is None or job.render is None or file is None:
        raise NotFound(GONE)
    return Shared(
        job.title, file.width, file.height, _link(file), _link(job.render.poster), _link(job.render.vtt),
        casting.spoken_in(job.render),
    )  # fmt: skip


def _file(job: Job) -> Asset | None:
    return job.render.file if job.render and job.render.state == RenderState.COMPLETED else None


def _link(asset: Asset | None) -> str:
    """An address on the page's own host, as its content policy wants it."""
    return links.to(asset, origin="") if asset else ""
