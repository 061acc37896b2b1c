"""Asking providers how their takes go: all due ones of an account in one go, at a pace that slows down.

A webhook only brings the next question forward: the provider's own answer to our key is the fact.
"""

from __future__ import annotations

import json
import logging
import random
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from studio.actions import accounts, moves, orders, progress, takes, waking
from studio.actions.events import note
from studio.actions.questions import NOT_ASKED, Answer, ask
from studio.actions.typed import storable
from studio.actions.videos import record
from studio.models import Account, Render, Take
from studio.providers.base import NoNews, Standing, Submitted, TakeNews
from studio.queue import depth, later
from studio.vocabulary import RenderState, TakeState

log = logging.getLogger(__name__)
BATCH = 500
LEASE = timedelta(seconds=90)
MOST_WAITING = 1000
"""Wake-ups in the queue above which no more questions are added."""
SHORTEST, LONGEST = 5.0, 60.0
"""Seconds between two questions about one take."""
SLOWER = 40.0
"""A take that has run for so many times an interval is asked for that much less often."""
QUESTIONS = 40.0
"""A second, about all takes together: where there are more, each is asked about less often."""
TOGETHER = 0.8
"""The share of that longer interval by which a question may come early, for company: a turn has its price."""
APART = 0.15
"""By how much of itself that interval differs from turn to turn: accounts that were once due together drift apart."""
SHAKEN = 0.15
GONE_AFTER, TOO_LONG, SILENT = 3, timedelta(hours=24), timedelta(hours=72)
"""Answers in a row that know of no such job; how long a job may run; and how long nobody may be able to say."""
GONE = "gone_in_a_row"
"""Where in `raw` those answers are counted."""
SILENT_SINCE = "silent_since"
"""Where in `raw` it stands since when nobody could say: a studio that was off for a week has asked nobody meanwhile."""
OFF = timedelta(hours=2)
"""So late comes no question but those of a studio that was off."""
MOST_RAW = 32_000
"""Characters of a provider's answer, as JSON, that are kept."""
POLLED = (TakeState.SUBMITTED, TakeState.PROCESSING, TakeState.UNKNOWN)
Ask = Callable[[Account, Sequence[Take]], list[Answer]]
WANTS_A_PERSON = "The provider knows nothing of this order. Send it again (it may cost twice), or give it up"


def wake_due() -> None:
    """Wake one question for each account that has something due and nobody asking."""
    if depth().get("default", 0) > MOST_WAITING:
        return
    now = timezone.now()
    free = Q(account__poll_until=None) | Q(account__poll_until__lt=now)
    due = Take.objects.open().filter(free, poll_at__lte=now)
    for account_id in due.order_by().values_list("account", flat=True).distinct():
        later("poll_account", account_id)


def work(account_id: str, *, ask: Ask = ask) -> None:
    """Ask for all due takes of an account, unless somebody else does."""
    now = timezone.now()
    free, until = Q(poll_until=None) | Q(poll_until__lt=now), now + LEASE
    if not Account.objects.filter(free, pk=account_id).update(poll_until=until):
        return
    try:
        account = Account.objects.get(pk=account_id)
        crowd = _crowd()
        soon = now + timedelta(seconds=crowd * TOGETHER)
        due = Take.objects.made_elsewhere().filter(account=account, state__in=POLLED, poll_at__lte=soon)
        chosen = list(due.order_by("poll_at")[:BATCH])
        for take in chosen:
            take.account = account  # rather than a copy each, with its key to be decrypted
        crowd = min(LONGEST, crowd * random.uniform(1 - APART, 1 + APART))
        _hear_all(account, chosen, ask(account, chosen) if chosen else [], crowd=crowd)
    finally:
        Account.objects.filter(pk=account_id, poll_until=until).update(poll_until=None)


def _crowd() -> float:
    """The shortest time in seconds between two questions about one take, by how many there are."""
    return min(LONGEST, Take.objects.open().filter(poll_at__isnull=False).count() / QUESTIONS)


