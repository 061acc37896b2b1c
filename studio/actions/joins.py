"""The last step of a render: its segments become one video with subtitles and a poster."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from studio.actions import assets, leases, media, outages, takes
from studio.actions.events import note
from studio.actions.takes import JOINING, NO_ROOM, fail_render
from studio.actions.videos import record
from studio.errors import BadInput, EngineFailed, StudioError, disk_is_full
from studio.models import Asset, Render, Video
from studio.providers import local
from studio.providers.child import Progress, Stopped
from studio.vocabulary import AssetKind, RenderState

log = logging.getLogger(__name__)
CRASHING = "Joining the scenes kept crashing the worker: it was started three times without an end."
GONE = "The drawn file of scene {number} is gone. Try again: that scene will be drawn anew."
_FILES = (
    ("file", "video.mp4", AssetKind.VIDEO, "video/mp4"),
    ("file", "video.webm", AssetKind.VIDEO, "video/webm"),
    ("poster", "poster.jpg", AssetKind.IMAGE, "image/jpeg"),
    ("srt", "subtitles.srt", AssetKind.SUBTITLES, "application/x-subrip"),
    ("vtt", "subtitles.vtt", AssetKind.SUBTITLES, "text/vtt"),
)


Join = Callable[..., dict[str, Any]]
"""What joins segments, as providers.local.join does."""


AT_ONCE = leases.TO_END / 2
"""Seconds of drawing behind which a join is left to its own wake-up, which has all the time that the queue gives."""


def draw_and_join(take_id: str, *, draw: takes.Draw = local.draw, join: Join = local.join) -> None:
    """Draw a take and, when it was its render's last, join: the engine that drew it is at hand. The join's wake-up
    finds nothing to do then.
    """
    begin = time.monotonic()
    takes.work(take_id, draw=draw)
    if time.monotonic() - begin < AT_ONCE:
        drawn = Render.objects.filter(takes__pk=take_id, state=RenderState.JOINING)
        for render in drawn.values_list("pk", flat=True):
            _join_once(str(render), join)


def join(render_id: str, *, join: Join = local.join) -> None:
    """Join a render whose takes are all completed, if nobody else does. Every end is written down, as a take's is."""
    _join_once(render_id, join)


def _join_once(render_id: str, join: Join) -> None:
    name = leases.holder()
    if not leases.claim(Render, render_id, states=[RenderState.JOINING], as_holder=name):
        return
    render = Render.objects.select_related("video__team", "created_by").get(pk=render_id)
    if render.starts > Render.MOST_STARTS:
        _fail(render, name, CRASHING)
        return
    folder = leases.folder(render, as_holder=name)
    try:
        _publish(render, name, _join(render, name, folder, join), folder)
    except Stopped:
        log.info("join of %s was stopped", render.pk)
    except StudioError as error:
        _try_again(render, name, error)
    except Exception as error:  # a bug of ours must end in words on the page
        log.exception("join of %s", render.pk)
        _try_again(render, name, EngineFailed(f"{type(error).__name__} while joining the scenes.", permanent=False))
    finally:
        leases.clear(folder)


def _join(render: Render, name: str, folder: Path, join: Join) -> dict[str, Any]:
    shift = leases.Shift(render, as_holder=name)
    record(render, RenderState.JOINING, holder=name, stage=JOINING)  # it may have said why it rested

    def watch(news: Progress | None) -> bool:
        return shift.goes_on()

    team = render.video.team
    files = media.paths(media.found(team, render.storyboard))
    try:
        return join(render.storyboard, segments=_segments(render), folder=folder, media=files, on_progress=watch)
    except BadInput:
        if lost := media.problems(team, {"music": render.storyboard.get("music")}):
            raise EngineFailed(next(iter(lost.values()))) from None
        raise


def _segments(render: Render) -> list[dict[str, Any]]:
    found = []
    for take in render.takes.select_related("segment").order_by("position"):
        path = take.segment.file.path if take.segment else ""
        if not Path(path).is_file():
            raise EngineFailed(GONE.format(number=take.position + 1))
        found.append({**take.result, "path": path})
    return found


def _publish(render: Render, name: str, result: dict[str, Any], folder: Path) -> None:
    """Keep the files and complete the render in one transaction; a lost lease publishes nothing."""
    made = _keep(render, result, folder)
    warnings = list(result.get("warnings") or [])
    for take in render.takes.all():
        warnings += [text for text in take.result.get("warnings") or [] if text not in warnings]
    with transaction.atomic():
        _lock(render.video)
        done = record(
            render, RenderState.COMPLETED, holder=name, progress=100, stage="", error="", duration=result["duration"],
            warnings=warnings, **made,
        )  # fmt: skip
        if done:
            _show_newest(render)
            note(render.video, "render.completed", f"v{render.number} is ready", render=render)
    if not done:
        for asset in made.values():
            assets.discard(asset)


def _lock(video: Video) -> None:
    """Before its render: so everybody else does it, too."""
    list(Video.objects.select_for_update(no_key=True).filter(pk=video.pk).values_list("pk"))


def _show_newest(render: Render) -> None:
    """Make it the one that is shown, unless a later version was ready first."""
    video = Video.objects.get(pk=render.video_id)
    if video.finished_render is None or video.finished_render.number < render.number:
        Video.objects.filter(pk=video.pk).update(finished_render=render)


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


@outages.outlasted
def _try_again(render: Render, name: str, error: StudioError) -> None:
    if disk_is_full(str(error)):
        resting = leases.rest_for_room(render)
        record(render, RenderState.JOINING, holder=name, stage=NO_ROOM, error=str(error), **resting)
        return
    if isinstance(error, BadInput) or getattr(error, "permanent", False) or render.starts >= Render.MOST_STARTS:
        _fail(render, name, str(error))
        return
    free = leases.rest(leases.backoff(render.starts))
    record(render, RenderState.JOINING, holder=name, error=str(error), **free)


@transaction.atomic
def _fail(render: Render, name: str, reason: str) -> None:
    fail_render(render, reason, holder=name)
