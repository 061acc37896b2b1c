"""What a provider says of twins that were ordered: asked at a pace that slows down, until one is ready or failed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from studio.actions import leases, makers
from studio.actions.events import tell
from studio.actions.orders import ASK_AFTER, LOOK_AGAIN
from studio.actions.polls import GONE_AFTER, LONGEST, OFF, SHAKEN, SHORTEST, SLOWER
from studio.models import Account, Avatar, Team, Twin
from studio.providers import local
from studio.providers.base import NoNews, Standing, TwinNews
from studio.vocabulary import AvatarKind, TwinState

LEASE = timedelta(minutes=5)
"""Longer than two calls can last: who has the lease is the only one who sends or asks."""
TOO_LONG = timedelta(days=3)
"""How long a provider may take, or say nothing."""
GIVEN_UP = "It was given up: {account} never said whether it was ordered."
Ask = Callable[[Account, makers.Question[Any]], Any]


def claim(twin: Twin, **holder: str) -> datetime | None:
    """Take the lease of a twin in the state it was read in; till when. None: it isn't time, or somebody else has it."""
    now = timezone.now()
    free = Twin.objects.due(now).filter(pk=twin.pk, state=twin.state)
    return now + LEASE if free.update(lease_until=now + LEASE, wake_at=now + LEASE, **holder) else None


def follow(twin: Twin, ask: Ask) -> None:
    """Ask how it goes; of one whose reply was lost, whether there is a new twin of its name.

    The lease is taken without a name: that of a worker whose reply may still come stays.
    """
    until = claim(twin)
    if until is None:
        return
    try:
        if twin.state == TwinState.TRAINING:
            news = ask(twin.account, lambda maker, client, there: maker.twin_status(
                client, there, twin.external_id, name=twin.ordered_name))  # fmt: skip
            _hear_news(twin, news)
        else:
            listed = ask(twin.account, lambda maker, client, there: maker.twins_named(client, there, twin.ordered_name))
            _hear_list(twin, listed)
    finally:
        Twin.objects.filter(pk=twin.pk, lease_until=until).update(lease_until=None)


def _hear_news(twin: Twin, news: TwinNews | NoNews) -> None:
    if isinstance(news, TwinNews) and news.standing is Standing.DONE and _is_ours(twin, news.avatar_id):
        ready(twin, news.avatar_id)
    elif isinstance(news, TwinNews) and news.standing is Standing.FAILED:
        fail(twin, f"{twin.account}: {news.reason}" if news.reason else f"{twin.account} could not make it.")
    elif _took_too_long(twin, news):
        fail(twin, f"{twin.account} took longer than {TOO_LONG.days} days.")
    elif isinstance(news, NoNews):
        put(twin, TwinState.TRAINING, silent_since=_silent_since(twin), wake_at=_next(twin, news.wait))
    elif news.standing is Standing.GONE and twin.misses >= GONE_AFTER:
        fail(twin, news.reason)
    elif news.standing is Standing.GONE:
        put(twin, TwinState.TRAINING, misses=twin.misses + 1, silent_since=None, wake_at=_next(twin, None))
    else:
        progress, pace = max(twin.progress, min(99, news.progress or 0)), _next(twin, news.next_poll)
        put(twin, TwinState.TRAINING, progress=progress, misses=0, silent_since=None, wake_at=pace)


def _is_ours(twin: Twin, avatar_id: str) -> bool:
    """One that there was before the order is another's, unless the very order was answered with it."""
    return avatar_id not in twin.known or avatar_id == twin.external_id


def _hear_list(twin: Twin, listed: tuple[str, ...] | NoNews) -> None:
    new = [] if isinstance(listed, NoNews) else [each for each in listed if each not in twin.known]
    if new:
        ready(twin, new[-1])
    elif _took_too_long(twin, listed):
        fail(twin, GIVEN_UP.format(account=twin.account))
    else:
        wait = LOOK_AGAIN if not wants_a_person(twin) else 10 * LOOK_AGAIN
        since = _silent_since(twin) if isinstance(listed, NoNews) else None
        put(twin, TwinState.UNKNOWN, silent_since=since, wake_at=timezone.now() + wait)