def _hear_all(account: Account, chosen: Sequence[Take], answers: Sequence[Answer], *, crowd: float = 0.0) -> None:
    """What changed nothing, or only moved on, is written in one statement; every change in a transaction of its own."""
    was: moves.Was = {take.pk: (take.state, take.poll_at) for take in chosen}
    same, moved, changed = list[Take](), list[Take](), list[tuple[Take, Answer]]()
    for take, answer in zip(chosen, answers, strict=True):
        if answer is NOT_ASKED:
            continue
        if take.poll_at and timezone.now() - take.poll_at > OFF:
            take.raw = {name: value for name, value in take.raw.items() if name != SILENT_SINCE}
        take.polls += 1
        take.poll_at = _next(take, answer, crowd=crowd)
        if isinstance(answer, TakeNews) and _only_moves(take, answer):
            take.raw, take.progress, take.stage = _raw(take, answer), _progress(take, answer), _told(take, answer)
            moved.append(take)
        elif _changes(take, answer):
            changed.append((take, answer))
        elif isinstance(answer, NoNews) and take.state != TakeState.UNKNOWN and SILENT_SINCE not in take.raw:
            take.raw = {**take.raw, SILENT_SINCE: timezone.now().isoformat()}
            moved.append(take)
        else:
            same.append(take)
    same += _hear_each(changed)
    moves.write(same, was, ["polls", "poll_at"])
    moves.write(moved, was, ["polls", "poll_at", "raw", "progress", "stage"])
    moves.show({take.render_id: take.stage for take in moved})
    lost = [answer.sentence for answer in answers if isinstance(answer, NoNews) and answer is not NOT_ASKED]
    if lost:
        accounts.trouble(account, lost[0])


def _hear_each(changed: Sequence[tuple[Take, Answer]]) -> list[Take]:
    """Write down every change; those with which something went wrong are returned, to be asked about again."""
    renders = Render.objects.select_related("video__team").in_bulk({take.render_id for take, _ in changed})
    again = []
    for take, answer in changed:
        try:
            take.render = renders[take.render_id]
            hear(take, answer)
        except Exception:
            log.exception("news of take %s", take.pk)
            again.append(take)
    return again


def _only_moves(take: Take, news: TakeNews) -> bool:
    """Whether it still goes on as before, a little further."""
    going = take.state == TakeState.PROCESSING and news.standing is Standing.RUNNING and GONE not in take.raw
    moves = (news.progress or 0) > take.progress or SILENT_SINCE in take.raw
    return going and _age(take) <= TOO_LONG and moves


def _changes(take: Take, answer: Answer) -> bool:
    if take.state == TakeState.UNKNOWN:
        asked = take.stage != orders.ASKING or timezone.now() - (take.submitted_at or timezone.now()) < orders.ASK_AFTER
        return not asked or (isinstance(answer, Submitted) and not orders.is_anothers(take, answer.external_id))
    if not isinstance(answer, TakeNews):
        return _silence(take) > SILENT
    if answer.standing is Standing.RUNNING:
        moved = take.state != TakeState.PROCESSING or (answer.progress or 0) > take.progress or GONE in take.raw
        return moved or _age(take) > TOO_LONG
    return True


def hear(take: Take, answer: Answer) -> None:
    """Write down news that changes something, unless the take has moved on since it was asked about."""
    with transaction.atomic():
        if isinstance(answer, Submitted) and orders.is_anothers_by_now(take, answer.external_id):
            answer = None
        takes.lock(Render.objects.filter(pk=take.render_id))
        now = Take.objects.filter(pk=take.pk).values_list("state", "external_id", "submitted_at").first()
        if now != (take.state, take.external_id, take.submitted_at):
            if isinstance(answer, Submitted) and now:
                take.refresh_from_db(fields=["state", "external_id"])
                orders.accept(take, answer)
        elif isinstance(answer, Submitted):
            orders.accept(take, answer)
        elif isinstance(answer, TakeNews) and orders.is_of_another(take, answer.mark):
            orders.disown(take)
        elif isinstance(answer, TakeNews):
            _apply(take, answer)
        elif take.state == TakeState.UNKNOWN:
            record(take, TakeState.UNKNOWN, stage=WANTS_A_PERSON, poll_at=take.poll_at, polls=take.polls)
            record(take.render, RenderState.PROCESSING, stage=WANTS_A_PERSON)
            note(take.render.video, "take.asks", WANTS_A_PERSON, render=take.render)
        else:
            takes.give_up(take, None, f"{take.account} could not be asked how it goes for three days.")


