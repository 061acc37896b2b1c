"""Ordering a twin at a provider, as careful as with a paid take: written down first, sent once, never again blindly.

    checked ─T1─► ordering ─(the call)─T2─► training         accepted; asked about until it is ready or failed
                     │                ├───► checked          certainly not accepted: again later
                     │                ├───► failed           refused in the provider's own words
                     └── died ────────┴───► unknown          perhaps accepted: looked for by its name

The name in the order is no other twin's of the account. What twins of this name the provider had before is noted at T1:
one that is new among them is ours.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio import names
from studio.actions import accounts, callbacks, leases, links, makers, twin_media, twin_news
from studio.actions.decisions import DECIDED
from studio.actions.events import tell
from studio.actions.orders import DIED
from studio.errors import Conflict
from studio.models import Account, Twin, User
from studio.providers.base import (
    File,
    Later,
    NoNews,
    Outcome,
    Refused,
    Submitted,
    TwinOrder,
    Unknown,
)
from studio.queue import later
from studio.vocabulary import TwinState

log = logging.getLogger(__name__)
MOST_TRIES = 12
"""At ordering, while the provider can't be reached or asks for patience."""


def work(twin_id: str, *, ask: twin_news.Ask = makers.ask) -> None:
    """The next step of a twin at its provider, if it is time and nobody else does it."""
    twin = Twin.objects.select_related("account", "team").filter(pk=twin_id).first()
    if twin is None:
        return
    if twin.state == TwinState.CHECKED:
        _order(twin, ask)
    elif twin.state == TwinState.ORDERING:
        _died(twin)
    elif twin.state in (TwinState.TRAINING, TwinState.UNKNOWN):
        twin_news.follow(twin, ask)


def _order(twin: Twin, ask: twin_news.Ask) -> None:
    name = leases.holder()
    if not _free_slot(twin) or not twin_news.claim(twin, lease_holder=name):
        return
    order = _order_of(twin)
    listed = ask(twin.account, lambda maker, client, there: maker.twins_named(client, there, twin.ordered_name))
    if isinstance(listed, NoNews):
        _again(twin, name, listed.sentence, listed.wait)
        return
    if new := [each for each in listed if twin.ordered_at and each not in twin.known]:
        twin_news.ready(twin, new[-1])  # an earlier order, whose reply was lost, was taken after all
        return
    if not _begin(twin, name, list(listed)):
        return
    outcome: Outcome
    try:
        outcome = ask(twin.account, lambda maker, client, there: maker.create_twin(client, there, order))
    except Exception as error:  # a bug of ours, before or behind the call: nobody knows whether it was sent
        log.exception("order of twin %s", twin.pk)
        outcome = Unknown(f"{type(error).__name__} while ordering.")
    hear(twin, name, outcome)


def _begin(twin: Twin, name: str, known: list[str]) -> bool:
    """T1: it says that it is being ordered, before anything is sent. False: it was deleted or taken over meanwhile."""
    mine = Twin.objects.kept().filter(pk=twin.pk, state=TwinState.CHECKED, lease_holder=name)
    now = timezone.now()
    return bool(
        mine.update(
            state=TwinState.ORDERING, ordered_at=now, known=known, problem={}, lease_until=now + twin_news.LEASE,
            wake_at=now + twin_news.LEASE,
        )
    )  # fmt: skip


def _free_slot(twin: Twin) -> bool:
    """Whether the provider takes one more order now; if so, the next has to wait its turn. Of an account that was
    closed nothing is ordered. Its row is locked: two twins never get one name.
    """
    with transaction.atomic():
        account, now = Account.objects.select_for_update(no_key=True).get(pk=twin.account_id), timezone.now()
        if account.closed_at:
            twin_news.fail(twin, callbacks.CLOSED.format(account=account))
            return False
        if makers.is_locked(account):
            accounts.trouble(account, makers.LOCKED.format(account=account))
            Twin.objects.filter(pk=twin.pk, state=TwinState.CHECKED).update(wake_at=now + makers.LOCKED_WAIT)
            return False
        if account.free_at and account.free_at > now:
            Twin.objects.filter(pk=twin.pk, state=TwinState.CHECKED).update(wake_at=account.free_at)
            return False
        pace = timedelta(minutes=1) / makers.adapter(account).features.submits_a_minute
        Account.objects.filter(pk=account.pk).update(free_at=now + pace)
        twin.ordered_name = twin.ordered_name or _name_of_its_own(twin)
        Twin.objects.filter(pk=twin.pk, ordered_name="").update(ordered_name=twin.ordered_name)
        return True


def _name_of_its_own(twin: Twin) -> str:
    """Its name; with its number when another twin of the account was ordered under one that reads the same."""
    others = Twin.objects.filter(account=twin.account_id).exclude(pk=twin.pk).exclude(ordered_name="")
    taken = {names.bare(name) for name in others.values_list("ordered_name", flat=True)}
    wishes = (twin.name, f"{twin.name} {twin.number}", f"{twin.name} {twin.pk.hex}")
    return next(name for name in wishes if names.bare(name) not in taken)


