"""What became of a program's order, gathered from its render for any dialect to tell."""

from __future__ import annotations

from studio.actions import links
from studio.dialects.news import JobNews
from studio.models import Asset, Job, Render
from studio.vocabulary import RenderState

NEEDED = ("team", "video", "render__file", "render__poster", "render__srt", "render__vtt", "preview__file", "twin")
"""What `news` looks at, for select_related."""


def news(job: Job) -> JobNews:
    """What became of a job, for any dialect to tell."""
    render = job.render or job.preview
    final = job.render
    draft = job.preview if job.preview and job.preview.state == RenderState.COMPLETED else None
    state = RenderState(render.state) if render else RenderState.FAILED if job.problem else RenderState.QUEUED
    done = final if final and final.state == RenderState.COMPLETED else None
    return JobNews(
        id=job.external_id, kind=job.kind, state=state, created_at=job.created_at,
        updated_at=max(job.updated_at, render.finished_at) if render and render.finished_at else job.updated_at,
        progress=render.progress if render else 0, error=(render.error if render else "") or job.problem,
        title=job.title, seconds=render.duration if render and render.finished else None,
        spent=final.cost if final else 0, callback_id=job.callback_id, callback_url=job.callback_url,
        folder_id=str(job.video.folder_id or "") if job.video else "", request=job.request,
        previewed=draft is not None, preview_url=_link(draft, "file", job), video_url=_link(done, "file", job),
        poster_url=_link(done, "poster", job), srt_url=_link(done, "srt", job), vtt_url=_link(done, "vtt", job),
    )  # fmt: skip


def _link(render: Render | None, field: str, job: Job) -> str | None:
    asset: Asset | None = getattr(render, field) if render else None
    return links.to(asset, origin=job.origin) if asset else None
