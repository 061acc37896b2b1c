"""Ordering a take from a provider: written down first, sent once, and never again unless that is certain to be safe.

    ready ─T1─► submitting ─(the call)─T2─► submitted        accepted
                     │                ├───► ready            certainly not accepted: again later
                     │                ├───► failed           refused in the provider's own words
                     └── died ────────┴───► unknown          perhaps accepted: looked for, never sent blindly

Locks: account, render, takes by position, wallet, budgets. What an account is told of a bad reply waits until the
render's lock is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from asgiref.sync import async_to_sync, sync_to_async
from django.db import Error, transaction
from django.utils import timezone

from studio.actions import accounts, callbacks, cast, enclosures, leases, makers, outages, takes
from studio.actions.events import note
from studio.actions.videos import record
from studio.errors import Conflict, StudioError
from studio.models import Account, Attempt, Render, Take
from studio.models.renders import OPEN_RENDERS
from studio.providers.base import Later, Outcome, Refused, Submitted, TakeOrder, Unknown, Unsent
from studio.vocabulary import RenderState, TakeState

log = logging.getLogger(__name__)
SLOTS = (TakeState.SUBMITTING, TakeState.SUBMITTED, TakeState.PROCESSING, TakeState.UNKNOWN)
"""States in which a take counts as under way at its provider."""
FULL = timedelta(seconds=10)
"""How long a take waits when its provider has as many as it works on at once."""
LOOK_AGAIN, ASK_AFTER = timedelta(seconds=30), timedelta(minutes=30)
"""Between two looks for an order whose reply was lost; after which a person is asked."""
ASKING = "No reply came: it may have been ordered or not"
ANOTHERS = "{account} answered with the number of another order."
DIED = "The studio was stopped while it was being ordered."
NOT_WANTED = "Its version ended before it was ordered"
LOST_BEFORE = "The reply to an earlier order of it was lost."
MOST_RESENDS = 6
"""Orders of one take with one token, where that makes no second job; then a person is asked, too."""

Submit = Callable[[Take, TakeOrder], Outcome]
_NOTHING_KNOWN: Final[Mapping[str, Any]] = {"external_id": "", "progress": 0, "raw": {}}


def ask(take: Take, order: TakeOrder) -> Outcome:
    """Send the order once, over the network. Whether it is still wanted is asked in this thread meanwhile."""
    return async_to_sync(makers.asking)(
        take.account, lambda maker, client, there: maker.submit(client, there, order)
    )  # fmt: skip


def work(take_id: str, *, submit: Submit = ask) -> None:
    """Order a take that is ready; or say of one whose worker died that its reply is unknown."""
    name = leases.holder()
    take = _claim(take_id, name)
    if take is None:
        return
    outcome: Outcome
    try:
        order = replace(_whole(order_of(take), take), wanted=sync_to_async(lambda: _is_wanted(take, name)))
    except Exception as error:  # nothing was sent, and it would not be any better the next time
        foreseen = isinstance(error, StudioError)
        log.error("preparing the order of take %s: %s", take.pk, error, exc_info=not foreseen)
        told = str(error) if foreseen else f"{type(error).__name__} while preparing the order."
        outcome = (Unknown if takes.may_be_ordered(take) else Refused)(told)
    else:
        try:
            with leases.kept_alive(take, as_holder=name):  # what an order names may be uploaded first
                outcome = submit(take, order)
        except Exception as error:  # a bug of ours, before or behind the call: nobody knows whether it was sent
            log.exception("order of take %s", take.pk)
            outcome = Unknown(f"{type(error).__name__} while ordering.")
    _write_down(take, name, outcome)


def _write_down(take: Take, name: str, outcome: Outcome) -> None:
    """T2, though the database be away: it may be the only place where a paid job's id stands."""
    try:
        outages.outlasted(hear)(take, name, outcome)
    except Error:
        log.error("take %s: this reply could not be written down: %s", take.pk, outcome)
        raise


def order_of(take: Take) -> TakeOrder:
    """What is sent, or was."""
    storyboard = makers.part(take.render.storyboard, take.scenes)
    tokens = list(take.attempts.order_by("number").values_list("token", flat=True))
    token = tokens[0 if makers.adapter(take.account).features.resends_safely else -1]
    return TakeOrder(
        storyboard, token=str(token), title=f"{take.render.video} v{take.render.number}",
        files=enclosures.files(take, storyboard), callback_url=callbacks.of_order(take.account),
    )  # fmt: skip


def _whole(order: TakeOrder, take: Take) -> TakeOrder:
    """The order. Raises Conflict when a file or a face that it names was deleted."""
    if why := cast.lost(take.render.video.team, take.account_id, dict(order.storyboard)):
        raise Conflict(why)
    return order


