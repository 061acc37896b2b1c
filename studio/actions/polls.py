"""Asking providers how their takes go: all due ones of an account in one go, at a pace that slows down.

A webhook only brings the next question forward: the provider's own answer to our key is the fact.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from studio.actions import makers, orders, takes, waking
from studio.actions.events import note
from studio.actions.videos import record
from studio.models import Account, Render, Take
from studio.net.client import AT_ONCE, finish
from studio.net.guard import Rules
from studio.providers import registry
from studio.providers.base import NoNews, Standing, Submitted, TakeNews
from studio.queue import later
from studio.vocabulary import TakeState

log = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(seconds=90)
SHORTEST, LONGEST = 5.0, 60.0
"""Seconds between two questions about one take."""
SLOWER = 40.0
"""A take that has run for so many times an interval is asked for that much less often."""
SHAKEN = 0.15
GONE_AFTER, TOO_LONG = 3, timedelta(hours=24)
"""Answers in a row that know of no such job; how long a job may run."""
Answer = TakeNews | NoNews | Submitted | None
Ask = Callable[[Account, Sequence[Take]], list[Answer]]


def wake_due() -> None:
    """Wake one question for each account that has something due and nobody asking."""
    now = timezone.now()
    free = Q(account__poll_until=None) | Q(account__poll_until__lt=now)
    due = Take.objects.open().filter(free, poll_at__lte=now)
    for account_id in due.values_list("account", flat=True).distinct():
        later("poll_account", account_id)


def ask(account: Account, due: Sequence[Take]) -> list[Answer]:
    """The provider's answer about each take, asked all at once over few connections."""
    maker, connection = makers.adapter(account), makers.connection(account)
    wanted = [(take, orders.order_of(take) if take.state == TakeState.UNKNOWN else None) for take in due]

    async def everything() -> list[Answer]:
        turns = asyncio.Semaphore(AT_ONCE)
        async with registry.client(maker, connection, rules=Rules.read(settings.FETCH_ALLOW)) as client:

            async def one(take: Take, order: object) -> Answer:
                async with turns:
                    if order is not None:
                        return await maker.find(client, connection, order)  # type: ignore[arg-type]
                    return await maker.fetch(client, connection, take.external_id)

            return list(await asyncio.gather(*(one(take, order) for take, order in wanted)))

    return finish(everything())


def work(account_id: str, *, ask: Ask = ask) -> None:
    """Ask for all due takes of an account, unless somebody else does."""
    now = timezone.now()
    free = Q(poll_until=None) | Q(poll_until__lt=now)
    if not Account.objects.filter(free, pk=account_id).update(poll_until=now + LEASE):
        return
    try:
        account = Account.objects.get(pk=account_id)
        due = Take.objects.open().made_elsewhere().filter(account=account, poll_at__lte=now).order_by("poll_at")
        chosen = list(due.select_related("account", "render__video__team")[:BATCH])
        _hear_all(account, chosen, ask(account, chosen) if chosen else [])
    finally:
        Account.objects.filter(pk=account_id).update(poll_until=None)


def _hear_all(account: Account, chosen: Sequence[Take], answers: Sequence[Answer]) -> None:
    """What changed nothing is written in one statement; every change in a transaction of its own."""
    same = []
    for take, answer in zip(chosen, answers, strict=True):
        take.polls += 1
        take.poll_at = _next(take, answer)
        if not _changes(take, answer):
            same.append(take)
            continue
        try:
            hear(take, answer)
        except Exception:
            log.exception("news of take %s", take.pk)
            same.append(take)
    with transaction.atomic():
        Take.objects.bulk_update(same, ["polls", "poll_at"])
    lost = [answer.sentence for answer in answers if isinstance(answer, NoNews)]
    if lost:
        orders.trouble(account, lost[0])


def _changes(take: Take, answer: Answer) -> bool:
    if take.state == TakeState.UNKNOWN:
        asked = take.stage != orders.ASKING or timezone.now() - (take.submitted_at or timezone.now()) < orders.ASK_AFTER
        return isinstance(answer, Submitted) or not asked
    if not isinstance(answer, TakeNews):
        return False
    if answer.standing is Standing.GONE:
        return take.polls > GONE_AFTER
    if answer.standing is Standing.RUNNING:
        moved = take.state != TakeState.PROCESSING or answer.progress not in (None, take.progress)
        return moved or _too_long(take)
    return True


def hear(take: Take, answer: Answer) -> None:
    """Write down news that changes something."""
    with transaction.atomic():
        takes.lock(Render.objects.filter(pk=take.render_id))
        if isinstance(answer, Submitted):
            orders.accept(take, answer)
        elif isinstance(answer, TakeNews):
            _apply(take, answer)
        elif take.state == TakeState.UNKNOWN:
            record(take, TakeState.UNKNOWN, stage=WANTS_A_PERSON, poll_at=take.poll_at, polls=take.polls)
            note(take.render.video, "take.asks", WANTS_A_PERSON, render=take.render)


WANTS_A_PERSON = "The provider knows nothing of this order. Send it again (it may cost twice), or give it up"


def _apply(take: Take, news: TakeNews) -> None:
    raw = {**take.raw, **news.raw}
    if news.standing is Standing.DONE:
        ready = record(
            take, TakeState.FETCHING, raw=raw, result=_result(news), poll_at=None, stage="Fetching", progress=100,
            wake_at=timezone.now(), starts=0,
        )  # fmt: skip
        if ready:
            waking.wake_one(take)
    elif news.standing is Standing.FAILED:
        takes.give_up(take, None, f"{take.account}: {news.reason or news.word}", raw=raw)
    elif news.standing is Standing.GONE:
        takes.give_up(take, None, news.reason or f"{take.account} knows no such video any more.", raw=raw)
    elif _too_long(take):
        takes.give_up(take, None, f"{take.account} took longer than a day.", raw=raw)
    else:
        progress = take.progress if news.progress is None else max(take.progress, min(99, news.progress))
        record(
            take, TakeState.PROCESSING, raw=raw, progress=progress, stage=f"{take.account}: {news.word}"[:120],
            poll_at=take.poll_at, polls=take.polls,
        )  # fmt: skip
        takes.show_progress(take.render, f"{take.account}: {news.word}"[:120])


def _result(news: TakeNews) -> dict[str, object]:
    return {
        "url": news.video_url, "poster_url": news.poster_url, "captions_url": news.captions_url,
        "seconds": news.seconds, "cost": news.cost,
    }  # fmt: skip


def _too_long(take: Take) -> bool:
    return timezone.now() - (take.submitted_at or timezone.now()) > TOO_LONG


def _next(take: Take, answer: Answer) -> datetime:
    """When to ask again: as the provider advises at first, then less often, never in step with others."""
    now = timezone.now()
    if take.state == TakeState.UNKNOWN:
        return now + orders.LOOK_AGAIN
    advice = answer.next_poll if isinstance(answer, TakeNews) else answer.wait if isinstance(answer, NoNews) else None
    age = (now - (take.submitted_at or now)).total_seconds()
    pace = min(LONGEST, max(advice or SHORTEST, age / SLOWER))
    if isinstance(answer, NoNews):
        pace = max(advice or 0.0, min(LONGEST, SHORTEST * 2 ** min(4, take.polls)))
    return now + timedelta(seconds=pace * random.uniform(1 - SHAKEN, 1 + SHAKEN))


def hurry(take: Take) -> None:
    """A webhook came: ask at the next turn of the clock."""
    Take.objects.open().filter(pk=take.pk, poll_at__gt=timezone.now()).update(poll_at=timezone.now())
