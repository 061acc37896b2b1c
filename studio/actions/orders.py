"""Ordering a take from a provider: written down first, sent once, and never again unless that is certain to be safe.

    ready ─T1─► submitting ─(the call)─T2─► submitted        accepted
                     │                ├───► ready            certainly not accepted: again later
                     │                ├───► failed           refused in the provider's own words
                     └── died ────────┴───► unknown          perhaps accepted: looked for, never sent blindly

Locks: account, render, takes by position, wallet, budgets.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from studio.actions import cast, leases, links, makers, takes
from studio.actions.events import note
from studio.actions.videos import record
from studio.errors import Conflict
from studio.models import Account, Asset, Attempt, Render, Take, User
from studio.net.client import finish
from studio.net.guard import Rules
from studio.providers import registry
from studio.providers.base import Later, Outcome, Refused, Submitted, TakeOrder, Unknown
from studio.vocabulary import RenderState, TakeState

log = logging.getLogger(__name__)
SLOTS = (TakeState.SUBMITTING, TakeState.SUBMITTED, TakeState.PROCESSING, TakeState.UNKNOWN)
"""States in which a take counts as under way at its provider."""
FULL = timedelta(seconds=10)
"""How long a take waits when its provider has as many as it works on at once."""
LOOK_AGAIN, ASK_AFTER = timedelta(seconds=30), timedelta(minutes=30)
"""Between two looks for an order whose reply was lost; after which a person is asked."""
ASKING = "No reply came: it may have been ordered or not"
DIED = "The studio was stopped while it was being ordered."

Submit = Callable[[Take, TakeOrder], Outcome]


def ask(take: Take, order: TakeOrder) -> Outcome:
    """Send the order once, over the network."""
    maker, connection = makers.adapter(take.account), makers.connection(take.account)

    async def once() -> Outcome:
        async with registry.client(maker, connection, rules=Rules.read(settings.FETCH_ALLOW)) as client:
            return await maker.submit(client, connection, order)

    return finish(once())


def work(take_id: str, *, submit: Submit = ask) -> None:
    """Order a take that is ready; or say of one whose worker died that its reply is unknown."""
    name = leases.holder()
    take = _claim(take_id, name)
    if take is None:
        return
    try:
        outcome = submit(take, order_of(take))
    except Exception as error:  # a bug of ours, before or behind the call: nobody knows whether it was sent
        log.exception("order of take %s", take.pk)
        outcome = Unknown(f"{type(error).__name__} while ordering.")
    hear(take, name, outcome)


def order_of(take: Take) -> TakeOrder:
    """What is sent. Files are named by links that the provider can open, when this server can be reached."""
    storyboard = makers.part(take.render.storyboard, take.scenes)
    props = cast.gather(take.render.video.team, take.account_id, storyboard)
    ids = [name for name in props.paths if name in props.digests]
    files = {str(asset.pk): asset for asset in Asset.objects.filter(team=take.render.video.team_id, pk__in=_ids(ids))}
    token = take.attempts.order_by("-number").values_list("token", flat=True).first()
    return TakeOrder(
        storyboard, token=str(token), title=f"{take.render.video} v{take.render.number}",
        files={name: links.to(asset, origin=settings.PUBLIC_URL) for name, asset in files.items()},
    )  # fmt: skip


def _ids(names: list[str]) -> list[str]:
    return [name for name in names if len(name) == 36]


@transaction.atomic
def _claim(take_id: str, name: str) -> Take | None:
    """T1: the take is ours and says that it is being ordered, before anything is sent. None: not now, or not ours."""
    take = Take.objects.select_related("account", "render__video__team").filter(pk=take_id).first()
    if take is None or take.drawn_here:
        return None
    account = Account.objects.select_for_update().get(pk=take.account_id)
    takes.lock(Render.objects.filter(pk=take.render_id))
    take.refresh_from_db(fields=["state", "lease_holder", "lease_until"])
    if take.state == TakeState.SUBMITTING:
        _died(take)
        return None
    if take.state != TakeState.READY or not _free_slot(account, take):
        return None
    if not leases.claim(Take, take_id, states=[TakeState.READY], as_holder=name):
        return None
    number = (take.attempts.aggregate(last=Max("number"))["last"] or 0) + 1
    Attempt.objects.create(take=take, number=number, holder=name)
    record(take, TakeState.SUBMITTING, holder=name, stage="Ordering", progress=0, error="")
    record(take.render, RenderState.PROCESSING, stage="Ordering")
    return take


def _free_slot(account: Account, take: Take) -> bool:
    """Whether the provider takes one more now. The account's row is locked, so two workers count one after another."""
    features, now = makers.adapter(account).features, timezone.now()
    busy = Take.objects.made_elsewhere().filter(account=account, state__in=SLOTS).count()
    if busy >= features.most_at_once:
        free_at = now + FULL
    elif account.free_at and account.free_at > now:
        free_at = account.free_at
    else:
        Account.objects.filter(pk=account.pk).update(free_at=now + timedelta(minutes=1) / features.submits_a_minute)
        return True
    Take.objects.filter(pk=take.pk, state=TakeState.READY).update(wake_at=free_at)
    return False