def wants_a_person(twin: Twin) -> bool:
    """Whether it was looked for long enough: somebody has to say whether it is ordered again."""
    return twin.state == TwinState.UNKNOWN and _age(twin) > ASK_AFTER


def stuck(team: Team | OuterRef) -> QuerySet[Twin]:
    """The team's twins that go no further without a person: failed, or looked for long enough. The newest first."""
    lost = Q(state=TwinState.UNKNOWN, ordered_at__lt=timezone.now() - ASK_AFTER)
    return Twin.objects.kept().filter(Q(state=TwinState.FAILED) | lost, team=team).order_by("-created_at")


def _age(twin: Twin) -> timedelta:
    return timezone.now() - (twin.ordered_at or timezone.now())


def _took_too_long(twin: Twin, answer: object) -> bool:
    """By its age, where its provider answers; else by how long that could not be asked: a studio that was off for a
    week has asked nobody meanwhile.
    """
    if isinstance(answer, NoNews):
        return timezone.now() - _silent_since(twin) > TOO_LONG
    return _age(twin) > TOO_LONG


def _silent_since(twin: Twin) -> datetime:
    now = timezone.now()
    return twin.silent_since if twin.silent_since and now - twin.wake_at < OFF else now


def _next(twin: Twin, advice: float | None) -> datetime:
    """When to ask again: as the provider advises at first, then less often, never in step with others."""
    pace = max(advice or SHORTEST, min(LONGEST, _age(twin).total_seconds() / SLOWER))
    return timezone.now() + timedelta(seconds=pace * random.uniform(1 - SHAKEN, 1 + SHAKEN))


def locale_of(language: str) -> str:
    """The locale of an embedded voice of that language: Chinese-Simplified is spoken by those of Chinese."""
    names = (language, language.partition("-")[0])
    return next((each.locale for name in names for each in local.voices() if each.language == name), "")


def ready(twin: Twin, avatar_id: str) -> None:
    """It can be used in orders, by the provider's name of it; here a stand-in is drawn from its neutral photo."""
    with transaction.atomic():
        changed = Twin.objects.filter(pk=twin.pk, external_name=twin.external_name).exclude(state=TwinState.READY)
        if not changed.update(
            state=TwinState.READY, external_name=avatar_id, progress=100, problem={}, finished_at=timezone.now(),
            **leases.no_lease(),
        ):  # fmt: skip
            return
        twin.refresh_from_db(fields=["deleted_at"])  # somebody may have deleted it while its provider was asked
        neutral = twin.media.select_related("asset").filter(pose="neutral").first()
        voice = twin.account.voices.filter(retired_at=None).values_list("external_id", flat=True).first()
        avatar, _ = Avatar.objects.update_or_create(
            account=twin.account, external_id=avatar_id,
            defaults={
                "kind": AvatarKind.TWIN, "name": twin.name, "picture": neutral.asset if neutral else None,
                "rig": neutral.rig if neutral else None, "locale": locale_of(twin.language), "voice": voice or "",
                "retired_at": timezone.now() if twin.deleted_at else None,
            },
        )  # fmt: skip
        Twin.objects.filter(pk=twin.pk).update(avatar=avatar)
        tell(twin.team, "twin.ready", f"Twin “{twin.name}” is ready at {twin.account}")


def fail(twin: Twin, sentence: str) -> None:
    put(twin, TwinState.FAILED, problem={"": sentence}, finished_at=timezone.now(), **leases.no_lease())


def put(twin: Twin, state: TwinState, **fields: Any) -> bool:
    """The only writer of news: it finds no row when the state is another than the one that was asked about."""
    return bool(Twin.objects.filter(pk=twin.pk, state=twin.state).update(state=state, **fields))
