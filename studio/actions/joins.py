"""The last step of a render: its segments become one video with subtitles and a poster."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio.actions import assets, leases
from studio.actions.events import note
from studio.actions.takes import fail_render
from studio.actions.videos import record
from studio.errors import BadInput, StudioError
from studio.models import Asset, Render, Video
from studio.providers import local
from studio.providers.child import Progress, Stopped
from studio.vocabulary import AssetKind, RenderState

log = logging.getLogger(__name__)
MOST_STARTS = 3
CRASHING = "Joining the scenes kept crashing the worker: it was started three times without an end."
_FILES = (
    ("file", "video.mp4", AssetKind.VIDEO, "video/mp4"),
    ("poster", "poster.jpg", AssetKind.IMAGE, "image/jpeg"),
    ("srt", "subtitles.srt", AssetKind.SUBTITLES, "application/x-subrip"),
    ("vtt", "subtitles.vtt", AssetKind.SUBTITLES, "text/vtt"),
)


def join(render_id: str) -> None:
    """Join a render whose takes are all completed, if nobody else does."""
    name = leases.holder()
    if not leases.claim(Render, render_id, states=[RenderState.JOINING], as_holder=name):
        return
    render = Render.objects.select_related("video__team", "created_by").get(pk=render_id)
    if render.starts > MOST_STARTS:
        _fail(render, CRASHING)
        return
    folder = Path(settings.DATA_DIR) / "work" / str(render.pk)
    try:
        _publish(render, name, _join(render, name, folder), folder)
    except Stopped:
        log.info("join of %s was stopped", render.pk)
    except StudioError as error:
        _try_again(render, name, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _join(render: Render, name: str, folder: Path) -> dict[str, Any]:
    segments = [
        {"path": take.segment.file.path, "duration": take.result["duration"], "words": take.result.get("words", [])}
        for take in render.takes.select_related("segment").order_by("position")
        if take.segment
    ]
    renewing = leases.Pace(leases.RENEW)

    def watch(news: Progress | None) -> bool:
        return not renewing.due() or leases.renew(render, as_holder=name)

    return local.join(render.storyboard, segments=segments, folder=folder, on_progress=watch)


def _publish(render: Render, name: str, result: dict[str, Any], folder: Path) -> None:
    """Keep the files and complete the render in one transaction; a lost lease publishes nothing."""
    made = _keep(render, result, folder)
    warnings = list(result.get("warnings") or [])
    for take in render.takes.all():
        warnings += [text for text in take.result.get("warnings") or [] if text not in warnings]
    with transaction.atomic():
        done = record(
            render, RenderState.COMPLETED, holder=name, progress=100, stage="", duration=result["duration"],
            warnings=warnings, **made,
        )  # fmt: skip
        if done:
            Video.objects.filter(pk=render.video_id).update(finished_render=render)
            note(render.video, "render.completed", f"v{render.number} is ready", render=render)
    if not done:
        for asset in made.values():
            assets.discard(asset)


def _keep(render: Render, result: dict[str, Any], folder: Path) -> dict[str, Asset]:
    title = f"{render.video.title or 'video'} v{render.number}"
    made = {}
    for field, filename, kind, mime in _FILES:
        if (folder / filename).exists():
            suffix = filename.rpartition(".")[2]
            made[field] = assets.keep(
                render.video.team, folder / filename, kind=kind, name=f"{title}.{suffix}", mime=mime,
                width=result["width"], height=result["height"], duration=result["duration"] if field == "file" else 0,
            )  # fmt: skip
    return made


def _try_again(render: Render, name: str, error: StudioError) -> None:
    if isinstance(error, BadInput) or getattr(error, "permanent", False) or render.starts >= MOST_STARTS:
        _fail(render, str(error))
        return
    free = {"lease_holder": "", "lease_until": None, "wake_at": timezone.now() + leases.backoff(render.starts)}
    record(render, RenderState.JOINING, holder=name, error=str(error), **free)


@transaction.atomic
def _fail(render: Render, reason: str) -> None:
    fail_render(render, reason)
