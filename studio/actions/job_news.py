"""What became of a program's order, gathered from its render for any dialect to tell."""

from __future__ import annotations

from studio.actions import links
from studio.dialects.news import JobNews
from studio.models import Asset, Job, Render
from studio.vocabulary import RenderState

NEEDED = (
    "team", "video", "render__file", "render__poster", "render__srt", "render__vtt", "preview__file", "twin", "asset",
)  # fmt: skip
"""What `news` looks at, for select_related."""


def news(job: Job) -> JobNews:
    """What became of a job, for any dialect to tell."""
    if job.asset:
        return _of_a_file(job, job.asset)
    render = job.render or job.preview
    final = job.render
    draft = job.preview if job.preview and job.preview.state == RenderState.COMPLETED else None
    state = RenderState(render.state) if render else RenderState.FAILED if job.problem else RenderState.QUEUED
    done = final if final and final.state == RenderState.COMPLETED else None
    seen = render if state == RenderState.COMPLETED else None
    return JobNews(
        id=job.external_id, kind=job.kind, state=state, created_at=job.created_at,
        updated_at=max(job.updated_at, render.finished_at) if render and render.finished_at else job.updated_at,
        progress=render.progress if render else 0, error=(render.error if render else "") or job.problem,
        title=job.title, seconds=seen.duration if seen else None,
        spent=final.cost if final else 0, callback_id=job.callback_id, callback_url=job.callback_url,
        folder_id=str(job.video.folder_id or "") if job.video else "", request=job.request,
        preview_url=_link(draft, "file", job), video_url=_link(done, "file", job),
        poster_url=_link(done, "poster", job), srt_url=_link(done, "srt", job), vtt_url=_link(done, "vtt", job),
    )  # fmt: skip


def words(job: Job) -> tuple[tuple[str, float, float], ...]:
    """(text, start, end) of every word that a job's newest finished version says, in seconds of the whole video."""
    render = job.render if job.render and job.render.state == RenderState.COMPLETED else job.preview
    found, passed = [], 0.0
    for take in render.takes.order_by("position") if render else ():
        for text, start, end in take.result.get("words") or ():
            found.append((str(text), passed + start, passed + end))
        passed += take.result.get("duration") or 0.0
    return tuple(found)


def _of_a_file(job: Job, asset: Asset) -> JobNews:
    return JobNews(
        id=job.external_id, kind=job.kind, state=RenderState.COMPLETED, created_at=job.created_at,
        updated_at=job.updated_at, progress=100, title=job.title, seconds=asset.duration, callback_id=job.callback_id,
        callback_url=job.callback_url, request=job.request, video_url=links.to(asset, origin=job.origin),
    )  # fmt: skip


def _link(render: Render | None, field: str, job: Job) -> str | None:
    asset: Asset | None = getattr(render, field) if render else None
    return links.to(asset, origin=job.origin) if asset else None