def _order_of(twin: Twin) -> TwinOrder:
    held = {each.pose: each.asset for each in twin.media.select_related("asset")}
    files = {
        pose: File(links.to(held[pose], origin=settings.PUBLIC_URL), Path(held[pose].file.path), held[pose].mime)
        for pose in twin_media.PLACES
    }
    return TwinOrder(twin.ordered_name, twin.language, token=str(twin.pk), media=files)


def _died(twin: Twin) -> None:
    """A worker's lease ran out between T1 and T2. Its name stays: should it live after all, its reply counts."""
    now = timezone.now()
    lost = Twin.objects.filter(pk=twin.pk, state=TwinState.ORDERING, lease_until__lt=now)
    if lost.update(state=TwinState.UNKNOWN, lease_until=None, wake_at=now, misses=0):
        tell(twin.team, "twin.unknown", f"Twin “{twin.name}”: {DIED} Looking for it.")


def hear(twin: Twin, name: str, outcome: Outcome) -> None:
    """T2: write down what the reply was. A late one counts as long as nobody has decided or ordered anew."""
    with transaction.atomic():
        now = Twin.objects.select_for_update().get(pk=twin.pk)
        mine = now.state in (TwinState.ORDERING, TwinState.UNKNOWN) and now.lease_holder == name
        if isinstance(outcome, Submitted):
            _accept(now, outcome)
        elif isinstance(outcome, Later) and mine:
            _again(now, name, outcome.sentence, outcome.wait)
        elif isinstance(outcome, Refused) and mine:
            twin_news.fail(now, outcome.told)
        elif mine and now.state == TwinState.ORDERING:
            twin_news.put(now, TwinState.UNKNOWN, lease_until=None, wake_at=timezone.now(), misses=0)
            tell(now.team, "twin.unknown", f"Twin “{now.name}”: {outcome.sentence} Looking for it.")
    if isinstance(outcome, Later):
        accounts.wait(twin.account, outcome.wait)
    elif isinstance(outcome, Refused) and outcome.denied:
        accounts.trouble(twin.account, outcome.told)


def _accept(twin: Twin, outcome: Submitted) -> None:
    """It was ordered: a fact, whoever gave it up for unknown meanwhile. One more than wanted is told."""
    if twin.state in (TwinState.CHECKED, TwinState.ORDERING, TwinState.UNKNOWN) and not twin.external_id:
        first = timezone.now() + timedelta(seconds=outcome.first_poll)
        done = {"external_id": outcome.external_id, "misses": 0, "problem": {}, "wake_at": first}
        twin_news.put(twin, TwinState.TRAINING, **done, **leases.no_lease())
    elif twin.external_id != outcome.external_id:
        said = f"Twin “{twin.name}” was ordered once more than needed, as {outcome.external_id}."
        tell(twin.team, "twin.twice", said)


def _again(twin: Twin, name: str, sentence: str, wait: float | None) -> None:
    """Certainly not accepted: it waits and is ordered anew, a dozen times."""
    misses = twin.misses + 1
    mine = Twin.objects.filter(pk=twin.pk, state__in=[TwinState.CHECKED, TwinState.ORDERING, TwinState.UNKNOWN])
    mine = mine.filter(lease_holder=name)
    if misses >= MOST_TRIES:
        mine.update(state=TwinState.FAILED, problem={"": sentence}, finished_at=timezone.now(), **leases.no_lease())
        return
    rest = timedelta(seconds=wait) if wait is not None else leases.backoff(min(6, misses))
    mine.update(state=TwinState.CHECKED, problem={"": sentence}, misses=misses, **leases.rest(rest))


@transaction.atomic
def send_again(twin: Twin, *, actor: User | None) -> None:
    """A person's decision about a lost reply: order it once more, though there may be two of it then."""
    lost = Twin.objects.kept().filter(pk=twin.pk, state=TwinState.UNKNOWN)
    if not lost.update(state=TwinState.CHECKED, misses=0, wake_at=timezone.now(), **leases.no_lease()):
        raise Conflict(DECIDED)
    tell(twin.team, "twin.decided", f"Twin “{twin.name}” ordered again, though there may be two", actor=actor)
    later("order_twin", twin.pk)


@transaction.atomic
def give_up(twin: Twin, *, actor: User | None) -> None:
    """A person's decision about a lost reply: it ends as failed, and can be made anew."""
    lost = Twin.objects.filter(pk=twin.pk, state=TwinState.UNKNOWN)
    sentence = twin_news.GIVEN_UP.format(account=twin.account)
    ended = {"problem": {"": sentence}, "finished_at": timezone.now(), **leases.no_lease()}
    if not lost.update(state=TwinState.FAILED, **ended):
        raise Conflict(DECIDED)
    tell(twin.team, "twin.decided", f"Twin “{twin.name}” given up", actor=actor)
