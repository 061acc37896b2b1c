"""What programs order: making it, telling what became of it, taking it away. The same for every dialect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.actions import answers, calibration, deliveries, endpoints, job_news, renders, twins, videos
from studio.actions.job_news import news
from studio.errors import BadInput, NotFound, StudioError
from studio.models import ApiKey, Endpoint, Folder, Job, Render, Template, Video
from studio.vocabulary import Dialect, RenderKind

__all__ = ["Order", "begin_twin", "finalise", "find", "listening", "news", "of", "order", "ordered_with", "remove"]

TWIN = "twin"
"""The kind of a job that makes a twin."""
UNKNOWN = "There is no such job."
FORGOTTEN = timedelta(hours=1)
"""After which a job that was written down and never ordered is taken for one whose server died."""
UNHEARD = "The webhook that this order names was deleted. Register it again, or order without one."
STOPPED = "The server was stopped before this was ordered. Send it again."


@dataclass(frozen=True, slots=True)
class Order:
    """A program's wish. `external_id` is the id it will be given; `request` what it sent, kept for its answers."""

    dialect: Dialect
    kind: str
    external_id: str
    origin: str
    storyboard: dict[str, Any]
    request: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    callback_id: str = ""
    callback_url: str = ""
    endpoint: Endpoint | None = None
    template: Template | None = None
    folder: Folder | None = None
    draft: bool = False
    """A preview comes first; the final version is asked for later, by `finalise`."""
    request_key: str = ""
    """The request's Idempotency-Key: the same one never orders twice."""


def order(key: ApiKey, wish: Order) -> Job:
    """Make the video and set it going. Raises what `renders.generate` raises, and BadInput for "endpoint" when that was
    deleted; then nothing was made or charged.

    The job is written down before the engine measures anything, and its id names the render: when this server dies
    half-way, the same request goes on from there.
    """
    job = _begin(key, wish)
    try:
        return _ask(job, RenderKind.DRAFT if wish.draft else RenderKind.FINAL)
    except StudioError:
        _take_back(job)
        raise


@transaction.atomic
def _take_back(job: Job) -> None:
    """Leave nothing behind of an order that was refused; unless the same request, sent twice, was not."""
    video = Video.objects.filter(jobs=job.pk).first()
    if video is None or videos.take_back(video):
        Job.objects.filter(pk=job.pk).delete()


def _begin(key: ApiKey, wish: Order) -> Job:
    same = ordered_with(key, wish.request_key)
    if made := same.first():
        return made
    try:
        with transaction.atomic():
            if wish.endpoint and not endpoints.kept(list(Endpoint.objects.filter(pk=wish.endpoint.pk))):
                raise BadInput({"endpoint": UNHEARD})
            video = videos.create(
                key.team, actor=key.created_by, title=wish.title, storyboard=wish.storyboard, account=key.account,
                folder=wish.folder,
            )  # fmt: skip
            return Job.objects.create(
                team=key.team, account=key.account, api_key=key, dialect=wish.dialect, kind=wish.kind,
                external_id=wish.external_id, origin=wish.origin, request=wish.request, title=wish.title[:255],
                callback_id=wish.callback_id, callback_url=wish.callback_url, endpoint=wish.endpoint,
                template=wish.template, video=video, request_key=wish.request_key or None,
            )  # fmt: skip
    except IntegrityError:  # the same request came twice at once
        if made := same.first():
            return made
        raise


def ordered_with(key: ApiKey, request_key: str) -> QuerySet[Job]:
    """What was ordered with this Idempotency-Key, as long as such keys are kept: then it may name another order."""
    if not request_key:
        return Job.objects.none()
    same = Job.objects.filter(api_key=key, request_key=request_key)
    same.filter(created_at__lt=timezone.now() - answers.KEPT).update(request_key=None)
    return same


def begin_twin(
    key: ApiKey, dialect: Dialect, *, external_id: str, origin: str, request: dict[str, Any], request_key: str,
    **asked: Any,
) -> Job:  # fmt: skip
    """Order a twin (`asked` as `twins.order` wants it). Raises BadInput; the same request_key orders once."""
    same = ordered_with(key, request_key)
    if made := same.first():
        return made
    reading = calibration.reading(key.account, asked["language"])
    try:
        with transaction.atomic():
            twin = twins.order(key.account, actor=key.created_by, reading=reading, **asked)
            return Job.objects.create(
                team=key.team, account=key.account, api_key=key, dialect=dialect, kind=TWIN, twin=twin,
                external_id=external_id, origin=origin, request=request, request_key=request_key or None,
            )  # fmt: skip
    except IntegrityError:
        return same.get()