def _died(take: Take) -> None:
    """A worker's lease ran out between T1 and T2: its reply is unknown, and nobody sends again."""
    if take.lease_until and take.lease_until > timezone.now():
        return
    _end_attempts(take, "unknown", DIED)
    _not_known(take, DIED, holder=None)


def hear(take: Take, name: str, outcome: Outcome) -> None:
    """T2: write down what the reply was."""
    with transaction.atomic():
        takes.lock(Render.objects.filter(pk=take.render_id))
        match outcome:
            case Submitted():
                _end_attempts(take, "ordered")
                accept(take, outcome)
            case Later():
                _end_attempts(take, "not sent", outcome.sentence)
                _again(take, name, outcome)
            case Refused():
                _end_attempts(take, "refused", outcome.sentence)
                takes.give_up(take, name, outcome.sentence)
            case Unknown():
                _end_attempts(take, "unknown", outcome.sentence)
                _not_known(take, outcome.sentence, holder=name)


def accept(take: Take, outcome: Submitted) -> None:
    """It was ordered, whoever else gave it up for unknown meanwhile: that is a fact, so no lease is asked for."""
    now = timezone.now()
    record(
        take, TakeState.SUBMITTED, external_id=outcome.external_id, submitted_at=now, raw=dict(outcome.raw), polls=0,
        poll_at=now + timedelta(seconds=outcome.first_poll), stage="Ordered", error="", **_no_lease(),
    )  # fmt: skip


def _again(take: Take, name: str, outcome: Later) -> None:
    """Certainly not accepted: the same take waits and is ordered anew. It doesn't count as a start that crashed."""
    wait = (
        timedelta(seconds=outcome.wait) if outcome.wait is not None else leases.backoff(min(6, take.attempts.count()))
    )
    until = timezone.now() + wait
    record(
        take, TakeState.READY, holder=name, stage="Waiting to order", error=outcome.sentence, starts=F("starts") - 1,
        **leases.rest(wait),
    )  # fmt: skip
    if outcome.wait is not None:
        later = Q(free_at=None) | Q(free_at__lt=until)
        Account.objects.filter(later, pk=take.account_id).update(free_at=until)
    trouble(take.account, outcome.sentence)


def _not_known(take: Take, sentence: str, *, holder: str | None) -> None:
    """The hold stays; the provider is asked whether it knows of the order. Where a resend is safe, it is sent again."""
    if makers.adapter(take.account).features.resends_safely:
        record(take, TakeState.READY, holder=holder, stage="Ordering again", error=sentence, **leases.rest(FULL))
        return
    now = timezone.now()
    record(
        take, TakeState.UNKNOWN, holder=holder, stage=ASKING, error=sentence, submitted_at=now, poll_at=now, polls=0,
        **_no_lease(),
    )  # fmt: skip
    note(take.render.video, "take.unknown", f"{take.account}: {sentence} Looking for it.", render=take.render)


def _no_lease() -> dict[str, Any]:
    return {"lease_holder": "", "lease_until": None}


def _end_attempts(take: Take, outcome: str, error: str = "") -> None:
    Attempt.objects.filter(take=take, ended_at=None).update(
        ended_at=timezone.now(), outcome=outcome, error=error[:2000]
    )


def trouble(account: Account, sentence: str) -> None:
    """Note what last went wrong with an account, for the people who look after it."""
    Account.objects.filter(pk=account.pk).update(failure=sentence[:2000], failed_at=timezone.now())


def send_again(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: order it once more, though it may cost twice."""
    _decide(take, actor, "ordered again, though it may cost twice", TakeState.READY, wake_at=timezone.now())


def forget(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: give the take up. What was held goes back."""
    with transaction.atomic():
        _decide(take, actor, "given up", None)


@transaction.atomic
def _decide(take: Take, actor: User | None, what: str, state: TakeState | None, **fields: Any) -> None:
    takes.lock(Render.objects.filter(pk=take.render_id))
    take.refresh_from_db()
    if take.state != TakeState.UNKNOWN:
        raise Conflict("This is decided already: its reply is known now.")
    note(take.render.video, "take.decided", f"Scene {take.position + 1} {what}", render=take.render, actor=actor)
    if state is None:
        takes.give_up(take, None, "It was given up: the provider never said whether it was ordered.")
    else:
        record(take, state, poll_at=None, stage="Waiting to order", error="", **_no_lease(), **fields)
