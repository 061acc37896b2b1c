"""What a provider made, brought home at once: its links die, ours don't."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio import kinds
from studio.actions import assets, extras, leases, outages, takes
from studio.actions.extras import Extras
from studio.actions.videos import record
from studio.errors import StudioError, disk_is_full
from studio.models import Render, Take
from studio.net.fetch import Fetched, Refused, fetch
from studio.net.guard import Rules
from studio.providers import local
from studio.vocabulary import AssetKind, TakeState

log = logging.getLogger(__name__)
MOST_BYTES = 4 * 2**30
SECONDS = 200.0
"""For fetching one: its worker ends after settings.Q_CLUSTER["timeout"]."""
IN_TIME = 150.0
"""Seconds after which there is no time left for what comes beside the video."""
MOST_STARTS = 9
"""Tries at one result, fresh addresses and crashed workers included: about half an hour."""
LONGEST_WAIT = timedelta(minutes=10)
CRASHED = "fetching it kept crashing the worker."
AWAY = "{account} made the video, but it could not be brought here: {reason}"
Fetch = Callable[..., Fetched | Refused]


def work(take_id: str, *, fetch: Fetch = fetch) -> None:
    """Fetch a take's video, if nobody else does; check that it is one; and end the take with its money."""
    name = leases.holder()
    take = _claim(take_id, name)
    if take is None:
        return
    folder, began, rules = leases.folder(take, as_holder=name), time.monotonic(), Rules.read(settings.FETCH_ALLOW)
    try:
        with leases.kept_alive(take, as_holder=name):
            found = fetch(
                take.result["url"], folder, most_bytes=MOST_BYTES, seconds=SECONDS, expected=kinds.CLIP, rules=rules
            )
            if isinstance(found, Refused):
                _again(take, name, found.sentence)
                return
            seconds = float(local.inspect(found.path, folder)["seconds"])
            late = time.monotonic() - began > IN_TIME
            more = Extras() if late else extras.gather(take, folder, seconds=seconds, fetch=fetch, rules=rules)
        _finish(take, name, found.path, seconds, more)
    except StudioError as error:
        _again(take, name, error.first_sentence)
    except Exception as error:
        log.exception("arrival of take %s", take.pk)
        _again(take, name, f"{type(error).__name__} while fetching.")
    finally:
        leases.clear(folder)


@transaction.atomic
def _claim(take_id: str, name: str) -> Take | None:
    takes.lock(Render.objects.filter(takes__pk=take_id))
    if not leases.claim(Take, take_id, states=[TakeState.FETCHING], as_holder=name):
        return None
    take = Take.objects.select_related("render__video__team", "account").get(pk=take_id)
    if take.starts > MOST_STARTS:
        takes.give_up(take, name, AWAY.format(account=take.account, reason=CRASHED))
        return None
    return take


def _finish(take: Take, name: str, path: Path, seconds: float, more: Extras) -> None:
    """Keep the video, settle what it cost and, behind the last take, wake the join: in one transaction."""
    segment = assets.keep(
        take.render.video.team, path, kind=AssetKind.SEGMENT, name=str(take), mime="video/mp4", duration=seconds
    )
    result = {**take.result, "duration": seconds, "words": more.words, "warnings": more.warnings}
    with transaction.atomic():
        takes.lock(Render.objects.filter(pk=take.render_id))
        done = record(take, TakeState.COMPLETED, holder=name, segment=segment, result=result, progress=100, stage="")
        if done:
            told = take.result.get("cost")
            takes.settle(take, takes.cost_of(take, seconds) if told is None else max(0, int(told)))
            shown = more.poster and Render.objects.open().filter(pk=take.render_id).update(poster=more.poster)
            takes.advance(take.render)
    if not done:
        assets.discard(segment)
    if more.poster and not (done and shown):
        assets.discard(more.poster)


@outages.outlasted
@transaction.atomic
def _again(take: Take, name: str, reason: str) -> None:
    """Ask the provider for a fresh address and try that; after some tries, say why there is no video.

    It is paid for: while this server's disk is full it waits for room, however long that takes.
    """
    takes.lock(Render.objects.filter(pk=take.render_id))
    full = disk_is_full(reason)
    reason = reason if full else _finding(reason)
    if full:
        takes.show_no_room(take)
    if take.starts >= MOST_STARTS and not full:
        takes.give_up(take, name, AWAY.format(account=take.account, reason=reason))
        return
    wait = leases.ROOM_REST if full else min(LONGEST_WAIT, timedelta(seconds=5 * 2**take.starts))
    record(
        take, TakeState.PROCESSING, holder=name, stage=takes.NO_ROOM if full else "Fetching again", error=reason,
        poll_at=timezone.now() + wait, starts=leases.starts_before(take) if full else take.starts, **leases.no_lease(),
    )  # fmt: skip


def _finding(reason: str) -> str:
    """What was found, without the advice behind it: that is for people who upload."""
    return reason.partition("; ")[0].partition(". ")[0].rstrip(".") + "."