def finalise(job: Job) -> Job:
    """Make the final version of a job that was previewed. Asking again gives the same one."""
    return _ask(job, RenderKind.FINAL)


def _ask(job: Job, kind: RenderKind) -> Job:
    """Have the job's draft or final version made, once."""
    field = "preview" if kind == RenderKind.DRAFT else "render"
    if getattr(job, field) is None and job.video is not None:
        actor = job.api_key.created_by if job.api_key else None

        def ordered(render: Render) -> None:
            Job.objects.filter(pk=job.pk).update(updated_at=timezone.now(), **{field: render})

        key = _named(job, kind)
        ordered(renders.generate(job.video, actor=actor, kind=kind, request_key=key, ordered=ordered))
        job.refresh_from_db()
    return job


def listening(
    key: ApiKey, video: Video, storyboard: dict[str, Any], *, origin: str
) -> Callable[[Render], None] | None:  # fmt: skip
    """For `renders.generate`: has the storyboard's callback_url told of what becomes of the version that is ordered, in
    our own words. None when there is none.
    """
    address = storyboard.get("callback_url")
    if not address:
        return None

    def ordered(render: Render) -> None:
        Job.objects.create(
            team=key.team, account=key.account, api_key=key, dialect=Dialect.STUDIO, kind="video",
            external_id=str(video.pk), origin=origin, title=video.title, video=video, render=render,
            callback_id=storyboard.get("callback_id") or "", callback_url=address,
        )  # fmt: skip

    return ordered


def of(key: ApiKey, dialect: Dialect, *kinds: str) -> Any:
    """The team's jobs of a dialect (and of these kinds), newest first, with all that `news` needs. One whose video lies
    in the trash or whose file was deleted is gone, too, as its links are; of a deleted twin its program is told.
    """
    there = Q(video__isnull=False, video__trashed_at=None) | Q(asset__isnull=False) | Q(kind=TWIN)
    found = Job.objects.filter(there, team=key.team_id, dialect=dialect, deleted_at=None)
    found = found.filter(kind__in=kinds) if kinds else found
    return found.select_related(*job_news.NEEDED)


def find(key: ApiKey, dialect: Dialect, external_id: str, *kinds: str) -> Job:
    """The team's job of this id. Raises NotFound, also for another team's."""
    try:
        job: Job = of(key, dialect, *kinds).get(external_id=external_id)
    except Job.DoesNotExist:
        raise NotFound(UNKNOWN) from None
    return job


def end_forgotten() -> int:
    """Say of jobs whose server died before it could order them that they failed. Returns how many there were."""
    nothing = Job.objects.filter(render=None, preview=None, twin=None, asset=None, problem="", video__isnull=False)
    begun = nothing.filter(created_at__lt=timezone.now() - FORGOTTEN, video__renders=None)
    ended = 0
    for job in begun.select_related(*job_news.NEEDED, "endpoint")[:500]:
        with transaction.atomic():
            if nothing.filter(pk=job.pk).update(problem=STOPPED, updated_at=timezone.now()):
                job.problem = STOPPED
                deliveries.job_ended(job, of=job.pk)
                ended += 1
    return ended


def remove(job: Job) -> None:
    """Take a job out of sight of programs, its video into the trash. What is under way is stopped and not charged.

    The video goes first: of one in the trash nobody can order, and what was ordered until then is seen here.
    """
    actor = job.api_key.created_by if job.api_key else None
    if job.video:
        videos.trash(job.video, actor=actor)
    own = Render.objects.filter(video=job.video, request_key__in=[_named(job, kind) for kind in RenderKind])
    for render in own.open().select_related("video"):
        renders.cancel(render, actor=actor)
    Job.objects.filter(pk=job.pk, deleted_at=None).update(deleted_at=timezone.now())


def _named(job: Job, kind: RenderKind) -> str:
    """What makes an order of the job's the only one of its kind."""
    return f"job:{job.pk}:{kind}"