@transaction.atomic
def _claim(take_id: str, name: str) -> Take | None:
    """T1: the take is ours and says that it is being ordered, before anything is sent. None: not now, or not ours."""
    take = Take.objects.select_related("account", "render__video__team").filter(pk=take_id).first()
    if take is None or take.drawn_here:
        return None
    account = Account.objects.select_for_update(no_key=True).get(pk=take.account_id)
    takes.lock(Render.objects.filter(pk=take.render_id))
    take.refresh_from_db(fields=["state", "lease_holder", "lease_until"])
    if take.state == TakeState.SUBMITTING:
        _died(take)
        return None
    if take.state != TakeState.READY or _not_wanted(take) or not _free_slot(account, take):
        return None
    if not leases.claim(Take, take_id, states=[TakeState.READY], as_holder=name):
        return None
    takes.begin_attempt(take, name)
    record(take, TakeState.SUBMITTING, holder=name, stage="Ordering", progress=0, error="")
    record(take.render, RenderState.PROCESSING, stage="Ordering")
    return take


def _free_slot(account: Account, take: Take) -> bool:
    """Whether the provider takes one more now. The account's row is locked, so two workers count one after another."""
    features, now = makers.adapter(account).features, timezone.now()
    if makers.is_locked(account):
        accounts.trouble(account, makers.LOCKED.format(account=account))
        Take.objects.filter(pk=take.pk, state=TakeState.READY).update(wake_at=now + makers.LOCKED_WAIT)
        return False
    under_way = Take.objects.made_elsewhere().filter(account=account, state__in=SLOTS)
    busy = under_way.exclude(state=TakeState.UNKNOWN, submitted_at__lt=now - ASK_AFTER).count()
    if busy >= features.most_at_once:
        free_at = now + FULL
    elif account.free_at and account.free_at > now:
        free_at = account.free_at
    else:
        Account.objects.filter(pk=account.pk).update(free_at=now + timedelta(minutes=1) / features.submits_a_minute)
        return True
    Take.objects.filter(pk=take.pk, state=TakeState.READY).update(wake_at=free_at)
    return False


def _not_wanted(take: Take) -> bool:
    """Whether its version has ended meanwhile. Then it isn't ordered any more: what is held goes back, or what may have
    been ordered before is looked for.
    """
    if Render.objects.open().filter(pk=take.render_id).exists():
        return False
    if takes.may_be_ordered(take):
        _not_known(take, LOST_BEFORE)
    elif record(take, TakeState.CANCELED, stage="", poll_at=None):
        takes.release(take, note=NOT_WANTED)
    return True


def _is_wanted(take: Take, name: str) -> bool:
    """Whether its version is still open, and the order still this worker's: nobody took it for dead meanwhile.

    One that may have been taken before is sent in any case where that is safe: the reply tells what is to be paid.
    """
    mine = Take.objects.filter(pk=take.pk, state=TakeState.SUBMITTING, lease_holder=name)
    return mine.exists() if takes.may_be_ordered(take) else mine.filter(render__state__in=OPEN_RENDERS).exists()


def _died(take: Take) -> None:
    """A worker's lease ran out between T1 and T2: its reply is unknown, and nobody sends again."""
    if take.lease_until and take.lease_until > timezone.now():
        return
    Attempt.objects.filter(take=take, ended_at=None).update(
        ended_at=timezone.now(), outcome="unknown", error=DIED
    )  # fmt: skip
    _not_known(take, DIED)


def hear(take: Take, name: str, outcome: Outcome) -> None:
    """T2: write down what the reply was. A late one counts as long as nobody has decided or ordered anew."""
    with transaction.atomic():
        if isinstance(outcome, Submitted) and is_anothers_by_now(take, outcome.external_id):
            outcome = Unknown(ANOTHERS.format(account=take.account))
        takes.lock(Render.objects.filter(pk=take.render_id))
        take.refresh_from_db(fields=["state", "stage", "external_id", "lease_holder", "submitted_at"])
        mine = _is_ours(take, name)
        match outcome:
            case Submitted():
                _end_attempt(take, name, "ordered", accept(take, outcome))
            case Later() | Unsent():
                _end_attempt(take, name, "not sent", outcome.sentence)
                if mine and not _not_wanted(take):
                    _again(take, outcome)
            case Refused():
                _end_attempt(take, name, "refused", outcome.sentence)
                if mine:
                    takes.give_up(take, None, outcome.told)
            case Unknown():
                _end_attempt(take, name, "unknown", outcome.sentence)
                if mine and take.state != TakeState.UNKNOWN:
                    _not_known(take, outcome.sentence)
    if isinstance(outcome, Later):
        accounts.wait(take.account, outcome.wait)
        accounts.trouble(take.account, outcome.sentence)
    elif isinstance(outcome, Refused) and outcome.denied:
        accounts.trouble(take.account, outcome.told)


