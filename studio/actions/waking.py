"""Who is woken next: the queue holds only a few wake-ups at a time, handed out in turn among teams.

So a team with fifty scenes waiting does not keep another's only scene waiting behind them.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from studio.actions import leases
from studio.models import Render, Take, Team
from studio.queue import depth, later
from studio.vocabulary import RenderState, TakeState

WAKE_AGAIN = timedelta(seconds=60)
ORDERS = 100
"""Orders to providers that one turn of the clock wakes, in turn among accounts; they cost this machine nothing."""
DRAW, ORDER, FETCH, JOIN = "work_take", "order_take", "fetch_take", "join_render"


def most_waiting() -> int:
    """Wake-ups in the render queue above which no more are added: every worker has its next one there."""
    return max(4, 2 * int(settings.RENDER_WORKERS))


def soon() -> datetime:
    return timezone.now() + WAKE_AGAIN


def is_full() -> bool:
    """Whether the render queue takes no more: what was woken besides would stand before everybody else's."""
    return depth().get("render", 0) >= most_waiting()


def wake_some(takes: Iterable[Take]) -> None:
    """Wake the first few of a new render at once, while there is room; the others' turn comes with `wake_due`."""
    for take in list(takes)[: int(settings.RENDER_WORKERS)]:
        if not (take.drawn_here and is_full()):
            _wake_take(take.pk, task=task_of(take))


def wake_next_of(render: Render) -> None:
    """Wake the render's next take that waits, as one of its takes has just ended."""
    waiting = Take.objects.due(timezone.now()).filter(render=render).order_by("position")
    take = waiting.select_related("account", "render").first()
    if take is not None and not (take.drawn_here and is_full()):
        wake_one(take)


def wake_one(take: Take) -> None:
    """Wake a take whose next step is there at once."""
    _wake_take(take.pk, task=FETCH if take.state == TakeState.FETCHING else task_of(take))


def task_of(take: Take) -> str:
    """Who works on it: the engine draws it, or it is ordered."""
    return DRAW if take.drawn_here else ORDER


def wake_join(render: Render, *, just_drawn: bool) -> None:
    """At once behind its last scene, which had its turn. One that is made of scenes there were before waits for room,
    or till its turn comes with `wake_due`.
    """
    if just_drawn or not is_full():
        _wake_join(render.pk)


def wake_due() -> None:
    """Wake what is due and nobody works on, fairly and not too much. Deleting the whole queue loses nothing."""
    leases.free_the_dead()
    leases.free_the_late()
    now = timezone.now()
    for task, pk in _in_turn(now, max(0, most_waiting() - depth().get("render", 0))):
        if task == JOIN:
            _wake_join(pk)
        else:
            _wake_take(pk, task=task)
    place = Window(RowNumber(), partition_by=F("account"), order_by="created_at")
    elsewhere = Take.objects.due(now).made_elsewhere().annotate(place=place).order_by("place", "created_at")
    for pk, state in list(elsewhere.values_list("pk", "state")[:ORDERS]):
        _wake_take(pk, task=FETCH if state == TakeState.FETCHING else ORDER)


@transaction.atomic
def _wake_take(pk: Any, *, task: str) -> None:
    """One wake-up, and no other for a minute. The conditional UPDATE lets one of two reconcilers do it."""
    now = timezone.now()
    if Take.objects.due(now).filter(pk=pk).update(wake_at=soon()):
        later(task, pk, cluster="render" if task == DRAW else "default")


@transaction.atomic
def _wake_join(pk: Any) -> None:
    if Render.objects.due(timezone.now()).filter(pk=pk).update(wake_at=soon()):
        later(JOIN, pk, cluster="render")


def _in_turn(now: datetime, most: int) -> list[tuple[str, Any]]:
    """The next joins and takes to wake, with their task: always the oldest of the team that has the fewest in work."""
    queues = _waiting(now, most) if most else {}
    if not queues:
        return []
    takes = Take.objects.open().drawn_here().filter(wake_at__gt=now)
    joins = Render.objects.filter(state=RenderState.JOINING, wake_at__gt=now).order_by()
    busy = Counter(takes.values_list("render__video__team", flat=True))
    busy.update(joins.values_list("video__team", flat=True))
    turn = [(busy[team], place, team) for place, team in enumerate(queues)]
    heapq.heapify(turn)
    chosen: list[tuple[str, Any]] = []
    while turn and len(chosen) < most:
        count, place, team = heapq.heappop(turn)
        chosen.append(queues[team].pop(0))
        if queues[team]:
            heapq.heappush(turn, (count + 1, place, team))
    return chosen


def _waiting(now: datetime, most: int) -> dict[Any, list[tuple[str, Any]]]:
    """What is due for each team, `most` of a kind: first the videos that lack nothing but being joined."""
    joins, takes = Render.objects.due(now), Take.objects.due(now).drawn_here()
    queues: dict[Any, list[tuple[str, Any]]] = {}
    for task, due, team_of, oldest_first in (
        (JOIN, joins, "video__team", ("created_at",)), (DRAW, takes, "render__video__team", ("created_at", "position")),
    ):  # fmt: skip
        place = Window(RowNumber(), partition_by=F(team_of), order_by=oldest_first)
        first = due.annotate(place=place).filter(place__lte=most).order_by(*oldest_first)
        for team, pk in first.values_list(team_of, "pk"):
            queues.setdefault(team, []).append((task, pk))
    return queues


def by_lot(due: QuerySet[Any], *, oldest_first: str) -> Any:
    """The id of the oldest row of a team that is drawn by lot, None when nothing is due: for work that waits for
    strangers, of which little goes on at once. Nobody's only row waits behind somebody's fifty.
    """
    waiting = Exists(due.order_by().filter(team=OuterRef("pk")))  # one look into the index a team, however many wait
    teams = list(Team.objects.filter(waiting).order_by().values_list("pk", flat=True))
    if not teams:
        return None
    theirs = due.filter(team=random.choice(teams)).order_by(oldest_first)
    return theirs.values_list("pk", flat=True).first()


def count_alone(lock: int, *, wait: bool = True) -> bool:
    """Whether nobody else counts by this lock, until this transaction ends: those who count at the same moment would
    not see what the others wake. SQLite has one writer.
    """
    if connection.vendor != "postgresql":
        return True
    question = "SELECT pg_advisory_xact_lock(%s) IS NOT NULL" if wait else "SELECT pg_try_advisory_xact_lock(%s)"
    with connection.cursor() as cursor:
        cursor.execute(question, [lock])
        return bool(cursor.fetchone()[0])


def forgotten() -> list[Render]:
    """Renders whose takes have all ended though nobody moved them on."""
    open_takes = Take.objects.open().values("render")
    drawing = Render.objects.filter(state__in=[RenderState.QUEUED, RenderState.PROCESSING])
    return list(drawing.exclude(pk__in=open_takes))