def _apply(take: Take, news: TakeNews) -> None:
    gone = take.raw.get(GONE, 0) + 1 if news.standing is Standing.GONE else 0
    told, reason = _told(take, news), storable(news.reason)
    raw = {**_raw(take, news), **({GONE: gone} if gone else {})}
    if news.standing is Standing.DONE:
        ready = record(
            take, TakeState.FETCHING, raw=raw, result=_result(news), poll_at=None, stage="Fetching", progress=100,
            wake_at=timezone.now(),
        )  # fmt: skip
        if ready:
            waking.wake_one(take)
    elif news.standing is Standing.FAILED:
        takes.give_up(take, None, f"{take.account}: {reason}" if reason else told, raw=raw)
    elif gone > GONE_AFTER:
        takes.give_up(take, None, reason or f"{take.account} knows no such video any more.", raw=raw)
    elif gone:
        record(take, TakeState(take.state), raw=raw, poll_at=take.poll_at, polls=take.polls)
    elif _age(take) > TOO_LONG:
        takes.give_up(take, None, f"{take.account} took longer than a day.", raw=raw)
    else:
        record(
            take, TakeState.PROCESSING, raw=raw, progress=_progress(take, news), stage=told,
            poll_at=take.poll_at, polls=take.polls,
        )  # fmt: skip
        progress.show(take.render, told)


def _told(take: Take, news: TakeNews) -> str:
    return storable(f"{take.account}: {news.word}")[:120]


def _raw(take: Take, news: TakeNews) -> dict[str, Any]:
    return {name: value for name, value in {**take.raw, **_kept(news)}.items() if name not in (GONE, SILENT_SINCE)}


def _progress(take: Take, news: TakeNews) -> int:
    return take.progress if news.progress is None else max(take.progress, min(99, news.progress))


def _result(news: TakeNews) -> dict[str, object]:
    return {
        "url": news.video_url, "poster_url": news.poster_url, "captions_url": news.captions_url,
        "words": [list(word) for word in news.words], "seconds": news.seconds, "cost": news.cost,
    }  # fmt: skip


def _kept(news: TakeNews) -> dict[str, Any]:
    """The provider's last answer as it can be kept: not too long, without signs that a database refuses."""
    text = json.dumps(dict(news.raw), ensure_ascii=False, default=str)
    text = storable(text).replace("\\u0000", "")
    return dict(json.loads(text)) if len(text) <= MOST_RAW else {"left_out": len(text)}


def _age(take: Take) -> timedelta:
    return timezone.now() - (take.submitted_at or timezone.now())


def _silence(take: Take) -> timedelta:
    since = take.raw.get(SILENT_SINCE)
    return timezone.now() - datetime.fromisoformat(since) if since else timedelta()


def _next(take: Take, answer: Answer, *, crowd: float = 0.0) -> datetime:
    """When to ask again: as the provider advises at first, then less often, and never in step with others."""
    now = timezone.now()
    if take.state == TakeState.UNKNOWN:
        return now + orders.LOOK_AGAIN
    advice = answer.next_poll if isinstance(answer, TakeNews) else answer.wait if isinstance(answer, NoNews) else None
    age = (now - (take.submitted_at or now)).total_seconds()
    pace = min(LONGEST, max(advice or SHORTEST, age / SLOWER, crowd))
    if isinstance(answer, NoNews) or (isinstance(answer, TakeNews) and answer.standing is Standing.GONE):
        pace = max(advice or 0.0, min(LONGEST, SHORTEST * 2 ** min(4, take.polls)))
    return now + timedelta(seconds=pace * random.uniform(1 - SHAKEN, 1 + SHAKEN))


def hurry(takes: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Webhooks came about these: ask at the next turn of the clock, in the caller's transaction. Those that somebody
    holds are returned instead: waiting for one with others in hand could be a deadlock."""
    waiting = Take.objects.filter(pk__in=takes, state__in=POLLED, poll_at__gt=timezone.now())
    wanted = set(waiting.order_by().values_list("pk", flat=True))
    free = set(waiting.order_by().select_for_update(skip_locked=True).values_list("pk", flat=True))
    Take.objects.filter(pk__in=free).update(poll_at=timezone.now())
    return wanted - free