def _is_ours(take: Take, name: str) -> bool:
    """Whether the take still waits for this worker's reply, or was given up for unknown while it was on its way."""
    if take.state == TakeState.SUBMITTING:
        return take.lease_holder == name
    newest = take.attempts.order_by("-number").first()
    return take.state == TakeState.UNKNOWN and newest is not None and newest.holder == name


def is_anothers(take: Take, external_id: str) -> bool:
    """Whether another take has this number already. Believing it would pay two takes for one video."""
    return Take.objects.filter(account_id=take.account_id, external_id=external_id).exclude(pk=take.pk).exists()


def is_anothers_by_now(take: Take, external_id: str) -> bool:
    """The same till this transaction ends: two replies may bear one number. Asked before the render is locked."""
    list(Account.objects.select_for_update(no_key=True).filter(pk=take.account_id).values_list("pk"))
    return is_anothers(take, external_id)


def is_of_another(take: Take, mark: str) -> bool:
    """Whether a job that the take's number leads to bears the token of some other order. `mark`: see TakeNews."""
    tokens = take.attempts.values_list("token", flat=True) if mark else ()
    return bool(tokens) and not any(token.hex.endswith(mark.replace("-", "")) for token in tokens)


def disown(take: Take) -> None:
    """The number that the provider gave for it is another order's. Its own reply is as good as lost."""
    told = ANOTHERS.format(account=take.account)
    Attempt.objects.filter(take=take, outcome="ordered", error="").update(outcome="unknown", error=told)
    _not_known(take, told)


def accept(take: Take, outcome: Submitted) -> str:
    """It was ordered, whoever else gave it up for unknown meanwhile: that is a fact, so no lease is asked for.

    A second job for the same take, or one for a take that has ended, is noted and returned in words: the provider
    charges for it. Else "".
    """
    now = timezone.now()
    if take.external_id == outcome.external_id:
        return ""
    if not take.external_id and record(
        take, TakeState.SUBMITTED, external_id=outcome.external_id, submitted_at=now, raw=dict(outcome.raw), polls=0,
        poll_at=now + timedelta(seconds=outcome.first_poll), stage="Ordered", error="", starts=0, **leases.no_lease(),
    ):  # fmt: skip
        record(take.render, RenderState.PROCESSING, stage="Ordered")
        return ""
    told = f"Scene {take.position + 1} was ordered once more than needed, as {outcome.external_id}: it may be charged."
    note(take.render.video, "take.twice", told, render=take.render)
    return told


def _again(take: Take, outcome: Later | Unsent) -> None:
    """Certainly not accepted: the same take waits and is ordered anew. It doesn't count as a start that crashed."""
    wait = (
        timedelta(seconds=outcome.wait) if outcome.wait is not None else leases.backoff(min(6, take.attempts.count()))
    )
    record(
        take, TakeState.READY, stage="Waiting to order", error=outcome.sentence, starts=0, poll_at=None,
        **leases.rest(wait),
    )  # fmt: skip
    record(take.render, RenderState.PROCESSING, stage="Waiting to order")


def _not_known(take: Take, sentence: str) -> None:
    """The hold stays; the provider is asked whether it knows of the order. Where a resend is safe, it is sent again."""
    sent, wanted = take.attempts.count(), Render.objects.open().filter(pk=take.render_id).exists()
    if makers.adapter(take.account).features.resends_safely and wanted and sent < MOST_RESENDS:
        again = leases.rest(leases.backoff(sent))
        record(take, TakeState.READY, stage="Ordering again", error=sentence, poll_at=None, **_NOTHING_KNOWN, **again)
        return
    now = timezone.now()
    record(
        take, TakeState.UNKNOWN, stage=ASKING, error=sentence, submitted_at=now, poll_at=now, polls=0, **_NOTHING_KNOWN,
        **leases.no_lease(),
    )  # fmt: skip
    record(take.render, RenderState.PROCESSING, stage=ASKING)
    note(take.render.video, "take.unknown", f"{take.account}: {sentence} Looking for it.", render=take.render)


def _end_attempt(take: Take, name: str, outcome: str, error: str = "") -> None:
    """How this worker's attempt ended, even when another had thought it dead."""
    mine = Attempt.objects.filter(take=take, holder=name)
    mine.update(ended_at=timezone.now(), outcome=outcome, error=error[:2000])
