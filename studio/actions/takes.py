"""Takes: drawing one under a lease, ending it with its money, and waking what is due.

Locks: the render's row first, then its takes by position, then the wallet. Whoever follows that order can't deadlock
on PostgreSQL, where a deadlock would throw away a finished drawing; SQLite has one writer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from studio.actions import assets, cast, credits, leases, makers, outages, progress, waking
from studio.actions.events import note
from studio.actions.videos import record
from studio.errors import BadInput, EngineFailed, StudioError, disk_is_full
from studio.models import Attempt, Render, Take, Transfer
from studio.models.renders import OPEN_TAKES
from studio.providers import local
from studio.providers.child import Progress, Stopped
from studio.queue import later
from studio.vocabulary import AssetKind, RenderKind, RenderState, TakeState, TransferKind

log = logging.getLogger(__name__)

CRASHING = "This scene kept crashing the worker: it was started three times without an end."
JOINING = "Joining scenes"
NO_ROOM = "Waiting for room on the server's disk"

Draw = Callable[..., dict[str, Any]]
"""What draws a scene, as providers.local.draw does: the tests of leases and money have one of their own."""


def work(take_id: str, *, draw: Draw = local.draw) -> None:
    """Draw a take, if nobody else does. Every end is written down: completed, failed, or back to waiting.

    Takes that a provider makes are `orders.work`'s.
    """
    name = leases.holder()
    take = _claim(take_id, name)
    if take is None:
        return
    folder = leases.folder(take, as_holder=name)
    try:
        result = _draw(take, name, folder, draw)
        _finish(take, name, result, folder)
    except Stopped:
        _end_attempt(take, name, "stopped")
    except StudioError as error:
        _fail(take, name, error)
    except Exception as error:  # a bug of ours must end in words on the page, not in a take that waits for ever
        log.exception("take %s", take.pk)
        _fail(take, name, EngineFailed(f"{type(error).__name__} while making this scene.", permanent=False))
    finally:
        leases.clear(folder)


@transaction.atomic
def _claim(take_id: str, name: str) -> Take | None:
    lock(Render.objects.filter(takes__pk=take_id))
    if not Take.objects.drawn_here().filter(pk=take_id).exists():
        return None
    if not leases.claim(Take, take_id, states=OPEN_TAKES, as_holder=name):
        return None
    take = Take.objects.select_related("render__video__team", "account").get(pk=take_id)
    _end_attempts(take, "lost")
    if take.starts > Take.MOST_STARTS:
        give_up(take, name, CRASHING)
        return None
    begin_attempt(take, name)
    record(take, TakeState.PROCESSING, holder=name, stage="Starting", progress=0)
    record(take.render, RenderState.PROCESSING, stage="Drawing frames")
    return take


def begin_attempt(take: Take, name: str) -> None:
    """Write down that this worker starts on it, before it does. In the transaction of its claim."""
    number = (take.attempts.aggregate(last=Max("number"))["last"] or 0) + 1
    Attempt.objects.create(take=take, number=number, holder=name)


def lock(renders: QuerySet[Render]) -> None:
    """Wait until nobody else changes this render or its takes. Ends with the transaction."""
    list(renders.select_for_update(of=("self",)).values_list("pk", flat=True))


def _draw(take: Take, name: str, folder: Path, draw: Draw) -> dict[str, Any]:
    storyboard = makers.drawing_of(take)
    team, shown = take.render.video.team, makers.part(storyboard, take.scenes)
    if why := cast.lost(team, take.account_id, {"scenes": shown["scenes"]}):
        raise EngineFailed(why)
    props = cast.gather(team, take.account_id, storyboard)
    height = local.DRAFT_HEIGHT if take.render.kind == RenderKind.DRAFT else None
    if props.rigs:  # points may have been moved since it was ordered: the segment is known by what is drawn now
        take.content_hash = local.scene_hash(storyboard, take.scenes[0], props.digests, height)
    return draw(
        storyboard, scene=take.scenes[0], media=props.paths, rigs=props.rigs, height=height, folder=folder,
        seconds=take.seconds, on_progress=_Watch(take, name),
    )  # fmt: skip


class _Watch:
    """Renews the lease and writes progress while the engine works. Answers False when the take was lost."""

    def __init__(self, take: Take, name: str) -> None:
        self.take, self.name = take, name
        self.shift, self.writing = leases.Shift(take, as_holder=name), leases.Pace(1.0)

    def __call__(self, news: Progress | None) -> bool:
        if not self.shift.goes_on():
            return False
        if news is None or not self.writing.due():
            return True
        left = None if news.left is None else progress.seconds(news.left)
        alive = True
        with outages.passed_over():
            alive = record(
                self.take, TakeState.PROCESSING, holder=self.name, stage=news.stage, progress=int(news.done * 100),
                left=left,
            )  # fmt: skip
            if alive:
                progress.show(self.take.render, news.stage)
        return alive


def _finish(take: Take, name: str, result: dict[str, Any], folder: Path) -> None:
    """Keep the segment, settle the true cost and, behind the last take, wake the join: in one transaction."""
    file = folder / str(result.get("file") or "segment.mp4")
    segment = assets.keep(
        take.render.video.team, file, kind=AssetKind.SEGMENT, name=str(take), duration=result["duration"],
        mime="video/x-matroska" if file.suffix == ".mkv" else "video/mp4",
    )  # fmt: skip
    with transaction.atomic():
        lock(Render.objects.filter(pk=take.render_id))
        done = record(
            take, TakeState.COMPLETED, holder=name, segment=segment, result=result, progress=100, stage="",
            content_hash=take.content_hash,
        )  # fmt: skip
        if done:
            _end_attempts(take, "completed")
            settle(take, cost_of(take, result["duration"]))
            advance(take.render)
    if not done:  # an error leaves the file to the sweeper: a commit may have gone through without its answer
        assets.discard(segment)
        raise Stopped


def cost_of(take: Take, seconds: float) -> int:
    """Hundredths of a credit for a take that turned out to last so long."""
    part = makers.part(take.render.storyboard, take.scenes)
    return makers.quote(take.account, take.render.kind, part, seconds, price=take.price)


def settle(take: Take, cost: int) -> None:
    """Pay what is held for a take: its true cost. In the transaction that completes it."""
    hold = Transfer.objects.filter(take_id=take.pk, kind=TransferKind.HOLD).first()
    if hold is None:
        return
    credits.settle(hold, cost)
    Render.objects.filter(pk=take.render_id).update(cost=F("cost") + cost)


def advance(render: Render) -> None:
    """Behind the last take comes the join. The row is locked first, so that of two last takes one sees it."""
    if not record(render, RenderState.PROCESSING):
        return
    if render.takes.exclude(state=TakeState.COMPLETED).exists():
        waking.wake_next_of(render)
    else:
        begin_join(render, just_drawn=True)


def begin_join(render: Render, *, just_drawn: bool) -> None:
    """All its takes are there: a worker puts them together."""
    drawn = progress.DRAWING_SHARE
    if record(render, RenderState.JOINING, progress=drawn, stage=JOINING, wake_at=timezone.now()):
        waking.wake_join(render, just_drawn=just_drawn)


def take_over(take: Take, earlier: Take) -> None:
    """Save `take` as finished by an earlier one of the same content: nobody pays or waits twice."""
    take.state = TakeState.COMPLETED
    take.segment, take.result, take.reused_from = earlier.segment, earlier.result, earlier
    take.progress, take.finished_at = 100, timezone.now()
    take.save()


def show_no_room(take: Take) -> None:
    """Its render tells what it waits for. With the render locked."""
    record(take.render, RenderState.PROCESSING, stage=NO_ROOM, left=None)


@outages.outlasted
@transaction.atomic
def _fail(take: Take, name: str, error: StudioError) -> None:
    """Wait and start again when that can help, at most three times; else fail the whole render, uncharged.

    What found the disk full waits until there is room. Unwritten, it would wait for the lease of a worker that lives.
    """
    lock(Render.objects.filter(pk=take.render_id))
    _end_attempt(take, name, "failed", str(error))
    if disk_is_full(str(error)):
        record(
            take, TakeState.READY, holder=name, stage=NO_ROOM, error=str(error), progress=0, left=None,
            **leases.rest_for_room(take),
        )  # fmt: skip
        show_no_room(take)
        return
    hopeless = isinstance(error, BadInput) or getattr(error, "permanent", False)
    if hopeless or take.starts >= Take.MOST_STARTS:
        give_up(take, name, str(error))
        return
    record(
        take, TakeState.READY, holder=name, stage="Waiting to try again", error=str(error), progress=0, left=None,
        **leases.rest(leases.backoff(take.starts)),
    )  # fmt: skip


def give_up(take: Take, name: str | None, reason: str, **fields: Any) -> None:
    """Fail a take for good, and its render with it; what is held goes back. `name`: only while that worker holds it."""
    if record(take, TakeState.FAILED, holder=name, error=reason, poll_at=None, **fields):
        release(take, note=reason[:300])
        fail_render(take.render, reason)


def fail_render(render: Render, reason: str, *, holder: str | None = None) -> None:
    """End a render without a video: what is still open is stopped, what is held goes back.

    With `holder`, only the worker that still holds the render's lease gets through.
    """
    if not record(render, RenderState.FAILED, holder=holder, error=reason, stage=""):
        return
    for take in render.takes.open().order_by("position"):
        stop(take, why="Another scene failed")
    note(render.video, "render.failed", f"v{render.number} failed: {reason}", render=render)


def stop(take: Take, *, why: str) -> None:
    """Cancel a take that is still open: its attempt ends, what is held goes back, and its worker stops by itself.

    What was ordered from a provider is withdrawn if it is not known to have begun (see `withdrawals`). Else it goes on:
    it is paid for, and kept for the next version that shows the same. What waits to be ordered again is looked for.
    """
    if take.ordered or may_be_ordered(take):
        if take.state == TakeState.SUBMITTED:
            later("withdraw_take", take.pk)
        return
    if record(take, TakeState.CANCELED):
        _end_attempts(take, "stopped")
        release(take, note=why)


def may_be_ordered(take: Take) -> bool:
    """Whether its provider may have taken an earlier order of it, whose reply was lost, and takes the same one anew for
    no other job: nobody has decided about it then.
    """
    if take.drawn_here or not makers.adapter(take.account).features.resends_safely:
        return False
    return take.attempts.filter(outcome="unknown").exists()


def release(take: Take, *, note: str) -> None:
    """Give back what is held for a take that will not be made."""
    for hold in Transfer.objects.filter(take_id=take.pk, kind=TransferKind.HOLD, resolution=None):
        credits.void(hold, note=note)


def _end_attempt(take: Take, name: str, outcome: str, error: str = "") -> None:
    """Write down how an attempt ended, unless somebody who took over has done so."""
    mine = Attempt.objects.filter(take=take, holder=name, ended_at=None)
    mine.update(ended_at=timezone.now(), outcome=outcome, error=error[:2000])


def _end_attempts(take: Take, outcome: str) -> None:
    Attempt.objects.filter(take=take, ended_at=None).update(ended_at=timezone.now(), outcome=outcome)


def reconcile() -> None:
    """Wake what is due, and move on what was forgotten. Deleting the whole queue loses nothing."""
    waking.wake_due()
    for render in waking.forgotten():
        with transaction.atomic():
            advance(render)
